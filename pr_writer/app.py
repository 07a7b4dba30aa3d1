"""Settings → the parts of a run; an exception → how the run ended → an exit code."""

from __future__ import annotations

import contextlib
import logging
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from pr_writer.bootstrap import preload_github, preload_model_sdk
from pr_writer.errors import ActionError
from pr_writer.events import Edited, Ended, Journal, PullRequestNamed, Record, skip
from pr_writer.inputs.process_environment import list_secrets
from pr_writer.inputs.setting_names import SettingNames
from pr_writer.inputs.settings import Settings
from pr_writer.inputs.settings_reader import read_settings
from pr_writer.lazy_pattern import compile_lazily
from pr_writer.runner.actions_runner import ActionsRunner
from pr_writer.values import Draft
from pr_writer.version import __version__

if TYPE_CHECKING:
    from pr_writer.runner.run_result import RunResult
    from pr_writer.runner.terminal_progress import TerminalProgress

EXIT_OK, EXIT_FAILED, EXIT_BUG = 0, 1, 3
OWNER_AND_NAME = compile_lazily(r"[\w.-]+/[\w.-]+")
REPOSITORY_URL = compile_lazily(r"https?://[\w.:-]+/[\w.-]+/[\w.-]+")
BUG = "This is a bug in pr-writer; please report it."

log = logging.getLogger("pr_writer")


def main(argv: Sequence[str], environ: Mapping[str, str]) -> int:
    """Run once and return the exit code: 0 done or rightly left alone, 1 the user can mend it, 3 a bug of ours."""
    secrets = list(list_secrets(environ))  # more may be found
    names = SettingNames(environ)
    progress = _make_progress(environ)
    runner = make_runner(environ, secrets, names, beside=progress.beside if progress else contextlib.nullcontext)
    journal = Journal(progress.note if progress else None)
    started = time.monotonic()
    code = _run_and_show(argv, environ, runner, journal, progress or contextlib.nullcontext(), secrets)
    if not runner.is_there:
        if code:
            _show_edited(journal, runner)
        return code
    try:
        _tell_runner(runner, journal, names, environ, time.monotonic() - started)
    except OSError as exc:
        log.error("The outputs and the summary cannot be written: %s. Look at the runner's disk.", exc)  # noqa: TRY400
        return code or EXIT_FAILED
    return code


def make_runner(
    environ: Mapping[str, str],
    secrets: Sequence[str],
    names: SettingNames,
    *,
    beside: Callable[[], contextlib.AbstractContextManager[None]] = contextlib.nullcontext,
) -> ActionsRunner:
    """Return where a run says what it does; the secrets are masked from here on, and the log goes there."""
    runner = ActionsRunner(environ, clean=partial(_redact, secrets), name_settings=names.name_in, beside=beside)
    runner.mask(*secrets)
    runner.start_logging(logging.DEBUG if environ.get("RUNNER_DEBUG") == "1" else logging.INFO)
    return runner


def _run_and_show(
    argv: Sequence[str],
    environ: Mapping[str, str],
    runner: ActionsRunner,
    journal: Journal,
    progress: contextlib.AbstractContextManager[None],
    secrets: list[str],
) -> int:
    def run_and_show() -> None:
        settings = read_settings(argv, environ)
        if settings.create_pull_request != "false" and settings.pr_number is None and not settings.on_runner:
            from pr_writer.local_clone import complete_settings  # 12 modules that no runner has a use for

            settings = complete_settings(settings, environ)
            secrets[:] = settings.secrets
        with progress:
            journal.record(run(settings, journal.record))
        show_result(journal, runner, shows_json=settings.shows_json)

    return catch_faults(run_and_show, journal.record)


def catch_faults(story: Callable[[], None], record: Record) -> int:
    """Run a story and return the exit code; what goes wrong is logged, and recorded as how it ended."""
    try:
        story()
    except ActionError as exc:
        log.error("%s", exc)  # noqa: TRY400 - the sentence is for the reader, a traceback is not
        record(Ended("failed", str(exc)))
        return EXIT_FAILED
    except Exception as exc:
        from pr_writer.inputs.machine_faults import explain_fault  # a run that goes well has no use for it

        if sentence := explain_fault(exc):
            log.error("%s", sentence)  # noqa: TRY400 - as above
            record(Ended("failed", sentence))
            return EXIT_FAILED
        log.exception("This is a bug in pr-writer; please report it with this text.")
        record(Ended("failed", BUG))
        return EXIT_BUG
    return EXIT_OK


def run(settings: Settings, record: Record) -> Ended:
    """Draft what the settings ask for, write it where they say, and return how that ended.

    Raises ActionError where the user has to mend something.
    """
    event = settings.event
    # An event that is about no pull request is no reason to leave a range alone that was asked for by name.
    creates = settings.create_pull_request != "false"
    is_named = bool(settings.head or (settings.base and not creates))
    is_range = is_named and event.skip_reason in {"unsupported-event", "no-pull-request"}
    if event.skip_reason and not is_range:
        return skip(event.skip_reason, event.skip_sentence)
    names_model = settings.use_llm and any(name.endswith("_OPENAI_API_KEY") for name in settings.backends)
    if settings.pr_number is not None or settings.branch or names_model:
        from pr_writer.inputs.machine_faults import check_certificates  # a run without a network has no use for it

        check_certificates(settings.child_environ, on_runner=settings.on_runner)
    if settings.use_llm and settings.verbose:
        _log_backends(settings)
    if settings.pr_number is None and not settings.branch:
        return _run_on_clone(settings, record)

    check_access(settings)
    preload_github()
    from pr_writer.github_api import GitHubApi  # it reads PyGithub, which a run on a clone has no use for

    github = GitHubApi(settings.api_url, settings.github_token, settings.repository, on_runner=settings.on_runner)
    _preload_model_sdk(settings)  # not before: the first answer of GitHub is then waited for while the SDK is read
    if settings.pr_number is None and creates:
        from pr_writer.pipeline import describe_branch  # as below

        return describe_branch(settings.branch, settings, github, record)
    number = settings.pr_number or github.find_open(settings.branch)
    if number is None:
        return skip("no-pull-request", f"No open pull request comes from {settings.branch}.")
    record(PullRequestNamed(number))
    log.info("pr-writer %s describes pull request %d of %s.", __version__, number, settings.repository)
    if event.comment_id:
        github.react_to_comment(event.comment_id)

    from pr_writer.pipeline import describe_pull_request  # 60 modules that a skipped run has no use for

    return describe_pull_request(number, settings, github, record)


