"""An exception → whether another backend could mend it."""

from __future__ import annotations

import errno
import re
from typing import TYPE_CHECKING

from llm_router.errors import BadAnswer
from llm_router.failure import status_of

if TYPE_CHECKING:
    from collections.abc import Collection

# The contract's words, for errors that carry no status, as words of their own; compiled by their first use.
RETRYABLE_WORDS = (
    r"\b(?:timed out|(?:read|write|connect|pool|request|gateway|api)?[ _-]?time-?out(?:error|s)?|refused|reset"
    r"|bad gateway|service unavailable|internal server error|connection error)\b"
)
# A status at the beginning, after a word that announces one, or in brackets; "300 ms" is none.
STATUS_IN_WORDS = (
    r"(?:^\W*|\(|\b(?:error|code|http(?:/\d(?:\.\d)?)?|status|returned|answered|got|with|response|server)\b"
    r"\W{0,3}(?:an? )?)"
    r"([1-5](?:\d\d|xx))\b(?!\s*(?:ms|milli|s\b|sec|min|bytes|tokens|char|%))"
)
BUGS = (TypeError, LookupError, AttributeError, NameError, AssertionError, ArithmeticError, ImportError, ValueError)
NETWORK_ERRNO = {errno.EHOSTUNREACH, errno.ENETUNREACH, errno.EHOSTDOWN, errno.ENETDOWN, errno.EADDRNOTAVAIL}
# By name, so that nothing is imported to ask: the openai SDK's, httpx's, the json module's, http.client's, urllib's,
# requests' and aiohttp's.
RETRYABLE_KINDS = {
    "APIConnectionError",
    "TimeoutException",
    "NetworkError",
    "RemoteProtocolError",
    "JSONDecodeError",
    "IncompleteRead",
    "BadStatusLine",
    "URLError",
    "ConnectionError",
    "Timeout",
    "ClientConnectionError",
}


def is_retryable(exc: BaseException, failover_status: Collection[int] = ()) -> bool:
    """Return True if another backend could mend this failure; ``failover_status`` names 4xx that count as such.

    A status decides over the type, the type over words in the message.
    """
    status = status_of(exc)
    if status is not None:
        # Below 400 is an answer that is none: a redirect to nowhere.
        return status >= 500 or status < 400 or status in failover_status
    if isinstance(exc, BadAnswer | TimeoutError | ConnectionError):
        return True
    if {kind.__name__ for kind in type(exc).__mro__} & RETRYABLE_KINDS:
        return True
    if isinstance(exc, OSError):
        is_network = any(kind.__module__ in ("socket", "ssl") for kind in type(exc).__mro__)  # gaierror, SSLError
        return is_network or exc.errno in NETWORK_ERRNO or (exc.errno is None and _has_retryable_words(exc))
    return isinstance(exc, Exception) and not isinstance(exc, BUGS) and _has_retryable_words(exc)


def _has_retryable_words(exc: BaseException) -> bool:
    words = str(exc).lower()
    if found := re.search(STATUS_IN_WORDS, words):
        return found[1].startswith("5")
    return bool(re.search(RETRYABLE_WORDS, words))
