"""Environment → backends and policy: what is configured, and what about it cannot work."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from llm_router.backend import DEFAULT_COOLDOWN_S, DEFAULT_TIMEOUT_S, STREAM_TOTAL, Backend, Policy
from llm_router.default_models import default_model
from llm_router.env_values import (
    check_extra_body,
    check_headers,
    check_key,
    check_model,
    check_seconds,
    check_url,
    read_extra_body,
    read_headers,
    read_names,
    read_number,
    read_seconds,
    read_statuses,
    read_text,
)
from llm_router.errors import BadConfig, NotConfigured
from llm_router.kinds import REASONS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

DEFAULT_PREFIXES = ("PRIMARY", "FALLBACK")
DEFAULT_FALLBACK_URL = "https://api.openai.com/v1"
TIMEOUTS_S = {"PRIMARY": 12.0}


def read_backend(prefix: str, environ: Mapping[str, str] | None = None, model_name: str = "MODEL") -> Backend | None:
    """Read one backend's variables; None when it is not configured, BadConfig when a value cannot work."""
    env = os.environ if environ is None else environ
    if missing_variables(prefix, env, model_name):
        return None

    url_name, model_variable = f"{prefix}_OPENAI_BASE_URL", f"{prefix}_OPENAI_{model_name}"
    url, query = check_url(url_name, read_text(url_name, env) or DEFAULT_FALLBACK_URL)
    key_name = f"{prefix}_OPENAI_API_KEY"
    model = check_model(model_variable, read_text(model_variable, env))
    timeout_s = read_seconds(f"{prefix}_OPENAI_TIMEOUT_S", env) or TIMEOUTS_S.get(prefix, DEFAULT_TIMEOUT_S)
    return Backend(
        base_url=url,
        model=model or default_model(url),
        api_key=check_key(key_name, read_text(key_name, env, is_secret=True)) or "dummy",
        name=prefix.lower(),
        timeout_s=timeout_s,
        stream_timeout_s=read_seconds(f"{prefix}_OPENAI_STREAM_TIMEOUT_S", env) or STREAM_TOTAL * timeout_s,
        price_in=read_number(f"{prefix}_OPENAI_PRICE_IN", env),
        price_out=read_number(f"{prefix}_OPENAI_PRICE_OUT", env),
        extra_headers=read_headers(f"{prefix}_OPENAI_EXTRA_HEADERS", env),
        extra_body=read_extra_body(f"{prefix}_OPENAI_EXTRA_BODY", env),
        query=query,
        proxy=find_proxy(url, env),
        prefix=prefix,
        model_name=model_name,
        is_default_model=not model,
    )


def read_backends(environ: Mapping[str, str] | None = None) -> tuple[Backend, ...]:
    """Read every configured backend, in the order in which they are asked.

    NotConfigured when there is none; BadConfig when one has a URL without a model or the reverse: a forgotten variable
    would otherwise send everything to the next, unseen and for ever.
    """
    env = os.environ if environ is None else environ
    prefixes = read_prefixes(env)
    for prefix in prefixes:
        reject_half(prefix, env)
    backends = tuple(backend for prefix in prefixes if (backend := read_backend(prefix, env)))
    if not backends:
        raise NotConfigured(
            "No usable LLM backends configured: set PRIMARY_OPENAI_BASE_URL and PRIMARY_OPENAI_MODEL "
            "(a local or self-hosted server), or FALLBACK_OPENAI_API_KEY (a cloud backend)."
        )
    return backends


def read_embed_backends(environ: Mapping[str, str] | None = None) -> tuple[Backend, ...]:
    """Read every backend that embeds; an embedding model has no default, since vectors outlive the process."""
    env = os.environ if environ is None else environ
    backends = tuple(backend for prefix in read_prefixes(env) if (backend := read_backend(prefix, env, "EMBED_MODEL")))
    if not backends:
        raise NotConfigured(
            "No usable LLM backends configured for embeddings: set PRIMARY_OPENAI_BASE_URL and "
            "PRIMARY_OPENAI_EMBED_MODEL, or FALLBACK_OPENAI_API_KEY and FALLBACK_OPENAI_EMBED_MODEL."
        )
    return backends


