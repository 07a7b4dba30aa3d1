from __future__ import annotations

import os

import pytest

from pr_writer.errors import ActionError
from pr_writer.git import open_repository

CODE = "".join(f"line {n} of the file\n" for n in range(60))


def by_path(changes):
    return {file.path: file for file in changes.files}


def edit(clone):
    """Make one of every kind of change; return base and head."""
    clone.write(
        {
            "moved.py": CODE,
            "moved-edited.py": CODE + "x = 1\n",
            "copied.py": "def copied():\n" + CODE,
            "gone.py": "print()\n",
            "run.sh": "#!/bin/sh\n",
            "type.txt": "text\n",
            "image.bin": b"\0\1\2",
            "crlf.txt": "a\r\nb\r\n",
            "edited.py": CODE,
        }
    )
    base = clone.commit("base")
    clone.git("mv", "moved.py", "new/moved.py") if (clone.path / "new").mkdir() is None else None
    clone.git("mv", "moved-edited.py", "new/moved-edited.py")
    clone.write(
        {
            "new/moved-edited.py": CODE + "x = 2\n",
            "copy.py": "def copied():\n" + CODE,
            "copied.py": "def copied():\n" + CODE + "y = 1\n",
            "gone.py": None,
            "type.txt": None,
            "image.bin": b"\0\1\2\3\4",
            "empty": "",
            "no-newline.py": "x = 1",
            "crlf.txt": "a\r\nc\r\n",
            "edited.py": CODE.replace("line 7 ", "line seven "),
            "pointer.psd": "version https://git-lfs.github.com/spec/v1\noid sha256:aa\nsize 12\n",
        }
    )
    (clone.path / "run.sh").chmod(0o755)
    (clone.path / "type.txt").symlink_to("edited.py")
    (clone.path / "link").symlink_to("edited.py")
    clone.git("update-index", "--add", "--cacheinfo", f"160000,{base},lib")
    clone.git("add", "-A", "--", ".", ":!lib")
    clone.git("commit", "-q", "-m", "every kind")
    return base, clone.git("rev-parse", "HEAD")


@pytest.mark.parametrize(
    ("path", "facts"),
    [
        ("new/moved.py", {"kind": "renamed", "old_path": "moved.py", "added": 0, "shown": "whole"}),
        ("new/moved-edited.py", {"kind": "renamed", "old_path": "moved-edited.py", "added": 1, "removed": 1}),
        ("copy.py", {"kind": "copied", "old_path": "copied.py", "added": 0}),
        ("gone.py", {"kind": "deleted", "removed": 1, "new_mode": "000000"}),
        ("run.sh", {"kind": "modified", "old_mode": "100644", "new_mode": "100755", "added": 0, "shown": "whole"}),
        ("type.txt", {"kind": "type-changed", "new_mode": "120000", "added": 1, "removed": 1}),
        ("image.bin", {"is_binary": True, "old_size": 3, "new_size": 5, "shown": "name"}),
        ("empty", {"kind": "added", "added": 0, "removed": 0, "shown": "whole", "is_binary": False}),
        ("no-newline.py", {"added": 1, "patch": "@@ -0,0 +1 @@\n+x = 1\n\\ No newline at end of file"}),
        ("crlf.txt", {"added": 1, "removed": 1, "patch": "@@ -1,2 +1,2 @@\n a\n-b\n+c"}),
        ("edited.py", {"kind": "modified", "added": 1, "removed": 1, "shown": "whole", "shown_lines": 2}),
        ("link", {"kind": "added", "new_mode": "120000", "added": 1}),
        ("lib", {"kind": "added", "new_mode": "160000", "added": 1}),
        ("pointer.psd", {"kind": "added", "added": 3, "shown": "whole"}),
    ],
)
def test_every_kind_of_change_is_seen_and_named(clone, read, path, facts):
    file = by_path(read(clone.path, *edit(clone)))[path]

    assert {name: getattr(file, name) for name in facts} == facts


