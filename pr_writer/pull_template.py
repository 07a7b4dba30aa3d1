"""Where GitHub looks for a repository's pull request template."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

_FOLDERS = (".github", "", "docs")
_NAME = "pull_request_template"


def find_templates(
    list_files: Callable[[str], Iterable[str]], read_file: Callable[[str], str | None]
) -> tuple[tuple[str, str], ...]:
    """Return path and text of every template, in GitHub's order; the case of a name does not matter.

    ``list_files`` gives the names of the files in a folder of the base commit; ``read_file`` a text.
    """
    found = ((path, read_file(path)) for path in _list_paths(list_files))
    return tuple((path, text) for path, text in found if text and text.strip())


def is_untouched(body: str, templates: Iterable[tuple[str, str]]) -> bool:
    """Say whether a body is one of the templates and nothing else, line ends aside."""
    return bool(body.strip()) and any(body.split() == text.split() for _, text in templates)


def _list_paths(list_files: Callable[[str], Iterable[str]]) -> Iterator[str]:
    for folder in _FOLDERS:
        names = list(list_files(folder))
        for name in names:
            if name.lower() in {f"{_NAME}.md", f"{_NAME}.txt", _NAME}:
                yield f"{folder}/{name}".lstrip("/")
        for name in (_NAME, _NAME.upper()):
            inner = f"{folder}/{name}".strip("/")
            yield from (f"{inner}/{file}" for file in list_files(inner) if file.lower().endswith((".md", ".txt")))
