"""The story of a run: a pull request is read, drafted and written; or a clone's latest change is drafted and shown."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING

from pr_writer.context.drafting_context import IssueSource, read_context
from pr_writer.context.guidelines import read_guidelines
from pr_writer.context.skip_rules import find_skip_reason
from pr_writer.draft_stage import draft_or_show, open_history
from pr_writer.events import ChangesRead, Drafted, Ended, PullRequestNamed, PullRequestRead, Record, skip
from pr_writer.git import DiffReader, Repository, resolve_range
from pr_writer.inputs.settings import Settings
from pr_writer.values import Changes, Draft, PullRequest

if TYPE_CHECKING:
    from pr_writer.context.drafting_context import Context
    from pr_writer.drafting.draft_change import DraftResult
    from pr_writer.github_api import GitHubApi
    from pr_writer.publish.input_digest import InputDigest
    from pr_writer.publish.publish_draft import Publication

log = logging.getLogger("pr_writer")


def describe_pull_request(number: int, settings: Settings, github: GitHubApi, record: Record) -> Ended:
    """Draft a pull request's title and body and write them, unless there is a reason to leave it alone."""
    from pr_writer.publish.marker import Signer
    from pr_writer.publish.plan import read_block  # 6 modules that a run on a clone does without
    from pr_writer.publish.publish_draft import publish_draft

    pull = github.read(number)
    record(PullRequestRead(pull))
    event = settings.find_event(number)
    signer = Signer(settings.marker_key, number)
    is_ours = settings.create_pull_request != "false" and bool(read_block(pull.body, signer))
    if reason := find_skip_reason(pull, settings.skip_rules, expected_head=event.head_sha, is_ours=is_ours):
        return skip(*reason)
    if event.edits_text_only and not settings.force:
        return Ended("unchanged", "Only title or body were edited, and what is to be described is the same.")
    drafted = draft_pull_request(pull, settings, github, record)
    return drafted if isinstance(drafted, Ended) else publish_draft(github, pull, drafted, record)


def describe_branch(branch: str, settings: Settings, github: GitHubApi, record: Record) -> Ended:
    """Describe the open pull request of a branch; where it has none, draft one and open it."""
    from pr_writer.new_pull_request import read_new_pull  # 5 modules that a run on a known number does without
    from pr_writer.publish.open_draft import open_draft

    listed = github.list_pulls(branch)
    standing = next((pull for pull in listed if pull.state == "open"), None)
    number = standing.number if standing else None
    if standing and settings.base.removeprefix("refs/heads/") not in {"", standing.base_ref}:
        log.warning("Pull request %s goes into %s, so ⟨base⟩ is not heeded.", number, standing.base_ref)
    if number is None:
        pull = read_new_pull(branch, listed, settings, github)
        if isinstance(pull, Ended):
            return pull
        drafted = draft_pull_request(pull, settings, github, record)
        if isinstance(drafted, Ended):
            return drafted
        ended = open_draft(github, pull, drafted, record, is_draft=settings.create_pull_request == "draft")
        if isinstance(ended, Ended):
            return ended
        number = ended  # it appeared meanwhile, and may have an author's words that the draft knows nothing of
    record(PullRequestNamed(number))
    return describe_pull_request(number, settings, github, record)


