"""The measure of titles: words that agree, a third held out, and drafts of merges that have no patches."""

import importlib.util
import json
import sys

import pytest
from support.runner import ROOT

spec = importlib.util.spec_from_file_location("titles_measure", ROOT / "bench/titles.py")
titles = importlib.util.module_from_spec(spec)
spec.loader.exec_module(titles)


def merge(repo="octo/demo", number=0, title="Retry uploads", *subjects):
    commits = [{"subject": one, "body": "", "files": [["a.py", "3", "1"], ["logo.png", "-", "-"]]} for one in subjects]
    return {"repo": repo, "merge": f"{number:040x}", "branch": "retry-uploads", "title": title, "commits": commits}


@pytest.mark.parametrize(
    ("title", "persons", "score"),
    [
        ("Retry uploads", "Retry uploads", 1),
        ("retried the upload", "Retry uploads (#12)", 0.5),  # "retried" and "retry" keep different stems
        ("Uploads are retrying", "Retry uploads", 0.8),
        ("Keep tabs", "Retry uploads", 0),
        ("", "Retry uploads", 0),
        ("a of the", "Retry uploads", 0),
    ],
)
def test_titles_agree_by_their_words(title, persons, score):
    assert titles.score(title, persons) == pytest.approx(score)


def test_a_third_of_the_projects_is_held_out_or_of_the_merges():
    projects = [merge(f"octo/{n}", n) for n in range(9) for _ in range(4)]
    tuned, held_out = titles.split(projects)

    assert len(held_out) == 12
    assert {one["repo"] for one in tuned}.isdisjoint(one["repo"] for one in held_out)

    tuned, held_out = titles.split([merge(number=n) for n in range(30)])
    assert (len(tuned), len(held_out)) == (20, 10)


def test_a_merge_is_drafted_from_its_commits():
    one = merge("octo/demo", 1, "Retry uploads", "Fix typo", "Add retries to uploads")

    assert titles.draft_title(one) == "Add retries to uploads"
    assert titles.METHODS["first subject"](one) == "Fix typo"
    assert titles.METHODS["best subject"](one) == "Add retries to uploads"


def test_the_table_names_every_project_and_both_parts(tmp_path, capsys, monkeypatch):
    file = tmp_path / "merges.jsonl"
    rows = [merge(f"octo/{n}", n, "Retry uploads", "Retry uploads", "Fix lint") for n in range(4)]
    file.write_text("\n".join(map(json.dumps, rows)))
    monkeypatch.setattr(sys, "argv", ["titles.py", str(file), "--worst", "1"])

    titles.main()

    table = capsys.readouterr().out
    assert all(name in table for name in ("tuned on", "held out", "octo/0", "octo/3", "With a count: 0"))
