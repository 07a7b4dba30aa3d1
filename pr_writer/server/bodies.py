"""The JSON body of a request → what is asked for, or all that is wrong with it. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from pr_writer.git.refs import FORBIDDEN
from pr_writer.lazy_pattern import compile_lazily
from pr_writer.surrogates import replace_surrogates

MAX_REF = 255  # characters: git keeps a ref as a file, and file systems end there
REVISION = compile_lazily(r"(?P<ref>.*?)(?:[~^][0-9]{0,5})*", re.DOTALL)  # and so many commits before it
MAX_NUMBER = 2**31 - 1  # of a pull request: GitHub's own
ROLES = ("system", "user", "assistant")

Check = Callable[[Any], str]


class UnreadableBodyError(Exception):
    """The body is no JSON object; the text is a sentence."""


class BadFieldsError(Exception):
    """The body's fields cannot be used; ``faults`` maps each to what it must be."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{name}: {fault}" for name, fault in faults.items()))
        self.faults = dict(faults)


@dataclass(frozen=True, slots=True)
class DraftRequest:
    """What a client asks to be drafted; a blank or None is the server's own setting."""

    use_llm: bool = True
    dry_run: bool = True
    base: str = ""
    head: str = ""
    pr_number: int | None = None
    instructions: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class ChatRequest:
    """A conversation to go on with; ``temperature`` None is the server's own setting."""

    messages: tuple[dict[str, str], ...]
    stream: bool = False
    temperature: float | None = None
    max_tokens: int | None = None


def parse_draft_request(body: bytes) -> DraftRequest:
    """Return what the body asks for; raises UnreadableBodyError, or BadFieldsError with all faults."""
    fields = _parse_object(body)
    faults = _find_faults(fields, _DRAFT_CHECKS)
    if fields.get("pr_number") is not None:
        beside = [name for name in ("base", "head") if fields.get(name)]
        faults |= dict.fromkeys(beside, "it must be left out beside pr_number, whose two ends GitHub knows")
    elif fields.get("dry_run") is False and not fields.get("head"):
        faults.setdefault("dry_run", "with false, pr_number or head must say what to write to")
    if faults:
        raise BadFieldsError(faults)
    return DraftRequest(**{name: value for name, value in fields.items() if value is not None})


def parse_chat_request(body: bytes) -> ChatRequest:
    """Return what the body asks for; raises UnreadableBodyError, or BadFieldsError with all faults."""
    fields = _parse_object(body)
    faults = _find_faults(fields, _CHAT_CHECKS)
    if "messages" not in fields:
        faults["messages"] = _MESSAGES
    if faults:
        raise BadFieldsError(faults)
    known = {name: value for name, value in fields.items() if value is not None}
    return ChatRequest(**known | {"messages": tuple(known["messages"])})


def _parse_object(body: bytes) -> dict[str, Any]:
    try:
        fields = _replace_all(json.loads(body.decode(), parse_constant=_refuse_constant, parse_float=_parse_number))
    except UnicodeDecodeError:
        raise UnreadableBodyError("The body is not UTF-8. Send JSON, such as {}.") from None
    except RecursionError:
        raise UnreadableBodyError("The body is not flat enough to read. Send an object, such as {}.") from None
    except ValueError as exc:
        raise UnreadableBodyError(f"The body is not JSON ({exc}). Send an object, such as {{}}.") from None
    if not isinstance(fields, dict):
        raise UnreadableBodyError("The body is not a JSON object. Send one, such as {}.")
    return fields


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not in JSON")


def _parse_number(text: str) -> int | float:
    """Return a number as JSON Schema has it, where 7.0 is a whole one."""
    number = float(text)
    return int(number) if number.is_integer() else number


def _replace_all(value: Any) -> Any:
    """Return the value with no lone surrogate in it, which no other server could be sent."""
    if isinstance(value, str):
        return replace_surrogates(value)
    if isinstance(value, list):
        return [_replace_all(item) for item in value]
    if isinstance(value, dict):
        return {replace_surrogates(name): _replace_all(item) for name, item in value.items()}
    return value


def _find_faults(fields: Mapping[str, Any], checks: Mapping[str, Check]) -> dict[str, str]:
    found = {name: checks[name](value) for name, value in fields.items() if name in checks}
    unknown = f"it is no field of this request; the fields are {', '.join(checks)}"
    found |= {_show(name): unknown for name in fields if name not in checks}
    return {name: fault for name, fault in found.items() if fault}


def _show(name: str) -> str:
    """Return a field's name, whoever made it up, printable and short."""
    return ascii(name[:80])[1:-1]


def _or_null(check: Check) -> Check:
    """Return the check of a field that may be null, which is the same as left out."""
    return lambda value: "" if value is None else check(value)


def _check_boolean(value: Any) -> str:
    return "" if isinstance(value, bool) else "it must be true or false"


def _check_text(value: Any) -> str:
    return "" if isinstance(value, str) else "it must be a text"


def _check_ref(value: Any) -> str:
    if not isinstance(value, str):
        return "it must be the name of a branch or tag, or a commit id"
    if not value:
        return ""
    if len(value) > MAX_REF:
        return f"it must be at most {MAX_REF} characters long"
    found = REVISION.fullmatch(value)
    if value.startswith("-") or not found or FORBIDDEN.search(found["ref"]):
        return "it must be the name of a branch or tag, or a commit id, as git allows them"
    return ""


def _check_number(value: Any) -> str:
    is_number = isinstance(value, int) and not isinstance(value, bool) and 0 < value <= MAX_NUMBER
    return "" if is_number else "it must be the number of a pull request, as in 42"


def _check_temperature(value: Any) -> str:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return "" if is_number and 0 <= value <= 2 else "it must be a number from 0 to 2"


def _check_max_tokens(value: Any) -> str:
    is_number = isinstance(value, int) and not isinstance(value, bool) and 0 < value <= MAX_NUMBER
    return "" if is_number else "it must be a whole number above 0"


def _check_messages(value: Any) -> str:
    return "" if isinstance(value, list) and value and all(map(_is_message, value)) else _MESSAGES


def _is_message(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and value.keys() == {"role", "content"}
        and value["role"] in ROLES
        and isinstance(value["content"], str)
    )


_MESSAGES = f"it must be a list of objects, each with a role ({', '.join(ROLES)}) and a text as content, and no more"
_DRAFT_CHECKS: dict[str, Check] = {
    "use_llm": _check_boolean,
    "dry_run": _check_boolean,
    "base": _or_null(_check_ref),
    "head": _or_null(_check_ref),
    "pr_number": _or_null(_check_number),
    "instructions": _or_null(_check_text),
    "language": _or_null(_check_text),
}
_CHAT_CHECKS: dict[str, Check] = {
    "messages": _check_messages,
    "stream": _check_boolean,
    "temperature": _or_null(_check_temperature),
    "max_tokens": _or_null(_check_max_tokens),
}
DRAFT_FIELDS = frozenset(_DRAFT_CHECKS)