def test_a_submodule_is_told_by_its_old_and_new_commit(clone, read):
    first = clone.commit("one")
    clone.git("update-index", "--add", "--cacheinfo", f"160000,{first},lib")
    clone.git("commit", "-qm", "add lib")
    base = clone.git("rev-parse", "HEAD")
    clone.git("update-index", "--cacheinfo", f"160000,{base},lib")
    clone.git("commit", "-qm", "move lib")

    (file,) = read(clone.path, base, clone.git("rev-parse", "HEAD")).files

    assert (file.old_mode, file.old_id, file.new_id) == ("160000", first, base)
    assert f"+Subproject commit {base}" in file.patch


def test_counts_are_those_of_numstat(clone, read):
    base, head = edit(clone)

    counts = sorted((str(file.added), str(file.removed)) for file in read(clone.path, base, head).files)

    lines = clone.git("diff-tree", "-r", "--numstat", "-M", "-C", base, head).splitlines()
    numstat = [tuple("0" if count == "-" else count for count in line.split("\t")[:2]) for line in lines]
    assert counts == sorted(numstat)


def test_what_the_base_branch_did_meanwhile_is_not_part_of_the_change(clone, read):
    fork = clone.commit("fork", {"a.txt": "a\n"})
    clone.git("switch", "-qc", "topic")
    clone.commit("topic work", {"topic.txt": "t\n"})
    clone.git("switch", "-q", "main")
    main = clone.commit("moved on", {"main.txt": "m\n"})
    clone.git("switch", "-q", "topic")
    head = clone.commit("more topic work", {"topic2.txt": "t\n"})

    changes = read(clone.path, main, head)

    assert changes.base_sha == fork
    assert [file.path for file in changes.files] == ["topic.txt", "topic2.txt"]
    assert [commit.subject for commit in changes.commits] == ["topic work", "more topic work"]


def test_a_merge_of_the_base_into_the_branch_adds_nothing_to_the_change(clone, read):
    clone.commit("fork", {"a.txt": "a\n"})
    clone.git("switch", "-qc", "topic")
    clone.commit("topic work\n\nThe body\nof it.", {"topic.txt": "t\n"})
    clone.git("switch", "-q", "main")
    main = clone.commit("moved on", {"main.txt": "m\n"})
    clone.git("switch", "-q", "topic")
    clone.git("merge", "-q", "--no-edit", "main")

    changes = read(clone.path, main, clone.git("rev-parse", "HEAD"))

    assert [file.path for file in changes.files] == ["topic.txt"]
    assert [(commit.subject, commit.body, commit.is_merge) for commit in changes.commits] == [
        ("topic work", "The body\nof it.", False),
        ("Merge branch 'main' into topic", "", True),
    ]
    assert changes.commit_count == 2


def test_a_root_commit_is_compared_with_the_empty_tree(clone, read):
    head = clone.commit("first", {"a.txt": "a\n"})

    changes = read(clone.path, "4b825dc642cb6eb9a060e54bf8d69288fbee4904", head)

    assert [(file.path, file.kind) for file in changes.files] == [("a.txt", "added")]
    assert [commit.subject for commit in changes.commits] == ["first"]


def test_a_repository_of_long_hashes_is_read(make_clone, read):
    clone = make_clone("long", "--object-format=sha256")
    base = clone.commit("one", {"a.txt": "a\n"})
    head = clone.commit("two", {"a.txt": "b\n"})

    assert [file.patch for file in read(clone.path, base, head).files] == ["@@ -1 +1 @@\n-a\n+b"]


@pytest.mark.parametrize("place", ["sub/folder", ".git", "../linked", "../bare"])
def test_a_clone_is_found_from_any_folder_of_it(clone, read, place):
    base = clone.commit("one", {"sub/folder/a.txt": "a\n"})
    clone.git("worktree", "add", "-q", "../linked", "-b", "linked")
    head = clone.commit("two", {"a.txt": "b\n"})
    clone.git("clone", "-q", "--bare", ".", "../bare")

    assert len(read(clone.path / place, base, head).files) == 1


def test_nothing_is_written_into_the_clone(clone, read):
    base = clone.commit("one", {"a.txt": "a\n"})
    head = clone.commit("two", {"a.txt": "b\n"})
    before = {path: path.stat().st_mtime_ns for path in sorted(clone.path.rglob("*"))}

    read(clone.path, base, head)

    assert {path: path.stat().st_mtime_ns for path in sorted(clone.path.rglob("*"))} == before


