"""What a run may cost. Each bar is a little above what was measured; who passes one has an argument to win first.

The image's own bars are in container/test_weight.py.
"""

from __future__ import annotations

import json
import shutil
import stat
import sys
from pathlib import Path

import pytest
from support.launch import Native
from support.runner import ROOT, copy_workspace

from bench.bar_chart import draw
from bench.report import write_report, write_summary
from bench.turns import BENCH, Scene

REPO = "octo/demo"
ENTRYPOINT = ("-Iu", str(ROOT / "entrypoint.py"))

# Modules that are not Python's own: a tenth above the count, which is the same on every Python.
# Ours became smaller and more when the house was rebuilt and bodies were written anew: 45 more, in the same time.
MODULES = {"help": 30, "local": 265, "full": 770}
# Patterns of ours that are compiled, at 0.1 ms and more each: none on import, and in a run those that it has a use for.
PATTERNS = {"help": 0, "local": 200, "full": 215}
# Three of the full run read what a model alone is shown: who wrote the lines that change, and the code around them.
GIT_PROCESSES = {"local": 16, "full": 16}
# With its history on the disk. Without, one more compares, and two questions of GraphQL ask github.com, for a model
# alone, who wrote what changes.
REST_CALLS, MODEL_CALLS = 3, 1
MEGABYTES = {"local": 42, "full": 80}
# Of the best of a few runs, beside that of the floor (bench/floor.py): three times what a quiet machine measures.
OF_THE_FLOOR = {"help": 0.2, "local": 0.5, "full": 0.9}


@pytest.fixture
def pull(github, repo, runner):
    """An open pull request with its whole history on the disk."""
    copy_workspace(repo.path, runner)
    return github.add_pull(REPO, 7, title="feature", base_sha=repo.rev("main"), head_sha=repo.head)


@pytest.fixture
def start(github, model, repo, runner, request):
    """A way to start the program so that a pull request is written (full) or a clone is drafted (local, help)."""

    def run(kind, *command, env=None):
        launcher = Native(*command)
        if kind == "full":
            request.getfixturevalue("pull")
            runner.launcher = launcher
            inputs = {
                "fallback-openai-base-url": model.url,
                "fallback-openai-api-key": "sk-test",
                "fallback-openai-model": "m",
            }
            urls = {"api_url": github.url, "server_url": github.origin}
            result = runner.run("pull_request", github.make_event(REPO, 7), inputs=inputs, env=env, **urls)
            assert result.outputs["outcome"] == "updated", result.log
            return result
        flags = {"local": ["--use-llm", "false", "--repo-dir", str(repo.path)], "help": ["--help"]}[kind]
        done = launcher.start(runner.job, {"HOME": str(runner.job), **(env or {})}, flags, 60)
        assert done.exit_code == 0, done.stderr
        return done

    return run


@pytest.fixture
def list_modules(start, tmp_path):
    """A way to have the files of the modules that a start reads, ours and other people's, but not Python's own."""

    def run(kind):
        log = tmp_path / "modules"
        start(kind, sys.executable, "-Iu", str(ROOT / "tests/support/list_modules.py"), str(log), ENTRYPOINT[-1])
        read = set(log.read_text().splitlines())
        return {path for path in read if "site-packages" in path or Path(path).is_relative_to(ROOT)}

    return run


@pytest.mark.parametrize("kind", MODULES)
def test_it_imports_no_more_than_it_needs(list_modules, kind):
    assert len(list_modules(kind)) <= MODULES[kind]


@pytest.mark.parametrize("kind", PATTERNS)
def test_it_compiles_no_more_patterns_than_it_uses(start, kind, tmp_path):
    log = tmp_path / "patterns"
    start(kind, sys.executable, "-Iu", str(ROOT / "tests/support/list_patterns.py"), str(log), ENTRYPOINT[-1])
    compiled = log.read_text().splitlines()

    assert not [place for when, place in map(str.split, compiled) if when == "import" and "/pr_writer/" in place]
    assert len(compiled) <= PATTERNS[kind]


def test_a_run_on_a_clone_without_a_model_needs_nothing_of_the_network(list_modules):
    tops = {path.partition("site-packages/")[2].partition("/")[0] for path in list_modules("local")}

    assert "git" in tops
    assert tops.isdisjoint({"openai", "github", "requests", "httpx2", "pydantic"})


def test_a_run_reads_nothing_that_only_others_need(list_modules):
    tops = {path.partition("site-packages/")[2].partition("/")[0] for path in list_modules("full")}

    assert {"openai", "github"} <= tops
    # Where this fails, PyGithub or openai reads them after all: see what touches them, or give the lean import up.
    assert tops.isdisjoint({"jwt", "nacl", "cryptography"})


@pytest.mark.parametrize("kind", GIT_PROCESSES)
def test_it_starts_no_more_git_than_it_needs(start, kind, tmp_path):
    log, shim = tmp_path / "git.log", tmp_path / "bin/git"
    shim.parent.mkdir()
    shim.write_text(f'#!/bin/sh\necho "$@" >> {log}\nexec {shutil.which("git")} "$@"\n')
    shim.chmod(shim.stat().st_mode | stat.S_IXUSR)
    start(kind, sys.executable, *ENTRYPOINT, env={"PATH": f"{shim.parent}:/usr/bin:/bin"})
    commands = log.read_text().splitlines()

    assert 0 < len(commands) <= GIT_PROCESSES[kind], commands


def test_it_asks_github_and_the_model_no_more_than_it_needs(start, github, model):
    start("full", sys.executable, *ENTRYPOINT)

    assert len(github.api_requests) <= REST_CALLS, github.calls()
    assert len(model.requests) == MODEL_CALLS


@pytest.mark.skipif(sys.platform != "linux", reason="the peak is told in other units elsewhere")
@pytest.mark.parametrize("kind", MEGABYTES)
def test_it_needs_no_more_memory(start, kind, tmp_path):
    figures = tmp_path / "figures.json"
    start(kind, sys.executable, "-IS", str(BENCH / "measure.py"), str(figures), sys.executable, *ENTRYPOINT)

    assert json.loads(figures.read_text())["megabytes"] <= MEGABYTES[kind]


@pytest.mark.slow
def test_it_takes_less_time_than_the_sdks_by_themselves(tmp_path):
    with Scene(tmp_path) as scene:
        floor, ours = scene.floor(), {"help": scene.ours_help(), "local": scene.ours_local(), "full": scene.ours()}
        scene.take_turns([floor, *ours.values()], rounds=4)

    for kind, contender in ours.items():
        assert contender.least("seconds") / floor.least("seconds") <= OF_THE_FLOOR[kind], (contender.runs, floor.runs)


def test_the_readme_says_what_was_measured():
    results = json.loads((BENCH / "results.json").read_text())
    readme = (ROOT / "README.md").read_text()

    assert f"<!-- bench -->\n{write_summary(results)}\n<!-- /bench -->" in readme
    assert (BENCH / "results.md").read_text() == write_report(results)
    assert (BENCH / "results.svg").read_text() == draw(results["whole"]["rows"])