def draft_pull_request(pull: PullRequest, settings: Settings, github: GitHubApi, record: Record) -> Publication | Ended:
    """Return what there is to publish; or how the run ends where that is nothing."""
    from pr_writer.context.owner_templates import add_owner_templates, read_lasting_context
    from pr_writer.context.pr_templates.placeholder import forget_copied
    from pr_writer.drafting.draft_inputs import digest_draft_inputs  # 12 modules that a run on a clone does without
    from pr_writer.publish.marker import Signer
    from pr_writer.publish.plan import find_owner_note, is_done, read_block, remove_block
    from pr_writer.server_history import ServerHistory, find_line_history

    history = ServerHistory(github)
    remote = history.make_remote(settings.server_url, settings.github_token, pull)
    source = IssueSource(github, settings.repository, settings.server_url) if settings.reads_issues else None
    signer = Signer(settings.marker_key, pull.number or 0)
    base_sha = settings.find_event(pull.number).find_base(pull)
    with open_history(settings, remote) as repository:
        reader = history.complete(DiffReader(repository, base_sha, pull.head_sha, settings.ignore))
        changes = reader.at_budget(settings.max_diff_tokens)
        record(ChangesRead(changes))
        if not changes.files:
            return skip("empty-diff", f"{pull.head_ref} changes nothing against {pull.base_ref}.")
        guidelines = read_guidelines(repository, changes.base_sha)
        body = forget_copied(pull.body, [text for _, text in guidelines.templates])
        written = replace(pull, body=remove_block(body, signer))
        standing = read_block(body, signer)
        context = read_context(guidelines, written, changes, source, previous_draft=standing)
        inputs = digest_draft_inputs(changes, context, settings.list_draft_options())
        is_theirs = settings.update_body and bool(find_owner_note(body, signer, guidelines.templates))
        if (
            not is_theirs
            and is_done(pull, inputs, signer)
            and not (settings.force or settings.dry_run or settings.show_prompt)
        ):
            record(Drafted(Draft(pull.title, standing), None))
            return Ended("unchanged", "Diff, prompt and settings are as they were last time.")
        before = context
        context = add_owner_templates(before, written, changes, github, previous_draft=standing)
        if is_theirs:  # unless all that is in the way came with the owner's template
            templates = context.guidelines.templates
            body = forget_copied(body, [text for _, text in templates])
            if note := find_owner_note(body, signer, templates):
                return skip("edited-by-a-person", note)
        if context is not before:
            lasting = read_lasting_context(context, before)
            inputs = digest_draft_inputs(changes, lasting, settings.list_draft_options())
        writers = find_line_history(github, settings.api_url)
        result = draft_or_show(repository, reader, changes, context, settings, record, writers)

    if isinstance(result, Ended):
        return result
    return _prepare_publication(pull, result, changes, context, inputs, settings)


def _prepare_publication(
    pull: PullRequest, result: DraftResult, changes: Changes, context: Context, inputs: InputDigest, settings: Settings
) -> Publication | Ended:
    """Return a draft with all that decides how it is written; or how the run ends where it may not be."""
    from pr_writer.publish.marker import Signer
    from pr_writer.publish.publish_draft import Publication  # as above

    if settings.dry_run:
        would = f"A pull request from {pull.head_ref} into {pull.base_ref} would be opened."
        return Ended("dry-run", "" if pull.number else would)
    outside = settings.is_from_outside(pull)
    if outside and not result.was_asked:
        return skip("no-secrets", "A pull request from outside gets no secrets, so there is no model to ask.")
    return Publication(
        draft=result.draft,
        edited=result.edited,
        inputs=inputs if result.is_final else None,
        coverage=result.coverage,
        update_title=settings.update_title,
        update_body=settings.update_body,
        templates=context.guidelines.templates,
        commit_subjects=tuple(commit.subject for commit in changes.commits),
        is_outsider=outside,
        squash_safe=settings.squash_safe,
        signer=Signer(settings.marker_key, pull.number or 0),
    )


def describe_range(settings: Settings, record: Record) -> Ended:
    """Draft a clone's own latest change, or the range from base to head; nothing is written."""
    with open_history(settings) as repository:
        commits = resolve_range(repository, settings.base, settings.head)
        log.info("%s", commits.reason)
        if not (settings.on_runner or settings.head):
            _mention_uncommitted(repository, commits.head_sha)
        pull = PullRequest(None, "", "", commits.base_ref, commits.base_sha, commits.head_ref, commits.head_sha)
        reader = DiffReader(repository, pull.base_sha, pull.head_sha, settings.ignore)
        changes = reader.at_budget(settings.max_diff_tokens)
        record(ChangesRead(changes))
        if not changes.files:
            return skip("empty-diff", "Both ends of the change hold the same files.")
        context = read_context(read_guidelines(repository, changes.base_sha), pull, changes)
        result = draft_or_show(repository, reader, changes, context, settings, record)
    return result if isinstance(result, Ended) else Ended("dry-run")


def _mention_uncommitted(repository: Repository, head_sha: str) -> None:
    from pr_writer.git.uncommitted import count_uncommitted  # a run on a runner has no use for it

    if count := count_uncommitted(repository, head_sha):
        files = "1 file has" if count == 1 else f"{count:,} files have"
        log.info("%s uncommitted changes; they are not in this draft.", files)
