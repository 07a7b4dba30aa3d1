"""A request becomes a run of the program, and how that ended becomes an answer."""

from __future__ import annotations

import threading
from dataclasses import fields
from functools import partial
from multiprocessing import Pipe

import pytest

from pr_writer.errors import ActionError, NotAllowedError, NotWritableError, OtherServerError, UnknownNameError
from pr_writer.events import ModelAsked, Planned
from pr_writer.inputs.settings import Settings
from pr_writer.runner.run_result import RunResult
from pr_writer.sanitize.secrets import redact_text
from pr_writer.server.answers import JsonAnswer, make_draft_answer, make_error_answer
from pr_writer.server.bodies import DraftRequest
from pr_writer.server.draft_worker import WriteBegun, answer_draft, apply_request, work
from pr_writer.server.server_flags import read_server_options
from pr_writer.values import Draft

REPO = "octo/guests"
KEY = "sk-fallback-0123456789"


@pytest.fixture
def base(repo, environ):
    return read_server_options(["--repo-dir", str(repo.path)], environ).settings


@pytest.fixture
def answer(base):
    def ask(settings=base, **wanted):
        heard = []
        found = answer_draft(DraftRequest(**wanted), settings, heard.append, partial(redact_text, settings.secrets))
        return found, heard

    return ask


@pytest.mark.parametrize(
    ("exc", "status"),
    [
        (UnknownNameError("'x' names no commit."), 404),
        (NotAllowedError("The token may not."), 403),
        (NotWritableError("The token may not write."), 403),
        (OtherServerError("The backend refused."), 502),
        (ActionError("The clone is too shallow."), 409),
    ],
)
def test_each_kind_of_error_has_its_status(exc, status):
    assert make_error_answer(exc, str) == JsonAnswer(status, {"detail": str(exc)}, "failed")


def test_no_text_of_an_answer_holds_a_secret():
    attempt = ModelAsked("fallback", "gpt", "refused", 0.1, f"wrong key {KEY}")
    result = RunResult(
        outcome="skipped", sentence=KEY, draft=Draft(KEY, f"Body {KEY}", KEY), attempts=(attempt,), notes=(KEY,)
    )
    clean = partial(redact_text, (KEY,))

    assert KEY not in str(make_draft_answer(result, clean))
    assert KEY not in str(make_error_answer(ActionError(f"{KEY}."), clean))


def test_what_a_request_leaves_out_is_the_servers(base):
    wanted = DraftRequest(pr_number=7, language="German", use_llm=False)

    changed = {
        field.name: getattr(apply_request(base, wanted), field.name)
        for field in fields(Settings)
        if getattr(apply_request(base, wanted), field.name) != getattr(base, field.name)
    }

    assert changed == {"dry_run": True, "use_llm": False, "pr_number": 7, "language": "German"}


@pytest.mark.parametrize(
    ("wanted", "status", "words"),
    [
        ({"head": "nowhere"}, 404, "'nowhere' names no commit"),
        ({"head": "\u200bmain"}, 404, "names no commit"),
        ({"base": "HEAD~99999"}, 404, "names no commit"),
        ({"head": "f" * 40}, 404, "names no commit"),
        ({"pr_number": 8}, 404, "Pull request #8 is not in octo/guests"),
        ({"pr_number": 8}, 404, "Check the server's GITHUB_REPOSITORY and the field pr_number; a private"),
        ({"pr_number": 8}, 404, "Give the token in the server's GITHUB_TOKEN the rights"),
    ],
)
def test_what_is_not_there_is_404(answer, pull, wanted, status, words):
    found, _ = answer(**wanted)

    assert found.status == status
    assert words in found.content["detail"]
    assert "⟨" not in found.content["detail"], "settings are called what the server's reader sets them by"


@pytest.mark.parametrize(
    ("base_", "head"),
    [("main", "feature"), ("HEAD~1", "HEAD"), ("main", ""), ("", "feature"), ("feature~3", "feature")],
)
def test_a_range_is_drafted(answer, base_, head):
    found, heard = answer(base=base_, head=head)

    assert (found.status, found.outcome) == (200, "dry-run")
    assert found.content["title"]
    assert any(isinstance(event, ModelAsked) for event in heard)


