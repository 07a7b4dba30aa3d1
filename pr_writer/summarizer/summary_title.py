"""Commits and a branch name → the title of the template draft."""

from __future__ import annotations

import re

from pr_writer.summarizer.commit_messages import is_noise, is_told_by_one, select_commits
from pr_writer.summarizer.version_bumps import BOT_BRANCH
from pr_writer.values import Commit

TITLE_LIMIT = 256
GOOD_LENGTH = 72
SUBJECT_READ = 300  # characters: more is no subject, and what looks for words in it takes its time

# The patterns are strings: `re` compiles and keeps each at its first use, and not when the action starts.
_PREFIX = r"(?P<prefix>[a-z]+(?:\([^()]+\))?!?|[A-Z][A-Z0-9]+-\d+|[\w./-]{2,30}):\s+(?P<rest>\S.*)"
_TICKET = r"(?P<key>[A-Z][A-Z0-9]+-\d+)[-_/ ]+(?P<rest>.+)"
_KINDS = r"(?i:feature|feat|fix|bugfix|hotfix|bug|chore|docs?|refactor|tests?|perf|build|ci|style)"
_FIXES = r"(?i:fix|bugfix|hotfix|bug)"
_UNHELPFUL = (
    r"(?i:main|master|trunk|develop(?:ment)?|dev|next|staging|head|wip|tests?|fix(?:es)?|updates?|(?:.*-)?patch-\d+|"
    r"revert-\d+-.*|\d+|[0-9a-f]{7,40}|gh-pages|changes)?"
)
_MERGED = r"Merge pull request #\d+ from \S+?/(?P<branch>\S+)|Merge (?:remote-tracking )?branch '(?P<other>[^']+)'.*"
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
_LOOSE_END = r"[\s,;:–—-]+(?i:a|an|the|and|or|of|to|in|on|at|for|from|by|with|as|into)?$"


def write_title(commits: tuple[Commit, ...], head_ref: str, paths: tuple[str, ...] = (), known: str = "") -> str:
    """Return one commit's subject, what the subjects share, or the branch name made readable; never nothing.

    ``known`` is the title that the files suggest; it stands back where people said something.
    """
    own = select_commits(commits)
    subjects = [commit.subject.strip()[:SUBJECT_READ] for commit in own]
    if is_told_by_one(commits):
        return subjects[0][:TITLE_LIMIT]
    shared = _find_shared(subjects)
    if shared:
        return shared[:TITLE_LIMIT]
    is_bots = re.fullmatch(BOT_BRANCH, head_ref[:TITLE_LIMIT]) is not None
    readable = ("" if is_bots else read_branch(head_ref[:TITLE_LIMIT])) or _read_merged(commits)
    if readable:
        prefix = _find_shared_prefix(subjects)
        return f"{prefix}: {readable[:1].lower()}{readable[1:]}"[:TITLE_LIMIT] if prefix else readable[:TITLE_LIMIT]
    phrase = _find_phrase(subjects)
    if phrase or known:
        return phrase or known[:TITLE_LIMIT]
    if not all(map(is_noise, subjects)):
        return _count_more(subjects)
    more = f" and {len(paths) - 1} more" if len(paths) > 1 else ""
    return f"Update {paths[0][:GOOD_LENGTH]}{more}" if paths and paths[0].isprintable() else "Update"


def read_branch(head_ref: str) -> str:
    """Return a branch name as words, as in ``ABC-12: Fix login loop``; "" where the name says nothing."""
    *folders, name = head_ref.split("/")
    folder = folders[-1] if folders else ""
    if re.fullmatch(r"v?\d[\w.]*", name) and folder.lower() in {"release", "releases"}:
        return f"Release {name}"
    ticket = re.fullmatch(_TICKET, name)
    if not ticket and re.fullmatch(_TICKET, f"{folder}-{name}"):
        ticket = re.fullmatch(_TICKET, f"{folder}-{name}")
    rest = ticket["rest"] if ticket else re.sub(r"^\d+[-_]+", "", name)
    if re.fullmatch(_UNHELPFUL, rest):
        return ""
    words = re.sub(r"[-_\s]+", " ", rest).strip()
    if re.fullmatch(_FIXES, folder) and not words.lower().startswith("fix"):
        words = f"fix {words}"
    if " " not in words and not (ticket or re.fullmatch(_KINDS, folder)):
        return ""
    words = words[:1].upper() + words[1:]
    return f"{ticket['key']}: {words}" if ticket else words


def _read_merged(commits: tuple[Commit, ...]) -> str:
    """Return what a merge commit at the top merged: its pull request's title, else its branch."""
    match = re.fullmatch(_MERGED, commits[-1].subject[:SUBJECT_READ]) if commits and commits[-1].is_merge else None
    if not match:
        return ""
    first = commits[-1].body.strip().partition("\n")[0].strip()
    return first[: TITLE_LIMIT // 2] or read_branch(match["branch"] or match["other"] or "")


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
        text = re.sub(_LOOSE_END, "", text)
    if len(text.split()) < (2 if prefix else 3):
        return ""
    return f"{prefix}: {text}" if prefix else text


def _find_shared_prefix(subjects: list[str]) -> str:
    prefixes = {match["prefix"] if (match := re.fullmatch(_PREFIX, subject)) else "" for subject in subjects}
    return prefixes.pop() if len(prefixes) == 1 else ""


def _find_phrase(subjects: list[str]) -> str:
    """Return the longest run of words that most subjects hold: what the branch is about, if its name does not say."""
    if len(subjects) < 4:
        return ""
    counts: dict[tuple[str, ...], int] = {}
    for subject in subjects:
        match = re.fullmatch(_PREFIX, subject)
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


def _count_more(subjects: list[str]) -> str:
    more = len(subjects) - 1
    rest = f", and {more} more change{'s' if more > 1 else ''}"
    subject = first = next((one for one in subjects if not is_noise(one)), subjects[0])
    if len(subject) + len(rest) > GOOD_LENGTH:
        subject = _cut_words(subject, GOOD_LENGTH - len(rest))
    return (subject or first[:GOOD_LENGTH]) + rest


def _cut_words(subject: str, room: int) -> str:
    """Return the start of a subject: up to the last clause that is whole, else up to a word that can stand last."""
    cut = subject[:room].rpartition(" ")[0]
    clause = re.split(r"[,;:](?= )| (?:and|but|so|which|where|when|because) ", f"{cut} ")
    whole = cut[: len(cut) - len(clause[-1].rstrip())].rstrip() if len(clause) > 1 else ""
    kept = whole if len(whole.split()) >= 3 else cut
    for _ in range(3):
        kept = re.sub(_LOOSE_END, "", kept)
    return kept
