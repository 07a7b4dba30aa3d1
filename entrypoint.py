"""Drafts a pull request's title and body and writes them: the stages of pr_writer, with llm_router in the middle."""

from __future__ import annotations

import gc
import logging
import os
import re
import signal
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, NoReturn

# An isolated interpreter (-I) leaves the script's own folder out, which keeps the workspace out as well.
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))  # noqa: PTH100, PTH120 - pathlib costs 5 ms here

from pr_writer.context.coverage import Coverage, measure_coverage
from pr_writer.context.skip_rules import find_skip_reason, is_outsider
from pr_writer.errors import ActionError, NoAnswerError, TooLongError
from pr_writer.inputs.settings import Event, Settings, list_cleartext, list_secrets, read_settings, scrub_environment
from pr_writer.publish.plan import (
    EDITED,
    NO_ROOM,
    digest,
    is_done,
    is_taken_over,
    plan_update,
    read_block,
    remove_block,
)
from pr_writer.runner.actions_runner import ActionsRunner
from pr_writer.runner.report import Asked, Report, format_coverage, list_outputs, write_summary
from pr_writer.sanitize.secrets import redact_text
from pr_writer.values import Changes, Draft, Issue, PullRequest

if TYPE_CHECKING:
    from llm_router import Attempt
    from pr_writer.drafting import RepoGuidelines, Task
    from pr_writer.git import Remote, Repository
    from pr_writer.github_api import GitHubApi

log = logging.getLogger("pr_writer")

FAILED, BUG = 1, 3
TAKEN_OVER = ("edited-by-a-person", EDITED)
NOTING = threading.Lock()


@dataclass(frozen=True, slots=True)
class Drafted:
    """A draft, and what the block says beside it; ``is_final`` unless the next run should draft anew."""

    draft: Draft
    is_final: bool = False
    coverage: str = ""
    templates: tuple[tuple[str, str], ...] = ()


def main(argv: Sequence[str], environ: Mapping[str, str]) -> int:
    """Run once and return the exit code: 0 done or rightly left alone, 1 the user can mend it, 3 a bug of ours."""
    secrets = list_secrets(environ)
    workflow = ActionsRunner(environ, clean=partial(redact_text, secrets))
    workflow.mask(*secrets)
    workflow.start_logging(logging.DEBUG if environ.get("RUNNER_DEBUG") == "1" else logging.INFO)
    report = Report()
    code = 0
    try:
        settings = read_settings(argv, environ)
        run(settings, report)
        publish(settings, report, workflow)
    except ActionError as exc:
        report.outcome, report.reason, code = "failed", str(exc), FAILED
        log.error("%s", exc)  # noqa: TRY400 - the sentence is for the reader, a traceback is not
    except Exception:
        report.outcome, report.reason, code = "failed", "This is a bug in pr-writer; please report it.", BUG
        log.exception("This is a bug in pr-writer; please report it with this text.")
    workflow.set_outputs(list_outputs(report))
    workflow.write_summary(write_summary(report))
    return code


def run(settings: Settings, report: Report) -> None:
    """Draft what the settings ask for and write it where they say; the report tells how it went."""
    event = settings.event
    if event.skip_reason:
        report.skip(event.skip_reason, event.skip_text)
        return
    if settings.verbose and settings.use_llm:
        log_status(settings)
    if settings.pr_number is None and not event.branch:
        preload(settings)
        draft_range(settings, report)
        return
    pulls = connect(settings)
    preload(settings)  # not before: the first answer of GitHub is then waited for while the SDK is read
    number = settings.pr_number or pulls.find_open(event.branch)
    if number is None:
        report.skip("no-pull-request", f"No open pull request comes from {event.branch}.")
        return
    report.pr_number = number
    update_pull(settings, report, pulls, number)


def preload(settings: Settings) -> None:
    """Start to read the model's SDK, which takes longest, while git and GitHub are waited for.

    Git's processes start while os.environ is theirs alone, so a thread beside them may import, and nothing else.
    """
    if settings.use_llm and any(name.endswith(("_MODEL", "_API_KEY")) for name in settings.backends):
        import llm_router

        llm_router.preload(lean=True)


def log_status(settings: Settings) -> None:
    """Say of each backend whether it can be asked; costs a request to each, so only who debugs is told."""
    import llm_router

    for backend in llm_router.status(settings.backends).backends:
        log.info("%s: %s", backend.backend, backend)


