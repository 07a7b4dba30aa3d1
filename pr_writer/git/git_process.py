"""Run git through GitPython: one environment, streamed output, and errors that say what to do."""

from __future__ import annotations

import tempfile
import threading
from contextlib import contextmanager, suppress
from typing import IO, TYPE_CHECKING, Any

from pr_writer.errors import ActionError
from pr_writer.git.git_environment import only

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from git.cmd import Git

MIN_GIT = (2, 31)  # the first that reads GIT_CONFIG_COUNT: an older one would drop the token and the safety options
KEPT_STDERR = 16 * 1024


class GitFailure(Exception):  # noqa: N818 - an event inside this package, never the last word to a reader
    """Git ended with an error; ``stderr`` is what it said."""

    def __init__(self, status: int, stderr: str) -> None:
        super().__init__(f"git ended with status {status}: {stderr}")
        self.status = status
        self.stderr = stderr


class GitProcess:
    """Starts git commands in one repository with exactly one environment."""

    def __init__(self, git_dir: Path, environment: Mapping[str, str]) -> None:
        self._environment = {**environment, "GIT_DIR": str(git_dir)}
        with only(self._environment):
            self._git: Any = _import_git()(str(git_dir))
            version = _read_version(self._git, self._environment["PATH"])
        if version < MIN_GIT:
            found, needed = (".".join(map(str, numbers)) for numbers in (version, MIN_GIT))
            raise ActionError(f"git {found} is too old. Install git {needed} or newer, or run the container image.")

    @property
    def environment(self) -> dict[str, str]:
        """A copy of the variables that every command gets."""
        return dict(self._environment)

    def add_environment(self, variables: Mapping[str, str]) -> None:
        """Give these variables to every command from now on."""
        self._environment |= variables

    def output(self, command: str, *args: str, stdin: bytes = b"") -> bytes:
        """Return everything that the command prints; raise ``GitFailure`` when it fails."""
        with self.stream(command, *args, stdin=stdin) as stdout:
            return stdout.read()

    @contextmanager
    def stream(
        self,
        command: str,
        *args: str,
        stdin: bytes = b"",
        max_memory: int | None = None,
        max_seconds: float | None = None,
    ) -> Iterator[IO[bytes]]:
        """Start the command and lend its standard output; at the end, raise ``GitFailure`` if it failed.

        Leaving the body early by an exception ends the process. ``max_memory`` is how many bytes git may allocate,
        where the system can hold it to that; beyond them, and after ``max_seconds``, it fails.
        """
        process = self._start(command, args, stdin)
        if max_memory:
            _limit_memory(process.proc.pid, max_memory)
        complaints: list[bytes] = []
        # Without a reader of its own, a chatty stderr fills its pipe and both sides wait for ever.
        listener = threading.Thread(target=_keep_start, args=(process.stderr, complaints), daemon=True)
        listener.start()
        clock = threading.Timer(max_seconds, process.proc.kill) if max_seconds else None
        if clock:
            clock.start()
        try:
            yield process.stdout
            status = process.proc.wait()
            listener.join()
        finally:
            if clock:
                clock.cancel()
            process._terminate()  # noqa: SLF001 - what GitPython itself does when the object is collected, but now
        if status:
            raise GitFailure(status, b"".join(complaints).decode(errors="replace").strip())

    def _start(self, command: str, args: tuple[str, ...], stdin: bytes) -> Any:
        if not stdin:
            return self._launch(command, args, None)
        # A file, because a pipe that is filled before it is read would stop for ever.
        with tempfile.TemporaryFile(dir=self._environment.get("TMPDIR")) as questions:
            questions.write(stdin)
            questions.seek(0)
            return self._launch(command, args, questions)

    def _launch(self, command: str, args: tuple[str, ...], questions: IO[bytes] | None) -> Any:
        with only(self._environment):
            return getattr(self._git, command)(*args, istream=questions, as_process=True)


def _limit_memory(pid: int, size: int) -> None:
    """Limit what a process allocates; files that it maps, such as packs and their indexes, do not count."""
    import resource  # Unix alone has it, and prlimit Linux alone

    with suppress(OSError, AttributeError):
        resource.prlimit(pid, resource.RLIMIT_DATA, (size, size))


def _import_git() -> type[Git]:
    """Import GitPython's commands, without its objects, which have no use here: a third less to do."""
    from llm_router.lazy_import import import_lazily

    try:
        import_lazily("git", "git.cmd", later=("git", "gitdb"))
        from git.cmd import Git

        if not Git.GIT_PYTHON_GIT_EXECUTABLE:
            Git.refresh()  # as the whole package does when it is imported
    except ImportError as error:
        if "git executable" not in str(error):
            raise
        raise ActionError("git was not found on this machine. Install git, or run the container image.") from error
    return Git


_versions: dict[str, tuple[int, ...]] = {}


def _read_version(git: Any, path: str) -> tuple[int, ...]:
    """Return the version of the git that is first on this PATH; the question costs a process, so it is asked once."""
    if path not in _versions:
        _versions[path] = tuple(git.version_info)
    return _versions[path]


def is_out_of_memory(failure: GitFailure) -> bool:
    """Return True if git failed because it could allocate no more."""
    return "out of memory" in failure.stderr.lower()


def _keep_start(stream: IO[bytes], kept: list[bytes]) -> None:
    """Read to the end, keep the beginning."""
    room = KEPT_STDERR
    with suppress(ValueError, OSError):  # closed under the reader when the body was left early
        while chunk := stream.read(8192):
            if room > 0:
                kept.append(chunk[:room])
                room -= len(chunk)


def quote_stderr(stderr: str) -> str:
    """Return the first line that tells something, printable and short."""
    lines = [line.strip() for line in stderr.splitlines() if line.strip()]
    telling = [line for line in lines if line.startswith(("fatal:", "error:", "remote:"))] or lines or ["nothing"]
    return "".join(character if character.isprintable() else "?" for character in telling[0])[:300]
