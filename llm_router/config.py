"""Environment → Backend: what is configured, and what about it cannot work."""

from __future__ import annotations

import math
import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from llm_router.errors import BadConfig, NotConfigured

if TYPE_CHECKING:
    from collections.abc import Mapping

PREFIXES = ("PRIMARY", "FALLBACK")
DEFAULT_FALLBACK_URL = "https://api.openai.com/v1"
DEFAULT_FALLBACK_MODEL = "gpt-4o-mini"
DEFAULT_TIMEOUT_S = {"PRIMARY": 12.0, "FALLBACK": 20.0}
DEFAULT_COOLDOWN_S = 60.0
STREAM_TOTAL = 10  # times the timeout, for a whole stream
A_DAY_S = 86_400.0


@dataclass(frozen=True, slots=True)
class Backend:
    """Where a question can go. ``base_url`` has no slash at its end."""

    prefix: str  # of its variables: "PRIMARY" or "FALLBACK"
    base_url: str
    api_key: str = field(repr=False)
    model: str
    timeout_s: float
    stream_timeout_s: float
    price_in: float | None = None  # per million tokens
    price_out: float | None = None
    proxy: str = field(default="", repr=False)  # may hold a password
    model_name: str = "MODEL"  # or EMBED_MODEL: which variable the model is from

    @property
    def name(self) -> str:
        """``primary`` or ``fallback``."""
        return self.prefix.lower()

    @property
    def secrets(self) -> tuple[str, ...]:
        """What of it no log may show."""
        return (self.api_key,)

    def variable(self, name: str) -> str:
        """Name one of its variables in full."""
        return f"{self.prefix}_OPENAI_{name}"


@dataclass(frozen=True, slots=True)
class Policy:
    """What holds for all backends."""

    cooldown_s: float
    failover_status: frozenset[int]


def read_backend(prefix: str, environ: Mapping[str, str] | None = None, model_name: str = "MODEL") -> Backend | None:
    """Read one backend's variables; None when it is not configured, BadConfig when a value cannot work."""
    env = os.environ if environ is None else environ
    if missing_variables(prefix, env, model_name):
        return None

    url = _read_url(f"{prefix}_OPENAI_BASE_URL", env) or DEFAULT_FALLBACK_URL
    timeout_s = _read_seconds(f"{prefix}_OPENAI_TIMEOUT_S", env) or DEFAULT_TIMEOUT_S.get(prefix, 20.0)
    return Backend(
        prefix=prefix,
        base_url=url,
        api_key=_read_key(f"{prefix}_OPENAI_API_KEY", env) or "dummy",
        model=_read_model(f"{prefix}_OPENAI_{model_name}", env) or DEFAULT_FALLBACK_MODEL,
        timeout_s=timeout_s,
        stream_timeout_s=_read_seconds(f"{prefix}_OPENAI_STREAM_TIMEOUT_S", env) or STREAM_TOTAL * timeout_s,
        price_in=_read_number(f"{prefix}_OPENAI_PRICE_IN", env),
        price_out=_read_number(f"{prefix}_OPENAI_PRICE_OUT", env),
        proxy=_read_proxy(url, env),
        model_name=model_name,
    )


def read_backends(environ: Mapping[str, str] | None = None) -> tuple[Backend, ...]:
    """Read every configured backend, in the order in which they are asked.

    NotConfigured when there is none; BadConfig when the primary has a URL without a model or the reverse: a
    forgotten variable would otherwise send everything to the fallback, unseen and for ever.
    """
    env = os.environ if environ is None else environ
    reject_half_a_primary(env)
    backends = tuple(backend for prefix in PREFIXES if (backend := read_backend(prefix, env)))
    if not backends:
        raise NotConfigured(
            "No usable LLM backends configured: set PRIMARY_OPENAI_BASE_URL and PRIMARY_OPENAI_MODEL "
            "(a local or self-hosted server), or FALLBACK_OPENAI_API_KEY (a cloud backend)."
        )
    return backends


def read_policy(environ: Mapping[str, str] | None = None) -> Policy:
    """Read what holds for all backends: LLM_COOLDOWN_S and LLM_FAILOVER_STATUS."""
    env = os.environ if environ is None else environ
    cooldown_s = _read_number("LLM_COOLDOWN_S", env)
    return Policy(DEFAULT_COOLDOWN_S if cooldown_s is None else cooldown_s, _read_statuses("LLM_FAILOVER_STATUS", env))


def read_embed_backends(environ: Mapping[str, str] | None = None) -> tuple[Backend, ...]:
    """Read every backend that embeds; an embedding model has no default, since vectors outlive the process."""
    env = os.environ if environ is None else environ
    backends = tuple(backend for prefix in PREFIXES if (backend := read_backend(prefix, env, "EMBED_MODEL")))
    if not backends:
        raise NotConfigured(
            "No usable LLM backends configured for embeddings: set PRIMARY_OPENAI_BASE_URL and "
            "PRIMARY_OPENAI_EMBED_MODEL, or FALLBACK_OPENAI_API_KEY and FALLBACK_OPENAI_EMBED_MODEL."
        )
    return backends


