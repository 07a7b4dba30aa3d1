"""The links of a body: those that people wrote of this change, whole and byte for byte, and no other ones."""

# ruff: noqa: E501 -- a row of a table is one line

import time
from random import Random
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sanitize.rendering import Rendered, find_alive, render

from pr_writer.sanitize import sanitize_body
from pr_writer.sanitize.link_policy import is_honest
from pr_writer.sanitize.people_links import read_peoples_links

OWN = "https://github.com/o/r/wiki/Setup"
ELSEWHERE = "https://docs.example.org/rfc"


@pytest.mark.parametrize(
    "link",
    [
        OWN,
        f"<{OWN}>",
        f"[it]({OWN})",
        f"**[it]({OWN})**",
        "https://github.com/o/r",
        "https://github.com/o/r/issues/12",
        "https://github.com/o/r/pull/12/files#diff-1",
        "<https://github.com/o/r/pull/12#issuecomment-123>",
        "https://github.com/other/project/discussions/7",
        "https://github.com/o/r/commit/0123456789abcdef0123456789abcdef01234567",
        "[`0123456`](https://github.com/o/r/commit/0123456789abcdef0123456789abcdef01234567)",
        "https://github.com/o/r/compare/v1.2.3...v1.3.0",
        "[README.md](https://github.com/o/r/blob/main/README.md)",
        "https://github.com/o/r/releases/tag/v1.2.3",
        "[#12](https://github.com/o/r/issues/12)",
        "[o/r#12](https://github.com/o/r/issues/12)",
        "[a](https://github.com/o/r/wiki/A_(b))",
        "https://github.com/o/r/wiki/Home/_history",
        "https://github.com/o/r/security/advisories/GHSA-2222-3333-4444",
        "https://github.com/o/r/actions/runs/1/job/2",
        "https://github.com/o/r/pull/12/commits/0123456",
        "https://github.com/o/r/blob/main/new/edit/raw.md?plain=1#L3",
        "https://github.com/o/r/compare/main...topic?diff=split",
    ],
)
@pytest.mark.parametrize("where", ["human_text", "diff_text"])
def test_a_page_of_the_server_that_people_wrote_stays_a_link(link, where):
    words = {where: f"As {link} says."}

    assert sanitize_body(f"See {link} first.", **words) == f"See {link} first."


@pytest.mark.parametrize(
    "written",
    [
        "See {}.",
        "See <{}>.",
        "({})",
        "[x]({})",
        "[x]({}), y",
        "[x]({} 'T')",
        '"{}"',
        "{}, {}",
        "a\n{}\nb",
        "`{}`",
        "見る{}。次",
        "{}を直す",
        "({})を",
        "[[{}][wiki]]",
        "{}[wiki]",
        "`wiki <{}>`_",
        "<a href='{}'>x</a>",
        "[x]: {}",
        "|{}|",
        "[{}](https://a.example)",
    ],
)
def test_an_address_ends_where_people_ended_it(written):
    assert sanitize_body(f"See {OWN}", human_text=written.format(OWN, OWN)) == f"See {OWN}"


@pytest.mark.parametrize(
    ("said", "drafted"),
    [
        ("https://github.com/o/r/commit/abcdef1234", "https://github.com/o/r/commit/abcdef12"),
        ("https://github.com/o/r/commit/abcdef1234", "https://github.com/o/r/commit/abcdef12345"),
        ("https://github.com/o/r/issues/12", "https://github.com/o/r/issues/1"),
        ("https://github.com/o/r/issues/12", "http://github.com/o/r/issues/12"),
        ("https://github.com/o/r/issues/12", "https://github.com/O/r/issues/12"),
        ("https://github.com/o/r/wiki/a.b", "https://github.com/o/r/wiki/a"),
        ("git+https://github.com/o/r/wiki", "https://github.com/o/r/wiki"),
        ("https://a.example/?u=https://github.com/o/r/wiki", "https://github.com/o/r/wiki"),
        ("https://github.com/o/r/wi\u200bki/a", "https://github.com/o/r/wiki/a"),
        ("/o/r/wiki", "https://github.com/o/r/wiki"),
        ("#12", "https://github.com/o/r/issues/12"),
    ],
)
def test_a_link_that_only_resembles_what_people_wrote_is_text(said, drafted):
    for body in (f"See [it]({drafted}).", f"See {drafted} first.", f"See <{drafted}>."):
        safe = sanitize_body(body, human_text=said, commit_text=said, diff_text=said)

        assert list_links(safe) == []


