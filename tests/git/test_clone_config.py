from __future__ import annotations

import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pr_writer.git.clone_config import get_upstream, parse_config


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("[extensions]\n\tobjectFormat = sha256\n", {("extensions", "", "objectformat"): "sha256"}),
        ("[Extensions] objectformat=sha256", {("extensions", "", "objectformat"): "sha256"}),
        ('[a] x = "b c" ; note\n', {("a", "", "x"): "b c"}),
        ("[a]\n\tx\n", {("a", "", "x"): "true"}),
        ("[a]\r\n\tx = 1\r\n", {("a", "", "x"): "1"}),
        ("[a]\nx = 1\nx = 2\n", {("a", "", "x"): "2"}),
        ('[branch "a/B\\"c"]\n\tremote = origin\n', {("branch", 'a/B"c', "remote"): "origin"}),
        ("# [a]\n; x = 1\n", {}),
        ("[core]\n\tx = 1 # objectFormat = sha256\n", {("core", "", "x"): "1"}),
    ],
)
def test_sections_and_values_are_read_as_git_reads_them(tmp_path, text, found):
    (tmp_path / "config").write_text(text, newline="")

    assert parse_config(text) == found
    listed = subprocess.run(
        ["git", "config", "--file", str(tmp_path / "config"), "--list"], capture_output=True, text=True, check=True
    )
    names = {line.partition("=")[0] for line in listed.stdout.splitlines()}
    assert names == {".".join(filter(None, key)) for key in found}


@given(st.text(max_size=200))
def test_any_text_is_read(text):
    parse_config(text)


@pytest.mark.parametrize(
    ("remote", "merge", "ref"),
    [
        ("origin", "refs/heads/main", "refs/remotes/origin/main"),
        (".", "refs/heads/main", "refs/heads/main"),
        ("origin", "", ""),
        ("", "refs/heads/main", ""),
        ("origin", "refs/pull/1/head", ""),
    ],
)
def test_the_upstream_is_where_fetches_put_it(remote, merge, ref):
    config = {("branch", "topic", "remote"): remote, ("branch", "topic", "merge"): merge}

    assert get_upstream(config, "topic") == ref
