"""Workflows as people write them, run by a real client of a container engine against GitHub and a model on loopback."""

from __future__ import annotations

import shutil
import subprocess

import pytest
from support.act import Act, start_engine
from support.launch import build_image, give_up
from support.registry import Registry, find_missing_tools
from support.runner import ROOT

pytestmark = [pytest.mark.act, pytest.mark.container, pytest.mark.slow]

REPO = "octo/demo"
TITLE = "Greet visitors by name"
HEAD = """
permissions:
  contents: read
  pull-requests: write
jobs:
  describe:
    runs-on: ubuntu-latest
    steps:
"""
WITH = """
          fallback-openai-base-url: ${{ vars.MODEL_URL }}
          fallback-openai-api-key: ${{ secrets.OPENAI_API_KEY }}
"""
TEN_LINES = f"on: pull_request{HEAD}      - id: draft\n        uses: ./.action\n        with:{WITH}"


@pytest.fixture(scope="session")
def registry(tmp_path_factory):
    if missing := find_missing_tools():
        give_up(f"{', '.join(missing)} is not here; apt-get install {' '.join(missing)}")
    with Registry(tmp_path_factory.mktemp("registry") / "root") as made:
        yield made
        made.forget_images("octo/demo-writer")


@pytest.fixture(scope="session")
def image():
    return build_image()


@pytest.fixture(scope="session")
def engine(tmp_path_factory, registry, image):
    with start_engine(tmp_path_factory.mktemp("engine"), registry.host) as environ:
        yield environ


@pytest.fixture
def act(engine, image, github, model, repo):
    """act in the caller's repository, with this action in its folder `.action`, by the image that was built."""
    github.add_repository(REPO, repo.path)
    github.add_pull(REPO, 7, title="feature", base_sha=repo.rev("main"), head_sha=repo.head)
    repo.git("remote", "add", "origin", f"https://github.com/{REPO}.git")
    model.answers = [f'{{"title": "{TITLE}", "body": "Visitors are greeted by their name."}}']
    lay_out_action(repo.path / ".action", f"docker://{image.name}")
    (repo.path / ".git/info/exclude").write_text("/.action\n/.pr-writer\n")
    made = Act(engine, repo, {"GITHUB_API_URL": github.url, "GITHUB_SERVER_URL": github.origin})
    made.env["MODEL_URL"] = model.url
    return made


def lay_out_action(folder, image):
    folder.mkdir()
    text = (ROOT / "action.yml").read_text()
    assert text.count("image: Dockerfile\n") == 1
    (folder / "action.yml").write_text(text.replace("image: Dockerfile\n", f"image: {image}\n"))


def run(act, event, payload, workflow, **given):
    text = workflow.replace("${{ vars.MODEL_URL }}", act.env["MODEL_URL"])
    return act.run(
        event, payload, workflow=text, secrets={"OPENAI_API_KEY": "sk-canary", **given.pop("secrets", {})}, **given
    )


