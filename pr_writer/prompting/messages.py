"""PromptContext → the messages that a model is asked with."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pr_writer.files.file_kinds import weigh_path
from pr_writer.files.folder_moves import find_folder_moves
from pr_writer.files.ignore_rules import is_vendored
from pr_writer.files.special_files import is_lfs_pointer, is_submodule, is_symlink
from pr_writer.lazy_pattern import compile_lazily
from pr_writer.markdown.sections import drop_comments, split_sections
from pr_writer.prompting.commit_material import COMMIT_LIMIT, count_commits, flatten_path, list_commits
from pr_writer.prompting.past_material import PAST_HEADING, PAST_TOKENS, list_past_commits
from pr_writer.values import Changes, FileChange, Issue, PastCommit, PullRequest

AUTHOR_LIMIT = 6_000  # characters of the author's own text
ISSUE_LIMIT = 2_000  # characters of an issue
TEMPLATE_LIMIT = 8_000  # characters of the repository's template
EXAMPLE_LIMIT = 1_600  # characters of a merged description with its title
MOVES_LIMIT = 12
NAMES_LIMIT = 400  # files listed by name
MAX_UNSHOWN = 8  # files that are named where the diff lacks them
TELLING = 40  # characters of a line that nobody writes by chance
NAME_TOKENS = 14  # of a line that names a file, around its path

EXAMPLES_HEADING = "How recent pull requests of this repository were described (style only, about other changes)"

PROMPTS = ("system", "forms", "template", "guidance")  # what a draft is asked for with; the last two with a template

_PROMPT_PARTS = compile_lazily(r"\n|\{\w+\}|(?<=[.:;])\s")  # what stands in for something, and the ends of sentences

# The pieces of an answer's form in words.
_POINTS = '[{"kind": "…", "label": "…", "text": "…"}]'
_LOOK = '"example": "…", "look": {"file": "…", "symbol": "…", "remark": "…"}, "title": "…"}'
_SECTIONS = f'"sections": [{{"heading": "…", "text": "…", "points": {_POINTS}}}], '
_PARTS = (
    f'"why": "…", "points": {_POINTS}, "table": [["…"]], "tree": [{{"path": "…", "note": "…"}}], '
    '"before": "…", "after": "…", '
)
_WISH_FOR_HEADINGS = "What is asked for under a heading goes into `sections`, with `text` and `points` as above."


@dataclass(frozen=True, slots=True)
class PromptContext:
    """All that a model is told. ``pull`` has the author's own text for its body, ``changes`` the patches to show.

    ``convention`` says how titles look in this repository, ``template`` is its own for descriptions, ``guidelines``
    what its ``.github/pr-writer.md`` asks for, ``instructions`` what this workflow does. ``notes`` stand in for the
    patches where the change was read in chunks. ``past_commits`` wrote what is changed. ``merged_descriptions`` are of
    other changes, for their style. A draft has at most ``words`` words and ``points`` points.
    """

    pull: PullRequest
    changes: Changes
    issues: tuple[Issue, ...] = ()
    notes: tuple[str, ...] = ()
    convention: str = ""
    template: str = ""
    guidelines: str = ""
    instructions: str = ""
    language: str = ""
    past_commits: tuple[PastCommit, ...] = ()
    merged_descriptions: tuple[str, ...] = ()
    words: int = 120
    points: int = 5

    @property
    def has_wishes(self) -> bool:
        """True if somebody asks for something in words, perhaps for headings."""
        return bool(self.guidelines or self.instructions)


def write_prompt(
    context: PromptContext,
    *,
    boundary: str,
    name_tokens: int = 8_000,
    message_tokens: int = 6_000,
    share: int = 1,
) -> list[dict[str, str]]:
    """Return the messages: how to write, then the material between two lines that read ``boundary``, then wishes.

    ``boundary`` is a line that the material cannot hold: random for each run, and removed from the material here.
    ``name_tokens`` is what the list of files may cost, ``message_tokens`` what the commits' bodies may; one
    ``share``-th of all that can be cut is shown, for a model that reads little.
    """
    wishes = (
        _show_template(context.template, boundary),
        f"Write all texts in this language, the labels too: {context.language}" if context.language else "",
        f"The project asks for this:\n\n{context.guidelines}" if context.guidelines else "",
        f"The maintainers also ask for this:\n\n{context.instructions}" if context.instructions else "",
        _WISH_FOR_HEADINGS if context.has_wishes and not has_headings(context.template) else "",
        "Answer with the JSON object now.",
    )
    material = _list_material(context, name_tokens // share, message_tokens // share, share)
    user = "\n\n".join([_enclose(material, boundary), *filter(None, wishes)])
    return [{"role": "system", "content": _write_system(context, boundary)}, {"role": "user", "content": user}]


def write_part_prompt(
    pull: PullRequest, changes: Changes, *, part: int, parts: int, boundary: str
) -> list[dict[str, str]]:
    """Return the messages that ask for notes on one part of a large change; ``changes`` holds that part's files."""
    material = (
        ("Branch", pull.head_ref),
        ("The author's title", pull.title),
        (count_commits(changes), "\n".join(f"- {commit.subject}" for commit in changes.commits[-COMMIT_LIMIT:])),
        (f"Part {part} of {parts} of the diff", "\n".join(_show_patches(changes.files))),
    )
    system = load_text("part").replace("{boundary}", boundary)
    return [{"role": "system", "content": system}, {"role": "user", "content": _enclose(material, boundary)}]


