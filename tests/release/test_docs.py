"""What docs/ tells a user to write has inputs that exist; what it tells a maintainer to run is there."""

from __future__ import annotations

import re

import pytest
import yaml
from support.runner import ROOT

from pr_writer.version import __version__

ACTION = yaml.safe_load((ROOT / "action.yml").read_text())
DOCS = {name: (ROOT / f"docs/{name}.md").read_text() for name in ("install", "enterprise", "releasing")}
BLOCKS = [
    pytest.param(block, id=f"{name}-{number}")
    for name, text in DOCS.items()
    for number, block in enumerate(re.findall(r"```yaml\n(.*?)```", text, re.DOTALL))
]


def list_steps(found):
    """Every step below a block, whether the block is a workflow, a job's steps or a single step."""
    if isinstance(found, list):
        return [step for item in found for step in list_steps(item)]
    if not isinstance(found, dict):
        return []
    own = [found] if "uses" in found or "run" in found else []
    return own + [step for value in found.values() for step in list_steps(value)]


@pytest.mark.parametrize("block", BLOCKS)
def test_every_block_is_yaml_and_gives_the_action_only_inputs_that_it_has(block):
    steps = list_steps(yaml.safe_load(block))

    assert steps
    for step in steps:
        assert set(step.get("with") or {}) <= set(ACTION["inputs"])


def test_the_first_job_is_ten_lines():
    assert len(BLOCKS[0].values[0].splitlines()) == 10


def test_the_command_for_a_runner_without_docker_is_the_one_that_is_installed():
    assert f"pipx run --spec pr-writer=={__version__} pr-writer " in DOCS["install"]
    assert '\npr-writer = "' in (ROOT / "pyproject.toml").read_text()


def test_the_list_of_steps_names_every_script():
    scripts = {path.name for path in (ROOT / "release").glob("*.py")} - {"common.py", "changelog.py"}

    assert scripts <= set(re.findall(r"`(\w+\.py)`", DOCS["releasing"]))


def test_what_the_list_of_refusals_quotes_is_really_said():
    said = "\n".join(path.read_text() for path in (ROOT / "release").glob("*.py"))
    table = DOCS["releasing"].partition("| it says |")[2].partition("\n\n")[0]
    quoted = re.findall(r"^\| `(.+?)` \|", table, re.MULTILINE)

    assert quoted
    for words in quoted:
        for part in words.split("…"):
            assert part.strip() in said, words