def connect(settings: Settings) -> GitHubApi:
    """Return the way to the repository's pull requests."""
    from llm_router.lean import import_lean
    from pr_writer.github_api import UNUSED, GitHubApi  # a run on a clone needs no GitHub

    if not re.fullmatch(r"[\w.-]+/[\w.-]+", settings.repository):
        raise ActionError(f"GITHUB_REPOSITORY is {settings.repository!r}. Set it to the pull request's owner/name.")
    if not settings.github_token:
        raise ActionError("There is no token to read the pull request with. Set github-token, or GITHUB_TOKEN.")
    import_lean("github", later=UNUSED)
    return GitHubApi(settings.api_url, settings.github_token, settings.repository)


def draft_range(settings: Settings, report: Report) -> None:
    """Draft a clone's own latest change, or the range from base to head; nothing is written."""
    from pr_writer.drafting import make_task, read_guidelines
    from pr_writer.git import open_repository, resolve_range  # GitPython: a skipped run needs none

    if settings.on_runner and not (settings.base or settings.head):
        raise ActionError(
            f"The event {settings.event.name} names no pull request. Set pr-number to the one to describe."
        )
    with open_repository(settings.repo_dir, environ=settings.child_environ) as repository:
        span = resolve_range(repository, settings.base, settings.head)
        pull = PullRequest(None, "", "", span.base_ref, span.base_sha, span.head_ref, span.head_sha)
        changes = read(settings, report, repository, pull, settings.max_diff_tokens)
        if not changes.files:
            report.skip("empty-diff", "Both ends of the change hold the same files.")
            return
        house = read_guidelines(repository, changes.base_sha)
        task = make_task(pull, changes, house, partial(read, settings, report, repository, pull))
        draft_change(settings, report, task)
    report.outcome = "dry-run"


def update_pull(settings: Settings, report: Report, pulls: GitHubApi, number: int) -> None:
    """Draft one pull request and write it, unless there is a reason to leave it alone."""
    pull = pulls.read(number)
    report.old_title, report.old_body = pull.title, pull.body
    event = settings.event if settings.event.number == number else Event("")
    reason = find_skip_reason(
        pull,
        expected_head=event.head_sha,
        skip_bots=settings.skip_bots,
        skip_drafts=settings.skip_drafts,
        skip_label=settings.skip_label,
    )
    if reason or (settings.update_body and is_taken_over(pull.body)):
        report.skip(*(reason or TAKEN_OVER))
        return

    from pr_writer.drafting import make_task, read_guidelines
    from pr_writer.git import open_repository  # not before GitHub was asked, and never for a run that is skipped

    remote = name_remote(settings, report, pulls, number)
    with open_repository(settings.repo_dir, environ=settings.child_environ, remote=remote) as repository:
        asked = replace(pull, base_sha=event.base_sha or pull.base_sha, body=remove_block(pull.body))
        changes = read(settings, report, repository, asked, settings.max_diff_tokens)
        if not changes.files:
            report.skip("empty-diff", f"{pull.head_ref} changes nothing against {pull.base_ref}.")
            return
        house = read_guidelines(repository, changes.base_sha)
        work = fingerprint(settings, changes, house)
        if is_done(pull.body, work) and not (settings.force or settings.dry_run or settings.show_prompt):
            report.outcome, report.reason = "unchanged", "Diff, prompt and settings are as they were last time."
            report.title, report.body = pull.title, read_block(pull.body)
            return
        again = partial(read, settings, report, repository, asked)
        task = make_task(asked, changes, house, again, standing=read_block(pull.body))
        drafted = draft_change(settings, report, replace(task, issues=read_issues(settings, pulls, task.pull, changes)))
    if settings.dry_run or settings.show_prompt:
        report.outcome = "dry-run"
    elif report.is_unasked and not drafted.is_final and is_from_outside(settings, pull):
        report.skip("no-secrets", "A pull request from outside gets no secrets, so there is no model to ask.")
    else:
        write(settings, report, pulls, pull, drafted, work if drafted.is_final else "")


def name_remote(settings: Settings, report: Report, pulls: GitHubApi, number: int) -> Remote:
    """Return where the pull request's commits are, for a workspace that does not have them."""
    from pr_writer.git import Remote

    def find_merge_base(base_sha: str, head_sha: str) -> str:
        report.comparison = pulls.compare(base_sha, head_sha)
        return report.comparison.merge_base_sha

    return Remote(settings.server_url, settings.repository, settings.github_token, number, find_merge_base)


def read(settings: Settings, report: Report, repository: Repository, pull: PullRequest, max_tokens: int) -> Changes:
    """Read the change, its patches cut to so many tokens, and note in the report what was read."""
    from pr_writer.git import read_changes

    changes = read_changes(repository, pull.base_sha, pull.head_sha, ignore=settings.ignore, max_tokens=max_tokens)
    if report.comparison:  # the clone does not have the branch's whole history, and GitHub does
        known = report.comparison
        changes = replace(changes, commits=known.commits, commit_count=known.commit_count)
    note_changes(report, changes)
    return changes


