"""Where a question can go, and what holds for all of these places."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass, field
from typing import Any

DEFAULT_COOLDOWN_S = 60.0
DEFAULT_TIMEOUT_S = 20.0
STREAM_TOTAL = 10  # times the timeout, for a whole stream


@dataclass(frozen=True, slots=True)
class Backend:
    """An OpenAI-compatible server, one of its models, and how long it may take.

    ``base_url`` ends with the version, usually ``/v1``; its query, if it has one, is sent with every request.
    ``timeout_s`` bounds a whole answer, ``stream_timeout_s`` (ten times as much unless given) all the waiting for one
    streamed answer. ``extra_headers`` and ``extra_body`` go with every request; prices are per million tokens.
    ``proxy`` is an http:// URL, "" for none, None for what the environment says.
    """

    base_url: str
    model: str = ""
    api_key: str = field(default="dummy", repr=False)
    _: KW_ONLY
    name: str = ""  # how attempts and messages call it; a Router numbers those without one
    timeout_s: float = DEFAULT_TIMEOUT_S
    stream_timeout_s: float = 0.0  # 0: ten times the timeout
    embed_model: str = ""
    price_in: float | None = None
    price_out: float | None = None
    extra_headers: Mapping[str, str] = field(default_factory=dict, repr=False)  # may hold a key
    extra_body: Mapping[str, Any] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict, repr=False)  # the base URL's
    proxy: str | None = field(default=None, repr=False)  # may hold a password
    prefix: str = ""  # of its environment variables, such as "PRIMARY"; "" when it is not from the environment
    model_name: str = "MODEL"  # or EMBED_MODEL: which variable the model is from
    is_default_model: bool = False  # nobody named the model: it may be succeeded by a newer default

    @property
    def secrets(self) -> tuple[str, ...]:
        """What of it no log may show."""
        return (self.api_key, *self.extra_headers.values(), *self.query.values())

    def variable(self, name: str) -> str:
        """Name one of its settings in full: ``PRIMARY_OPENAI_MODEL``, or ``Backend('local').model``."""
        return f"{self.prefix}_OPENAI_{name}" if self.prefix else f"Backend({self.name!r}).{name.lower()}"


@dataclass(frozen=True, slots=True)
class Policy:
    """What holds for all backends."""

    cooldown_s: float = DEFAULT_COOLDOWN_S
    failover_status: frozenset[int] = frozenset()
    failover_kinds: frozenset[str] = frozenset()
    retries: int = 0
