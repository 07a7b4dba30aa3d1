"""The issues that a pull request is about: those of this repository that people name, three at most."""

import time

import pytest
from support.drafting import patched

from pr_writer.context.linked_issues import list_linked
from pr_writer.values import Commit, PullRequest


def list_for(body="", title="", head_ref="topic", commits=(), number=7, files=()):
    pull = PullRequest(number, title, body, "main", "b", head_ref, "h")
    made = [Commit("c", *(text.partition("\n")[::2]), "A", False) for text in commits]
    return list_linked(pull, made, files, repository="Octo/demo", server_url="https://github.com")


@pytest.mark.parametrize(
    ("given", "numbers"),
    [
        ({"body": "Fixes #12."}, (12,)),
        ({"body": "GH-12 and octo/demo#13"}, (12, 13)),
        ({"body": "https://github.com/octo/Demo/issues/14#issuecomment-1"}, (14,)),
        ({"body": "https://github.com/octo/other/issues/14 and octo/other#15"}, ()),
        ({"body": "https://evil.example/octo/demo/issues/14"}, ()),
        ({"body": "<!-- Fixes #1 -->"}, ()),
        ({"body": "#7 is this one, #0 is none"}, ()),
        ({"body": "user#3 and C#4 and #99999999999999"}, ()),
        ({"title": "Mend #5"}, (5,)),
        ({"head_ref": "fix/123-crash"}, (123,)),
        ({"head_ref": "123-crash-on-start"}, (123,)),
        ({"head_ref": "fix-issue-123"}, (123,)),
        ({"head_ref": "octo/fix_issue_123_crash"}, (123,)),
        ({"head_ref": "crash-on-start-fixes-123"}, (123,)),
        ({"head_ref": "bump-python-312"}, ()),
        ({"head_ref": "read-utf-8"}, ()),
        ({"head_ref": "release-2024"}, ()),
        ({"commits": ["Fix it\n\nCloses #8"]}, (8,)),
        ({"commits": ["Fix it (#8)"]}, ()),
        ({"body": "#3", "commits": ["x\n\n#2 #3"], "head_ref": "fix/1-a", "number": None}, (3, 2, 1)),
        ({"body": "#1 #2 #3 #4 #5"}, (1, 2, 3)),
    ],
)
def test_numbers_are_found_where_people_write_them(given, numbers):
    assert list_for(**given) == numbers


@pytest.mark.parametrize("text", ["#" * 60_000, "a/" * 30_000, "<!--" * 20_000, "gh-" * 30_000, "1-a" * 20_000])
def test_a_hostile_text_costs_little(text):
    started = time.process_time()
    list_for(body=text, head_ref=text)

    assert time.process_time() - started < 2


