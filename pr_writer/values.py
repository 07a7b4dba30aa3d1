"""What flows from stage to stage: frozen values without behaviour."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

TITLE_LIMIT = 256  # characters: GitHub answers 422 to a longer title of a pull request

Kind = Literal["added", "deleted", "modified", "renamed", "copied", "type-changed"]
Shown = Literal["whole", "part", "name"]

# The contract of the output ``outcome`` …
Outcome = Literal["updated", "created", "unchanged", "dry-run", "skipped", "failed"]
# … of ``backend`` …
BackendName = Literal["primary", "fallback", "template"]
# … and of ``skipped-reason``: why a pull request is left alone.
SkipReason = Literal[
    "bot",
    "branch",
    "closed",
    "draft",
    "edited-by-a-person",
    "empty-diff",
    "head-moved",
    "label",
    "merge-group",
    "no-command",
    "no-pull-request",
    "no-room",
    "no-secrets",
    "not-a-pull-request",
    "not-allowed",
    "read-only-token",
    "unsupported-event",
]


@dataclass(frozen=True, slots=True)
class PullRequest:
    """A pull request as GitHub has it now; for a run on a clone there is no number, title or body."""

    number: int | None
    title: str
    body: str
    base_ref: str
    base_sha: str
    head_ref: str
    head_sha: str
    author: str = ""
    author_is_bot: bool = False
    is_draft: bool = False
    is_fork: bool = False
    labels: tuple[str, ...] = ()
    commit_count: int = 0  # as GitHub counts them; 0 where nobody has
    state: str = "open"  # or "closed", merged ones included
    url: str = ""  # of its page


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit of the branch, oldest first where there are several; text decoded, lone surrogates replaced.

    ``files`` are the first of the paths that it touches, ``file_count`` counts all of them; none where nobody looked.
    """

    sha: str
    subject: str
    body: str
    author: str
    is_merge: bool
    files: tuple[str, ...] = ()
    file_count: int = 0


@dataclass(frozen=True, slots=True)
class Comparison:
    """What GitHub knows of two commits: where their histories part, and what the second one has since."""

    merge_base_sha: str  # blank where they share no history
    commits: tuple[Commit, ...]  # the first 250, or of more the newest; the last one is the head
    commit_count: int
    base_sha: str = ""  # what a branch's name stood for


@dataclass(frozen=True, slots=True)
class Home:
    """What GitHub says of the repository itself."""

    default_branch: str
    is_fork: bool = False


@dataclass(frozen=True, slots=True)
class Issue:
    """An issue, or another pull request, that this one names: what somebody asked for."""

    number: int
    title: str
    body: str


@dataclass(frozen=True, slots=True)
class PastCommit:
    """A commit of the base's history that wrote lines which a change removes or changes.

    ``day`` is when it was committed, as in 2026-01-02. ``pull`` is the pull request that brought it, if that is known.
    ``places`` say which of the changed lines it wrote.
    """

    commit: Commit
    day: str
    pull: Issue | None = None
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FileChange:
    """One changed path: what happened to it, how large it is, and what of it the model is shown.

    Modes are git's six octal digits (``000000``: not there); ``160000`` is a submodule, whose ids are commits.
    """

    path: str
    old_path: str | None  # where a renamed or copied file came from
    kind: Kind
    old_mode: str
    new_mode: str
    old_id: str
    new_id: str
    added: int  # lines; 0 for a binary file
    removed: int
    is_binary: bool = False
    old_size: int | None = None  # bytes; None where there is no such side, or no content
    new_size: int | None = None
    withheld: str = ""  # why its content is never sent: "lock file", "vendored", "minified", "generated", "ignored"
    patch: str = ""  # hunks as the model is shown them, without the file header; "" where only the name is
    shown: Shown = "name"
    shown_lines: int = 0  # how many of added + removed stand in the patch
    note: str = ""  # what is special about how it was read: "line ends only: LF to CRLF"
    wide_patch: str = ""  # the patch with more unchanged lines around its hunks, for a prompt; "" where there is none

    @property
    def shown_patch(self) -> str:
        """The patch as a prompt shows it."""
        return self.wide_patch or self.patch


@dataclass(frozen=True, slots=True)
class Changes:
    """What a branch does to its merge base."""

    base_sha: str  # the merge base
    head_sha: str
    commits: tuple[Commit, ...]
    files: tuple[FileChange, ...]
    commit_count: int = 0  # all of them, where ``commits`` was cut
    fingerprint: str = ""  # equal for an equal diff, wherever the branch is based


@dataclass(frozen=True, slots=True)
class Draft:
    """A title and a body for the pull request; ``model`` is None where no model wrote them."""

    title: str
    body: str
    model: str | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What to write: None leaves a field alone, and a falsy plan has nothing to write.

    ``notes`` say what is left alone although it was drafted, and why; ``blocked`` is the reason to write nothing.
    """

    title: str | None = None
    body: str | None = None
    notes: tuple[str, ...] = ()
    blocked: SkipReason | None = None

    def __bool__(self) -> bool:
        return self.title is not None or self.body is not None


@dataclass(frozen=True, slots=True)
class Opening:
    """A pull request to open: from one branch of a repository into another one of it."""

    title: str
    body: str
    base_ref: str
    head_ref: str
    is_draft: bool = False
