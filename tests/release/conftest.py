"""A repository to release, its remote, a registry and a GitHub that knows releases, all on this machine."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from support.launch import give_up
from support.registry import Registry, find_missing_tools
from support.repos import Repo, run_git
from support.runner import ROOT
from support.server import Answer, LoopbackServer

REPOSITORY = "Octo/Demo-Writer"  # a registry wants it in lower case
CHANGELOG = """# Changelog

## Unreleased

## 0.1.0 - 2026-01-02

### Added

- The beginning.

## 0.0.1 - 2026-01-01

- Before.
"""
SMALL_DOCKERFILE = "FROM scratch\nCOPY action.yml pr_writer/version.py /\n"


class ReleasesServer(LoopbackServer):
    """GitHub's releases, as far as `release/publish_release.py` asks; a published one takes no more files."""

    def __init__(self) -> None:
        self.releases: list[dict] = []
        super().__init__()

    def respond(self, request):
        path = request.path.removeprefix(f"/repos/{REPOSITORY}")
        number = path.rpartition("/")[2]
        release = self.releases[int(number) - 1] if number.isdigit() and int(number) <= len(self.releases) else None
        if request.header("authorization") != "Bearer ghs_fake":
            return Answer(401, {"message": "Bad credentials"})
        if (request.method, path) == ("GET", "/releases"):
            return Answer(200, self.releases if request.query.get("page", "1") == "1" else [])
        if (request.method, path) == ("POST", "/releases"):
            return Answer(201, self._add_release(request.json))
        if release and path.startswith("/uploads/"):
            return self._add_asset(release, request)
        if release and request.method == "PATCH":
            release.update(request.json, immutable=not request.json["draft"])
            return Answer(200, release)
        return Answer(404, {"message": "Not Found"})

    def _add_release(self, asked):
        number = len(self.releases) + 1
        made = {**asked, "id": number, "assets": [], "html_url": f"{self.origin}/releases/{number}"}
        made |= {"upload_url": f"{self.origin}/uploads/{number}{{?name,label}}", "immutable": False}
        self.releases.append(made)
        return made

    def _add_asset(self, release, request):
        if not release["draft"]:
            return Answer(422, {"message": "Cannot upload assets to an immutable release."})
        asset = {"id": 1, "name": request.query["name"], "size": len(request.body), "state": "uploaded"}
        release["assets"].append(asset)
        return Answer(201, asset)


@dataclass
class Stage:
    """A clone to release, whose scripts a test runs as a person would."""

    repo: Repo
    remote: Path
    host: str
    api: ReleasesServer
    environ: dict[str, str] = field(default_factory=dict)

    def ship(self, script: str, *args: str, **environ: str) -> dict[str, str]:
        """Run a script that must succeed, and return the outputs that it prints."""
        done = self.try_ship(script, *args, **environ)
        assert done.returncode == 0, f"{script}: {done.stdout}{done.stderr}"
        return dict(line.split("=", 1) for line in done.stdout.splitlines() if "=" in line.partition(" ")[0])

    def try_ship(self, script: str, *args: str, **environ: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, str(self.repo.path / f"release/{script}.py"), *args]
        given = {
            **{name: os.environ[name] for name in ("PATH", "HOME", "BUILDAH_ISOLATION") if name in os.environ},
            "STORAGE_DRIVER": os.environ.get("STORAGE_DRIVER", "vfs"),
            "BUILDAH_ISOLATION": os.environ.get("BUILDAH_ISOLATION", "chroot"),
            "GITHUB_REPOSITORY": REPOSITORY,
            "GITHUB_API_URL": self.api.origin,
            "GITHUB_TOKEN": "ghs_fake",
            "RELEASE_REGISTRY": self.host,
            "RELEASE_ARCHES": "amd64" if os.uname().machine == "x86_64" else "arm64",
            **self.environ,
            **environ,
        }
        return subprocess.run(
            command,
            cwd=self.repo.path,
            env=given,
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            check=False,
        )

    def read_ref(self, ref: str) -> str:
        """The commit that a ref of the remote is at; "" where there is none."""
        return run_git("for-each-ref", "--format=%(objectname)", ref, cwd=self.remote)

    def tag(self, name: str) -> None:
        self.repo.git("tag", "--force", name)
        self.repo.git("push", "--quiet", "--force", "origin", f"refs/tags/{name}")


@pytest.fixture
def registry(tmp_path):
    if missing := find_missing_tools():
        give_up(f"{', '.join(missing)} is not here; apt-get install {' '.join(missing)}")
    with Registry(tmp_path / "registry") as made:
        yield made
        made.forget_images(REPOSITORY)


@pytest.fixture
def stage(tmp_path, registry):
    """The release scripts in a small repository whose image holds two files, tagged v0.1.0 on main."""
    with ReleasesServer() as api:
        yield make_stage(
            tmp_path,
            registry,
            api,
            [".gitignore", "action.yml", "backfill/action.yml", "pr_writer/version.py", *list_scripts()],
            small=True,
        )


def list_scripts() -> list[str]:
    return [f"release/{path.name}" for path in (ROOT / "release").glob("*.py")]


def make_stage(folder: Path, registry: Registry, api: ReleasesServer, names: list[str], *, small: bool) -> Stage:
    repo = Repo(folder / "clone")
    for name in names:
        (repo.path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, repo.path / name)
    repo.git("init", "--quiet", "--initial-branch=main")
    repo.git("init", "--quiet", "--bare", "--initial-branch=main", str(folder / "remote.git"))
    repo.git("remote", "add", "origin", str(folder / "remote.git"))
    files = {"CHANGELOG.md": CHANGELOG, "pr_writer/version.py": '__version__ = "0.1.0"\n'}
    files |= {"Dockerfile": SMALL_DOCKERFILE} if small else {}
    repo.commit("Prepare 0.1.0", files)
    repo.git("push", "--quiet", "origin", "main")
    made = Stage(repo, folder / "remote.git", registry.host, api)
    made.tag("v0.1.0")
    return made
