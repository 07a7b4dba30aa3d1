"""The whole program as the runner starts it: real processes, real git, GitHub and models on loopback."""

import re
import shutil
import signal
import subprocess
import sys
import time

import pytest
from support.action import ANSWER, NUMBER, REPO
from support.runner import ROOT, copy_workspace


def test_a_pull_request_gets_title_and_body_with_one_patch(github, model, pull, start):
    result = start()

    assert (result.exit_code, result.problems) == (0, [])
    (patch,) = github.patches()
    assert patch["title"] == "Greet visitors by name"
    assert patch["body"].startswith("Why: nobody was greeted.\n\n<!-- pr-writer:begin")
    assert patch["body"].endswith("- Add a greeting\n\n<sub>LLM: gpt-4o-mini</sub>\n<!-- pr-writer:end -->")
    assert set(patch) == {"title", "body"}
    assert result.outputs["outcome"] == "updated"
    assert result.outputs["backend"] == "fallback"
    assert result.outputs["model"] == "gpt-4o-mini"
    assert result.outputs["pr-number"] == "7"
    assert (result.outputs["files-read"], result.outputs["files-total"]) == ("3", "3")
    assert (result.outputs["prompt-tokens"], result.outputs["completion-tokens"]) == ("120", "30")
    assert "Greet visitors by name" in result.summary
    assert github.calls() == [f"GET /repos/{REPO}/pulls/7"] * 2 + [f"PATCH /repos/{REPO}/pulls/7"]


def test_with_squash_safe_the_block_ends_with_the_line_of_the_model_and_a_switch_writes_it_anew(pull, start):
    safe = {"squash-safe": "true"}
    footer = "- Add a greeting\n\n<sub>LLM: gpt-4o-mini</sub>"

    for inputs, end in (
        ({}, f"{footer}\n<!-- pr-writer:end -->"),
        (safe, footer),
        ({}, f"{footer}\n<!-- pr-writer:end -->"),
    ):
        assert start(inputs=inputs).outputs["outcome"] == "updated"
        assert pull.body.endswith(end)
        assert pull.body.count("<!-- pr-writer:begin") == 1
        assert start(inputs=inputs).outputs["outcome"] == "unchanged"


def test_the_prompt_holds_the_branchs_own_changes_and_nothing_of_the_base(model, pull, start):
    start()

    (prompt,) = model.prompts
    assert "def greet(name)" in prompt
    assert "New readers asked." in prompt
    assert "Why: nobody was greeted." in prompt
    assert "setup.cfg" not in prompt


def test_every_output_of_the_contract_is_set_in_every_run(pull, start):
    for inputs in ({}, {"dry-run": "true"}, {"pr-number": "nonsense"}):
        outputs = start(inputs=inputs).outputs

        assert set(outputs) == {
            "outcome",
            "skipped-reason",
            "title",
            "body",
            "model",
            "backend",
            "pr-number",
            "files-read",
            "files-total",
            "prompt-tokens",
            "completion-tokens",
        }


def test_a_second_run_asks_nobody_and_writes_nothing(github, model, pull, start):
    start()
    github.requests.clear()

    result = start()

    assert result.outputs["outcome"] == "unchanged"
    assert len(model.requests) == 1
    assert github.calls() == [f"GET /repos/{REPO}/pulls/7"]


def test_force_asks_again(model, pull, start):
    start()
    start(inputs={"force": "true"})

    assert len(model.requests) == 2


def test_a_dispatch_with_a_number_does_the_same_from_what_github_says(github, pull, start):
    result = start("workflow_dispatch", github.make_dispatch_event(REPO), inputs={"pr-number": "7"})

    assert result.outputs["outcome"] == "updated"
    assert pull.title == "Greet visitors by name"


def test_a_dry_run_shows_the_draft_and_writes_nothing(github, pull, start):
    event = github.make_dispatch_event(REPO, pr_number="7")

    result = start("workflow_dispatch", event, inputs={"pr-number": "7", "dry-run": "true"})

    assert result.exit_code == 0
    assert github.patches() == []
    assert result.outputs["outcome"] == "dry-run"
    assert result.outputs["title"] == "Greet visitors by name"
    assert "Visitors were not greeted." in result.log
    assert "Visitors were not greeted." in result.summary
    assert "The draft" in result.groups


