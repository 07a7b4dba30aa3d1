"""Conventional Commits, as one repository uses them: ``type(scope): description``."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from pr_writer.lazy_pattern import compile_lazily
from pr_writer.titles.capitalization import CONVENTION_SHARE, fit_case, is_mostly_lower
from pr_writer.titles.commit_types import WELL_KNOWN, choose_kind, guess_kind, is_kind, list_spoken
from pr_writer.titles.conventional_commits import Header, has_breaking_footer, read_header
from pr_writer.titles.english_verbs import read_words
from pr_writer.titles.places import (
    find_about_all,
    find_rare_deeds,
    find_scope,
    list_places,
    list_usual,
    merge_scopes,
)
from pr_writer.titles.ticket_ids import find_keys, find_named, take_keys
from pr_writer.titles.ticketed_titles import Ticketed, learn_ticketed
from pr_writer.values import Changes

MAX_OWN_SCOPES = 6  # of the scopes of the branch's own commits
REGULAR = 2  # times that an unheard-of type has to be there: once, it is a word before a colon
NEARLY_ALL = 0.9  # of the titles that have a scope before one without it is odd
SERIES = 3  # keys that make a project of a word in lower case: "py-3" alone is a scope

# What models and people call a type that most repositories do not have.
_LOOSE_TYPES = {
    **dict.fromkeys(read_words("added addition enhance enhancement enhancements improve improved improvement"), "feat"),
    **dict.fromkeys(read_words("feature features improvements new update updated updates"), "feat"),
    **dict.fromkeys(read_words("bugs fixed"), "fix"),
    **dict.fromkeys(read_words("change changed changes cleanup internal removed"), "refactor"),
    **dict.fromkeys(read_words("optimisation optimization"), "perf"),
    **dict.fromkeys(read_words("dependencies dependency upgrade"), "deps"),
    **dict.fromkeys(read_words("config maintenance misc other task"), "chore"),
}
_TICKET = compile_lazily(r"(?P<project>[A-Za-z][A-Za-z0-9]{1,9})-[0-9]{1,9}")
_NUMBER = compile_lazily(r"#?[0-9]+")
# What is told of a stranger's scope stands outside the material of a prompt, so it may not be a sentence.
_NAME = compile_lazily(r"[\w./@*+-]{1,24}(?: [\w./@*+-]{1,12})?")
_REVERT = compile_lazily(r'Revert "(?P<subject>[^"]+)"')


@dataclass(frozen=True, slots=True)
class Conventional:
    """Conventional Commits as this repository uses them; types and scopes with the most frequent first.

    Of the scopes, those in ``rare`` are held for true and not told of: a type or a verb that somebody wrote for one.
    """

    types: tuple[str, ...]
    scopes: tuple[str, ...]
    is_lower: bool  # whether the words after the colon begin in lower case
    projects: tuple[str, ...] = ()  # of the tickets that stand as a scope
    ticketed: Ticketed | None = None  # how a ticket's key stands in the description: "feat: ABC-1 title"
    has_scope: bool = False  # whether nearly every title has one
    rare: frozenset[str] = frozenset()

    def describe(self, changes: Changes | None = None) -> str:
        """Return the form in words, for the prompt; with ``changes``, the scopes of their own commits too."""
        own = _list_own_scopes(changes) if changes else ()
        has_scopes = own or self.projects or not self.rare.issuperset(self.scopes)
        form = "`type(scope): description`" if has_scopes else "`type: description`"
        ticket = f"; the description {self.ticketed.describe()}" if self.ticketed else ""
        scopes = self._describe_scopes(own, changes)
        return f"in the form {form}, the type one of {', '.join(self.types)}{scopes}{ticket}"

    def _describe_scopes(self, own: Sequence[str], changes: Changes | None) -> str:
        usual = list_usual([scope for scope in self.scopes if scope not in {*self.rare, *own}], changes)
        choices = []
        if self.projects:
            choices.append(f"the ticket (as in {self.projects[0]}-123) that the author, a commit or the branch names")
        if own:
            choices.append(f"one that this change's commits have ({', '.join(own)})")
        if usual:
            choices.append(f"one of the usual scopes: {', '.join(usual)}")
        return f"; the scope, if any, {', or '.join(choices)}" if choices else " and no scope"

    def apply(self, title: str, changes: Changes, human_text: str) -> str:
        """Return the title with a type, and with a scope and a mark that the history or people bear out."""
        people = _read_people(changes, human_text)
        # A person's capital letter is more likely a name's, as in "Windows: …".
        types = [header.type for header in people if header.type.islower() or header.type.lower() in WELL_KNOWN]
        own = sum(not commit.is_merge for commit in changes.commits)
        types = list_spoken(types, own, human_text.partition("\n")[0], self.types)
        header = read_header(title)
        if not header:
            header = Header("", "", is_breaking=False, rest=title)
        elif not is_kind(header.type, self.types, types):
            # With a scope, or by its word, it is a type of nobody's, and no topic as in "Windows: …".
            is_type = bool(header.scope) or header.type.lower() in _LOOSE_TYPES
            bare = Header("", "", is_breaking=False, rest=title)
            header = replace(header, type=self._read_loose_type(header, changes)) if is_type else bare

        kind = choose_kind(header.type, header.rest, self.types, types, [file.path for file in changes.files])
        given = [person.scope for person in people if person.scope]
        known = find_scope(header.scope, given, self.scopes) or self._choose_scope(people, changes)
        scope, rest = self._place_ticket(known, header, changes, human_text)
        if self.ticketed:
            rest = self.ticketed.apply(rest, changes, human_text)
        is_breaking = header.is_breaking and (
            any(person.is_breaking for person in people) or any(map(has_breaking_footer, changes.commits))
        )
        head = f"{kind}{f'({scope})' if scope else ''}{'!' if is_breaking else ''}"
        return f"{head}: {rest if self.ticketed else fit_case(rest, is_lower=self.is_lower)}"

    def apply_to_revert(self, title: str) -> str:
        """Return git's own title of a revert in the form, if the history has a type for it."""
        kind = next((name for name in self.types if name.lower() == "revert"), "")
        match = _REVERT.fullmatch(title)
        return f"{kind}: {match['subject'].strip()}" if kind and match and match["subject"].strip() else title

    def _read_loose_type(self, header: Header, changes: Changes) -> str:
        """Return the type that a title of an unknown type has here: by its words, else by what the type means."""
        guess = guess_kind(header.rest, [file.path for file in changes.files])
        return guess if guess in self.types else _LOOSE_TYPES.get(header.type.lower(), "")

    def _choose_scope(self, people: Iterable[Header], changes: Changes) -> str:
        """Return the scope of a title that has none, where every past one has: people's, else the paths'."""
        if not self.has_scope:
            return ""
        given = {person.scope for person in people if person.scope}
        return given.pop() if len(given) == 1 else find_about_all(self.scopes, list_places(changes.files))

    def _place_ticket(self, scope: str, header: Header, changes: Changes, human_text: str) -> tuple[str, str]:
        """Return the scope, with a ticket that people gave where it has its place, and the rest of the title."""
        if not self.projects:
            return scope, header.rest
        named = find_named(changes, human_text, self.projects)
        said = find_keys(header.scope, self.projects)
        keys, rest = take_keys(header.rest, self.projects)
        kept = [key for key in keys if key in named]
        if kept and (scope or len(kept) > 1):
            return scope, header.rest
        if scope or (said and set(said) <= set(named)):
            return scope or ", ".join(said), rest
        is_told = not set(named).isdisjoint(find_keys(rest, self.projects))
        return next(iter(kept or (() if is_told else named)), ""), rest


