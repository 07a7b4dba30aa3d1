"""Every block that a document shows is read by what would read it: workflows, commands, an answer, a unit.

The commands are run by test_documented_commands.py, the examples in Python by llm_router/test_readme.py.
"""

from __future__ import annotations

import configparser
import contextlib
import json
import re
import shlex
import subprocess
import sys
from datetime import UTC, datetime

import pytest
import yaml
from support.documents import (
    BLOCKS,
    DOCUMENTS,
    check_syntax,
    complete,
    list_commands,
    list_our_commands,
    list_steps,
    select,
)
from support.pr_server import DESCRIPTION, DRAFT, Answered, check_answer
from support.runner import ROOT

from pr_writer.backfill.options import read_request
from pr_writer.inputs.flags import read_flags
from pr_writer.server.bodies import parse_chat_request
from pr_writer.server.listening import DRAIN_S
from pr_writer.server.server_flags import read_server_options

TEXT_OF_SERVER = (ROOT / "docs/server.md").read_text()
# The README and the guides that speak of the program's flags, with the subcommand that one of them is about.
GUIDES = {"install": "", "enterprise": "", "events": "", "rules": "", "troubleshooting": "", "opening": ""}
GUIDES |= {"backfill": "backfill", "server": "serve"}
COMMAND = re.compile(r"`((?:docker|gh|git|make|openssl|pipx?|python3?|skopeo|curl) [^`\n]+)`")
OURS = re.compile(r"pr-writer/pr-writer(?P<folder>/[\w-]+)?(?:@\S+)?|(?:\S*/)?pr-writer(?:@\S+)?")
OUR_WORKFLOW = re.compile(r"pr-writer/pr-writer/(?P<path>\.github/workflows/[\w-]+\.yml)@\S+")
KINDS = {"boolean": bool, "number": int | float, "string": str}


def test_no_block_is_of_a_kind_that_nothing_tests():
    kinds = {"yaml", "sh", "console", "python", "json", "ini", "markdown", "text", ""}
    assert {block.language for block in BLOCKS} <= kinds
    assert {block.name for block in BLOCKS if block.language == "python"} == {
        block.name for block in BLOCKS if block.language == "python" and block.name.startswith("llm_router/")
    }


# --- workflows ---

WRONG = "jobs:\n  a:\n    runs-on: x\n    step: []\n"


@pytest.fixture(scope="module")
def complaints(tmp_path_factory):
    """What GitHub's schema of a workflow finds, asked as `make workflows` asks it: by the block's text."""
    folder = tmp_path_factory.mktemp("workflows")
    texts = {str(number): text for number, text in enumerate([WRONG, *(one.values[0] for one in select("yaml"))])}
    for number, text in texts.items():
        (folder / f"{number}.yml").write_text(yaml.safe_dump(complete(text)))
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.github-workflows"]
    done = subprocess.run([*command, *folder.iterdir()], capture_output=True, text=True, check=False)
    found = re.findall(r"/(\d+)\.yml::(.*)", done.stdout)
    return {texts[number]: f"{complaint}\n{done.stdout}" for number, complaint in found}


def test_the_schema_finds_what_is_wrong(complaints):
    assert WRONG in complaints


@pytest.mark.parametrize("text", select("yaml"))
def test_a_workflow_is_one_and_gives_the_action_what_it_takes(complaints, text):
    workflow = complete(text)
    own = [(step, found) for step in list_steps(workflow) if (found := OURS.fullmatch(step.get("uses", "")))]
    calls = [job for job in workflow["jobs"].values() if "uses" in job]

    assert complaints.get(text, "") == ""
    assert own or calls or "pr-writer" in text
    for step, found in own:
        given = step.get("with") or {}
        action = yaml.safe_load((ROOT / (found["folder"] or "").lstrip("/") / "action.yml").read_text())
        assert set(given) <= set(action["inputs"])
        # One backend is the model; the long names are for who has two.
        if any(name.startswith("fallback-") for name in given):
            assert any(name.startswith("primary-") for name in given)
    for job in calls:
        if job["uses"].startswith("pr-writer/pr-writer/"):
            check_call(job)


def check_call(job):
    """A job that calls a workflow of ours gives it inputs and secrets that it has, in the types that it takes."""
    path = ROOT / OUR_WORKFLOW.fullmatch(job["uses"])["path"]
    called = yaml.safe_load(path.read_text())[True]["workflow_call"]
    given = job.get("with") or {}

    assert set(given) <= set(called["inputs"])
    assert set(job["secrets"]) <= set(called["secrets"])
    for name, value in given.items():
        assert "${{" in str(value) or isinstance(value, KINDS[called["inputs"][name]["type"]]), name


