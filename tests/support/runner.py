"""A hosted runner for container actions, as far as one step can tell: folders, environment, files, log.

The rules are actions/runner's own (`ContainerActionHandler.cs`, `ActionManifestManager.cs`, `OutputManager.cs`).
"""

from __future__ import annotations

import json
import os
import shutil
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from .file_commands import FileCommandError, parse_outputs, read_summary
from .launch import Launcher
from .log_commands import Annotation, Command, read_log

ROOT = Path(__file__).parents[2]
RUNNER_UID = 1001  # who owns every folder on a hosted runner, while the container runs as root
_FILES = ("set_output", "set_env", "add_path", "save_state", "step_summary")


@dataclass(frozen=True, slots=True)
class Result:
    """What a step did, as its runner sees it. ``stdout`` and ``stderr`` are raw; ``log`` is what a reader gets."""

    exit_code: int
    stdout: str
    stderr: str
    log: str
    outputs: dict[str, str]
    summary: str
    annotations: list[Annotation]
    masks: list[str]
    groups: list[str]
    commands: list[Command]
    problems: list[str] = field(default_factory=list)  # what the runner itself found wrong, any of which fails the step

    @property
    def failed(self) -> bool:
        return bool(self.exit_code or self.problems)

    def annotated(self, level: str) -> list[str]:
        """The messages of one level."""
        return [one.message for one in self.annotations if one.level == level]


class Runner:
    """One job's folders below ``job``, and a way to run the action in them; the workspace is the test's to fill."""

    def __init__(self, job: Path, launcher: Launcher, action: Path = ROOT / "action.yml") -> None:
        self.job = job
        self.launcher = launcher
        self._action = action
        self.workspace = job / "workspace"
        for folder in ("workspace", "_temp/_github_home", "_temp/_github_workflow", "_temp/_runner_file_commands"):
            (job / folder).mkdir(parents=True, exist_ok=True)

    def run(
        self,
        event_name: str,
        event: Mapping[str, Any] | str | None,
        *,
        inputs: Mapping[str, str] | None = None,
        env: Mapping[str, str] | None = None,
        args: Sequence[str] = (),
        token: str = "ghs_fake",
        api_url: str = "https://api.github.com",
        server_url: str = "https://github.com",
        repository: str = "",
        timeout: float = 120,
    ) -> Result:
        """Run one step.

        ``inputs`` is its ``with:``, ``env`` what the job and earlier steps left in the environment; an event that is
        text is written as it is, and None leaves the file out.
        """
        files = self._make_files()
        self._write_event(event)
        named = repository or _find_repository(event)
        facts = _github_facts(event_name, event, named) | {"API_URL": api_url, "SERVER_URL": server_url}
        facts |= {"GRAPHQL_URL": f"{api_url}/graphql"}
        environ = {
            **(env or {}),
            **self._make_inputs(inputs or {}, token),
            "HOME": str(self.job / "_temp/_github_home"),
            **{f"GITHUB_{name}": value for name, value in facts.items()},
            **self._name_files(files),
            **_runner_facts(self.job),
            "GITHUB_ACTIONS": "true",
            **({} if "CI" in (env or {}) else {"CI": "true"}),
        }
        self._give_away()
        done = self.launcher.start(self.job, {k: self._translate(v) for k, v in environ.items()}, args, timeout)
        return self._read(done.exit_code, done.stdout, done.stderr, files, token)

    def _make_files(self) -> dict[str, Path]:
        """A fresh empty file for each file command, under one new name per step."""
        suffix = uuid.uuid4()
        files = {name: self.job / "_temp/_runner_file_commands" / f"{name}_{suffix}" for name in _FILES}
        for file in files.values():
            file.touch()
        return files

    def _write_event(self, event: Mapping[str, Any] | str | None) -> None:
        file = self.job / "_temp/_github_workflow/event.json"
        file.unlink(missing_ok=True)
        if event is not None:
            file.write_text(event if isinstance(event, str) else json.dumps(event, indent=2))

    def _make_inputs(self, given: Mapping[str, str], token: str) -> dict[str, str]:
        """Each declared input, by default or blank, then what `with:` says, declared or not."""
        declared = (yaml.safe_load(self._action.read_text()) or {}).get("inputs") or {}
        values = {name: _read_default((about or {}).get("default"), token) for name, about in declared.items()}
        return {name_input(name): value for name, value in (values | dict(given)).items()}

    def _name_files(self, files: Mapping[str, Path]) -> dict[str, str]:
        names = {"set_output": "OUTPUT", "set_env": "ENV", "add_path": "PATH", "save_state": "STATE"}
        names["step_summary"] = "STEP_SUMMARY"
        named = {f"GITHUB_{names[key]}": str(file) for key, file in files.items()}
        event = self.job / "_temp/_github_workflow/event.json"
        return named | {"GITHUB_EVENT_PATH": str(event), "GITHUB_WORKSPACE": str(self.workspace)}

    def _translate(self, value: str) -> str:
        """Rewrite a value that is, or begins with, a mounted folder; the deepest that fits is meant."""
        for folder, inside in sorted(self.launcher.mounts.items(), key=lambda mount: -len(mount[0])):
            host = str(self.job / folder)
            if value == host or value.startswith(f"{host}/"):
                return inside + value.removeprefix(host)
        return value

    def _give_away(self) -> None:
        """Everything belongs to the runner's user, and the container's root meets it so."""
        if not self.launcher.mounts or os.geteuid():
            return
        for path in (self.job, *self.job.rglob("*")):
            os.chown(path, RUNNER_UID, RUNNER_UID, follow_symlinks=False)

    def _read(self, exit_code: int, stdout: bytes, stderr: bytes, files: Mapping[str, Path], token: str) -> Result:
        out, err = (stream.decode(errors="replace") for stream in (stdout, stderr))
        # The runner reads the two streams side by side; their order against each other is not known to it either.
        log = read_log(err + ("" if err.endswith("\n") or not err else "\n") + out, [token] if token else [])
        outputs, summary = {}, ""
        try:
            outputs = parse_outputs(files["set_output"].read_bytes())
        except FileCommandError as exc:
            log.problems.append(f"Unable to process file command 'output' successfully. {exc}")
        try:
            summary = read_summary(files["step_summary"].read_bytes(), log.masks)
        except FileCommandError as exc:
            log.problems.append(str(exc))
        for name in ("set_env", "add_path"):
            if files[name].stat().st_size:
                log.problems.append(f"The step wrote to {name}, which reaches every later step of the job.")
        for command in log.commands:
            if command.name.casefold() == "set-output" and command.properties.get("name"):
                outputs[command.properties["name"]] = command.data
        parts = (log.annotations, log.masks, log.groups, log.commands, log.problems)
        return Result(exit_code, out, err, log.text, outputs, summary, *parts)


