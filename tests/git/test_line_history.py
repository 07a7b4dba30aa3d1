"""Which commits wrote lines is read in real repositories, and what they do not tell is left out."""

import os
import re
import time

import pytest
from support.repos import Repo

from pr_writer.context.past_commits import read_past_commits
from pr_writer.git import open_repository, read_changes
from pr_writer.git.line_history import IGNORED_FILE, MAX_FILE, LineHistory, find_merges

BODY = "Other people's files have tabs, and an editor shows them as eight columns."
PARSER = "def parse(text):\n    return text.split(',')\n"
TABS = "def parse(text):\n    return text.expandtabs(8).split(',')\n"
FOUR = "def parse(text):\n    return text.expandtabs(4).split(',')\n"


@pytest.fixture
def tell():
    """Read what is told of the commits behind the change between two commits; each as a tuple of its facts."""

    def tell(path, base, head="HEAD", **options):
        with open_repository(path, environ=os.environ) as repository:
            ends = [Repo(path).rev(name) for name in (base, head)]
            changes = read_changes(repository, *ends, max_tokens=9_000)
            past = read_past_commits(LineHistory(repository, **options), changes)
        return [(one.commit.subject, one.pull and one.pull.number) for one in past]

    return tell


@pytest.fixture
def parser(repo):
    """A file that was begun in one commit, and whose second line another one wrote, with its reason."""
    repo.checkout("main")
    repo.commit("Begin the parser of lists", {"src/parser.py": PARSER})
    repo.commit(f"Read tabs in the parser\n\n{BODY}", {"src/parser.py": TABS})
    return repo


def test_the_commit_that_wrote_the_changed_line_is_told_with_its_reason(parser, tell):
    base = parser.head
    parser.commit("Count to four", {"src/parser.py": FOUR})

    with open_repository(parser.path, environ=os.environ) as repository:
        changes = read_changes(repository, base, parser.head, max_tokens=9_000)
        (past,) = read_past_commits(LineHistory(repository), changes)

    assert (past.commit.subject, past.commit.body) == ("Read tabs in the parser", BODY)
    assert (past.commit.sha, past.commit.file_count) == (base, 1)
    assert re.fullmatch(r"2026-01-\d\d", past.day)
    assert past.places == ("1 line of src/parser.py: return text.expandtabs(8).split(',')",)


def test_beside_what_is_only_added_the_writers_of_the_lines_around_are_told(parser, tell):
    parser.commit("Log", {"src/parser.py": TABS.replace("    return", "    print(text)\n    return")})

    assert [subject for subject, _ in tell(parser.path, "HEAD^")] == [
        "Read tabs in the parser",
        "Begin the parser of lists",
    ]


def test_a_file_that_was_moved_keeps_its_writers_before_the_base_and_in_the_change(parser, tell):
    rest = "\n\ndef count(records):\n    return sum(1 for record in records if record)\n"
    parser.commit("Count records", {"src/parser.py": TABS + rest})
    parser.rename("src/parser.py", "src/reader.py")
    parser.commit("Call it a reader")
    parser.rename("src/reader.py", "lib/lists.py")
    parser.commit("Move and count to four", {"lib/lists.py": FOUR + rest})

    assert [subject for subject, _ in tell(parser.path, "HEAD^")] == ["Read tabs in the parser"]


def test_lines_that_were_moved_from_another_file_keep_their_writers(parser, tell):
    long = "".join(f"def read_field_{n}(record):\n    return record['field {n}'].strip()\n\n\n" for n in range(9))
    parser.commit(f"Read fields by name\n\n{BODY}", {"src/fields.py": long})
    parser.commit("Split the module\n\nIt was too long to be read in one go.", {
        "src/fields.py": "import more\n", "src/more.py": f"import re\n\n\n{long}"
    })  # fmt: skip
    parser.commit("Strip no more", {"src/more.py": f"import re\n\n\n{long.replace('.strip()', '')}"})

    assert [subject for subject, _ in tell(parser.path, "HEAD^")] == ["Read fields by name"]