def test_without_a_backend_the_template_is_written_with_a_warning_that_names_the_inputs(github, pull, start):
    result = start(fallback=False)

    (patch,) = github.patches()
    assert "<sub>LLM: none (template)</sub>\n<!-- pr-writer:end -->" in patch["body"]
    assert (result.exit_code, result.outputs["outcome"], result.outputs["backend"]) == (0, "updated", "template")
    (warning,) = result.annotated("warning")
    assert "No usable LLM backends configured" in warning
    assert "the input api-key and its secret" in warning


def test_a_template_that_stood_in_for_a_model_is_replaced_when_a_model_answers(model, pull, start):
    start(fallback=False)

    assert start().outputs["outcome"] == "updated"
    assert "<sub>LLM: gpt-4o-mini</sub>" in pull.body
    assert pull.body.count("pr-writer:begin") == 1


def test_use_llm_false_asks_nobody_and_warns_of_nothing(model, pull, start):
    result = start(inputs={"use-llm": "false"})

    assert (result.outputs["outcome"], result.outputs["backend"]) == ("updated", "template")
    assert model.requests == []
    assert result.annotations == []


def test_when_the_primary_fails_the_fallback_answers_and_a_warning_names_the_cause(model, pull, start):
    model.answer_next(503, {"error": {"message": "overloaded"}}, times=1)
    primary = {"primary-openai-base-url": model.url, "primary-openai-model": "local"}

    result = start(inputs=primary)

    assert (result.exit_code, result.outputs["outcome"], result.outputs["backend"]) == (0, "updated", "fallback")
    (warning,) = result.annotated("warning")
    assert "503" in warning
    assert [request.json["model"] for request in model.requests] == ["local", "gpt-4o-mini"]


@pytest.mark.parametrize(
    "answer",
    ["", "I cannot help with that.", "<think>hm</think>", {"choices": []}, "This is prose about a change. It is long."],
)
def test_an_unusable_answer_leaves_the_template_and_a_warning(github, model, pull, start, answer):
    model.answers = [answer]

    result = start()

    assert (result.exit_code, result.outputs["outcome"], result.outputs["backend"]) == (0, "updated", "template")
    assert len(result.annotated("warning")) == 1
    assert "LLM: none (template)" in github.patches()[0]["body"]


@pytest.mark.parametrize("wrap", ["```markdown\n{}\n```", "<think>What is this?</think>\n\n{}", "Title: {}"])
def test_a_wrapped_answer_is_unwrapped(github, model, pull, start, wrap):
    model.answers = [wrap.format(ANSWER)]

    start()

    assert github.patches()[0]["title"] == "Greet visitors by name"
    assert "```" not in github.patches()[0]["body"]
    assert "think" not in github.patches()[0]["body"]


@pytest.mark.parametrize(
    ("status", "code", "names"),
    [
        (401, "invalid_api_key", "fallback-openai-api-key and its secret"),
        (403, "forbidden", "fallback-openai-api-key and its secret"),
        (404, "model_not_found", "the input model"),
        (429, "insufficient_quota", "fallback-openai-api-key and its secret"),
    ],
)
def test_a_backend_that_refuses_fails_the_run_and_the_error_names_what_to_mend(
    github, model, pull, start, status, code, names
):
    model.answer_next(status, {"error": {"message": "no", "type": code, "code": code}}, times=9)

    result = start()

    assert (result.exit_code, result.outputs["outcome"]) == (1, "failed")
    assert names in result.annotated("error")[0]
    assert str(status) in result.annotated("error")[0]
    assert github.patches() == []
    assert "failed" in result.summary


def test_a_model_that_stays_busy_leaves_the_template(model, pull, start):
    model.answer_next(429, {"error": {"message": "slow down", "code": "rate_limit_exceeded"}}, times=99)

    result = start()

    assert (result.exit_code, result.outputs["backend"]) == (0, "template")
    assert len(result.annotated("warning")) == 1


def test_a_busy_primary_is_no_reason_to_leave_the_fallback_unasked(model, pull, start):
    model.answer_next(429, {"error": {"message": "slow down", "code": "rate_limit_exceeded"}}, times=1)
    primary = {"primary-openai-base-url": model.url, "primary-openai-model": "local"}

    result = start(inputs=primary)

    assert (result.outputs["outcome"], result.outputs["backend"]) == ("updated", "fallback")


