"""The bytes of an event stream → the data of each event, by the rules of the HTML standard.

https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
"""

from __future__ import annotations

import codecs
import re

LINE_END = re.compile(r"\r\n|\n|\r")
BOM = "\ufeff"


class EventDecoder:
    """Decodes a stream whose bytes come in any portions; what is not UTF-8 becomes U+FFFD."""

    def __init__(self) -> None:
        self._utf8 = codecs.getincrementaldecoder("utf-8")("replace")
        self._parts: list[str] = []  # of the line that has not ended yet
        self.is_finished = False
        self._is_first = True
        self._skips_newline = False  # the second half of \\r\\n may come with the next portion
        self._data: list[str] = []

    def feed(self, portion: bytes) -> list[str]:
        """Return the data of every event that this portion completes."""
        text = self._utf8.decode(portion)
        if self._skips_newline and text:
            text = text.removeprefix("\n")
            self._skips_newline = False
        if not LINE_END.search(text):
            self._parts.append(text)
            return []
        self._skips_newline = text.endswith("\r")
        *lines, rest = LINE_END.split("".join([*self._parts, text]))
        self._parts = [rest]
        return [event for line in lines if (event := self._read_line(line)) is not None]

    def finish(self) -> list[str]:
        """Return the last event, at the end of the stream, though no blank line ended it."""
        line = "".join([*self._parts, self._utf8.decode(b"", final=True)])
        self._parts = []
        self.is_finished = True
        events = [self._read_line(line), self._read_line("")]
        return [event for event in events if event is not None]

    def _read_line(self, line: str) -> str | None:
        if self._is_first:
            self._is_first = False
            line = line.removeprefix(BOM)
        if not line:
            data, self._data = self._data, []
            return "\n".join(data) if data else None
        name, _, value = line.partition(":")
        if name == "data":
            self._data.append(value.removeprefix(" "))
        return None
