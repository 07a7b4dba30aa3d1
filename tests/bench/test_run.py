"""The kit end to end: a repository made here, the action's own entry point, the draft that needs no model."""

import json
import os

import pytest
from support.repos import make_repo

from bench.drafts.repositories import RepositoryError, bring, read_change
from bench.drafts.run import main


@pytest.fixture
def repo(tmp_path):
    made = make_repo(tmp_path / "repo")
    for number in range(6):
        made.commit(f"fix: mend part {number}", {"parts.py": f"part = {number}\n"})
    made.branch("topic")
    made.commit("fix: greet by name\n\nA guest without a name was greeted as None.", {"greet.py": "hello = 1\n"})
    return made


@pytest.fixture
def cases(tmp_path, repo):
    """A case file with one case of this repository."""
    path = tmp_path / "cases.toml"
    path.write_text(
        f'[[own]]\nname = "greeting"\nkind = "fix"\nrepository = "{repo.path}"\nhead = "{repo.head}"\n'
        'must_mention = [["who", ["guest"]], ["a colour", ["green"]]]\nmust_not_claim = [["tests", ["tests"]]]\n'
    )
    return path


def run(tmp_path, *args):
    return main([*args], {"HOME": str(tmp_path), "PATH": os.environ["PATH"], "GITHUB_ACTIONS": "true"})


def test_a_case_is_drafted_scored_and_listed(tmp_path, cases, capsys):
    out = tmp_path / "out"

    assert run(tmp_path, "draft", "--template", "--cases", str(cases), "--out", str(out), "--label", "one") == 0

    folder = out / "one" / "greeting"
    score = json.loads((folder / "score.json").read_text())
    assert (folder / "draft.md").read_text().startswith("fix: greet by name\n\nA guest without a name")
    assert "+hello = 1" in (folder / "prompt.txt").read_text()
    assert score["prompt_tokens_estimate"] > 100
    assert {path.name for path in folder.iterdir()} == {"prompt.txt", "draft.md", "score.json", "log.txt"}
    assert (score["facts_share"], score["facts_missing"]) == (0.5, ["a colour"])
    assert score["title_checks"]["follows_convention"]
    assert score["drafted_by"] == "template"
    assert score["lint"] == []
    assert "| one | greeting | fix |" in (out / "scores.md").read_text()
    assert "missing: a colour" in capsys.readouterr().out


def test_without_a_backend_it_says_that_the_template_stood_in(tmp_path, cases):
    assert run(tmp_path, "draft", "--cases", str(cases), "--out", str(tmp_path / "out")) == 0

    score = json.loads((tmp_path / "out/greeting/score.json").read_text())
    assert score["drafted_by"] == "template, for want of a model"
    assert "is used" in (tmp_path / "out/greeting/log.txt").read_text()


def test_what_was_drafted_is_scored_again_with_the_facts_of_today(tmp_path, cases):
    flags = ["--cases", str(cases), "--out", str(tmp_path / "out")]
    run(tmp_path, "draft", "--template", *flags, "--label", "one")
    cases.write_text(cases.read_text().replace("green", "None"))

    assert run(tmp_path, "rescore", *flags) == 0

    score = json.loads((tmp_path / "out/one/greeting/score.json").read_text())
    assert (score["facts_share"], score["drafted_by"], score["label"]) == (1, "template", "one")


def test_flags_behind_two_hyphens_go_to_the_entry_point(tmp_path, cases):
    code = run(
        tmp_path, "draft", "--template", "--cases", str(cases), "--out", str(tmp_path / "out"), "--", "--no-such"
    )

    assert code == 1
    assert "--no-such" in (tmp_path / "out/greeting/log.txt").read_text()
    assert json.loads((tmp_path / "out/greeting/score.json").read_text())["total"] == 0


def test_a_range_of_any_repository_is_drafted_too(tmp_path, repo):
    flags = ["--repository", str(repo.path), "--base", "main", "--head", "topic", "--template"]

    assert run(tmp_path, "draft", *flags, "--out", str(tmp_path / "out")) == 0
    (path,) = (tmp_path / "out").glob("*/score.json")
    assert json.loads(path.read_text())["facts_share"] is None


def test_another_tools_draft_is_scored_and_laid_beside_ours(tmp_path, cases, capsys):
    theirs = tmp_path / "theirs.md"
    theirs.write_text("Greeting\n\n- `great.py`: green\n")
    flags = ["--cases", str(cases), "--out", str(tmp_path / "out")]
    run(tmp_path, "draft", "--template", *flags, "--label", "ours")

    assert run(tmp_path, "score", "greeting", str(theirs), *flags, "--label", "theirs") == 0
    assert run(tmp_path, "compare", "ours", "theirs", "--out", str(tmp_path / "out"), "--seed", "5") == 0

    page, key = (tmp_path / "out" / f"blind-5.{end}" for end in ("md", "key.json"))
    assert "theirs" not in page.read_text()
    assert set(json.loads(key.read_text())["greeting"]) == {"ours", "theirs"}
    assert "unknown: great.py" in capsys.readouterr().out
    (tmp_path / "answers").write_text("greeting 1\n")
    assert run(tmp_path, "count", str(key), str(tmp_path / "answers")) == 0
    assert "  1  " in capsys.readouterr().out


