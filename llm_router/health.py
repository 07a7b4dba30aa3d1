"""Each backend's ``/models`` → whether it can be used, and if not, why; no completion is spent."""

from __future__ import annotations

import os
import threading
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from llm_router.answer import read_json
from llm_router.config import missing_variables, read_backend, read_policy, read_prefixes, reject_half
from llm_router.deadline import Deadline
from llm_router.errors import BadConfig
from llm_router.failure import mark_origin, read_failure
from llm_router.refusal import refusal_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from llm_router.backend import Backend

TIMEOUT_S = 3.0
# Servers of one model that answer to any name, by the owner that they list.
ANY_NAME = {"llamacpp", "me"}


@dataclass(frozen=True, slots=True)
class BackendStatus:
    """What is known of one backend; ``problem`` is a sentence, empty when there is none."""

    backend: str
    is_configured: bool
    is_usable: bool = False
    missing: tuple[str, ...] = ()  # the variables that would configure it
    base_url: str = ""
    model: str = ""
    is_reachable: bool = False
    status: int | None = None
    latency_s: float | None = None
    is_model_served: bool | None = None  # None: its server does not say
    problem: str = ""
    is_problem_fatal: bool = False  # it stops every call, also those that another backend would answer

    def __str__(self) -> str:
        if not self.is_configured:
            return self.problem or f"not configured; set {' and '.join(self.missing)}"
        where = f"{self.model} at {self.base_url}" if self.base_url else "configured"
        if not self.is_usable:
            return f"not usable: {where}: {self.problem}"
        took = f", answered in {1000 * self.latency_s:.0f} ms" if self.latency_s is not None else ""
        return f"usable: {where}{took}{f'. {self.problem}' if self.problem else ''}"


@dataclass(frozen=True, slots=True)
class Status:
    """What is known of each backend; ``problem`` is what stops every call, whatever the backends are like."""

    backends: tuple[BackendStatus, ...]
    problem: str = ""

    @property
    def is_usable(self) -> bool:
        """True when a call would be made, and at least one backend can be asked."""
        return not self.problem and any(backend.is_usable for backend in self.backends)


def status(environ: Mapping[str, str] | None = None, *, timeout_s: float = TIMEOUT_S) -> Status:
    """Ask the configured backends, at the same time, which models they serve."""
    env = os.environ if environ is None else environ
    try:
        prefixes = read_prefixes(env)
    except BadConfig as exc:
        return Status((), str(exc))
    found: dict[str, BackendStatus] = {}
    backends = [backend for prefix in prefixes if (backend := _read(prefix, env, found))]
    _ask_at_once(backends, found, timeout_s)
    # A call reads all variables before it asks: one that is wrong stops it, whichever backend it is of.
    problem = next((one.problem for one in found.values() if one.is_problem_fatal), "")
    try:
        read_policy(env)
    except BadConfig as exc:
        problem = problem or str(exc)
    return Status(tuple(found[prefix.lower()] for prefix in prefixes), problem)


def ask_all(backends: Sequence[Backend], *, timeout_s: float = TIMEOUT_S) -> Status:
    """Ask these backends, at the same time, which models they serve."""
    found: dict[str, BackendStatus] = {}
    _ask_at_once(backends, found, timeout_s)
    return Status(tuple(found[backend.name] for backend in backends))


def _ask_at_once(backends: Sequence[Backend], found: dict[str, BackendStatus], timeout_s: float) -> None:
    threads = []
    for backend in backends:
        asking = replace(backend, timeout_s=min(timeout_s, backend.timeout_s))
        threads.append(threading.Thread(target=_ask_into, args=(found, asking), daemon=True))
        threads[-1].start()
    for thread in threads:
        thread.join()


def _read(prefix: str, env: Mapping[str, str], found: dict[str, BackendStatus]) -> Backend | None:
    """Return the backend to ask, or None and the reason in ``found``."""
    name, missing = prefix.lower(), missing_variables(prefix, env)
    try:
        reject_half(prefix, env)
        backend = read_backend(prefix, env)
    except BadConfig as exc:
        found[name] = BackendStatus(
            name, is_configured=not missing, missing=missing, problem=str(exc), is_problem_fatal=True
        )
        return None
    if backend is None:
        found[name] = BackendStatus(name, is_configured=False, missing=missing)
    return backend


def _ask_into(found: dict[str, BackendStatus], backend: Backend) -> None:
    known = BackendStatus(backend.name, is_configured=True, base_url=backend.base_url, model=backend.model)
    try:
        found[backend.name] = _ask(backend, known)
    except Exception as exc:  # noqa: BLE001  a thread's exception would be lost; here it becomes the answer
        found[backend.name] = _describe(backend, known, exc)


def _ask(backend: Backend, known: BackendStatus) -> BackendStatus:
    from llm_router.client import get_client

    client = get_client(backend)

    import httpx2

    started = time.monotonic()
    deadline = Deadline(backend.timeout_s)
    timeout = httpx2.Timeout(connect=deadline, read=deadline, write=deadline, pool=deadline)
    response = client.get("/models", cast_to=httpx2.Response, options={"timeout": timeout})
    known = replace(known, is_reachable=True, status=response.status_code, latency_s=time.monotonic() - started)

    is_served = _is_served(backend.model, read_json(response))
    problem = ""
    if is_served is False:
        problem = f"{backend.base_url} does not list {backend.model}; set {backend.variable('MODEL')} to one it serves."
    return replace(known, is_usable=is_served is not False, is_model_served=is_served, problem=problem)


def _is_served(model: str, payload: dict[str, Any]) -> bool | None:
    models = payload.get("data")
    if not isinstance(models, list):
        return None
    listed = [item for item in models if isinstance(item, dict)]
    if model in (item.get("id") for item in listed) or f"{model}:latest" in (item.get("id") for item in listed):
        return True
    return None if not listed or {item.get("owned_by") for item in listed} & ANY_NAME else False


def _describe(backend: Backend, known: BackendStatus, exc: Exception) -> BackendStatus:
    failed = read_failure(exc, backend)
    code, detail = failed.status, failed.detail
    mark_origin(exc, backend)
    refusal = refusal_of(exc) if code is not None else None
    # Some gateways serve chat and no list of models: that is no fault.
    is_just_unlisted = code in (404, 405, 501)
    if is_just_unlisted:
        detail = f"{backend.base_url}/models answered {code}: whether it serves {backend.model} is not known"
    elif refusal is not None and code is not None and code < 500:
        detail = refusal.sentence
    return replace(
        known,
        is_usable=is_just_unlisted,
        is_reachable=code is not None,
        status=code,
        problem=f"{detail.rstrip('.')}.",
    )
