"""Ask one OpenAI-compatible backend, else the next; strict about time, honest about what happened.

A name is imported by its first use: importing the package costs nothing, and the openai SDK comes with the first call.
"""

from __future__ import annotations

import importlib

TYPE_CHECKING = False  # a type checker takes it for true; typing itself is most of the cost of this import
if TYPE_CHECKING:
    from typing import Any

    from llm_router.attempts import Attempt
    from llm_router.backend import Backend
    from llm_router.budget import Budget
    from llm_router.client import preload
    from llm_router.completion import Completion, Usage
    from llm_router.errors import (
        AllBackendsFailed,
        BadArgument,
        BadConfig,
        BudgetExceeded,
        NotConfigured,
        StreamInterrupted,
    )
    from llm_router.functions import (
        achat_complete,
        achat_complete_stream,
        aembed,
        chat_complete,
        chat_complete_stream,
        embed,
    )
    from llm_router.health import BackendStatus, Status, status
    from llm_router.refusal import Refusal, refusal_of
    from llm_router.router import Router
    from llm_router.stream_session import Restart
    from llm_router.streaming import AnswerStream, AsyncAnswerStream
    from llm_router.usage_metrics import Metrics, metrics

__all__ = [
    "AllBackendsFailed",
    "AnswerStream",
    "AsyncAnswerStream",
    "Attempt",
    "Backend",
    "BackendStatus",
    "BadArgument",
    "BadConfig",
    "Budget",
    "BudgetExceeded",
    "Completion",
    "Metrics",
    "NotConfigured",
    "Refusal",
    "Restart",
    "Router",
    "Status",
    "StreamInterrupted",
    "Usage",
    "achat_complete",
    "achat_complete_stream",
    "aembed",
    "chat_complete",
    "chat_complete_stream",
    "embed",
    "metrics",
    "preload",
    "refusal_of",
    "reset",
    "status",
]

_HOMES = {
    "Attempt": "attempts",
    "Backend": "backend",
    "Budget": "budget",
    "preload": "client",
    "Completion": "completion",
    "Usage": "completion",
    "AllBackendsFailed": "errors",
    "BadArgument": "errors",
    "BadConfig": "errors",
    "BudgetExceeded": "errors",
    "NotConfigured": "errors",
    "StreamInterrupted": "errors",
    "BackendStatus": "health",
    "Status": "health",
    "status": "health",
    "Refusal": "refusal",
    "refusal_of": "refusal",
    "Router": "router",
    "achat_complete": "functions",
    "aembed": "functions",
    "chat_complete": "functions",
    "embed": "functions",
    "AnswerStream": "streaming",
    "AsyncAnswerStream": "streaming",
    "Restart": "stream_session",
    "achat_complete_stream": "functions",
    "chat_complete_stream": "functions",
    "Metrics": "usage_metrics",
    "metrics": "usage_metrics",
}


def reset() -> None:
    """Forget all that this process learned: clients, cooldowns, refused parameters, lost models, metrics. For tests."""
    from llm_router.client import close_clients
    from llm_router.cooldown import cooldowns
    from llm_router.default_models import forget_models
    from llm_router.param_compat import forget_refusals
    from llm_router.usage_metrics import reset_metrics

    close_clients()
    forget_refusals()
    forget_models()
    cooldowns.clear()
    reset_metrics()


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