def test_a_wrong_key_of_the_primary_is_an_error_though_there_is_a_fallback(github, model, pull, start):
    model.answer_next(401, {"error": {"message": "no", "code": "invalid_api_key"}}, times=1)
    primary = {"primary-openai-base-url": model.url, "primary-openai-model": "local"}

    result = start(inputs=primary)

    assert (result.exit_code, github.patches()) == (1, [])
    assert "the input primary-openai-api-key and its secret" in result.annotated("error")[0]


def test_a_prompt_that_is_too_long_is_asked_again_with_half_of_it(model, pull, start):
    refusal = {"error": {"message": "maximum context length is 10 tokens", "code": "context_length_exceeded"}}
    model.answer_next(400, refusal, times=1)
    pull.body = "Nobody was greeted. " * 200  # so that there is something to leave out

    result = start()

    assert result.outputs["outcome"] == "updated"
    assert len(model.requests) == 2


@pytest.mark.parametrize(
    ("inputs", "event_name", "event", "sentence"),
    [
        ({"pr-number": "seven"}, "pull_request", None, "The input pr-number is 'seven'"),
        ({"dry-run": "perhaps"}, "pull_request", None, "dry-run is 'perhaps'"),
        ({"fallback-openai-timeout-s": "-1"}, "pull_request", None, "fallback-openai-timeout-s is '-1'"),
        ({"primary-openai-base-url": "host/v1"}, "pull_request", None, "primary-openai-base-url is 'host/v1'"),
        ({}, "pull_request", "no json", "is not JSON"),
        ({}, "workflow_dispatch", {}, "Set the input pr-number"),
        ({"pr-number": "404"}, "workflow_dispatch", {}, "Check the input pr-number"),
        ({"github-token": " "}, "pull_request", None, "Set the input github-token"),
    ],
)
def test_bad_input_is_one_error_with_a_next_step_and_nothing_is_written(
    github, pull, start, inputs, event_name, event, sentence
):
    result = start(event_name, event, inputs=inputs, token="" if "github-token" in inputs else "ghs_fake")

    assert (result.exit_code, result.outputs["outcome"]) == (1, "failed")
    (error,) = result.annotated("error")
    assert sentence in error
    assert github.patches() == []
    assert sentence in result.summary


def test_a_missing_event_file_is_an_error(github, runner, start):
    result = runner.run("pull_request", None, api_url=github.url)

    assert result.exit_code == 1
    assert "event file" in result.annotated("error")[0]


@pytest.mark.parametrize(
    ("status", "message", "sentence"),
    [
        (401, "Bad credentials", "Set the input github-token"),
        (403, "Resource not accessible by integration", "pull-requests: write"),
        (404, "Not Found", "pr-number"),
        (422, "Validation Failed", "422"),
        (500, "Server Error", "500"),
    ],
)
@pytest.mark.parametrize("method", ["GET", "PATCH"])
def test_what_github_refuses_is_a_sentence(github, pull, start, status, message, sentence, method):
    github.answer_next(status, {"message": message}, method=method, times=9)

    result = start()

    assert (result.exit_code, result.outputs["outcome"]) == (1, "failed")
    assert sentence in result.annotated("error")[0]
    assert pull.title == "feature"


@pytest.mark.parametrize("method", ["GET", "PATCH"])
def test_github_may_stumble_once(github, pull, start, method):
    github.answer_next(502, "<html>Bad gateway</html>", method=method, times=1)

    assert start().outputs["outcome"] == "updated"


@pytest.mark.parametrize(
    ("facts", "inputs", "reason"),
    [
        ({"author": "renovate[bot]", "author_type": "Bot"}, {}, "bot"),
        ({"draft": True}, {"skip-drafts": "true"}, "draft"),
        ({"labels": ("no-pr-writer",)}, {}, "label"),
        ({"labels": ("hands off",)}, {"skip-label": "Hands Off"}, "label"),
    ],
)
def test_some_pull_requests_are_left_alone_and_a_notice_says_why(github, model, pull, start, facts, inputs, reason):
    for name, value in facts.items():
        setattr(pull, name, value)

    result = start(inputs=inputs)

    assert (result.exit_code, result.outputs["outcome"], result.outputs["skipped-reason"]) == (0, "skipped", reason)
    assert len(result.annotated("notice")) == 1
    assert model.requests == github.patches() == []