@pytest.mark.parametrize(
    ("path", "lines", "numbers"),
    [
        ("a.py", ["+x = 1  # see #12", "+y = 2"], (12,)),
        ("a.py", ['+    """Keep it (octo/demo#12).', "+", "+    And GH-13.", '+    """'], (12, 13)),
        ("a.py", ['+text = """', "+# see #12", '+"""'], ()),
        ("a.py", ['+x = "#12"', "+y = '# #13'", "+#14"], ()),
        ("a.rs", ["+fn f<'a>(x: &'a str) {} // don't lose https://github.com/octo/demo/issues/12"], (12,)),
        ("a.go", ["+/*", "+ * see #12", "+ */", " x", "+y // #13"], (12, 13)),
        ("a.go", [" * in the middle", "+ * see #12", "+ */", "+x := `// #13`"], (12,)),
        ("a.sql", ["+-- see #12", "+select '-- #13'"], (12,)),
        ("a.lua", ["+--[[ see #12", "+and #13 ]]", "+x = #4"], (12, 13)),
        ("a.html", ["+<p>#12 &#39;</p><!-- see #13 -->"], (13,)),
        ("a.c", ["+#define A 12", "+  *p = 1;"], ()),
        ("a.yml", ["+# 123", "+#123", "+key: a#12  # see #13"], (13,)),
        ("Dockerfile", ["+# see #12"], (12,)),
        ("a.css", ["+/* #123 and https://github.com/octo/demo/issues/12 */", "+#id12 { color: #333 }"], (12,)),
        ("a.js", ["+// colour #333, not #222222 or #000", "+// step #2, rule #3", "+// #1: first", "+f('#14')"], ()),
        ("a.js", ["+// C#12, somebody#13, &#39; and other/repo#14"], ()),
        ("a.js", ["+// https://github.com/other/repo/issues/14 https://evil.example/octo/demo/issues/15"], ()),
        ("a.js", ["-// see #12", "+  // see #12"], ()),
        ("a.js", ["-// see #12", "// see #13", " // see #14"], ()),
        ("a.js", ["+// rust-lang's #98765"], ()),
        ("README.md", ["+# 12", "+#13 is a heading", "+See #14"], ()),
        ("data.json", ['+{"a": "#12"} // #13'], ()),
        ("tests/fixtures/a.py", ["+# see #12"], ()),
        ("vendor/a.go", ["+// see #12"], ()),
        ("list.py", [f"+# see #{number}" for number in range(20, 26)], ()),
        ("tests/test_a.py", ["+def test_issue_12_keeps_order():"], (12,)),
        ("tests/test_a.py", ["+    load('issue_12.json')"], ()),
        ("a_test.go", ["+func TestIssue12(t *testing.T) {", '+\tt.Run("keeps order (#13)", func() {})'], (12, 13)),
        ("a.test.ts", ["+  it('keeps the colour #333 of step #2', () => {", "+  it('works, see #12', () => {"], (12,)),
        ("src/a.rs", ["+#[test]", "+fn gh12_test() {", '+    rgtest!(r13, |x| { f("#14") });'], (12,)),
        ("src/tissue.py", ["+def tissue12():"], ()),
        ("CHANGELOG.md", ["+## Unreleased", "+", "+- Keep order (#12)"], (12,)),
        ("CHANGELOG.md", [f"+- Keep order (#{number})" for number in range(20, 26)], ()),
    ],
)
def test_numbers_are_found_in_the_comments_tests_and_changelog_that_a_diff_adds(path, lines, numbers):
    assert list_for(number=400, files=[patched(path, *lines)]) == numbers


def test_a_new_test_is_named_by_its_file():
    path = "tests/issue-12.rs"

    assert list_for(number=400, files=[patched(path, "+fn main() {}", kind="added")]) == (12,)
    assert list_for(number=400, files=[patched(path, "+fn main() {}")]) == ()


def test_people_come_before_the_diff_and_its_tests_before_the_rest():
    files = [
        patched("CHANGELOG.md", "+- Keep order (#15)"),
        patched("a.py", "+# see #14"),
        patched("tests/test_a.py", "+# see #13"),
    ]

    assert list_for(number=400, body="#11", head_ref="fix/12-order", files=files) == (11, 12, 13)
    assert list_for(number=400, files=files) == (13, 14, 15)
    assert list_for(number=400, body="#1 #2 #3", files=files) == (1, 2, 3)


def test_a_list_of_references_does_not_crowd_out_what_one_comment_names():
    many = patched("tests/test_list.py", *(f"+# regression: #{number}" for number in range(100, 400)))

    assert list_for(number=400, files=[many, patched("z.py", "+# see #14")]) == (14,)


def test_what_moves_between_files_was_not_added():
    files = [patched("a.py", "-# see #12", "-x = 1"), patched("b.py", "+# see #12", "+x = 1")]

    assert list_for(number=400, files=files) == ()


@pytest.mark.parametrize(
    "line", ['"' * 9, "'a", "/*", "*/", "#1 ", "issue_", "it(", '"""', "`", "<!--", "--[[", "a/b#"]
)
@pytest.mark.parametrize("path", ["a_test.py", "a.test.js", "a.rs", "a.lua", "a.vue", "CHANGELOG.md"])
def test_a_hostile_patch_costs_little(path, line):
    started = time.process_time()
    list_for(files=[patched(path, *[f"+{line * 300}"] * 100, f"+{line * 100_000}")])

    assert time.process_time() - started < 3
