"""The line that heads a block of code → what the block is: a function, what functions are in, or something else."""

from __future__ import annotations

import re
from typing import Literal

from pr_writer.lazy_pattern import compile_lazily

Kind = Literal["function", "callback", "container", "other"]

# Endings of the languages in which a function needs no word of its own before its name.
BARE = frozenset(
    """
    astro bash c cc cjs cpp cs cts cxx dart gradle groovy h hh hpp hxx java js jsx m mjs mm mts sh svelte ts tsx vue
    """.split()  # noqa: SIM905 -- a word a line would fill the screen
)

_KEYWORD = compile_lazily(
    r"(?<![\w.\"'])(?:def|defp|defmacro|fn|fun|func|function|sub|proc|procedure|macro_rules!)(?!\w)\*?\s+"
    r"(?:\([^()]{0,200}\)\s*)?[\w$~`*]"
)
_CASE = compile_lazily(r"(?:it|test|specify|scenario)(?:\.\w+)?[ (][\"'`]")
_CONTAINER = compile_lazily(
    r"(?:[\w@]+\s+){0,4}(?:class|struct|impl|interface|trait|module|namespace|enum|object|mod|type)\b"
)
_CONTROL = frozenset(
    """
    assert await case catch do else fixed for foreach if lock match new return select sizeof switch synchronized throw
    try typeof using when while with yield
    """.split()  # noqa: SIM905 -- as above
)
_NAME = compile_lazily(r"([\w$~\]>]+)\s*$")
_CALLBACK = compile_lazily(r"=>\s*[{(]?$|\bfunction\s*\*?\s*\(")
_PROPERTY = compile_lazily(r"[\w$\"']+\s*:|export\s+default\b")


def tell_kind(first: str, last: str, ending: str) -> Kind:
    """Return what a block is whose head begins with one line and ends with another, maybe the same.

    ``ending`` is that of the file's name. A callback is a function that only what it is handed to has a name for.
    """
    first, last = first.strip(), last.rstrip()
    if _KEYWORD.search(first) or _CASE.match(first):
        return "function"
    if _CONTAINER.match(first):
        return "container"
    before, bracket, _ = first.partition("(")
    if _CALLBACK.search(first) or _CALLBACK.search(last):
        return "function" if "=" in before or _PROPERTY.match(first) else "callback"
    is_open = last.endswith("{") and not last.endswith(("({", "[{"))
    if ending in BARE and bracket and is_open and _is_plain_name(before):
        return "function"
    return "other"


def _is_plain_name(before: str) -> bool:
    """Return True if what stands before the first bracket is a name with its types, not a call or a condition."""
    name = _NAME.search(before)
    return (
        name is not None and not re.search("[.=]", before) and _CONTROL.isdisjoint((name[1], before.split(None, 1)[0]))
    )
