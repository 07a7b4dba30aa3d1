"""What the schemas and audits of `make workflows` do not say about our own workflows."""

from __future__ import annotations

import itertools
import re

import pytest
import yaml
from support.runner import ROOT

WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))


def read(path):
    return yaml.safe_load(path.read_text())


def list_steps(workflow):
    return [step for job in workflow["jobs"].values() for step in job.get("steps", [])]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_every_foreign_action_is_pinned_to_a_commit_and_says_which_version_that_is(path):
    for line in re.findall(r"^ +(?:- )?uses: (.+)", path.read_text(), re.MULTILINE):
        assert line.startswith("./") or re.fullmatch(r"[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line), line


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_no_job_has_more_rights_than_it_names(path):
    workflow = read(path)

    assert workflow["permissions"] == {}
    assert all(job["permissions"] for job in workflow["jobs"].values())
    # A job that calls a workflow has no time of its own.
    assert all(job.get("timeout-minutes") or job["uses"].startswith("./") for job in workflow["jobs"].values())


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


def test_the_reusable_workflow_has_every_input_and_output_of_the_action():
    action = yaml.safe_load((ROOT / "action.yml").read_text())
    workflow = yaml.safe_load((ROOT / ".github/workflows/describe.yml").read_text())
    call, job = workflow[True]["workflow_call"], workflow["jobs"]["describe"]
    step = job["steps"][-1]

    assert list(step["with"]) == list(action["inputs"])
    given = {name for name, value in step["with"].items() if value == f"${{{{ inputs.{name} }}}}"}
    assert given == set(call["inputs"])
    secret = {name for name in action["inputs"] if name.endswith(("-token", "-key", "-extra-headers"))}
    assert set(action["inputs"]) - given == secret, "what is secret comes as a secret, and nothing else does"
    assert set(re.findall(r"secrets\.(\w+)", str(step["with"]))) == set(call["secrets"])
    assert list(call["outputs"]) == list(job["outputs"]) == list(action["outputs"])


RELEASE = read(ROOT / ".github/workflows/release.yml")


def test_a_release_goes_through_its_steps_in_this_order():
    order = ["check", "test", "image", "index", "tag", "smoke", "release", "pypi", "major"]
    needs = {name: job.get("needs", []) for name, job in RELEASE["jobs"].items()}

    for before, after in itertools.pairwise(order):
        assert before in needs[after], f"{after} waits for {before}"
    assert set(needs) - set(order) == {"packages"}
    assert "packages" in needs["tag"], "what cannot be built stops the release before its tag"


def test_each_right_of_a_release_is_held_by_the_jobs_that_need_it_and_no_other():
    writers = {
        right: [name for name, job in RELEASE["jobs"].items() if job["permissions"].get(right) == "write"]
        for right in ("contents", "packages", "id-token", "attestations")
    }

    assert writers == {
        "contents": ["tag", "release", "major"],
        "packages": ["image", "index"],
        "id-token": ["index", "pypi"],
        "attestations": ["index"],
    }


def test_every_script_of_a_release_is_run_by_the_workflow():
    said = (ROOT / ".github/workflows/release.yml").read_text()
    scripts = {path.name for path in (ROOT / "release").iterdir() if path.is_file()} - {"common.py", "changelog.py"}

    assert {name for name in scripts if f"release/{name}" in said} == scripts


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_no_workflow_names_an_owner_or_a_registry_path_of_ours(path):
    for line in path.read_text().splitlines():
        assert not re.search(r"ghcr\.io/\w", line), line
