"""Drafts a pull request's title and body and writes them: the stages of pr_writer, with llm_router in the middle."""

from __future__ import annotations

import gc
import logging
import os
import re
import signal
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, NoReturn

# An isolated interpreter (-I) leaves the script's own folder out, which keeps the workspace out as well.
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))  # noqa: PTH100, PTH120 - pathlib costs 5 ms here

from pr_writer.convention import Convention, apply_convention, learn_convention
from pr_writer.coverage import measure_coverage
from pr_writer.draft import read_draft
from pr_writer.errors import ActionError
from pr_writer.harmless import make_harmless
from pr_writer.prompt import load_system_prompt, write_prompt
from pr_writer.pull_template import find_templates, is_untouched
from pr_writer.redact import redact_text
from pr_writer.report import Asked, Report, list_outputs, tell_coverage, write_summary
from pr_writer.settings import Event, Settings, list_cleartext, list_secrets, read_settings, scrub_environment
from pr_writer.skip import find_skip_reason, is_outsider
from pr_writer.template import draft_template, select_commits
from pr_writer.update import (
    EDITED,
    NO_ROOM,
    digest,
    is_done,
    is_taken_over,
    plan_update,
    read_block,
    remove_block,
    shape_title,
)
from pr_writer.values import Changes, Draft, PullRequest
from pr_writer.workflow import Workflow

if TYPE_CHECKING:
    from llm_router import Attempt, Refusal
    from pr_writer.changes import Repository
    from pr_writer.pulls import Pulls

log = logging.getLogger("pr_writer")

FAILED, BUG = 1, 3
PARTS = (1, 2, 4)  # of the budget for the diff, one after another while the prompt is too long for the model
TAKEN_OVER = ("edited-by-a-person", EDITED)


@dataclass(frozen=True, slots=True)
class Drafted:
    """A draft, what it was made of, and what the block says beside it.

    ``work`` is remembered in the block, empty where the next run should draft anew.
    """

    draft: Draft
    work: str = ""
    coverage: str = ""
    templates: tuple[tuple[str, str], ...] = ()


def main(argv: Sequence[str], environ: Mapping[str, str]) -> int:
    """Run once and return the exit code: 0 done or rightly left alone, 1 the user can mend it, 3 a bug of ours."""
    secrets = list_secrets(environ)
    workflow = Workflow(environ, clean=partial(redact_text, secrets))
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


def connect(settings: Settings) -> Pulls:
    """Return the way to the repository's pull requests."""
    from llm_router.lean import import_lean
    from pr_writer.pulls import UNUSED, Pulls  # a run on a clone needs no GitHub

    if not re.fullmatch(r"[\w.-]+/[\w.-]+", settings.repository):
        raise ActionError(f"GITHUB_REPOSITORY is {settings.repository!r}. Set it to the pull request's owner/name.")
    if not settings.github_token:
        raise ActionError("There is no token to read the pull request with. Set github-token, or GITHUB_TOKEN.")
    import_lean("github", later=UNUSED)
    return Pulls(settings.api_url, settings.github_token, settings.repository)


def draft_range(settings: Settings, report: Report) -> None:
    """Draft a clone's own latest change, or the range from base to head; nothing is written."""
    from pr_writer.changes import open_repository  # GitPython: a skipped run needs none

    if settings.on_runner and not (settings.base or settings.head):
        raise ActionError(
            f"The event {settings.event.name} names no pull request. Set pr-number to the one to describe."
        )
    with open_repository(settings.repo_dir, environ=settings.child_environ) as repository:
        span = repository.resolve_range(settings.base, settings.head)
        pull = PullRequest(None, "", "", span.base_ref, span.base_sha, span.head_ref, span.head_sha)
        changes = read(settings, report, repository, pull)
        if not changes.files:
            report.skip("empty-diff", "Both ends of the change hold the same files.")
            return
        draft_change(settings, report, repository, pull)
    report.outcome = "dry-run"


