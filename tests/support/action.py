"""The action on a pull request of a small repository: what its end-to-end tests share."""

from __future__ import annotations

from typing import Any

import pytest

from .github import FakeGitHub
from .github_objects import Pull
from .model import FakeModel
from .repos import Repo
from .runner import Result, Runner, copy_workspace

REPO, NUMBER = "octo/demo", 7
ANSWER = "Greet visitors by name\n\nVisitors were not greeted.\n\n- Add a greeting"


@pytest.fixture
def pull(github: FakeGitHub, repo: Repo, runner: Runner) -> Pull:
    """An open pull request from `feature`, whose clone with full history is the workspace."""
    copy_workspace(repo.path, runner)
    github.add_repository(REPO, repo.path)
    return github.add_pull(
        REPO,
        NUMBER,
        title="feature",
        body="Why: nobody was greeted.",
        head_ref="feature",
        head_sha=repo.rev("feature"),
        base_sha=repo.rev("main"),
    )


@pytest.fixture
def start(github: FakeGitHub, model: FakeModel, runner: Runner) -> Any:
    """Run the action on an event of the pull request; the fallback is the model on loopback."""
    model.answers = [ANSWER]

    def start(
        event_name: str = "pull_request",
        event: Any = None,
        *,
        inputs: dict[str, str] | None = None,
        fallback: bool = True,
        **kwargs: Any,
    ) -> Result:
        backend = {"fallback-openai-api-key": "sk-fallback-0123456789", "fallback-openai-base-url": model.url}
        if event is None:
            event = github.make_event(REPO, NUMBER)
        given = (backend if fallback else {}) | (inputs or {})
        return runner.run(
            event_name, event, inputs=given, api_url=github.url, server_url=github.origin, repository=REPO, **kwargs
        )

    return start