def missing_variables(prefix: str, env: Mapping[str, str], model_name: str = "MODEL") -> tuple[str, ...]:
    """Name the variables that this backend needs and that are unset or blank."""
    needed = ["BASE_URL" if prefix == "PRIMARY" else "API_KEY"]
    if prefix == "PRIMARY" or model_name != "MODEL":
        needed.append(model_name)
    return tuple(name for n in needed if not read_text(name := f"{prefix}_OPENAI_{n}", env))


def reject_half_a_primary(env: Mapping[str, str]) -> None:
    """Raise BadConfig for a primary that has one of the two variables that make it one."""
    missing = missing_variables("PRIMARY", env)
    if len(missing) == 1:
        there = "PRIMARY_OPENAI_MODEL" if missing[0].endswith("BASE_URL") else "PRIMARY_OPENAI_BASE_URL"
        raise BadConfig(f"{there} is set but {missing[0]} is not; set both to use the primary backend, or neither.")


def read_text(name: str, env: Mapping[str, str]) -> str:
    """Read a variable without the spaces around it; blank means unset."""
    return env.get(name, "").strip()


def read_flag(name: str, env: Mapping[str, str]) -> bool:
    """Read a boolean; unset is false."""
    value = read_text(name, env).lower()
    if value not in ("", "true", "false", "1", "0", "yes", "no"):
        raise BadConfig(f"{name} is {value!r}, which is neither true nor false.")
    return value in ("true", "1", "yes")


def _read_url(name: str, env: Mapping[str, str]) -> str:
    from urllib.parse import urlsplit

    text = read_text(name, env)
    if not text:
        return ""
    if "@" in text.split("://", 1)[-1].split("/", 1)[0]:
        raise BadConfig(f"{name} holds a user name or password; give the key in {name.replace('BASE_URL', 'API_KEY')}.")
    if any(c.isspace() or not c.isprintable() for c in text):
        raise BadConfig(f"{name} is {text!r}, which has a space or a control character inside; remove it.")
    try:
        parts = urlsplit(text)
        is_usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_usable = False
    if not is_usable:
        raise BadConfig(f"{name} is {text!r}; it must be a URL such as https://api.openai.com/v1, http:// or https://.")
    if parts.query or parts.fragment:
        raise BadConfig(f"{name} is {text!r}; a base URL ends before any ? or #.")
    if parts.path.rstrip("/").endswith(("/chat/completions", "/embeddings", "/models")):
        raise BadConfig(f"{name} is {text!r}; leave out what follows the version, usually /v1: it is added by itself.")
    return text.rstrip("/")


def _read_key(name: str, env: Mapping[str, str]) -> str:
    key = read_text(name, env)
    if any(c.isspace() for c in key):
        raise BadConfig(
            f"{name} has a space or a line break inside; paste the key alone, without “Bearer” (not shown)."
        )
    if not key.isascii() or not key.isprintable():
        raise BadConfig(f"{name} has a character that no key can have; paste it again (not shown).")
    return key


def _read_model(name: str, env: Mapping[str, str]) -> str:
    model = read_text(name, env)
    if not model.isprintable():
        raise BadConfig(f"{name} is {model!r}, which has a line break or a control character inside; remove it.")
    return model


def _read_seconds(name: str, env: Mapping[str, str]) -> float | None:
    value = _read_number(name, env)
    if value is not None and not 0 < value <= A_DAY_S:
        raise BadConfig(
            f"{name} is {read_text(name, env)!r}; it must be a number of seconds above 0 and at most 86400."
        )
    return value


def _read_number(name: str, env: Mapping[str, str]) -> float | None:
    text = read_text(name, env)
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    # float() takes "1_0" and Arabic digits, which nobody means.
    if not math.isfinite(value) or value < 0 or not text.isascii() or "_" in text:
        raise BadConfig(f"{name} is {text!r}; it must be a plain number such as 12, zero or more.")
    return value


def _read_statuses(name: str, env: Mapping[str, str]) -> frozenset[int]:
    text = read_text(name, env)
    words = text.replace(",", " ").split()
    if not all(len(word) == 3 and word.isascii() and word.isdigit() and word[0] == "4" for word in words):
        raise BadConfig(f"{name} is {text!r}; it must be HTTP statuses from 400 to 499 with commas between: 429,404.")
    return frozenset(map(int, words))


def _read_proxy(url: str, env: Mapping[str, str]) -> str:
    if not any(name.lower() in ("http_proxy", "https_proxy", "all_proxy") for name in env):
        return ""
    from llm_router.proxy import read_proxy

    return read_proxy(url, env)
