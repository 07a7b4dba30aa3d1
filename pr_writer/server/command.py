"""``pr-writer serve``: the command line → a server that runs until it is stopped."""

from __future__ import annotations

import gc
import importlib.util
import logging
import signal
from collections.abc import Mapping, Sequence
from functools import partial

from pr_writer.app import EXIT_BUG, EXIT_FAILED, EXIT_OK
from pr_writer.errors import ActionError
from pr_writer.inputs.process_environment import list_secrets
from pr_writer.inputs.setting_names import SettingNames
from pr_writer.runner.actions_runner import ActionsRunner
from pr_writer.sanitize.secrets import redact_text
from pr_writer.server.server_flags import KNOWN_TOKEN, TOKEN, ServerOptions, read_server_options

INSTALL = (
    "serve needs Starlette and uvicorn, which are not installed. "
    "Install them: python3 -m pip install 'pr-writer[server]', "
    "or '.[server]' in a clone of pr-writer."
)
# Python's own: what spares a short run the search for garbage would let a long one grow.
GC_THRESHOLDS = (700, 10, 10)

log = logging.getLogger("pr_writer")


def main(argv: Sequence[str], environ: Mapping[str, str]) -> int:
    """Serve until SIGTERM or SIGINT; return 0 then, 1 where the reader has to mend something, 3 for a bug."""
    _start_logging(environ)
    gc.set_threshold(*GC_THRESHOLDS)
    try:
        options = read_server_options(argv, environ)
        _check_installed()
        serve(options)
    except ActionError as exc:
        log.error("%s", exc)  # noqa: TRY400 - the sentence is for the reader, a traceback is not
        return EXIT_FAILED
    except Exception:
        log.exception("This is a bug in pr-writer; please report it with this text.")
        return EXIT_BUG
    return EXIT_OK


def serve(options: ServerOptions) -> None:
    """Listen, answer, and return when a signal stopped it and what ran has ended."""
    from pr_writer.git.git_dirs import find_clone
    from pr_writer.server.listening import make_server, open_sockets
    from pr_writer.server.web_app import make_app

    if find_clone(options.settings.repo_dir) is None:
        raise ActionError(
            f"{options.settings.repo_dir} is not a git repository. Name the clone to read with ⟨repo-dir⟩."
        )
    app = make_app(options.settings, workers=options.workers, token=options.token, names=options.names)
    server = make_server(app)
    sockets = open_sockets(options.hosts, options.port)

    def stop(*_: object) -> None:
        server.should_exit = True

    for number in (signal.SIGTERM, signal.SIGINT):
        # Uvicorn has its own handlers while it runs, and raises the signal again when all has ended.
        signal.signal(number, stop)
    _say_where(options, sockets[0].getsockname()[1])
    server.run(sockets)


def _check_installed() -> None:
    if not all(map(importlib.util.find_spec, ("starlette", "uvicorn"))):
        raise ActionError(INSTALL)


def _say_where(options: ServerOptions, port: int) -> None:
    places = [f"http://{f'[{host}]' if ':' in host else host}:{port}" for host in options.hosts]
    log.info("pr-writer serves %s on %s.", options.settings.repo_dir.resolve(), " and ".join(places))
    if options.is_token_known:
        log.info("The token is %r, and only this machine can reach it. Set %s for another.", KNOWN_TOKEN, TOKEN)


def _start_logging(environ: Mapping[str, str]) -> None:
    """Send what is logged to standard error, a line each and without secrets, uvicorn's own words included."""
    clean = partial(redact_text, list_secrets(environ))
    ActionsRunner({}, clean=clean, name_settings=SettingNames({}).name_in).start_logging(logging.INFO)
    logging.getLogger("llm_router").setLevel(logging.WARNING)
    for name in ("uvicorn", "asyncio"):
        logger = logging.getLogger(name)
        logger.handlers[:] = logging.getLogger("pr_writer").handlers
        logger.setLevel(logging.WARNING)
        logger.propagate = False
