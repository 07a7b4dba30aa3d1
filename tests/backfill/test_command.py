"""A backlog from its command line to GitHub: what is written, what is left, where it stops and what is told."""

import json
import os
import re
import signal
import subprocess
import sys
import time

import pytest
from support.action import REPO
from support.github import FakeGitHub
from support.repos import run_git
from support.runner import ROOT

QUOTA = {
    "error": {"message": "You exceeded your current quota.", "type": "insufficient_quota", "code": "insufficient_quota"}
}
PRICES = {"FALLBACK_OPENAI_PRICE_IN": "1000", "FALLBACK_OPENAI_PRICE_OUT": "1000"}  # 150 tokens: 0.15


def list_written(github):
    return [int(call.rpartition("/")[2]) for call in github.calls() if call.startswith("PATCH")]


def test_every_open_pull_request_is_described_newest_first(github, backlog, walk):
    pulls = [backlog(number) for number in (1, 2, 3)]
    backlog(4, state="closed")

    code, out, _ = walk()

    assert code == 0
    assert list_written(github) == [3, 2, 1]
    assert all("<sub>LLM: m</sub>" in pull.body for pull in pulls)
    assert "3 of 3 pull requests" in out
    assert "450 tokens" in out


def test_what_is_described_already_costs_one_request_and_no_model(github, backlog, walk, model):
    backlog(1)
    walk()
    github.requests.clear()
    asked = len(model.requests)

    code, out, _ = walk()

    assert (code, len(model.requests)) == (0, asked)
    assert github.calls() == ["GET /rate_limit", "POST /graphql", "GET /repos/octo/demo/pulls/1"]
    assert "1 unchanged" in out


def test_the_owners_templates_are_asked_for_once(github, backlog, walk):
    for number in (1, 2, 3):
        backlog(number, body="## Summary\n\n<!-- What does it change? -->\n\n## Tests\n\n- [ ] I tested it\n")

    walk()

    assert sum("/octo/.github/" in call for call in github.calls()) == 1


def test_more_than_a_hundred_are_listed_page_by_page_and_none_twice(github, backlog, walk):
    for number in range(1, 251):
        backlog(number, labels=("no-pr-writer",))

    code, out, _ = walk()

    assert code == 0
    assert github.calls().count("POST /graphql") == 3
    assert "250 of 250 pull requests" in out
    assert "250 skipped" in out


@pytest.mark.parametrize(
    ("flags", "meant"),
    [
        ([], [1, 2, 3, 4, 5, 6]),
        (["--author", "OctoCat"], [1, 3, 4, 5, 6]),
        (["--author", "octocat, tool[bot]"], [1, 2, 3, 4, 5, 6]),
        (["--author", "tool"], [2]),
        (["--label", "BUG"], [3]),
        (["--label", "bug,none"], [3]),
        (["--since", "2026-01-02"], [1, 2, 3, 5, 6]),
        (["--since", "2026-01-02T03:04:05+00:00"], [1, 2, 3, 5, 6]),
        (["--since", "2026-01-03"], []),
        (["--only", "generic"], [1, 2, 3, 4, 6]),
        (["--only", "generic", "--label", "bug"], [3]),
    ],
)
def test_filters_leave_pull_requests_out(backlog, walk, flags, meant):
    backlog(1)
    backlog(2, author="tool[bot]", author_type="Bot")
    backlog(3, labels=("bug",))
    backlog(4, extra={"updated_at": "2025-12-31T00:00:00Z"})
    backlog(5, title="Greet visitors by their own name", body="They were not.")
    backlog(6, title="Greet visitors by their own name", body=" \n")

    code, out, _ = walk("--use-llm", "false", "--skip-bots", "false", *flags)

    assert code == 0
    assert sorted(map(int, re.findall(r"^#(\d+)", out, re.MULTILINE))) == meant


def test_bodies_are_not_fetched_where_nobody_asks_for_them(github, backlog, walk):
    backlog(1)

    walk("--use-llm", "false")
    walk("--use-llm", "false", "--only", "generic")

    asked = [request.json["variables"]["withBodies"] for request in github.requests if request.path == "/graphql"]
    assert asked == [False, True]


@pytest.mark.parametrize(
    ("flags", "env", "drafted", "says"),
    [
        (["--limit", "2"], {}, [5, 4], "Stopped after 2, as --limit says."),
        (["--max-tokens", "151"], {}, [5, 4], "Stopped after 300 tokens; --max-tokens is 151."),
        (["--max-cost", "0.30"], PRICES, [5, 4], "Stopped after a cost of 0.3000; --max-cost is 0.3."),
        (["--max-minutes", "0.2"], {}, [5, 4, 3], "Stopped after 0 minutes; --max-minutes is 0.2."),
        (["--limit", "5"], {}, [5, 4, 3, 2, 1], ""),
    ],
)
def test_a_cap_stops_between_two_and_the_next_run_goes_on(github, backlog, walk, flags, env, drafted, says):
    for number in range(1, 6):
        backlog(number)

    code, out, _ = walk(*flags, env=env)

    assert (code, list_written(github)) == (0, drafted)
    assert says in out
    assert walk(*flags, env=env)[0] == 0
    assert list_written(github)[len(drafted) :] == [number for number in (5, 4, 3, 2, 1) if number not in drafted][:2]


