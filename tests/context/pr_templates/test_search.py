"""GitHub's places for templates, whatever the case of a name; of several, the one that the change asks for."""

import pytest

from pr_writer.context.pr_templates.search import choose_template, find_templates, is_filled_in, is_untouched


def find(*paths):
    def list_files(folder):
        return [path.rpartition("/")[2] for path in paths if path.rpartition("/")[0] == folder]

    def list_folders(folder):
        inside = [path.removeprefix(f"{folder}/" if folder else "") for path in paths if path.startswith(folder)]
        return sorted({path.partition("/")[0] for path in inside if "/" in path})

    return [path for path, _ in find_templates(list_files, list_folders, lambda path: f"text of {path}")]


@pytest.mark.parametrize(
    "path",
    [
        ".github/pull_request_template.md",
        "PULL_REQUEST_TEMPLATE.md",
        "docs/Pull_Request_Template.txt",
        "pull_request_template",
        ".github/PULL_REQUEST_TEMPLATE/bug.md",
        "pull_request_template/feature.MD",
        "docs/Pull_Request_Template/x.txt",
    ],
)
def test_every_place_is_looked_in(path):
    assert find(path, "README.md", ".github/CODEOWNERS", "src/pull_request_template.md") == [path]


def test_githubs_order_is_kept():
    assert find("pull_request_template.md", "docs/pull_request_template.md", ".github/pull_request_template.md") == [
        ".github/pull_request_template.md",
        "pull_request_template.md",
        "docs/pull_request_template.md",
    ]


SINGLE = (".github/pull_request_template.md", "## Single\n")
BUG = (".github/PULL_REQUEST_TEMPLATE/bug_fix.md", "## Bug\n")
FEATURE = (".github/PULL_REQUEST_TEMPLATE/feature.md", "## Feature\n")
DEFAULT = (".github/PULL_REQUEST_TEMPLATE/default.md", "## Default\n")


@pytest.mark.parametrize(
    ("templates", "body", "told", "chosen"),
    [
        ((), "", (), ""),
        ((SINGLE, BUG), "", ("fix/x",), SINGLE),
        ((SINGLE, BUG), "## Bug\r\n", ("feature/x",), BUG),
        ((BUG, FEATURE), "", ("fix/x",), BUG),
        ((BUG, FEATURE), "", ("alice/feat-x",), FEATURE),
        ((BUG, FEATURE), "", ("topic", "feat(x): add it"), FEATURE),
        ((BUG, DEFAULT), "", ("topic",), DEFAULT),
        ((BUG, FEATURE), "", ("prefix/x",), BUG),
        ((BUG, FEATURE), "", ("feature/login", "fix lint"), FEATURE),
        ((BUG, FEATURE), "", ("topic", "Add it", "fix: lint"), FEATURE),
    ],
)
def test_one_of_several_is_chosen(templates, body, told, chosen):
    assert choose_template(templates, body, told) == (chosen and chosen[1])


def test_the_template_of_the_draft_that_stands_is_kept():
    standing = "## Feature\n\nIt greets."

    assert choose_template((BUG, FEATURE), "", ("fix/x",), standing=standing) == FEATURE[1]


MATTER = "---\nname: x\nabout: y\n---\n## A\n\nB\n"


@pytest.mark.parametrize("body", ["", MATTER, "## A\n\nB", "\ufeff## A\r\n\r\nB"])
def test_front_matter_is_for_github_alone(body):
    assert choose_template([(SINGLE[0], MATTER)], body, ()) == "## A\n\nB\n"
    assert is_untouched(body, [(SINGLE[0], MATTER)]) is bool(body)


def test_a_rule_at_the_top_is_no_front_matter():
    text = "---\n\n## Description\n\n---\n\n## Checklist\n"

    assert choose_template([(SINGLE[0], text)], "", ()) == text


@pytest.mark.parametrize(
    ("body", "untouched"), [("## Single\r\n\r\n", True), ("## Single\n\nMine.", False), ("", False)]
)
def test_an_untouched_template_is_known_by_its_words(body, untouched):
    assert is_untouched(body, [SINGLE]) is untouched


@pytest.mark.parametrize(
    ("body", "filled"), [("### What?\nx\n## why\ny", True), ("## What\n\nx", True), ("Some words", False), ("", False)]
)
def test_a_person_who_filled_the_template_in_is_known_by_its_headings(body, filled):
    assert is_filled_in(body, "## What\n\n## Why\n") is filled


@pytest.mark.parametrize(("body", "filled"), [("Mine.\n\n- [x] tests added", True), ("Mine.", False)])
def test_or_by_its_lines_where_it_has_no_headings(body, filled):
    assert is_filled_in(body, "<!-- say why -->\n- [ ] Tests added\n") is filled


CUT = "Thanks!\n\n- [ ] Read the guide\n\n{line}\n\n---\n\n## What\n"


@pytest.mark.parametrize(
    "line",
    [
        "Delete this line and everything above before opening your PR.",
        "<!-- Please remove everything above this line -->",
        "_Please delete all text above._",
        "**Everything above this line should be removed.**",
    ],
)
def test_what_a_template_says_to_cut_off_is_no_part_of_it(line):
    template = CUT.format(line=line)

    assert choose_template([("t.md", template)], "", ()) == "## What\n"
    assert is_untouched(template, [("t.md", template)])
    assert is_untouched("## What\n", [("t.md", template)])


@pytest.mark.parametrize(
    "line",
    ["Do not delete the text above.", "See everything above.", "Delete this line.", "Remove the label above it"],
)
def test_a_template_that_says_nothing_of_the_kind_is_whole(line):
    assert choose_template([("t.md", CUT.format(line=line))], "", ()) == CUT.format(line=line)


def test_a_template_of_which_nothing_would_be_left_is_whole():
    template = "## What\n\nDelete everything above.\n"

    assert choose_template([("t.md", template)], "", ()) == template


def test_a_template_copied_from_a_described_body_is_a_place_that_remembers_nothing():
    text = "## What\n\n<!-- pr-writer:begin title=0 body=1 -->\nTabs.\n<!-- pr-writer:end -->\n"

    chosen = choose_template([("x.md", text)], "", ())

    assert chosen == "## What\n\n<!-- pr-writer:begin -->\nTabs.\n<!-- pr-writer:end -->\n"


def test_a_template_that_no_description_could_hold_is_none_and_told_of_once(caplog):
    long = "## A heading\n\n- [ ] a box\n\n" * 10_000
    texts = {".github/pull_request_template.md": long, "pull_request_template.md": "## Single\n"}

    found = find_templates(lambda _: ["pull_request_template.md"], lambda _: [], texts.get)

    assert found == (("pull_request_template.md", "## Single\n"),)
    (said,) = [record.getMessage() for record in caplog.records]
    assert (
        said == ".github/pull_request_template.md is longer than a description may be (65,536 characters): shorten it."
    )
