from __future__ import annotations

import os
import re

import pytest

from pr_writer.errors import ActionError
from pr_writer.git import Remote, open_repository, read_changes
from pr_writer.git.git_process import quote_stderr

TOKEN = "canary-token-5d0c"


@pytest.fixture
def origin(make_clone):
    """The server's repository: a fork's pull request 7, known by its own ref alone; the base has moved on."""
    origin = make_clone("owner/name.git")
    origin.commit("old", {f"lib/m{n}.py": f"x = {n}\n" * 50 for n in range(40)})
    origin.base = origin.commit("fork", {"a.py": "a = 1\n", "logo.bin": b"\0\1"})
    origin.git("switch", "-qc", "topic")
    origin.commit("topic one", {"a.py": "a = 2\n"})
    origin.head = origin.commit("topic two", {"b.py": "b = 1\n", "logo.bin": b"\0\1\2", "lib/m1.py": None})
    origin.git("switch", "-q", "main")
    origin.main = origin.commit("moved on", {"c.py": "c = 1\n"})
    origin.git("merge", "-q", "--no-edit", "topic")
    origin.merge = origin.git("rev-parse", "HEAD")
    origin.git("update-ref", "refs/pull/7/merge", origin.merge)
    origin.git("update-ref", "refs/pull/7/head", origin.head)
    origin.git("reset", "-q", "--hard", origin.main)
    origin.git("branch", "-qD", "topic")
    return origin


def empty(_origin, make_clone):
    return make_clone().path.parent / "empty"


def depth_one_of_the_head(origin, make_clone):
    return shallow(origin, make_clone, "--depth=1", "refs/pull/7/head")


def depth_one_of_the_merge(origin, make_clone):
    return shallow(origin, make_clone, "--depth=1", "refs/pull/7/merge")


def depth_two_of_the_merge(origin, make_clone):
    return shallow(origin, make_clone, "--depth=2", "refs/pull/7/merge")


def without_file_contents(origin, make_clone):
    path = shallow(origin, make_clone, "--filter=blob:none", "refs/pull/7/merge")
    with (path / ".git/config").open("a") as config:
        config.write('[remote "origin"]\n\tpromisor = true\n\turl = /nowhere\n')
    return path


def shallow(origin, make_clone, *options):
    clone = make_clone()
    origin.git("config", "uploadpack.allowFilter", "true")
    clone.git("fetch", "-q", *options[:-1], f"file://{origin.path}", f"{options[-1]}:refs/heads/checked-out")
    # What actions/checkout leaves behind: a second Authorization header would be an HTTP 400.
    clone.git("config", "http.http://127.0.0.1/.extraheader", "AUTHORIZATION: basic stale")
    return clone.path


def make_remote(server, origin, **changes):
    asked = []

    def find_merge_base(base, head):
        asked.append((base, head))
        return origin.base

    remote = Remote(
        **{
            "server_url": server.url,
            "repository": "owner/name",
            "token": TOKEN,
            "number": 7,
            "find_merge_base": find_merge_base,
        }
        | changes
    )
    return remote, asked


@pytest.mark.parametrize(
    "checkout", [empty, depth_one_of_the_head, depth_one_of_the_merge, depth_two_of_the_merge, without_file_contents]
)
def test_any_checkout_gives_the_same_changes(origin, make_clone, read, serve, checkout):
    whole = read(origin.path, origin.main, origin.head)
    path = checkout(origin, make_clone)

    with serve(TOKEN) as server:
        remote, asked = make_remote(server, origin)
        changes = read(path, origin.main, origin.head, remote=remote)

    assert changes == whole
    assert [file.path for file in changes.files] == ["a.py", "b.py", "lib/m1.py", "logo.bin"]
    assert [commit.subject for commit in changes.commits] == ["topic one", "topic two"]
    assert len(asked) <= 1
    assert all(len(headers) == 1 for _, _, headers in server.seen)


@pytest.mark.parametrize("checkout", [empty, depth_one_of_the_merge, without_file_contents])
def test_the_bases_titles_are_read_from_any_checkout(origin, make_clone, serve, checkout):
    """A shallow history has too few of them to show the house's style; more come without any file."""
    whole = [*origin.git("log", "--format=%s", "--first-parent", origin.base).splitlines()]
    path = checkout(origin, make_clone)

    with serve(TOKEN) as server:
        remote, _ = make_remote(server, origin)
        with open_repository(path, environ=os.environ, remote=remote) as repository:
            before = read_changes(repository, origin.main, origin.head, ignore=[], max_tokens=1000)
            assert list(repository.read_subjects(before.base_sha)) == whole
            assert read_changes(repository, origin.main, origin.head, ignore=[], max_tokens=1000) == before