def name_input(name: str) -> str:
    """The variable that carries an input: blanks become underscores, hyphens stay."""
    return f"INPUT_{name.replace(' ', '_').upper()}"


def copy_workspace(source: Path, runner: Runner) -> None:
    """Put a repository into the job's workspace."""
    shutil.copytree(source, runner.workspace, symlinks=True, dirs_exist_ok=True)


def _read_default(default: Any, token: str) -> str:
    if default is None:
        return ""
    text = str(default).lower() if isinstance(default, bool) else str(default)
    return token if text.replace(" ", "") == "${{github.token}}" else text


def _find_repository(event: Mapping[str, Any] | str | None) -> str:
    known = event.get("repository", {}) if isinstance(event, Mapping) else {}
    return known.get("full_name", "octo/demo")


def _github_facts(event_name: str, event: Mapping[str, Any] | str | None, repository: str) -> dict[str, str]:
    pull = event.get("pull_request") if isinstance(event, Mapping) else None
    on_pull = pull is not None and event_name == "pull_request"
    ref = f"refs/pull/{pull['number']}/merge" if on_pull else "refs/heads/main"
    workflow = f"{repository}/.github/workflows/draft.yml@{ref}"
    return {
        "ACTION": "__self",
        "ACTION_REF": "",
        "ACTION_REPOSITORY": "",
        "ACTOR": "octocat",
        "ACTOR_ID": "583231",
        "BASE_REF": pull["base"]["ref"] if pull else "",
        "EVENT_NAME": event_name,
        "HEAD_REF": pull["head"]["ref"] if pull else "",
        "JOB": "draft",
        "REF": ref,
        "REF_NAME": ref.removeprefix("refs/heads/").removeprefix("refs/pull/") if on_pull else "main",
        "REF_PROTECTED": "false",
        "REF_TYPE": "branch",
        "REPOSITORY": repository,
        "REPOSITORY_ID": "1296269",
        "REPOSITORY_OWNER": repository.partition("/")[0],
        "REPOSITORY_OWNER_ID": "6811672",
        "RETENTION_DAYS": "90",
        "RUN_ATTEMPT": "1",
        "RUN_ID": "20653817153",
        "RUN_NUMBER": "7",
        "SHA": (pull or {}).get("merge_commit_sha") or "d" * 40,
        "TRIGGERING_ACTOR": "octocat",
        "WORKFLOW": "Draft",
        "WORKFLOW_REF": workflow,
        "WORKFLOW_SHA": "d" * 40,
    }


def _runner_facts(job: Path) -> dict[str, str]:
    return {
        "RUNNER_ARCH": "X64",
        "RUNNER_ENVIRONMENT": "github-hosted",
        "RUNNER_NAME": "GitHub Actions 7",
        "RUNNER_OS": "Linux",
        "RUNNER_TEMP": str(job / "_temp"),
        "RUNNER_TOOL_CACHE": "/opt/hostedtoolcache",
        "RUNNER_WORKSPACE": str(job.parent),
        "ACTIONS_RUNTIME_URL": "https://pipelines.actions.githubusercontent.com/x/",
        "ACTIONS_RUNTIME_TOKEN": "runtime-token-canary",
        "ACTIONS_CACHE_URL": "https://acghubeus1.actions.githubusercontent.com/x/",
        "ACTIONS_RESULTS_URL": "https://results-receiver.actions.githubusercontent.com/",
    }