def test_histories_that_share_nothing_are_refused(clone, read):
    base = clone.commit("one", {"a.txt": "a\n"})
    clone.git("switch", "-q", "--orphan", "other")
    head = clone.commit("two", {"b.txt": "b\n"})

    with pytest.raises(ActionError, match=r"share no history.*Rebase"):
        read(clone.path, base, head)


@pytest.mark.parametrize("missing", ["base", "head"])
def test_a_commit_that_is_not_here_is_named_with_the_remedy(clone, read, missing):
    here = clone.commit("one", {"a.txt": "a\n"})
    pair = {"base": here, "head": here} | {missing: "1" * 40}

    with pytest.raises(ActionError, match=rf"{missing} commit 1{{40}} is not in this clone.*fetch-depth: 0"):
        read(clone.path, pair["base"], pair["head"])


def test_a_history_that_is_too_short_to_have_the_merge_base_is_refused(clone, make_clone, read):
    clone.commit("fork", {"a.txt": "a\n"})
    clone.git("switch", "-qc", "topic")
    head = clone.commit("topic work", {"topic.txt": "t\n"})
    clone.git("switch", "-q", "main")
    main = clone.commit("moved on", {"main.txt": "m\n"})
    shallow = make_clone("shallow")
    shallow.git("fetch", "-q", "--depth=1", f"file://{clone.path}", main, head)

    with pytest.raises(ActionError, match=r"too shallow.*fetch-depth: 0"):
        read(shallow.path, main, head)


@pytest.mark.parametrize("bad", ["--output=pwn", "HEAD", "", "main", "a" * 39, "A" * 40, "a" * 40 + "\n"])
def test_only_whole_ids_reach_git(clone, read, bad):
    head = clone.commit("one", {"a.txt": "a\n"})

    with pytest.raises(ActionError, match="not a commit id"):
        read(clone.path, bad, head)
    with pytest.raises(ActionError, match="not a commit id"):
        read(clone.path, head, bad)


def test_a_damaged_object_is_an_error_and_never_half_a_diff(clone, read):
    base = clone.commit("one", {"a.txt": "a\n", "b.txt": "b\n"})
    head = clone.commit("two", {"a.txt": "a2\n", "b.txt": "b2\n"})
    blob = clone.git("rev-parse", f"{head}:b.txt")
    path = clone.path / ".git/objects" / blob[:2] / blob[2:]
    path.chmod(0o644)
    path.write_bytes(b"broken")

    with pytest.raises(ActionError, match=r"damaged.*git fsck"):
        read(clone.path, base, head)


def test_a_missing_object_is_an_error_and_never_half_a_diff(clone, read):
    base = clone.commit("one", {"a.txt": "a\n", "b.txt": "b\n"})
    head = clone.commit("two", {"a.txt": "a2\n", "b.txt": "b2\n"})
    blob = clone.git("rev-parse", f"{head}:b.txt")
    (clone.path / ".git/objects" / blob[:2] / blob[2:]).unlink()

    with pytest.raises(ActionError, match=r"lacks a part.*fetch-depth: 0"):
        read(clone.path, base, head)


@pytest.mark.parametrize(
    "name",
    [
        b"new\nline.txt",
        b'quote"back\\slash.txt',
        b"tab\there.txt",
        b"\x01\x7f.txt",
        b"\xff\xfe latin \xe9.txt",
        "ünïcødé 文.txt".encode(),
        b"diff --git a",
        b"--output=pwn",
        b"@@ -1 +1 @@",
        b"/".join([b"d" * 200] * 20),
    ],
)
def test_any_path_is_read(clone, read, name):
    base = clone.commit("one", {"z.txt": "z\n"})
    blob = clone.git("hash-object", "-w", "--stdin", stdin=b"\xe9 caf\xe9 \xff\n+++ b/x\ndiff --git a/x b/x\n")
    clone.git("update-index", "-z", "--index-info", stdin=b"100644 " + blob.encode() + b"\t" + name + b"\0")
    clone.git("commit", "-qm", "odd")

    (file,) = read(clone.path, base, clone.git("rev-parse", "HEAD")).files

    assert file.path == name.decode("utf-8", errors="replace")
    assert (file.added, file.shown) == (3, "whole")
    assert file.patch.endswith("+++ b/x\n+diff --git a/x b/x")
    file.patch.encode()


