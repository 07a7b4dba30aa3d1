"""What a squash takes over from a body says nothing to the tools that read commits: asked are the tools themselves."""

# ruff: noqa: E501 -- a row of a table is one line

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from random import Random

import pytest
from sanitize.bodies import make_body
from sanitize.ordinary import BODIES as ORDINARY

from pr_writer.context.coverage import Coverage, format_coverage
from pr_writer.publish.input_digest import InputDigest
from pr_writer.publish.plan import plan_update
from pr_writer.sanitize import sanitize_body
from pr_writer.values import Draft, PullRequest

CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "pr-writer"
TOOLS = next(iter(sorted(CACHE.glob("commit-tools-*"))), CACHE / "commit-tools")
SCRIPT = Path(__file__).with_name("commit_tools.mjs")
F = "`" * 3

needs_tools = pytest.mark.skipif(
    not (shutil.which("node") and (TOOLS / "node_modules").is_dir()), reason="make test installs them where npm is"
)

BODIES = [
    "BREAKING CHANGE: x", "* BREAKING CHANGE: x", "**BREAKING CHANGE: x**", "Breaking change: x", "breaking change x", "`BREAKING CHANGE: x`", "BREAKING CHANGE x",
    f"{F}\nBREAKING CHANGE: x\n\nfeat: y\nfeat!: z\n{F}", "    BREAKING-CHANGE: x", "| BREAKING CHANGE: x | b |\n|--|--|\n| a | b |", "> BREAKING CHANGE: x",
    "note: BREAKING CHANGE: x", "Breaking-Change: x", "_BREAKING CHANGE_: x", "[BREAKING CHANGE: y](docs/x)", "<kbd>BREAKING CHANGE: y</kbd>", "\\BREAKING CHANGE: x",
    "BREAKING CHANGE&#58; x", "BREAKING&#32;CHANGE: x", "BREAKING CHANGE\\: x", "BREAKING<b> </b>CHANGE: x", "BREAK<!-- -->ING CHANGE: x", "BREAKING\u200b CHANGE: x",
    "feat: own release note", "a\n\nfeat!: x\n\nfix(scope): y", "- feat: x\n- fix!: y", "text\nfeat: y", "- a\n\n  feat: x", "fix:x", "Fix: x", "FEAT(a): x", "wow!: x", "é(a)!: x",
    "<details>\n<summary>feat: x</summary>\n\nfeat: x\n</details>", f"{F}yaml\na: b\n\nfix!: c\n{F}", "fix(#12): x", "feat&#58; x", "f<!-- -->eat: x", "<b>feat: x</b>",
    "text\n\nRelease-As: 9.9.9", f"{F}\nRelease-As: 9.9.9\n{F}", "release-as: 9.9.9", "Release<!-- -->-As: 9.9.9", "[a]: b\nRelease-As: 9.9.9",
    # What release-please cannot parse loses its release.
    "foo(bar(x)) now", "`foo(bar(x))` now", "**`foo(bar`**", f"{F}py\nmain(args(0))\n\n\tif x(y(z)):\n{F}", "[a](docs/x(y(z)))", '[a](docs/x "(b(")', "<kbd>a(b(</kbd>", "Run(x: y",
    f"<details>\n<summary>foo(b(</summary>\n\nfoo(x(\n\n{F}\na(b(\n{F}\n</details>", "> a(b(", "- a(b(\n  c(d(", "a(b\nc(d",
    *ORDINARY,
]  # fmt: skip
RELEASES = {"feat", "feature", "fix", "perf", "revert", "deps", "hotfix"}
TRAILERS = [
    "Co-authored-by: A <a@b.example>",
    "skip-checks: true",
    "Signed-off-by: A <a@b.example>",
    "Change-Id: I1",
    "Reviewed-by: A <a@b.example>",
]


def squash(body, title="docs: tell it"):
    """Return the messages that GitHub makes of a pull request: of its title and body, and of its commits' messages."""
    return [f"{title} (#7)\n\n{body}\n", f"{title} (#7)\n\n* {title}\n\n{body}\n\n* {body}\n"]


def ask_tools(messages):
    done = subprocess.run(
        ["node", SCRIPT, TOOLS], input=json.dumps(messages), capture_output=True, text=True, check=True, timeout=300
    )
    return json.loads(done.stdout)


def list_effects(message, answer):
    types = [commit["type"] for commit in answer["commits"]]
    effects = [f"a note: {note}" for note in answer["notes"]]
    effects += ["a breaking change" for commit in answer["commits"] if commit["breaking"] or commit["notes"]]
    effects += [f"a release: {kind}" for kind in types if kind.lower() in RELEASES]
    return effects + ([] if "docs" in types else [f"{message!r} cannot be read"])


@needs_tools
@pytest.mark.slow
def test_nothing_in_a_body_makes_raises_or_skips_a_release():
    messages = [message for body in BODIES for message in squash(sanitize_body(body))]

    effects = map(list_effects, messages, ask_tools(messages))

    assert [pair for pair in zip(messages, effects, strict=True) if pair[1]] == []


@needs_tools
@pytest.mark.slow
def test_nothing_in_any_body_makes_raises_or_skips_a_release():
    random = Random(7)  # noqa: S311 -- the same bodies each time
    messages = [message for _ in range(3_000) for message in squash(sanitize_body(make_body(random)))]

    effects = map(list_effects, messages, ask_tools(messages))

    assert [pair for pair in zip(messages, effects, strict=True) if pair[1]] == []


