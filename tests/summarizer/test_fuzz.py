"""Whatever strangers write into commits, branches, paths and patches: a draft comes of it, short and soon."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.drafting import change, changes, commit, pull

from pr_writer.markdown.length import count_words
from pr_writer.summarizer.summary import is_bot_bump, summarize_changes, write_parts

PATHS = [
    "package.json",
    "requirements.txt",
    "pyproject.toml",
    "Cargo.toml",
    "go.mod",
    "Gemfile",
    "build.gradle",
    "pom.xml",
    "a.csproj",
    ".github/workflows/ci.yml",
    "Dockerfile",
    "compose.yml",
    ".pre-commit-config.yaml",
    ".nvmrc",
    "CHANGELOG.md",
    "VERSION",
    ".env.example",
    "src/a.py",
]
PIECES = [
    "requests==2.31.0",
    '"a": "^1.2.3",',
    'version = "1.0"',
    "uses: a/b@v3 # v3.1",
    "FROM python:3.12",
    "repo: https://x.test/a/b",
    "rev: v1",
    "<version>1</version>",
    "<artifactId>x</artifactId>",
    "permissions:",
    "PAGE=",
    "- entry",
    "```",
    "BREAKING CHANGE: ",
    'Revert "x"',
    f"This reverts commit {'c' * 40}.",
    "feat(x)!: ",
    "Bumps [x](y)",
    "---",
    "@@",
    "(",
    "[",
    "!",
    "=",
    "`",
    "\n",
    "\n\n",
    "\n+",
    "\n-",
    "\r",
    "\0",
    "\u2028",
    " ",
]
TEXT = st.lists(st.sampled_from(PIECES) | st.text(max_size=12), max_size=12).map("".join)
COMMITS = st.lists(
    st.builds(commit, TEXT, TEXT, merge=st.booleans(), sha=st.sampled_from(["c" * 40, "d" * 40])), max_size=12
)
FILES = st.lists(
    st.builds(
        change,
        st.sampled_from(PATHS) | st.text(min_size=1, max_size=30),
        st.integers(0, 3),
        st.integers(0, 3),
        st.sampled_from(["modified", "added", "deleted", "renamed"]),
        old_path=st.none() | st.text(min_size=1, max_size=9),
        patch=TEXT,
        shown=st.sampled_from(["whole", "part", "name"]),
        withheld=st.sampled_from(["", "lock file"]),
    ),
    max_size=12,
)


@settings(deadline=None, max_examples=400)
@given(COMMITS, FILES, TEXT)
def test_a_draft_comes_of_everything(commits, files, head_ref):
    what = changes(commits, files)

    drafted = summarize_changes(pull(head_ref), what)
    is_bot_bump(pull("renovate/x"), what)

    assert drafted.title.strip()
    assert len(drafted.title) <= 256
    assert count_words(drafted.body) <= 400
    assert drafted.body == drafted.body.strip("\n")


LONG = 100_000
HOSTILE = {
    "parentheses": "(" * LONG,
    "brackets": "[](" * (LONG // 3),
    "spaces": "x" + " " * LONG + "x",
    "dashes": "x" + "-" * LONG + "x",
    "colons": "a:" * (LONG // 2),
    "quotes": '"a' * (LONG // 2),
    "backticks": "`" * LONG,
    "exclamation marks": "a" + "!" * LONG,
    "comparisons": "a" + "=a!" * (LONG // 3),
    "breaking": "BREAKING CHANGE: " * (LONG // 17),
    "reverts": 'Revert "' * (LONG // 8),
    "reverted": "This reverts commit " * (LONG // 20),
    "words": "word " * (LONG // 5),
    "types": "feat(" * (LONG // 5),
    "slashes": "a/" * (LONG // 2),
    "newlines": "\n" * LONG,
    "lines of spaces": "  \n" * (LONG // 3),
    "items": "\n- a" * (LONG // 4),
    "fences": "```\n" * (LONG // 4),
    "tags": "<version>" * (LONG // 9),
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.parametrize("head_ref", ["named like it", "main"])
def test_a_hostile_message_takes_no_time(text, head_ref):
    commits = [commit(text, text), commit(f"x {text}", text)] * 3
    merge = commit(f"Merge pull request #1 from {text} ", text, merge=True)
    started = time.monotonic()

    drafted = summarize_changes(
        pull(text if head_ref != "main" else head_ref), changes([*commits, merge], [change("a")])
    )

    assert time.monotonic() - started < 1
    assert len(drafted.title) <= 256
    assert len(drafted.body) <= 400 * 40


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_patch_takes_no_time(text):
    lines = [f"{sign}{text[: LONG // 10]}" for sign in "-+"] + [
        f"{sign}{text[:250]}" for sign in "-+" for _ in range(100)
    ]
    patch = "\n".join(["@@", *lines])
    files = [change(path, 1, 1, patch=patch, shown="whole") for path in PATHS]
    started = time.monotonic()

    write_parts(pull(), changes([commit("One")], files))
    is_bot_bump(pull("renovate/x"), changes([commit("One")], files))

    assert time.monotonic() - started < 2


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_path_takes_no_time(text):
    started = time.monotonic()

    drafted = summarize_changes(
        pull(), changes([commit("One")], [change(text), change(f"tests/{text}.py", kind="deleted")])
    )

    assert time.monotonic() - started < 1
    assert len(drafted.body) <= 400 * 40
