"""A token is taken from gh within bounds, and nothing of what gh says is shown."""

import logging
import os
import time

import pytest

from pr_writer.inputs import gh_token
from pr_writer.inputs.gh_token import read_gh_token


@pytest.fixture
def install(tmp_path):
    """Put a stand-in for gh onto a PATH of its own."""

    def install(script, folder="bin"):
        path = tmp_path / folder / "gh"
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)
        return {"PATH": f"{path.parent}:{os.environ['PATH']}", "HOME": str(tmp_path)}

    return install


def test_the_token_of_the_host_is_read(install):
    environ = install('[ "$*" = "auth token --hostname ghe.example.com" ] && echo gho_0123456789')

    assert read_gh_token("ghe.example.com", environ, environ) == "gho_0123456789"


@pytest.mark.parametrize(
    "script",
    [
        "exit 1",
        "echo no oauth token found >&2; exit 1",
        "echo gho_0123456789; exit 4",
        "echo",
        "echo two words",
        "echo a; echo b",
    ],
)
def test_what_is_no_token_is_none(install, caplog, script):
    environ = install(script)

    with caplog.at_level(logging.DEBUG):
        assert read_gh_token("github.com", environ, environ) == ""
    assert caplog.text == ""


def test_without_gh_there_is_none(tmp_path):
    assert read_gh_token("github.com", {"PATH": str(tmp_path)}, {}) == ""
    assert read_gh_token("github.com", {}, {}) == ""


@pytest.mark.parametrize("script", ["exec sleep 30", "sleep 30", "sleep 30 & wait"])
def test_one_that_hangs_is_left_with_all_that_it_started(install, monkeypatch, script):
    monkeypatch.setattr(gh_token, "TIMEOUT_S", 0.2)
    environ = install(script)
    started = time.monotonic()

    assert read_gh_token("github.com", environ, environ) == ""
    assert time.monotonic() - started < 20


def test_a_gh_that_lies_in_the_current_folder_is_not_run(install, tmp_path, monkeypatch):
    install("echo gho_0123456789", folder="clone")
    monkeypatch.chdir(tmp_path / "clone")

    assert read_gh_token("github.com", {"PATH": ".:"}, {}) == ""


def test_gh_sees_its_own_variables_and_no_key_of_ours(install, tmp_path):
    environ = install(f"env > {tmp_path}/seen; echo gho_0123456789")
    ours = {"FALLBACK_OPENAI_API_KEY": "sk-1", "GITHUB_TOKEN": "ghp_1"}

    read_gh_token("github.com", {**environ, **ours, "GH_CONFIG_DIR": "/x"}, environ)

    seen = (tmp_path / "seen").read_text()
    assert "GH_CONFIG_DIR=/x" in seen
    assert "sk-1" not in seen
    assert "ghp_1" not in seen
