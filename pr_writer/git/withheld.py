"""Which changed files are named but not shown, and why."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from pr_writer.files.dense_lines import is_minified
from pr_writer.files.file_kinds import is_manifest, weigh_path
from pr_writer.files.generated_header import MAX_LINES, is_generated
from pr_writer.git.gitattributes import find_withheld_paths, read_attributes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pr_writer.files.ignore_rules import Ignore
    from pr_writer.git.raw_diff import Record
    from pr_writer.git.repository import Repository
    from pr_writer.prompting.excerpt import Excerpt

MIN_DENSE = 4096  # bytes of a patch below which showing it costs less than deciding
MAX_HEADER = 4096  # bytes from a file's top
MAX_OLD = 256 * 1024  # bytes of a file whose top is read
MAX_READ = 8 * 1024 * 1024  # bytes of all of them
MAX_TOPS = 1000  # files
MAX_PATCHED = 200  # changed lines of vendored code that somebody patched by hand

Pair = tuple["Record", "Excerpt"]


def find_reasons_withheld(
    repository: Repository, base: str, pairs: Sequence[Pair], sizes: Mapping[str, int], ignore: Ignore
) -> list[str]:
    """Return, for each file, why its content is not sent, or a blank."""
    paths = [record.path.decode("utf-8", errors="replace") for record, _ in pairs]
    by_attribute = find_withheld_paths(read_attributes(repository, base, paths), paths)
    reasons = [ignore.find_reason(path, by_attribute.get(path, "")) for path in paths]
    if "vendored" in reasons:
        reasons = _show_patched(paths, pairs, reasons, by_attribute)
    # What the user asks for is shown, and what the attributes call not generated is not looked at for it.
    open_ones = [i for i, reason in enumerate(reasons) if not reason and not ignore.is_asked_for(paths[i])]
    tops = _read_tops(repository, [pairs[i] for i in open_ones if paths[i] not in by_attribute], sizes)
    for index in open_ones:
        record, excerpt = pairs[index]
        if paths[index] not in by_attribute and is_generated(tops.get(record.path, "").split("\n")):
            reasons[index] = "generated"
        elif excerpt.byte_count > MIN_DENSE and is_minified(paths[index], _list_texts(excerpt)):
            reasons[index] = "minified"
    return reasons


def _show_patched(
    paths: Sequence[str], pairs: Sequence[Pair], reasons: list[str], by_attribute: Mapping[str, str]
) -> list[str]:
    """Return the reasons without "vendored" where a few lines of vendored code are all the code that changes.

    Then somebody patched it by hand, and the patch is what there is to describe. With a manifest or a lock file, or
    with files that come and go, it is an update; what the attributes call vendored stays so.
    """
    vendored = [index for index, reason in enumerate(reasons) if reason == "vendored"]
    has_code = any(not reason and weigh_path(path) == 1 for path, reason in zip(paths, reasons, strict=True))
    is_update = any(map(is_manifest, paths)) or any(pairs[index][0].kind != "modified" for index in vendored)
    lines = sum(pairs[index][1].added + pairs[index][1].removed for index in vendored)
    if has_code or is_update or lines > MAX_PATCHED or not by_attribute.keys().isdisjoint(paths[i] for i in vendored):
        return reasons
    return ["" if reason == "vendored" else reason for reason in reasons]


def _list_texts(excerpt: Excerpt) -> Iterator[str]:
    """Yield the text of the lines that were kept, without marks and without git's own lines."""
    for line in excerpt.read_whole_lines():
        if not line.startswith((b"@@ ", b"\\")):
            yield line[1:].decode("utf-8", errors="replace")


def _read_tops(repository: Repository, pairs: Sequence[Pair], sizes: Mapping[str, int]) -> dict[bytes, str]:
    """Return path → the first lines: of a new file what it starts with, of another what the base has.

    As with attributes the base decides, so that no change hides itself.
    """
    tops: dict[bytes, str] = {}
    wanted: dict[bytes, str] = {}
    left = MAX_READ
    for record, excerpt in pairs:
        size = sizes.get(record.old_id, 0)
        if excerpt.is_binary:
            continue
        if record.kind == "added":
            lines = islice(_list_texts(excerpt), MAX_LINES)
            tops[record.path] = "\n".join(lines)
        elif 0 < size <= min(MAX_OLD, left) and len(wanted) < MAX_TOPS:
            left -= size
            wanted[record.path] = record.old_id
    contents = repository.read_blobs(set(wanted.values()), MAX_HEADER)
    return tops | {path: contents.get(sha, b"").decode("utf-8", errors="replace") for path, sha in wanted.items()}