@pytest.mark.parametrize(
    ("facts", "inputs"), [({"draft": True}, {}), ({"author": "b[bot]", "author_type": "Bot"}, {"skip-bots": "false"})]
)
def test_skipping_can_be_turned_off(pull, start, facts, inputs):
    for name, value in facts.items():
        setattr(pull, name, value)

    assert start(inputs=inputs).outputs["outcome"] == "updated"


@pytest.mark.parametrize(
    ("name", "event", "reason"),
    [
        ("release", {}, "unsupported-event"),
        ("merge_group", {}, "merge-group"),
        ("push", {"ref": "refs/heads/nobody"}, "no-pull-request"),
    ],
)
def test_an_event_without_a_pull_request_is_skipped(pull, start, name, event, reason):
    result = start(name, event)

    assert (result.exit_code, result.outputs["outcome"], result.outputs["skipped-reason"]) == (0, "skipped", reason)
    assert len(result.annotated("notice")) == 1


def test_a_push_finds_the_open_pull_request_of_its_branch(pull, start):
    assert start("push", {"ref": "refs/heads/feature"}).outputs["outcome"] == "updated"


def test_an_empty_diff_is_skipped(repo, pull, start):
    pull.head_sha = pull.base_sha

    assert start().outputs["skipped-reason"] == "empty-diff"


def test_an_edit_while_the_model_thinks_is_kept(github, model, pull, start):
    def edit_meanwhile(_):
        pull.body = "Why: nobody was greeted. And another reason."
        return ANSWER

    model.answers = [edit_meanwhile]

    assert start().outputs["outcome"] == "updated"
    assert pull.body.startswith("Why: nobody was greeted. And another reason.\n\n<!-- pr-writer:begin")


def test_a_title_that_is_edited_while_the_model_thinks_is_theirs_for_good(github, model, pull, start):
    def retitle_meanwhile(_):
        pull.title = "A person's title"
        return ANSWER

    model.answers = [retitle_meanwhile, "Another title\n\nAnother body, and longer."]

    assert start().outputs["outcome"] == "updated"
    start(inputs={"force": "true"})

    assert pull.title == "A person's title"
    assert "Another body, and longer." in pull.body


def test_a_draft_of_which_nothing_is_true_leaves_the_template_and_a_warning(model, pull, start):
    model.answers = ["Add thing\n\nThis adds tests. It changes 99 files."]

    result = start()

    assert (result.outputs["backend"], len(result.annotated("warning"))) == ("template", 1)
    assert "Add a greeting" in pull.body


def test_an_author_who_leaves_no_room_keeps_every_word_and_is_told(github, pull, start):
    pull.body = "word " * 13_100

    result = start(inputs={"update-title": "false"})

    assert (result.exit_code, result.outputs["skipped-reason"]) == (0, "no-room")
    assert github.patches() == []
    assert len(result.annotated("warning")) == 1


def test_a_strangers_comment_starts_nothing_even_with_a_number(github, model, pull, start):
    comment = {"body": "/describe", "author_association": "NONE"}
    event = {"action": "created", "issue": {"number": 7, "pull_request": {"url": "x"}}, "comment": comment}

    result = start("issue_comment", event, inputs={"pr-number": "7"})

    assert result.outputs["skipped-reason"] == "not-allowed"
    assert model.requests == github.patches() == []


def test_an_owners_describe_drafts_with_the_rest_of_its_line_as_a_wish(model, pull, start):
    comment = {"body": "/describe mention the visitors", "author_association": "OWNER"}
    event = {"action": "created", "issue": {"number": 7, "pull_request": {"url": "x"}}, "comment": comment}

    assert start("issue_comment", event).outputs["outcome"] == "updated"
    assert "mention the visitors" in model.prompts[0]


def test_pull_request_target_reads_the_head_as_data(github, pull, start):
    assert start("pull_request_target", github.make_event(REPO, NUMBER)).outputs["outcome"] == "updated"