def has_headings(template: str) -> bool:
    """Return True if a template has headings to fill in; one that is all comment says what to write, and not where."""
    return any(section.heading for section in split_sections(drop_comments(template)))


def show_messages(messages: Iterable[dict[str, str]], form: dict[str, Any] | None = None) -> str:
    """Return the messages as text for a person, each below its role, and the form that the answer is asked in."""
    parts = [f"----- {message['role']} -----\n{message['content']}\n" for message in messages]
    return "\n".join([*parts, f"----- response_format -----\n{json.dumps(form)}\n"] if form else parts)


def repeats_prompt(answer: str) -> bool:
    """Return True if an answer gives our own instructions back, as a model does that is lost."""
    words = " ".join(answer.split())
    parts = (part.strip("- ") for name in PROMPTS for part in _PROMPT_PARTS.split(load_text(name)))
    return any(part in words for part in parts if len(part) >= TELLING)


def list_prompt_texts() -> tuple[str, ...]:
    """Return the texts of all prompts: a draft that was made with others is another draft."""
    return (*map(load_text, (*PROMPTS, "part")), _PARTS, _SECTIONS, _LOOK, _WISH_FOR_HEADINGS)


@cache
def load_text(name: str) -> str:
    """Return one of the texts beside this file: of PROMPTS, or ``part``."""
    return Path(__file__).with_name(f"{name}.md").read_text(encoding="utf-8").strip()


def _write_system(context: PromptContext, boundary: str) -> str:
    has_template = has_headings(context.template)
    values = {
        "forms": "" if has_template else f"{load_text('forms')}\n",
        "boundary": boundary,
        "points": str(context.points),
        "words": str(context.words),
        "convention": f", {context.convention}" if context.convention else "",
        "answer": _show_answer(has_template=has_template, has_wishes=context.has_wishes),
    }
    # In one pass: what a value holds is not looked through.
    return re.sub(r"\{(\w+)\}", lambda name: values.get(name[1], name[0]), load_text("system"))


def _show_answer(*, has_template: bool, has_wishes: bool) -> str:
    """Return the form of an answer in words, for servers that hold no answer to a form."""
    parts = _SECTIONS if has_template else f"{_PARTS}{_SECTIONS if has_wishes else ''}"
    return f'{{"cause": "…", {parts}{_LOOK}'


def _show_template(template: str, boundary: str) -> str:
    """Return the repository's template between marks of its own, below what to do with it; "" where there is none."""
    if not template.strip():
        return ""
    mark = f"-----TEMPLATE-{boundary.strip('=').removeprefix('MATERIAL-')}-----"
    text = template[:TEMPLATE_LIMIT].strip().replace(mark, "")
    ask = load_text("template" if has_headings(template) else "guidance").replace("{mark}", mark)
    return f"{ask}\n\n{mark}\n{text}\n{mark}"


def _enclose(material: Iterable[tuple[str, str]], boundary: str) -> str:
    text = "\n\n".join(f"## {title}\n{text}" for title, text in material if text)
    return f"{boundary}\n\n{text.replace(boundary, '')}\n\n{boundary}"


