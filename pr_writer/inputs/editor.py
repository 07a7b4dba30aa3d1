"""A person's own editor on a text: which one it is, and what they made of it."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field

from pr_writer.errors import ActionError
from pr_writer.inputs.process_environment import list_secret_names

FILE_NAME = "PULL_REQUEST.md"
# In git's own order, but for core.editor: the configuration of a clone is a stranger's, and what it names is not run.
# https://git-scm.com/docs/git-var#Documentation/git-var.txt-GITEDITOR
_VARIABLES = ("GIT_EDITOR", "VISUAL", "EDITOR")


@dataclass(frozen=True, slots=True)
class Editor:
    """A command that edits the file that is named behind it, and the environment that it gets: the person's own."""

    command: tuple[str, ...]
    environ: Mapping[str, str] = field(repr=False)


def find_editor(environ: Mapping[str, str], *, on_runner: bool) -> Editor:
    """Return the editor that the environment names. Raises ActionError where there is none, or nobody to use it."""
    if on_runner:
        raise ActionError("--edit opens an editor, and on a runner there is nobody to use it. Leave it out.")
    if not (_is_terminal(sys.stdin) and _is_terminal(sys.stderr)):
        raise ActionError("--edit needs a terminal to open an editor on. Leave it out, or run it in one.")
    named = next((environ[name].strip() for name in _VARIABLES if environ.get(name, "").strip()), "")
    try:
        command = tuple(shlex.split(named))
    except ValueError as exc:
        raise ActionError(f"The editor is {named!r}, which is no command ({exc}). Set EDITOR to one.") from None
    if not command:
        raise ActionError("--edit knows no editor. Set EDITOR to one, as in EDITOR=nano.")
    secret = list_secret_names(environ)
    return Editor(command, {name: value for name, value in environ.items() if name not in secret})


def edit_text(editor: Editor, text: str) -> str:
    """Return what a person makes of a text in their editor. Raises ActionError where the editor fails."""
    import signal  # only who edits needs these three
    import subprocess
    import tempfile

    with tempfile.TemporaryDirectory(prefix="pr-writer-") as folder:
        path = os.path.join(folder, FILE_NAME)  # noqa: PTH118 - no pathlib at start-up
        with open(path, "w", encoding="utf-8", newline="") as file:  # noqa: PTH123 - as above
            file.write(text)
        command = [*editor.command, path]
        try:
            # Standard output may be a pipe, and it is for the result alone.
            process = subprocess.Popen(command, env=dict(editor.environ), cwd=folder, stdout=sys.stderr)
        except OSError as exc:
            raise ActionError(f"The editor {editor.command[0]!r} cannot be run ({exc.strerror}). Set EDITOR.") from exc
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)  # to an editor Ctrl-C is a key like others
        try:
            code = process.wait()
        finally:
            signal.signal(signal.SIGINT, before)
        if code:
            raise ActionError(f"The editor ended with {code}, so nothing is shown or written. Run it again.")
        try:
            with open(path, encoding="utf-8-sig", errors="replace") as file:  # noqa: PTH123 - as above
                return file.read()
        except OSError as exc:
            reason = f"The editor left no file to read ({exc.strerror}), so nothing is shown or written. Run it again."
            raise ActionError(reason) from exc


def _is_terminal(stream: object) -> bool:
    is_tty = getattr(stream, "isatty", None)  # a stream that was closed before the start is None
    return bool(is_tty and is_tty())
