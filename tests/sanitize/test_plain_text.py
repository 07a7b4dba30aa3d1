"""Untrusted text is shown as it is, wherever the job summary puts it, and is alive nowhere."""

import html
import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sanitize.rendering import find_alive, render

from pr_writer.sanitize.plain_text import escape_text, flatten_text, quote_as_code

# Where the summary puts a text: itself between two ends, and what GitHub makes of these.
PLACES = {
    "sentence": ("Left alone: {}; that is all.", r"<p>Left alone: (.*); that is all\.</p>\n"),
    "line": ("{}", r"<p>(.*)</p>\n"),
    "line below a sentence": ("before\n{}\nafter", r"<p>before\n(.*)\nafter</p>\n"),
    "cell": (
        "| a |\n| - |\n| {} |",
        r"<table>\n<thead>\n<tr>\n<th>a</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>(.*)</td>\n</tr>\n</tbody>\n</table>\n",
    ),
    "quote": ("> {}", r"<blockquote>\n<p>(.*)</p>\n</blockquote>\n"),
    "list": ("- {}", r"<ul>\n<li>(.*)</li>\n</ul>\n"),
    "heading": ("### {} end", r"<h3>(.*) end</h3>\n"),
    "strong": ("**Title:** {}", r"<p><strong>Title:</strong> (.*)</p>\n"),
}

HOSTILE = [
    "![q](x.png)",
    "a\u200bb.py",
    "<img src=x>",
    "<!-- x -->",
    "<https://evil.example>",
    "https://evil.example/a_b_c",
    "1https://evil.example éhttp://evil.example",
    "www.evil.example",
    "mailto:a@b.example",
    "a@b.example",
    "a@-b.example",
    "@torvalds",
    "x/@torvalds/y",
    "@org/team",
    "(@a)(@b)",
    "@a`@b",
    "`@a`",
    "``@a",
    "Fixes #12",
    "o/r#12",
    "gh-12 GH-12 égh-1",
    "9fceb02d0ae598e95dc970b74767f19372d61af8",
    "&#64;torvalds &commat;x &lt;img&gt;",
    "*a* _b_ ~~c~~ **d** __e__",
    "[a](b) [c] [^1] [^1]: x [d]: https://evil.example",
    "a | b",
    "a \\| b",
    "a \\\\| b",
    "\\",
    "\\\\",
    "a\\",
    "| a |\n|---|\n| b |",
    "# x",
    "- x",
    "+ x",
    "* x",
    "1. x",
    "1) x",
    "12345678901. x",
    "> x",
    ">",
    "---",
    "===",
    "***",
    "```",
    "~~~",
    "    code",
    "\tcode",
    "- [x] done",
    ":tada: :+1:",
    "$x$ $`@a`$",
    "a\n\nb",
    "a  \nb",
    "a\r::error::b",
    "::error::x",
    "##[error]x",
    "\ud800x",
    "\u202eabc\u202c",
    "</details><details>",
    "`" * 90 + "@a",
    "`a``b```c",
    " ",
    "`",
    "``",
    "a`",
    "`a",
    "a&b&amp;c",
    "C#12 a<b>c",
    "{{ x }} {% y %}",
    "é@user ＠user",
    "- - x",
    "=",
    "-",
    ":-- | --:",
    "0.",
    "[ ] x",
]
ORDINARY = [
    "The draft claimed 12 deleted files; the diff has none.",
    "src/pr-writer/café.py",
    "It's 3.5 times as fast, isn't it?",
    "Füge einen Cache hinzu 👨‍👩‍👧",
    "a.b-c/d+e=f",
]


def read_shown(place, markdown):
    """Return the words that a reader sees in a place, or fail where the place's own structure is broken."""
    template, pattern = PLACES[place]
    page = render(template.format(markdown))
    found = re.fullmatch(pattern, page, re.DOTALL)
    assert found, page
    assert set(re.findall(r"</?(\w+)", found[1])) <= {"code"}, page
    return " ".join(html.unescape(re.sub(r"</?code>", "", found[1])).split())


def check_shown(text, write, place):
    """A text that is written is read as it is, and does nothing; one that is blank is not written."""
    if not flatten_text(text):
        assert write(text) == ""
        return
    markdown = write(text)
    assert read_shown(place, markdown) == flatten_text(text)
    assert find_alive(PLACES[place][0].format(markdown)) == []


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("write", [escape_text, quote_as_code])
@pytest.mark.parametrize("text", [*HOSTILE, *ORDINARY])
def test_a_text_is_shown_as_it_is_and_is_not_alive(text, write, place):
    check_shown(text, write, place)


@pytest.mark.parametrize("text", ORDINARY)
def test_an_ordinary_sentence_needs_no_escapes(text):
    assert escape_text(text) == text


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a.py", "`a.py`"),
        ("![q](x.png)", "`![q](x.png)`"),
        ("a`b", "``a`b``"),
        ("`a`", "`` `a` ``"),
        ("a``b", "`a``b`"),
        ("a\nb\tc", "`a b c`"),
        ("a\u200bb", "`a⟨U+200B⟩b`"),
        ("a|b", "a\\|b"),
        ("", ""),
    ],
)
def test_a_name_becomes_a_code_span(text, code):
    assert quote_as_code(text) == code


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("<img src=x>", "\\<img src=x\\>"),
        ("by @a, see #1.", "by `@a,` see `#1.`"),
        ("# x", "\\# x"),
        ("1. x", "1\\. x"),
        ("see a_b", "see a\\_b"),
    ],
)
def test_a_sentence_is_escaped(text, escaped):
    assert escape_text(text) == escaped


TOKENS = st.sampled_from(
    [
        *"`*_~|\\<>[]()!#@:-+=&;$^. \n\ta1é",
        "www.",
        "http://",
        "gh-",
        "img",
        "\u200b",
        "\u2028",
        "``",
        "--",
        "|-|",
        "\\|",
    ]
)
TEXTS = st.one_of(st.lists(TOKENS, max_size=24).map("".join), st.text(max_size=40))


@settings(deadline=None, max_examples=600)
@given(TEXTS, st.sampled_from(sorted(PLACES)), st.sampled_from([escape_text, quote_as_code]))
def test_any_text_is_shown_as_it_is_and_is_not_alive(text, place, write):
    check_shown(text, write, place)


@pytest.mark.parametrize("write", [escape_text, quote_as_code])
@pytest.mark.parametrize(
    "piece", ["`", "` ", "a", "a@", "@ ", "0", "abcdef0", ":", ":a", "\\", "|", "\u200b", "http:", "\n", "`a``"]
)
def test_time_grows_no_faster_than_the_text(write, piece):
    def measure(size):
        text = piece * (size // len(piece))
        started = time.process_time()
        write(text)
        return time.process_time() - started

    assert measure(400_000) < 8 * measure(100_000) + 0.05
