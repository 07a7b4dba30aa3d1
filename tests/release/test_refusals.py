"""A release that should not be is refused, with what to do; one that stopped half-way goes on."""

from __future__ import annotations

import json
import os
import subprocess

import pytest
import yaml
from support.registry import CutLine
from support.repos import run_git
from support.server import Answer, LoopbackServer

pytestmark = [pytest.mark.container, pytest.mark.slow]

DIGEST = "sha256:" + "0" * 64


def refuse(stage, script, *args, **environ):
    """Run a script that must refuse, and return its sentence."""
    before = stage.read_ref("refs/tags")
    done = stage.try_ship(script, *args, **environ)
    assert done.returncode == 1, done.stdout
    assert "Traceback" not in done.stderr
    assert stage.read_ref("refs/tags") == before, "a refusal changes nothing"
    return done.stderr


def test_a_sound_tag_may_be_released(stage):
    found = stage.ship("check", "v0.1.0")

    assert found == {
        "version": "0.1.0",
        "image": f"{stage.host}/octo/demo-writer",
        "source": stage.repo.head,
        "prerelease": "false",
    }


@pytest.mark.parametrize(
    "tag", ["v1", "v1.2", "0.1.0", "v01.2.3", "v1.2.3.4", "vX.Y.Z", "v1.2.3-", "", "--help-me", "v0.1.0\n", "v0.1.0;id"]
)
def test_a_tag_that_is_no_version_is_refused(stage, tag):
    assert "is no version" in refuse(stage, "check", tag)


def test_another_version_than_the_code_s_is_refused(stage):
    stage.tag("v0.2.0")

    assert "pr_writer/version.py says 0.1.0" in refuse(stage, "check", "v0.2.0")


def test_a_pre_release_is_written_as_pypi_writes_it(stage):
    stage.repo.commit(
        "Prepare",
        {"pr_writer/version.py": '__version__ = "1.0.0rc1"\n', "CHANGELOG.md": "## 1.0.0-rc.1\n\n- Almost.\n"},
    )
    stage.repo.git("push", "--quiet", "origin", "main")
    stage.tag("v1.0.0-rc.1")

    assert stage.ship("check", "v1.0.0-rc.1")["prerelease"] == "true"


def test_a_dirty_tree_is_refused(stage):
    stage.repo.write({"left-over.txt": "x"})

    assert "left-over.txt" in refuse(stage, "check", "v0.1.0")


def test_a_commit_that_main_left_behind_is_refused(stage):
    old = stage.repo.head
    stage.repo.commit("One more", {"more.txt": "x"})
    stage.repo.git("push", "--quiet", "origin", "main")

    assert "tag main as it is now" in refuse(stage, "check", "v0.1.0", GITHUB_SHA=old)


def test_main_that_moves_during_the_release_stops_it_before_the_tag_is_touched(stage):
    source = stage.repo.head
    stage.ship("build_image", "v0.1.0")
    pushed = stage.ship("push_index", "v0.1.0")["digest"]
    stage.repo.commit("Somebody else's", {"more.txt": "x"})
    stage.repo.git("push", "--quiet", "origin", "main")

    assert "main is at" in refuse(stage, "tag_release", "v0.1.0", pushed, GITHUB_SHA=source)


@pytest.mark.parametrize(
    "changelog", ["# Changelog\n\n## Unreleased\n\n- x\n", "## 0.1.0\n\n## 0.0.9\n\n- x\n", "## 0.1.01\n\n- x\n"]
)
def test_a_changelog_without_a_section_is_refused(stage, changelog):
    stage.repo.commit("Spoil the changelog", {"CHANGELOG.md": changelog})
    stage.repo.git("push", "--quiet", "origin", "main")
    stage.tag("v0.1.0")

    assert "no section for 0.1.0" in refuse(stage, "check", "v0.1.0")


def test_the_changelog_s_section_ends_where_the_next_begins(stage):
    done = stage.try_ship("changelog", "v0.1.0")

    assert done.stdout == "### Added\n\n- The beginning.\n"