def test_a_drafts_faults_are_kept_listed_and_with_strict_end_in_an_exit_code(tmp_path, repo, capsys):
    repo.commit("fix: " + "greet by name and by nothing else at all " * 3, {"greet.py": "hello = 2\n"})
    files = {f"src/part{number}.py": "x = 1\n" for number in range(9)}
    repo.commit("fix: bugs", files)
    flags = ["--repository", str(repo.path), "--template", "--out", str(tmp_path / "out")]

    assert (
        run(tmp_path, "draft", *flags, "--head", repo.rev("HEAD^"), "--strict") == 0
    )  # a person's subject, long or not
    assert run(tmp_path, "draft", *flags) == 0
    assert run(tmp_path, "draft", *flags, "--strict") == 1

    scores = [json.loads(path.read_text()) for path in (tmp_path / "out").glob("*/score.json")]
    assert {"rule": "title says nothing", "words": "fix: bugs"} in [fault for one in scores for fault in one["lint"]]
    assert "title says nothing" in (tmp_path / "out/scores.md").read_text()
    assert "lint: title says nothing (fix: bugs)" in capsys.readouterr().out


def test_any_file_is_linted_with_the_words_of_a_change_as_people_wrote_them(tmp_path, repo, capsys):
    repo.checkout("main")
    repo.write({".github/pull_request_template.md": "## What\n\nThis PR is robust.\n"})
    repo.commit("docs: ask what")
    repo.branch("more")
    repo.commit("fix: greet\n\nIn this PR nobody is greeted as None.", {"greet.py": "hello = 3\n"})
    draft = tmp_path / "draft.md"
    draft.write_text("fix: greet\n\n## What\n\nThis PR is robust.\n\nIn this PR nobody is greeted as `None`.\n")
    known = ["--repository", str(repo.path), "--base", "main", "--head", "more"]

    assert run(tmp_path, "lint", str(draft), *known) == 0
    assert run(tmp_path, "lint", str(draft)) == 1

    said = capsys.readouterr().out.splitlines()
    assert f"{draft}: announces itself: This PR" in said
    assert f"{draft}: advertises: robust" in said


def test_a_case_whose_commit_is_not_here_does_not_stop_the_others(tmp_path, cases, repo, capsys):
    lost = cases.read_text().replace("greeting", "lost").replace(repo.head, "b" * 40)
    cases.write_text(lost + cases.read_text())

    assert run(tmp_path, "draft", "--template", "--cases", str(cases), "--out", str(tmp_path / "out")) == 1

    said = capsys.readouterr().out
    assert "not drafted  lost: " in said
    assert "Fetch its whole history" in said
    assert (tmp_path / "out/greeting/draft.md").exists()


def test_a_repository_by_its_url_is_fetched_once_by_commit(tmp_path, repo):
    repo.git("config", "uploadpack.allowAnySHA1InWant", "true")
    url, head, parent, cache = repo.path.as_uri(), repo.head, repo.rev("HEAD^"), tmp_path / "cache"

    span = bring(url, "", head, cache)
    repo.path.rename(tmp_path / "gone")

    assert bring(url, "", head, cache) == span
    assert span.folder.is_relative_to(cache)
    assert (span.base, span.head) == (parent, head)


def test_a_repository_that_does_not_answer_is_a_sentence_and_a_next_step(tmp_path):
    with pytest.raises(RepositoryError, match=r"git fetch failed in .*: fatal: .*\. Look whether the network"):
        bring((tmp_path / "nowhere").as_uri(), "", "a" * 40, tmp_path / "cache")
    with pytest.raises(RepositoryError, match="is no folder"):
        bring("no/such/folder", "", "a" * 40, tmp_path / "cache")


def test_a_change_is_measured_from_where_the_branches_part(tmp_path, repo):
    repo.git("mv", "greet.py", "grüße.py")
    repo.commit("fix: say it in German")
    repo.checkout("main")
    repo.commit("fix: mend another part", {"other.py": "x = 1\n"})

    change = read_change(bring(str(repo.path), "main", "topic", tmp_path))

    assert change.changed_paths == {"grüße.py"}
    assert change.all_paths == {"parts.py", "grüße.py"}
    assert change.lines == 1
    assert change.subjects[0] == "fix: mend part 5"
    assert len(change.subjects) == 6


def test_a_wrong_name_is_a_sentence(tmp_path, cases, capsys):
    assert run(tmp_path, "draft", "nobody", "--cases", str(cases), "--out", str(tmp_path / "out")) == 1
    assert "There is no case 'nobody'. There are: greeting." in capsys.readouterr().err
