"""A port of the runner's two command grammars, from actions/runner: ActionCommand.cs and OutputManager.cs."""

from __future__ import annotations

import re
import unicodedata

COMMANDS = (
    "add-mask", "add-matcher", "add-path", "debug", "echo", "endgroup", "error", "group", "internal-set-repo-path",
    "notice", "remove-matcher", "save-state", "set-env", "set-output", "stop-commands", "warning", "x",
)  # fmt: skip


def find_commands(stream: str) -> list[str]:
    """What the runner would obey, read as it reads: lines end at \\r\\n, \\n and a lone \\r, spaces are Unicode's."""
    lines = re.split(r"\r\n|\n|\r", stream)
    found = []
    for line in lines:
        # .NET compares by culture: what has no weight is not there.
        for seen in (line, _without_weightless(line)):
            found += [command for command in (_parse_new(seen), _parse_old(seen)) if command]
    return found


def _parse_new(message):
    message = message.lstrip()
    if not message.startswith("::"):
        return None
    end = message.find("::", 2)
    if end < 0:
        return None
    name = message[2:end].split(" ")[0]
    return name if name.lower() in COMMANDS else None


def _parse_old(message):
    prefix = message.find("##[")
    end = message.find("]", prefix) if prefix >= 0 else -1
    if end < 0:
        return None
    name = message[prefix + 3 : end].split(" ")[0]
    return name if name.lower() in COMMANDS else None


def _without_weightless(line):
    return "".join(c for c in line if unicodedata.category(c) not in ("Cf", "Cc", "Mn", "Me") or c == "\t")
