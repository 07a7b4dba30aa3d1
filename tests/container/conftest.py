"""The image under test: built from this checkout, once per session."""

from __future__ import annotations

import pytest
from support.launch import build_image
from support.runner import Runner


@pytest.fixture(scope="session")
def image():
    """The real Dockerfile's image; where none can be built: a skip, or with PR_WRITER_REQUIRE_CONTAINER a failure."""
    return build_image()


@pytest.fixture
def runner(tmp_path, image):
    """A hosted runner that starts the image; fill ``runner.workspace``, then ``runner.run(…)``."""
    return Runner(tmp_path / "job", image)