def _list_material(
    context: PromptContext, name_tokens: int, message_tokens: int, share: int
) -> tuple[tuple[str, str], ...]:
    """Return heading and text of each piece, in the order of what says most of why: people's words, then the code."""
    pull, changes = context.pull, context.changes
    limit = max(COMMIT_LIMIT // share, 1)
    diff = "" if context.notes else "\n".join(_show_patches(changes.files))
    shown = _tell_shown(changes.files)
    return (
        ("Branch", " into ".join(filter(None, (pull.head_ref, pull.base_ref)))),
        ("The author's title", pull.title),
        ("The author's words", _cut(pull.body.strip(), AUTHOR_LIMIT // share)),
        *(
            (f"Issue #{issue.number}: {issue.title}", _cut(issue.body.strip(), ISSUE_LIMIT // share) or "(no text)")
            for issue in context.issues
        ),
        (count_commits(changes, limit), "\n".join(list_commits(changes, message_tokens, limit))),
        (PAST_HEADING, "\n".join(list_past_commits(context.past_commits, PAST_TOKENS // share))),
        (f"Files changed: {len(changes.files)}", "\n".join(_list_files(changes.files, name_tokens))),
        ("Folders that moved", "\n".join(_list_moves(changes.files))),
        (EXAMPLES_HEADING, _quote_examples(context.merged_descriptions, share)),
        ("Notes of those who read the diff, in parts", "\n\n".join((shown, *context.notes)) if context.notes else ""),
        ("Diff", f"{shown}\n\n{diff}" if diff else ""),
    )


def _quote_examples(descriptions: tuple[str, ...], share: int) -> str:
    """Return the descriptions as quotes, so that none of their headings looks like one of the material's."""
    cut = (_cut(text, EXAMPLE_LIMIT // share) for text in descriptions)
    return "\n\n".join("\n".join(f"> {line}".rstrip() for line in text.splitlines()) for text in cut)


def _tell_shown(files: tuple[FileChange, ...]) -> str:
    """Return a sentence that says whether the diff is complete, else what of it is not shown."""
    open_ones = [file for file in files if not (file.withheld or file.is_binary)]
    missing = [file for file in open_ones if file.shown_lines < file.added + file.removed]
    if not missing:
        closed = "" if len(open_ones) == len(files) else ", but for the files whose content is not shown"
        wide = "; unchanged code around its lines is shown as well" if any(file.wide_patch for file in files) else ""
        return f"The diff is complete{closed}{wide}."
    missing.sort(key=lambda file: (-weigh_path(file.path), file.shown_lines - file.added - file.removed))
    told = ", ".join(map(_tell_missing, missing[:MAX_UNSHOWN]))
    more = f" and {len(missing) - MAX_UNSHOWN} more files" if len(missing) > MAX_UNSHOWN else ""
    return f"The diff is not complete. Not shown: {told}{more}."


def _tell_missing(file: FileChange) -> str:
    lines = file.added + file.removed
    part = f"{lines - file.shown_lines:,} of {lines:,} changed lines" if file.shown_lines else "all"
    return f"{part} of {flatten_path(file.path)}"


def _list_files(files: tuple[FileChange, ...], tokens: int) -> Iterable[str]:
    for index, file in enumerate(files):
        tokens -= NAME_TOKENS + len(file.path) // 4
        if tokens < 0 or index == NAMES_LIMIT:
            yield f"- … and {len(files) - index} more files"
            return
        yield f"- {describe_file(file)}"


def _list_moves(files: tuple[FileChange, ...]) -> Iterable[str]:
    for move in find_folder_moves(files)[:MOVES_LIMIT]:
        old, new = (f"{flatten_path(folder)}/" if folder else "the top folder" for folder in (move.old, move.new))
        yield f"- {old} → {new} ({len(move.files)} files)"


def describe_file(file: FileChange) -> str:
    """Return one line: the path, what happened to it, and its size."""
    path = flatten_path(file.path)
    name = f"{flatten_path(file.old_path)} → {path}" if file.old_path and file.old_path != file.path else path
    facts = [file.kind, *_describe_mode(file)]
    if is_vendored(file.path) and not file.withheld:
        facts.append("a copy of somebody else's code")
    if file.is_binary:
        facts.append(f"binary, {file.old_size or 0} → {file.new_size or 0} bytes")
    elif file.added or file.removed:
        facts.append(f"+{file.added} −{file.removed}")
    if file.withheld:
        facts.append(f"{file.withheld}, content not shown")
    if file.note:
        facts.append(file.note)
    return f"{name} ({', '.join(facts)})"


def _describe_mode(file: FileChange) -> list[str]:
    if is_submodule(file):
        return [f"submodule {file.old_id[:10]} → {file.new_id[:10]}"]
    if is_symlink(file):
        return ["symbolic link"]
    if is_lfs_pointer(file):
        return ["pointer to a file in Git LFS"]
    if file.kind in {"modified", "renamed"} and file.old_mode != file.new_mode:
        return [f"mode {file.old_mode} → {file.new_mode}"]
    return []


def _show_patches(files: tuple[FileChange, ...]) -> Iterable[str]:
    # What tells most comes first: attention, like the budget, runs out towards the end.
    for file in sorted(files, key=lambda file: -weigh_path(file.path)):
        if file.patch:
            yield f"### {describe_file(file)}\n{file.shown_patch.rstrip()}\n"


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else f"{text[:limit].rstrip()} …"
