"""A backlog on loopback, walked in this process, with a clock that only sleeping moves."""

from __future__ import annotations

import logging

import pytest
from support.action import REPO
from support.github_limits import Limits

import llm_router
from pr_writer.backfill import command
from pr_writer.backfill.pacer import Pacer

STARTED_AT = 1_796_000_000.0  # Unix time


class Clock:
    """Time that passes while somebody sleeps, and a little with each request."""

    def __init__(self, now=STARTED_AT):
        self.now = now
        self.naps = []

    def __call__(self):
        return self.now

    def sleep(self, seconds):
        self.naps.append(seconds)
        self.now += seconds

    def make_pacer(self):
        return Pacer(clock=self, now=self, sleep=self.sleep)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def backlog(github, repo, clock):
    """A way to open pull requests from `feature` to `main` of the small repository."""
    github.add_repository(REPO, repo.path)
    github.limits = Limits(clock)
    ends = {"base_sha": repo.rev("main"), "head_sha": repo.rev("feature")}

    def add(number, **facts):
        return github.add_pull(REPO, number, **{"title": "feature", "head_ref": "feature", **ends, **facts})

    return add


@pytest.fixture
def walk(github, model, repo, clock, capsys, tmp_path):
    """A way to run the command in this process: its exit code, and what it printed."""

    def run(*argv, env=None, pacer=None):
        environ = {
            "GITHUB_TOKEN": "ghs_fake",
            "GITHUB_REPOSITORY": REPO,
            "GITHUB_API_URL": github.url,
            "GITHUB_SERVER_URL": github.origin,
            "FALLBACK_OPENAI_API_KEY": "sk-0123456789abcdef",
            "FALLBACK_OPENAI_BASE_URL": model.url,
            "FALLBACK_OPENAI_MODEL": "m",
            "LLM_COOLDOWN_S": "0",
            "PATH": "/usr/local/bin:/usr/bin:/bin",
            **(env or {}),
        }
        code = command.main(["--repo-dir", str(repo.path), *argv], environ, pacer=pacer or clock.make_pacer())
        said = capsys.readouterr()
        return code, said.out, said.err

    yield run
    llm_router.reset()
    for name in ("pr_writer", "llm_router"):  # they write to what pytest has closed by then
        logging.getLogger(name).handlers.clear()
