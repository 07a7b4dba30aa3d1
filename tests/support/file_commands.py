"""How a hosted runner reads GITHUB_OUTPUT and GITHUB_STEP_SUMMARY, ported from its `FileCommandManager.cs`."""

from __future__ import annotations

from collections.abc import Iterable

from .log_commands import mask

SUMMARY_LIMIT = 1024 * 1024  # bytes


class FileCommandError(Exception):
    """The runner fails the step with this."""


def parse_outputs(content: bytes) -> dict[str, str]:
    """``name=value`` and heredocs; the last write of a name wins; only a line feed ends a line."""
    # File.ReadAllText drops a byte order mark and replaces what is not UTF-8.
    text = content.decode("utf-8-sig", errors="replace")
    found: dict[str, str] = {}
    lines = _Lines(text)
    while (line := lines.next()) is not None:
        if not line:
            continue
        equals, heredoc = line.find("="), line.find("<<")
        if equals >= 0 and (heredoc < 0 or equals < heredoc):
            name, _, value = line.partition("=")
            if not name:
                raise FileCommandError(f"Invalid format '{line}'. Name must not be empty")
            found[name] = value
        elif heredoc >= 0:
            name, _, delimiter = line.partition("<<")
            if not name or not delimiter:
                raise FileCommandError(
                    f"Invalid format '{line}'. Name must not be empty and delimiter must not be empty"
                )
            found[name] = lines.read_until(delimiter)
        else:
            raise FileCommandError(f"Invalid format '{line}'")
    return found


def read_summary(content: bytes, secrets: Iterable[str]) -> str:
    """What the run's page shows; too much of it, and nothing is shown."""
    if len(content) > SUMMARY_LIMIT:
        size = f"{SUMMARY_LIMIT // 1024}k, got {len(content) // 1024}k"
        raise FileCommandError(f"$GITHUB_STEP_SUMMARY upload aborted, supports content up to a size of {size}")
    secrets = list(secrets)
    return "\n".join(mask(line, secrets) for line in content.decode("utf-8-sig", errors="replace").split("\n"))


class _Lines:
    """The text's lines by position, since a heredoc's value is the text between two positions, not its lines joined."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._newline = 0  # the length of the last line's ending

    def next(self) -> str | None:
        if self._at >= len(self._text):
            return None
        start, end = self._at, self._text.find("\n", self._at)
        self._newline = int(end >= 0)
        self._at = end + 1 if end >= 0 else len(self._text)
        return self._text[start:end] if end >= 0 else self._text[start:]

    def read_until(self, delimiter: str) -> str:
        start = end = self._at
        while (line := self.next()) != delimiter:
            if line is None:
                raise FileCommandError(f"Invalid value. Matching delimiter not found '{delimiter}'")
            if not self._newline:
                raise FileCommandError(
                    f"Invalid value. EOF value must be followed by a new line, '{delimiter}' not found"
                )
            end = self._at - self._newline
        return self._text[start:end] if end > start else ""