def test_a_server_that_refuses_more_history_leaves_what_is_here(origin, serve):
    with serve(TOKEN) as server:
        remote, _ = make_remote(server, origin)
        with open_repository(None, environ=os.environ, remote=remote) as repository:
            changes = read_changes(repository, origin.main, origin.head, ignore=[], max_tokens=1000)
            (repository.git_dir / "shallow").write_text(f"{changes.base_sha}\n")
            server.token = "another"
            assert repository.read_subjects(changes.base_sha) == ("fork",)


def test_a_full_history_needs_no_network(origin, read, serve):
    with serve(TOKEN) as server:
        remote, asked = make_remote(server, origin)
        read(origin.path, origin.main, origin.head, remote=remote)

    assert (server.seen, asked) == ([], [])


def test_only_contents_that_changed_are_fetched(origin, serve):
    with serve(TOKEN) as server:
        remote, _ = make_remote(server, origin)
        with open_repository(None, environ=os.environ, remote=remote) as repository:
            read_changes(repository, origin.main, origin.head, ignore=[], max_tokens=1000)
            kinds = repository.git.output("cat_file", "--batch-all-objects", "--batch-check=%(objecttype)").split()
            assert kinds.count(b"blob") == 6
            assert repository.read_file(changes_base := origin.base, "lib/m5.py") == "x = 5\n" * 50
            assert repository.list_files(changes_base) == ("a.py", "logo.bin")


def test_the_token_is_neither_on_disk_nor_in_an_address(origin, serve):
    with serve(TOKEN) as server:
        remote, _ = make_remote(server, origin)
        with open_repository(None, environ=os.environ, remote=remote) as repository:
            read_changes(repository, origin.main, origin.head, ignore=[], max_tokens=1000)
            for path in repository.git_dir.rglob("*"):
                assert not path.is_file() or TOKEN.encode() not in path.read_bytes()

    assert TOKEN not in repr([path for _, path, _ in server.seen])
    assert not repository.git_dir.exists()


def test_a_server_of_the_old_protocol_gives_the_pull_request_by_its_ref(origin, read, serve):
    with serve(TOKEN) as server:
        server.protocol = False
        remote, _ = make_remote(server, origin, commit_count=2)
        changes = read(None, origin.main, origin.head, remote=remote)

    assert [file.path for file in changes.files] == ["a.py", "b.py", "lib/m1.py", "logo.bin"]


def test_a_server_without_filters_sends_everything_and_that_is_fine(origin, read, serve):
    origin.git("config", "uploadpack.allowFilter", "false")
    with serve(TOKEN) as server:
        server.filters = False
        remote, _ = make_remote(server, origin)
        assert len(read(None, origin.main, origin.head, remote=remote).files) == 4


def test_a_head_of_a_fork_is_fetched_over_a_full_clone_of_the_base(origin, make_clone, read, serve):
    clone = make_clone()
    clone.git("fetch", "-q", f"file://{origin.path}", "main:refs/heads/checked-out")
    with serve(TOKEN) as server:
        remote, _ = make_remote(server, origin)
        changes = read(clone.path, origin.main, origin.head, remote=remote)

    assert changes == read(origin.path, origin.main, origin.head)


def test_a_dropped_connection_is_tried_once_more(origin, read, serve):
    with serve(TOKEN) as server:
        server.drops = 1
        remote, _ = make_remote(server, origin)
        assert len(read(None, origin.main, origin.head, remote=remote).files) == 4


def test_a_connection_that_drops_again_is_an_error_with_a_next_step(origin, read, serve):
    with serve(TOKEN) as server:
        server.drops = 99
        remote, _ = make_remote(server, origin)
        with pytest.raises(ActionError, match=r"broke twice.*Run it again"):
            read(None, origin.main, origin.head, remote=remote)

        assert 97 <= server.drops <= 97 + 1


