"""An answer of GitHub that is none → what to raise: what it said, and the next step of whoever reads it."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from pr_writer.errors import (
    ActionError,
    NotAllowedError,
    NotWritableError,
    OtherServerError,
    RefusedError,
    UnknownNameError,
)
from pr_writer.github_limits import is_rate_limit, read_retry_after

UNTRUSTED = "CERTIFICATE_VERIFY_FAILED"  # OpenSSL's word, which requests hands through
# urllib3's and the system's words for a name that cannot be looked up, or a network that is not there.
NO_NETWORK = ("NameResolutionError", "Failed to resolve", "Network is unreachable", "No route to host")

# By whether there is a runner: how a token comes to write, how to read and write, and what says which one is meant.
_RIGHTS = {
    True: (
        "Add `pull-requests: write` to the job's permissions.",
        "Add `pull-requests: write` and `contents: read` to the job's permissions.",
    ),
    False: (
        "Give the token in ⟨github-token⟩ the right to write pull requests (a classic one: the scope `repo`).",
        "Give the token in ⟨github-token⟩ the rights to read contents and write pull requests (a classic one: `repo`).",
    ),
}
_WHERE = {True: "⟨pr-number⟩", False: "GITHUB_REPOSITORY and ⟨pr-number⟩"}

# What an answer's status says beside its words; any other is the server's own trouble.
KINDS: dict[int, type[ActionError]] = {401: NotAllowedError, 403: NotAllowedError, 404: UnknownNameError}


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer of 400 or more: its headers with names in lower case, its text as JSON, and what the client says."""

    status: int
    headers: Mapping[str, str]
    data: object
    message: str = ""

    @property
    def is_rate_limit(self) -> bool:
        """True if it is about too many requests, and not about rights."""
        return is_rate_limit(self.status, self.headers, str(self.data))

    def read_wait(self, pause: float, now: float) -> float | None:
        """Return the seconds after which the call may succeed, None where waiting cannot help.

        ``pause`` is what to wait where GitHub does not say, ``now`` the time of day in seconds.
        """
        if self.status in {502, 503, 504}:
            return read_retry_after(self.headers, now) or pause
        if self.is_rate_limit:
            return read_retry_after(self.headers, now) or 60.0
        return None


def explain_refusal(what: str, name: str, refusal: Refusal, *, is_write: bool, on_runner: bool) -> ActionError:
    """Return what to raise for an answer that nothing here can mend: what GitHub said, and the next step."""
    data = refusal.data if isinstance(refusal.data, dict) else {}
    said = f"GitHub answered {refusal.status} ({data.get('message') or refusal.message or 'no reason given'})"
    if refusal.status == 403 and is_write and not refusal.is_rate_limit:
        return NotWritableError(f"{said}: the token may not write to {name}. {_RIGHTS[on_runner][0]}")
    if refusal.is_rate_limit:
        return RefusedError(f"{said} for longer than two minutes. Run it again later{_tell_reset(refusal)}.")
    named = f"Check {_WHERE[on_runner]}; a" if what.startswith("Pull request #") else "A"
    advice = {
        401: "it does not know the token. Set ⟨github-token⟩ to one that is valid.",
        403: f"the token may not read pull requests of {name}. {_RIGHTS[on_runner][1]}",
        404: f"{what} is not in {name}, or the token cannot see it. {named} private repository needs a "
        f"token that can read it. {_RIGHTS[on_runner][1]}",
        422: f"it finds the request wrong ({_list_errors(data)}). Please report this with the whole log.",
    }.get(refusal.status, "the pull request is as it was. Run it again when GitHub is well.")
    return KINDS.get(refusal.status, OtherServerError)(f"{said}: {advice}")


def explain_no_network(url: str, exc: Exception) -> str:
    """Return the sentence where the fault is before the server: a proxy that is down, a name nobody knows; else ""."""
    text = str(exc)
    host = urlsplit(url).hostname
    if "ProxyError" in text or type(exc).__name__ == "ProxyError":
        return f"The proxy on the way to {host} does not answer. Check HTTPS_PROXY, or list the host in NO_PROXY."
    if any(sign in text for sign in NO_NETWORK):
        return f"There is no network to reach {host} by. Check this machine's connection and DNS, and GITHUB_API_URL."
    if "Connection refused" in text:
        return f"Nothing answers at {url}: the connection is refused. Check GITHUB_API_URL, and that the server is up."
    return ""


def _tell_reset(refusal: Refusal) -> str:
    """Return when the limit is lifted, as far as GitHub says it: ", in 24 minutes"."""
    seconds = read_retry_after(refusal.headers, time.time())
    if seconds is None:
        return ""
    minutes = max(1, math.ceil(seconds / 60))
    return f", in {minutes} minute{'s' if minutes > 1 else ''}"


def _list_errors(data: dict[str, Any]) -> str:
    errors = data.get("errors") or ()
    texts = (str(error.get("message") or error) if isinstance(error, dict) else str(error) for error in errors)
    return "; ".join(texts) or "no detail given"
