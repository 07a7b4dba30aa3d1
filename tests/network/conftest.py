"""A company's network on loopback: a GitHub Enterprise Server and a model behind certificates of its own authority."""

from __future__ import annotations

import sys
from dataclasses import dataclass

import pytest
from support.github import FakeGitHub
from support.github_objects import Pull
from support.launch import Native, build_image
from support.model import FakeModel
from support.runner import ROOT, Runner
from support.tls import Authority

REPO = "octo/demo"
GITHUB_HOST, MODEL_HOST = "ghes.corp.example", "llm.corp.example"  # no name server knows them


@dataclass
class Network:
    """The two servers; ``pull`` is open on the first, and its commits are there alone: the workspace is empty."""

    authority: Authority
    github: FakeGitHub
    model: FakeModel
    pull: Pull
    runner: Runner

    def run(self, *, by_name: bool = False, **env: str):
        """Run the action on the pull request, with the servers' addresses or, for a proxy to find, their names."""
        github = f"https://{GITHUB_HOST}" if by_name else self.github.origin
        model = f"https://{MODEL_HOST}" if by_name else self.model.origin
        inputs = {"fallback-openai-base-url": f"{model}/v1", "fallback-openai-api-key": "sk-canary"}
        urls = {"server_url": github, "api_url": f"{github}/api/v3"}
        event = self.github.make_event(REPO, 7)
        return self.runner.run("pull_request", event, inputs=inputs, env=env, **urls)

    def trust(self) -> dict[str, str]:
        """The one setting by which the authority is trusted, from a file where a container sees it."""
        file = self.runner.job / "_temp/ca.pem"
        file.write_bytes(self.authority.file.read_bytes())
        return {"SSL_CERT_FILE": str(file)}

    def asked(self) -> set[str]:
        """Which of the three the servers were asked for."""
        paths = {request.path for request in self.github.requests}
        found = {"git"} if any(path.endswith("/git-upload-pack") for path in paths) else set()
        found |= {"api"} if any(path.startswith("/api/v3/") for path in paths) else set()
        return found | ({"model"} if self.model.requests else set())


@pytest.fixture(params=["native", pytest.param("image", marks=[pytest.mark.container, pytest.mark.slow])])
def launcher(request):
    """Where the action runs: as a program on this machine, and in its image."""
    if request.param == "image":
        return build_image()
    return Native(sys.executable, "-Iu", str(ROOT / "entrypoint.py"))


@pytest.fixture
def network(tmp_path, repo, launcher):
    authority = Authority(tmp_path)
    context = authority.make_context(GITHUB_HOST, MODEL_HOST)
    answer = '{"title": "Greet visitors by name", "body": "Visitors are greeted by their name."}'
    with FakeGitHub(prefix="/api/v3", tls=context) as github, FakeModel(answer, tls=context) as model:
        github.add_repository(REPO, repo.path)
        pull = github.add_pull(REPO, 7, title="feature", base_sha=repo.rev("main"), head_sha=repo.head)
        yield Network(authority, github, model, pull, Runner(tmp_path / "job", launcher))
        assert github.violations == []
