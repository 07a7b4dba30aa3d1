"""The built image does its job as a hosted runner starts it, whatever lies in the workspace."""

from __future__ import annotations

import pytest
from support.github import FakeGitHub
from support.runner import ROOT, copy_workspace

pytestmark = [pytest.mark.container, pytest.mark.slow]

REPO = "octo/demo"
TITLE = "Greet visitors by name"


@pytest.fixture
def pull(github, repo, runner):
    """An open pull request, and the workspace that `actions/checkout` leaves for it with `fetch-depth: 0`."""
    made = github.add_pull(REPO, 7, title="feature", base_sha=repo.rev("main"), head_sha=repo.head)
    repo.make_test_merge("main", "feature")
    copy_workspace(repo.path, runner)
    return made


def update(runner, github, model, **given):
    inputs = {
        "fallback-openai-base-url": model.url,
        "fallback-openai-api-key": "sk-canary",
        "fallback-openai-model": "test-model",
    }
    model.answers = [f'{{"title": "{TITLE}", "body": "Visitors are greeted by their name."}}']
    event = github.make_event(REPO, 7)
    urls = {"api_url": github.url, "server_url": github.origin}
    return runner.run("pull_request", event, inputs=inputs, **urls, **given)


def test_the_image_updates_a_pull_request_with_one_patch(runner, github, model, pull):
    result = update(runner, github, model)

    assert (result.exit_code, result.problems) == (0, []), result.log
    assert result.outputs["outcome"] == "updated"
    assert [sorted(patch) for patch in github.patches()] == [["body", "title"]]
    assert pull.title == TITLE
    assert "Visitors are greeted by their name." in pull.body
    assert "<sub>LLM: test-model</sub>" in pull.body
    assert "greet.py" in model.prompts[0]
    assert "setup.cfg" not in model.prompts[0], "the base's own later change is not the branch's"
    assert TITLE in result.summary
    assert "sk-canary" not in result.log


@pytest.mark.usefixtures("pull")
def test_the_image_leaves_nothing_of_its_own_in_the_workspace(runner, github, model):
    before = sorted(str(path) for path in runner.workspace.rglob("*"))
    update(runner, github, model)
    after = sorted(runner.workspace.rglob("*"))

    assert [str(path) for path in after] == before
    assert {path.lstat().st_uid for path in after} == {runner.workspace.stat().st_uid}


def test_what_lies_in_the_workspace_and_the_environment_changes_nothing(runner, github, model, pull):
    canaries = runner.workspace / "canaries"
    plant = f"import os, pathlib\npathlib.Path('/github/workspace/{canaries.name}', __name__).write_text('ran')\n"
    for module in ("json", "sitecustomize", "usercustomize", "git", "github", "openai/__init__", "llm_router/__init__"):
        file = runner.workspace / f"{module}.py"
        file.parent.mkdir(exist_ok=True)
        file.write_text(plant)
    (runner.workspace / "git").write_text("#!/bin/sh\ntouch /github/workspace/canaries/git-program\n")
    (runner.workspace / "git").chmod(0o755)
    canaries.mkdir()
    leaked = {
        "PATH": "/github/workspace:utter-nonsense",
        "PYTHONPATH": "/github/workspace:.",
        "PYTHONHOME": "/opt/hostedtoolcache/Python/3.13.0/x64",
        "PYTHONSTARTUP": "/github/workspace/json.py",
        "LD_LIBRARY_PATH": "/opt/hostedtoolcache/Python/3.13.0/x64/lib",
        "GIT_DIR": "/nowhere",
        "GIT_EXTERNAL_DIFF": "/github/workspace/git",
    }

    result = update(runner, github, model, env=leaked)

    assert (result.exit_code, result.outputs.get("outcome")) == (0, "updated"), result.log
    assert list(canaries.iterdir()) == []
    assert pull.title == TITLE
    assert "greet.py" in model.prompts[0]


@pytest.mark.usefixtures("pull")
def test_the_workspace_belongs_to_another_user_than_the_container_s(runner, github, model):
    """The trap that git calls dubious ownership is really set: without this the tests above would prove less."""
    update(runner, github, model)

    owners = {path.lstat().st_uid for path in runner.workspace.rglob("*")}
    done = runner.launcher.run(["-Ic", "import os; print(os.getuid())"], entrypoint="/usr/local/bin/python")
    assert done.stdout.strip() == b"0"
    assert owners
    assert 0 not in owners


def test_a_clone_gets_its_draft_without_any_setting(image, repo):
    done = image.run(["--dry-run"], volumes={str(repo.path): "/github/workspace"})

    assert done.exit_code == 0, done.stderr.decode()
    title, blank, *body = done.stdout.decode().splitlines()
    assert title
    assert blank == ""
    assert "greet.py" in "\n".join(body)
    assert b"FALLBACK_OPENAI_API_KEY" in done.stderr


def test_whatever_is_imported_was_compiled_when_the_image_was_built(image, repo):
    script = ROOT / "tests/support/list_modules.py"
    volumes = {str(script): "/list_modules.py", str(repo.path): "/github/workspace"}
    sdks = "import git, github, llm_router, markdown_it, openai; llm_router.chat_complete, llm_router.status"
    (repo.path / "sdks.py").write_text(f"import sys\nsys.path.insert(0, '/app')\n{sdks}\n")
    check = """
import importlib.util, subprocess, sys
read = set()
for command in (["/app/entrypoint.py", "--use-llm", "false"], ["/github/workspace/sdks.py"]):
    subprocess.run([sys.executable, "-Iu", "/list_modules.py", "/tmp/read", *command], check=True, stdout=sys.stderr)
    read |= set(open("/tmp/read").read().splitlines())
read -= {"/app/entrypoint.py", "/github/workspace/sdks.py"}
print(len(read))
for path in read:
    with open(importlib.util.cache_from_source(path), "rb") as file:
        assert file.read(8)[4] == 1, f"{path} is checked against its source"
"""
    done = image.run(["-I", "-c", check], volumes=volumes, entrypoint="/usr/local/bin/python")

    assert done.exit_code == 0, done.stderr.decode()[-2000:]
    assert int(done.stdout) > 500, "the list holds what is read"


def test_the_sdks_can_be_imported_plainly_although_cryptography_is_left_out(image):
    code = (
        "import git, github, github.PublicKey, importlib.util, openai; print(importlib.util.find_spec('cryptography'))"
    )
    done = image.run(["-I", "-c", code], entrypoint="/usr/local/bin/python")

    assert (done.exit_code, done.stdout.strip()) == (0, b"None"), done.stderr.decode()


def test_the_image_works_against_an_enterprise_server(runner, repo, model):
    with FakeGitHub(prefix="/api/v3") as github:
        github.add_pull(REPO, 7, title="feature", base_sha=repo.rev("main"), head_sha=repo.head)
        copy_workspace(repo.path, runner)
        result = update(runner, github, model)

        assert (result.exit_code, result.problems) == (0, []), result.log
        assert result.outputs["outcome"] == "updated"
        assert all(call.path.startswith("/api/v3/") for call in github.requests)
        assert github.violations == []