def test_titles_follow_the_base_branchs_convention(github, model, repo, runner, pull, start):
    repo.checkout("main")
    for number in range(6):
        repo.commit(f"fix(core): mend part {number}", {"core.py": f"part = {number}\n"})
    repo.branch("topic")
    pull.base_sha = repo.rev("main")
    pull.head_sha = repo.commit("Greet", {"greet.py": "hello = 1\n"})
    shutil.rmtree(runner.workspace)
    copy_workspace(repo.path, runner)
    model.answers = ["Fix the greeting\n\nIt was missing.\n\n- Add it"]

    start()

    assert github.patches()[0]["title"] == "fix: fix the greeting"
    assert "`type(scope): description`" in model.prompts[0]


def test_unchanged_gives_the_title_and_body_that_stand(pull, start):
    first = start().outputs

    again = start().outputs

    assert again["outcome"] == "unchanged"
    assert (again["title"], again["body"]) == (first["title"], first["body"])


@pytest.mark.parametrize("fault", ["502", "drop"])
def test_a_comparison_is_tried_again_and_a_missing_one_is_a_sentence(github, runner, pull, start, fault):
    shutil.rmtree(runner.workspace)
    runner.workspace.mkdir()
    if fault == "502":
        github.answer_next(502, "", path="compare", times=1)
    else:
        github.drop_next(path="compare", times=1)

    assert start(inputs={"dry-run": "true"}).outputs["outcome"] == "dry-run"

    github.answer_next(404, {"message": "Not Found"}, path="compare", times=1)
    result = start(inputs={"dry-run": "true"})
    assert (result.exit_code, len(result.annotated("error"))) == (1, 1)
    assert "404" in result.annotated("error")[0]


def test_histories_that_share_nothing_are_said_to_without_a_checkout(github, runner, pull, start):
    shutil.rmtree(runner.workspace)
    runner.workspace.mkdir()
    said = {"message": "No common ancestor between main and feature.", "status": "404"}
    github.answer_next(404, said, path="compare", times=1)

    result = start(inputs={"dry-run": "true"})

    assert result.exit_code == 1
    assert "share no history. Rebase the branch onto its base branch." in result.annotated("error")[0]


def test_a_push_while_the_model_thinks_stops_the_write(github, model, pull, start):
    def push_meanwhile(_):
        pull.head_sha = "f" * 40
        return ANSWER

    model.answers = [push_meanwhile]

    assert start().outputs["skipped-reason"] == "head-moved"
    assert github.patches() == []


def test_a_person_who_edited_a_paragraph_of_the_block_keeps_it_and_the_rest_stays_fresh(model, pull, start):
    start()
    pull.body = pull.body.replace("Visitors were not greeted.", "Visitors left in anger.")
    edited = pull.body

    assert start(inputs={"force": "true"}).outputs["outcome"] == "unchanged"
    assert pull.body == edited

    model.answers = ["Greet visitors by name\n\nNobody was greeted.\n\n- Add a greeting by name"]
    assert start(inputs={"force": "true"}).outputs["outcome"] == "updated"
    assert "Visitors left in anger.\n\n- Add a greeting by name\n" in pull.body


def test_a_person_who_edited_all_of_the_block_keeps_it(model, pull, start):
    start()
    pull.body = pull.body.replace("Visitors were not greeted.", "Visitors left.").replace("- Add a", "- Add the")
    edited = pull.body

    result = start(inputs={"force": "true"})

    assert (result.outputs["outcome"], result.outputs["skipped-reason"]) == ("skipped", "edited-by-a-person")
    assert pull.body == edited
    assert len(model.requests) == 1


def test_a_pull_request_that_was_closed_while_the_model_thinks_is_left_alone(github, model, pull, start):
    def close_meanwhile(_):
        pull.state = "closed"
        return ANSWER

    model.answers = [close_meanwhile]

    result = start()

    assert (result.outputs["outcome"], result.outputs["skipped-reason"]) == ("skipped", "closed")
    assert github.patches() == []
    assert start().outputs["skipped-reason"] == "closed"