def test_a_version_that_exists_is_refused(stage):
    stage.ship("build_image", "v0.1.0")
    stage.ship("tag_release", "v0.1.0", stage.ship("push_index", "v0.1.0")["digest"])
    stage.repo.commit("Go on", {"more.txt": "x"})
    stage.repo.git("push", "--quiet", "origin", "main")

    assert "exists already" in refuse(stage, "check", "v0.1.0")


def test_a_release_that_somebody_made_by_hand_is_refused(stage):
    stage.api.releases.append({"id": 1, "tag_name": "v0.1.0", "draft": False})

    assert "GitHub Release v0.1.0 exists already" in refuse(stage, "check", "v0.1.0")


def test_an_image_of_that_version_from_another_commit_is_refused(stage):
    stage.ship("build_image", "v0.1.0")
    stage.ship("push_index", "v0.1.0")
    stage.repo.commit("Go on", {"more.txt": "x"})
    stage.repo.git("push", "--quiet", "origin", "main")
    stage.tag("v0.1.0")

    assert "0.1.0 exists already, built from" in refuse(stage, "check", "v0.1.0")


def test_a_digest_that_the_registry_does_not_have_is_not_released(stage):
    stage.ship("build_image", "v0.1.0")

    assert "is not in the registry" in refuse(stage, "tag_release", "v0.1.0", DIGEST)
    assert "is no digest" in refuse(stage, "tag_release", "v0.1.0", "latest")


def test_an_architecture_that_failed_stops_the_release_before_the_version_has_a_name(stage):
    stage.ship("build_image", "v0.1.0")
    said = refuse(stage, "push_index", "v0.1.0", RELEASE_ARCHES="amd64 arm64")

    assert "no image of" in said
    assert "run that architecture's build again" in said
    assert "0.1.0" not in stage.try_ship("check", "v0.1.0").stderr, "nothing took the version's name"


def test_the_index_holds_every_architecture_as_it_was_pushed(stage):
    both = {"RELEASE_ARCHES": "amd64 arm64"}
    own = stage.ship("build_image", "v0.1.0")
    name = f"{stage.host}/octo/demo-writer"
    other = "arm64" if own["arch"] == "amd64" else "amd64"
    push_as(other, f"{name}:{stage.repo.head}-{own['arch']}", f"{name}:{stage.repo.head}-{other}")
    pushed = stage.ship("push_index", "v0.1.0", **both)
    index = json.loads(run("skopeo", "inspect", "--tls-verify=false", "--raw", f"docker://{name}:0.1.0"))
    found = {entry["platform"]["architecture"]: entry["digest"] for entry in index["manifests"]}

    assert found == {arch: pushed[f"digest-{arch}"] for arch in ("amd64", "arm64")}
    assert found[own["arch"]] == own["digest"]
    assert found["amd64"] != found["arm64"]
    assert stage.ship("push_index", "v0.1.0", **both) == pushed


def push_as(arch, source, target):
    """Push an image as if it had been built on another machine."""
    container = run("buildah", "from", "--pull-never", source).strip()
    run("buildah", "config", "--arch", arch, container)
    run("buildah", "commit", "--quiet", container, target)
    run("buildah", "rm", container)
    run("buildah", "push", "--quiet", "--tls-verify=false", target)


def run(*command):
    environ = {"STORAGE_DRIVER": "vfs", "BUILDAH_ISOLATION": "chroot", **os.environ}
    return subprocess.run(command, env=environ, check=True, capture_output=True, text=True).stdout


class Refusing(LoopbackServer):
    """A registry that lets nobody push."""

    def respond(self, request):
        if request.path == "/v2/":
            return Answer(200, {})
        code = "MANIFEST_UNKNOWN" if request.method in ("GET", "HEAD") else "DENIED"
        return Answer(404 if code.startswith("M") else 403, {"errors": [{"code": code, "message": code.lower()}]})


def test_a_registry_that_refuses_is_named_with_what_to_do(stage):
    with Refusing() as server:
        said = refuse(stage, "build_image", "v0.1.0", RELEASE_REGISTRY=server.origin.removeprefix("http://"))

    assert "packages: write" in said


