"""What there is to say of a change that is of no common kind: why, what, what is worth knowing, how to test, where."""

import pytest
from support.drafting import change, changes, commit, lock, moved, patched, pull
from support.growth import grows_linearly

from pr_writer.markdown.length import count_words
from pr_writer.summarizer.summary import summarize_changes, write_parts
from pr_writer.summarizer.text_limits import clip_line, clip_text, fit_items, join_some, measure_words, plural, unwrap


def parts(commits, files, head_ref="patch-1"):
    return write_parts(pull(head_ref), changes(commits, files))


def draft(commits, files, head_ref="patch-1"):
    return summarize_changes(pull(head_ref), changes(commits, files))


CODE = change("src/a.py", 3, 1)
PAGES = commit(
    "feat(api)!: return orders in pages",
    "Lists of ten thousand orders timed out.\n\nRefs: #1\nBREAKING CHANGE: `GET /orders` answers with\na page.\n\n"
    "Signed-off-by: A B <a@b.test>",
)


def test_a_one_line_fix_is_told_in_three_lines():
    body = draft([commit("Fix the last page", "It was never shown.")], [change("a.py", 1, 1)]).body

    assert body == "It was never shown.\n\nChanges `a.py` +1 −1."


def test_a_fix_with_its_test_needs_no_headings():
    body = draft([commit("Fix it")], [CODE, change("tests/test_a.py", kind="added")]).body

    assert body == "Changes `src/a.py` +3 −1.\n\nRun the changed test: `tests/test_a.py` (new)."


def test_a_feature_is_told_why_first():
    files = [
        CODE,
        change("src/migrations/0002_page.py", kind="added"),
        patched("package.json", '+    "lodash": "^4.17.0",'),
        lock("package-lock.json", 300, 0),
        patched(".env.example", " A=1", "+PAGE_SIZE=20"),
        change("tests/test_pages.py", kind="added"),
    ]
    commits = [commit("Configure the page size"), PAGES, commit("Test pages", "Also the last one.")]

    assert draft(commits, files).body == (
        "Lists of ten thousand orders timed out.\n\n"
        "### Changes\n\n"
        "Changes 5 files, mostly in `src/` (+7 −1), and the lock file.\n\n"
        "- Configure the page size\n"
        "- feat(api)!: return orders in pages\n"
        "- Test pages\n  Also the last one.\n\n"
        "### Worth knowing\n\n"
        "- **Breaking:** `GET /orders` answers with a page.\n"
        "- Migrations: `src/migrations/0002_page.py`\n"
        "- New dependencies: `lodash` ^4.17.0\n"
        "- New variables in `.env.example`: `PAGE_SIZE`\n\n"
        "### How to test\n\n"
        "Run the changed test: `tests/test_pages.py` (new)."
    )


@pytest.mark.parametrize(
    ("body", "purpose"),
    [
        ("Why.\n\nAnd how.", "Why.\n\nAnd how."),
        ("Fix it\n\nWhy.", "Why."),
        ("* Fix it\n\n* typo\n\n* wip\n\n---------\n\nCo-authored-by: A <a@b.test>", ""),
        ("Why.\n\nSigned-off-by: A <a@b.test>\nChange-Id: I1", "Why."),
        ("Why.\n\n(cherry picked from commit 1234567)", "Why."),
        ("```\nopen\n\nfence", "```\nopen\n\nfence\n```"),
        ("- one\n- two", "- one\n- two"),
        ("", ""),
    ],
)
def test_the_purpose_is_what_a_person_wrote_and_no_more(body, purpose):
    assert parts([commit("Fix it (#12)", body)], [CODE]).purpose == purpose


def test_a_long_message_is_cut_between_paragraphs_and_says_so():
    body = "\n\n".join(f"Paragraph {n}. {'word ' * 60}".strip() for n in range(9))

    purpose = parts([commit("Fix it", body)], [CODE]).purpose

    assert purpose.startswith("Paragraph 0.")
    assert purpose.endswith("word\n\n(The commit message says more.)")
    assert "Paragraph 2." in purpose
    assert "Paragraph 3." not in purpose


@pytest.mark.parametrize(
    ("head_ref", "purpose"),
    [("patch-1", "It looped."), ("fix/login-loop", "It looped."), ("cache-pages", "For speed."), ("x", "It looped.")],
)
def test_of_many_reasons_the_one_is_told_that_the_branch_is_named_after(head_ref, purpose):
    commits = [
        commit("Tidy", "It was a mess."),
        commit("Fix the login", "It looped."),
        commit("feat: cache pages", "For speed."),
    ]

    assert parts(commits, [CODE], head_ref).purpose == purpose


