"""The template of the owner's ``.github`` repository: used where the repository has none, and asked for only then."""

import shutil

import pytest
from support.action import NUMBER, REPO
from support.repos import Repo
from support.runner import copy_workspace

PULL, TREE = f"GET /repos/{REPO}/pulls/{NUMBER}", "GET /repos/octo/.github/git/trees/HEAD"
CONTENT = "GET /repos/octo/.github/contents/.github/pull_request_template.md"
PATCH = f"PATCH /repos/{REPO}/pulls/{NUMBER}"
TEMPLATE = "## What and why\n\n<!-- Two sentences. -->\n\n## Checklist\n\n- [ ] Tests added\n- [ ] I ran it\n"
ANSWER = "## What and why\n\nNobody was greeted.\n\n## Checklist\n\n- [x] I ran it"
FILLED = "## What and why\n\nNobody was greeted.\n\n## Checklist\n\n- [ ] Tests added\n- [ ] I ran it\n"


def to_json(body):
    import json

    return json.dumps({"title": "Greet visitors", "body": body})


@pytest.fixture
def lay_owner(github, repo, tmp_path):
    """Lay files into the owner's own repository."""

    def lay(files, name="octo/.github"):
        path = tmp_path / "owner"
        path.mkdir()
        own = Repo(path)
        own.git("init", "--quiet", "--initial-branch=main")
        own.commit("Ask for a form", files)
        github.add_repository(name, path)

    return lay


def change_branch(github, repo, runner, pull):
    pull.head_sha = repo.commit("Say it louder", {"greet.py": "def greet():\n    return 'HELLO'\n"})
    shutil.rmtree(runner.workspace)
    copy_workspace(repo.path, runner)


def test_it_is_filled_in_kept_on_the_next_push_and_costs_an_unchanged_run_nothing(
    github, model, repo, runner, pull, lay_owner, start
):
    lay_owner({".github/pull_request_template.md": TEMPLATE, "README.md": "Hello.\n"})
    pull.body = TEMPLATE.replace("\n", "\r\n")
    model.answers = [to_json(ANSWER)] * 3

    assert start().outputs["outcome"] == "updated"
    assert github.calls() == [PULL, TREE, CONTENT, PULL, PATCH]
    assert pull.body.startswith("<!-- pr-writer:begin")
    assert FILLED in pull.body

    github.requests.clear()
    assert start().outputs["outcome"] == "unchanged"
    assert github.calls() == [PULL]

    change_branch(github, repo, runner, pull)
    github.requests.clear()
    assert start().outputs["outcome"] == "updated"
    assert github.calls() == [PULL, TREE, CONTENT, PULL, PATCH]
    assert FILLED in pull.body
    assert len(model.requests) == 2


def test_a_place_for_the_draft_in_it_is_kept_and_an_unchanged_run_is_one_call(github, model, pull, lay_owner, start):
    lay_owner(
        {"docs/PULL_REQUEST_TEMPLATE.md": "## Draft\n\n<!-- pr-writer -->\n\n## Checklist\n\n- [ ] Tests added\n"}
    )
    pull.body = "## Draft\n\n<!-- pr-writer -->\n\n## Checklist\n\n- [ ] Tests added\n"
    model.answers = [to_json("Nobody was greeted until now.")] * 3

    assert start().outputs["outcome"] == "updated"
    assert pull.body.startswith("## Draft\n\n<!-- pr-writer:begin")
    assert pull.body.endswith("<!-- pr-writer:end -->\n\n## Checklist\n\n- [ ] Tests added\n")

    github.requests.clear()
    assert start().outputs["outcome"] == "unchanged"
    assert github.calls() == [PULL]


def test_what_the_author_filled_in_stays_theirs(github, model, pull, lay_owner, start):
    lay_owner({".github/pull_request_template.md": TEMPLATE})
    pull.body = theirs = TEMPLATE.replace("<!-- Two sentences. -->", "I wrote this.")

    start()

    assert pull.body.startswith(f"{theirs}\n\n<!-- pr-writer:begin")
    assert "This repository has a template" not in model.prompts[0]


@pytest.mark.parametrize("body", [None, "", "Words, and no form."])
def test_a_body_without_a_form_is_not_worth_a_call(github, pull, lay_owner, start, body):
    lay_owner({".github/pull_request_template.md": TEMPLATE})
    pull.body = body

    start()

    assert github.calls() == [PULL, PULL, PATCH]


def test_the_repositorys_own_template_comes_first(github, repo, runner, pull, lay_owner, start):
    lay_owner({".github/pull_request_template.md": TEMPLATE})
    repo.checkout("main")
    pull.base_sha = repo.commit("Ask", {"pull_request_template.md": "## Mine\n"})
    repo.branch("topic")
    change_branch(github, repo, runner, pull)
    pull.body = "## Mine\n"

    start()

    assert github.calls() == [PULL, PULL, PATCH]


@pytest.mark.parametrize("status", [401, 403, 404, 409, 500])
def test_a_repository_that_the_token_may_not_see_has_none(github, pull, start, status):
    pull.body = "## What\n\n- [ ] Tests added\n"
    github.add_repository("octo/.github")
    github.answer_next(status, {"message": "No."}, path="trees", times=1)

    result = start()

    assert (result.outputs["outcome"], result.annotated("warning")) == ("updated", [])
    assert github.calls() == [PULL, TREE, PULL, PATCH]
    assert pull.body.startswith("## What\n\n- [ ] Tests added\n\n\n<!-- pr-writer:begin")
