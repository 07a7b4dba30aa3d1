"""Where GitHub looks for a repository's pull request templates, and which of several a change asks for."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable, Iterator

from pr_writer.context.pr_templates.guidance import is_greeting, is_guidance
from pr_writer.context.pr_templates.placeholder import drop_place, forget_own
from pr_writer.lazy_pattern import compile_lazily
from pr_writer.markdown.sections import CHECKBOX, drop_comments, read_key, split_sections
from pr_writer.markdown.tables import list_rows

BODY_LIMIT = 65_536  # characters of a description, as GitHub counts them

_FOLDERS = (".github", "", "docs")
_NAME = "pull_request_template"
_FRONT_MATTER = compile_lazily(
    r"---[ \t]*\n[\"']?[\w-]+[\"']?:.*\n(?:[\"']?[\w-]+[\"']?:.*\n|[ \t#-].*\n|\n)*?---[ \t]*\n"
)
_DEFAULT = compile_lazily(r"(?:default|general|standard|main|pull_?request_?template|template)", re.IGNORECASE)
# "Delete this line and everything above before opening your PR.": what stands there is said to the author.
_CUT_OFF = compile_lazily(
    r"[\W_]{0,12}(?:please[ ,]+)?(?:"
    r"(?:delete|remove|erase|drop) (?:this line and )?(?:everything|all|anything|the text|the lines?|what is)"
    r"(?: the| text| lines?| instructions?| content)* above\b"
    r"|(?:everything|all|anything|the text)(?: the| text| lines?| content)* above (?:this (?:line|comment) )?"
    r"(?:should|can|may|must|will|has to|needs to) be (?:deleted|removed|erased)\b"
    r").{0,120}",
    re.IGNORECASE,
)
_RULE = compile_lazily(r"[ ]{0,3}(?:-[ \t]*){3,}|[ ]{0,3}(?:\*[ \t]*){3,}|[ ]{0,3}(?:_[ \t]*){3,}")

log = logging.getLogger("pr_writer")

# What a template in a folder is called for → the first words of branches and commits of that kind.
_KINDS = (
    (r"bug|fix", r"(?:bug|hot)?fix|bug"),
    (r"feat|enhance", r"feat(?:ure)?|add|enhancement"),
    (r"doc", r"docs?|documentation"),
    (r"refactor|clean|chore|maint", r"refactor(?:ing)?|chore|cleanup|maint(?:enance)?"),
    (r"release|version", r"release"),
    (r"perf", r"perf(?:ormance)?"),
    (r"test", r"tests?"),
    (r"dep", r"deps?|dependabot|renovate|bump|build"),
)


def find_templates(
    list_files: Callable[[str], Iterable[str]],
    list_folders: Callable[[str], Iterable[str]],
    read_file: Callable[[str], str | None],
) -> tuple[tuple[str, str], ...]:
    """Return path and text of every template, in GitHub's order; the case of a name does not matter.

    ``list_files`` and ``list_folders`` give the names in a folder of the base commit, ``read_file`` a text. One that is
    longer than a description may be is none: GitHub itself could not fill it in.
    """
    found = [(path, read_file(path) or "") for path in _list_paths(list_files, list_folders)]
    for path in [path for path, text in found if len(text) > BODY_LIMIT]:
        log.warning("%s is longer than a description may be (%s characters): shorten it.", path, f"{BODY_LIMIT:,}")
    return tuple(
        (path, text.removeprefix("\ufeff")) for path, text in found if text.strip() and len(text) <= BODY_LIMIT
    )


def find_in_tree(paths: Iterable[str], read_file: Callable[[str], str | None]) -> tuple[tuple[str, str], ...]:
    """Return path and text of every template among these paths of a repository, in GitHub's order."""
    files: dict[str, list[str]] = {}
    folders: dict[str, list[str]] = {}
    for path in paths:
        folder, _, name = path.rpartition("/")
        files.setdefault(folder, []).append(name)
        if folder:
            above, _, inner = folder.rpartition("/")
            folders.setdefault(above, [])
            if inner not in folders[above]:
                folders[above].append(inner)
    return find_templates(lambda folder: files.get(folder, ()), lambda folder: folders.get(folder, ()), read_file)


def choose_template(templates: Iterable[tuple[str, str]], body: str, told: Iterable[str], *, standing: str = "") -> str:
    """Return the template to fill in, without its front matter and what it says to cut off; blank where there is none.

    The one that the author's ``body`` still is, else the one that ``standing``, our last draft, was made with, else
    the one that GitHub would have filled in, else of a folder the one whose name fits what is ``told``: the branch,
    the title and the commits' subjects.
    """
    templates = tuple((path, forget_own(text)) for path, text in templates)
    untouched = [text for path, text in templates if is_untouched(body, [(path, text)])]
    last = [text for _, text in templates if standing and is_filled_in(standing, _drop_cut_off(text))]
    single = [text for path, text in templates if not _is_in_folder(path)]
    folder = [pair for pair in templates if _is_in_folder(pair[0])]
    text = next(iter(untouched + last + single), "") or _choose_by_name(folder, tuple(told))
    return _drop_cut_off(_drop_front_matter(text))