def test_a_head_that_vanished_is_told_as_such(origin, read, serve):
    with serve(TOKEN) as server:
        remote, _ = make_remote(server, origin)
        with pytest.raises(ActionError, match=r"pull request 7 is no longer on .*force-pushed"):
            read(None, origin.main, "1" * 40, remote=remote)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"token": "wrong"}, r"token may not read owner/name.*contents: read"),
        ({"repository": "owner/other"}, r"token may not read owner/other"),
        ({"repository": "../../x"}, "is not a repository"),
        ({"repository": "a/b --upload-pack=x"}, "is not a repository"),
        ({"server_url": "file:///tmp"}, "is no server"),
        ({"server_url": "ext::sh"}, "is no server"),
        ({"server_url": "http://user:pass@127.0.0.1"}, "is no server"),
        ({"server_url": "http://127.0.0.1:9"}, "broke twice"),
        ({"find_merge_base": lambda *_: "--output=x"}, "not a commit id"),
        ({"find_merge_base": lambda *_: ""}, "share no history"),
    ],
)
def test_a_server_that_cannot_be_read_is_an_error_that_says_why(origin, read, serve, changes, sentence):
    with serve(TOKEN) as server:
        remote, _ = make_remote(server, origin, **changes)
        with pytest.raises(ActionError, match=sentence) as caught:
            read(None, origin.main, origin.head, remote=remote)

    assert TOKEN not in str(caught.value)


@pytest.mark.parametrize("commit_count", [0, 3])
def test_commits_of_the_base_are_never_taken_for_the_branchs(make_clone, read, serve, commit_count):
    """The branch merged its base long after it left it: the fetched history does not reach back to the fork."""
    origin = make_clone("owner/name.git")
    origin.commit("fork", {"a": "1\n"})
    origin.git("switch", "-qc", "topic")
    origin.commit("first", {"t": "1\n"})
    origin.git("switch", "-q", "main")
    for number in range(70):
        origin.base = origin.commit(f"main {number}")
    origin.git("switch", "-q", "topic")
    origin.git("merge", "-q", "--no-edit", "main")
    head = origin.commit("last", {"t": "2\n"})
    whole = read(origin.path, origin.base, head)

    with serve(TOKEN) as server:
        remote, _ = make_remote(server, origin, number=None, commit_count=commit_count)
        changes = read(None, origin.base, head, remote=remote)

    assert whole.commit_count == 3
    assert {commit.subject for commit in changes.commits} <= {commit.subject for commit in whole.commits}
    assert changes.commits[-1].subject == "last"
    assert changes.commit_count == (commit_count or len(changes.commits))


def test_a_branch_longer_than_what_is_fetched_has_githubs_number_of_commits(make_clone, read, serve):
    origin = make_clone("owner/name.git")
    origin.base = origin.commit("fork")
    for number in range(60):
        head = origin.commit(f"topic {number}")

    with serve(TOKEN) as server:
        remote, _ = make_remote(server, origin, commit_count=60)
        changes = read(None, origin.base, head, remote=remote)

    assert (changes.commit_count, len(changes.commits)) == (60, 60)


def test_a_vanished_head_is_noticed_without_downloading_the_history(origin, read, serve):
    with serve(TOKEN) as server:
        remote, _ = make_remote(server, origin)
        with pytest.raises(ActionError, match="force-pushed"):
            read(None, origin.main, "1" * 40, remote=remote)

        assert server.fetches <= 8


def test_a_second_reading_at_half_the_budget_asks_nothing_again(origin, serve):
    with serve(TOKEN) as server:
        remote, asked = make_remote(server, origin)
        with open_repository(None, environ=os.environ, remote=remote) as repository:
            read_changes(repository, origin.main, origin.head, ignore=[], max_tokens=1000)
            fetches = server.fetches
            read_changes(repository, origin.main, origin.head, ignore=[], max_tokens=500)

        assert len(asked) == 1
        assert server.fetches == fetches


def test_a_sentence_never_shows_control_characters():
    assert re.fullmatch(r"fatal: a\?b", quote_stderr("noise\nfatal: a\x1bb\n"))


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_repository_that_has_moved_is_said_to_have(origin, read, serve, status):
    with serve(TOKEN) as server, serve() as other:
        server.moved = (status, other.url)
        remote, _ = make_remote(server, origin)
        with pytest.raises(ActionError, match=r"repository owner/name has moved.*Set GITHUB_REPOSITORY"):
            read(None, origin.main, origin.head, remote=remote)

        assert other.seen == []  # nothing follows to where the token was not meant for
