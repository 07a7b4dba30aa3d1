"""Contenders that describe the same pull request in turn: a fresh process each time, the same loopback servers."""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from support.launch import Done, Native
from support.repos import Repo, make_repo
from support.runner import ROOT, Runner, copy_workspace

BENCH = ROOT / "bench"
REPO, NUMBER = "octo/demo", 7


@dataclass(frozen=True, slots=True)
class Run:
    """What one process took, and what it asked of the servers."""

    seconds: float
    megabytes: float
    rest: int = 0
    model: int = 0
    patches: int = 0


@dataclass(slots=True)
class Contender:
    """How one of them is run once; it has to leave the pull request written where ``writes`` says so."""

    name: str
    start: Callable[[], tuple[Sequence[str], Mapping[str, str], Path]]
    writes: bool = True
    runs: list[Run] = field(default_factory=list)

    def median(self, what: str) -> float:
        return statistics.median(getattr(run, what) for run in self.runs)

    def least(self, what: str) -> float:
        return min(getattr(run, what) for run in self.runs)


class Scene:
    """A pull request of two files, its GitHub and its model; and a hosted runner's folders in which to describe it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.repo = make_pull(folder / "repo")
        self.base, self.head = self.repo.rev("main"), self.repo.rev("feature")
        command = [sys.executable, str(BENCH / "servers.py"), str(self.repo.path), self.base, self.head]
        self._servers = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        urls = json.loads(self._servers.stdout.readline())
        self.github, self.server, self.model = urls["github"], urls["server"], urls["model"]
        self.runner = Runner(folder / "job", Native("unused"))
        copy_workspace(self.repo.path, self.runner)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._servers.kill()
        self._servers.wait()
        self._servers.stdout.close()

    def ask(self, path: str) -> Any:
        with urllib.request.urlopen(f"{self.server}{path}") as answer:  # noqa: S310 - our own loopback
            return json.load(answer)

    def measure(self, contender: Contender) -> Run:
        """Run it once, on a pull request that nobody has written to yet."""
        self.ask("/bench/reset")
        command, environ, folder = contender.start()
        done, figures = measure(self.folder / "figures.json", command, environ, folder)
        counted = self.ask("/bench/reset")
        if done.exit_code or counted["patches"] != int(contender.writes):
            said = (done.stdout + done.stderr).decode(errors="replace")[-4000:]
            raise SystemExit(f"{contender.name} ended with {done.exit_code} and {counted}:\n{said}")
        return Run(figures["seconds"], figures["megabytes"], **counted)

    def take_turns(self, contenders: Sequence[Contender], rounds: int) -> None:
        """One run of each to warm up, then rounds of one run each, so that a noisy machine is noisy for all."""
        for turn in range(rounds + 1):
            for contender in contenders:
                run = self.measure(contender)
                if turn:
                    contender.runs.append(run)

    def ours(self) -> Contender:
        """The action as a `uses:` step: an event in, one PATCH out."""
        return Contender("pr-writer", self._start_step)

    def ours_local(self) -> Contender:
        """The action on a clone, without a model: a draft on standard output."""
        return self._local("pr-writer on a clone, no model", "--use-llm", "false")

    def ours_help(self) -> Contender:
        """What any start costs."""
        return self._local("pr-writer --help", "--help")

    def floor(self) -> Contender:
        """The three SDKs and nothing else."""
        command = [sys.executable, "-I", str(BENCH / "floor.py"), *self.facts()]
        return Contender("floor: openai, PyGithub, GitPython", lambda: (command, self.environ(), self.repo.path))

    def script(self, name: str, *command: str, **environ: str) -> Contender:
        """Any other program, told by its environment where the servers are."""
        return Contender(name, lambda: (command, {**self.environ(), **environ}, self.repo.path))

    def facts(self) -> tuple[str, ...]:
        return str(self.repo.path), self.base, self.head, REPO, str(NUMBER)

    def environ(self) -> dict[str, str]:
        return {
            **plain_environ(self.folder),
            "GITHUB_API_URL": self.github,
            "GITHUB_TOKEN": "ghs_fake",
            "OPENAI_BASE_URL": self.model,
            "OPENAI_API_KEY": "sk-fake",
        }

    def write_event(self) -> Path:
        file = self.folder / "event.json"
        file.write_text(json.dumps(self.ask("/bench/event")))
        return file

    def _local(self, name: str, *flags: str) -> Contender:
        command, clone = [sys.executable, "-Iu", str(ROOT / "entrypoint.py"), *flags], self.repo.path
        return Contender(name, lambda: (command, plain_environ(clone), clone), writes=False)

    def _start_step(self) -> tuple[Sequence[str], dict[str, str], Path]:
        """Have the runner say how it would start the step, without starting it."""
        captured = _Capture()
        self.runner.launcher = captured
        inputs = {
            "fallback-openai-base-url": self.model,
            "fallback-openai-api-key": "sk-fake",
            "fallback-openai-model": "test-model",
        }
        urls = {"api_url": self.github, "server_url": self.server}
        self.runner.run("pull_request", self.ask("/bench/event"), inputs=inputs, **urls)
        command = [sys.executable, "-Iu", str(ROOT / "entrypoint.py")]
        return command, captured.environ, self.runner.workspace


class _Capture:
    """A launcher that starts nothing: it keeps what it was given."""

    mounts: Mapping[str, str] = {}

    def __init__(self) -> None:
        self.environ: dict[str, str] = {}

    def start(self, job: Path, env: Mapping[str, str], args: Sequence[str], timeout: float) -> Done:
        del job, args, timeout
        self.environ = {"PATH": os.environ["PATH"], **env}
        return Done(0, b"", b"")


def measure(
    file: Path, command: Sequence[str], environ: Mapping[str, str], folder: Path
) -> tuple[Done, dict[str, float]]:
    """Run a command through measure.py; how it ended, and its seconds and megabytes."""
    whole = [sys.executable, "-IS", str(BENCH / "measure.py"), str(file), *command]
    done = subprocess.run(
        whole, env=dict(environ), cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, check=False
    )
    return Done(done.returncode, done.stdout, done.stderr), json.loads(file.read_text())


def plain_environ(home: Path) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "HOME": str(home), "LANG": "C.UTF-8"}


def make_pull(folder: Path) -> Repo:
    """A repository with a branch, checked out, that changes two files in three commits."""
    shutil.rmtree(folder, ignore_errors=True)
    repo = make_repo(folder)
    lines = "".join(f"    total += weigh({n}, name='guest {n}')\n" for n in range(80))
    app = f"def main():\n    total = 0\n{lines}"
    repo.commit("Start the guest book", {"README.md": "# Guest book\n", "app.py": app})
    repo.branch("feature")
    greet = "".join(
        f"\n\ndef greet_{n}(name):\n    return f'Hello, {{name}}, for the {n}th time!'\n" for n in range(20)
    )
    repo.commit("Add a greeting", {"greet.py": greet})
    repo.commit("Greet by name", {"app.py": f"from greet import greet_1\n\n\n{app}"})
    repo.commit("Greet at the end\n\nNew readers asked.", {"app.py": f"{app}    greet_1('all')\n"})
    return repo
