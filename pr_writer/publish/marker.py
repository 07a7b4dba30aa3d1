"""The begin marker of our block ↔ what one run remembers for the next; and whether it is really ours.

``<!-- pr-writer:begin title=… work=… footer=… sections=a1b2c.0123456,…  sig=… end=footer by=0.1.0 -->``: hexadecimal
digests, how the block ends where that is not with a marker, and the version, one line.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, replace
from typing import Protocol

from pr_writer.lazy_pattern import compile_lazily
from pr_writer.version import __version__

BEGIN = "<!-- pr-writer:begin"
END = "<!-- pr-writer:end -->"

ABSENT = "0"  # instead of a section's digest: the last draft had no such paragraph, and no person has taken it away

_MARKER = compile_lazily(
    r"<!-- pr-writer:begin(?P<fields>(?: (?!by=|end=)[a-z]+=[0-9a-f.,+-]+)*)(?P<end> end=footer)?"
    r"(?: by=[0-9a-z.]+)? -->[ \t]*"
)
_SECTION = compile_lazily(r"(?P<heading>[0-9a-f]*)\.(?P<content>[0-9a-f]*)(?:\.(?P<boxes>[0-9a-f]+))?(?P<followed>\+?)")
_OLD_FIELDS = frozenset({"block", "title", "work", "sig"})  # also of a block with more sections than are remembered
_FIELDS = frozenset({"title", "work", "footer", "sections", "sig"})
_DIGITS, _SECTION_DIGITS, _SIGNATURE_DIGITS = 12, 7, 16


class Hash(Protocol):
    """What hashlib and hmac have in common."""

    def update(self, data: bytes, /) -> None:
        """Take in more of the text."""

    def copy(self) -> Hash:
        """Return another one that has taken in the same."""

    def hexdigest(self) -> str:
        """Return the digest of what was taken in."""


@dataclass(frozen=True, slots=True)
class SectionMemory:
    """What is remembered of one section of the block.

    ``heading`` is a digest of its heading's words, "" for what has none; ``content`` a digest of all its text as we
    wrote it, "" where a person has changed or deleted it, which makes it theirs for good. ``boxes`` are the check boxes
    that we wrote in it, "1" for a ticked one. ``is_followed`` says that a person's text without a heading stands below.
    """

    heading: str
    content: str
    boxes: str = ""
    is_followed: bool = False


@dataclass(frozen=True, slots=True)
class Memory:
    """What one run tells the next, in the begin marker; each digest is short and hexadecimal, or empty.

    ``title`` is of the title that we wrote last, ``input_digest`` of all that the block was made of (``work`` in the
    marker), ``footer`` of the block's last lines. ``block`` is of the whole block: older markers have that instead of
    ``sections``, which is None then. ``ends_with_footer`` is True for a block that has no end marker: its last line is
    the one that ``footer`` is the digest of.
    """

    title: str = ""
    input_digest: str = ""
    footer: str = ""
    sections: tuple[SectionMemory, ...] | None = None
    block: str = ""
    signature: str = ""
    ends_with_footer: bool = False


@dataclass(frozen=True, slots=True)
class Signer:
    """Makes digests of what we write; with a key, such as nobody makes who has not got it.

    ``number`` is the pull request's: a signed block that is copied into another one is not ours there.
    """

    key: str = ""
    number: int = 0

    def start_digest(self) -> Hash:
        """Return a hash object to feed."""
        return hmac.new(self.key.encode(), digestmod="sha256") if self.key else hashlib.sha256()

    def digest_section(self, text: str) -> str:
        """Return the digest of a section, as a marker holds it."""
        hashed = self.start_digest()
        hashed.update(encode_lines(text))
        return self.shorten(hashed)

    def shorten(self, hashed: Hash) -> str:
        """Return what a marker holds of a section's digest."""
        return hashed.hexdigest()[:_SECTION_DIGITS]

    def sign(self, memory: Memory) -> str:
        """Return the signature of all that a marker remembers; "" without a key."""
        if not self.key:
            return ""
        hashed = self.start_digest()
        hashed.update(f"{self.number}\0{_list_fields(replace(memory, signature=''))}".encode())
        return hashed.hexdigest()[:_SIGNATURE_DIGITS]

    def verify(self, memory: Memory) -> bool:
        """Return True if the marker was written with this key, or if there is no key to ask for."""
        return not self.key or hmac.compare_digest(memory.signature, self.sign(memory))


