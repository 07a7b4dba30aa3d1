"""One variable's text → a value that can work, or BadConfig: a sentence that names it and shows it, never a key."""

from __future__ import annotations

import json
import math
import re
from typing import TYPE_CHECKING, Any

from llm_router.errors import BadConfig

if TYPE_CHECKING:
    from collections.abc import Mapping

A_DAY_S = 86_400.0
UNEXPANDED = r"\$\{\{|\$\{\w+\}|\$[A-Za-z_]\w*"
HEADER_NAME = r"[A-Za-z0-9!#$%&'*+.^_`|~-]+"
# What the HTTP client writes by itself.
RESERVED_HEADERS = {"host", "content-length", "content-type", "transfer-encoding", "connection", "accept-encoding"}
RESERVED_BODY = {"messages", "input", "stream"}


def read_text(name: str, env: Mapping[str, str], *, is_secret: bool = False, is_json: bool = False) -> str:
    """Read a variable without the spaces around it; blank means unset.

    Raises BadConfig for what a shell or an .env file should have taken away: quotes, a comment, ``$NAME``.
    """
    text = env.get(name, "").strip()
    if not text:
        return ""
    shown = f"{name} (not shown)" if is_secret else f"{name} is {text!r}; it"
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'`":
        raise BadConfig(f"{shown} has quotes around it, which are read as part of it; remove them.")
    if not is_json and re.search(r"\s#", text):
        raise BadConfig(f"{shown} ends in a comment, which is read as part of it; remove it.")
    found = re.search(UNEXPANDED, text)
    if found and (found[0] == text or found[0].startswith("${") or not (is_secret or is_json)):
        named = "the name of a variable" if is_secret else found[0]
        raise BadConfig(f"{shown} holds {named} as it stands; what sets the variable has not filled that in.")
    return text


def read_flag(name: str, env: Mapping[str, str]) -> bool:
    """Read a boolean; unset is false."""
    value = read_text(name, env).lower()
    if value not in ("", "true", "false", "1", "0", "yes", "no"):
        raise BadConfig(f"{name} is {value!r}, which is neither true nor false.")
    return value in ("true", "1", "yes")


def check_url(name: str, text: str) -> tuple[str, dict[str, str]]:
    """Return a base URL without its query and without a slash at its end, and the query."""
    from urllib.parse import parse_qsl, urlsplit

    if "@" in text.split("://", 1)[-1].split("/", 1)[0]:
        key = name.replace("BASE_URL", "API_KEY").replace("base_url", "api_key")
        raise BadConfig(f"{name} holds a user name or password; give the key in {key}.")
    if any(c.isspace() or not c.isprintable() for c in text):
        raise BadConfig(f"{name} is {text!r}, which has a space or a control character inside; remove it.")
    try:
        parts = urlsplit(text)
        is_usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_usable = False
    if not is_usable:
        raise BadConfig(f"{name} is {text!r}; it must be a URL such as https://api.openai.com/v1, http:// or https://.")
    if parts.fragment or text.endswith("#"):
        raise BadConfig(f"{name} is {text!r}; a base URL has no #.")
    if parts.path.rstrip("/").endswith(("/chat/completions", "/embeddings", "/models")):
        raise BadConfig(f"{name} is {text!r}; leave out what follows the version, usually /v1: it is added by itself.")
    try:
        query = dict(parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query)))
    except ValueError:
        raise BadConfig(f"{name} is {text!r}; its query must be of the form ?name=value.") from None
    return text.partition("?")[0].rstrip("/"), query


def check_key(name: str, key: str) -> str:
    """Return a key that can stand in a header."""
    if any(c.isspace() for c in key):
        raise BadConfig(
            f"{name} has a space or a line break inside; paste the key alone, without “Bearer” (not shown)."
        )
    if not key.isascii() or not key.isprintable():
        raise BadConfig(f"{name} has a character that no key can have; paste it again (not shown).")
    return key


def check_model(name: str, model: str) -> str:
    """Return a model's name."""
    if not model.isprintable():
        raise BadConfig(f"{name} is {model!r}, which has a line break or a control character inside; remove it.")
    return model


def check_seconds(name: str, value: Any) -> float:
    """Return a number of seconds above 0."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= A_DAY_S:
        raise BadConfig(f"{name} is {value!r}; it must be a number of seconds above 0 and at most 86400.")
    return float(value)


def read_seconds(name: str, env: Mapping[str, str]) -> float | None:
    """Read a number of seconds above 0; None when it is unset."""
    value = read_number(name, env)
    if value is not None and not 0 < value <= A_DAY_S:
        raise BadConfig(
            f"{name} is {read_text(name, env)!r}; it must be a number of seconds above 0 and at most 86400."
        )
    return value


def read_number(name: str, env: Mapping[str, str]) -> float | None:
    """Read a number that is not negative; None when it is unset."""
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


def read_names(name: str, env: Mapping[str, str], known: Mapping[str, Any]) -> tuple[str, ...]:
    """Read names with commas between, each of the known ones."""
    text = read_text(name, env)
    words = text.lower().replace(",", " ").split()
    if not known.keys() >= set(words):
        raise BadConfig(f"{name} is {text!r}; it must be names with commas between, of: {', '.join(known)}.")
    return tuple(words)


def read_statuses(name: str, env: Mapping[str, str]) -> frozenset[int]:
    """Read 4xx statuses with commas between."""
    text = read_text(name, env)
    words = text.replace(",", " ").split()
    if not all(len(word) == 3 and word.isascii() and word.isdigit() and word[0] == "4" for word in words):
        raise BadConfig(f"{name} is {text!r}; it must be HTTP statuses from 400 to 499 with commas between: 429,404.")
    return frozenset(map(int, words))


def read_headers(name: str, env: Mapping[str, str]) -> dict[str, str]:
    """Read a JSON object of HTTP headers; what it holds is never shown."""
    return check_headers(name, _read_object(name, env, is_secret=True))


def check_headers(name: str, headers: Mapping[str, Any]) -> dict[str, str]:
    """Return headers that can be sent."""
    for header, value in headers.items():
        if not isinstance(header, str) or not re.fullmatch(HEADER_NAME, header):
            raise BadConfig(f"{name} has a header whose name is none (not shown).")
        if header.lower() in RESERVED_HEADERS:
            raise BadConfig(f"{name} sets {header}, which the HTTP client sets by itself; leave it out.")
        if not isinstance(value, str) or not value.isascii() or not value.isprintable():
            raise BadConfig(f"{name} has a value for {header} that is no plain text (not shown).")
    return dict(headers)


def read_extra_body(name: str, env: Mapping[str, str]) -> dict[str, Any]:
    """Read a JSON object of parameters that go with every request."""
    return check_extra_body(name, _read_object(name, env))


def check_extra_body(name: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """Return parameters that may go with every request."""
    if reserved := RESERVED_BODY & body.keys():
        raise BadConfig(f"{name} sets {min(reserved)}, which each call sets by itself; leave it out.")
    try:
        json.dumps(dict(body), allow_nan=False).encode()
    except (TypeError, ValueError, RecursionError) as exc:
        raise BadConfig(f"{name} cannot be written as JSON: {exc}.") from None
    return dict(body)


def _read_object(name: str, env: Mapping[str, str], *, is_secret: bool = False) -> dict[str, Any]:
    text = read_text(name, env, is_secret=is_secret, is_json=True)
    if not text:
        return {}
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        shown = "(not shown)" if is_secret else f"is {text!r}; it"
        raise BadConfig(f'{name} {shown} must be a JSON object such as {{"name": "value"}}.')
    return value
