"""Patches of changelogs, changesets and news fragments → the sentences that people added to them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from pr_writer.files.file_kinds import is_changelog
from pr_writer.files.special_files import is_symlink
from pr_writer.lazy_pattern import compile_lazily
from pr_writer.summarizer.text_limits import unwrap
from pr_writer.values import Commit, FileChange

FILES_READ = 20  # fragments: a release removes more of them than anybody reads
LINES_READ = 400  # of one patch

_CODE_FILE = compile_lazily(r"\.(?!md|markdown|mdx|rst|txt|adoc|asciidoc)[a-z0-9]{1,5}$", re.IGNORECASE)
_UNDERLINE = compile_lazily(r"([=~^\"'*+#`-])\1{2,}\s*")
_ABOUT_FRAGMENTS = compile_lazily(r"(?:readme|template|config|_template|\.gitignore)(?:\.\w+)?", re.IGNORECASE)
# Kubernetes' and others' way to carry a release note in a message; "NONE" is its way to say that there is none.
_NOTE_FENCE = compile_lazily(
    r"^(?P<fence>`{3,}|~{3,})[ \t]*release-notes?[^\n]*\n(?P<text>.*?)^(?P=fence)[ \t]*$", re.MULTILINE | re.DOTALL
)
_NO_NOTE = frozenset({"", "none", "n/a", "na", "no", "nothing"})
_FRAGMENT_FOLDERS = frozenset(
    {".changeset", "changelog.d", "changelogs", "changes", "newsfragments", "releasenotes", "notes", "news"}
)
# "12.bugfix.rst" in a folder of news: https://towncrier.readthedocs.io/en/stable/configuration.html
_TOWNCRIER = compile_lazily(
    r"(?:^|/)news/[^/]{1,100}\.(?:breaking|bugfix|change|deprecation|doc|feature|improvement|misc|process|removal"
    r"|security|trivial|vendor)(?:\.\d{1,3})?(?:\.(?:rst|md|txt))?$"
)
_DIRECTIVE = compile_lazily(r"\.\. |<!--|\[[^\[\]]{1,80}\]:")
_BULLET = compile_lazily(r"[-*+•] +(?=\S)")
# Whose entry it is and under which number, which the pull request itself says: "[#12](…): " and "([@octo][])".
_NUMBER = compile_lazily(r"\[?#\d{1,9}\]?(?:\([^()\s]{1,300}\))?: (?=\S)")
_NAME = r"(?:\[?@[\w-]{1,40}(?:\](?:\[\]|\([^()\s]{1,300}\))?)?|:user:`[\w-]{1,40}`)"
_NAMES = rf"{_NAME}(?:(?:,? and |, ){_NAME}){{0,9}}"
_CREDIT = compile_lazily(rf" (?:\((?:by )?{_NAMES}\)|(?:--|–|—) by {_NAMES}|by (?=:user:){_NAMES})(?P<stop>\.?)$")
_ROLE = compile_lazily(r":[a-z]{1,20}(?::[a-z]{1,20})?:(?=`)")  # reStructuredText's, before what it marks
_VERSION_HEADING = compile_lazily(
    r"(?:#{1,4} *)?\[?(?:version |release )?v?"
    r"(?P<version>\d{1,6}(?:\.\d{1,6}){1,3}(?:[-.+][0-9A-Za-z.-]{1,30})?)\]?(?![\w.])",
    re.IGNORECASE,
)


def list_entries(files: Iterable[FileChange], commits: Sequence[Commit] = ()) -> list[str]:
    """Return what people tell the users of a change, an entry each, unwrapped and without list marks.

    These are the entries that a changelog gains, the text of new changesets and news fragments, and the release notes
    fenced in the commits' messages; headings and versions are none.
    """
    found: list[str] = []
    read = 0
    for file in files:
        if file.kind == "deleted" or not file.patch or is_symlink(file) or not is_prose_changelog(file.path):
            continue
        read += 1
        if read > FILES_READ:
            break
        found += _list_fragment(file) if is_fragment(file) else _list_added(file)
    for commit in commits:
        for match in _NOTE_FENCE.finditer(commit.body[:20_000]):
            found += [
                entry
                for entry in _split_entries(match["text"].splitlines())
                if entry.strip(". ").lower() not in _NO_NOTE
            ]
    return list(dict.fromkeys(found))


def is_prose_changelog(path: str) -> bool:
    """Return True if a path is a changelog, or an entry of one, that people read: no code, no configuration."""
    name = path.rpartition("/")[2]
    return (
        (is_changelog(path) or _TOWNCRIER.search(path) is not None)
        and not _CODE_FILE.search(name)
        and not _ABOUT_FRAGMENTS.fullmatch(name)
    )


def is_fragment(file: FileChange) -> bool:
    """Return True if a file is a whole new entry by itself: a changeset, a news fragment."""
    return file.kind == "added" and not _FRAGMENT_FOLDERS.isdisjoint(file.path.lower().split("/")[:-1])


def find_version(file: FileChange) -> str:
    """Return the version of the first section that a changelog gains; "" where it gains none."""
    for line in file.patch.splitlines()[:LINES_READ]:
        match = _VERSION_HEADING.match(line[1:200]) if line.startswith("+") else None
        if match and not _BULLET.match(line[1:]):
            return match["version"]
    return ""


def quote_section(file: FileChange) -> str:
    """Return what a changelog gains, with its own headings and links, as Markdown below a heading of the draft's."""
    added = [line[1:] for line in file.patch.splitlines()[:LINES_READ] if line.startswith("+")]
    lines: list[str] = []
    for line in added:
        if _UNDERLINE.fullmatch(line) and lines and lines[-1].strip():
            lines[-1] = f"#### {lines[-1].strip().removeprefix('#### ')}"
            continue
        heading = re.match(r"#{1,6}[ \t]+(?=\S)", line)
        if heading:
            line = f"#### {line[heading.end() :]}"  # noqa: PLW2901 -- a line as it is quoted
        if heading and lines and lines[-1].strip():
            lines.append("")
        lines.append(line.rstrip())
    return unwrap("\n".join(lines).strip("\n"))