def test_what_is_left_alone_does_not_count_against_the_limit(github, backlog, walk):
    for number in range(1, 5):
        backlog(number, labels=("no-pr-writer",) if number > 2 else ())

    walk("--limit", "1")

    assert list_written(github) == [2]


def test_runs_that_share_a_token_write_as_much_less_often(github, backlog, walk, clock):
    for number in (1, 2, 3):
        backlog(number)

    walk("--use-llm", "false", "--parallel", "4")

    assert clock.naps == [30.0, 30.0]


def test_a_server_that_does_not_count_tokens_is_charged_what_a_request_holds_at_most(github, backlog, walk, model):
    model.usage = None
    for number in (1, 2, 3):
        backlog(number)

    _, out, _ = walk("--max-tokens", "50000", "--max-diff-tokens", "24000")

    assert list_written(github) == [3, 2]
    assert "Stopped after 56,192 tokens" in out


@pytest.mark.parametrize(
    ("flags", "env", "says"),
    [
        (["--limit", "0"], {}, "--limit is '0'; it must be a whole number above 0."),
        (["--limit", "many"], {}, "--limit is 'many'; it must be"),
        (["--max-tokens", "1e6"], {}, "--max-tokens is '1e6'"),
        (["--max-cost", "nan"], PRICES, "--max-cost is 'nan'; it must be an amount above 0"),
        (["--parallel", "two"], {}, "--parallel is 'two'"),
        (["--max-minutes", "-1"], {}, "--max-minutes is '-1'"),
        (["--max-cost", "1"], {}, "--max-cost needs the prices of m. Set the variables FALLBACK_OPENAI_PRICE_IN"),
        (["--since", "yesterday"], {}, "--since is 'yesterday'; it must be a day such as 2026-01-31"),
        (["--only", "drafts"], {}, "--only is 'drafts'; it must be generic"),
        (["--pr-number", "7"], {}, "A backlog has no --pr-number."),
        (["--edit"], {}, "A backlog has no --edit."),
        (["--format=json"], {}, "A backlog has no --format."),
        (["--show-prompt"], {}, "A backlog shows no prompts."),
        (["--temperature", "hot"], {}, "temperature is 'hot'"),
        (["--colour"], {}, "Unrecognized arguments: --colour"),
        (["--repository", "octo"], {}, "repository is 'octo'; it must be owner/name."),
        ([], {"GITHUB_TOKEN": ""}, "There is no token"),
        ([], {"FALLBACK_OPENAI_API_KEY": ""}, "No usable LLM backends configured"),
    ],
)
def test_what_cannot_be_used_is_said_before_anything_is_asked(github, backlog, walk, flags, env, says):
    backlog(1)

    code, _, err = walk(*flags, env=env)

    assert code == 1
    assert says in err
    assert github.requests == []


def test_filters_are_inputs_too(github, backlog, walk):
    backlog(1)
    backlog(2, labels=("bug",))

    code, _, _ = walk(env={"INPUT_LABEL": "bug", "INPUT_LIMIT": "5", "INPUT_USE-LLM": "false"})

    assert code == 0
    assert list_written(github) == [2]


def test_another_repository_than_the_jobs_can_be_named(github, backlog, walk):
    backlog(1)

    code, _, err = walk("--repository", REPO, env={"GITHUB_REPOSITORY": "octo/workflows"})

    assert (code, list_written(github)) == (0, [1]), err


@pytest.mark.parametrize(
    ("repository", "says"),
    [
        ("octo/gone", "GitHub does not list the pull requests of octo/gone: Could not resolve to a Repository"),
    ],
)
def test_a_repository_that_is_not_there_is_named(github, walk, repository, says):
    code, _, err = walk("--repository", repository)

    assert code == 1
    assert says in err


@pytest.mark.parametrize(
    "content",
    [{}, [], {"data": None}, {"data": {"repository": {"pullRequests": {"nodes": [{}], "pageInfo": {}}}}}, "<html>"],
)
def test_an_answer_that_is_no_list_is_an_error_and_no_bug(github, backlog, walk, content):
    backlog(1)
    github.answer_next(200, content, method="POST", path="graphql")

    code, _, err = walk()

    assert code == 1
    assert "Check GITHUB_API_URL." in err or "does not list the pull requests" in err