def is_untouched(body: str, templates: Iterable[tuple[str, str]]) -> bool:
    """Return True if a body is one of the templates and nothing else, line ends and a mark for the draft aside.

    Whoever only took out what the template says to the author, in comments, italics or a greeting, wrote nothing yet.
    """
    own = drop_place(forget_own(body.removeprefix("\ufeff")))
    words = own.split()
    if not words:
        return False
    bare = _drop_said(own)
    whole = [forget_own(text) for _, text in templates]
    for text in [*whole, *(short for long in whole if (short := _drop_cut_off(long)) != long)]:
        template = drop_place(_drop_front_matter(text))
        if words in (drop_place(text).split(), template.split()):
            return True
        lines = set(map(str.strip, template.splitlines()))
        if bare and bare == _drop_said(template) and all(line.strip() in lines for line in own.splitlines()):
            return True
    return False


def _drop_cut_off(text: str) -> str:
    """Return a template without what it tells the author to cut off above a line, and that line with the rule below."""
    lines = text.replace("\r\n", "\n").split("\n")
    at = next((at for at in reversed(range(len(lines))) if _CUT_OFF.fullmatch(lines[at])), None)
    if at is None:
        return text
    rest = lines[at + 1 :]
    while rest and (not rest[0].strip() or _RULE.fullmatch(rest[0])):
        rest.pop(0)
    return "\n".join(rest) if any(map(str.strip, rest)) else text


def _drop_said(text: str) -> list[str]:
    """Return the words of a body or a template without what is said to the author."""
    blocks = re.split(r"\n[ \t]*\n", drop_comments(text.replace("\r\n", "\n")))
    return [word for block in blocks for word in _drop_guidance(block).split()]


def _drop_guidance(block: str) -> str:
    """Return a block without its guidance, which may stand right below a heading."""
    first, _, rest = block.partition("\n")
    if is_greeting(block):
        return ""
    return first if rest and is_guidance(rest) else block


def is_filled_in(body: str, template: str) -> bool:
    """Return True if a body was made from the template: it has half of its headings, or of its lines if it has none."""
    template = drop_place(template)
    wanted = {section.key for section in split_sections(template) if section.key}
    if not wanted:
        wanted, there = map(_list_keys, (drop_comments(template), body))
    else:
        there = {section.key for section in split_sections(body)}
    return bool(wanted) and 2 * len(wanted & there) >= len(wanted)


def _list_keys(text: str) -> set[str]:
    """Return the words of each line; of a check box without the box, of a table's row those of its first cell."""
    rows = {row.line: row.cells[0].text for row in list_rows(text) if row.cells}
    keys = set()
    for number, line in enumerate(text.splitlines()):
        box = CHECKBOX.fullmatch(line)
        keys.add(read_key(box["text"] if box else rows.get(number, line)))
    return keys - {""}


def _drop_front_matter(text: str) -> str:
    text = text.replace("\r\n", "\n")
    matter = _FRONT_MATTER.match(text)
    return text[matter.end() :] if matter else text


def _choose_by_name(templates: list[tuple[str, str]], told: tuple[str, ...]) -> str:
    for words in told:  # the branch says more than the title, and that more than a commit
        for purpose, kind in _KINDS:
            if re.match(rf"(?:[^\s]{{0,100}}/)?(?:{kind})(?![^\W_])", words[:200], re.IGNORECASE):
                for path, text in templates:
                    if re.search(purpose, _read_stem(path), re.IGNORECASE):
                        return text
    ranked = sorted(templates, key=lambda pair: not _DEFAULT.fullmatch(_read_stem(pair[0])))
    return ranked[0][1] if ranked else ""


def _read_stem(path: str) -> str:
    return path.rpartition("/")[2].partition(".")[0]


def _is_in_folder(path: str) -> bool:
    return path.rpartition("/")[0].rpartition("/")[2].lower() == _NAME


def _list_paths(
    list_files: Callable[[str], Iterable[str]], list_folders: Callable[[str], Iterable[str]]
) -> Iterator[str]:
    for folder in _FOLDERS:
        for name in list_files(folder):
            if name.lower() in {f"{_NAME}.md", f"{_NAME}.txt", _NAME}:
                yield f"{folder}/{name}".lstrip("/")
        for name in list_folders(folder):
            if name.lower() == _NAME:
                inner = f"{folder}/{name}".strip("/")
                yield from (f"{inner}/{file}" for file in list_files(inner) if file.lower().endswith((".md", ".txt")))
