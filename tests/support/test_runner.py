"""The emulated runner, with a small action that shows what it was given."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from .launch import Native
from .runner import Runner, name_input

ACTION = """
name: probe
inputs:
  github-token:
    default: ${{ github.token }}
  api-key:
    description: has no default
  dry-run:
    default: false
  with space:
    default: 1
"""
PROBE = """
import json, os, pathlib, sys
seen = {"env": dict(os.environ), "cwd": os.getcwd(), "stdin": sys.stdin.read()}
pathlib.Path("seen.json").write_text(json.dumps(seen))
sys.stdout.write("::group::Work\\n::add-mask::hush\\nit said hush\\n::endgroup::\\n")
sys.stderr.write("::error title=Oh::bad hush")
open(os.environ["GITHUB_OUTPUT"], "a").write("outcome=failed\\n")
open(os.environ["GITHUB_STEP_SUMMARY"], "a").write("# Sum hush\\n")
raise SystemExit(3)
"""


@pytest.fixture
def probe(tmp_path):
    (tmp_path / "action.yml").write_text(ACTION)
    (tmp_path / "probe.py").write_text(PROBE)
    return Runner(tmp_path / "job", Native(sys.executable, str(tmp_path / "probe.py")), tmp_path / "action.yml")


def see(runner):
    return json.loads((runner.workspace / "seen.json").read_text())


def test_every_declared_input_is_there_by_its_own_name(probe):
    probe.run("push", {}, inputs={"api-key": "k", "unknown": "u"}, token="tok")

    seen = {name: value for name, value in see(probe)["env"].items() if name.startswith("INPUT_")}
    assert seen == {
        "INPUT_GITHUB-TOKEN": "tok",
        "INPUT_API-KEY": "k",
        "INPUT_DRY-RUN": "false",
        "INPUT_WITH_SPACE": "1",
        "INPUT_UNKNOWN": "u",
    }


def test_an_input_without_a_value_is_blank(probe):
    probe.run("push", {})

    assert see(probe)["env"]["INPUT_API-KEY"] == ""


def test_the_step_starts_in_the_workspace_with_the_runner_s_variables(probe, github):
    github.add_pull("octo/demo", 7)
    probe.run(
        "pull_request", github.make_event("octo/demo", 7), env={"LEAKED": "1", "HOME": "/mine"}, api_url=github.url
    )

    seen = see(probe)
    env = seen["env"]
    assert seen["cwd"] == env["GITHUB_WORKSPACE"] == str(probe.workspace)
    assert seen["stdin"] == ""
    assert (env["GITHUB_ACTIONS"], env["CI"], env["LEAKED"]) == ("true", "true", "1")
    assert env["HOME"] == str(probe.job / "_temp/_github_home")
    assert (env["GITHUB_REPOSITORY"], env["GITHUB_API_URL"]) == ("octo/demo", github.url)
    assert (env["GITHUB_REF"], env["GITHUB_BASE_REF"], env["GITHUB_HEAD_REF"]) == (
        "refs/pull/7/merge",
        "main",
        "feature",
    )
    assert env["GITHUB_SHA"] == "c" * 40
    assert "GITHUB_TOKEN" not in env
    assert json.loads(Path(env["GITHUB_EVENT_PATH"]).read_text())["number"] == 7


def test_off_a_pull_request_the_branches_are_blank(probe):
    probe.run("push", {})

    env = see(probe)["env"]
    assert (env["GITHUB_BASE_REF"], env["GITHUB_HEAD_REF"], env["GITHUB_REF_NAME"]) == ("", "", "main")


def test_what_the_step_did_is_read_back(probe):
    result = probe.run("push", {})

    assert (result.exit_code, result.failed, result.problems) == (3, True, [])
    assert result.outputs == {"outcome": "failed"}
    assert result.groups == ["Work"]
    assert result.summary == "# Sum ***\n"
    assert result.masks == ["ghs_fake", "hush"]
    assert [(one.level, one.title) for one in result.annotations] == [("error", "Oh")]
    assert "it said ***" in result.log
    assert "it said hush" in result.stdout


def test_an_event_may_be_missing_or_nonsense(probe):
    probe.run("push", "{nonsense")
    assert (probe.job / "_temp/_github_workflow/event.json").read_text() == "{nonsense"

    probe.run("push", None)
    assert not (probe.job / "_temp/_github_workflow/event.json").exists()


def test_each_step_has_files_of_its_own(probe):
    first = probe.run("push", {}).outputs
    second = probe.run("push", {}).outputs

    assert first == second == {"outcome": "failed"}


@pytest.mark.parametrize(("name", "variable"), [("api-key", "INPUT_API-KEY"), ("a b", "INPUT_A_B")])
def test_an_input_is_named_as_the_runner_names_it(name, variable):
    assert name_input(name) == variable