def test_what_one_field_may_not_be_seen_costs_no_pull_request(github, backlog, walk):
    backlog(1)
    node = {
        "number": 1,
        "title": "T",
        "updatedAt": "2026-01-02T03:04:05Z",
        "isDraft": False,
        "isCrossRepository": False,
    }
    node |= {"headRefName": "feature", "headRefOid": "a", "baseRefName": "main", "baseRefOid": "b", "author": None}
    node |= {"additions": 1, "deletions": 0, "labels": None, "commits": {"totalCount": 1, "nodes": None}}
    page = {"pageInfo": {"hasNextPage": False, "endCursor": None}, "nodes": [None, node]}
    errors = [{"type": "FORBIDDEN", "message": "Resource not accessible by integration"}]
    github.answer_next(
        200, {"data": {"repository": {"pullRequests": page}}, "errors": errors}, method="POST", path="graphql"
    )

    code, _, _ = walk("--use-llm", "false")

    assert (code, list_written(github)) == (0, [1])


def test_a_used_up_limit_of_the_list_is_waited_out(github, backlog, walk, clock):
    backlog(1)
    reset = {"X-RateLimit-Limit": "1000", "X-RateLimit-Remaining": "0", "X-RateLimit-Resource": "graphql"}
    reset |= {"X-RateLimit-Reset": str(int(clock.now) + 900)}
    said = {"data": None, "errors": [{"type": "RATE_LIMITED", "message": "API rate limit exceeded."}]}
    github.answer_next(200, said, reset, method="POST", path="graphql")

    code, _, _ = walk("--use-llm", "false")

    assert (code, list_written(github)) == (0, [1])
    assert 901.0 in clock.naps


@pytest.mark.parametrize(("method", "path"), [("GET", r"/pulls/2$"), ("PATCH", r"/pulls/2$")])
def test_a_refusal_for_too_many_requests_is_waited_out_as_long_as_it_takes(github, backlog, walk, clock, method, path):
    for number in (1, 2, 3):
        backlog(number)
    github.answer_next(
        403, {"message": "You have exceeded a secondary rate limit."}, {"Retry-After": "900"}, method=method, path=path
    )

    code, _, err = walk()

    assert code == 0, err
    assert 900.0 in clock.naps
    assert set(list_written(github)) == {1, 2, 3}


def test_an_enterprise_server_has_its_list_elsewhere(repo, walk):
    with FakeGitHub(prefix="/api/v3") as server:
        server.add_repository(REPO, repo.path)
        server.add_pull(REPO, 1, title="feature", base_sha=repo.rev("main"), head_sha=repo.rev("feature"))

        code, out, _ = walk(
            "--use-llm", "false", env={"GITHUB_API_URL": server.url, "GITHUB_SERVER_URL": server.origin}
        )

        assert code == 0
        assert "1 updated" in out
        assert "/api/graphql" in [request.path for request in server.requests]
        assert server.violations == []


def test_without_a_clone_the_commits_come_from_the_server(github, backlog, walk, tmp_path):
    (tmp_path / "empty").mkdir()
    for setting in ("uploadpack.allowAnySHA1InWant", "uploadpack.allowFilter"):
        run_git("config", setting, "true", cwd=github.repositories[REPO])
    for number in (1, 2):
        backlog(number)

    code, out, err = walk("--use-llm", "false", "--repo-dir", str(tmp_path / "empty"))

    assert code == 0, err
    assert "2 updated" in out


def test_one_failure_does_not_stop_the_others(github, backlog, walk):
    for number in (1, 2, 3):
        backlog(number, **({"head_sha": "f" * 40} if number == 2 else {}))

    code, out, _ = walk()

    assert code == 1
    assert list_written(github) == [3, 1]
    assert re.search(r"^#2 +failed", out, re.MULTILINE)
    assert "1 failed, 2 updated" in out


def test_a_bug_in_one_is_told_and_does_not_stop_the_others(github, backlog, walk, monkeypatch):
    from pr_writer.backfill import walk as module

    def describe(number, *rest, whole=module.describe_pull_request):
        if number == 2:
            raise ZeroDivisionError
        return whole(number, *rest)

    monkeypatch.setattr(module, "describe_pull_request", describe)
    for number in (1, 2, 3):
        backlog(number)

    code, _, err = walk()

    assert code == 3
    assert "please report" in err
    assert list_written(github) == [3, 1]


@pytest.mark.parametrize(
    ("status", "content", "outcome", "says"),
    [
        (401, {"error": {"message": "Incorrect API key provided."}}, "failed", "does not accept the key (401)"),
        (429, QUOTA, "failed", "no quota left"),
        (503, {"error": {"message": "overloaded"}}, "updated", "The template draft is used"),
    ],
)
def test_three_in_a_row_with_the_same_fault_stop_the_walk(github, backlog, walk, model, status, content, outcome, says):
    for number in range(1, 7):
        backlog(number)
    model.answer_next(status, content, times=100)

    code, out, err = walk()

    assert code == 1
    assert len(re.findall(rf"^#\d+ +{outcome}", out, re.MULTILINE)) == 3
    assert "3 were not reached" in out
    assert re.search(f"Stopped, for 3 in a row had the same fault.*{re.escape(says)}", err)


