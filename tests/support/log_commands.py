"""How a hosted runner reads a step's log: the two command grammars, ported from actions/runner.

`ActionCommand.cs` (the grammars and escapes), `ActionCommandManager.cs` (what a command does, stop-commands) and the
line splitting of .NET's `StreamReader.ReadLine`, which the process invoker reads both streams with.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote
from xml.sax.saxutils import escape

# .NET's Char.IsWhiteSpace, which TrimStart strips.
_WHITE = "\t\n\v\f\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
# The order is the runner's: the percent sign last, so that %250A stays %0A.
_DATA = (("%0D", "\r"), ("%0A", "\n"), ("%25", "%"))
_PROPERTY = (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%"))
_V1 = (("%3B", ";"), ("%0D", "\r"), ("%0A", "\n"), ("%5D", "]"), ("%25", "%"))

STOP = "stop-commands"
ANNOTATIONS = ("notice", "warning", "error")
REGISTERED = frozenset(
    {STOP, "add-mask", "add-matcher", "add-path", "debug", "echo", "endgroup", "group", "remove-matcher", "save-state"}
    | {"set-env", "set-output", *ANNOTATIONS}
)
ANNOTATION_LIMIT = 10  # per level and step; the rest is dropped without a word
MESSAGE_LIMIT = 4096


@dataclass(frozen=True, slots=True)
class Command:
    """One command as the runner understood it."""

    name: str
    properties: Mapping[str, str]
    data: str


@dataclass(frozen=True, slots=True)
class Annotation:
    """What the run's page shows."""

    level: str
    title: str
    message: str
    properties: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Log:
    """What came of one step's output; ``text`` is what a reader of the log sees, secrets masked."""

    text: str = ""
    annotations: list[Annotation] = field(default_factory=list)
    masks: list[str] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)
    commands: list[Command] = field(
        default_factory=list
    )  # every command that took effect, in order, those above included
    problems: list[str] = field(default_factory=list)


def split_lines(text: str) -> list[str]:
    """The lines that the runner sees: a lone carriage return ends one too."""
    lines = re.split(r"\r\n|\n|\r", text)
    return lines[:-1] if lines[-1] == "" else lines


def parse_command(line: str, registered: Iterable[str] = REGISTERED) -> Command | None:
    """The command in a line, by the grammar that the runner tries first and then by its older one."""
    known = {name.casefold() for name in registered}
    return _parse_v2(line, known) or _parse_v1(line, known)


def read_log(output: str, secrets: Iterable[str] = ()) -> Log:
    """Run a step's output through the runner: commands take effect, secrets that it knows already are masked."""
    log = Log(masks=list(secrets))
    stop_token: str | None = None
    shown: list[str] = []
    for line in split_lines(output):
        command = parse_command(line, REGISTERED | {stop_token} if stop_token else REGISTERED)
        if stop_token is not None:
            if command is not None and command.name.casefold() == stop_token.casefold():
                stop_token = None
            shown.append(mask(line, log.masks))
            continue
        if command is None:
            shown.append(mask(line, log.masks))
            continue
        if command.name.casefold() == STOP:
            stop_token = command.data
            shown.append(line)
            continue
        log.commands.append(command)
        _apply(command, log, shown)
    log.text = "\n".join(shown)
    return log


def mask(text: str, secrets: Iterable[str]) -> str:
    """Hide each secret, and the encodings of it that the runner knows."""
    forms = {form for secret in secrets for form in _encode_forms(secret) if form}
    for form in sorted(forms, key=len, reverse=True):
        text = text.replace(form, "***")
    return text


def _parse_v2(line: str, known: set[str]) -> Command | None:
    line = line.lstrip(_WHITE)
    end = line.find("::", 2)
    if not line.startswith("::") or end < 0:
        return None
    name, space, properties = line[2:end].partition(" ")
    if name.casefold() not in known:
        return None
    pairs = _split_pairs(properties.strip(_WHITE), ",", _PROPERTY) if space and name else {}
    return Command(name, pairs, _unescape(line[end + 2 :], _DATA))


def _parse_v1(line: str, known: set[str]) -> Command | None:
    start = line.find("##[")
    end = line.find("]", start)
    if start < 0 or end < 0:
        return None
    name, space, properties = line[start + 3 : end].partition(" ")
    if name.casefold() not in known:
        return None
    pairs = _split_pairs(properties, ";", _V1) if space and name else {}
    return Command(name, pairs, _unescape(line[end + 1 :], _V1))


def _split_pairs(text: str, separator: str, escapes: tuple[tuple[str, str], ...]) -> dict[str, str]:
    pairs = {}
    for part in filter(None, text.split(separator)):
        # Split with RemoveEmptyEntries: no blank name, no blank value, and "a==b" is a and b.
        name, _, value = part.lstrip("=").partition("=")
        if value := value.lstrip("="):
            pairs[name.casefold()] = _unescape(value, escapes)
    return pairs


def _unescape(text: str, escapes: tuple[tuple[str, str], ...]) -> str:
    for escaped, plain in escapes:
        text = text.replace(escaped, plain)
    return text


def _apply(command: Command, log: Log, shown: list[str]) -> None:
    name, data = command.name.casefold(), command.data
    if name in ANNOTATIONS:
        message = mask(data, log.masks)[:MESSAGE_LIMIT]
        shown.append(f"##[{name}]{message}")
        if sum(one.level == name for one in log.annotations) < ANNOTATION_LIMIT:
            rest = {key: value for key, value in command.properties.items() if key != "title"}
            title = mask(command.properties.get("title", ""), log.masks)
            log.annotations.append(Annotation(name, title, message, rest))
    elif name == "add-mask":
        _add_mask(data, log)
    elif name == "group":
        log.groups.append(mask(data, log.masks))
        shown.append(f"##[group]{mask(data, log.masks)}")
    elif name in ("set-env", "add-path"):
        log.problems.append(f"Unable to process command '::{name}::' successfully: it is disabled")
    elif name in ("set-output", "save-state") and not command.properties.get("name"):
        log.problems.append(f"Required field 'name' is missing in ##[{name}] command.")
    elif name != "debug":
        shown.append(f"##[{name}]{mask(data, log.masks)}")


def _add_mask(data: str, log: Log) -> None:
    if not data.strip(_WHITE):
        log.problems.append("Can't add secret mask for empty string in ##[add-mask] command.")
        return
    log.masks.append(data)
    # Each line of a secret is a secret of its own, since the log is masked line by line.
    log.masks += [line for line in re.split(r"[\r\n]+", data) if line.strip(_WHITE) and line != data]


def _encode_forms(secret: str) -> set[str]:
    raw = secret.encode()
    # Base64 of a secret inside a longer text: the runner masks the encoding at each of the three alignments.
    encoded = {base64.b64encode(raw).decode()}
    for skip in (1, 2):
        encoded.add(base64.b64encode(raw[skip:][: len(raw[skip:]) // 3 * 3]).decode())
    long_enough = {form for form in encoded if len(form) > 7}
    return {secret, json.dumps(secret)[1:-1], quote(secret, safe=""), escape(secret)} | long_enough
