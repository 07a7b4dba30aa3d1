"""The image's git is a tenth of Debian's: it still does all that is asked of it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from support.git_http import GitServer
from support.runner import ROOT
from support.tls import Authority

pytestmark = [pytest.mark.container, pytest.mark.slow]


@pytest.fixture
def rows(image, repo, tmp_path):
    """What the probe found out inside the image, with the same repository mounted and served over HTTP and HTTPS."""
    repo.rename("greet.py", "hello.py")
    repo.commit("Rename the greeting")
    authority = Authority(tmp_path)
    with GitServer(repo.path.parent) as plain, GitServer(repo.path.parent, authority.make_context()) as secure:
        asked = {
            "repo": "/repo",
            "base": repo.git("merge-base", "main", "feature"),
            "head": repo.head,
            "ca": "/loopback.pem",
            "urls": {"http": f"{plain.origin}/repo", "https": f"{secure.origin}/repo"},
        }
        probe = Path(__file__).with_name("probe_git.py")
        volumes = {str(probe): "/probe.py", str(repo.path): "/repo", str(authority.file): "/loopback.pem"}
        done = image.run(["-I", "/probe.py", json.dumps(asked)], volumes=volumes, entrypoint="/usr/local/bin/python")
    assert done.exit_code == 0, done.stderr.decode()
    return json.loads(done.stdout)


def test_it_reads_what_this_machine_s_git_reads(rows, repo):
    base = repo.git("merge-base", "main", "feature")
    diff = ("diff-tree", "-r", "--raw", "--no-abbrev")
    tree = repo.git("ls-tree", "-z", "--full-tree", "HEAD")

    assert rows["diff-tree raw"].strip() == repo.git(*diff, "--no-renames", base, "HEAD")
    assert rows["diff-tree"].removesuffix("\n") == repo.git(*diff, "--patch", "-M", "-C", base, "HEAD")
    assert rows["log"].split()[0] == repo.head
    assert "Rename the greeting" in rows["log subjects"].split("\0")[0]
    assert rows["merge-base"].strip() == base
    assert rows["cat-file"].splitlines() == [f"{repo.git('rev-parse', 'HEAD:app.py')} blob", f"{repo.head} commit"]
    assert rows["cat-file blob"] == repo.git("show", "HEAD:app.py") + "\n"
    assert rows["rev-list"].strip() == "5"
    blame = ("blame", "--incremental", "-w", "-C", "--no-textconv", "-L1,2", "HEAD", "--", "app.py")
    assert rows["blame"].strip() == repo.git(*blame).strip()
    assert rows["ls-tree"] == tree
    assert "-old\n+new" in rows["diff"]
    assert rows["hash-object"].strip() == repo.git("hash-object", "--stdin", stdin="a stand-in")
    assert rows["mktree"].strip() == repo.git("rev-parse", "HEAD^{tree}")
    assert tuple(map(int, rows["version"].split()[2].split(".")[:2])) >= (2, 41), "GIT_ATTR_SOURCE needs 2.41"


def test_it_fetches_part_of_a_repository_and_the_rest_when_it_is_read(rows, repo):
    for scheme in ("http", "https"):
        assert f"?{repo.git('rev-parse', 'HEAD:app.py')}" in rows[f"fetch {scheme} missing"]
        assert "from greet import greet" in rows[f"fetch {scheme} lazy"]
        assert "def greet" in rows[f"fetch {scheme} fetched"]
        assert "It greets by name." in rows[f"fetch {scheme} borrowed"]


def test_every_command_that_the_reader_gives_is_tried(rows):
    sources = (path.read_text() for path in (ROOT / "pr_writer/git").glob("*.py"))
    given = {name for text in sources for name in re.findall(r"\.(?:output|stream)\(\s*\"([a-z_]+)\"", text)}

    assert "diff_tree" in given, "the pattern finds commands"
    assert {name.replace("_", "-") for name in given} <= {row.split()[0] for row in rows}