def update_pull(settings: Settings, report: Report, pulls: Pulls, number: int) -> None:
    """Draft one pull request and write it, unless there is a reason to leave it alone."""
    from pr_writer.changes import Remote, open_repository

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

    def find_merge_base(base_sha: str, head_sha: str) -> str:
        report.comparison = pulls.compare(base_sha, head_sha)
        return report.comparison.merge_base_sha

    remote = Remote(settings.server_url, settings.repository, settings.github_token, number, find_merge_base)
    with open_repository(settings.repo_dir, environ=settings.child_environ, remote=remote) as repository:
        asked = replace(pull, base_sha=event.base_sha or pull.base_sha, body=remove_block(pull.body))
        changes = read(settings, report, repository, asked)
        if not changes.files:
            report.skip("empty-diff", f"{pull.head_ref} changes nothing against {pull.base_ref}.")
            return
        if is_done(pull.body, fingerprint(settings, changes)) and not (settings.force or settings.dry_run):
            report.outcome, report.reason = "unchanged", "Diff, prompt and settings are as they were last time."
            report.title, report.body = pull.title, read_block(pull.body)
            return
        templates = find_templates(
            partial(repository.list_files, changes.base_sha), partial(repository.read_file, changes.base_sha)
        )
        if is_untouched(asked.body, templates):
            asked = replace(asked, body="")
        drafted = replace(draft_change(settings, report, repository, asked), templates=templates)
    if settings.dry_run:
        report.outcome = "dry-run"
    elif report.is_unasked and settings.use_llm and is_outsider(pull, event=settings.event.name, actor=settings.actor):
        report.skip("no-secrets", "A pull request from outside gets no secrets, so there is no model to ask.")
    else:
        write(settings, report, pulls, pull, drafted)


