"""The job's own keys are found in every form that somebody can read them in."""

import base64
import json
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pr_writer.sanitize.secrets import redact

TOKEN = "canary-t0ken/+value"
GONE = "[redacted: credential of this job]"
HALF = len(TOKEN) // 2


def split(between):
    return TOKEN[:HALF] + between + TOKEN[HALF:]


@pytest.mark.parametrize(
    "form",
    [
        TOKEN,
        TOKEN.upper(),
        TOKEN.swapcase(),
        quote(TOKEN, safe=""),
        json.dumps(TOKEN).replace("/", "\\/")[1:-1],
        "".join(f"%{ord(c):02x}" for c in TOKEN),
        "".join(f"\\u{ord(c):04x}" for c in TOKEN),
        "".join(f"\\x{ord(c):02x}" for c in TOKEN),
        "".join(f"&#{ord(c)};" for c in TOKEN),
        "".join(f"&#x{ord(c):x};" for c in TOKEN),
        "".join(chr(ord(c) + 0xFEE0) for c in TOKEN),
        TOKEN.encode().hex(),
        " ".join(f"{ord(c):02x}" for c in TOKEN),
        " ".join(TOKEN),
        "\u200b".join(TOKEN),
        "\u0301".join(TOKEN),
        "\\".join(TOKEN),
        split("\u2060"),
        split("<!-- x1 -->"),
        split("<!-- > -- x1 -->"),
        split("<!--" + "x1 " * 900 + "-->"),
        split("<b>"),
        split("<?x 1?>"),
        split("<https://a.example/9>"),
        split("![](x1.png)"),
        split("[](https://a.example/(c)9)"),
        split('[](x "t(1)")'),
        split("[^1]"),
        split("\n"),
        split("' +\n+    '"),
        split("**"),
        f"[{TOKEN[:HALF]}](https://a.example/1){TOKEN[HALF:]}",
        f"[{TOKEN[:HALF]}][a1][{TOKEN[HALF:]}](b2)",
        TOKEN[:5].upper() + "\xad" + TOKEN[5:HALF] + "<!-- x1 -->" + TOKEN[HALF:],
        base64.encodebytes(TOKEN.encode() * 5).decode().strip(),
    ],
)
@pytest.mark.parametrize("around", ["{}", "x {} y", "`{}`", "https://a.example/?k={}&x"])
def test_a_known_value_is_found(form, around):
    redacted, findings = redact(around.format(form), [TOKEN])
    assert {finding.kind for finding in findings} == {"credential of this job"}
    letters = "".join(filter(str.isalnum, redacted.replace(GONE, ""))).lower()
    assert not any(part in letters for part in ("canary", "t0ken", "value", TOKEN[:6].encode().hex()))


@pytest.mark.parametrize("before", ["", "a", "ab", "abc", "x-access-token:"])
@pytest.mark.parametrize("after", ["", ":x", "zz"])
@pytest.mark.parametrize("encode", [base64.b64encode, base64.urlsafe_b64encode])
def test_a_known_value_is_found_inside_base64(before, after, encode):
    word = encode(f"{before}{TOKEN}{after}".encode()).decode()
    assert redact(f"basic {word} end", [TOKEN])[0] == f"basic {GONE} end"


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        (f"a {TOKEN} b", f"a {GONE} b"),
        (TOKEN * 2, GONE * 2),
        ("dummy stays", "dummy stays"),
        ("Not needed, and not-Needed; but not-needed", f"Not needed, and not-Needed; but {GONE}"),
        ("", ""),
    ],
)
def test_only_a_value_that_cannot_be_words_is_looked_for_apart(text, redacted):
    assert redact(text, [TOKEN, "dummy", "", "not-needed"])[0] == redacted


def test_each_line_of_a_known_value_is_one():
    known = "first-l1ne-of-a-key\nsecond-l1ne-of-a-key"
    assert redact("x second-l1ne-of-a-key y", [known])[0] == f"x {GONE} y"


def test_each_value_of_a_json_object_is_one():
    known = json.dumps({"X-Key": "hidden-h3ader-value", "X-Count": 3})
    assert redact("x hidden-h3ader-value y", [known, "{broken", "[1]"])[0] == f"x {GONE} y"


@settings(deadline=None, max_examples=300)
@given(
    st.lists(
        st.sampled_from(["\u200b", "<!-- 1 -->", "<i>", "**", " ", "\n", "-", "[^2]", "&shy;", "\xad"]), max_size=6
    ),
    st.lists(st.integers(1, len(TOKEN) - 1), min_size=6, max_size=6),
    st.sampled_from(["", "é ", "x", "<", "[a](b) ", "`"]),
)
def test_a_known_value_is_found_however_it_is_split(gaps, places, before):
    text = TOKEN
    for gap, place in zip(gaps, sorted(places, reverse=True), strict=False):
        text = text[:place] + gap + text[place:]
    redacted, findings = redact(f"{before} {text} end", [TOKEN])
    assert [finding.kind for finding in findings] == ["credential of this job"]
    assert "t0k" not in redacted
