"""What the runner reads: annotations, outputs, summary; and that text from outside is never a command."""

import io
import logging

import pytest

from pr_writer.runner.actions_runner import OUTPUT_LIMIT, SUMMARY_LIMIT, ActionsRunner


def make(tmp_path, *, on_runner=True):
    stdout, stderr = io.StringIO(), io.StringIO()
    (tmp_path / "output").touch()
    (tmp_path / "summary").touch()
    environ = {"GITHUB_OUTPUT": str(tmp_path / "output"), "GITHUB_STEP_SUMMARY": str(tmp_path / "summary")}
    workflow = ActionsRunner(environ | ({"GITHUB_ACTIONS": "true"} if on_runner else {}), stdout, stderr)
    return workflow, stdout, stderr


@pytest.mark.parametrize(
    ("level", "line"),
    [
        (logging.ERROR, "::error title=pr-writer::50%25 of it%0Afailed"),
        (logging.WARNING, "::warning title=pr-writer::50%25 of it%0Afailed"),
    ],
)
def test_levels_become_annotations_on_a_runner(tmp_path, level, line):
    workflow, stdout, _ = make(tmp_path)
    workflow.start_logging(logging.INFO)

    logging.getLogger("pr_writer").log(level, "50%% of it\n%s", "failed")

    assert stdout.getvalue() == line + "\n"


def test_a_notice_has_its_title(tmp_path):
    workflow, stdout, _ = make(tmp_path)
    workflow.start_logging(logging.INFO)

    logging.getLogger("pr_writer").info("why", extra={"notice": True, "title": "Skipped: a, b"})

    assert stdout.getvalue() == "::notice title=Skipped%3A a%2C b::why\n"


def test_locally_lines_are_plain_and_on_standard_error(tmp_path):
    workflow, stdout, stderr = make(tmp_path, on_runner=False)
    workflow.start_logging(logging.INFO)

    logging.getLogger("pr_writer").warning("the primary is down")
    logging.getLogger("llm_router").warning("refused")
    workflow.mask("secret")
    with workflow.group("The draft"):
        workflow.say("text\x1b[31m")
    workflow.set_outputs({"outcome": "dry-run"})
    workflow.write_summary("text")

    assert stderr.getvalue() == "warning: the primary is down\nrefused\nThe draft:\ntext[31m\n"
    assert stdout.getvalue() == ""
    assert (tmp_path / "output").read_text() == (tmp_path / "summary").read_text() == ""


def test_secrets_are_masked_line_by_line(tmp_path):
    workflow, stdout, _ = make(tmp_path)

    workflow.mask("one", "two\r\n three%")

    assert stdout.getvalue() == "::add-mask::one\n::add-mask::two\n::add-mask::three%25\n"


@pytest.mark.parametrize(
    "text", ["::error::x", "  ::set-output name=a::b", "a\r::error::x", "x ##[error]y", "\u3000::debug::z"]
)
def test_what_is_said_is_never_a_command(tmp_path, text):
    workflow, stdout, _ = make(tmp_path)

    workflow.say(text)

    lines = stdout.getvalue().replace("\r", "\n").split("\n")
    assert not any(line.lstrip().startswith("::") or "##[" in line for line in lines)


@pytest.mark.parametrize("value", ["", "plain", "a\nb", "EOF", "k=v", "a<<b", "\r\n::x::", "last\n", "pr-writer-"])
def test_an_output_survives_any_value(tmp_path, value):
    workflow, _, _ = make(tmp_path)

    workflow.set_outputs({"before": "1", "value": value, "after": "2"})

    lines = (tmp_path / "output").read_bytes().decode().split("\n")
    name, _, delimiter = lines[2 + 1].partition("<<")
    end = lines.index(delimiter, 4)
    assert name == "value"
    assert "\n".join(lines[4:end]) == value.replace("\r\n", "\n")


def test_outputs_and_summary_stay_within_the_runners_limits(tmp_path):
    workflow, _, _ = make(tmp_path)

    workflow.set_outputs({"body": "line\n" * OUTPUT_LIMIT})
    workflow.write_summary("línea\n" * SUMMARY_LIMIT)

    assert (tmp_path / "output").stat().st_size < OUTPUT_LIMIT + 200
    assert (tmp_path / "summary").stat().st_size < SUMMARY_LIMIT
    assert (tmp_path / "summary").read_text().endswith("_Cut here: the runner takes no longer summary._\n")
