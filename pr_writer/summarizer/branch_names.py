"""A branch's name → what it says in words, without folders, an agent's identifiers and names that say nothing."""

from __future__ import annotations

import re

from pr_writer.lazy_pattern import compile_lazily

REF_READ = 255  # characters: git keeps no longer name of a branch

BOT_BRANCH = r"(?:dependabot|renovate|pyup|depfu|snyk|greenkeeper|scala-steward)/.+|(?:pyup|snyk)-.+|pre-commit-ci-.+"
# Coding agents name branches after themselves and close them with an identifier of the session.
AGENTS = frozenset(
    """
    aider amp bolt claude codegen codex copilot cursor devin factory gemini jules junie kiro lovable openhands opencode
    qodo sweep v0 windsurf
    """.split()  # noqa: SIM905 -- a word a line would fill the screen
)
FOLDERS_OF_KINDS = frozenset(
    """
    bug bugfix build chore ci doc docs enhancement feat feature features fix fixes hotfix issue perf refactor revert
    style task test tests
    """.split()  # noqa: SIM905 -- as above
)
_FIXES = frozenset({"bug", "bugfix", "fix", "fixes", "hotfix"})
_TICKET = compile_lazily(r"(?P<key>[A-Z][A-Z0-9]{1,9}-\d{1,9})[-_/ ]+(?P<rest>.+)", re.DOTALL)
_UUID = compile_lazily(r"[-_]?\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b", re.IGNORECASE)
# A date, a time, a commit or a session's identifier, as a word of its own.
_IDENTIFIER = compile_lazily(r"\d{6,}|(?=[a-z]*\d)(?=\d*[a-z])[0-9a-f]{7,40}|0[0-9A-Za-z]{15,40}")
_AGENTS_SUFFIX = compile_lazily(r"(?=.*\d)[0-9A-Za-z]{4,8}|(?=.*[a-z])(?=.+[A-Z])[0-9A-Za-z]{4,8}")
# Words that say what kind of branch it is, and not what it does.
_EMPTY_WORDS = frozenset(
    """
    bug bugfix branch bugs change changes chore cleanup ci dev develop development docs doc feat feature fix fixes
    gh-pages head hotfix issue issues main master misc my new next patch pr pull request staging stuff temp test tests
    tmp trunk update updates wip work
    """.split()  # noqa: SIM905 -- as above
)
_VERSION = compile_lazily(
    r"v?\d{1,9}(?:\.\d{1,9}){0,3}(?:[-.]?(?:rc|alpha|beta|a|b|dev|pre)[-.]?\d{0,9})?", re.IGNORECASE
)
_LINE = r"(?:main|master|trunk|develop|dev|next|staging|stable|release|v?\d{1,9}(?:\.\d{1,9}){0,3}(?:\.x)?)"
_FORWARD_MERGE = compile_lazily(
    rf"(?:back|forward)?-?(?:merge|sync|port)[-_](?P<what>(?:release[-_])?v?\d{{1,9}}(?:\.\d{{1,9}}){{1,3}}"
    rf"(?:[-_](?:back[-_])?(?:in)?to[-_]{_LINE})?|{_LINE}(?:[-_]{_LINE})?[-_](?:back[-_])?(?:in)?to[-_]{_LINE})"
    rf"|(?P<line>(?:release[-_])?{_LINE}[-_](?:in)?to[-_]{_LINE})",
    re.IGNORECASE,
)
_RELEASE_NAME = compile_lazily(rf"(?:release|releases|rel|rc)[-_/]?(?P<version>{_VERSION.pattern})", re.IGNORECASE)


def read_branch(head_ref: str) -> str:
    """Return a branch's name as words, as in ``ABC-12: Fix login loop``; "" where the name says nothing."""
    head_ref = head_ref[:REF_READ]
    if re.fullmatch(BOT_BRANCH, head_ref):
        return ""
    *folders, name = head_ref.split("/")
    folder = folders[-1] if folders else ""
    version = read_release_branch(head_ref)
    if version:
        return f"Release {version}"
    ticket = _TICKET.fullmatch(name) or _TICKET.fullmatch(f"{folder}-{name}")
    words = _list_words(ticket["rest"] if ticket else re.sub(r"^\d+[-_]+", "", name), is_agents=_is_agents(head_ref))
    if all(word.lower() in _EMPTY_WORDS or word.isdigit() for word in words):
        return ""
    if re.fullmatch(r"(?:.*-)?patch-\d+|revert-\d+-.*", name, re.DOTALL):  # what GitHub proposes
        return ""
    if folder.lower() in _FIXES and not words[0].lower().startswith("fix"):
        words = ["fix", *words]
    if len(words) == 1 and not (ticket or folder.lower() in FOLDERS_OF_KINDS):
        return ""
    text = " ".join(words)
    text = text[:1].upper() + text[1:]
    return f"{ticket['key']}: {text}" if ticket else text


def read_release_branch(head_ref: str) -> str:
    """Return the version that a branch is called after, as in ``release/1.2.0``, ``release-1.2``; else ""."""
    match = _RELEASE_NAME.fullmatch(head_ref[:REF_READ])
    return match["version"] if match else ""


def read_forward_merge(head_ref: str) -> str:
    """Return the title of a branch that only carries one line over to another, as ``merge-1.2-to-main``; else ""."""
    match = _FORWARD_MERGE.fullmatch(head_ref[:REF_READ].rpartition("/")[2])
    if not match:
        return ""
    return "Merge " + " ".join(word for word in re.split(r"[-_]+", match["what"] or match["line"]) if word)


def is_version_line(ref: str) -> bool:
    """Return True if a branch is the line of one version, as ``6.x``, ``v1.2``, ``release-1.2``, ``1.2-stable``."""
    bare = re.sub(r"(?i)[-_/]?(?:stable|lts|maint(?:enance)?)[-_/]?", "", ref[:REF_READ])
    return bool(read_release_branch(ref) or re.fullmatch(r"v?\d{1,9}(?:\.\d{1,9}){0,2}(?:\.x)?", bare))


def list_topic_words(head_ref: str) -> list[str]:
    """Return the words of a branch's name that may say what it does, in lower case."""
    parts = head_ref[:REF_READ].split("/")
    kept = [part for part in parts[:-1] if part.lower() not in AGENTS | FOLDERS_OF_KINDS] + parts[-1:]
    return [word.lower() for part in kept for word in _list_words(part, is_agents=_is_agents(head_ref))]


def _is_agents(head_ref: str) -> bool:
    return re.split(r"[/-]", head_ref, maxsplit=1)[0].lower() in AGENTS


def _list_words(name: str, *, is_agents: bool) -> list[str]:
    """Return the words of one part of a branch's name, without identifiers."""
    words = [word for word in re.split(r"[-_\s]+", _UUID.sub("", name)) if word]
    if is_agents and len(words) > 1 and _AGENTS_SUFFIX.fullmatch(words[-1]):
        del words[-1]
    return [word for word in words if not _IDENTIFIER.fullmatch(word)]