@pytest.mark.parametrize(
    "link",
    [
        "[t](docs/x.md)",
        "[t](#below)",
        "[t](../../issues/new)",
        "[t](//github.com/o/r)",
        "[t](/o/r/issues/12)",
        "![t](https://github.com/o/r/wiki)",
        "[t](mailto:a@b.example)",
        "a@b.example",
    ],
)
def test_other_forms_of_links_and_pictures_go(link):
    said = link if "@" not in link else ""
    assert list_links(sanitize_body(f"See {link}.", human_text=said, commit_text=said)) == []


def test_an_address_of_mail_that_people_wrote_stays():
    assert sanitize_body("Mail a@b.example", human_text="<a@b.example>") == "Mail a@b.example"
    assert sanitize_body("Use left-pad@1.0.0-beta") == "Use `left-pad@1.0.0-beta`"


@pytest.mark.parametrize(
    "address",
    [
        "https://github.com/login/device",
        "https://github.com/login/oauth/authorize?client_id=1",
        "https://github.com/o/r/issues/../../../login/device",
        "https://github.com/o/r/wiki/%2e%2e/%2E%2e/%2e%2e/login/device",
        "https://github.com/apps/evil/installations/new",
        "https://github.com/o/r/issues/new?title=x",
        "https://github.com/o/r/fork",
        "https://github.com/o/r/compare/main...evil:x?expand=1",
        "https://github.com/o/r/compare/main...evil:x?title=a&quick_pull=1#x",
        "https://github.com/o/r/wiki/_new",
        "https://github.com/o/r/wiki/Home/_edit",
        "https://github.com/o/r/wiki/Home/%5fedit",
        "https://github.com/o/r/security/advisories/new",
        "https://github.com/o/r/actions/runs/1/artifacts/5",
        "https://github.com/o/r/actions/runs/1/attempts/2/logs",
        "https://github.com/o/r/blob/main/setup.exe?raw=true",
        "https://github.com/o/r/blob/main/setup.exe?%72aw=true",
        "https://github.com/o/r/pull/1/conflicts",
        "https://github.com/o/r/releases/download/v1/setup.exe",
        "https://github.com/o/r/archive/main.zip",
        "https://github.com/settings/tokens/new",
        "https://github.com/o/r/wiki?next=https://evil.example",
        "https://github.com/o/r/wiki?next=https%3A%2F%2Fevil.example",
        "https://github.com/o/r/wiki/a%0d%0ab",
        "https://github.com",
        "https://github.com@evil.example/o/r/wiki",
        "https://user:pw@docs.example.org/x",
        "https://github.com.evil.example:99999999/x",
        "https://github.com\\@evil.example/",
        "https://gіthub.com/o/r/wiki",
        "https://例え.example/x",
        "https://docs.example.org/x&copy;",
        "https://docs.example.org/*x*",
        "http://127.0.0.1/x",
        "http://2130706433/x",
        "http://localhost:8080/x",
        "http://router.local/x",
        "http://wiki/x",
        "http://[::1]/x",
        "ftp://docs.example.org/x",
        "javascript:alert(1)",
        "https://docs.example.org/r?u=https%3a%2f%2fevil.example",
        "https://docs.example.org/r?u=%68ttps://evil.example/",
    ],
)
def test_an_address_with_a_trick_is_text_whoever_wrote_it(address):
    for body in (f"See [it](<{address}>).", f"See {address} first.", f"See <{address}>."):
        safe = sanitize_body(body, human_text=body, commit_text=body, diff_text=body)

        assert list_links(safe) == []


