from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path

import pytest

from pr_writer.git import open_repository, read_changes


def load(name):
    """Load a helper beside the tests by its path: test folders are not packages."""
    spec = importlib.util.spec_from_file_location(f"git_{name}", Path(__file__).with_name(f"{name}.py"))
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


clones = load("clones")
server = load("server")


@pytest.fixture
def make_clone(tmp_path):
    """Make a clone by name, in a folder of its own."""
    return lambda name="clone", *options: clones.Clone(tmp_path / name, *options)


@pytest.fixture
def clone(make_clone):
    return make_clone()


@pytest.fixture
def serve(tmp_path):
    """Serve the clones of this test over smart HTTP."""
    return lambda token="": server.serve(tmp_path, token)


@pytest.fixture
def read():
    """Read the changes of a clone between two commits."""

    def read(path, base, head, *, ignore=(), max_tokens=24_000, environ=os.environ, remote=None, on_runner=True):
        with open_repository(path, environ=environ, remote=remote, on_runner=on_runner) as repository:
            return read_changes(repository, base, head, ignore=ignore, max_tokens=max_tokens)

    return read