def learn_conventional(subjects: Sequence[str]) -> Conventional | None:
    """Return the form, with the types and scopes in use, where most subjects have it."""
    headers = [header for header in map(read_header, subjects) if header]
    known = sum(header.type.lower() in WELL_KNOWN for header in headers)
    if len(headers) < CONVENTION_SHARE * len(subjects) or known < CONVENTION_SHARE * len(headers):
        return None
    scopes = Counter(header.scope for header in headers if header.scope)
    ticketed = learn_ticketed([header.rest for header in headers])
    parts = Counter(part.strip() for header in headers for part in header.scope.split(",") if part.strip())
    named = {part: count for part, count in parts.items() if not _is_ticket(part, scopes)}
    return Conventional(
        _learn_types(headers),
        merge_scopes(named),
        ticketed.is_lower if ticketed else is_mostly_lower([header.rest for header in headers]),
        _learn_projects(scopes),
        ticketed,
        has_scope=scopes.total() >= NEARLY_ALL * len(headers),
        rare=find_rare_deeds(named),
    )


def _learn_types(headers: Sequence[Header]) -> tuple[str, ...]:
    """Return the types, each in its most frequent spelling, without words that once stood before a colon."""
    types = Counter(header.type for header in headers)
    is_lower = is_mostly_lower([header.type for header in headers])
    usual = [
        name
        for name, count in types.most_common()
        if name.lower() in WELL_KNOWN or (count >= REGULAR and name.islower() == is_lower)
    ]
    return tuple({name.lower(): name for name in reversed(usual)}[low] for low in dict.fromkeys(map(str.lower, usual)))


def _learn_projects(scopes: Counter[str]) -> tuple[str, ...]:
    """Return the projects whose tickets stand as scopes, where at least half of the scopes are tickets."""
    tickets = {scope: count for scope, count in scopes.items() if _is_ticket(scope, scopes)}
    if not tickets or 2 * sum(tickets.values()) < scopes.total():
        return ()
    projects: Counter[str] = Counter()
    for scope, count in tickets.items():
        if match := _TICKET.match(scope):
            projects[match["project"]] += count
    return tuple(name for name, _ in projects.most_common(5))


def _is_ticket(scope: str, scopes: Iterable[str]) -> bool:
    """Return True if a scope is a ticket's key or number, which no later change has again."""
    match = _TICKET.match(scope)
    if not match:
        return bool(_NUMBER.fullmatch(scope))
    project = match["project"]
    return project.isupper() or sum(other.startswith(f"{project}-") for other in scopes) >= SERIES


def _list_own_scopes(changes: Changes) -> tuple[str, ...]:
    """Return the scopes of the branch's commits, the most frequent first: whoever wrote them knows the code."""
    headers = filter(None, (read_header(commit.subject) for commit in changes.commits if not commit.is_merge))
    parts = Counter(part.strip() for header in headers for part in header.scope.split(",") if part.strip())
    names = (name for name, _ in parts.most_common() if _NAME.fullmatch(name) and not _is_ticket(name, parts))
    return tuple(itertools.islice(names, MAX_OWN_SCOPES))


def _read_people(changes: Changes, human_text: str) -> list[Header]:
    """Return the author's header, then the commits', those with the most frequent type first."""
    author = read_header(human_text.partition("\n")[0])
    commits = [header for commit in changes.commits if (header := read_header(commit.subject))]
    votes = Counter(header.type.lower() for header in commits)
    commits.sort(key=lambda header: -votes[header.type.lower()])
    return [author, *commits] if author else commits
