"""Commits → what people said: reasons without trailers, breaking changes, and subjects grouped by intent."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pr_writer.lazy_pattern import compile_lazily
from pr_writer.summarizer.commit_kinds import Kind, is_review_answer, read_type
from pr_writer.summarizer.text_limits import (
    clip_line,
    clip_text,
    fit_items,
    measure_words,
    plural,
    split_blocks,
    unwrap,
)
from pr_writer.titles.conventional_commits import is_denial, read_header
from pr_writer.values import Commit

COMMITS_SHOWN = 30
LISTED = 100  # more than fit into any draft
REASONS_SHOWN = 8  # up to so many commits each brings the first words of its reason along
BODY_READ = 20_000  # characters of a message that are looked at
SUBJECT_ROOM, REASON_ROOM, BREAKING_ROOM = 24, 40, 45  # words

_TRAILER = (
    r"(?i:(?:[A-Z][\w-]{0,40}-by|Change-Id|Cc|Refs?|Link|git-svn-id): .+"
    r"|\(cherry picked from commit [0-9a-f]+\)|-{3,})"
)
_REVERTING = r"This reverts commit [0-9a-f]{7,64}(?:,\s+reversing\s+changes\s+made\s+to\s+[0-9a-f]{7,64})?\.?[ \t]*"
_REVERTED_PULL = r"^Reverts (?P<pull>[\w./-]{0,140}#\d{1,12})$"
_NOISE = (
    r"(?i:[*-] (?:wip|typos?|lint|format(?:ting)?|fix(?:e[sd])? (?:typos?|lint|tests?|ci)|fixup! .*|Merge branch .*))"
)
_EMPTY = (
    r"(?i:(?:wip|fix(?:es)?|more|updates?|typos?|tmp|temp|tests?|changes|lint|format|minor|cleanup|progress)?[.!:]*)"
)
_BREAKING = r"(?:BREAKING[ -]CHANGE|BREAKING): (?P<text>.+)"
_REVERTS = r"This reverts commit (?P<sha>[0-9a-f]{40})\b"
_GROUPS: dict[Kind, str] = {
    "feature": "Features",
    "fix": "Fixes",
    "performance": "Performance",
    "refactor": "Refactoring",
    "docs": "Documentation",
    "test": "Tests",
    "chore": "Chores",
}
_VERBS = {
    "Added": r"(?:add|introduce|support|allow|enable|implement|provide|create)(?:s|ed|d)?",
    "Fixed": r"(?:fix|correct|repair|resolve|prevent|avoid|restore|mend)(?:s|es|ed|d)?",
    "Removed": r"(?:remove|drop|delete)(?:s|d|ped)?",
    "Reworked": r"(?:refactor|rename|move|extract|simplify|split|merge|clean|replace|rework|tidy)(?:s|d|ed)?",
    "Documented": r"(?:document|describe|explain)(?:s|ed|d)?",
    "Tested": r"(?:test|cover)(?:s|ed)?",
    "Updated": r"(?:update|bump|upgrade|pin)(?:s|d|ed|ped|ned)?",
}
OTHER = "Other"
# Whole paragraphs that speak to somebody, or to the commit's author, and say nothing of the change.
_GREETING = (
    r"(?i:(?:hi|hello|hey|dear|good (?:morning|afternoon|evening))\b[^.!?:;\n]{0,40}[,.!]?[ \t]*"
    r"|(?:thank you|(?:many )?thanks)"
    r"(?: in advance| so much| a lot| for (?:your|the) (?:review|time|help)[^.!\n]{0,40})?"
    r"[ \t,.!:)]{0,9}"
    r"|(?:cheers|(?:(?:best|kind|warm)[ \t]+)?regards|best wishes|ptal"
    r"|please (?:take a look|review|let me know)[^.\n]{0,80})[ \t,.!]{0,9}"
    r"|let me know (?:what you think|if [^.\n]{0,80})[.!]*[ \t]*)"
)
# git's own words for whoever writes a message, and a message's template.
_GUIDANCE = (
    r"(?:# ?(?:Please enter the commit message|Lines starting with|with '#' will be ignored|On branch|Your branch is|"
    r"Changes to be committed|Changes not staged|Untracked files|Conflicts:|\t|-{3,}|={3,}).*|#)[ \t]*"
)
_COMMENT = compile_lazily(r"<!--.*?-->", re.DOTALL)
_NOTE_FENCE = r"(?:`{3,}|~{3,})[ \t]*release-notes?\b"


def select_commits(commits: tuple[Commit, ...]) -> tuple[Commit, ...]:
    """Return the commits that say something: no merges, no fixups, none twice, none that a later one takes back."""
    undone = _find_undone(commits)
    chosen: dict[str, Commit] = {}
    for commit in commits:
        is_fixup = commit.subject.startswith(("fixup! ", "squash! ", "amend! "))
        if not commit.is_merge and not is_fixup and commit.subject.strip() and commit.sha not in undone:
            chosen.setdefault(commit.subject.strip(), commit)
    return tuple(chosen.values())


def is_single_commit(commits: tuple[Commit, ...]) -> bool:
    """Return True if the branch is one commit whose subject is a title: what GitHub itself proposes then."""
    own = select_commits(commits)
    return len(own) == 1 and not is_noise(own[0].subject)


def read_body(commit: Commit) -> str:
    """Return a message's body without its trailers, a bot's notes for machines, and the subject said once more."""
    blocks = []
    subject = flatten(commit.subject[:BODY_READ])
    body = _COMMENT.sub("", commit.body[:BODY_READ]) if "-->" in commit.body else commit.body[:BODY_READ]
    if read_reverted(commit):
        body = re.sub(_REVERTED_PULL, "", re.sub(_REVERTING, "", body), flags=re.MULTILINE)
    for block in split_blocks(body):
        lines = block.splitlines()
        if lines[0] == "---" and lines[1:2] == ["updated-dependencies:"]:
            continue
        if all(re.fullmatch(_TRAILER, line.strip()) for line in lines):
            continue
        if re.match(_NOTE_FENCE, lines[0].lstrip()):
            continue  # the changelog's entries are read from it
        said = _drop_asides(_split_breaking(block)[0])
        if said and flatten(said) != subject and not re.fullmatch(_NOISE, said.strip()):
            blocks.append(said)
    text = unwrap("\n\n".join(blocks))
    if "\n>" not in text:
        return text
    from pr_writer.summarizer.line_wraps import join_wrapped  # few messages quote anything

    return join_wrapped(text)


def _drop_asides(block: str) -> str:
    """Return a paragraph without greetings, the trailers at its end, and what git's editor tells the author."""
    if block.lstrip().startswith(("```", "~~~")):
        return block
    lines = block.splitlines()
    while lines and re.fullmatch(_TRAILER, lines[-1].strip()):
        lines.pop()
    kept = [line for line in lines if not (re.fullmatch(_GUIDANCE, line) or re.fullmatch(_GREETING, line.strip()))]
    return "\n".join(kept)


