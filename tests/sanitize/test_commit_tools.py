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

from pr_writer.sanitize import sanitize_body

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