def _list_fragment(file: FileChange) -> list[str]:
    """Return the entries of a file that is one entry, without a changeset's front matter."""
    lines = [line[1:] for line in file.patch.splitlines()[:LINES_READ] if line.startswith("+")]
    if lines and lines[0].strip() == "---":
        end = next((at for at, line in enumerate(lines[1:], 1) if line.strip() == "---"), 0)
        lines = lines[end + 1 :]
    return _split_entries(lines)


def _list_added(file: FileChange) -> list[str]:
    """Return the entries that a changelog gains; one whose line was there before, with other words, is none."""
    return [entry for run in _split_runs(file.patch) for entry in _split_entries(run)]


def _split_runs(patch: str) -> Iterator[list[str]]:
    """Yield the lines added one after another, each run begun at an entry: what only goes on is somebody else's."""
    run: list[str] = []
    removed = 0
    for line in (*patch.splitlines()[:LINES_READ], "@@"):
        if line.startswith("+"):
            run.append(line[1:])
        elif line.startswith("-"):
            removed += 1
        else:
            # A run that replaces as many lines rewords or moves; it tells nothing new.
            if len(run) > removed:
                yield run
            run, removed = [], 0


def _split_entries(lines: Iterable[str]) -> list[str]:
    """Return list items and paragraphs, each in one line, without headings, underlines and dates."""
    entries: list[list[str]] = []
    is_open = False
    for line in lines:
        text = line.strip()
        if not text or _UNDERLINE.fullmatch(text):
            if text and entries and is_open and len(entries[-1]) == 1:
                entries.pop()  # it was a heading, with this line below it
            is_open = False
            continue
        bullet = _BULLET.match(text)
        if text.startswith("#") or _DIRECTIVE.match(text):
            is_open = False
        elif bullet:
            entries.append([text[bullet.end() :]])
            is_open = True
        elif _VERSION_HEADING.match(text) and len(text.split()) <= 5:
            is_open = False
        elif is_open:
            entries[-1].append(text)
        elif not line[:1].isspace() or not entries:
            entries.append([text])
            is_open = True
    return [_drop_credit(" ".join(parts)) for parts in entries]


def _drop_credit(entry: str) -> str:
    """Return an entry without its number and its author, of Markdown and reStructuredText."""
    text = _CREDIT.sub(r"\g<stop>", entry)
    text = f"{text[:-2]}." if text.endswith("..") and not text.endswith("...") else text
    return _ROLE.sub("", _NUMBER.sub("", text, count=1) if _NUMBER.match(text) else text)
