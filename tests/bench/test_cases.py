"""The cases: well-formed, found by name or group, and refused with a sentence where they are not."""

import pytest

from bench.drafts.cases import SHA, CaseError, choose_cases, load_cases
from bench.drafts.score import score_draft

CASES = load_cases()
ONE = '[[own]]\nname = "one"\nkind = "fix"\nrepository = "."\nhead = "' + "a" * 40 + '"\n'


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_each_case_says_what_it_needs(case):
    assert SHA.fullmatch(case.head)
    assert case.base == "" or SHA.fullmatch(case.base)
    assert case.kind
    assert len(case.must_mention) >= 2
    assert case.must_not_claim


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_no_pattern_is_so_wide_that_any_draft_has_it(case):
    body = "This is what it is: some words that are there in all that people write, and nothing in particular."

    score = score_draft("Write it", body, must_mention=case.must_mention, must_not_claim=case.must_not_claim)

    assert score.facts_share == 0
    assert score.false_claims == ()


@pytest.mark.parametrize("case", choose_cases(CASES, group="public", names=[]), ids=lambda case: case.name)
def test_a_public_case_says_where_it_is_from_and_how_that_is_known(case):
    assert case.repository.startswith("https://github.com/")
    assert case.url.startswith(f"{case.repository}/")
    assert case.verified
    assert case.language


def test_there_are_ten_public_cases_of_as_many_kinds_and_as_many_of_our_own():
    public, own = (choose_cases(CASES, group=group, names=[]) for group in ("public", "own"))

    assert len({case.kind for case in public}) == len(public) == 10
    assert len({case.language for case in public}) >= 4
    assert len(own) >= 10
    assert {case.repository for case in own} == {"."}


def test_cases_are_chosen_by_name_in_the_order_given_else_by_group():
    first, second = CASES[0].name, CASES[1].name

    assert [case.name for case in choose_cases(CASES, group="own", names=[second, first])] == [second, first]
    assert choose_cases(CASES, group="all", names=[]) == CASES
    with pytest.raises(CaseError, match="There is no case 'none'"):
        choose_cases(CASES, group="all", names=["none"])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (ONE + ONE, "the name 'one' twice"),
        (ONE.replace("one", "One"), "'One' is no name for a case"),
        (ONE.replace("a" * 40, "a" * 39), "Write the commit's 40 hex digits"),
        (ONE.replace("kind", "kinds"), "the key 'kinds', which means nothing"),
        (ONE.replace('"fix"', '""'), "The case one has no kind"),
        (ONE + 'must_mention = [["it", ["("]]]', "is no regular expression"),
        (ONE + 'must_mention = [["it", []]]', "has no words to look for"),
    ],
)
def test_a_case_that_cannot_be_used_is_refused(tmp_path, text, said):
    path = tmp_path / "cases.toml"
    path.write_text(text)

    with pytest.raises(CaseError, match=said.replace("(", r"\(")):
        load_cases(path)