def test_space_alone_makes_nobody_a_writer(parser, tell):
    inner = TABS.split("\n")[1]
    nested = f"def parse(text):\n    if text:\n    {inner}\n"
    parser.commit("Leave early where there is no text", {"src/parser.py": nested})
    parser.commit("Count to four", {"src/parser.py": nested.replace("8", "4")})

    assert [subject for subject, _ in tell(parser.path, "HEAD^")] == ["Read tabs in the parser"]


@pytest.mark.parametrize("is_listed", [False, True], ids=["by its subject", "by the repository's list"])
def test_behind_a_formatters_commit_stands_the_one_that_meant_something(parser, tell, is_listed):
    quoted = TABS.replace("','", '","')
    subject = "Use the other quotes everywhere" if is_listed else "Run black"
    sha = parser.commit(f"{subject}\n\nIt is the same to everybody but the editor.", {"src/parser.py": quoted})
    if is_listed:
        parser.commit(
            "List it",
            {IGNORED_FILE: f"# quotes\n{sha} # all of them\n--show-stats\n../../etc/passwd\nabc\n{'a' * 64}\n"},
        )
    parser.commit("Count to four", {"src/parser.py": quoted.replace("8", "4")})

    assert [subject for subject, _ in tell(parser.path, "HEAD^")] == ["Read tabs in the parser"]


def test_a_merge_names_the_pull_request_that_brought_a_commit_and_what_was_said_of_it(parser):
    parser.branch("topic")
    parser.commit("Count to four", {"src/parser.py": FOUR})
    parser.checkout("main")
    parser.commit("Go on", {"other.txt": "x\n"})
    message = f"Merge pull request #12 from ada/topic\n\nCount to four in the parser\n\n<!-- why? -->\n{BODY}"
    parser.merge("topic", message=message)
    base = parser.head
    parser.commit("Count to two", {"src/parser.py": FOUR.replace("4", "2")})

    with open_repository(parser.path, environ=os.environ) as repository:
        changes = read_changes(repository, base, parser.head, max_tokens=9_000)
        (past,) = read_past_commits(LineHistory(repository), changes)

    assert past.commit.subject == "Count to four"
    assert (past.pull.number, past.pull.title, past.pull.body) == (12, "Count to four in the parser", BODY)


def test_a_squash_names_its_own_pull_request(parser, tell):
    parser.commit(f"Count to four (#13)\n\n{BODY}", {"src/parser.py": FOUR})
    parser.commit("Count to two", {"src/parser.py": FOUR.replace("4", "2")})

    assert tell(parser.path, "HEAD^") == [("Count to four (#13)", 13)]


def test_where_a_shallow_history_begins_nobody_is_told_for_a_writer(parser, tell, tmp_path):
    parser.commit("Count to four", {"src/parser.py": FOUR})
    deep, shallow = (parser.clone_shallow(tmp_path / f"depth{depth}", depth=depth) for depth in (3, 2))

    assert tell(deep.path, "HEAD^") == [("Read tabs in the parser", None)]
    assert tell(shallow.path, "HEAD^") == []


def test_a_root_commit_is_no_writer(repo, tell):
    repo.checkout("main")
    repo.commit("Greet", {"app.py": "def main():\n    print('hi')\n"})

    assert tell(repo.path, "HEAD^") == []


@pytest.mark.parametrize("seconds", [10**12, 10**18, 2**64 - 2])
def test_a_writer_of_a_day_that_no_calendar_has_is_told_without_one(parser, seconds):
    parser.write({"src/parser.py": FOUR})
    parser.git("add", ".")
    facts = f"tree {parser.git('write-tree')}\nparent {parser.head}\n"
    by = f"Ada <ada@example.com> {seconds} +0000"
    message = f"{facts}author {by}\ncommitter {by}\n\nCount to four\n"
    sha = parser.git("hash-object", "-t", "commit", "-w", "--literally", "--stdin", stdin=message)
    with open_repository(parser.path, environ=os.environ) as repository:
        history = LineHistory(repository)

        assert history.find_writers(sha, {"src/parser.py": [2]}) == {"src/parser.py": {2: sha}}
        assert history.read_commits([sha])[sha].day == ""
        assert history.find_pulls(sha, [sha]) == {}


