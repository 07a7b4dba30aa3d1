"""One draft after the other in a process of its own: a run may change its process's environment, and can be stopped."""

from __future__ import annotations

import gc
import logging
import os
import signal
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing.connection import Connection
from typing import Any

from pr_writer.app import BUG, run
from pr_writer.bootstrap import stop
from pr_writer.errors import ActionError
from pr_writer.events import Event, Journal, ModelAsked, Planned, Record
from pr_writer.inputs.machine_faults import explain_fault
from pr_writer.inputs.setting_names import SettingNames
from pr_writer.inputs.settings import Settings
from pr_writer.runner.actions_runner import ActionsRunner
from pr_writer.runner.run_result import fold_events
from pr_writer.sanitize.secrets import redact_text
from pr_writer.server.answers import JsonAnswer, make_draft_answer, make_error_answer, make_problem
from pr_writer.server.bodies import DRAFT_FIELDS, DraftRequest

log = logging.getLogger("pr_writer")


@dataclass(frozen=True, slots=True)
class WriteBegun:
    """From here on the run writes to GitHub, and is not to be stopped in between."""


def run_worker(connection: Connection, base: Settings) -> None:
    """Set up this process, then work."""
    gc.freeze()  # what the imports made stays for as long as the process does
    os.setpgid(0, 0)  # Ctrl-C at a terminal is for the server, which lets the running drafts end
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, stop)
    clean = partial(redact_text, base.secrets)
    ActionsRunner({}, clean=clean, name_settings=SettingNames(base.backends).name_in).start_logging(
        logging.INFO if base.verbose else logging.WARNING
    )
    work(connection, base, clean)


def work(connection: Connection, base: Settings, clean: Callable[[str], str]) -> None:
    """Answer each DraftRequest that comes, until the other end is closed.

    Before its JsonAnswer, each attempt at a model is sent as it happens (ModelAsked), and WriteBegun.
    """
    while True:
        try:
            request = connection.recv()
        except EOFError:
            return
        answer = answer_draft(request, base, partial(_tell, connection), clean)
        try:
            connection.send(answer)
        except OSError:  # the server is gone
            return


def answer_draft(request: DraftRequest, base: Settings, tell: Record, clean: Callable[[str], str]) -> JsonAnswer:
    """Run as the action would with these settings, and return what the client is answered, without secrets."""
    journal, name_in = Journal(tell), SettingNames(base.backends, fields=DRAFT_FIELDS).name_in
    try:
        journal.record(run(apply_request(base, request), journal.record))
    except ActionError as exc:
        return make_error_answer(exc, lambda text: clean(name_in(text)))
    except Exception as exc:
        if sentence := explain_fault(exc):
            return make_problem(500, clean(sentence))
        log.exception("This is a bug in pr-writer; please report it with this text.")
        return make_problem(500, f"{BUG} The server's log has the text to report it with.")
    return make_draft_answer(fold_events(journal.list_events(), name_in), clean)


def apply_request(base: Settings, request: DraftRequest) -> Settings:
    """Return the settings of one run: the server's own, with what the request says over them."""
    changes: dict[str, Any] = {"use_llm": base.use_llm and request.use_llm, "dry_run": request.dry_run}
    if request.dry_run or request.pr_number is not None:
        changes["create_pull_request"] = "false"
    elif base.create_pull_request == "false":  # the server's own word for it is only how one is opened
        changes["create_pull_request"] = "true"
    for name in ("base", "head", "instructions", "language", "pr_number"):
        if value := getattr(request, name):
            changes[name] = value
    return replace(base, **changes, verbose=False)


def _tell(connection: Connection, event: Event) -> None:
    if isinstance(event, ModelAsked):
        connection.send(event)
    elif isinstance(event, Planned) and event.plan:
        connection.send(WriteBegun())
