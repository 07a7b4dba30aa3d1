"""What the schemas and audits of `make workflows` do not say about our own workflows."""

from __future__ import annotations

import re

import pytest
import yaml
from support.runner import ROOT

WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))


def read(path):
    return yaml.safe_load(path.read_text())


def list_steps(workflow):
    return [step for job in workflow["jobs"].values() for step in job["steps"]]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_every_foreign_action_is_pinned_to_a_commit_and_says_which_version_that_is(path):
    for line in re.findall(r"uses: (.+)", path.read_text()):
        assert line.startswith("./") or re.fullmatch(r"[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line), line


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_no_job_has_more_rights_than_it_names(path):
    workflow = read(path)

    assert workflow["permissions"] == {}
    assert all(job["permissions"] and job["timeout-minutes"] for job in workflow["jobs"].values())


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_no_checkout_leaves_its_token_behind(path):
    checkouts = [step for step in list_steps(read(path)) if step.get("uses", "").startswith("actions/checkout@")]

    assert checkouts
    assert all(step["with"]["persist-credentials"] is False for step in checkouts)


def test_the_tests_run_on_every_python_that_is_promised():
    promised = re.search(r'requires-python = ">=3\.(\d+)"', (ROOT / "pyproject.toml").read_text()).group(1)
    tested = read(ROOT / ".github/workflows/ci.yml")["jobs"]["test"]["strategy"]["matrix"]["python"]

    assert tested[0] == f"3.{promised}"
    assert tested == [f"3.{minor}" for minor in range(int(promised), int(promised) + len(tested))]


def test_our_own_pull_requests_are_drafted_by_the_checkout_with_inputs_that_exist():
    workflow = read(ROOT / ".github/workflows/draft.yml")
    step = next(step for step in list_steps(workflow) if step.get("uses") == "./")

    assert set(step["with"]) <= set(read(ROOT / "action.yml")["inputs"])
    assert workflow["jobs"]["draft"]["permissions"] == {"contents": "read", "pull-requests": "write"}
    # YAML 1.1 reads the key `on` as true.
    assert workflow[True]["pull_request"]["types"] == ["opened", "synchronize", "reopened", "ready_for_review"]
    assert workflow[True]["workflow_dispatch"]["inputs"]["pr-number"]["required"] is True


def test_every_kind_of_dependency_is_kept_up_to_date_after_a_week_of_cooling_down():
    updates = read(ROOT / ".github/dependabot.yml")["updates"]

    assert {update["package-ecosystem"] for update in updates} == {"pip", "docker", "github-actions"}
    assert all(update["cooldown"]["default-days"] >= 7 for update in updates)
