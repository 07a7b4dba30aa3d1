"""An issue has one name, however people write it, and another repository's or server's has another one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pr_writer.grounding.claim_check import check_claims
from pr_writer.markdown.references import REFERENCE, make_home, name_reference, name_target, read_references
from pr_writer.markdown.relations import drop_stated, list_relations, restate
from pr_writer.sanitize import sanitize_body, sanitize_title
from pr_writer.values import Changes, Draft

HOME = make_home("https://GitHub.com/", "Octo/Demo")
OWN = ["#12", "GH-12", "octo/demo#12", "Octo/Demo#12", "https://github.com/octo/demo/issues/12",
       "http://GITHUB.com/Octo/demo/pull/12#issuecomment-1"]  # fmt: skip
OTHERS = [
    "https://gitlab.example/octo/demo/issues/12",
    "https://github.com/octo/other/issues/12",
    "https://github.com.evil.tld/octo/demo/issues/12",
    "https://github.com@evil.tld/octo/demo/issues/12",
    "https://github.com:8443/octo/demo/issues/12",
    "https://evil.tld/github.com/octo/demo/issues/12",
    "https://evil.tld/?/github.com/octo/demo/issues/12",
    "octo/other#12",
    "somebody#12",
]


def test_home_is_in_lower_case_and_may_lack_the_repository():
    assert (HOME, make_home("https://git.example:8443", "")) == ("github.com/octo/demo", "git.example:8443")


@pytest.mark.parametrize("text", OWN)
def test_the_repositorys_own_issue_is_its_number(text):
    assert read_references(f"Fixes {text}", HOME).closed == {"#12"}


@pytest.mark.parametrize("text", OTHERS)
def test_another_repositorys_or_servers_issue_is_no_number(text):
    references = read_references(f"Fixes {text}.", HOME)

    assert "#12" not in references.named | references.closed
    assert "octo/demo#12" not in references.named
    assert "://" not in text or name_target(text, HOME) != "#12"


@pytest.mark.parametrize("home", ["", "github.com"])
def test_where_the_repository_is_not_known_no_address_is_a_number(home):
    for text in OWN[2:]:
        assert "#12" not in read_references(text, home).named


@pytest.mark.parametrize("text", OTHERS)
def test_what_names_another_servers_issue_makes_none_of_ours_alive(text):
    human_text = f"It is part of the plan, see {text}"
    facts = {"human_text": human_text, "repository": "octo/demo"}

    assert sanitize_body("Fixes #12.", **facts) == "Fixes `#12`."
    assert sanitize_title("Read tabs, fixes #12", human_text=human_text, home=HOME) == "Read tabs, fixes 12"
    assert sanitize_body("See #12.", **facts) == "See `#12`."
    draft = Draft("Read tabs", "Tabs crashed it. It fixes #12.", "m")
    assert "12" not in check_claims(draft, Changes("", "", (), ()), human_text=human_text, home=HOME)[0].body


@pytest.mark.parametrize("text", OWN)
def test_our_own_may_be_named_in_any_way_that_people_did_not_choose(text):
    assert sanitize_body("See #12.", human_text=f"See {text}", repository="octo/demo") == "See #12."


@pytest.mark.parametrize("text", OTHERS[:3])
def test_a_relation_to_another_servers_issue_says_nothing_of_ours(text):
    relations = list_relations([("x", f"Part of {text}")], HOME)

    assert restate("Fixes #12", relations, HOME) == "Fixes #12"
    assert drop_stated(relations, "Part of #12", HOME) == relations
    assert drop_stated(relations, f"Part of {text}", HOME) == ()


@pytest.mark.parametrize("text", OWN)
def test_a_relation_to_our_own_is_stated_in_any_way(text):
    relations = list_relations([("x", f"Part of {text.partition('#issuecomment')[0]}")], HOME)

    assert drop_stated(relations, "Part of #12", HOME) == ()


@given(st.text("#/:.@ghGH-12octodemlabisu &;", max_size=60), st.sampled_from(["", "github.com", HOME]))
def test_each_reference_has_a_name(text, home):
    for found in REFERENCE.finditer(text):
        assert "#" in name_reference(found, home)
