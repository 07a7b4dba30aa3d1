from __future__ import annotations

import pytest

from pr_writer.git.gitattributes import find_withheld_paths, parse_attributes


@pytest.mark.parametrize(
    ("text", "path", "reason"),
    [
        ("*.pb.go linguist-generated", "a/b.pb.go", "generated"),
        ("*.pb.go linguist-generated=true", "b.pb.go", "generated"),
        ("*.pb.go linguist-generated=false", "b.pb.go", ""),
        ("*.pb.go -linguist-generated", "b.pb.go", ""),
        ("*.go linguist-generated\nmain.go -linguist-generated", "main.go", ""),
        ("*.go linguist-generated\nmain.go !linguist-generated", "main.go", ""),
        ("lib/** linguist-vendored", "lib/x/y.js", "vendored"),
        ("lib linguist-vendored", "lib/x/y.js", ""),
        ("/a.js text eol=lf linguist-vendored", "a.js", "vendored"),
        ("/a.js linguist-vendored", "b/a.js", ""),
        ("# *.js linguist-vendored", "a.js", ""),
        ("*.js -diff binary", "a.js", ""),
        ("[attr]gen linguist-generated", "a.js", ""),
    ],
)
def test_lines_are_read_as_git_and_linguist_read_them(text, path, reason):
    assert find_withheld_paths(parse_attributes(text), [path]).get(path, "") == reason


def test_a_deeper_file_wins_and_speaks_for_its_folder_alone():
    attributes = parse_attributes("*.py linguist-generated") + parse_attributes("*.py -linguist-generated", "src")

    assert find_withheld_paths(attributes, ["src/a.py", "lib/a.py"]) == {"src/a.py": "", "lib/a.py": "generated"}


def test_the_base_decides_and_not_the_change(clone, read):
    base = clone.commit("one", {".gitattributes": "gen/* linguist-generated\n", "gen/a.py": "x\n", "b.py": "x\n"})
    head = clone.commit("two", {".gitattributes": "b.py linguist-generated\n", "gen/a.py": "y\n", "b.py": "y\n"})

    files = {file.path: (file.withheld, file.shown, file.added) for file in read(clone.path, base, head).files}

    assert files["gen/a.py"] == ("generated", "name", 1)
    assert files["b.py"] == ("", "whole", 1)