FILES = ["a.py", "[skip ci].py", "BREAKING CHANGE: x", "feat: x", "Release-As: 9.9.9", "a(b(", "+semver: major", "#major", "Co-authored-by: A <a@b.example>"]  # fmt: skip


def write_body(text, *, author="", files=(), model="m", squash_safe=True):
    """Return the body that a run with squash-safe leaves behind."""
    planned = plan_update(
        PullRequest(7, "t", author, "main", "b" * 40, "fix", "h" * 40),
        Draft("t", sanitize_body(text), model),
        inputs=InputDigest("0a"),
        update_title="false",
        update_body=True,
        coverage=format_coverage(Coverage(1, 1 + len(files), 1, 2, tuple(files), (), 1)) if files else "",
        squash_safe=squash_safe,
    )
    return planned.body


@needs_tools
@pytest.mark.slow
@pytest.mark.parametrize("squash_safe", [True, False])
def test_the_block_around_a_draft_makes_raises_or_skips_no_release(squash_safe):
    bodies = [write_body(body, squash_safe=squash_safe) for body in BODIES]
    bodies += [write_body("Text.", files=[file], squash_safe=squash_safe) for file in FILES]
    bodies += [write_body("Text.", files=FILES, author="Words.", model=file, squash_safe=squash_safe) for file in FILES]
    messages = [message for body in bodies for message in squash(body)]

    effects = map(list_effects, messages, ask_tools(messages))

    assert [pair for pair in zip(messages, effects, strict=True) if pair[1]] == []


@pytest.mark.parametrize("squash_safe", [True, False])
@pytest.mark.parametrize("file", FILES)
def test_the_block_around_a_draft_has_no_trailer_and_no_word_that_a_tool_obeys(file, squash_safe):
    body = write_body("Text.", files=[file], model=file, squash_safe=squash_safe)
    command = ["git", "interpret-trailers", "--parse"]

    for message in squash(body):
        assert subprocess.run(command, input=message, capture_output=True, text=True, check=True).stdout == ""
        assert OBEYED.search(message) is None


def test_a_squash_of_a_squash_safe_body_carries_one_comment_and_one_line_of_ours():
    message = squash(write_body("The draft.", files=["a.py"]))[0]

    lines = [line for line in message.splitlines() if line]
    assert [line[:21] for line in lines] == ["docs: tell it (#7)", "<!-- pr-writer:begin ", "The draft.", lines[3][:21]]
    assert lines[3].endswith(" <sub>LLM: m</sub>")


@needs_tools
@pytest.mark.slow
def test_the_tools_do_see_what_is_not_made_safe():
    bodies = [
        "* BREAKING CHANGE: x",
        "Breaking change: x",
        "feat: x",
        "wow!: x",
        "Release-As: 9.9.9",
        "foo(bar(x)) now",
    ]
    messages = [squash(body)[0] for body in bodies]

    assert all(map(list_effects, messages, ask_tools(messages)))


@pytest.mark.parametrize("trailer", TRAILERS)
@pytest.mark.parametrize(
    "around",
    ["{}", "text\n\n{}", "text\n{}", f"{F}\n{{}}\n{F}", "    {}", "`{}`", "- a\n\n  {}", "<details>\n\n{}\n</details>"],
)
def test_git_finds_no_trailer(trailer, around):
    message = squash(sanitize_body(around.format(trailer)))[0]
    command = ["git", "interpret-trailers", "--parse"]
    assert subprocess.run(command, input=message, capture_output=True, text=True, check=True).stdout == ""


OBEYED = re.compile(
    r"\[\s*(?:skip|no)[ -]?(?:ci|actions)\s*\]|\[ci[ -]skip\]|\*{3}NO_CI\*{3}|skip-checks:\s*true|\+semver:|#(?:major|minor|patch)\b|\((?-i:MAJOR|MINOR)\)"
    r"|^\s*/[a-z]+\s*$|^\s*[\w-]+-by:|^\s*release-as:|BEGIN_COMMIT_OVERRIDE|==COMMIT_MSG==",
    re.IGNORECASE | re.MULTILINE,
)
WORDS = [
    "[skip ci]", "[ci skip]", "[[skip ci]]", "[no ci]", "[skip actions]", "***NO_CI***", "******NO_CI******", "skip-checks: true", "+semver: major", "++semver: major", "#major", "##minor", "x#patch",
    "(MAJOR)", "/approve", "/lgtm", "BEGIN_COMMIT_OVERRIDE", "==COMMIT_MSG==", "Co-authored-by: a <b@c.example>", "Release-As: 1.0.0", "[skip&#32;ci]", "[skip\u00a0ci]", "[<!-- -->skip ci]", "***NO<!-- -->_CI***",
    "[skip ci](docs/x)", "[x](docs/x#major)", "[x](docs/[skip-ci])", '[x](docs/x "[skip ci]")', "https://github.com/o/r#major", "[*skip ci*]", "[skip <sub>ci</sub>]", "#<b>major</b>", "[^skip-ci]\n\n[^skip-ci]: x",
]  # fmt: skip


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize(
    "around",
    [
        "{}",
        "a {} b",
        "`{}`",
        f"{F}\n{{}}\n{F}",
        f"{F}\n  {{}}\n{F}",
        "    {}",
        "- {}",
        "> {}",
        "# {}",
        "| {} |\n|--|\n| {} |",
        "**{}**",
        "<details>\n<summary>{}</summary>\n\n{}\n</details>",
    ],
)
def test_words_that_a_tool_obeys_are_gone_in_code_as_well(word, around):
    body = sanitize_body(around.replace("{}", word))

    assert OBEYED.search(body) is None
    assert sanitize_body(body) == body
