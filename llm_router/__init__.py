"""Ask the primary OpenAI-compatible backend, else the fallback; strict about time, honest about what happened."""

from llm_router.attempts import Attempt
from llm_router.errors import AllBackendsFailed, BadArgument, BadConfig, NotConfigured, StreamInterrupted
from llm_router.refusal import Refusal, refusal_of
from llm_router.router import chat_complete
from llm_router.tally import Metrics, metrics

__all__ = [
    "AllBackendsFailed",
    "Attempt",
    "BadArgument",
    "BadConfig",
    "Metrics",
    "NotConfigured",
    "Refusal",
    "StreamInterrupted",
    "chat_complete",
    "metrics",
    "refusal_of",
    "reset",
]


def reset() -> None:
    """Forget all that this process learned: clients, rests, refused parameters, metrics. For tests and after a fork."""
    from llm_router.client import close_clients
    from llm_router.parameters import forget_refusals
    from llm_router.rest import rests
    from llm_router.tally import reset_metrics

    close_clients()
    forget_refusals()
    rests.clear()
    reset_metrics()