def test_a_head_behind_its_base_is_skipped_as_the_action_does(answer, model):
    found, _ = answer(base="feature", head="feature~1")

    assert found.status == 200
    assert (found.content["outcome"], found.content["skipped_reason"]) == ("skipped", "empty-diff")
    assert found.content["title"] == ""
    assert model.requests == []


def test_without_the_model_the_template_drafts(answer, model):
    found, _ = answer(use_llm=False)

    assert (found.content["backend"], found.content["model"]) == ("template", None)
    assert model.requests == []


def test_a_server_that_asks_no_model_asks_none_for_anybody(base, repo, environ, model):
    settings = read_server_options(["--repo-dir", str(repo.path), "--use-llm", "false"], environ).settings
    found = answer_draft(DraftRequest(use_llm=True), settings, lambda _: None, str)

    assert found.content["backend"] == "template"
    assert model.requests == []


@pytest.mark.parametrize("failure", [{"status": 500}, {"status": 200, "content": {"choices": []}}])
def test_where_no_backend_answers_the_template_drafts(answer, model, failure):
    model.answer_next(**failure, times=9)
    found, _ = answer()

    assert found.status == 200
    assert found.content["backend"] == "template"
    assert [attempt["result"] for attempt in found.content["attempts"]]
    assert found.content["attempts"][0]["cause"]


@pytest.mark.parametrize(
    ("status", "code", "variable"),
    [
        (401, "invalid_api_key", "FALLBACK_OPENAI_API_KEY"),
        (404, "model_not_found", "FALLBACK_OPENAI_MODEL"),
        (429, "insufficient_quota", "FALLBACK_OPENAI_API_KEY"),
    ],
)
def test_a_backend_that_refuses_is_502_with_the_sentence(answer, model, status, code, variable):
    model.answer_next(status, {"error": {"message": f"no: {KEY}", "code": code}}, times=9)
    found, heard = answer()

    assert found.status == 502
    assert variable in found.content["detail"]
    assert KEY not in str(found.content)
    assert [event.outcome for event in heard if isinstance(event, ModelAsked)] == ["refused"]


def test_a_pull_request_is_drafted_and_not_written(answer, pull, github):
    found, heard = answer(pr_number=7)

    assert (found.content["outcome"], found.content["pr_number"]) == ("dry-run", 7)
    assert found.content["title"] == "Add a greeting"
    assert github.patches() == []
    assert not any(isinstance(event, Planned) and event.plan for event in heard)


def test_a_pull_request_is_written_where_that_is_asked_for(answer, pull, github):
    found, _ = answer(pr_number=7, dry_run=False)

    assert (found.content["outcome"], found.content["pr_number"]) == ("updated", 7)
    assert pull.title == "Add a greeting"
    assert "<sub>LLM: gpt-test</sub>" in pull.body


def test_a_second_time_finds_it_unchanged(answer, pull, model):
    answer(pr_number=7, dry_run=False)
    found, _ = answer(pr_number=7, dry_run=False)

    assert found.content["outcome"] == "unchanged"
    assert len(model.requests) == 1


@pytest.mark.parametrize(
    ("status", "method", "expected"), [(403, "PATCH", 403), (401, "GET", 403), (403, "GET", 403), (422, "PATCH", 502)]
)
def test_what_github_does_not_allow_has_a_status(answer, pull, github, status, method, expected):
    github.answer_next(status, {"message": "Resource not accessible"}, method=method, times=9, path="/pulls/7")
    found, _ = answer(pr_number=7, dry_run=False)

    assert found.status == expected
    assert found.content["detail"].rstrip().endswith(".")


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"state": "closed"}, "closed"),
        ({"labels": ("no-pr-writer",)}, "label"),
        ({"author_type": "Bot"}, "bot"),
    ],
)
def test_the_actions_rules_skip_here_too(answer, pull, github, facts, reason):
    for name, value in facts.items():
        setattr(pull, name, value)
    found, _ = answer(pr_number=7, dry_run=False)

    assert (found.status, found.content["outcome"], found.content["skipped_reason"]) == (200, "skipped", reason)
    assert github.patches() == []