def test_the_checkout_itself_is_built_and_updates_the_pull_request(act, github):
    folder = act.repo.path / ".action"
    shutil.rmtree(folder)
    folder.mkdir()
    for name in ("action.yml", "Dockerfile", ".dockerignore", "requirements.txt", "entrypoint.py"):
        shutil.copy(ROOT / name, folder)
    for name in ("docker", "llm_router", "pr_writer"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    job = run(act, "pull_request", github.make_event(REPO, 7), TEN_LINES)

    assert job.result == "success", job.log
    assert job.steps["draft"].outputs["outcome"] == "updated"
    assert github.pulls[REPO, 7].title == TITLE
    assert TITLE in job.steps["draft"].summary
    assert "sk-canary" not in job.log


def test_a_dry_run_by_hand_gives_its_outputs_to_a_later_step(act, github):
    workflow = f"""
on:
  workflow_dispatch:
    inputs:
      pr-number: {{ required: true }}{HEAD}      - id: draft
        uses: ./.action
        with:
          pr-number: ${{{{ inputs.pr-number }}}}
          dry-run: true{WITH}      - id: later
        run: printf 'title=%s\\nlines=%s\\n' "$TITLE" "$(printf '%s' "$BODY" | wc -l)"
        env:
          TITLE: ${{{{ steps.draft.outputs.title }}}}
          BODY: ${{{{ steps.draft.outputs.body }}}}
"""
    event = github.make_dispatch_event(REPO, pr_number="7")
    job = run(act, "workflow_dispatch", event, workflow, inputs={"pr-number": "7"})

    assert job.result == "success", job.log
    assert job.steps["draft"].outputs["outcome"] == "dry-run"
    assert f"title={TITLE}\n" in job.steps["later"].log
    assert github.patches() == []


def test_the_reusable_workflow_passes_inputs_and_secrets_on_and_gives_the_outputs_back(act, github, model):
    (act.repo.path / ".github/workflows").mkdir(parents=True, exist_ok=True)
    shutil.copy(ROOT / ".github/workflows/describe.yml", act.repo.path / ".github/workflows")
    act.env["CHECKOUT_FROM"] = str(act.repo.path / ".action")
    workflow = """
on: pull_request
permissions: {}
jobs:
  describe:
    uses: ./.github/workflows/describe.yml
    permissions: { contents: read, pull-requests: write }
    with:
      fallback-openai-base-url: ${{ vars.MODEL_URL }}
      fallback-openai-model: the-organisation-s
      instructions: Name the service first.
    secrets:
      FALLBACK_OPENAI_API_KEY: ${{ secrets.OPENAI_API_KEY }}
  after:
    needs: describe
    runs-on: ubuntu-latest
    steps:
      - id: later
        run: printf 'outcome=%s\\n' "$OUTCOME"
        env:
          OUTCOME: ${{ needs.describe.outputs.outcome }}
"""
    job = run(act, "pull_request", github.make_event(REPO, 7), workflow)

    assert job.result == "success", job.log
    assert "outcome=updated\n" in job.steps["later"].log
    assert "<sub>LLM: the-organisation-s</sub>" in github.pulls[REPO, 7].body
    assert "Name the service first." in model.prompts[0]
    assert model.requests[0].header("authorization") == "Bearer sk-canary"


def test_a_fork_s_pull_request_is_skipped_and_the_job_is_well(act, github, model):
    pull = github.pulls[REPO, 7]
    pull.head_repo = "stranger/demo"
    github.answer_next(403, {"message": "Resource not accessible by integration"}, method="PATCH")
    workflow = TEN_LINES.replace(
        "fallback-openai-api-key: ${{ secrets.OPENAI_API_KEY }}", 'fallback-openai-api-key: ""'
    )
    job = run(act, "pull_request", github.make_event(REPO, 7), workflow)

    assert job.result == "success", job.log
    assert job.steps["draft"].outputs["outcome"] == "skipped"
    assert job.steps["draft"].outputs["skipped-reason"] in {"no-secrets", "read-only-token"}
    assert model.requests == []


def test_a_step_that_fails_with_continue_on_error_leaves_the_job_well_and_says_why(act, github, model):
    model.answer_next(401, {"error": {"message": "Incorrect API key", "type": "invalid_request_error"}})
    workflow = TEN_LINES.replace("uses: ./.action", "continue-on-error: true\n        uses: ./.action")
    workflow += """
      - id: later
        if: steps.draft.outcome == 'failure' && steps.draft.conclusion == 'success'
        run: printf 'outcome=%s\\n' "$OUTCOME"
        env:
          OUTCOME: ${{ steps.draft.outputs.outcome }}
"""
    job = run(act, "pull_request", github.make_event(REPO, 7), workflow)

    assert job.result == "success", job.log
    assert "outcome=failed\n" in job.steps["later"].log
    assert [level for level, _ in job.steps["draft"].annotations] == ["error"]
    assert "FALLBACK_OPENAI_API_KEY" in job.steps["draft"].annotations[0][1]
    assert github.patches() == []


def test_the_released_form_is_pulled_by_its_digest(act, image, github, registry, tmp_path):
    reference = push(image, registry, tmp_path)
    shutil.rmtree(act.repo.path / ".action")
    lay_out_action(act.repo.path / ".action", f"docker://{reference}")
    # The image alone is a step as well, with the same inputs; the token has no default there.
    bare = f"""      - id: bare
        uses: docker://{reference}
        with:
          github-token: ${{{{ github.token }}}}
          dry-run: true
          force: true{WITH}"""
    job = run(act, "pull_request", github.make_event(REPO, 7), TEN_LINES + bare)

    assert job.result == "success", job.log
    assert job.steps["draft"].outputs["outcome"] == "updated"
    assert job.steps["bare"].outputs["outcome"] == "dry-run"
    assert job.log.count(f"docker run image={reference}") == 2


def push(image, registry, folder):
    """Push the image under test and return its name by digest."""
    image.save(folder / "image.tar")
    name = f"{registry.host}/octo/demo-writer"
    command = ["skopeo", "copy", "--quiet", "--dest-tls-verify=false", f"--digestfile={folder / 'digest'}"]
    subprocess.run([*command, f"docker-archive:{folder / 'image.tar'}", f"docker://{name}:1"], check=True)
    return f"{name}@{(folder / 'digest').read_text().strip()}"
