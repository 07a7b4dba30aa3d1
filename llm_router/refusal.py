"""An SDK exception that bubbled up → which variable to mend, in plain words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from llm_router.failure import Origin, describe_redirect, origin_of, server_error_of, status_of

if TYPE_CHECKING:
    from llm_router.backend import Backend

# Kind → the variable to mend, what happened, and the next step; in braces the names of variables, and what they hold.
_DIAGNOSES = {
    "too-long": ("model", "cannot take a prompt this long", "Send less, or set {model} to a model that reads more."),
    "max-tokens": (
        "model",
        "does not write as much as max_tokens asks for",
        "Ask for fewer max_tokens, or set {model} to a model that writes more.",
    ),
    "busy": ("timeout", "has too many requests", "Ask again later, or raise the account's rate limit."),
    "quota": ("key", "has no quota left", "Top up the account of {key}, or use another key."),
    "auth": ("key", "does not accept the key", "Check {key}: it may be missing, expired or another server's."),
    "denied": ("key", "denies access", "Check that the key in {key} may use {asked} at {base_url}."),
    "region": (
        "url",
        "denies access: it does not serve this country or region",
        "Run it from a region that is served, or set {url} to another provider.",
    ),
    "filter": (
        "model",
        "refused the prompt for its content",
        "Change what is sent, or set {model} to a model with another content filter.",
    ),
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a backend refused; ``variable`` is the environment variable to mend, ``sentence`` ends in a next step.

    A sentence: "The fallback backend (gpt-4o-mini) does not accept the key (401): “…”. Check FALLBACK_OPENAI_…: …".

    ``kind`` is what the refusal is about: ``auth`` (the key), ``denied`` (what the key may not do), ``region``,
    ``quota``, ``busy``, ``gone`` (no such model), ``url``, ``proxy``, ``too-long``, ``max-tokens``, ``filter``,
    ``redirect``, or ``request`` (anything else that was asked for). ``context_limit`` is how many tokens the model
    reads, where its server said so.
    """

    backend: str
    status: int | None
    variable: str
    is_busy: bool
    is_too_long: bool
    sentence: str
    kind: str = "request"
    context_limit: int | None = None


def refusal_of(exc: BaseException) -> Refusal | None:
    """Read an exception that came up from this package; None when it is not the SDK's own."""
    origin = origin_of(exc)
    if origin is None:
        return None

    status, backend, kind = status_of(exc), origin.backend, origin.kind
    variable, happened, step = _diagnose(exc, origin, f" ({status})" if status else "")
    said = f": “{origin.said}”" if origin.said else ""
    return Refusal(
        backend=backend.name,
        status=status,
        variable=variable,
        is_busy=kind == "busy",
        is_too_long=kind == "too-long",
        sentence=f"The {backend.name} backend ({backend.model}) {happened}{said}. {step}",
        kind=kind,
        context_limit=server_error_of(exc).context_limit if kind in ("too-long", "max-tokens") else None,
    )


def _diagnose(exc: BaseException, origin: Origin, code: str) -> tuple[str, str, str]:
    """Return the variable to mend, what happened, and the next step."""
    backend, kind = origin.backend, origin.kind
    if kind == "url":
        return _diagnose_url(backend, code)
    if kind == "proxy":
        return _diagnose_proxy(backend, code)
    if kind == "gone":
        return _diagnose_gone(backend, code)
    key, model, url = (backend.variable(name) for name in ("API_KEY", backend.model_name, "BASE_URL"))
    if kind == "redirect":
        return url, "cannot be asked there", f"{describe_redirect(exc, backend).capitalize()}."
    if kind not in _DIAGNOSES:
        return (
            model,
            f"refused the request{code}" if code else "failed",
            f"Check {model} and {url} ({backend.base_url}).",
        )
    timeout = backend.variable("TIMEOUT_S")
    names = {"key": key, "model": model, "url": url, "timeout": timeout, "base_url": backend.base_url}
    variable, happened, step = _DIAGNOSES[kind]
    return names[variable], f"{happened}{code}", step.format(**names, asked=backend.model)


def _diagnose_url(backend: Backend, code: str) -> tuple[str, str, str]:
    url = backend.variable("BASE_URL")
    if _is_azure(backend) and not urlsplit(backend.base_url).path.startswith("/openai"):
        return url, f"has no chat at {backend.base_url}{code}", f"Try {url}={_origin(backend)}/openai/v1."
    if not re.search(r"/v\d", backend.base_url):
        step = f"Try {url}={backend.base_url}/v1: most servers answer under /v1."
        return url, f"has no chat at {backend.base_url}{code}", step
    step = f"Check {url}, which should end where /chat/completions begins, and {backend.variable(backend.model_name)}."
    return url, f"has nothing at {backend.base_url}/chat/completions{code}", step


def _diagnose_gone(backend: Backend, code: str) -> tuple[str, str, str]:
    model = backend.variable(backend.model_name)
    if _is_azure(backend):
        return model, f"has no such deployment{code}", f"Set {model} to the name of a deployment at {backend.base_url}."
    knows = "know the model" if "404" in code else "serve this model"
    return model, f"does not {knows}{code}", f"Set {model} to a model that {backend.base_url} serves."


def _diagnose_proxy(backend: Backend, code: str) -> tuple[str, str, str]:
    name = f"{urlsplit(backend.base_url).scheme.upper()}_PROXY"
    happened = f"was not reached: the proxy on the way refused the request{code}"
    return name, happened, f"Check {name} and the user and password in it, or list the host in NO_PROXY."


def _is_azure(backend: Backend) -> bool:
    return (urlsplit(backend.base_url).hostname or "").endswith(".azure.com")


def _origin(backend: Backend) -> str:
    parts = urlsplit(backend.base_url)
    return f"{parts.scheme}://{parts.netloc}"