def test_a_forged_block_is_not_unchanged_where_there_is_a_key(github, pull, start):
    start()
    pull.body = pull.body.replace("were not greeted", "are safe")
    forged = pull.body
    key = {"marker-key": "0123456789abcdef0123456789abcdef"}

    result = start(inputs=key)

    assert result.outputs["outcome"] == "updated"
    assert "are safe" not in result.outputs["body"]
    assert "are safe" not in result.summary.partition("before and after")[0]
    assert pull.body.startswith(forged)
    assert start(inputs=key).outputs["outcome"] == "unchanged"
    assert "0123456789abcdef" not in result.outputs["body"]


def test_a_renamed_repository_is_updated_at_its_new_place(github, pull, start):
    moved = {"message": "Moved Permanently"}
    place = {"Location": f"{github.url}/repositories/42/pulls/{NUMBER}"}
    real = {"Location": f"{github.url}/repos/{REPO}/pulls/{NUMBER}"}
    github.answer_next(307, moved, place, method="PATCH", path="/repos/", times=1)
    github.answer_next(307, moved, real, method="PATCH", path="/repositories/42", times=1)

    assert start().outputs["outcome"] == "updated"
    assert "pr-writer:begin" in pull.body


def test_a_place_in_the_repositorys_template_is_where_the_block_goes(pull, start):
    pull.body = "## What\n\n<!-- pr-writer -->\n\n## Checklist\n\n- [ ] Tests\n"

    start()

    assert re.fullmatch(
        r"## What\n\n<!-- pr-writer:begin [^>]+-->\n.*\n<!-- pr-writer:end -->\n\n## Checklist\n\n- \[ \] Tests\n",
        pull.body,
        re.DOTALL,
    )


def test_a_fork_with_a_read_only_token_keeps_its_draft_in_the_summary(github, pull, start):
    pull.head_repo = "stranger/demo"
    github.answer_next(403, {"message": "Resource not accessible by integration"}, method="PATCH", times=9)

    result = start()

    assert (result.exit_code, result.outputs["skipped-reason"]) == (0, "read-only-token")
    assert "Visitors were not greeted." in result.summary


def test_a_fork_without_secrets_keeps_its_draft_in_the_summary(github, pull, start):
    pull.head_repo = "stranger/demo"

    result = start(fallback=False)

    assert (result.exit_code, result.outputs["skipped-reason"]) == (0, "no-secrets")
    assert github.patches() == []
    assert result.outputs["title"] in result.summary


def test_a_forks_pull_request_target_run_has_what_it_needs_and_gets_its_template(github, pull, start):
    pull.head_repo = "stranger/demo"

    result = start("pull_request_target", github.make_event(REPO, NUMBER), fallback=False)

    assert (result.outputs["outcome"], result.outputs["backend"]) == ("updated", "template")
    assert len(result.annotated("warning")) == 1


def test_keys_and_token_are_masked_first_and_shown_nowhere(pull, start):
    result = start(env={"PRIMARY_OPENAI_API_KEY": "sk-primary-9876543210"})

    assert {"ghs_fake", "sk-fallback-0123456789", "sk-primary-9876543210"} <= set(result.masks)
    assert result.stdout.startswith("::add-mask::")
    text = (
        result.summary
        + str(result.outputs)
        + "".join(line for line in result.stdout.splitlines() if not line.startswith("::add-mask::"))
    )
    assert "sk-" not in text
    assert "ghs_fake" not in text


def test_a_secret_in_the_change_leaves_the_process_nowhere(github, model, repo, runner, pull, start):
    aws, ours = "AKIA" + "QYLPMN5HFIQR7XYA", "sk-fallback-0123456789"
    repo.commit(f"Use {aws}", {"config.py": f"KEY = '{aws}'\nOURS = '{ours}'\n"})
    shutil.rmtree(runner.workspace)
    copy_workspace(repo.path, runner)
    pull.head_sha, pull.title, pull.body = repo.head, f"Use {aws}", f"The key is {aws}."
    model.answers = [f"Use {aws}\n\nThe key {ours} and {aws} are set.\n\n- Set it"]

    result = start()

    (patch,) = github.patches()
    assert patch["body"].startswith(f"The key is {aws}.\n\n<!-- pr-writer")
    said = [
        patch.get("title", ""),
        patch["body"].partition("<!--")[2],
        result.summary,
        str(result.outputs),
        *model.prompts,
    ]
    said += [line for line in (result.stdout + result.stderr).splitlines() if not line.startswith("::add-mask::")]
    assert not any(secret in text for text in said for secret in (aws, ours))
    assert any("config.py:1" in warning for warning in result.annotated("warning"))
    assert result.outputs["outcome"] == "updated"


