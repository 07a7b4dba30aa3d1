"""All that a draft depends on → a short digest, remembered in the block: an equal one means nothing new to ask."""

from __future__ import annotations

from dataclasses import dataclass

from pr_writer.publish.marker import Memory, digest


@dataclass(frozen=True, slots=True)
class InputDigest:
    """A digest of everything that a draft depends on, but for the title: that depends on who wrote it."""

    value: str

    def add_title(self, title: str, memory: Memory) -> str:
        """Return the digest with the pull request's title in it.

        A title that we wrote ourselves, as ``memory`` knows, says nothing new and counts as none.
        """
        author_title = "" if memory.title == digest(title) else title
        return digest(f"{self.value}\0{author_title}")


def digest_inputs(*inputs: object) -> InputDigest:
    """Return the digest of these values, which tell by their ``repr`` all that matters of them."""
    return InputDigest(digest(repr(inputs)))