def test_subjects_that_say_nothing_are_not_listed():
    subjects = ["wip", "fix", "Fix the login", "more..."]

    assert parts([commit(one) for one in subjects], [CODE]).changes == "Changes `src/a.py` +3 −1."  # one is the title
    subjects += ["Keep tabs"]
    assert parts([commit(one) for one in subjects], [CODE]).changes.endswith(".\n\n- Fix the login\n- Keep tabs")
    assert parts([commit("wip"), commit("more")], [CODE]).changes == "Changes `src/a.py` +3 −1."


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (change("a.py", kind="added"), "Adds `a.py` (+1)."),
        (change("a.py", 0, kind="added"), "Adds `a.py`."),
        (change("a", kind="added", modes=("000000", "120000")), "Changes `a` +1 (new, symlink)."),
        (change("a.py", 2, 1), "Changes `a.py` +2 −1."),
        (lock(kind="added"), "Changes `poetry.lock` +4 −4 (new, lock file)."),
    ],
)
def test_one_file_is_told_with_its_size_and_what_is_odd_about_it(file, sentence):
    assert parts([commit("One")], [file]).changes == sentence


def test_subjects_without_types_are_grouped_by_their_verbs():
    subjects = [f"Add part {n}" for n in range(5)] + [f"Fix part {n}" for n in range(4)] + ["Part 7"]

    told = parts([commit(subject) for subject in subjects], [CODE]).changes

    assert "- Added\n  - Add part 0" in told
    assert "- Fixed\n  - Fix part 0" in told
    assert told.endswith("- Other\n  - Part 7")


@pytest.mark.parametrize(
    ("files", "line"),
    [
        ([CODE, change("db/migrate/1_a.rb")], "- Migrations: `db/migrate/1_a.rb`"),
        ([CODE, patched(".env.example", "-A=1", "+A=2")], "- Configuration: `.env.example`"),
        ([CODE, change("db/schema.sql")], "- SQL: `db/schema.sql`"),
        (
            [CODE, change("Dockerfile"), change("config/prod.yml")],
            "- Configuration: `Dockerfile` and `config/prod.yml`",
        ),
        (
            [patched(".github/workflows/ci.yml", "-permissions: {}", "+permissions:", "+  contents: write")],
            "- Workflow permissions: `.github/workflows/ci.yml`",
        ),
        (
            [patched(".github/workflows/ci.yml", "+permissions:", "+  contents: write", kind="added")],
            "- Workflow permissions: `.github/workflows/ci.yml` (new, may write)",
        ),
        (
            [patched(".github/workflows/ci.yml", "-  pull_request:", "+  pull_request_target:")],
            "- Runs on `pull_request_target` now: `.github/workflows/ci.yml`",
        ),
        ([CODE, change(".github/CODEOWNERS")], "- Code owners change: `.github/CODEOWNERS`"),
        ([CODE, *(moved(f"a/{n}.py", f"b/{n}.py") for n in range(5))], "- Renamed: `a/` → `b/` (5 files)"),
        ([CODE, *(change(f"a/{n}.py", kind="deleted") for n in range(9))], "- Deleted: 9 files in `a/`"),
        ([CODE, patched("requirements.txt", "-a==1", "+a==2")], "- Dependencies moved: `a` 1 → 2 (major)"),
        ([CODE, patched("go.mod", "+require x.io/y v1.2.3")], "- New dependencies: `x.io/y` v1.2.3"),
    ],
)
def test_what_is_worth_knowing_is_named(files, line):
    assert line in parts([commit("One")], files).notable.splitlines()


def test_a_workflow_that_goes_is_only_deleted():
    workflow = patched(".github/workflows/ci.yml", "-permissions:", "-  contents: write", kind="deleted")

    assert parts([commit("One")], [CODE, workflow]).notable == "- Deleted: `.github/workflows/ci.yml`"


@pytest.mark.parametrize(
    "files",
    [
        [patched(".github/workflows/ci.yml", "+permissions: {}", kind="added")],
        [CODE, change("src/env.py"), change("tests/db/x.sql"), change("src/migrations/__init__.py")],
    ],
)
def test_what_is_not_certain_is_not_worth_knowing(files):
    assert parts([commit("One")], files).notable == ""


