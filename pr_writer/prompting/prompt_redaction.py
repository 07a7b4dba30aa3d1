"""PullRequest and Changes → the same without secrets and without what a reader cannot see."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from pr_writer.sanitize.invisible_characters import reveal_invisible
from pr_writer.sanitize.secrets import redact
from pr_writer.values import Changes, Commit, FileChange, Issue, PullRequest

_HUNK = re.compile(r"@@ -\d+(?:,\d+)? \+(?P<line>\d+)")
_GAP = re.compile(r"… [\d,]+ more lines?")


@dataclass(slots=True)
class PromptRedactor:
    """Cleans texts, and remembers what it took out of which; ``known`` are the job's own keys and tokens."""

    known: tuple[str, ...] = field(repr=False)
    secrets: list[tuple[str, str]] = field(default_factory=list)  # kind, place
    hidden: list[tuple[int, str]] = field(default_factory=list)  # how many characters, place

    def redact_pull(self, pull: PullRequest) -> PullRequest:
        """Clean what the author wrote."""
        return replace(
            pull,
            title=self.clean(pull.title, "the title"),
            body=self.clean(pull.body, "the author's text"),
            head_ref=self.clean(pull.head_ref, "the branch's name"),
        )

    def redact_issue(self, issue: Issue) -> Issue:
        """Clean what somebody asked for."""
        place = f"issue #{issue.number}"
        return replace(issue, title=self.clean(issue.title, place), body=self.clean(issue.body, place))

    def redact_changes(self, changes: Changes) -> Changes:
        """Clean the commits and the files: names, messages and patches."""
        return replace(
            changes,
            commits=tuple(map(self._redact_commit, changes.commits)),
            files=tuple(map(self._redact_file, changes.files)),
        )

    def describe_secrets(self) -> tuple[str, ...]:
        """Return a sentence for each secret that was taken out, without it."""
        return tuple(
            f"There is a secret ({kind}) in {place}. No model is shown it; revoke it." for kind, place in self.secrets
        )

    def describe_hidden(self) -> tuple[str, ...]:
        """Return a sentence for each text with characters that nobody sees."""
        told = "invisible characters; the model was shown their names instead."
        return tuple(f"{place} holds {count} {told}" for count, place in self.hidden)

    def clean(self, text: str, place: str) -> str:
        """Return a text without secrets, its invisible characters spelled out; ``place`` is where it stands."""
        text, findings = redact(text, self.known)
        self.secrets += [(finding.kind, place) for finding in findings]
        return self._reveal(text, place)

    def _redact_commit(self, commit: Commit) -> Commit:
        place = f"commit {commit.sha[:10]}"
        return replace(commit, subject=self.clean(commit.subject, place), body=self.clean(commit.body, place))

    def _redact_file(self, file: FileChange) -> FileChange:
        path = self.clean(file.path, "a file's name")
        old_path = self.clean(file.old_path, "a file's name") if file.old_path else file.old_path
        patch, findings = redact(file.patch, self.known)
        if findings:
            lines = dict(enumerate(_number_lines(file.patch), start=1))
            self.secrets += [(finding.kind, _place(path, lines.get(finding.line))) for finding in findings]
        return replace(file, path=path, old_path=old_path, patch=self._reveal(patch, path))

    def _reveal(self, text: str, place: str) -> str:
        if text.isascii() and text.replace("\n", "").replace("\t", "").isprintable():
            return text
        text, count = reveal_invisible(text.replace("\r\n", "\n"))
        if count:
            self.hidden.append((count, place))
        return text


def _place(path: str, line: int | None) -> str:
    return f"{path}:{line}" if line else path


def _number_lines(patch: str) -> Iterator[int | None]:
    """Yield the line in the new file that each line of a patch stands at; None where a cut made that unknown."""
    number: int | None = None
    for line in patch.splitlines():
        hunk = _HUNK.match(line)
        if hunk or _GAP.fullmatch(line):
            number = int(hunk["line"]) if hunk else None
            yield None
            continue
        yield number
        if number is not None and not line.startswith("-"):
            number += 1
