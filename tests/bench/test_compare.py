"""Two sets of drafts on one page: in an order that a seed draws, under no name, and counted with the key."""

from bench.drafts.compare import count_choices, write_page

DRAFTS = {
    f"case-{n}": {"ours": f"Ours {n}\n\nWhy.\n\n### More\n\n<sub>LLM: m-1</sub>", "theirs": f"Theirs {n}\n\nWhat."}
    for n in range(12)
}


def test_the_page_names_nobody_and_the_key_tells_the_order():
    page, key = write_page(DRAFTS, ["ours", "theirs"], 1)

    assert set(key) == set(DRAFTS)
    assert {tuple(order) for order in key.values()} == {("ours", "theirs"), ("theirs", "ours")}
    assert "LLM" not in page
    for case, order in key.items():
        section = page.partition(f"## {case}\n")[2].partition("## case")[0]
        assert (section.find("**Ours") < section.find("**Theirs")) is (order[0] == "ours")


def test_a_drafts_own_headings_stay_inside_its_quotation():
    page, _ = write_page(DRAFTS, ["ours", "theirs"], 1)

    assert "> ### More" in page
    assert "\n### More" not in page


def test_a_seed_draws_the_same_order_whichever_label_comes_first():
    assert write_page(DRAFTS, ["ours", "theirs"], 3) == write_page(DRAFTS, ["theirs", "ours"], 3)
    assert write_page(DRAFTS, ["ours", "theirs"], 3)[1] != write_page(DRAFTS, ["ours", "theirs"], 4)[1]


def test_a_case_that_one_of_the_two_lacks_is_left_out():
    assert write_page({**DRAFTS, "lonely": {"ours": "T\n\nB"}}, ["ours", "theirs"], 1)[1].keys() == DRAFTS.keys()


def test_choices_are_counted_by_label():
    key = {"a": ["ours", "theirs"], "b": ["theirs", "ours"], "c": ["ours", "theirs"]}

    assert count_choices("a 1\n- b: 1\n`c` =\nd 1\nnonsense\n", key) == {"ours": 1, "theirs": 1, "=": 1}
