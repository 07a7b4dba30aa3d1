"""Whatever strangers write into commits, branches, paths and patches: a draft comes of it, short and soon."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.drafting import change, changes, commit, pull
from support.growth import grows_linearly

from pr_writer.markdown.length import count_words
from pr_writer.summarizer.manifest_contents import ManifestPair
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


HOSTILE = {
    "parentheses": "(",
    "brackets": "[](",
    "spaces": "x" + " " * 9,
    "only spaces": " ",
    "dashes": "-",
    "colons": "a:",
    "quotes": '"a',
    "backticks": "`",
    "exclamation marks": "!",
    "comparisons": "=a!",
    "breaking": "BREAKING CHANGE: ",
    "reverts": 'Revert "',
    "reverted": "This reverts commit ",
    "words": "word ",
    "types": "feat(",
    "slashes": "a/",
    "newlines": "\n",
    "lines of spaces": "  \n",
    "items": "\n- a",
    "fences": "```\n",
    "tags": "<version>",
    "notes": "```release-note\n",
    "greetings": "hi ",
    "comments": "<!--",
    "numbers": "(#1)",
    "relations": "Fixes #1\n",
    "labels": "A: b\n",
}
SIZE = 2_500  # characters


@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.parametrize("is_named_like_it", [True, False])
def test_the_time_for_a_message_grows_with_its_length_alone(piece, is_named_like_it):
    def draft(size):
        text = "x" + piece * (size // len(piece))
        commits = [commit(text, text), commit(f"x {text}", text)] * 3
        merge = commit(f"Merge pull request #1 from {text} ", text, merge=True)
        drafted = summarize_changes(
            pull(text if is_named_like_it else "main"), changes([*commits, merge], [change("a")])
        )
        assert len(drafted.title) <= 256
        assert len(drafted.body) <= 400 * 40

    assert grows_linearly(draft, SIZE)


@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE.keys())
def test_the_time_for_a_patch_grows_with_its_length_alone(piece):
    def draft(size):
        text = piece * (size // len(piece))
        lines = [f"{sign}{text}" for sign in "-+"] + [
            f"{sign}{text[:250]}" for sign in "-+" for _ in range(size // 500)
        ]
        files = [change(path, 1, 1, patch="\n".join(["@@", *lines]), shown="whole") for path in PATHS]
        write_parts(pull(), changes([commit("One")], files), [ManifestPair(path, text, text[1:]) for path in PATHS])
        is_bot_bump(pull("renovate/x"), changes([commit("One")], files))

    assert grows_linearly(draft, SIZE)


@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE.keys())
def test_the_time_for_a_path_grows_with_its_length_alone(piece):
    def draft(size):
        path = piece * (size // len(piece))
        files = [change(path), change(f"tests/{path}.py", kind="deleted")]
        drafted = summarize_changes(pull(), changes([commit("One")], files))
        assert len(drafted.body) <= 400 * 40

    assert grows_linearly(draft, SIZE)