def note_changes(report: Report, changes: Changes) -> Coverage:
    """Note in the report what was read of the change, and return how much of it that is."""
    coverage = measure_coverage(changes)
    report.changes, report.files_read, report.files_total = changes, coverage.files_read, coverage.files_total
    return coverage


def read_issues(settings: Settings, pulls: GitHubApi, pull: PullRequest, changes: Changes) -> tuple[Issue, ...]:
    """Read the issues that the pull request is about, for the reason behind it."""
    if not (settings.linked_issues and (settings.use_llm or settings.show_prompt)):
        return ()
    from pr_writer.context.linked_issues import list_linked

    numbers = list_linked(pull, changes.commits, repository=settings.repository, server_url=settings.server_url)
    return tuple(filter(None, map(pulls.read_issue, numbers)))


def fingerprint(settings: Settings, changes: Changes, house: RepoGuidelines) -> str:
    """Return a digest of all that the draft depends on: an equal one means that there is nothing new to ask."""
    from pr_writer.prompting.messages import load_text

    wishes = (settings.use_llm, settings.temperature, settings.max_diff_tokens, settings.ignore, settings.language)
    asked = (settings.instructions, settings.update_title, settings.large, settings.linked_issues, house.instructions)
    models = sorted((name, value) for name, value in settings.backends.items() if name.endswith("_MODEL"))
    prompts = tuple(map(load_text, ("system", "template", "part")))
    return digest(repr((changes.fingerprint, prompts, asked, wishes, models)))


def draft_change(settings: Settings, report: Report, task: Task) -> Drafted:
    """Draft with a model, else with the template, and note the draft in the report."""
    from pr_writer.drafting import PromptOptions, draft_by_model, draft_by_template, is_bot_bump, show_prompt
    from pr_writer.drafting.draft_sanitizer import sanitize_draft

    wishes = PromptOptions(
        secrets=settings.secrets,
        max_diff_tokens=settings.max_diff_tokens,
        summarise=settings.large == "summarise",
        instructions=settings.instructions,
        language=settings.language,
    )
    if settings.show_prompt and not settings.use_llm:
        raise ActionError("With use-llm false no model is sent anything. Leave it out to see what one would be sent.")
    if settings.show_prompt:
        report.prompt = show_prompt(task, wishes, report)
        return Drafted(Draft("", ""))
    clean = partial(sanitize_draft, server_url=settings.server_url, secrets=settings.secrets)
    draft = None
    # What a bot moves from one version to another is told in full by what git sees.
    is_asked = settings.use_llm and not is_bot_bump(task.pull, report.get_changes())
    if settings.use_llm and not is_asked:
        log.info("A bot moves versions, and nothing else: no model is asked.")
    if is_asked:
        for variable in list_cleartext(settings.backends):
            log.warning("%s is http: the key and the code cross the network in clear text. Use https.", variable)
        draft = draft_by_model(partial(ask, settings, report, task.pull), task, wishes, report, clean)
    if draft:
        warn_of_fallback(report)
    else:
        report.backend = "template"
        draft = draft_by_template(task, report.get_changes(), clean)
    report.title, report.body, report.model = draft.title, draft.body, draft.model or ""
    coverage = note_changes(report, report.get_changes())
    # A draft that only stands in for a model is no reason for the next run not to ask.
    is_final = draft.model is not None or not is_asked
    told = format_coverage(coverage) if draft.model else ""
    return Drafted(draft, is_final=is_final, coverage=told, templates=task.house.templates)


def ask(
    settings: Settings,
    report: Report,
    pull: PullRequest,
    messages: list[dict[str, str]],
    *,
    form: Mapping[str, Any] | None = None,
    usable: Callable[[str], bool] | None = None,
) -> tuple[str, str]:
    """Ask a model through the router, and note each attempt; its errors come out as those of pr_writer."""
    import llm_router  # a run without a model needs none

    try:
        return llm_router.chat_complete(
            messages,
            settings.temperature,
            response_format=form,
            usable=usable,
            on_attempt=partial(note_attempt, report),
            environ=settings.backends,
        )
    except llm_router.BadConfig as exc:
        raise ActionError(str(exc)) from exc
    except llm_router.NotConfigured as exc:
        raise NoAnswerError(str(exc), is_expected=is_from_outside(settings, pull)) from exc
    except llm_router.AllBackendsFailed as exc:
        tried = "; ".join(f"{one.backend} ({one.model}): {one.detail or one.outcome}" for one in exc.attempts)
        raise NoAnswerError(tried) from exc
    except Exception as exc:
        refusal = llm_router.refusal_of(exc)  # the SDK's own exceptions are not importable here
        if refusal is None:
            raise
        kind = TooLongError if refusal.is_too_long else NoAnswerError if refusal.is_busy else ActionError
        raise kind(refusal.sentence) from exc