@pytest.mark.parametrize("text", select("yaml"))
def test_what_a_workflow_runs_is_shell(text):
    for step in list_steps(complete(text)):
        if "run" in step:
            assert check_syntax(step["run"]) == ""


# --- commands ---


@pytest.mark.parametrize("text", select("sh", "console"))
def test_a_command_is_shell(text):
    assert check_syntax(list_commands(text)) == ""


@pytest.mark.parametrize("text", select("sh", "console"))
def test_a_script_that_a_command_starts_is_there(text):
    scripts = re.findall(r"^\$? ?(?:python3?|sh|bash) ([\w./]+\.\w+)", text, re.MULTILINE)

    assert [script for script in scripts if not (ROOT / script).is_file()] == []


def test_a_command_within_a_sentence_is_shell_and_its_target_is_there():
    targets = set(re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    said = [command for path in DOCUMENTS for command in COMMAND.findall(path.read_text())]

    assert said
    for command in said:
        assert check_syntax(command) == "", command
        if command.startswith("make "):
            assert command.split()[1] in targets, command


def read_command(words):
    """Have a command line of ours read by what reads it; --help and --version end there."""
    argv = shlex.split(words)
    with contextlib.suppress(SystemExit):
        if argv[0] == "backfill":
            read_request(argv[1:], {}, datetime(2026, 3, 31, tzinfo=UTC))
        elif argv[0] == "serve":
            # The folder is the reader's own.
            read_server_options([*argv[1:], "--repo-dir", str(ROOT)], {})
        else:
            read_flags(argv)


@pytest.mark.parametrize(("document", "words"), list_our_commands())
def test_a_command_of_ours_is_one_that_the_program_reads(document, words):
    read_command(words)


def test_commands_of_ours_are_found_in_blocks_in_sentences_and_in_a_substitution():
    found = set(list_our_commands())

    assert ("README.md", "--dry-run --language German") in found
    assert ("opening.md", "--format json") in found
    assert ("backfill.md", "backfill --only generic --limit 50") in found
    assert ("server.md", "serve --repo-dir ~/code/project") in found
    assert ("server.md", "serve --repo-dir /srv/project") in found


def test_what_make_is_given_is_read_by_the_program():
    given = [args for path in DOCUMENTS for args in re.findall(r'make draft ARGS="([^"]+)"', path.read_text())]

    assert given
    for args in given:
        read_command(args)


def list_flags(subcommand, capsys):
    """The flags that a command line may hold, as --help lists them."""
    for words in {"--help", f"{subcommand} --help".strip()}:
        read_command(words)
    return set(re.findall(r"^ +(--[a-z][a-z-]*)", capsys.readouterr().out, re.MULTILINE))


@pytest.mark.parametrize("guide", ["../README", *GUIDES])
def test_every_flag_of_ours_that_is_named_exists(guide, capsys):
    named = set(re.findall(r"`(--[a-z][a-z-]+)", (ROOT / f"docs/{guide}.md").read_text()))

    assert named <= list_flags(GUIDES.get(guide, ""), capsys)


def test_flags_are_found_in_what_help_shows(capsys):
    assert {"--workers", "--repo-dir", "--show-prompt"} <= list_flags("serve", capsys)
    assert "--max-cost" in list_flags("backfill", capsys)
    assert "--max-cost" not in list_flags("", capsys)


# --- the server's ---


@pytest.mark.parametrize("text", select("json"))
def test_an_answer_that_is_shown_is_one_that_the_server_gives(text):
    check_answer("POST", DRAFT, Answered(200, {"content-type": "application/json"}, text.encode()))
    assert json.loads(text).keys() == DESCRIPTION["components"]["schemas"]["Draft"]["properties"].keys()


def test_a_conversation_that_is_shown_is_one_that_the_server_takes():
    (shown,) = re.findall(r"`(\{\"messages\".*\})`", TEXT_OF_SERVER)

    assert parse_chat_request(shown.encode()).messages == ({"role": "user", "content": "…"},)


@pytest.mark.parametrize("text", select("ini"))
def test_a_unit_starts_the_server_and_leaves_it_the_time_to_end(text):
    unit = configparser.ConfigParser(interpolation=None)
    unit.read_string(text)
    service = unit["Service"]

    program, words = service["ExecStart"].split(maxsplit=1)
    assert program.endswith("/pr-writer")
    read_command(words)
    assert service["KillMode"] == "mixed"
    assert int(service["TimeoutStopSec"]) > DRAIN_S


def test_a_container_leaves_the_server_the_time_to_end():
    (shown,) = re.findall(r"`(stop_grace_period: .*?)`", TEXT_OF_SERVER)

    assert int(yaml.safe_load(shown)["stop_grace_period"].removesuffix("s")) > DRAIN_S