def read(settings: Settings, report: Report, repository: Repository, pull: PullRequest, *, part: int = 1) -> Changes:
    """Read the change, with the given part of the budget, and note in the report what was read."""
    from pr_writer.changes import read_changes

    budget = max(settings.max_diff_tokens // part, 1)
    changes = read_changes(repository, pull.base_sha, pull.head_sha, ignore=settings.ignore, max_tokens=budget)
    if report.comparison:  # the clone does not have the branch's whole history, and GitHub does
        known = report.comparison
        changes = replace(changes, commits=known.commits, commit_count=known.commit_count)
    coverage = measure_coverage(changes)
    report.changes, report.files_read, report.files_total = changes, coverage.files_read, coverage.files_total
    return changes


def fingerprint(settings: Settings, changes: Changes) -> str:
    """Return a digest of all that the draft depends on: an equal one means that there is nothing new to ask."""
    wishes = (settings.use_llm, settings.temperature, settings.max_diff_tokens, settings.ignore, settings.language)
    models = sorted((name, value) for name, value in settings.backends.items() if name.endswith("_MODEL"))
    told = (changes.fingerprint, load_system_prompt(), settings.instructions, settings.update_title, wishes, models)
    return digest(repr(told))


def draft_change(settings: Settings, report: Report, repository: Repository, pull: PullRequest) -> Drafted:
    """Have a model draft the change, else the template; what comes out can only describe, whoever wrote it."""
    # The merge base is on the base branch, so nobody from outside wrote it, and it is here without a fetch.
    convention = learn_convention(repository.read_subjects(report.get_changes().base_sha))
    draft = ask_model(settings, report, repository, pull, convention) if settings.use_llm else None
    changes = report.get_changes()
    clean = partial(make_harmless, pull=pull, changes=changes, server_url=settings.server_url, secrets=settings.secrets)
    work, coverage = fingerprint(settings, changes), tell_coverage(measure_coverage(changes))
    if draft:
        draft, corrections = clean(draft)
        report.notes += corrections
        if not draft.body.strip():
            log.warning("Nothing of the model's answer is borne out by the change. The template draft is used.")
            draft = None
    if draft is None:
        report.backend = "template"
        draft, _ = clean(draft_template(pull, changes))
        if len(select_commits(changes.commits)) != 1:  # one commit's subject is a person's title
            draft = replace(draft, title=apply_convention(draft.title, convention, changes))
        # A draft that only stands in for a model is no reason for the next run not to ask.
        work, coverage = "" if settings.use_llm else work, ""
    report.title, report.body, report.model = draft.title, draft.body, draft.model or ""
    return Drafted(draft, work, coverage)


def ask_model(
    settings: Settings, report: Report, repository: Repository, pull: PullRequest, convention: Convention | None
) -> Draft | None:
    """Return what a model drafted; None where the template has to do, which is then said in a warning.

    Raises ActionError where a backend refused for a reason that the user can mend.
    """
    import llm_router  # a run without a model needs none

    for variable in list_cleartext(settings.backends):
        log.warning("%s is http: the key and the code cross the network in clear text. Use https.", variable)
    for part in PARTS:
        changes = report.get_changes() if part == 1 else read(settings, report, repository, pull, part=part)
        try:
            model, text = llm_router.chat_complete(
                write_messages(settings, report, pull, changes, convention),
                settings.temperature,
                usable=lambda text: read_draft(text) is not None,
                on_attempt=partial(note_attempt, report),
                environ=settings.backends,
            )
        except Exception as exc:  # noqa: BLE001 - the SDK's own are not importable here; what is none of ours is raised
            refusal = llm_router.refusal_of(exc)
            if refusal and refusal.is_too_long and part != PARTS[-1]:
                log.info("The prompt was too long for the model; trying again with half of the diff.")
                continue
            explain_silence(
                exc, refusal, is_expected=is_outsider(pull, event=settings.event.name, actor=settings.actor)
            )
            return None
        warn_of_fallback(report)
        draft = read_draft(text, model)
        return draft and replace(
            draft, title=shape_title(apply_convention(shape_title(draft.title), convention, changes))
        )
    return None


def explain_silence(exc: Exception, refusal: Refusal | None, *, is_expected: bool) -> None:
    """Say in a warning why no model drafted; raise where that is for the user to mend, or a bug.

    ``is_expected`` is for runs that get no secrets: they are told so elsewhere.
    """
    import llm_router

    if isinstance(exc, llm_router.BadConfig):
        raise ActionError(str(exc)) from exc
    if refusal and not refusal.is_busy:
        raise ActionError(refusal.sentence) from exc
    if not refusal and not isinstance(exc, llm_router.NotConfigured | llm_router.AllBackendsFailed):
        raise exc
    level = logging.INFO if is_expected and isinstance(exc, llm_router.NotConfigured) else logging.WARNING
    if isinstance(exc, llm_router.AllBackendsFailed):
        cause = "; ".join(f"{one.backend} ({one.model}): {one.detail or one.outcome}" for one in exc.attempts)
    else:
        cause = (refusal.sentence if refusal else str(exc)).rstrip(".")
    log.log(level, "%s. The template draft is used.", cause, extra={"title": "No model drafted"})


def write_messages(
    settings: Settings, report: Report, pull: PullRequest, changes: Changes, convention: Convention | None
) -> list[dict[str, str]]:
    """Return the prompt: without secrets, and its material between lines that nobody can foresee."""
    from pr_writer.protect import Protector

    protector = Protector(settings.secrets)
    pull, changes = protector.protect_pull(pull), protector.protect_changes(changes)
    for secret in protector.describe_secrets():
        log.warning("%s", secret, extra={"title": "Secret in the change"})
    report.notes = [*dict.fromkeys([*report.notes, *protector.describe_hidden()])]
    return write_prompt(
        pull,
        changes,
        boundary=f"=====MATERIAL-{os.urandom(12).hex()}=====",
        author_text=pull.body,
        instructions=settings.instructions,
        language=settings.language,
        convention=convention.describe() if convention else "",
        name_tokens=settings.max_diff_tokens // 3,
    )


def note_attempt(report: Report, attempt: Attempt) -> None:
    """Put one attempt at a backend into the report."""
    asked = Asked(attempt.backend, attempt.model, attempt.outcome, attempt.seconds, attempt.detail)
    report.attempts.append(asked)
    if attempt.outcome == "ok":
        report.backend = attempt.backend
        report.prompt_tokens, report.completion_tokens = attempt.prompt_tokens, attempt.completion_tokens


def warn_of_fallback(report: Report) -> None:
    """Say why the backend that answered was not the first one."""
    failed = [asked for asked in report.attempts[:-1] if asked.backend != report.attempts[-1].backend]
    if failed:
        log.warning(
            "The %s backend (%s) did not answer: %s. The %s did.",
            failed[-1].backend,
            failed[-1].model,
            (failed[-1].detail or failed[-1].outcome).rstrip("."),
            report.attempts[-1].backend,
            extra={"title": "The fallback answered"},
        )


def write(settings: Settings, report: Report, pulls: Pulls, pull: PullRequest, drafted: Drafted) -> None:
    """Look at the pull request once more, and write what is new into it."""
    from pr_writer.pulls import NotWritableError

    number = report.pr_number or 0
    now = pulls.read(number)
    report.old_title, report.old_body = now.title, now.body
    if now.head_sha != pull.head_sha:
        report.skip("head-moved", "A commit was pushed during this run; the run of that push describes it.")
        return
    plan = plan_update(
        now,
        drafted.draft,
        work=drafted.work,
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
        if not is_outsider(now, event=settings.event.name, actor=settings.actor):
            raise ActionError(str(exc)) from exc
        report.skip("read-only-token", f"The token of a pull request from outside may not write. {exc}")
        return
    report.outcome = "updated"


def publish(settings: Settings, report: Report, workflow: Workflow) -> None:
    """Show the draft: on a runner folded in the log, locally as the only thing on standard output."""
    if report.outcome == "skipped":
        log.info("%s", report.reason, extra={"notice": True, "title": f"Skipped: {report.skipped_reason}"})
    if report.title and settings.on_runner:
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
        sys.stdout.flush()
        sys.stderr.flush()
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
