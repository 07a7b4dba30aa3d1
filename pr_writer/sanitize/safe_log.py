"""Any text → lines that a runner prints and never obeys."""

from __future__ import annotations

from pr_writer.lazy_pattern import compile_lazily
from pr_writer.sanitize.invisible_characters import strip_hidden

MARGIN = "│ "

_LINE_BREAK = compile_lazily("\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")

_ESCAPE_SEQUENCE = compile_lazily(
    r"\x1b\[[0-?]*[ -/]*[@-~]"  # CSI: colours, cursor moves
    r"|\x1b[\]PX^_][^\x07\x1b\n\r]*(?:\x07|\x1b\\)?"  # OSC and its kin: titles, hyperlinks
    r"|\x1b[ -/]*[0-~]?"
    r"|\x9b[0-?]*[ -/]*[@-~]"
)

# The runner looks for "##[" with .NET's culture-aware IndexOf, which passes over characters without weight.
_OLD_COMMAND = compile_lazily(r"(#[^\x21-\x7e\s]*#[^\x21-\x7e\s]*)(?=\[)")


def sanitize_log(text: str) -> str:
    """The text for a log: each line behind a margin, without terminal codes, ``::command::`` and ``##[command]``."""
    return "\n".join(_disarm_line(line) for line in _LINE_BREAK.split(text))


def _disarm_line(line: str) -> str:
    printable = strip_hidden(_ESCAPE_SEQUENCE.sub("", line), joiners=False)
    encodable = printable.encode("utf-8", "replace").decode("utf-8")
    return MARGIN + _OLD_COMMAND.sub(r"\1 ", encodable)
