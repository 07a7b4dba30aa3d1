"""``pr-writer backfill``: a request → the parts of the run → the walk → what is told of it → an exit code."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from pr_writer.app import EXIT_FAILED, EXIT_OK, catch_faults, check_access, make_runner
from pr_writer.backfill.options import OWN_OPTIONS, Request, read_request
from pr_writer.events import Journal
from pr_writer.inputs.process_environment import list_secrets
from pr_writer.inputs.setting_names import SettingNames

if TYPE_CHECKING:
    from pr_writer.backfill.listing import OpenPull
    from pr_writer.backfill.paced_github import PacedGitHubApi
    from pr_writer.backfill.pacer import Pacer
    from pr_writer.backfill.report import Report
    from pr_writer.runner.actions_runner import ActionsRunner

# Reading, comparing, three issues, reading anew, writing, and one to spare.
REQUESTS_OF_ONE = 8
INTERRUPTED = "Interrupted; run it again to go on."

log = logging.getLogger("pr_writer")


def main(argv: Sequence[str], environ: Mapping[str, str], *, pacer: Pacer | None = None) -> int:
    """Describe a repository's open pull requests and return the exit code: see ``--help``.

    ``pacer`` is for tests.
    """
    runner = make_runner(environ, list_secrets(environ), SettingNames(environ, OWN_OPTIONS))
    codes = [EXIT_OK]

    def story() -> None:
        codes.append(run(read_request(argv, environ, datetime.now(UTC)), runner, environ, pacer))

    return max(catch_faults(story, Journal().record), *codes)


def run(request: Request, runner: ActionsRunner, environ: Mapping[str, str], pacer: Pacer | None) -> int:
    """Do what is asked for and tell of it. Raises ActionError where nothing can be done."""
    from pr_writer.backfill.listing import is_meant  # --help has no use for these
    from pr_writer.backfill.pacer import Pacer
    from pr_writer.backfill.spending import check_prices, read_backends
    from pr_writer.bootstrap import preload_github
    from pr_writer.inputs.machine_faults import check_certificates

    settings, filters = request.settings, request.filters
    check_access(settings)
    check_certificates(settings.child_environ, on_runner=settings.on_runner)
    backends = read_backends(settings)
    if request.caps.cost is not None:
        check_prices(backends)
    preload_github()
    from pr_writer.backfill.paced_github import PacedGitHubApi  # not before: it reads PyGithub

    pacer = pacer or Pacer()
    pacer.parallel = request.parallel
    github = PacedGitHubApi(
        settings.api_url, settings.github_token, settings.repository, pacer, on_runner=settings.on_runner
    )
    github.read_limit()
    listed = github.list_open(with_bodies=settings.dry_run or filters.only_generic)
    pulls = [pull for pull in listed if is_meant(pull, filters)]
    if not settings.dry_run:
        return _walk(pulls, request, github, pacer, runner, environ)

    from pr_writer.backfill.estimate import estimate, write_estimate  # a walk has no use for it

    room = pacer.find_room()
    told = estimate(pulls, settings, backends, room, most=request.caps.drafts)
    text = write_estimate(told, settings.repository, room)
    _tell(runner, text, f"## pr-writer backfill: a dry run\n\n{text}\n")
    return EXIT_OK


def _walk(
    pulls: Sequence[OpenPull],
    request: Request,
    github: PacedGitHubApi,
    pacer: Pacer,
    runner: ActionsRunner,
    environ: Mapping[str, str],
) -> int:
    """Describe the pull requests until there is a reason to stop, and tell what came of it, also where interrupted."""
    from pr_writer.backfill.progress import show_progress_bar  # as above
    from pr_writer.backfill.report import Report
    from pr_writer.backfill.walk import Row, describe_one, find_exit_code, find_lasting_fault, find_stop

    rows: list[Row] = []
    stopped, fault, code = "", "", EXIT_OK
    started = pacer.read_clock()
    log.info("%d open pull requests of %s match.", len(pulls), request.settings.repository)
    try:
        for place, listed in enumerate(pulls, start=1):
            show_progress_bar(place - 1, len(pulls))
            pacer.wait_for_room(REQUESTS_OF_ONE)
            stopped = runner.name_settings(find_stop(rows, request.caps, (pacer.read_clock() - started) / 60))
            if stopped:
                break
            with runner.group(f"Pull request #{listed.number}, {place} of {len(pulls)}"):
                rows.append(describe_one(listed, request.settings, github, runner.name_settings))
                log.info("%s", f"{rows[-1].outcome.capitalize()}. {rows[-1].why}".strip())
            stopped = fault = find_lasting_fault(rows)
            if fault:
                break
    except SystemExit as interrupt:  # the process's handler of signals raises it
        stopped, code = INTERRUPTED, interrupt.code if isinstance(interrupt.code, int) else EXIT_FAILED
    report = Report(request.settings.repository, tuple(rows), len(pulls), stopped, seconds=pacer.read_clock() - started)
    _tell_report(report, runner, environ)
    if fault or code:  # the report says it as well; a cap that was reached is no more than that
        log.log(logging.ERROR if fault else logging.WARNING, "%s", stopped)
    return code or max(find_exit_code(rows), EXIT_FAILED if fault else EXIT_OK)


def _tell_report(report: Report, runner: ActionsRunner, environ: Mapping[str, str]) -> None:
    from pr_writer.backfill.report import list_report_outputs, write_lines, write_summary  # as above

    server = environ.get("GITHUB_SERVER_URL", "").strip() or "https://github.com"
    _tell(runner, write_lines(report), write_summary(report, f"{server}/{report.repository}"))
    runner.set_outputs(list_report_outputs(report))


def _tell(runner: ActionsRunner, text: str, summary: str) -> None:
    """Show a text as what was asked for, and the summary where there is a place for it."""
    if runner.is_there:
        runner.say(text)
    else:
        runner.print_result(text)
    runner.write_summary(summary)