def is_from_outside(settings: Settings, pull: PullRequest) -> bool:
    """Say whether this run has neither secrets nor a token that writes, because of who opened the pull request."""
    return is_outsider(pull, event=settings.event.name, actor=settings.actor)


def note_attempt(report: Report, attempt: Attempt) -> None:
    """Put one attempt at a backend into the report; of a change that is read in parts, several are under way."""
    asked = Asked(attempt.backend, attempt.model, attempt.outcome, attempt.seconds, attempt.detail, attempt.cost)
    with NOTING:
        report.add_attempt(asked, attempt.prompt_tokens, attempt.completion_tokens)


def warn_of_fallback(report: Report) -> None:
    """Say why the backend that answered was not the first one: of its failures the first, the others rest on that."""
    failed = [asked for asked in report.attempts[:-1] if asked.backend != report.attempts[-1].backend]
    if failed:
        cause = next((asked for asked in failed if asked.outcome != "resting"), failed[0])
        log.warning(
            "The %s backend (%s) did not answer: %s. The %s did.",
            cause.backend,
            cause.model,
            (cause.detail or cause.outcome).rstrip("."),
            report.attempts[-1].backend,
            extra={"title": "The fallback answered"},
        )


def write(settings: Settings, report: Report, pulls: GitHubApi, pull: PullRequest, drafted: Drafted, work: str) -> None:
    """Look at the pull request once more, and write what is new into it."""
    from pr_writer.github_api import NotWritableError

    number = report.pr_number or 0
    now = pulls.read(number)
    report.old_title, report.old_body = now.title, now.body
    if now.head_sha != pull.head_sha:
        report.skip("head-moved", "A commit was pushed during this run; the run of that push describes it.")
        return
    plan = plan_update(
        now,
        drafted.draft,
        work=work,
        title_read=pull.title,
        update_title=settings.update_title,
        update_body=settings.update_body,
        commit_subjects=tuple(commit.subject for commit in report.get_changes().commits),
        templates=drafted.templates,
        coverage=drafted.coverage,
    )
    report.notes.extend(plan.kept)
    report.new_body = plan.update.body
    if plan.is_taken_over:
        report.skip(*TAKEN_OVER)
        return
    if NO_ROOM in plan.kept:
        log.warning("%s", NO_ROOM, extra={"title": "The body was not written"})
    if not plan.update and NO_ROOM in plan.kept:
        report.skip("no-room", NO_ROOM)
        return
    if not plan.update:
        report.outcome, report.reason = "unchanged", "The pull request says already what was drafted."
        return
    try:
        pulls.write(number, plan.update)
    except NotWritableError as exc:
        if not is_from_outside(settings, now):
            raise ActionError(str(exc)) from exc
        report.skip("read-only-token", f"The token of a pull request from outside may not write. {exc}")
        return
    report.outcome = "updated"


def publish(settings: Settings, report: Report, workflow: ActionsRunner) -> None:
    """Show the draft: on a runner folded in the log, locally as the only thing on standard output."""
    if report.outcome == "skipped":
        log.info("%s", report.reason, extra={"notice": True, "title": f"Skipped: {report.skipped_reason}"})
    if report.prompt and settings.on_runner:
        workflow.say(report.prompt)
    elif report.prompt:
        workflow.print_result(report.prompt)
    elif report.title and settings.on_runner:
        with workflow.group("The draft"):
            workflow.say(f"{report.title}\n\n{report.body}")
    elif report.title:
        workflow.print_result(f"{report.title}\n\n{report.body}")
    if settings.on_runner or report.pr_number:
        log.info("Outcome for pull request %s: %s. %s", report.pr_number or "(none)", report.outcome, report.reason)


def stop(number: int, _: object) -> None:
    """End the run: the first process of a container ignores a signal that it has no handler for."""
    raise SystemExit(128 + number)


def end(code: int) -> NoReturn:
    """End at once when all is said: to take a thousand modules apart would cost a fifth of the run."""
    try:
        for stream in filter(None, (sys.stdout, sys.stderr)):  # None where it was closed before the start
            stream.flush()
    except OSError:  # nobody reads any more; Python has an exit code for that
        raise SystemExit(code) from None
    os._exit(code)


if __name__ == "__main__":
    # What is imported stays, and to look through it again and again costs a tenth of the run; a run that makes far more
    # objects than an import does is still looked through.
    gc.set_threshold(500_000)
    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    end(main(sys.argv[1:], scrub_environment(os.environ)))
