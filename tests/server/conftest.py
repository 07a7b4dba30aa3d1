"""A server for each test, on a small clone, with a GitHub and a model on loopback."""

from __future__ import annotations

import threading

import pytest
from support.bad_server import BadServer
from support.pr_server import PrServer
from support.streams import HEADERS, ROLE, event

REPO = "octo/guests"


@pytest.fixture
def environ(github, model):
    """The environment of a server that can reach everything."""
    return {
        "GITHUB_TOKEN": "ghs_0123456789abcdefABCDEF0123456789abcd",
        "GITHUB_REPOSITORY": REPO,
        "GITHUB_API_URL": github.url,
        "GITHUB_SERVER_URL": github.origin,
        "FALLBACK_OPENAI_API_KEY": "sk-fallback-0123456789",
        "FALLBACK_OPENAI_BASE_URL": model.url,
        "FALLBACK_OPENAI_MODEL": "gpt-test",
    }


@pytest.fixture
def serve(repo, environ):
    """Start a server on the clone; keywords that are variables replace or, with None, remove some."""
    started = []

    def start(*argv, bounds=None, **variables):
        chosen = {name: value for name, value in (environ | variables).items() if value is not None}
        started.append(PrServer("--repo-dir", str(repo.path), *argv, environ=chosen, **(bounds or {})))
        return started[-1]

    yield start
    for server in started:
        server.stop()


@pytest.fixture
def server(serve):
    return serve()


@pytest.fixture
def pull(github, repo):
    """Pull request 7 from `feature` into `main` of the clone."""
    github.add_repository(REPO, repo.path)
    return github.add_pull(
        REPO,
        7,
        title="wip",
        body="",
        base_ref="main",
        base_sha=repo.rev("main"),
        head_ref="feature",
        head_sha=repo.rev("feature"),
    )


class LeavingModel(BadServer):
    """A model that never answers, and notices when who asked goes away."""

    def __init__(self, *before):
        self.asked, self.left = threading.Event(), threading.Event()
        self._before = before
        super().__init__(self._wait)

    def _wait(self, _, connection, __):
        for portion in self._before:
            connection.sendall(portion)
        self.asked.set()
        if not connection.recv(1):
            self.left.set()
        raise OSError


@pytest.fixture
def leaving_model():
    server = LeavingModel()
    yield server
    server.close()


@pytest.fixture
def stalling_model():
    """The same after the first words of a stream."""
    server = LeavingModel(HEADERS, ROLE, event("Once "))
    yield server
    server.close()
