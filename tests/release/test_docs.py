"""What docs/ tells a maintainer to run is there, and the promises of the guide to installing hold."""

from __future__ import annotations

import re

from support.runner import ROOT

from pr_writer.version import __version__

DOCS = {name: (ROOT / f"docs/{name}.md").read_text() for name in ("install", "releasing")}


def test_the_first_job_is_ten_lines():
    first = re.search(r"```yaml\n(.*?)```", DOCS["install"], re.DOTALL)[1]

    assert len(first.splitlines()) == 10


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
