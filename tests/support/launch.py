"""Starts a step's program: natively, or in an image by docker or buildah."""

from __future__ import annotations

import functools
import json
import os
import re
import shutil
import subprocess
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn, Protocol

import pytest

# Each checkout has its own, so that two of them on one machine do not test each other's code.
IMAGE = f"pr-writer-under-test-{zlib.crc32(str(Path(__file__).parents[2]).encode()):08x}"
BASE = "docker.io/library/python:3.13-slim"

# What the runner mounts, in its own order; the keys are folders below a job's own folder.
MOUNTS = {
    "_temp": "/github/runner_temp",
    "_temp/_github_home": "/github/home",
    "_temp/_github_workflow": "/github/workflow",
    "_temp/_runner_file_commands": "/github/file_commands",
    "workspace": "/github/workspace",
}


@dataclass(frozen=True, slots=True)
class Done:
    """How a program ended."""

    exit_code: int
    stdout: bytes
    stderr: bytes


class Launcher(Protocol):
    """Where a step's program runs: ``mounts`` says which folders it sees under another name."""

    mounts: Mapping[str, str]

    def start(self, job: Path, env: Mapping[str, str], args: Sequence[str], timeout: float) -> Done:
        """Run to the end, with nothing on standard input."""


class Native:
    """A command on this machine, in the workspace; it sees the job's folders where they are."""

    mounts: Mapping[str, str] = {}

    def __init__(self, *command: str) -> None:
        self._command = command

    def start(self, job: Path, env: Mapping[str, str], args: Sequence[str], timeout: float) -> Done:
        # A container gets its PATH from its image; here this machine's stands in for that.
        environ = {"PATH": os.environ["PATH"], **env}
        return _run([*self._command, *args], environ, timeout, cwd=job / "workspace")


class Docker:
    """An image, started by a Docker engine as the runner does, but on the host's network, to reach loopback."""

    mounts = MOUNTS

    def __init__(self, image: str) -> None:
        self._image = image
        self.name = f"{image}:latest"  # by which the engine itself knows it
        self._docker = shutil.which("docker") or "docker"

    def start(self, job: Path, env: Mapping[str, str], args: Sequence[str], timeout: float) -> Done:
        return self.run(args, env=env, volumes=name_volumes(job), workdir="/github/workspace", timeout=timeout)

    def run(
        self,
        args: Sequence[str],
        *,
        env: Mapping[str, str] | None = None,
        volumes: Mapping[str, str] | None = None,
        workdir: str = "",
        entrypoint: str = "",
        user: str = "",
        timeout: float = 120,
    ) -> Done:
        """``docker run --rm`` on the host's network."""
        command = [self._docker, "run", "--rm", "--network", "host"]
        command += ["--workdir", workdir] if workdir else []
        command += [word for name, value in (env or {}).items() for word in ("-e", f"{name}={value}")]
        command += ["--entrypoint", entrypoint] if entrypoint else []
        command += ["--user", user] if user else []
        command += [word for host, inside in (volumes or {}).items() for word in ("-v", f"{host}:{inside}")]
        return _run([*command, self._image, *args], os.environ, timeout)

    def build(self, folder: Path) -> None:
        """Build the folder's Dockerfile as the runner does."""
        check([self._docker, "build", "-t", self._image, "-f", str(folder / "Dockerfile"), str(folder)], os.environ)

    def fetch(self, base: str) -> bool:
        """Whether an image is here, or could be brought here."""
        return _succeeds([self._docker, "image", "inspect", base]) or _succeeds([self._docker, "pull", base])

    def save(self, archive: Path) -> None:
        """Write the image to a file, in the form of ``docker save``."""
        check([self._docker, "save", "--output", str(archive), self._image], os.environ)