@pytest.mark.parametrize(
    ("subject", "body", "lines"),
    [
        ("feat!: drop x", "", ["- **Breaking:** drop x"]),
        ("Drop x", "Why.\n\nBREAKING CHANGE: no x.\nSigned-off-by: A <a@b.test>", ["- **Breaking:** no x."]),
        ("Drop x", "This is no BREAKING CHANGE: at all", []),
        ("Drop x", "Why.\n\nBREAKING CHANGE: none", []),
    ],
)
def test_breaking_is_what_the_author_calls_so(subject, body, lines):
    assert parts([commit(subject, body)], [CODE]).notable.splitlines() == lines


@pytest.mark.parametrize(
    ("files", "testing"),
    [
        ([CODE], ""),
        ([change("tests/test_a.py")], "Run the changed test: `tests/test_a.py`."),
        ([CODE, change("tests/test_a.py", kind="deleted")], ""),
        ([change("tests/conftest.py"), change("tests/test_data.json")], ""),
        ([change("a_test.go"), change("src/b.spec.ts")], "Run the changed tests: `a_test.go` and `src/b.spec.ts`."),
        (
            [change(f"t/test_{n}.py") for n in range(9)],
            "Run the changed tests: `t/test_0.py`, `t/test_1.py`, `t/test_2.py`, `t/test_3.py` and 5 more.",
        ),
    ],
)
def test_how_to_test_is_which_tests_changed(files, testing):
    assert parts([commit("One")], files).testing == testing


def test_tests_alone_are_named_once():
    body = draft([commit("One")], [change("tests/test_a.py")]).body

    assert body == "Only tests change: `tests/test_a.py` (+1)."


@pytest.mark.parametrize(
    ("paths", "told"),
    [
        (["a.py", "b.py"], "Changes `a.py` and `b.py` (+2)."),
        (["a.py", "b.py", "c/d.py"], "Changes `a.py`, `b.py` and `c/d.py` (+3)."),
        (["src/a/1", "src/a/2", "src/b/1", "src/b/2"], "Changes 4 files in `src/` (+4)."),
        (["a/1", "a/2", "a/3", "b/1"], "Changes 4 files, mostly in `a/` (+4)."),
        (["a/1", "a/2", "b/1", "b/2", "c/1"], "Changes 5 files, mostly in `a/` and `b/` (+5)."),
        (["a/1", "b/1", "c/1", "d/1"], "Changes 4 files (+4)."),
        (["a", "b", "c", "d/1"], "Changes 4 files (+4)."),
    ],
)
def test_a_few_files_are_told_by_name_and_more_by_where_most_of_the_change_is(paths, told):
    assert draft([commit("Keep tabs")], [change(path) for path in paths]).body == told


def test_files_that_are_named_elsewhere_are_not_named_again():
    files = [CODE, change("src/b.py"), *(change(f"tests/test_{n}.py") for n in range(4))]

    assert draft([commit("Keep tabs")], files).body.startswith("Changes `src/a.py` and `src/b.py` (+4 −1).\n\nRun ")


def make_large(count, words):
    commits = [
        commit(
            f"{kind}(area{n}): {'word ' * words}{n}",
            f"Because {n} {'word ' * words}\n\nBREAKING CHANGE: {'x ' * words}",
        )
        for n in range(count)
        for kind in ("feat", "fix", "Add")
    ]
    files = [
        change(f"{'deep/' * (n % 9)}area{n % 40}/file{n}.py", n, n, kind=kind)
        for n in range(count)
        for kind in ("modified", "renamed", "deleted", "added")
    ]
    tests = [change(f"tests/area{n}/test_file{n}.py", n, n) for n in range(count)]
    return commits, [*files, *tests, patched("package.json", *(f'+"p{n}": "^{n}.0.0",' for n in range(count)))]


@pytest.mark.parametrize("words", [1, 12, 300])
@pytest.mark.parametrize("count", [1, 4, 84])
def test_no_draft_is_longer_than_400_words(count, words):
    commits, files = make_large(count, words)

    drafted = draft(commits, files)

    assert 20 < count_words(drafted.body) <= 400
    assert len(drafted.title) <= 256


def test_parts_of_a_large_change_are_all_there():
    found = parts(*make_large(84, 12))

    assert all((found.purpose, found.changes, found.notable, found.testing))
    assert not any("###" in part for part in (found.purpose, found.changes, found.notable, found.testing))


def test_words_are_joined_and_counted():
    assert [plural(1, "file"), plural(1200, "entry")] == ["1 file", "1,200 entries"]
    assert [join_some(list("abc"), most) for most in (2, 3)] == ["a, b and 1 more", "a, b and c"]
    assert [measure_words("one two"), measure_words("x" * 100)] == [2, 2]


