"""A whole release on this machine, with the scripts that the workflow runs: `make release-rehearsal`."""

from __future__ import annotations

import json
import os
import subprocess

import pytest
import yaml
from support.launch import Buildah, build_image
from support.repos import run_git
from support.runner import Runner, copy_workspace

from .conftest import ReleasesServer, make_stage
from .test_package import list_files

pytestmark = [pytest.mark.container, pytest.mark.slow]

REPO = "octo/demo"


@pytest.fixture
def stage(tmp_path, registry):
    """This very checkout as a repository of one commit, tagged v0.1.0 on main."""
    build_image()  # or a skip, where none can be built
    with ReleasesServer() as api:
        yield make_stage(tmp_path, registry, api, list_files(), small=False)


def release(stage):
    """Every step by hand, as the workflow has them; returns the digest and the release commit."""
    stage.ship("check", "v0.1.0")
    stage.ship("build_image", "v0.1.0")
    digest = stage.ship("push_index", "v0.1.0")["digest"]
    stage.ship("sbom", "v0.1.0", digest, str(stage.remote.parent / "sbom.spdx.json"))
    commit = stage.ship("tag_release", "v0.1.0", digest)["commit"]
    dist = stage.remote.parent / "dist"
    stage.ship("build_packages", "v0.1.0", str(dist))
    files = [*map(str, sorted(dist.iterdir())), str(stage.remote.parent / "sbom.spdx.json")]
    stage.ship("publish_release", "v0.1.0", *files)
    stage.ship("move_major", "v0.1.0")
    return digest, commit


def test_a_release_from_the_tag_to_an_updated_pull_request(stage, tmp_path, github, model, repo):
    digest, commit = release(stage)

    # Whoever uses the tag gets an action that names the image by its digest.
    user = tmp_path / "user"
    run_git("clone", "--quiet", "--branch=v0", str(stage.remote), str(user), cwd=tmp_path)
    assert run_git("rev-parse", "HEAD", cwd=user) == commit
    image = yaml.safe_load((user / "action.yml").read_text())["runs"]["image"].removeprefix("docker://")
    assert image == f"{stage.host}/octo/demo-writer@{digest}"

    pulled = pull(image)
    try:
        draft_the_release_itself(pulled, user)
        update_a_pull_request(Runner(tmp_path / "job", pulled, user / "action.yml"), github, model, repo)
    finally:
        subprocess.run(["buildah", "rmi", "--force", image], env=make_environ(), capture_output=True, check=True)

    assert_the_release_is_whole(stage)
    assert release(stage) == (digest, commit), "run again, it finds that all is done"


def pull(image):
    command = ["buildah", "pull", "--quiet", "--tls-verify=false", f"docker://{image}"]
    subprocess.run(command, env=make_environ(), capture_output=True, check=True)
    return Buildah(image)


def make_environ():
    return {"STORAGE_DRIVER": "vfs", "BUILDAH_ISOLATION": "chroot", **os.environ}


def draft_the_release_itself(pulled, user):
    """What the workflow's smoke job does with the tag."""
    done = pulled.run(["--use-llm", "false", "--base", "HEAD~1"], volumes={str(user): "/github/workspace"})

    assert done.exit_code == 0, done.stderr.decode()
    assert b"Release 0.1.0" in done.stdout


def update_a_pull_request(runner, github, model, repo):
    made = github.add_pull(REPO, 7, title="feature", base_sha=repo.rev("main"), head_sha=repo.head)
    copy_workspace(repo.path, runner)
    model.answers = ['{"title": "Greet visitors by name", "body": "Visitors are greeted by their name."}']
    inputs = {"fallback-openai-base-url": model.url, "fallback-openai-api-key": "sk-canary"}
    urls = {"api_url": github.url, "server_url": github.origin}
    result = runner.run("pull_request", github.make_event(REPO, 7), inputs=inputs, **urls)

    assert (result.exit_code, result.problems) == (0, []), result.log
    assert result.outputs["outcome"] == "updated"
    assert "Visitors are greeted by their name." in made.body


def assert_the_release_is_whole(stage):
    (published,) = stage.api.releases
    assert (published["draft"], published["immutable"], published["tag_name"]) == (False, True, "v0.1.0")
    names = {asset["name"] for asset in published["assets"]}
    assert names == {"pr_writer-0.1.0-py3-none-any.whl", "pr_writer-0.1.0.tar.gz", "sbom.spdx.json"}
    document = json.loads((stage.remote.parent / "sbom.spdx.json").read_text())
    versions = {package["name"]: package["versionInfo"] for package in document["packages"]}
    assert {"git", "libc6", "openai", "PyGithub", "GitPython"} <= versions.keys()
    assert versions["python"].startswith("3.13")
