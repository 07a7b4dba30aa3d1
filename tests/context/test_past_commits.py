"""Of the commits that wrote what is changed, the few are told that say most."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pr_writer.context.drafting_context import Context, list_human_text
from pr_writer.context.guidelines import RepoGuidelines
from pr_writer.context.past_commits import MAX_COMMITS, MAX_FILES, MAX_LINES, read_past_commits
from pr_writer.values import Changes, Commit, FileChange, Issue, PastCommit, PullRequest

WHY = "People had files with tabs in them."


class Writers:
    """Commits by the letter that a removed line ends with: "x = 1  # a" is by "a"; those of ``edge`` are not known."""

    def __init__(self, *commits, pulls=()):
        self.commits = {one.commit.sha: one for one in commits}
        self.pulls = dict(pulls)
        self.asked = []
        self.lines = {}

    def find_writers(self, sha, wanted, passed_over=()):
        self.asked.append((sha, wanted, set(passed_over)))
        found = {path: {line: self.lines.get((path, line), "?") for line in lines} for path, lines in wanted.items()}
        behind = {"f": "a"}  # what stands behind the formatter
        return {
            path: {line: behind.get(by, by) if by in passed_over else by for line, by in told.items()}
            for path, told in found.items()
        }

    def read_commits(self, shas):
        return {sha: self.commits[sha] for sha in shas if sha in self.commits}

    def find_pulls(self, _sha, commits):
        return {commit: self.pulls[commit] for commit in commits if commit in self.pulls}


def past(sha, subject="Read the tabs of others", body=WHY, day="2026-01-02", **facts):
    return PastCommit(Commit(sha, subject, body, facts.pop("author", "Ada"), is_merge=False, **facts), day)


def removing(path, writers, *, kind="modified", old_path=None, **facts):
    """A file of which a line by each of these writers is removed."""
    patch = "\n".join([f"@@ -1,{len(writers)} +1,0 @@", *(f"-value_{n} = {n}" for n, _ in enumerate(writers))])
    facts = {"old_mode": "100644", "new_mode": "100644", "patch": patch} | facts
    return FileChange(path, old_path, kind, old_id="1" * 40, new_id="2" * 40, added=0, removed=len(writers), **facts)


def tell(files, *commits, **more):
    """Read what is told of a change to these files: (file, the writers of its lines)."""
    source = Writers(*commits, **more)
    for file, writers in files:
        source.lines |= {(file.old_path or file.path, n): by for n, by in enumerate(writers, start=1)}
    return read_past_commits(source, Changes("b", "h", (), tuple(file for file, _ in files))), source


def tell_shas(*args, **more):
    return [one.commit.sha for one in tell(*args, **more)[0]]


def test_who_wrote_most_comes_first_and_no_more_are_told_than_a_few():
    writers = "aaabbccdde"
    file = removing("src/a.py", writers)

    assert tell_shas([(file, writers)], *(past(sha) for sha in "abcde")) == ["a", "b", "c", "d"][:MAX_COMMITS]


def test_a_reason_weighs_more_than_a_line_and_of_equals_the_newest_is_first():
    writers = "aabbccc"
    commits = [past("a", day="2020-01-01"), past("b", day="2026-01-01"), past("c", body="")]

    assert tell_shas([(removing("src/a.py", writers), writers)], *commits) == ["b", "a", "c"]


@pytest.mark.parametrize(
    "commit",
    [
        past("a", "refactor", ""),
        past("a", "[ref #139] refactor", "Signed-off-by: Ada <a@b.c>"),
        past("a", "Run rustfmt"),
        past("a", author="renovate[bot]"),
        past("a", file_count=500),
        past("z"),  # a line that nobody wrote, as far as is known
    ],
)
def test_a_commit_that_says_nothing_is_not_told(commit):
    assert tell_shas([(removing("src/a.py", "aa"), "aa")], commit) == []


def test_behind_a_formatter_stands_whoever_meant_something():
    file = removing("src/a.py", "ffb")
    told, source = tell([(file, "ffb")], past("a"), past("b"), past("f", "Run black"))

    assert [(one.commit.sha, one.places) for one in told] == [
        ("a", ("2 lines of src/a.py: value_0 = 0",)),
        ("b", ("1 line of src/a.py: value_2 = 2",)),
    ]
    assert source.asked[1] == ("b", {"src/a.py": [1, 2]}, {"f"})


@pytest.mark.parametrize(
    "file",
    [
        removing("tests/test_a.py", "a"),
        removing("docs/a.md", "a"),
        removing("CHANGELOG.md", "a"),
        removing("src/a.py", "a", kind="added"),
        removing("src/a.py", "a", kind="copied", old_path="src/b.py"),
        removing("a.ipynb", "a", note="cells' sources"),
        removing("src/a.py", "a", note="2 hunks as in src/b.py"),
        removing("lib", "a", old_mode="160000", new_mode="160000"),
        removing("src/a.py", "a", patch="@@ -1,2 +1,0 @@\n-}\n-import os"),
        removing("src/a.py", "a", patch=""),
    ],
)
def test_what_is_no_line_of_code_is_not_asked_about(file):
    told, source = tell([(file, "a")], past("a"))

    assert (told, source.asked) == ((), [])


def test_a_renamed_file_is_asked_about_by_the_name_that_the_base_has():
    told, source = tell([(removing("src/b.py", "a", kind="renamed", old_path="src/a.py"), "a")], past("a"))

    assert list(source.asked[0][1]) == ["src/a.py"]
    assert told[0].places == ("1 line of src/b.py: value_0 = 0",)


def test_no_more_is_asked_than_is_worth_it():
    files = [(removing(f"src/{n}.py", "a" * (n + 1)), "a") for n in range(MAX_FILES + 4)]
    long = removing("src/long.py", "a" * (3 * MAX_LINES))
    _, source = tell([*files, (long, "a")], past("a"))
    (_, wanted, _) = source.asked[0]

    assert len(wanted) == MAX_FILES
    assert max(map(len, wanted.values())) == MAX_LINES
    assert "src/long.py" in wanted
    assert "src/0.py" not in wanted


def test_a_line_is_quoted_whole_or_not_at_all():
    file = removing("src/a.py", "aa", patch=f"@@ -1,2 +1,0 @@\n-key = '{'x' * 200}'\n-    read(key)")

    assert tell([(file, "aa")], past("a"))[0][0].places == ("2 lines of src/a.py: read(key)",)


def test_no_line_of_a_private_key_is_quoted_for_alone_it_looks_like_any_other():
    key = ["-----BEGIN PRIVATE KEY-----", *(letter * 64 for letter in "ABC"), "-----END PRIVATE KEY-----"]
    patch = "\n".join([f"@@ -1,{len(key) + 1} +1,0 @@", "-KEY = load(1)", *(f"-{line}" for line in key)])

    assert tell([(removing("src/a.py", "a" * 6, patch=patch), "a" * 6)], past("a"))[0][0].places == (
        "6 lines of src/a.py: KEY = load(1)",
    )


def test_a_squash_and_a_merge_name_their_pull_requests():
    commits = [past("a", "Read tabs (#12)"), past("b")]
    told, _ = tell(
        [(removing("src/a.py", "aab"), "aab")],
        *commits,
        pulls={"b": Issue(13, "Count", f"<!-- hidden -->\n{WHY}\n\nr? @grace")},
    )

    assert [one.pull for one in told] == [Issue(12, "", ""), Issue(13, "Count", WHY)]


def test_they_are_no_human_text_about_the_change():
    pull = PullRequest(7, "Fix it", "", "main", "b", "fix/parser", "h")
    context = Context(pull, RepoGuidelines(None, (), ""), past_commits=(past("a", "Closes #99", "@octocat tested it"),))

    assert list_human_text(context.pull, Changes("b", "h", (), ())) == "Fix it\n\nfix/parser\n"


@given(st.text(max_size=200), st.text(max_size=200))
def test_no_message_stops_it(subject, body):
    tell([(removing("src/a.py", "a"), "a")], past("a", subject, body))
