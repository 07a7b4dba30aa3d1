"""What a prompt is made of → the same without secrets, and with what a reader cannot see spelled out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from pr_writer.lazy_pattern import compile_lazily
from pr_writer.sanitize.invisible_characters import reveal_invisible
from pr_writer.sanitize.secrets import redact
from pr_writer.values import Changes, Commit, FileChange, Issue, PastCommit, PullRequest

_HUNK = compile_lazily(r"@@ -\d+(?:,\d+)? \+(?P<line>\d+)")
_GAP = compile_lazily(r"… [\d,]+ more lines?")


@dataclass(slots=True)
class PromptRedactor:
    """Redacts texts, and remembers what it found in which; ``known`` are the job's own keys and tokens."""

    known: tuple[str, ...] = field(repr=False)
    secrets: list[tuple[str, str]] = field(default_factory=list)  # kind, place
    hidden: list[tuple[int, str]] = field(default_factory=list)  # how many characters, place
    _paths: dict[str, str] = field(default_factory=dict)

    def redact_text(self, text: str, place: str) -> str:
        """Return the text without secrets, its invisible characters spelled out.

        ``place`` says in a sentence where the text stands: "the title", "commit 1a2b3c4d5e", a file's path.
        """
        text, findings = redact(text, self.known)
        self.secrets += [(finding.kind, place) for finding in findings]
        return self._reveal(text, place)

    def redact_pull(self, pull: PullRequest) -> PullRequest:
        """Return the pull request with its title, the author's text and the names of its branches redacted."""
        return replace(
            pull,
            title=self.redact_text(pull.title, "the title"),
            body=self.redact_text(pull.body, "the author's text"),
            head_ref=self.redact_text(pull.head_ref, "the branch's name"),
            base_ref=self.redact_text(pull.base_ref, "the base branch's name"),
        )

    def redact_issue(self, issue: Issue) -> Issue:
        """Return the issue with its title and its text redacted."""
        place = f"issue #{issue.number}"
        return replace(issue, title=self.redact_text(issue.title, place), body=self.redact_text(issue.body, place))

    def redact_past(self, past: PastCommit) -> PastCommit:
        """Return a commit of the base's history with its message, its pull request and its lines redacted."""
        place = f"commit {past.commit.sha[:10]}, which is merged already"
        pull = past.pull and replace(
            past.pull, title=self.redact_text(past.pull.title, place), body=self.redact_text(past.pull.body, place)
        )
        places = tuple(self.redact_text(text, place) for text in past.places)
        return replace(past, commit=self._redact_commit(past.commit, place), pull=pull, places=places)

    def redact_changes(self, changes: Changes) -> Changes:
        """Return the changes with commit messages, file names and patches redacted."""
        return replace(
            changes,
            commits=tuple(map(self._redact_commit, changes.commits)),
            files=tuple(map(self._redact_file, changes.files)),
        )

    def redact_messages(self, messages: Iterable[dict[str, str]]) -> list[dict[str, str]]:
        """Return the messages as they may be sent: the last look, for what came into a prompt past the other methods.

        What is redacted already stays as it is.
        """
        return [{**message, "content": self.redact_text(message["content"], "the prompt")} for message in messages]

    def describe_secrets(self) -> tuple[str, ...]:
        """Return a sentence for each place and kind of secret that was taken out, without the secret."""
        return tuple(
            f"There is a secret ({kind}) in {place}. No model is shown it; revoke it."
            for kind, place in dict.fromkeys(self.secrets)
        )

    def describe_hidden(self) -> tuple[str, ...]:
        """Return a sentence for each text with characters that nobody sees."""
        return tuple(
            f"{place} holds {count} invisible characters; the model was shown their names instead."
            for count, place in self.hidden
        )

    def _redact_commit(self, commit: Commit, place: str = "") -> Commit:
        place = place or f"commit {commit.sha[:10]}"
        return replace(
            commit,
            subject=self.redact_text(commit.subject, place),
            body=self.redact_text(commit.body, place),
            files=tuple(map(self._redact_path, commit.files)),
        )

    def _redact_path(self, path: str) -> str:
        """Return a path of a commit; most commits of a branch touch the same ones."""
        if path not in self._paths:
            self._paths[path] = self.redact_text(path, "a file's name")
        return self._paths[path]

    def _redact_file(self, file: FileChange) -> FileChange:
        path = self.redact_text(file.path, "a file's name")
        old_path = self.redact_text(file.old_path, "a file's name") if file.old_path else file.old_path
        note = self.redact_text(file.note, path) if file.note else ""
        shown = self._redact_patch(file.shown_patch, path)
        if not file.wide_patch:
            return replace(file, path=path, old_path=old_path, patch=shown, note=note)
        patch, _ = redact(file.patch, self.known)  # the wide one holds all that there is to report of it
        return replace(file, path=path, old_path=old_path, patch=patch, wide_patch=shown, note=note)

    def _redact_patch(self, patch: str, path: str) -> str:
        redacted, findings = redact(patch, self.known)
        if findings:
            lines = dict(enumerate(_number_lines(patch), start=1))
            self.secrets += [(finding.kind, _format_place(path, lines.get(finding.line))) for finding in findings]
        return self._reveal(redacted, path)

    def _reveal(self, text: str, place: str) -> str:
        if text.isascii() and text.replace("\n", "").replace("\t", "").isprintable():
            return text
        text, count = reveal_invisible(text.replace("\r\n", "\n"))
        if count:
            self.hidden.append((count, place))
        return text


def _format_place(path: str, line: int | None) -> str:
    return f"{path}:{line}" if line else path


def _number_lines(patch: str) -> Iterator[int | None]:
    """Yield the line in the new file that each line of a patch stands at; None where a cut made that unknown."""
    number: int | None = None
    for line in patch.split("\n"):
        hunk = _HUNK.match(line)
        if hunk or _GAP.fullmatch(line):
            number = int(hunk["line"]) if hunk else None
            yield None
            continue
        yield number
        if number is not None and not line.startswith("-"):
            number += 1
