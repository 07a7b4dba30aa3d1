"""Fixtures that any test may ask for; what they are made of is in `support`."""

from __future__ import annotations

import os
import sys

import pytest
from hypothesis import settings
from support.action import pull, start  # noqa: F401 - fixtures
from support.github import FakeGitHub
from support.launch import Native
from support.model import FakeModel
from support.repos import make_small_repo
from support.runner import ROOT, Runner

# A busy machine is no bug: what may cost how much is held as a ratio (support/growth.py).
settings.register_profile("here", deadline=None)
# Whether a change may go in must not hang on what was drawn in that one run; on a developer's machine it is drawn anew.
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")


def pytest_collection_modifyitems(items):
    """Mark what starts the whole program: a contributor leaves that out between two edits."""
    for item in items:
        if "runner" in item.fixturenames or "start" in item.fixturenames:
            item.add_marker(pytest.mark.program)


@pytest.fixture
def github():
    """A GitHub on loopback; the test fails where GitHub's API description does not allow what was said."""
    with FakeGitHub() as server:
        yield server
        assert server.violations == []


@pytest.fixture
def model():
    """A model on loopback that answers at once; ``model.answers = […]`` says what."""
    with FakeModel() as server:
        yield server


@pytest.fixture
def repo(tmp_path):
    """A small repository: `feature` is checked out, three commits ahead of where it left `main`."""
    return make_small_repo(tmp_path / "repo")


@pytest.fixture
def runner(tmp_path):
    """A hosted runner that starts the action natively; fill ``runner.workspace``, then ``runner.run(…)``."""
    return Runner(tmp_path / "job", Native(sys.executable, "-Iu", str(ROOT / "entrypoint.py")))