def test_faults_that_pull_requests_have_of_their_own_stop_nothing(github, backlog, walk):
    for number in range(1, 7):
        backlog(number, **({"head_sha": f"{number:040x}"} if number > 1 else {}))

    code, _, _ = walk()

    assert (code, list_written(github)) == (1, [1])


def test_a_token_that_is_not_known_is_said_at_once(github, backlog, walk):
    backlog(1)
    github.token = "right"

    code, _, err = walk()

    assert code == 1
    assert "it does not know the token" in err


def test_a_dry_run_estimates_and_neither_asks_a_model_nor_writes(github, backlog, walk, model):
    backlog(1)
    walk()
    github.requests.clear()
    model.requests.clear()
    for number in (2, 3):
        backlog(number)
    backlog(4, labels=("no-pr-writer",))
    backlog(5, author="tool[bot]", author_type="Bot")

    code, out, _ = walk("--dry-run", env=PRICES)

    assert code == 0
    assert github.calls() == ["GET /rate_limit", "POST /graphql"]
    assert model.requests == []
    assert "5 open pull requests of octo/demo match" in out
    assert "- 2 to draft" in out
    assert "- 1 described already" in out
    assert "- 2 left alone: 1 bot, 1 label" in out
    tokens = int(re.search(r"About ([\d,]+) tokens of prompts and 800 of answers", out)[1].replace(",", ""))
    assert f"at a price of {(tokens + 800) / 1000:.2f}" in out
    assert re.search(r"of which the token has 9\d\d left this hour", out)


def test_on_a_runner_the_summary_and_the_outputs_tell_of_all(github, backlog, walk, tmp_path):
    backlog(1, title="Sell | <img src=x> @everyone", body="Why.")
    backlog(2, head_sha="f" * 40)
    backlog(3, labels=("no-pr-writer",))
    files = {name: tmp_path / name for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
    runner = {"GITHUB_ACTIONS": "true", "GITHUB_EVENT_NAME": "schedule", "GITHUB_WORKSPACE": str(tmp_path)}

    code, log, _ = walk(env=runner | PRICES | {name: str(path) for name, path in files.items()})

    summary = files["GITHUB_STEP_SUMMARY"].read_text()
    outputs = dict(
        re.findall(r"^([\w-]+)<<(?:pr-writer-\w+)\n(.*)\n", files["GITHUB_OUTPUT"].read_text(), re.MULTILINE)
    )
    assert code == 1
    assert "## pr-writer backfill: `octo/demo`" in summary
    rows = [line for line in summary.splitlines() if line.startswith("| [#")]
    assert [re.match(r"\| \[#(\d)\]", row)[1] for row in rows] == ["2", "1", "3"]
    assert f"{github.origin}/octo/demo/pull/2" in rows[0]
    assert "| updated |" in rows[1]
    assert not re.search(r"(?<!\\)<img", summary)
    assert "`@everyone`" in rows[1]
    told = json.loads(outputs["report"])
    assert told == {
        "repository": REPO,
        "updated": 1,
        "unchanged": 0,
        "skipped": 1,
        "failed": 1,
        "remaining": 0,
        "tokens": 150,
        "cost": 0.15,
        "stopped": "",
    }
    assert (outputs["updated"], outputs["cost"], outputs["stopped"]) == ("1", "0.15", "")
    assert "::group::Pull request #3, 1 of 3" in log


@pytest.mark.program
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_the_program_with_what_was_done_and_the_next_run_does_the_rest(
    github, backlog, repo, tmp_path, number, code
):
    for pull in range(1, 4):
        backlog(pull)
    github.limits = None
    environ = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "GITHUB_TOKEN": "ghs_fake", "GITHUB_REPOSITORY": REPO}
    environ |= {"GITHUB_API_URL": github.url, "GITHUB_SERVER_URL": github.origin}
    command = [sys.executable, "-I", str(ROOT / "entrypoint.py"), "backfill", "--use-llm", "false"]
    process = subprocess.Popen(
        [*command, "--repo-dir", str(repo.path)], env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    deadline = time.monotonic() + 60
    while not list_written(github) and time.monotonic() < deadline:
        time.sleep(0.02)
    time.sleep(0.3)  # into the pause before the second write

    process.send_signal(number)
    out, err = process.communicate(timeout=30)

    assert process.returncode == code, err
    assert "1 updated" in out
    assert "2 were not reached" in out
    assert "Interrupted; run it again to go on." in err
    assert list_written(github) == [3]