@pytest.mark.parametrize(
    ("body", "safe"),
    [
        (f"See {ELSEWHERE}.", f"See {ELSEWHERE}."),
        (f"See <{ELSEWHERE}>.", f"See <{ELSEWHERE}>."),
        (f"See [the RFC]({ELSEWHERE}).", f"See the RFC ({ELSEWHERE})."),
        (f"See [{ELSEWHERE}]({ELSEWHERE}).", f"See {ELSEWHERE}."),
        (f"See [**a** `b`]({ELSEWHERE} 'T').", f"See **a** `b` ({ELSEWHERE})."),
        (f"## [RFC]({ELSEWHERE})", f"## RFC ({ELSEWHERE})"),
        (f"| a |\n| --- |\n| [b]({ELSEWHERE}) |", f"| a |\n| --- |\n| b ({ELSEWHERE}) |"),
        (f"![p]({ELSEWHERE})", "p"),
        ("See https://medium.example/@user/post#2.", "See <https://medium.example/@user/post#2>."),
    ],
)
def test_an_address_elsewhere_is_shown_where_a_commit_has_it(body, safe):
    assert sanitize_body(body, human_text=body, commit_text=body) == safe
    assert sanitize_body(safe, human_text=body, commit_text=body) == safe
    assert list_links(sanitize_body(body, human_text=body, diff_text=body)) == []


@pytest.mark.parametrize(
    ("label", "shown"),
    [
        ("https://github.com/o/r/wiki/Other", f"`https://github.com/o/r/wiki/Other` ({OWN})"),
        ("evil.example", f"evil.example ({OWN})"),
        ("ｅｖｉｌ．ｅｘａｍｐｌｅ", f"ｅｖｉｌ．ｅｘａｍｐｌｅ ({OWN})"),
        ("#12", f"#12 ({OWN})"),
        ("o/r#12", f"o/r#12 ({OWN})"),
        ("`deadbeef1`", f"`deadbeef1` ({OWN})"),
        ("a@b.example", f"`a@b.example` ({OWN})"),
    ],
)
def test_a_label_that_says_another_address_stands_beside_the_link(label, shown):
    assert sanitize_body(f"[{label}]({OWN})", human_text=f"#12 o/r#12 {OWN}") == shown


@pytest.mark.parametrize(
    "label", ["it", "the e.g. guide", "v1.2", "Setup", "github.com/o/r/wiki/Setup", "1,234,567 lines", OWN]
)
def test_an_honest_label_is_one(label):
    assert is_honest(label, OWN)


@pytest.mark.parametrize("keyword", ["Fixes", "closes:", "**Resolves**"])
@pytest.mark.parametrize("form", ["{}", "<{}>", "[it]({})", "[#12]({})"])
def test_merging_closes_no_issue_that_people_only_linked_to(keyword, form):
    issue = "https://github.com/o/r/issues/12"
    body = f"{keyword} {form.format(issue)}"

    assert list_links(sanitize_body(body, human_text=f"See {issue}", diff_text=f"Fixes {issue}")) == []
    assert list_links(sanitize_body(body, human_text=f"Fixes {issue}")) == [issue]


def test_what_only_a_comment_of_the_diff_names_is_linked_to_where_it_gives_the_address_and_not_named():
    comment = "Regression test for https://github.com/o/r/issues/12, #13"
    body = "Covers https://github.com/o/r/issues/12 and #13."

    assert sanitize_body(body, diff_text=comment) == "Covers https://github.com/o/r/issues/12 and `#13`."


def test_a_summary_holds_no_link():
    body = f"<details>\n<summary>{OWN} and [it]({OWN})</summary>\n\nx\n\n</details>"

    assert list_links(sanitize_body(body, human_text=OWN)) == []