def test_without_a_token_the_server_says_what_it_lacks(repo, environ):
    settings = read_server_options(["--repo-dir", str(repo.path)], environ | {"GITHUB_TOKEN": ""}).settings
    found = answer_draft(DraftRequest(pr_number=7), settings, lambda _: None, str)

    assert found.status == 409
    assert found.content["detail"].endswith("Set the server's GITHUB_TOKEN.")


def test_a_repository_that_moves_meanwhile_is_described_as_it_was_read(answer, repo, model):
    def move(_):
        repo.checkout("main")
        repo.git("branch", "-D", "feature")
        repo.commit("Move on", {"other.py": "x = 1\n"})
        return '{"title": "Add a greeting", "body": "Adds `greet.py`."}'

    model.answers = [move]
    found, _ = answer(head="feature")

    assert found.status == 200
    assert "`greet.py`" in found.content["body"]
    assert "other.py" not in model.prompts[0]


def test_a_bug_is_500_and_its_traceback_stays_in_the_log(base, caplog):
    class Bug:
        use_llm = dry_run = True

        @property
        def base(self):
            raise KeyError("sk-inside")

    found = answer_draft(Bug(), base, lambda _: None, str)

    assert found.status == 500
    assert "Traceback" not in str(found.content)
    assert "sk-inside" not in str(found.content)
    assert "KeyError" in caplog.text


def test_a_full_disk_is_told_as_what_it_is(base):
    class Full:
        use_llm = dry_run = True

        @property
        def base(self):
            raise OSError(28, "No space left on device", "/tmp/x")  # noqa: S108 - a name in a message

    found = answer_draft(Full(), base, lambda _: None, str)

    assert found.status == 500
    assert found.content["detail"].startswith("What is to be written does not fit on its disk")


def test_a_process_answers_one_request_after_the_other_until_nobody_asks(base, pull):
    ours, theirs = Pipe()
    thread = threading.Thread(target=work, args=(theirs, base, str))
    thread.start()
    kinds = []
    for wanted in (DraftRequest(use_llm=False), DraftRequest(pr_number=7, dry_run=False)):
        ours.send(wanted)
        while True:
            kinds.append(type(message := ours.recv()))
            if isinstance(message, JsonAnswer):
                assert message.status == 200
                break
    ours.close()
    thread.join(10)
    theirs.close()

    assert not thread.is_alive()
    assert kinds == [JsonAnswer, ModelAsked, WriteBegun, JsonAnswer]


def test_a_branch_without_a_pull_request_gets_one(answer, github, repo):
    github.add_repository(REPO, repo.path)
    found, heard = answer(head="feature", dry_run=False)

    assert (found.status, found.content["outcome"]) == (200, "created")
    opened = github.pulls[REPO, found.content["pr_number"]]
    assert (opened.title, opened.base_ref, opened.head_ref, opened.draft) == (
        "Add a greeting",
        "main",
        "feature",
        False,
    )
    assert any(isinstance(event, Planned) and event.plan for event in heard), "which is when stopping it must end"


def test_what_is_opened_is_a_draft_where_the_server_says_so(repo, environ, github):
    github.add_repository(REPO, repo.path)
    argv = ["--repo-dir", str(repo.path), "--create-pull-request", "draft"]
    settings = read_server_options(argv, environ).settings
    found = answer_draft(DraftRequest(head="feature", dry_run=False), settings, lambda _: None, str)

    assert github.pulls[REPO, found.content["pr_number"]].draft


@pytest.mark.parametrize(
    ("wanted", "status"),
    [({"head": "nowhere"}, 404), ({"head": "f" * 40}, 404), ({"head": "feature", "base": "nowhere"}, 404)],
)
def test_what_cannot_be_opened_is_told(answer, github, repo, wanted, status):
    github.add_repository(REPO, repo.path)
    found, _ = answer(dry_run=False, **wanted)

    assert (found.status, github.pulls) == (status, {})


def test_a_dry_run_of_a_branch_asks_github_nothing(answer, github):
    found, _ = answer(head="feature", base="main")

    assert found.content["outcome"] == "dry-run"
    assert github.requests == []