def test_a_clone_that_lacks_files_is_not_asked(parser, tell, tmp_path):
    base = parser.head
    parser.commit("Count to four", {"src/parser.py": FOUR})
    partial = parser.clone(tmp_path / "partial", "--filter=blob:none")

    partial.git("diff", "HEAD^", "HEAD")  # fetches what the change itself needs

    assert tell(partial.path, "HEAD^") == []
    with open_repository(partial.path, environ=os.environ) as repository:
        assert LineHistory(repository).find_writers(base, {"src/parser.py": [2]}) == {}


@pytest.mark.parametrize("max_seconds", [0.0, 1e-6])
def test_when_the_time_is_up_there_is_no_history_and_no_fault(parser, tell, max_seconds):
    parser.commit("Count to four", {"src/parser.py": FOUR})
    started = time.monotonic()

    assert tell(parser.path, "HEAD^", max_seconds=max_seconds) == []
    assert time.monotonic() - started < 20


def test_what_was_found_before_the_time_was_up_is_told_with_its_message(parser):
    parser.commit("Count words\n\nSo that a long list is told from a short one.", {"src/words.py": "n = 1\n"})
    parser.commit("Go on", {"other.txt": "x\n"})
    times = iter([0.0])
    with open_repository(parser.path, environ=os.environ) as repository:
        history = LineHistory(repository, max_seconds=100, clock=lambda: next(times, 70.0))
        found = history.find_writers(parser.head, {"src/parser.py": [2], "src/words.py": [1]})
        (sha,) = found["src/parser.py"].values()

        assert list(found) == ["src/parser.py"]
        assert history.find_writers(parser.head, {"src/words.py": [1]}) == {}
        assert history.read_commits([sha])[sha].commit.body == BODY


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("src/big.py", "x = 1  # a line\n" * (MAX_FILE // 15)),
        ("src/a\nb.py", TABS),
        ("src/none.py", None),
    ],
)
def test_a_file_that_cannot_be_asked_about_takes_none_of_the_others_away(parser, path, content):
    if content:
        parser.commit("Add another one", {path: content})
    with open_repository(parser.path, environ=os.environ) as repository:
        found = LineHistory(repository).find_writers(parser.head, {path: [2], "src/parser.py": [2]})

    assert list(found) == ["src/parser.py"]


@pytest.mark.parametrize("path", [":(glob)**", "--help", "-L1,1", "a b.py", "ünï.py", "[x].py"])
def test_a_path_is_a_path_whatever_it_is_called(parser, path):
    sha = parser.commit("Add it", {path: "one = 1\n"})
    parser.commit("Go on", {"other.txt": "x\n"})
    with open_repository(parser.path, environ=os.environ) as repository:
        assert LineHistory(repository).find_writers(parser.head, {path: [1]}) == {path: {1: sha}}


def test_of_two_merges_that_reach_a_commit_the_first_brought_it():
    #   a ── b ── M1 ── M2
    #    \──── x ─┘     │
    #           \── y ──┘
    parents = {"M2": ["M1", "y"], "M1": ["b", "x"], "b": ["a"], "y": ["x"], "x": ["a"], "a": []}

    assert find_merges(parents, "M2", ["x", "y", "b", "unknown"]) == {"x": "M1", "y": "M2"}


def test_a_long_history_is_walked_without_recursion():
    parents = {str(n): [str(n + 1)] for n in range(50_000)} | {"m": ["x", "0"]}

    assert find_merges(parents, "m", ["49999"]) == {"49999": "m"}