def read_reason(commit: Commit) -> str:
    """Return the first paragraph of a commit's body, in one line, if it is one of plain words."""
    first = next(split_blocks(read_body(commit)), "")
    return "" if first.startswith(("-", "*", "#", "`", "~", ">", "|", " ", "+")) else " ".join(first.split())


def list_breaking(commits: Sequence[Commit]) -> list[str]:
    """Return what the authors call breaking: the footer's words, else the subject that is marked with a ``!``."""
    found: list[str] = []
    for commit in commits:
        footers = [_split_breaking(block)[1] for block in split_blocks(commit.body[-BODY_READ:])]
        footers = [said for said in footers if said and not is_denial(said)]
        header = read_header(commit.subject)
        found += [clip_line(said, BREAKING_ROOM) for said in footers]
        if not footers and header and header.is_breaking:
            found.append(clip_line(header.rest, SUBJECT_ROOM))
    return list(dict.fromkeys(found))


def list_commits(commits: Sequence[Commit], room: int, *, told: Commit | None = None) -> str:
    """Return the subjects as a list that fits: with their reasons if they are few, by intent if they are many.

    ``told`` is the commit whose reason has been given elsewhere. What speaks to this branch's reviewers alone is left
    out, unless that is all.
    """
    commits = list_telling(commits)
    shown = commits[:COMMITS_SHOWN]
    if len(commits) <= REASONS_SHOWN:
        items = [_tell_commit(commit, "" if commit is told else read_reason(commit)) for commit in shown]
        if sum(map(measure_words, items)) <= room:
            return "\n".join(items)
    groups = _group(shown)
    if groups:
        return _fit_groups(groups, room, len(commits) - len(shown))
    items = [_tell_commit(commit, "") for commit in commits[:LISTED]]
    return fit_items(items, room, "commit", beyond=len(commits) - len(items))


def list_telling(commits: Sequence[Commit]) -> list[Commit]:
    """Return the commits that say something to those who did not see the branch being made; else all that say any."""
    said = [commit for commit in commits if not is_noise(commit.subject)]
    return [commit for commit in said if not is_review_answer(commit.subject)] or said


def is_noise(subject: str) -> bool:
    """Return True if a subject tells nothing to anybody but its author."""
    return re.fullmatch(_EMPTY, subject.strip()) is not None


def _tell_commit(commit: Commit, reason: str) -> str:
    subject = f"- {clip_line(commit.subject.strip(), SUBJECT_ROOM)}"
    return f"{subject}\n  {clip_line(reason, REASON_ROOM)}" if reason else subject