def test_an_attributes_file_cannot_hide_a_change(clone, read):
    base = clone.commit("one", {".gitattributes": "*.py -diff\n", "a.py": "x = 1\n"})
    head = clone.commit("two", {".gitattributes": "* binary -text\n", "a.py": "x = 2\n"})

    assert "+x = 2" in by_path(read(clone.path, base, head))["a.py"].patch


def test_a_rebase_leaves_the_fingerprint_and_any_other_change_does_not(clone, read):
    fork = clone.commit("fork", {"a.txt": CODE, "run.sh": "x\n", "i.bin": b"\0a", "old.py": CODE})
    clone.git("switch", "-qc", "topic")
    head = clone.commit("topic", {"a.txt": CODE + "more\n"})
    clone.git("switch", "-q", "main")
    main = clone.commit("moved on", {"b.txt": "b\n", "a.txt": "first\n" + CODE})
    clone.git("switch", "-q", "topic")
    before = read(clone.path, fork, head).fingerprint
    clone.git("rebase", "-q", "main")
    rebased = clone.git("rev-parse", "HEAD")

    assert rebased != head
    assert read(clone.path, main, rebased).fingerprint == before

    seen = {before}
    (clone.path / "run.sh").chmod(0o755)
    seen.add(read(clone.path, main, clone.commit("mode")).fingerprint)
    seen.add(read(clone.path, main, clone.commit("binary", {"i.bin": b"\0b"})).fingerprint)
    seen.add(read(clone.path, main, clone.commit("binary again", {"i.bin": b"\0c"})).fingerprint)
    clone.git("mv", "old.py", "new.py")
    seen.add(read(clone.path, main, clone.commit("rename")).fingerprint)
    clone.git("mv", "new.py", "newer.py")
    seen.add(read(clone.path, main, clone.commit("rename again")).fingerprint)
    seen.add(read(clone.path, main, clone.commit("spaces", {"a.txt": "first\n" + CODE + " more\n"})).fingerprint)
    assert len(seen) == 7


def test_the_budget_changes_what_is_shown_and_not_what_is_counted(clone, read):
    base = clone.commit("one", {"README.md": "x\n"})
    head = clone.commit("two", {f"src/m{n}.py": f"def f{n}():\n" + CODE * 20 for n in range(5)})

    whole, half = (read(clone.path, base, head, max_tokens=tokens) for tokens in (1_000_000, 4000))

    assert {file.shown for file in whole.files} == {"whole"}
    assert {file.shown for file in half.files} == {"part"}
    assert [file.added for file in whole.files] == [file.added for file in half.files]
    assert whole.fingerprint == half.fingerprint
    assert all("more lines" in file.patch for file in half.files)


def test_the_environment_is_as_before_when_all_is_done(clone, read):
    head = clone.commit("one", {"a.txt": "a\n"})
    before = dict(os.environ)

    read(clone.path, head, head)

    assert dict(os.environ) == before


def test_each_commit_is_read_with_the_paths_that_it_touches(clone, read):
    base = clone.commit("fork", {"a.txt": "a\n", "d/old.txt": "o\n"})
    clone.git("switch", "-qc", "topic")
    clone.commit("one", {"a.txt": "b\n", "odd\tname\n": "x\n", "d/old.txt": None})
    clone.commit("none")
    clone.git("switch", "-q", "main")
    clone.commit("meanwhile", {"main.txt": "m\n"})
    clone.git("switch", "-q", "topic")
    clone.git("merge", "-q", "--no-edit", "main")
    head = clone.commit("many", {f"m/{n:03}.txt": "m\n" for n in range(70)})

    commits = {commit.subject: commit for commit in read(clone.path, base, head).commits}

    assert commits["one"].files == ("a.txt", "d/old.txt", "odd\tname\n")
    assert [commits[name].file_count for name in ("one", "none", "Merge branch 'main' into topic", "many")] == [
        3,
        0,
        0,
        70,
    ]
    assert commits["many"].files == tuple(f"m/{n:03}.txt" for n in range(50))