@pytest.mark.parametrize(
    ("text", "unwrapped"),
    [
        (
            "The cache kept entries,\nso that a run\nate the memory.",
            "The cache kept entries, so that a run ate the memory.",
        ),
        ("One.\n\nTwo\nlines.", "One.\n\nTwo lines."),
        ("- one that\n  goes on\n- two\n  - three\n    on", "- one that goes on\n- two\n  - three on"),
        ("What it does:\n- one\n* two\n1. three\n2) four", "What it does:\n- one\n* two\n1. three\n2) four"),
        ("```\nsome\ncode\n```\nthe\ntext", "```\nsome\ncode\n```\n\nthe text"),
        ("    some\n    code", "    some\n    code"),
        ("> a quote\n> of two\nlines", "> a quote\n> of two\nlines"),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "| a | b |\n|---|---|\n| 1 | 2 |"),
        ("## What\nThe\nreason", "## What\nThe reason"),
        ("Before: 1 s\nAfter: 2 s", "Before: 1 s\nAfter: 2 s"),
        ("Tabs were lost.\nFixes #12\nCloses #13.", "Tabs were lost.\nFixes #12\nCloses #13."),
        ("Part of #12\nand more", "Part of #12\nand more"),
        ("one\\\ntwo", "one\\\ntwo"),
        ("一行目の\n文章です。", "一行目の文章です。"),
        ("#12 is\nmended", "#12 is mended"),
        ("[1]: https://x.test\n[2]: https://y.test", "[1]: https://x.test\n[2]: https://y.test"),
    ],
)
def test_a_messages_lines_are_joined_where_they_were_only_wrapped(text, unwrapped):
    assert unwrap(text) == unwrapped
    assert unwrap(unwrapped) == unwrapped


@pytest.mark.parametrize(
    ("body", "purpose"),
    [
        ("Hi all,\n\nUploads failed.\n\nThanks!", "Uploads failed."),
        ("Hello team!\nUploads failed.\nCheers,", "Uploads failed."),
        ("Uploads failed.\n\nPlease review.\n\nBest regards", "Uploads failed."),
        ("Uploads failed.\n\nThanks for the review, Bob.\nPTAL", "Uploads failed."),
        ("Uploads failed.\n# Please enter the commit message for your changes.\n# On branch x\n#", "Uploads failed."),
        ("<!-- Say why -->\nUploads failed.", "Uploads failed."),
        ("Hints are shown to the user.", "Hints are shown to the user."),
        ("Thanks to the cache, it is faster.", "Thanks to the cache, it is faster."),
        ("# Why\nUploads failed.", "# Why\nUploads failed."),
        ("Uploads failed.\n\n```release-note\nMended.\n```", "Mended.\n\nUploads failed."),
    ],
)
def test_greetings_and_what_an_editor_says_are_no_reason(body, purpose):
    assert parts([commit("Retry uploads", body)], [CODE]).purpose == purpose


def test_commits_that_answer_a_review_are_not_listed_beside_others():
    subjects = ["Retry uploads", "Apply black formatting", "Address review comments", "Update client.py", "Keep tabs"]

    assert parts([commit(one) for one in subjects], [CODE]).changes.endswith(".\n\n- Retry uploads\n- Keep tabs")
    assert "- fix lint" in parts([commit("fix lint"), commit("fix typo")], [CODE]).changes


def test_the_time_for_commits_grows_with_their_number_alone():
    def draft_many(count):
        draft(
            [
                commit(f"fix(area): part {n}", f"Because {n}.\n\nThis reverts commit {n:040x}.", sha=f"{n + 1:040x}")
                for n in range(count)
            ],
            [CODE],
        )

    assert grows_linearly(draft_many, 1000)


def test_a_text_is_cut_after_a_sentence_a_block_or_an_item():
    assert clip_line("One two three. Four five six seven.", 5) == "One two three."
    assert clip_line("one two three four five six", 4) == "one two three …"
    assert clip_text("one two\n\nthree\n\nfour five", 3) == "one two\n\nthree"
    assert clip_text("- one two\n- three\n- four", 3) == "- one two\n- three"
    assert clip_text("```\none two three\n```\n\nfour", 2) == ""
    assert fit_items(["- a b", "- c d", "- e f", "- g h"], 7, "entry") == "- a b\n- … and 3 more entries"
