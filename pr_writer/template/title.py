"""Commits and a branch name → the title of the template draft."""

from __future__ import annotations

import re

from pr_writer.values import Commit

TITLE_LIMIT = 256
GOOD_LENGTH = 72

_PREFIX = re.compile(r"(?P<prefix>[a-z]+(?:\([^()]+\))?!?|[A-Z][A-Z0-9]+-\d+|[\w./-]{2,30}):\s+(?P<rest>\S.*)")
_TICKET = re.compile(r"(?P<key>[A-Z][A-Z0-9]+-\d+)[-_/ ]+(?P<rest>.+)")
_KINDS = re.compile(
    r"(?:feature|feat|fix|bugfix|hotfix|bug|chore|docs?|refactor|tests?|perf|build|ci|style)", re.IGNORECASE
)
_FIXES = re.compile(r"(?:fix|bugfix|hotfix|bug)", re.IGNORECASE)
_UNHELPFUL = re.compile(
    r"(?:main|master|trunk|develop(?:ment)?|dev|next|staging|head|wip|tests?|fix(?:es)?|updates?|(?:.*-)?patch-\d+|\d+|"
    r"[0-9a-f]{7,40}|gh-pages|changes)?",
    re.IGNORECASE,
)
_MERGED = re.compile(
    r"Merge pull request #\d+ from \S+?/(?P<branch>\S+)|Merge (?:remote-tracking )?branch '(?P<other>[^']+)'.*"
)
_STOP_WORDS = frozenset(
    [
        "a",
        "an",
        "and",
        "as",
        "at",
        "by",
        "for",
        "from",
        "in",
        "into",
        "is",
        "it",
        "its",
        "of",
        "on",
        "or",
        "that",
        "the",
        "this",
        "to",
        "with",
    ]
)
_LOOSE_END = re.compile(r"[\s,;:–—-]+(?:a|an|the|and|or|of|to|in|on|at|for|from|by|with|as|into)?$", re.IGNORECASE)


def write_title(commits: tuple[Commit, ...], head_ref: str, paths: tuple[str, ...] = ()) -> str:
    """Return one commit's subject, what the subjects share, or the branch name made readable; never nothing."""
    own = select_commits(commits)
    if len(own) == 1:
        return own[0].subject[:TITLE_LIMIT]
    shared = _find_shared([commit.subject for commit in own])
    if shared:
        return shared[:TITLE_LIMIT]
    readable = read_branch(head_ref) or _read_merged(commits)
    if readable:
        prefix = _find_shared_prefix([commit.subject for commit in own])
        return f"{prefix}: {readable[:1].lower()}{readable[1:]}" if prefix else readable
    phrase = _find_phrase([commit.subject for commit in own])
    if phrase:
        return phrase
    if own:
        return _count_more(own)
    return f"Update {paths[0]}" + (f" and {len(paths) - 1} more" if len(paths) > 1 else "") if paths else "Update"


def select_commits(commits: tuple[Commit, ...]) -> tuple[Commit, ...]:
    """Return the commits that say something: no merges, no fixups, none twice."""
    chosen: dict[str, Commit] = {}
    for commit in commits:
        is_fixup = commit.subject.startswith(("fixup! ", "squash! ", "amend! "))
        if not commit.is_merge and not is_fixup and commit.subject.strip():
            chosen.setdefault(commit.subject.strip(), commit)
    return tuple(chosen.values())


def read_branch(head_ref: str) -> str:
    """Return a branch name as words, as in ``ABC-12: Fix login loop``; "" where the name says nothing."""
    *folders, name = head_ref.split("/")
    folder = folders[-1] if folders else ""
    if re.fullmatch(r"v?\d[\w.]*", name) and folder.lower() in {"release", "releases"}:
        return f"Release {name}"
    ticket = _TICKET.fullmatch(name)
    if not ticket and _TICKET.fullmatch(f"{folder}-{name}"):
        ticket = _TICKET.fullmatch(f"{folder}-{name}")
    rest = ticket["rest"] if ticket else re.sub(r"^\d+[-_]+", "", name)
    if _UNHELPFUL.fullmatch(rest):
        return ""
    words = re.sub(r"[-_\s]+", " ", rest).strip()
    if _FIXES.fullmatch(folder) and not words.lower().startswith("fix"):
        words = f"fix {words}"
    if " " not in words and not (ticket or _KINDS.fullmatch(folder)):
        return ""
    words = words[:1].upper() + words[1:]
    return f"{ticket['key']}: {words}" if ticket else words


def _read_merged(commits: tuple[Commit, ...]) -> str:
    """Return what a merge commit at the top merged: its pull request's title, else its branch."""
    match = _MERGED.fullmatch(commits[-1].subject) if commits and commits[-1].is_merge else None
    if not match:
        return ""
    first = commits[-1].body.strip().partition("\n")[0].strip()
    return first or read_branch(match["branch"] or match["other"] or "")


def _find_shared(subjects: list[str]) -> str:
    """Return the words that every subject begins with, where they are enough to be a title."""
    if len(subjects) < 2:
        return ""
    prefix = _find_shared_prefix(subjects)
    split = [subject[len(prefix) + 1 :].split() if prefix else subject.split() for subject in subjects]
    shared: list[str] = []
    for words in zip(*split, strict=False):
        if len({word.casefold() for word in words}) > 1:
            break
        shared.append(words[0])
    text = " ".join(shared)
    for _ in range(3):
        text = _LOOSE_END.sub("", text)
    if len(text.split()) < (2 if prefix else 3):
        return ""
    return f"{prefix}: {text}" if prefix else text


def _find_shared_prefix(subjects: list[str]) -> str:
    prefixes = {match["prefix"] if (match := _PREFIX.fullmatch(subject)) else "" for subject in subjects}
    return prefixes.pop() if len(prefixes) == 1 else ""


def _find_phrase(subjects: list[str]) -> str:
    """Return the longest run of words that most subjects hold: what the branch is about, if its name does not say."""
    if len(subjects) < 4:
        return ""
    counts: dict[tuple[str, ...], int] = {}
    for subject in subjects:
        match = _PREFIX.fullmatch(subject)
        said = re.findall(r"[\w./-]+", (match["rest"] if match else subject).lower())[:40]
        for phrase in {tuple(said[i : i + n]) for n in range(2, 7) for i in range(len(said) - n + 1)}:
            if not {phrase[0], phrase[-1]} & _STOP_WORDS:
                counts[phrase] = counts.get(phrase, 0) + 1
    shared = [words for words, count in counts.items() if count * 5 >= len(subjects) * 3]
    if not shared:
        return ""
    longest = max(shared, key=lambda words: (len(words), counts[words], words))
    text = " ".join(longest)
    return text[:1].upper() + text[1:]


def _count_more(commits: tuple[Commit, ...]) -> str:
    more = len(commits) - 1
    rest = f", and {more} more change{'s' if more > 1 else ''}"
    subject = commits[0].subject
    if len(subject) + len(rest) > GOOD_LENGTH:
        subject = subject[: GOOD_LENGTH - len(rest)].rpartition(" ")[0]
        for _ in range(3):
            subject = _LOOSE_END.sub("", subject)
    return (subject or commits[0].subject[:GOOD_LENGTH]) + rest
