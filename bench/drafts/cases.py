"""cases.toml → the cases: a change by repository and commits, and what a good description of it says and does not."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.drafts.score import Fact

CASES = Path(__file__).with_name("cases.toml")
SHA = re.compile(r"[0-9a-f]{40}")
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,60}")
_TEXTS = frozenset({"name", "kind", "language", "repository", "base", "head", "url", "verified"})
_FACTS = frozenset({"must_mention", "must_not_claim"})


class CaseError(Exception):
    """A case file that cannot be used, as a sentence and a next step."""


@dataclass(frozen=True, slots=True)
class Case:
    """One change; a blank base is the head's first parent, the repository "." is this one."""

    name: str
    group: str  # "own" or "public"
    kind: str
    repository: str
    head: str
    base: str = ""
    language: str = ""
    url: str = ""
    verified: str = ""
    must_mention: tuple[Fact, ...] = ()
    must_not_claim: tuple[Fact, ...] = ()


def load_cases(path: Path = CASES) -> tuple[Case, ...]:
    """Read a case file and check that each case is well-formed and each name is taken once."""
    content = tomllib.loads(path.read_text(encoding="utf-8"))
    cases = tuple(_read_case(group, table) for group, tables in content.items() for table in tables)
    names = [case.name for case in cases]
    if twice := {name for name in names if names.count(name) > 1}:
        raise CaseError(f"{path.name} has the name {min(twice)!r} twice. Give each case its own.")
    return cases


def choose_cases(cases: tuple[Case, ...], *, group: str, names: list[str]) -> tuple[Case, ...]:
    """Return the named cases, or all of a group ("all" for every one)."""
    known = {case.name: case for case in cases}
    if unknown := [name for name in names if name not in known]:
        raise CaseError(f"There is no case {unknown[0]!r}. There are: {', '.join(known)}.")
    if names:
        return tuple(known[name] for name in names)
    return tuple(case for case in cases if group in ("all", case.group))


def _read_case(group: str, table: Mapping[str, Any]) -> Case:
    name = str(table.get("name", ""))
    if not _NAME.fullmatch(name):
        raise CaseError(f"{name!r} is no name for a case. Use lower-case letters, digits and hyphens.")
    if unknown := table.keys() - _TEXTS - _FACTS:
        raise CaseError(f"The case {name} has the key {min(unknown)!r}, which means nothing. Remove it.")
    for key in ("kind", "repository", "head"):
        if not table.get(key):
            raise CaseError(f"The case {name} has no {key}. Add it.")
    for key in ("head", "base"):
        if table.get(key) and not SHA.fullmatch(table[key]):
            raise CaseError(f"The {key} of {name} is {table[key]!r}. Write the commit's 40 hex digits.")
    texts = {key: str(value) for key, value in table.items() if not isinstance(value, list)}
    return Case(
        **texts,
        group=group,
        must_mention=_read_facts(name, table, "must_mention"),
        must_not_claim=_read_facts(name, table, "must_not_claim"),
    )


def _read_facts(name: str, table: Mapping[str, Any], key: str) -> tuple[Fact, ...]:
    facts = []
    for fact, patterns in table.get(key, []):
        for pattern in patterns:
            try:
                re.compile(pattern)
            except re.error as exc:
                raise CaseError(f"{pattern!r} of {name} is no regular expression: {exc}. Mend it.") from exc
        if not patterns:
            raise CaseError(f"The fact {fact!r} of {name} has no words to look for. Add some.")
        facts.append(Fact(str(fact), tuple(patterns)))
    return tuple(facts)