class Buildah:
    """The same with buildah, which needs no daemon: each run is a fresh container with the image's own ENTRYPOINT."""

    mounts = MOUNTS

    def __init__(self, image: str) -> None:
        self._image = image
        self.name = f"localhost/{image}:latest"  # by which podman, on the same storage, knows it
        self._environ = {"STORAGE_DRIVER": "vfs", "BUILDAH_ISOLATION": "chroot", **os.environ}

    def start(self, job: Path, env: Mapping[str, str], args: Sequence[str], timeout: float) -> Done:
        return self.run(args, env=env, volumes=name_volumes(job), workdir="/github/workspace", timeout=timeout)

    def run(
        self,
        args: Sequence[str],
        *,
        env: Mapping[str, str] | None = None,
        volumes: Mapping[str, str] | None = None,
        workdir: str = "",
        entrypoint: str = "",
        user: str = "",
        timeout: float = 120,
    ) -> Done:
        """What ``docker run --rm`` would do."""
        config = self._read_config()
        program = [entrypoint] if entrypoint else config.get("Entrypoint") or []
        words = [*program, *(args or (config.get("Cmd") or [] if not entrypoint else []))]
        container = check(["buildah", "from", "--pull-never", self._image], self._environ).strip()
        command = ["buildah", "run", "--workingdir", workdir or config.get("WorkingDir") or "/"]
        command += ["--user", user] if user else []
        command += [word for name, value in (env or {}).items() for word in ("--env", f"{name}={value}")]
        command += [word for host, inside in (volumes or {}).items() for word in ("-v", f"{host}:{inside}")]
        try:
            done = _run([*command, container, "--", *words], self._environ, timeout)
        finally:
            check(["buildah", "rm", container], self._environ)
        # Buildah's own word on a program that failed is not the program's.
        noise = rb"(?m)^(subprocess exited with status \d+|Error: exit status \d+)\n"
        return Done(done.exit_code, done.stdout, re.sub(noise, b"", done.stderr))

    def build(self, folder: Path) -> None:
        """Build the folder's Dockerfile, keeping each layer for the next time; a base image that is here is used."""
        check(
            [
                "buildah",
                "bud",
                "--layers",
                "--pull=false",
                "-t",
                self._image,
                "-f",
                str(folder / "Dockerfile"),
                str(folder),
            ],
            self._environ,
        )

    def fetch(self, base: str) -> bool:
        """Whether an image is here, or could be brought here."""
        here = ["buildah", "inspect", "--type", "image", base]
        return _succeeds(here, self._environ) or _succeeds(["buildah", "pull", base], self._environ)

    def save(self, archive: Path) -> None:
        """Write the image to a file, in the form of ``docker save``."""
        check(["buildah", "push", "--quiet", self._image, f"docker-archive:{archive}"], self._environ)

    def _read_config(self) -> dict[str, list[str]]:
        return json.loads(check(["buildah", "inspect", "--type", "image", self._image], self._environ))["OCIv1"][
            "config"
        ]


def find_engine() -> type[Docker | Buildah] | None:
    """A Docker engine that answers (a client alone does not), else a buildah that may do what it has to."""
    if _succeeds(["docker", "info"]):
        return Docker
    return Buildah if _succeeds(["buildah", "info"]) else None


def give_up(reason: str) -> NoReturn:
    """Skip the test, or with PR_WRITER_REQUIRE_CONTAINER fail it."""
    if os.environ.get("PR_WRITER_REQUIRE_CONTAINER"):
        pytest.fail(reason)
    pytest.skip(reason)


@functools.cache
def build_image() -> Docker | Buildah:
    """Build this checkout's image, once in this process; its layers are kept, so that the next time costs little."""
    engine = find_engine()
    if engine is None:
        give_up("neither a Docker engine nor buildah is here to build the image; install one of them")
    made = engine(IMAGE)
    if not made.fetch(BASE):
        give_up(f"{BASE} is not here and no registry answers; `.ci/base-image` makes a stand-in")
    made.build(Path(__file__).parents[2])
    return made


def name_volumes(job: Path) -> dict[str, str]:
    return {str(job / folder): inside for folder, inside in MOUNTS.items()}


def check(command: Sequence[str], env: Mapping[str, str]) -> str:
    """Run what must succeed; its standard output."""
    done = subprocess.run(command, env=dict(env), capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False)
    if done.returncode:
        raise AssertionError(
            f"{' '.join(command[:4])}… ended with {done.returncode}:\n{done.stdout[-4000:]}{done.stderr[-4000:]}"
        )
    return done.stdout


def _succeeds(command: Sequence[str], env: Mapping[str, str] | None = None) -> bool:
    if shutil.which(command[0]) is None:
        return False
    return not subprocess.run(command, env=env, capture_output=True, stdin=subprocess.DEVNULL, check=False).returncode


def _run(command: Sequence[str], env: Mapping[str, str], timeout: float, cwd: Path | None = None) -> Done:
    done = subprocess.run(
        command, env=dict(env), cwd=cwd, capture_output=True, stdin=subprocess.DEVNULL, timeout=timeout, check=False
    )
    return Done(done.returncode, done.stdout, done.stderr)