def show_result(journal: Journal, runner: ActionsRunner, *, shows_json: bool = False) -> None:
    """Show the draft: on a runner folded in the log, locally as the only thing on standard output."""
    from pr_writer.runner.run_result import fold_events  # --help has no use for it

    result = fold_events(journal.list_events())
    if result.outcome == "skipped":
        log.info("%s", result.sentence, extra={"notice": True, "title": f"Skipped: {result.skipped_reason}"})
    if runner.is_there:
        _log_draft(result, runner)
    elif shows_json:
        from pr_writer.runner.result_object import list_facts  # as above

        runner.print_object(list_facts(result))
    elif text := result.prompt or _join_draft(result.draft):
        runner.print_result(text)
    if runner.is_there or result.pr_number or (result.outcome == "dry-run" and result.sentence):
        what = f"Pull request {result.pr_number}" if result.pr_number else "Outcome"
        log.info("%s", f"{what}: {result.outcome}. {result.sentence}".rstrip())


def _log_draft(result: RunResult, runner: ActionsRunner) -> None:
    if result.prompt:
        runner.say(result.prompt)
    elif result.draft:
        with runner.group("The draft" if result.backend else "What stands in the block"):
            runner.say(_join_draft(result.draft))


def _show_edited(journal: Journal, runner: ActionsRunner) -> None:
    """Show what a person wrote in this run, where it came to nothing, so that it is not lost."""
    for text in (_join_draft(event.draft) for event in journal.list_events() if isinstance(event, Edited)):
        runner.say(f"What you wrote:\n\n{text}")


def _join_draft(draft: Draft | None) -> str:
    return f"{draft.title}\n\n{draft.body}" if draft else ""


def _make_progress(environ: Mapping[str, str]) -> TerminalProgress | None:
    """Return what shows a person at a terminal that the run goes on; None on a runner and in a pipe."""
    if environ.get("GITHUB_ACTIONS") == "true" or sys.stderr is None or not sys.stderr.isatty():
        return None
    from pr_writer.runner.terminal_progress import TerminalProgress, is_terminal  # only a terminal has a use for it

    return TerminalProgress(sys.stderr) if is_terminal(sys.stderr, environ) else None


def _tell_runner(
    runner: ActionsRunner, journal: Journal, names: SettingNames, environ: Mapping[str, str], seconds: float
) -> None:
    """Set the step's outputs and write the job summary."""
    from pr_writer.runner.job_summary import write_summary  # a run on a clone has no use for these
    from pr_writer.runner.outputs import list_outputs
    from pr_writer.runner.run_result import fold_events

    result = fold_events(journal.list_events(), names.name_in)
    runner.set_outputs(list_outputs(result))
    runner.write_summary(write_summary(result, repository_url=_find_repository_url(environ), seconds=seconds))


def _find_repository_url(environ: Mapping[str, str]) -> str:
    """Return the address of the run's repository; a blank where the runner does not say it in the form of one."""
    url = f"{environ.get('GITHUB_SERVER_URL', '')}/{environ.get('GITHUB_REPOSITORY', '')}"
    return url if REPOSITORY_URL.fullmatch(url) else ""


def _redact(secrets: Sequence[str], text: str) -> str:
    from pr_writer.sanitize.secrets import redact_text  # six modules that --help has no use for

    return redact_text(secrets, text)


def _run_on_clone(settings: Settings, record: Record) -> Ended:
    if settings.create_pull_request != "false":
        raise ActionError("There is no branch to open a pull request for. Name one that was pushed with ⟨head⟩.")
    if settings.on_runner and not (settings.base or settings.head):
        raise ActionError(
            f"The event {settings.event.name} names no pull request. Set ⟨pr-number⟩ to the one to describe."
        )
    _preload_model_sdk(settings)

    from pr_writer.pipeline import describe_range

    return describe_range(settings, record)


def _preload_model_sdk(settings: Settings) -> None:
    if settings.use_llm and any(name.endswith(("_MODEL", "_API_KEY")) for name in settings.backends):
        preload_model_sdk()


def check_access(settings: Settings) -> None:
    """Raise ActionError where the settings name no repository, or no token to read it with."""
    if not OWNER_AND_NAME.fullmatch(settings.repository):
        state = repr(settings.repository) if settings.repository else "not set"
        raise ActionError(f"GITHUB_REPOSITORY is {state}. Set it to the pull request's owner/name.")
    if not settings.github_token:
        raise ActionError("There is no token to read the pull request with. Set ⟨github-token⟩.")


def _log_backends(settings: Settings) -> None:
    """Say of each backend whether it can be asked; costs a request to each, so only those who debug pay it."""
    import llm_router

    for backend in llm_router.status(settings.backends).backends:
        log.info("%s: %s", backend.backend, backend)
