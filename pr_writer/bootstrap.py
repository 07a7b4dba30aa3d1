"""Start-up and end of the program: the tricks that save time, each with what it saves, and how signals end a run.

Shares are of a whole run with a model, from when each trick was added; milliseconds are of the import alone in a fresh
interpreter, the median of seven on two cores.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import io
import os
import signal
import sys
import threading
from typing import NoReturn

# Objects that an import makes stay, and to look through them again and again costs 10 % of a run; one that makes far
# more objects than an import does is still looked through.
GC_THRESHOLD = 500_000


def prepare_process() -> None:
    """Set up what holds for the whole process: how much garbage is looked for, and that signals end the run."""
    gc.set_threshold(GC_THRESHOLD)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # it is None where it was closed before the start
            stream.reconfigure(errors="replace")  # a terminal that cannot show a letter shows the others
    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)


def stop(number: int, _: object) -> None:
    """End the run: the first process of a container ignores a signal that it has no handler for."""
    raise SystemExit(128 + number)


def end(code: int) -> NoReturn:
    """End the process at once when all is said: skipping the interpreter's teardown saves 20 % of a run."""
    try:
        for stream in filter(None, (sys.stdout, sys.stderr)):  # None where it was closed before the start
            stream.flush()
    except OSError:  # the reader closed the pipe; Python has an exit code for that
        raise SystemExit(code) from None
    os._exit(code)


def preload_model_sdk() -> None:
    """Start to import what only a model's draft needs, its SDK above all, while git and GitHub are waited for.

    The SDK alone takes 260 ms; how much of that is waited for anyway depends on GitHub and git.
    Git's processes start while os.environ is theirs alone, so a thread beside them may import, and nothing else.
    """
    threading.Thread(target=_import_for_model, name="pr_writer imports", daemon=True).start()


def _import_for_model() -> None:
    from llm_router.client import import_openai

    with contextlib.suppress(ImportError):  # what is missing is said where it is needed
        import_openai(lean=True)
        for module in ("pr_writer.grounding.claim_check", "pr_writer.sanitize.safe_body"):
            importlib.import_module(module)


def preload_github() -> None:
    """Import PyGithub without what only apps and secrets need, and without the 150 classes of answers not asked for.

    That is 37 % less to do.
    """
    from llm_router.lazy_import import import_lazily

    # Of those who sign in as an app or write secrets: https://pygithub.readthedocs.io/en/stable/examples/Authentication.html
    import_lazily("github", later=("github.*", "jwt", "nacl", "nacl.encoding", "nacl.public"))