def test_a_push_that_dies_half_way_is_gone_on_with(stage):
    with CutLine(stage.host, after=3000) as line:
        stage.environ["RELEASE_REGISTRY"] = line.host
        said = refuse(stage, "build_image", "v0.1.0")
        assert line.was_cut
        assert "it goes on where it stopped" in said
        line.mend()
        first = stage.ship("build_image", "v0.1.0")
        second = stage.ship("build_image", "v0.1.0")

    assert first == second
    assert first["digest"].startswith("sha256:")


def test_each_step_run_again_changes_nothing(stage):
    def release():
        stage.ship("check", "v0.1.0")
        stage.ship("build_image", "v0.1.0")
        digest = stage.ship("push_index", "v0.1.0")["digest"]
        stage.ship("tag_release", "v0.1.0", digest)
        stage.ship("publish_release", "v0.1.0", "action.yml")
        stage.ship("move_major", "v0.1.0")
        return digest, stage.read_ref("refs/tags/v0.1.0"), stage.read_ref("refs/tags/v0")

    once = release()
    stage.repo.commit("Main goes on", {"more.txt": "x"})
    stage.repo.git("push", "--quiet", "origin", "main")
    stage.environ["GITHUB_SHA"] = stage.repo.rev("HEAD~1")

    assert release() == once
    assert once[1] == once[2] != stage.repo.rev("HEAD~1")
    assert len(stage.api.releases) == 1


def test_the_release_commit_is_main_s_and_one_line_of_each_action(stage):
    stage.ship("build_image", "v0.1.0")
    digest = stage.ship("push_index", "v0.1.0")["digest"]
    commit = stage.ship("tag_release", "v0.1.0", digest)["commit"]
    changed = run_git("diff", "--numstat", f"{commit}~1", commit, cwd=stage.remote)
    manifests = ("action.yml", "backfill/action.yml")
    runs = [yaml.safe_load(run_git("show", f"{commit}:{name}", cwd=stage.remote))["runs"] for name in manifests]

    assert changed.splitlines() == [f"1\t1\t{name}" for name in manifests]
    assert {run["image"] for run in runs} == {f"docker://{stage.host}/octo/demo-writer@{digest}"}
    assert "args" not in runs[0]
    assert runs[1]["args"] == ["backfill"]
    assert run_git("rev-parse", f"{commit}~1", cwd=stage.remote) == stage.read_ref("refs/heads/main")
    assert stage.repo.git("status", "--porcelain") == ""


def test_a_release_that_stopped_between_two_files_is_gone_on_with(stage):
    stage.ship("build_image", "v0.1.0")
    stage.ship("tag_release", "v0.1.0", stage.ship("push_index", "v0.1.0")["digest"])
    stage.api.answer_next(502, {"message": "bad gateway"}, path="/uploads/", method="POST")
    said = refuse(stage, "publish_release", "v0.1.0", "action.yml", "CHANGELOG.md")
    assert stage.api.releases[0]["draft"], "nobody sees half a release"
    stage.ship("publish_release", "v0.1.0", "action.yml", "CHANGELOG.md")

    assert "goes on where it stopped" in said
    (release,) = stage.api.releases
    assert [asset["name"] for asset in release["assets"]] == ["action.yml", "CHANGELOG.md"]
    assert (release["draft"], release["body"]) == (False, "### Added\n\n- The beginning.")


def test_the_major_tag_never_goes_back(stage):
    stage.ship("build_image", "v0.1.0")
    stage.ship("tag_release", "v0.1.0", stage.ship("push_index", "v0.1.0")["digest"])
    newer = stage.repo.commit("Newer", {"more.txt": "x"})
    stage.tag("v0.10.0")
    stage.repo.git("push", "--quiet", "origin", f"{newer}:refs/tags/v0")
    done = stage.try_ship("move_major", "v0.1.0", GITHUB_SHA=stage.repo.rev("HEAD~1"))

    assert "older than v0.10.0" in done.stdout
    assert stage.read_ref("refs/tags/v0") == newer