def test_no_byte_from_outside_is_a_command(github, model, pull, start):
    hostile = "::error::owned\n##[set-output name=a]b\r::warning::c"
    pull.title, pull.body = hostile, hostile
    model.answers = [f"Greet visitors\n\n{hostile}\n\n- x"]

    result = start()

    assert result.exit_code == 0
    assert result.annotations == []
    assert [command.name for command in result.commands if command.name not in {"add-mask", "group", "endgroup"}] == []


def test_a_workspace_full_of_traps_changes_nothing(tmp_path, runner, pull, start):
    canary = tmp_path / "canary"
    trap = f"open({str(canary)!r}, 'w').write('x')\nraise SystemExit('trapped')\n"
    for name in ("json.py", "openai/__init__.py", "sitecustomize.py", "git/__init__.py", "github.py"):
        (runner.workspace / name).parent.mkdir(exist_ok=True)
        (runner.workspace / name).write_text(trap)

    result = start(
        env={"PYTHONPATH": ".", "PYTHONSTARTUP": "json.py", "GIT_DIR": "/nowhere", "GIT_EXTERNAL_DIFF": "/bin/false"}
    )

    assert result.outputs["outcome"] == "updated"
    assert not canary.exists()


def run_locally(cwd, *flags, **env):
    return subprocess.run(
        [sys.executable, "-I", str(ROOT / "entrypoint.py"), *flags],
        cwd=cwd,
        env={"PATH": "/usr/bin:/bin", "HOME": str(cwd), **env},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_on_a_clone_the_draft_alone_is_on_standard_output(repo):
    done = run_locally(repo.path)

    assert done.returncode == 0
    title, blank, *body = done.stdout.splitlines()
    assert (title, blank) == ("Add a greeting", "")
    assert "`greet.py`" in "\n".join(body)
    assert "LLM" not in done.stdout
    assert "No usable LLM backends configured" in done.stderr
    assert "FALLBACK_OPENAI_API_KEY" in done.stderr


@pytest.mark.parametrize(
    ("flags", "said"),
    [([], "1 file has uncommitted changes; they are not in this draft.\n"), (["--head", "feature"], "")],
)
def test_on_a_clone_uncommitted_changes_are_mentioned_where_head_is_drafted(repo, flags, said):
    changed = next(path for path in repo.path.iterdir() if path.is_file())
    changed.write_text("not committed\n")

    done = run_locally(repo.path, "--use-llm", "false", *flags)

    assert "not committed" not in done.stdout
    assert [line for line in done.stderr.splitlines(keepends=True) if "uncommitted" in line] == [said][: bool(said)]


def test_on_a_clone_a_model_is_asked_when_one_is_configured(repo, model):
    model.answers = [ANSWER]

    done = run_locally(repo.path, FALLBACK_OPENAI_API_KEY="k", FALLBACK_OPENAI_BASE_URL=model.url)

    assert done.stdout == f"{ANSWER}\n"


@pytest.mark.parametrize(
    ("flags", "files"),
    [
        (["--base", "main", "--head", "feature"], {"greet.py", "app.py", "README.md"}),
        (["--base", "feature~1", "--head", "feature"], {"README.md"}),
        (["--head", "main"], {"setup.cfg"}),
    ],
)
def test_base_and_head_name_the_range(repo, flags, files):
    done = run_locally(repo.path, *flags, "--use-llm=false")

    assert done.returncode == 0, done.stderr
    assert {name for name in ("greet.py", "app.py", "README.md", "setup.cfg") if name in done.stdout} == files


def test_on_the_default_branch_the_latest_commit_is_drafted(repo):
    repo.checkout("main")

    assert run_locally(repo.path, "--use-llm=false").stdout.startswith("Pin the line length\n\n")


@pytest.mark.parametrize(
    ("flags", "sentence"),
    [
        (["--base", "nowhere"], "nowhere"),
        (["--head", "nowhere"], "nowhere"),
        (["--pr-number", "7"], "GITHUB_REPOSITORY"),
        (["--repo-dir", "/"], "is not a git repository"),
        (["--unknown"], "--help"),
    ],
)
def test_a_local_mistake_is_a_sentence_on_standard_error(repo, flags, sentence):
    done = run_locally(repo.path, *flags)

    assert done.returncode == 1
    assert done.stdout == ""
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


def test_locally_a_number_a_repository_and_a_token_write_the_pull_request(github, pull, repo):
    env = {
        "GITHUB_REPOSITORY": REPO,
        "GITHUB_TOKEN": "ghs_fake",
        "GITHUB_API_URL": github.url,
        "GITHUB_SERVER_URL": github.origin,
    }

    done = run_locally(repo.path, "--pr-number", "7", "--use-llm=false", **env)

    assert done.returncode == 0, done.stderr
    assert len(github.patches()) == 1


@pytest.mark.parametrize(
    ("status", "message", "sentence"),
    [
        (401, "Bad credentials", "Set GITHUB_TOKEN to one that is valid."),
        (403, "Resource not accessible by personal access token", "Give the token in GITHUB_TOKEN the rights"),
        (404, "Not Found", "Check GITHUB_REPOSITORY and --pr-number"),
    ],
)
def test_locally_what_github_refuses_names_flags_and_variables(github, pull, repo, status, message, sentence):
    env = {"GITHUB_REPOSITORY": REPO, "GITHUB_TOKEN": "t", "GITHUB_API_URL": github.url}
    github.answer_next(status, {"message": message})

    done = run_locally(repo.path, "--pr-number", str(NUMBER), "--use-llm=false", **env)

    assert done.returncode == 1
    assert sentence in done.stderr.splitlines()[-1]
    assert "permissions" not in done.stderr


def test_verbose_says_how_each_backend_is(repo, model):
    env = {"FALLBACK_OPENAI_API_KEY": "k", "FALLBACK_OPENAI_BASE_URL": model.url}

    told = run_locally(repo.path, "--verbose", **env).stderr

    assert "primary: not configured; set PRIMARY_OPENAI_BASE_URL" in told
    assert "fallback: " in told.partition("primary: ")[2]
    assert "primary: not configured" not in run_locally(repo.path, **env).stderr


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_cancelled_run_ends_at_once_and_writes_nothing(repo, model, number):
    model.answer_next(200, "{}", delay=30)
    env = {"FALLBACK_OPENAI_API_KEY": "k", "FALLBACK_OPENAI_BASE_URL": model.url, "FALLBACK_OPENAI_TIMEOUT_S": "60"}
    command = [sys.executable, "-I", str(ROOT / "entrypoint.py")]
    with subprocess.Popen(command, cwd=repo.path, env={"PATH": "/usr/bin:/bin", **env}, stdout=subprocess.PIPE) as run:
        while not model.requests and run.poll() is None:
            time.sleep(0.02)
        run.send_signal(number)
        stdout, _ = run.communicate(timeout=20)

    assert (run.returncode, stdout) == (128 + number, b"")


def test_help_names_every_flag_and_exits_well():
    done = run_locally("/", "--help")

    assert done.returncode == 0
    assert "--max-diff-tokens" in done.stdout


def test_a_depth_1_checkout_of_the_merge_commit_reads_the_same(repo, github, model, runner, pull, start):
    repo.checkout(repo.make_test_merge("main", "feature"))
    shutil.rmtree(runner.workspace)
    repo.clone_shallow(runner.workspace)

    result = start()

    assert result.outputs["outcome"] == "updated"
    assert result.outputs["files-read"] == "3"
    assert "New readers asked." in model.prompts[-1]
    assert "Commits: 3, the oldest first\n" in model.prompts[-1]
    assert len(github.calls()) == 4


def test_an_empty_workspace_reads_the_same(github, model, runner, pull, start):
    shutil.rmtree(runner.workspace)
    runner.workspace.mkdir()

    result = start()

    assert (result.outputs["outcome"], result.outputs["files-read"]) == ("updated", "3")
    assert "def greet(name)" in model.prompts[-1]
    assert len(github.calls()) == 4
