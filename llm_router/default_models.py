"""The model of a backend for which nobody named one: when it is shut down, the next default takes its place."""

from __future__ import annotations

import logging
import re
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from llm_router.backend import Backend

log = logging.getLogger("llm_router")

# Small and cheap, in the order in which they are tried; from the SDK's own list (openai.types.ChatModel), without
# those for which it announces a shutdown, but for the first: 2027-01-14.
# https://developers.openai.com/api/docs/deprecations
DEFAULT_MODELS = ("gpt-4o-mini", "gpt-5.4-mini", "gpt-5.6-luna", "gpt-6-luna")
# Models that reason before they answer unless they are told not to: GPT-5 knows "minimal", its successors "none".
# https://platform.openai.com/docs/guides/reasoning
REASONING = r"(?:^|/)gpt-(?:5(?P<five>$|-(?:mini|nano|\d{4})\b)|5\.\d|[6-9])"

_current: dict[str, str] = {}
_lock = threading.Lock()


def default_model(base_url: str) -> str:
    """Return the default model of a server: the first that this process has not found gone."""
    return _current.get(base_url, DEFAULT_MODELS[0])


def succeed_model(backend: Backend) -> str:
    """Return the default that takes the place of this backend's model, which is gone; "" when there is none."""
    if not backend.is_default_model or backend.model not in DEFAULT_MODELS:
        return ""
    place = DEFAULT_MODELS.index(backend.model) + 1
    if place == len(DEFAULT_MODELS):
        return ""
    successor = DEFAULT_MODELS[place]
    with _lock:
        known = default_model(backend.base_url)
        if DEFAULT_MODELS.index(known) >= place:  # another thread was here before
            return known
        _current[backend.base_url] = successor
    log.warning(
        "%s does not exist any more at %s; %s is asked instead. Set %s to the model that you want.",
        backend.model,
        backend.base_url,
        successor,
        backend.variable("MODEL"),
    )
    return successor


def forget_models() -> None:
    """Begin with the first default again."""
    with _lock:
        _current.clear()


def least_effort(model: str) -> str:
    """Return the reasoning_effort with which a model reasons least; "" for one that needs none to be said."""
    found = re.search(REASONING, model)
    if found is None or re.search(r"chat|pro\b|codex|audio|image|search", model):
        return ""
    return "minimal" if found["five"] is not None else "none"