UNSIGNED = Signer()


def digest(text: str) -> str:
    """Return a short digest that does not change when a browser turns line feeds into CRLF."""
    return hashlib.sha256(encode_lines(text)).hexdigest()[:_DIGITS]


def encode_lines(text: str) -> bytes:
    """Return a text's bytes without line ends around it, and with line feeds only."""
    return normalize_newlines(text).strip("\n").encode("utf-8", "replace")


def normalize_newlines(text: str) -> str:
    """Return a text with line feeds only."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def write_marker(memory: Memory, signer: Signer = UNSIGNED) -> str:
    """Return the begin marker, one line without its end; the version in it is for people, no run reads it."""
    return f"{BEGIN} {_list_fields(replace(memory, signature=signer.sign(memory)))} by={__version__} -->"


def read_marker(line: str) -> Memory | None:
    """Return what a begin marker remembers; None where the line is not one that we have written."""
    found = _MARKER.fullmatch(line.rstrip("\r\n"))
    if not found:
        return None
    fields = {name: value.strip("-") for name, value in (field.split("=") for field in found["fields"].split())}
    ends_with_footer = found["end"] is not None
    if not _are_known(frozenset(fields), ends_with_footer=ends_with_footer):
        return None
    sections = _read_sections(fields["sections"]) if "sections" in fields else ()
    if sections is None:
        return None
    return Memory(
        title=fields.get("title", ""),
        input_digest=fields.get("work", ""),
        footer=fields.get("footer", ""),
        sections=sections if "sections" in fields else None,
        block=fields.get("block", ""),
        signature=fields.get("sig", ""),
        ends_with_footer=ends_with_footer,
    )


def is_bare_marker(line: str) -> bool:
    """Return True if a begin marker remembers nothing: a person, or a template, wrote it."""
    found = _MARKER.fullmatch(line.rstrip("\r\n"))
    return found is not None and not found["fields"] and not found["end"]


def _are_known(names: frozenset[str], *, ends_with_footer: bool) -> bool:
    """Return True if a marker that we wrote has these fields."""
    if _FIELDS >= names >= _FIELDS - {"sig"}:
        return True
    return names - {"footer"} <= _OLD_FIELDS and ("footer" in names) == ends_with_footer


def _list_fields(memory: Memory) -> str:
    fields = {"title": memory.title, "work": memory.input_digest}
    if memory.sections is None:
        fields |= {"block": memory.block} | ({"footer": memory.footer} if memory.ends_with_footer else {})
    else:
        fields |= {"footer": memory.footer, "sections": ",".join(map(_write_section, memory.sections))}
    if memory.signature:
        fields["sig"] = memory.signature
    if memory.ends_with_footer:
        fields["end"] = "footer"
    return " ".join(f"{name}={value or '-'}" for name, value in fields.items())


def _write_section(section: SectionMemory) -> str:
    boxes = f".{int(f'1{section.boxes}', 2):x}" if section.boxes else ""
    return f"{section.heading}.{section.content}{boxes}{'+' if section.is_followed else ''}"


def _read_sections(text: str) -> tuple[SectionMemory, ...] | None:
    entries = [_SECTION.fullmatch(entry) for entry in text.split(",")] if text else []
    if not all(entries):
        return None
    return tuple(
        SectionMemory(
            entry["heading"],
            entry["content"],
            f"{int(entry['boxes'], 16):b}"[1:] if entry["boxes"] else "",
            is_followed=bool(entry["followed"]),
        )
        for entry in entries
        if entry
    )
