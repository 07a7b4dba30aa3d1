"""The command line helps: examples, exit codes, variables, a guess at what was meant."""

import re

import pytest

from pr_writer.errors import ActionError
from pr_writer.inputs.flags import read_flags
from pr_writer.inputs.options import OPTIONS
from pr_writer.version import __version__


@pytest.fixture
def help_text(capsys):
    with pytest.raises(SystemExit) as caught:
        read_flags(["--help"])
    assert caught.value.code == 0
    return capsys.readouterr().out


def test_help_has_examples_that_are_read_exit_codes_and_the_models_variables(help_text):
    examples = re.findall(r"^  pr-writer((?: --?[\w-]+(?: \w[\w-]*)?)*)  ", help_text, re.MULTILINE)

    assert len(examples) >= 4
    assert all(len(read_flags(example.split())) == example.count("--") for example in examples)
    for part in ("exit codes:", "FALLBACK_OPENAI_API_KEY", "PRIMARY_OPENAI_BASE_URL", "GITHUB_TOKEN"):
        assert part in help_text


def test_help_shows_the_values_that_a_flag_takes(help_text):
    flat = " ".join(help_text.split())

    for flag in ("--large trim|summarise", "--max-diff-tokens TOKENS", "--pr-number NUMBER", "--temperature 0..2"):
        assert flag in flat
    assert "true|false|generic" in flat
    assert "TEXT" in flat


def test_help_shows_what_is_for_ones_own_machine_by_itself(help_text):
    local = help_text.partition("on your own machine:")[2].partition("examples:")[0]

    assert re.findall(r"^  (--[\w-]+)", local, re.MULTILINE) == ["--format", "--edit", "--show-prompt", "--verbose"]
    assert "{text,json}" in local
    assert "--create-pull-request" in help_text.partition("on your own machine:")[0]


@pytest.mark.parametrize(
    ("argv", "value"),
    [
        (["--create-pull-request"], "true"),
        (["--create-pull-request", "draft"], "draft"),
        (["--create-pull-request=x"], "x"),
    ],
)
def test_a_pull_request_is_asked_for_with_or_without_a_value(argv, value):
    assert read_flags(argv) == {"create-pull-request": value}


def test_the_version_is_said(capsys):
    with pytest.raises(SystemExit):
        read_flags(["--version"])

    assert capsys.readouterr().out == f"pr-writer {__version__}\n"


@pytest.mark.parametrize(
    ("argv", "hint"),
    [
        (["--dryrun"], "Did you mean --dry-run?"),
        (["--dry_run"], "Did you mean --dry-run?"),
        (["-dry-run"], "Did you mean --dry-run?"),
        (["--Dry-Run"], "Did you mean --dry-run?"),
        (["--lang", "German"], "Did you mean --language?"),
        (["--languag=German"], "Did you mean --language?"),
        (["--head", "x", "--bse", "y"], "Did you mean --base?"),
        (["--pr", "7"], "Did you mean --pr-number?"),
        (["--entirely-else"], ""),
    ],
)
def test_a_flag_that_is_nearly_one_is_guessed(argv, hint):
    with pytest.raises(ActionError) as caught:
        read_flags(argv)

    assert hint in str(caught.value)
    assert bool(hint) is ("Did you mean" in str(caught.value))
    assert "Run with --help" in str(caught.value)


@pytest.mark.parametrize("argv", [["--api-key", "sk-1 2"], ["--api-key=sk-1"], ["x", "--token", "sk-1", "--z=sk-1"]])
def test_the_value_of_a_flag_that_is_none_is_not_repeated(argv):
    with pytest.raises(ActionError, match="--") as caught:
        read_flags(argv)

    assert "sk-1" not in str(caught.value)


@pytest.mark.parametrize(
    ("argv", "variable"),
    [
        (["--model", "llama3.2"], "FALLBACK_OPENAI_MODEL"),
        (["--api-key=x"], "FALLBACK_OPENAI_API_KEY"),
        (["--primary-openai-base-url", "http://localhost:11434/v1"], "PRIMARY_OPENAI_BASE_URL"),
        (["--github-token", "x"], "GITHUB_TOKEN"),
        (["--marker-key", "x"], "PR_WRITER_MARKER_KEY"),
    ],
)
def test_of_an_input_that_is_no_flag_the_variable_is_named(argv, variable):
    with pytest.raises(ActionError, match=f"Set the variable {variable} instead. Run with --help"):
        read_flags(argv)


def test_every_flag_says_what_it_is_for(help_text):
    for option in OPTIONS:
        assert (f"--{option.name} " in help_text or f"--{option.name}\n" in help_text) is option.flag
