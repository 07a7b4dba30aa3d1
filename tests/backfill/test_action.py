"""The action `backfill` and its reusable workflow have what the command has, and a runner can start them."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys

import pytest
import yaml
from support.action import REPO
from support.launch import Native
from support.runner import ROOT, Runner, copy_workspace

from pr_writer.backfill.options import OWN_OPTIONS, UNFIT
from pr_writer.backfill.report import Report, list_report_outputs
from pr_writer.inputs.options import OPTIONS

ACTION = yaml.safe_load((ROOT / "action.yml").read_text())
OURS = yaml.safe_load((ROOT / "backfill/action.yml").read_text())
WORKFLOW = yaml.safe_load((ROOT / ".github/workflows/backfill.yml").read_text())
PAGE = (ROOT / "docs/backfill.md").read_text()
SUMMED = WORKFLOW["jobs"]["total"]["steps"][-1]["run"]
# Of the workflow's steps, not of its caller: the token, which repository it is, and where that is checked out.
FROM_STEPS = {"github-token", "repository", "parallel", "repo-dir"}


def test_the_action_has_the_inputs_of_both_with_the_same_defaults():
    shared = [option for option in OPTIONS if option.name not in UNFIT | {"github-token"}]
    expected = ["github-token", *(option.name for option in (*OWN_OPTIONS, *shared))]

    assert list(OURS["inputs"]) == expected
    for option in (*OWN_OPTIONS, *shared):
        assert OURS["inputs"][option.name]["default"] == option.default
    for option in shared:
        if option.name != "dry-run":
            assert OURS["inputs"][option.name] == ACTION["inputs"][option.name]


def test_no_input_of_ours_means_something_else_in_the_other_action():
    assert not {option.name for option in OWN_OPTIONS} & set(ACTION["inputs"])


def test_the_action_has_the_outputs_of_the_report():
    assert list(OURS["outputs"]) == list(list_report_outputs(Report("o/r", (), 0)))
    for about in OURS["outputs"].values():
        assert len(about["description"].split()) > 3


def test_the_action_runs_the_same_image_with_one_word_more():
    assert OURS["runs"] == {"using": "docker", "image": "../Dockerfile", "args": ["backfill"]}
    assert (ROOT / "backfill" / OURS["runs"]["image"]).samefile(ROOT / ACTION["runs"]["image"])


def test_the_workflow_hands_every_input_to_the_action():
    call, job = WORKFLOW[True]["workflow_call"], WORKFLOW["jobs"]["backfill"]
    step = next(step for step in job["steps"] if step.get("id") == "backfill")
    given = {name for name, value in step["with"].items() if value == f"${{{{ inputs.{name} }}}}"}
    own = {"repositories", "app-client-id", "max-parallel", "price-in", "price-out"}

    assert set(step["with"]) == set(OURS["inputs"]) - {"repo-dir"}, "the workspace is the repository"
    assert given == set(call["inputs"]) - own
    secret = {name for name in OURS["inputs"] if name.endswith(("-key", "-extra-headers"))}
    assert set(OURS["inputs"]) - given == secret | FROM_STEPS, "what is secret comes as a secret, and nothing else does"
    named = set(re.findall(r"secrets\.(\w+)", json.dumps(job)))
    assert named == set(call["secrets"])


def test_each_job_has_a_token_for_its_own_repository_and_no_more_than_it_needs():
    (token,) = (step for step in WORKFLOW["jobs"]["backfill"]["steps"] if step.get("id") == "app")
    rights = {name: right for name, right in token["with"].items() if name.startswith("permission-")}

    assert token["with"]["repositories"] == "${{ steps.name.outputs.name }}"
    assert rights == {
        "permission-contents": "read",
        "permission-issues": "read",
        "permission-pull-requests": "write",
    }


def test_the_last_job_sums_up_what_the_others_told(tmp_path):
    if not shutil.which("jq"):
        pytest.skip("jq is not here; a hosted runner has it")
    hostile = "a | <img src=x> `x` @all #1 \\ [l](u)"
    (tmp_path / "reports").mkdir()
    for number, (repository, cost) in enumerate([("o/a", 1.5), ("o/b", None)]):
        told = dict.fromkeys(("updated", "unchanged", "skipped", "failed", "remaining"), number + 1)
        told |= {"repository": repository, "tokens": 100, "cost": cost, "stopped": hostile}
        (tmp_path / f"reports/report-{number}.json").write_text(json.dumps(told))
    environ = {"PATH": os.environ["PATH"], "GITHUB_STEP_SUMMARY": str(tmp_path / "summary")}

    subprocess.run(["bash", "-euo", "pipefail", "-c", SUMMED], cwd=tmp_path, env=environ, check=True)

    rows = [line for line in (tmp_path / "summary").read_text().splitlines() if line.startswith("|")]
    assert rows[2].startswith("| `o/a` | 1 | 1 | 1 | 1 | 1 | 100 | 1.5 | a ")
    assert rows[4] == "| **all** | 3 | 3 | 3 | 3 | 3 | 200 | 1.5 |  |"
    assert {row.count("|") for row in rows} == {10}
    assert not re.search(r"[<@#\\\[]", rows[2])


def test_nothing_to_sum_up_is_no_failure(tmp_path):
    environ = {"PATH": os.environ["PATH"], "GITHUB_STEP_SUMMARY": str(tmp_path / "summary")}

    subprocess.run(["bash", "-euo", "pipefail", "-c", SUMMED], cwd=tmp_path, env=environ, check=True)

    assert "No repository was walked" in (tmp_path / "summary").read_text()


def test_the_page_names_every_flag():
    assert {f"`{option.name}`" for option in OWN_OPTIONS} <= set(re.findall(r"`[\w-]+`", PAGE))


@pytest.mark.program
def test_a_runner_starts_it_with_inputs_and_reads_its_outputs(github, model, repo, tmp_path):
    runner = Runner(
        tmp_path / "job", Native(sys.executable, "-Iu", str(ROOT / "entrypoint.py")), ROOT / "backfill/action.yml"
    )
    copy_workspace(repo.path, runner)
    github.add_repository(REPO, repo.path)
    ends = {"base_sha": repo.rev("main"), "head_sha": repo.rev("feature"), "head_ref": "feature"}
    github.add_pull(REPO, 1, title="feature", **ends)
    github.add_pull(REPO, 2, title="feature", labels=("no-pr-writer",), **ends)

    result = runner.run(
        "workflow_dispatch",
        github.make_dispatch_event(REPO),
        inputs={"fallback-openai-api-key": "sk-0123456789abcdef", "fallback-openai-base-url": model.url, "limit": "1"},
        args=OURS["runs"]["args"],
        api_url=github.url,
        server_url=github.origin,
        repository=REPO,
    )

    assert (result.exit_code, result.problems) == (0, []), result.log
    assert set(result.outputs) == set(OURS["outputs"])
    assert (result.outputs["updated"], result.outputs["skipped"], result.outputs["tokens"]) == ("1", "1", "150")
    assert "| updated |" in result.summary
    assert "sk-0123456789abcdef" not in result.log
