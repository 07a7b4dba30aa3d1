from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path

import pytest

from pr_writer.changes import open_repository, read_changes

# Test folders are not packages, so a helper beside the tests is loaded by its path.
_SPEC = importlib.util.spec_from_file_location("changes_clones", Path(__file__).with_name("clones.py"))
clones = importlib.util.module_from_spec(_SPEC)
sys.modules["changes_clones"] = clones
_SPEC.loader.exec_module(clones)


@pytest.fixture
def make_clone(tmp_path):
    """Make a clone by name, in a folder of its own."""
    return lambda name="clone", *options: clones.Clone(tmp_path / name, *options)


@pytest.fixture
def clone(make_clone):
    return make_clone()


@pytest.fixture
def read():
    """Read the changes of a clone between two commits."""

    def read(path, base, head, *, ignore=(), max_tokens=24_000, environ=os.environ):
        with open_repository(path, environ=environ) as repository:
            return read_changes(repository, base, head, ignore=ignore, max_tokens=max_tokens)

    return read