@pytest.mark.parametrize(
    "name", ["0123456789012345678901234567890123456789", ":100644 100644 a b M", "1\t1\tx", "-", "\n:x", "é"]
)
def test_no_path_is_taken_for_a_commit(clone, read, name):
    base = clone.commit("fork")
    clone.commit("one", {name: "x\n", "z": "z\n"})
    head = clone.commit("two\n\n:100644 said in the body", {"a": "a\n"})

    commits = read(clone.path, base, head).commits

    assert [(commit.subject, set(commit.files)) for commit in commits] == [("one", {name, "z"}), ("two", {"a"})]


def test_a_commit_at_the_edge_of_a_shallow_history_has_no_files(clone, make_clone, read, tmp_path):
    base = clone.commit("fork", {"a.txt": "a\n"})
    clone.git("switch", "-qc", "topic")
    clone.commit("first", {"b.txt": "b\n"})
    head = clone.commit("second", {"c.txt": "c\n"})
    shallow = make_clone("shallow")
    shallow.git("fetch", "-q", "--depth=1", f"file://{clone.path}", base, head)

    with pytest.raises(ActionError):  # nobody knows where it left the base …
        read(shallow.path, base, head)
    changes = read(shallow.path, "4b825dc642cb6eb9a060e54bf8d69288fbee4904", head)

    assert [(commit.subject, commit.files) for commit in changes.commits] == [("second", ())]


def test_a_clone_without_folders_has_commits_without_files(clone, make_clone, read):
    base = clone.commit("fork", {"d/a.txt": "a\n"})
    head = clone.commit("one", {"d/a.txt": "b\n"})
    treeless = make_clone("treeless")
    treeless.git("fetch", "-q", f"file://{clone.path}", head)
    treeless.git("config", "remote.origin.partialclonefilter", "tree:0")

    assert [(commit.subject, commit.files) for commit in read(treeless.path, base, head).commits] == [("one", ())]


def test_a_clone_that_lacks_a_folder_of_a_commit_has_commits_without_files(clone, read):
    base = clone.commit("fork", {"d/a.txt": "a\n"})
    middle = clone.commit("one", {"d/a.txt": "b\n"})
    head = clone.commit("two", {"d/a.txt": "a\n", "b.txt": "b\n"})
    tree = clone.git("rev-parse", f"{middle}:d")
    (clone.path / ".git/objects" / tree[:2] / tree[2:]).unlink()

    assert [(commit.subject, commit.files) for commit in read(clone.path, base, head).commits] == [
        ("one", ()),
        ("two", ()),
    ]


def test_the_first_parents_are_read_newest_first_as_far_as_they_are_there(clone, make_clone):
    clone.commit("one")
    clone.git("switch", "-qc", "topic")
    clone.commit("topic work")
    clone.git("switch", "-q", "main")
    clone.commit("two\n\nThe body.", {"a": "a\n"})
    clone.git("merge", "-q", "--no-ff", "-m", "Merge pull request #1 from a/b\n\nTopic", "topic")
    head = clone.git("rev-parse", "HEAD")
    shallow = make_clone("shallow")
    shallow.git("fetch", "-q", "--depth=1", f"file://{clone.path}", head)

    with open_repository(clone.path, environ=os.environ) as repository:
        found = repository.read_first_parents(head, 9)
        assert [(commit.subject, commit.body, commit.is_merge) for commit in found] == [
            ("Merge pull request #1 from a/b", "Topic", True),
            ("two", "The body.", False),
            ("one", "", False),
        ]
        assert len(repository.read_first_parents(head, 2)) == 2
        assert repository.read_first_parents(repository.empty_tree, 9) == ()
    with open_repository(shallow.path, environ=os.environ) as repository:
        assert len(repository.read_first_parents(head, 9)) == 1
