"""The image under test: built from this checkout, once per session."""

from __future__ import annotations

import os

import pytest
from support.launch import find_engine
from support.runner import ROOT, Runner

_NAME = "pr-writer-under-test"


@pytest.fixture(scope="session")
def image():
    """The real Dockerfile's image; where none can be built: a skip, or with PR_WRITER_REQUIRE_CONTAINER a failure."""
    engine = find_engine()
    if engine is None:
        reason = "neither a Docker engine nor buildah is here to build the image; install one of them"
        if os.environ.get("PR_WRITER_REQUIRE_CONTAINER"):
            pytest.fail(reason)
        pytest.skip(reason)
    made = engine(_NAME)
    made.build(ROOT)
    return made


@pytest.fixture
def runner(tmp_path, image):
    """A hosted runner that starts the image; fill ``runner.workspace``, then ``runner.run(…)``."""
    return Runner(tmp_path / "job", image)
