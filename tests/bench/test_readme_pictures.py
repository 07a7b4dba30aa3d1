"""The README's pictures show what the program makes of a commit of this history, as it is now."""

import subprocess

import pytest
from support.runner import ROOT

from bench.readme_pictures import BODY, COMMIT, describe

FOUND = subprocess.run(["git", "cat-file", "-e", f"{COMMIT}^^{{tree}}"], cwd=ROOT, capture_output=True, check=False)
pytestmark = [
    pytest.mark.program,
    pytest.mark.slow,
    pytest.mark.skipif(FOUND.returncode != 0, reason="this clone lacks the history that the pictures show"),
]


def test_the_answer_becomes_the_description_that_is_shown(tmp_path):
    described = describe("failover", tmp_path)
    body = described.pull.body

    assert described.pull.title == "Close no issue because a revert quotes what once closed it"
    assert body.startswith(f"{BODY}\n\n<!-- pr-writer:begin")
    assert "| commit | before | now |" in body
    assert "**Worth a look:** `_SUBJECT_READ` in `pr_writer/markdown/references.py`: " in body
    assert "<sub>LLM: a-strong-model</sub>" in body


@pytest.mark.parametrize(
    ("case", "words"),
    [
        ("failover", "its server answered 503"),
        ("fork", "gets no secrets"),
        ("dry-run", "dry-run"),
        ("failed", "does not accept the key"),
    ],
)
def test_each_summary_says_how_its_run_ended(tmp_path, case, words):
    assert words in describe(case, tmp_path).summary