ADDRESSES = [
    OWN, f"{OWN}/a", f"{OWN}.", ELSEWHERE, f"{ELSEWHERE}/a", "https://github.com/o/r/issues/12", "https://github.com/o/r/issues/1", "https://github.com/o/r/pull/12#issuecomment-1",
    "https://github.com/o/r/wiki/A_(b)", "https://github.com/o/r/commit/abcdef1", "https://github.com/login/device", "https://evil.example/@x?a=1&b=2#3", "http://localhost/x", "https://github.com/o/r/wiki?u=http://a.example",
    "docs/x.md", "#top", "a@b.example", "www.evil.example", "https://github.com@evil.example/x", "HTTPS://GitHub.com/o/r/wiki",
]  # fmt: skip
PIECES = [
    *ADDRESSES, "[", "](", ")", "(", "<", ">", "[x](", "![", "[x]: ", "[x]", "`", "*", "**", "_", "~", " ", "\n", "\n\n", "- ", "> ", "| ", "Fixes ", "see ", "text", "'", '"', "\\", "&amp;", "&#64;",
    ".", ",", "!", "#", "%28", "/", "..", "\u200b", "é", "。", "<b>", "<!--", "-->", "<a href=", "@user", "#12", "://", "[^1]", "\n[^1]: ", "</details>", "<details>\n<summary>", "</summary>",
]  # fmt: skip


def list_links(body):
    """The addresses that GitHub's renderer makes links of, without those of footnotes."""
    return [href for href, _ in Rendered(render(body)).links if not href.startswith("#fn")]


def find_strangers(body, said, committed, comments):
    """The links of a body as it is rendered that are not, byte for byte, in what people wrote."""
    for href in list_links(body):
        mail = href.removeprefix("mailto:")
        if href != mail:
            if mail not in said:
                yield href
        elif urlsplit(href).netloc.lower() == "github.com":
            if href not in said + committed + comments:
                yield href
        elif href not in committed:
            yield href


def check(body, said, committed, comments):
    safe = sanitize_body(body, human_text=f"{said}\n{committed}", commit_text=committed, diff_text=comments)
    strangers = list(find_strangers(safe, f"{said}\n{committed}", committed, comments))
    assert strangers == [], (body, safe)
    again = sanitize_body(safe, human_text=f"{said}\n{committed}", commit_text=committed, diff_text=comments)
    assert again == safe
    others = [one for one in find_alive(safe) if not one.startswith(("link ", "issue link ", "reference "))]
    assert others == [], (body, safe)
    return safe


text = st.lists(st.sampled_from(PIECES), max_size=16).map("".join)


@settings(deadline=None, max_examples=400)
@given(text, text, text, text)
def test_no_link_survives_that_people_did_not_write(body, said, committed, comments):
    check(body, said, committed, comments)


@settings(deadline=None, max_examples=200)
@given(st.lists(st.sampled_from(ADDRESSES), min_size=1, max_size=4), text)
def test_an_address_that_is_cut_or_lengthened_is_no_link(said, around):
    for address in said:
        for body in (f"[x]({address[:-1]})", f"{address}/more", f"<{address[:-2]}>", f"{around}{address}x"):
            check(body, " ".join(said), " ".join(said), "")


@pytest.mark.slow
@pytest.mark.parametrize("shard", range(20))
def test_twenty_thousand_bodies_link_to_nothing_that_people_did_not_write(shard):
    random = Random(shard)  # noqa: S311 -- the same bodies each time
    linked = 0
    for _ in range(1_000):
        body, *words = ("".join(random.choices(PIECES, k=random.randint(1, 20))) for _ in range(4))
        linked += len(list_links(check(body, *words)))

    assert linked > 0  # or the proof proves nothing


@pytest.mark.parametrize(
    "word", ["https://", "https://a.b/", "[](https://a", "a@", "a@b.", ".@a.b", "https://a.b/(", "x.y", "(" * 9]
)
def test_hostile_words_of_people_cost_little(word):
    words = (word * 200_000)[:200_000]
    started = time.process_time()
    read_peoples_links(words, words, words)
    is_honest(words[:20_000], words[:20_000])

    assert time.process_time() - started < 5