def read_policy(environ: Mapping[str, str] | None = None) -> Policy:
    """Read what holds for all backends: LLM_COOLDOWN_S, LLM_FAILOVER and LLM_FAILOVER_STATUS."""
    env = os.environ if environ is None else environ
    cooldown_s = read_number("LLM_COOLDOWN_S", env)
    return Policy(
        cooldown_s=DEFAULT_COOLDOWN_S if cooldown_s is None else cooldown_s,
        failover_status=read_statuses("LLM_FAILOVER_STATUS", env),
        failover_kinds=expand_reasons(read_names("LLM_FAILOVER", env, REASONS)),
    )


def read_prefixes(env: Mapping[str, str]) -> tuple[str, ...]:
    """Read LLM_BACKENDS: the prefixes of the backends' variables, in the order in which they are asked."""
    text = read_text("LLM_BACKENDS", env)
    prefixes = tuple(text.upper().replace(",", " ").split()) or DEFAULT_PREFIXES
    if not all(re.fullmatch(r"[A-Z][A-Z0-9_]*", prefix) for prefix in prefixes) or len(set(prefixes)) < len(prefixes):
        raise BadConfig(
            f"LLM_BACKENDS is {text!r}; it must be prefixes of variables with commas between, each once: "
            "PRIMARY,SECOND,FALLBACK."
        )
    return prefixes


def expand_reasons(reasons: Iterable[str]) -> frozenset[str]:
    """Return the kinds of failures that the names in LLM_FAILOVER stand for."""
    return frozenset(kind for reason in reasons for kind in REASONS[reason])


def missing_variables(prefix: str, env: Mapping[str, str], model_name: str = "MODEL") -> tuple[str, ...]:
    """Name the variables that this backend needs and that are unset or blank."""
    needed = ["API_KEY"] if prefix == "FALLBACK" else ["BASE_URL"]
    if prefix != "FALLBACK" or model_name != "MODEL":
        needed.append(model_name)
    return tuple(name for n in needed if not env.get(name := f"{prefix}_OPENAI_{n}", "").strip())


def reject_half(prefix: str, env: Mapping[str, str]) -> None:
    """Raise BadConfig for a backend that has one of the two variables that make it one."""
    missing = missing_variables(prefix, env)
    if prefix != "FALLBACK" and len(missing) == 1:
        there = f"{prefix}_OPENAI_MODEL" if missing[0].endswith("BASE_URL") else f"{prefix}_OPENAI_BASE_URL"
        raise BadConfig(
            f"{there} is set but {missing[0]} is not; set both to use the {prefix.lower()} backend, or neither."
        )


def check_backends(backends: Sequence[Backend]) -> tuple[Backend, ...]:
    """Return backends that a program made, checked as those of the environment are, each with a name of its own."""
    if not backends:
        raise NotConfigured("No usable LLM backends configured: a Router needs at least one Backend.")
    return tuple(_check_backend(backend, place, backends) for place, backend in enumerate(backends, start=1))


def find_proxy(url: str, env: Mapping[str, str]) -> str:
    """Return the proxy that the environment names for a URL; "" for none."""
    if not any(name.lower() in ("http_proxy", "https_proxy", "all_proxy") for name in env):
        return ""
    from llm_router.proxy import read_proxy

    return read_proxy(url, env)


def _check_backend(backend: Backend, place: int, others: Collection[Backend]) -> Backend:
    if not isinstance(backend, Backend):
        raise BadConfig(f"backends[{place - 1}] is of type {type(backend).__name__}; it must be a Backend.")
    if backend.prefix:  # the environment's are checked
        return backend
    is_named = bool(backend.name) and sum(one.name == backend.name for one in others) == 1
    backend = replace(backend, name=backend.name if is_named else f"{backend.name or 'backend'}-{place}")
    url, query = check_url(backend.variable("BASE_URL"), backend.base_url)
    if not backend.model and not backend.embed_model:
        raise BadConfig(f"{backend.variable('MODEL')} is empty; name the model to ask.")
    if backend.stream_timeout_s:
        check_seconds(backend.variable("STREAM_TIMEOUT_S"), backend.stream_timeout_s)
    return replace(
        backend,
        base_url=url,
        query={**query, **backend.query},
        api_key=check_key(backend.variable("API_KEY"), backend.api_key) or "dummy",
        model=check_model(backend.variable("MODEL"), backend.model),
        timeout_s=check_seconds(backend.variable("TIMEOUT_S"), backend.timeout_s),
        extra_headers=check_headers(backend.variable("EXTRA_HEADERS"), backend.extra_headers),
        extra_body=check_extra_body(backend.variable("EXTRA_BODY"), backend.extra_body),
        proxy=find_proxy(url, os.environ) if backend.proxy is None else backend.proxy,
    )
