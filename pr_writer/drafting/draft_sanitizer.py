"""A draft's title and body → the same with nothing alive in them: no secret, no mention, no image, no command."""

from __future__ import annotations

from dataclasses import dataclass, field

from pr_writer.markdown.references import make_home
from pr_writer.sanitize.secrets import redact


@dataclass(frozen=True, slots=True)
class DraftSanitizer:
    """Makes texts safe to show on a pull request.

    ``human_text`` is all that the author, the commits and the branch say: the issues named there may be named again.
    What of it the commits say, ``commit_text``, may be linked to wherever it leads; what it adds to the
    diff for people to read, ``diff_text``, where it leads to the same server. ``repository`` is the pull request's,
    owner/name, blank where that is not known.
    """

    server_url: str
    secrets: tuple[str, ...] = field(repr=False)
    human_text: str
    commit_text: str = ""
    diff_text: str = ""
    repository: str = ""

    @property
    def home(self) -> str:
        """Where the draft is read: what its numbers and addresses of issues mean."""
        return make_home(self.server_url, self.repository)

    def sanitize_title(self, title: str) -> str:
        """Return the title as one line that triggers nothing; "" where nothing is left."""
        from pr_writer.sanitize.safe_title import (
            sanitize_title,
        )  # a Markdown parser, which a skipped run has no use for

        return sanitize_title(redact(title, self.secrets)[0], human_text=self.human_text, home=self.home)

    def normalize_body(self, body: str) -> str:
        """Return a body in which nothing is hidden: what is checked afterwards is what a reader will see."""
        from pr_writer.sanitize.safe_body import normalize_markdown  # as above

        return normalize_markdown(body)

    def sanitize_body(self, body: str) -> str:
        """Return a body, or a piece of one, as Markdown that can only be read, without boxes to tick.

        The last thing that happens to a text: what is cut or moved afterwards may come alive again. Hidden characters
        go first, so that no secret is put together after it was looked for.
        """
        from pr_writer.sanitize.safe_body import sanitize_body  # as above

        normal = redact(self.normalize_body(body), self.secrets)[0]
        return sanitize_body(
            normal,
            server_url=self.server_url,
            repository=self.repository,
            human_text=self.human_text,
            commit_text=self.commit_text,
            diff_text=self.diff_text,
            tasks=False,
        )