def _group(commits: Sequence[Commit]) -> dict[str, list[str]]:
    """Return the subjects by their types, else by their verbs; nothing where too few have one, or all have the same."""
    for find, names in ((_find_type, tuple(_GROUPS.values())), (_find_verb, tuple(_VERBS))):
        groups: dict[str, list[str]] = {name: [] for name in (*names, OTHER)}
        for commit in commits:
            name = find(commit.subject)
            groups[name or OTHER].append(
                _tell_subject(commit.subject) if find is _find_type else commit.subject.strip()
            )
        stated = len(commits) - len(groups[OTHER])
        filled = {name: [clip_line(text, SUBJECT_ROOM) for text in texts] for name, texts in groups.items() if texts}
        if stated >= 5 and stated * 3 >= len(commits) * 2 and len(filled) > 1:
            return filled
    return {}


def _tell_subject(subject: str) -> str:
    """Return a conventional subject without its type, which the group's name says."""
    header = read_header(subject)
    if not header or not read_type(header.type):
        return subject
    return f"{header.scope}: {header.rest}" if header.scope else header.rest


def _find_type(subject: str) -> str:
    header = read_header(subject)
    kind = read_type(header.type) if header else None
    return _GROUPS[kind] if kind else ""


def _find_verb(subject: str) -> str:
    word = subject[:100].partition(" ")[0].lower()
    return next((name for name, verbs in _VERBS.items() if re.fullmatch(verbs, word)), "")


def _split_breaking(block: str) -> tuple[str, str]:
    """Return what a paragraph says before a breaking change's footer, and what the footer says."""
    lines = block.splitlines()
    for at, line in enumerate(lines):
        match = re.match(_BREAKING, line)
        if match:
            rest = [text.strip() for text in lines[at + 1 :] if not re.fullmatch(_TRAILER, text.strip())]
            return "\n".join(lines[:at]), " ".join([match["text"].strip(), *rest])
    return block, ""


def _fit_groups(groups: dict[str, list[str]], room: int, unseen: int) -> str:
    """Return the groups with as many of each as fit."""
    most = max(map(len, groups.values()))
    while most > 1 and measure_words("\n".join(_list_groups(groups, most))) > room - 5:
        most -= 1
    lines = list(_list_groups(groups, most))
    if unseen:
        lines.append(f"- … and {plural(unseen, 'more commit')}")
    return clip_text("\n".join(lines), room)


def _list_groups(groups: dict[str, list[str]], most: int) -> Iterator[str]:
    for name, texts in groups.items():
        shown = texts if len(texts) <= most else texts[: max(most - 1, 1)]
        yield f"- {name}"
        yield from (f"  - {text}" for text in shown)
        if len(texts) > len(shown):
            yield f"  - … and {len(texts) - len(shown):,} more"


def _find_undone(commits: Sequence[Commit]) -> set[str]:
    """Return the commits that a later one of the branch takes back, and those that do; none if that were all."""
    shas = {commit.sha for commit in commits}
    undone: set[str] = set()
    for commit in reversed(commits):  # what is taken back itself takes nothing back
        match = re.search(_REVERTS, commit.body[:BODY_READ])
        if match and commit.sha not in undone and match["sha"] in shas and match["sha"] != commit.sha:
            undone |= {match["sha"], commit.sha}
    return undone if any(not commit.is_merge and commit.sha not in undone for commit in commits) else set()


def flatten(text: str) -> str:
    """Return a text as it compares: without the mark of a list, a squash's number and the stop at the end."""
    bare = " ".join(text.split()).casefold()
    return re.sub(r" \(#\d{1,9}\)$", "", re.sub(r"^[*-] ", "", bare)).rstrip(".")


def read_reverted(commit: Commit) -> str:
    """Return which commit a revert takes back, as a sentence; nothing where it is no revert."""
    match = re.fullmatch(r"""(?P<verb>Revert|Reapply):? "(?P<what>.+)"(?P<number> \(#\d+\))?""", commit.subject.strip())
    if not match:
        return ""
    sha = re.search(r"This reverts commit (?P<sha>[0-9a-f]{7,64})\b", commit.body[:BODY_READ])
    pull = re.search(_REVERTED_PULL, commit.body[:BODY_READ], re.MULTILINE)
    source = ", ".join(filter(None, (sha["sha"][:10] if sha else "", pull["pull"] if pull else "")))
    verb = "Reverts" if match["verb"] == "Revert" else "Applies again"
    what = clip_line(match["what"], SUBJECT_ROOM)
    return f"{verb} “{what}”{f' ({source})' if source and match['verb'] == 'Revert' else ''}."
