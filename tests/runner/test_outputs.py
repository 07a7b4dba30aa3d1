"""Every output is set in every run; what is not known is empty."""

from pr_writer.runner.outputs import list_outputs
from pr_writer.runner.run_result import RunResult


def test_unknown_numbers_are_empty_outputs():
    outputs = list_outputs(RunResult())

    assert outputs["prompt-tokens"] == outputs["pr-number"] == ""
    assert outputs["outcome"] == "failed"
