"""PullRequest + Changes → the messages that a model is asked with."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from pr_writer.lfs import is_lfs_pointer
from pr_writer.values import Changes, Commit, FileChange, PullRequest

COMMIT_LIMIT = 60  # commits whose subject is shown
COMMIT_BODY_LIMIT = 1_200  # characters of one commit's body
AUTHOR_LIMIT = 6_000  # characters of the author's own text
NAMES_LIMIT = 400  # files listed by name
NAME_TOKENS = 14  # of a line that names a file, around its path


def write_prompt(
    pull: PullRequest,
    changes: Changes,
    *,
    boundary: str,
    author_text: str,
    instructions: str = "",
    language: str = "",
    convention: str = "",
    name_tokens: int = 8_000,
) -> list[dict[str, str]]:
    """Return the messages: how to write, then the material between two lines that read ``boundary``.

    ``boundary`` is a line that the material cannot hold: random for each run, and removed from the material here.
    ``author_text`` is what the author wrote into the body; ``convention`` how titles look in this repository;
    ``name_tokens`` what the list of files may cost.
    """
    parts = (
        ("Branch", f"{pull.head_ref or '(none)'} into {pull.base_ref or '(none)'}"),
        ("The author's title", pull.title),
        ("The author's words", _cut(author_text.strip(), AUTHOR_LIMIT)),
        (_count_commits(changes), "\n".join(_list_commits(changes.commits))),
        (f"Files changed: {len(changes.files)}", "\n".join(_list_files(changes.files, name_tokens))),
        ("Diff", "\n".join(_show_patches(changes.files))),
    )
    material = "\n\n".join(f"## {title}\n{text}" for title, text in parts if text)
    question = [boundary, material.replace(boundary, ""), boundary]
    if language:
        question.append(f"Write in this language: {language}")
    if instructions:
        question.append(f"The maintainers also ask for this:\n{instructions}")
    question.append("Answer with the title, a blank line, and the description.")
    system = (
        load_system_prompt()
        .replace("{boundary}", boundary)
        .replace("{convention}", f", {convention}" if convention else "")
    )
    return [{"role": "system", "content": system}, {"role": "user", "content": "\n\n".join(question)}]


@cache
def load_system_prompt() -> str:
    """Return the instructions, with their two placeholders."""
    return Path(__file__).with_name("prompt.md").read_text(encoding="utf-8").strip()


def _count_commits(changes: Changes) -> str:
    count = max(changes.commit_count, len(changes.commits))
    shown = min(len(changes.commits), COMMIT_LIMIT)
    return f"Commits: {count}" if shown == count else f"Commits: {count}, of which {shown} are shown"


def _list_commits(commits: tuple[Commit, ...]) -> Iterable[str]:
    for commit in commits[-COMMIT_LIMIT:]:
        yield f"- {commit.subject}"
        if commit.body.strip():
            yield "\n".join(f"  {line}" for line in _cut(commit.body.strip(), COMMIT_BODY_LIMIT).splitlines())


def _list_files(files: tuple[FileChange, ...], tokens: int) -> Iterable[str]:
    for index, file in enumerate(files):
        tokens -= NAME_TOKENS + len(file.path) // 4
        if tokens < 0 or index == NAMES_LIMIT:
            yield f"- … and {len(files) - index} more files"
            return
        yield f"- {describe_file(file)}"


def describe_file(file: FileChange) -> str:
    """Return one line: the path, what happened to it, and its size."""
    path = _flatten(file.path)
    name = f"{_flatten(file.old_path)} → {path}" if file.old_path and file.old_path != file.path else path
    facts = [file.kind, *_describe_mode(file)]
    if file.is_binary:
        facts.append(f"binary, {file.old_size or 0} → {file.new_size or 0} bytes")
    elif file.added or file.removed:
        facts.append(f"+{file.added} −{file.removed}")
    if file.withheld:
        facts.append(f"{file.withheld}, content not shown")
    return f"{name} ({', '.join(facts)})"


def _describe_mode(file: FileChange) -> list[str]:
    if "160000" in {file.old_mode, file.new_mode}:
        return [f"submodule {file.old_id[:10]} → {file.new_id[:10]}"]
    if "120000" in {file.old_mode, file.new_mode}:
        return ["symbolic link"]
    if is_lfs_pointer(file):
        return ["pointer to a file in Git LFS"]
    if file.kind in {"modified", "renamed"} and file.old_mode != file.new_mode:
        return [f"mode {file.old_mode} → {file.new_mode}"]
    return []


def _show_patches(files: tuple[FileChange, ...]) -> Iterable[str]:
    for file in files:
        if file.patch:
            yield f"### {describe_file(file)}\n{file.patch.rstrip()}\n"


def _flatten(path: str) -> str:
    return path if path.isprintable() else path.encode("unicode_escape").decode("ascii")


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else f"{text[:limit].rstrip()} …"
