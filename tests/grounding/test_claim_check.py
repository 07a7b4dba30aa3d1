"""What a draft claims, its change bears out."""

# ruff: noqa: E501 -- a row of a table is one line

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pr_writer.grounding.claim_check import check_claims
from pr_writer.values import Changes, Commit, Draft, FileChange

PATCH = """@@ -1,4 +1,5 @@ def run(settings):
 def run(settings):
-    retries = 3
-    return fetch(URL, timeout=30)
+    max_retries = 5
+    session = Session.open(timeout=60)
+    return session.fetch_all(URL)
"""


def make_file(path, *, added=3, removed=2, patch=PATCH, shown="whole", kind="modified", old_path=None, is_binary=False):
    return FileChange(
        path, old_path, kind, "100644", "100644", "a" * 40, "b" * 40, added, removed, is_binary, patch=patch, shown=shown
    )  # fmt: skip


def make_changes(*files, commits=1):
    said = tuple(Commit("c" * 40, "Retry longer", "Uses Backoff.", "A", False) for _ in range(commits))
    return Changes("a" * 40, "b" * 40, said, files or (make_file("src/net/client.py"),), commits)


CODE = make_changes()
TESTED = make_changes(
    make_file("src/net/client.py"), make_file("tests/test_client.py", kind="added", added=10, removed=0)
)
HIDDEN = make_changes(make_file("src/net/client.py"), make_file("src/big.py", shown="part"))


def check(body, changes=CODE, human_text="", title="Retry longer", past_pulls=()):
    draft, corrections = check_claims(Draft(title, body, "m"), changes, human_text=human_text, past_pulls=past_pulls)
    assert draft.model == "m"
    return draft, corrections


@pytest.mark.parametrize(
    ("body", "changes"),
    [
        ("Raises `max_retries` from `3` to `5` in `src/net/client.py`.\n", CODE),
        ("`client.py` opens a `Session` and calls `session.fetch_all(URL)` with `timeout=60`.\n", CODE),
        ("`src/net/` and `net/client.py` change; `run()` returns `None` and raises `ValueError`.\n", CODE),
        ("Run `make test` or `pytest -k client`; `git bisect` helps; HTTP `GET` works.\n", CODE),
        (
            "Follows `Backoff`, as the commit says. A `404` is not retried.\n",
            make_changes(make_file("a.py", patch="+ 404")),
        ),
        ("```python\nunknown_function()\n```\n\nstays.\n", CODE),
        ("Changes 1 file, with 3 lines added and 2 lines removed.\n", CODE),
        ("Adds 3 lines. Removes 2 lines. `+3` / `-2`.\n", CODE),
        ("Touches 2 files (+13 lines, -2 lines).\n", TESTED),
        ("Adds 1 new file.\n\n- Adds unit tests for the client.\n- Includes a regression test.\n", TESTED),
        ("No tests were added. Tests should be added later. TODO: add tests.\n", CODE),
        ("- [ ] Add tests\n- adds a test runner step to CI\n", CODE),
        ("Adds support for uploads of up to 300 files, and waits 12 s after 3 tries.\n", CODE),
        ("Fails when 5 tests fail; the latest test file wins.\n", CODE),
        ("Calls `secret_symbol()` and `Other.thing`, from the part that was too long.\n", HIDDEN),
        ("Fixes #12. See #13.\n", CODE),
        ("We are #1, at step #2, and C#12 is required.\n", CODE),
        ("", CODE),
        ("# Summary\n\nPlain words, e.g. these. And i.e. those.\n\n| a | b |\n|---|---|\n| `URL` | 1 |\n", CODE),
        ("Windows line ends\r\n\r\n- `URL`\r\n", CODE),
    ],
)
def test_a_true_draft_comes_out_unchanged(body, changes):
    draft, corrections = check(body, changes, human_text="Fixes #12, see #13")
    assert draft.body == body
    assert corrections == ()


@pytest.mark.parametrize(
    ("body", "checked", "changes"),
    [
        ("Changes `src/net/server.py`.", "Changes src/net/server.py.", CODE),
        ("Changes `server.py` too.", "Changes server.py too.", CODE),
        ("Changes `src/net/server.py`.", "Changes src/net/server.py.", HIDDEN),
        ("Adds `invented_helper()`.", "Adds invented_helper().", CODE),
        ("Adds `Invented.helper`.", "Adds Invented.helper.", CODE),
        ("Waits `90` seconds.", "Waits 90 seconds.", CODE),
        ("Waits `4,000 ms`.", "Waits 4,000 ms.", CODE),
        ("- Adds `__imaginary__`.", "- Adds \\_\\_imaginary\\_\\_.", CODE),
        ("| a |\n|---|\n| `imaginary` |", "| a |\n|---|\n| imaginary |", CODE),
    ],
)
def test_code_that_is_not_in_the_change_loses_its_ticks(body, checked, changes):
    draft, corrections = check(body, changes)
    assert draft.body == checked
    assert len(corrections) == 1


@pytest.mark.parametrize(
    ("body", "checked", "changes"),
    [
        ("Retries. Changes 12 files. Ends.", "Retries. Ends.", CODE),
        ("- Retries.\n- Touches 12 files.\n- Ends.\n", "- Retries.\n- Ends.\n", CODE),
        ("Retries.\n\n12 files changed.\n\nEnds.\n", "Retries.\n\nEnds.\n", CODE),
        ("Retries. Adds 300 lines.", "Retries.", CODE),
        ("Retries. 300 insertions, 2 deletions.", "Retries.", CODE),
        ("Retries (a lot). +300 lines of it.", "Retries (a lot).", CODE),
        ("Retries. Removes 40 lines.", "Retries.", CODE),
        ("Retries. Adds 4 new files.", "Retries.", CODE),
        ("Retries. Deletes 2 files.", "Retries.", CODE),
        ("Retries. Squashes 9 commits.", "Retries.", CODE),
        ("- Retries\n- Adds unit tests\n", "- Retries\n", CODE),
        ("Retries. Adds comprehensive unit and integration tests for it.", "Retries.", CODE),
        ("Retries. It is covered by new tests.", "Retries.", CODE),
        ("Retries. Tests were added.", "Retries.", CODE),
        ("Retries.\n\nFixes #99.\n", "Retries.\n\n", CODE),
        ("Retries. See issue #99 for why.", "Retries.", CODE),
        ("Retries. Closes owner/repo#12.", "Retries.", CODE),
        ("## Summary\n\n1. Retries\n2. Adds tests for `run`\n", "## Summary\n\n1. Retries\n", CODE),
        ("Changes 3 files.\n\nRetries.\n", "Retries.\n", TESTED),
    ],
)
def test_a_sentence_that_is_false_goes(body, checked, changes):
    draft, corrections = check(body, changes, human_text="Fixes #12")
    assert draft.body == checked
    assert len(corrections) == 1


def test_a_titles_code_is_checked_too():
    draft, corrections = check("", title="Retry `run` in `nowhere.py`")
    assert draft.title == "Retry `run` in nowhere.py"
    assert len(corrections) == 1


@pytest.mark.parametrize(
    "path",
    [
        "tests/a.py",
        "a_test.go",
        "src/a.test.ts",
        "spec/a_spec.rb",
        "FooTest.java",
        "src/__tests__/a.js",
        "test_a.py",
        "a.spec.js",
    ],
)
def test_a_test_file_bears_out_that_tests_are_added(path):
    assert check("Adds tests.", make_changes(make_file(path)))[1] == ()


def test_a_test_inside_a_source_file_counts():
    assert (
        check("Adds tests.", make_changes(make_file("src/lib.rs", patch="+    #[test]\n+    fn works() {}")))[1] == ()
    )


PIECES = [
    "`run`",
    "`nope_x`",
    "`a/b.py`",
    "Adds tests.",
    "Changes 12 files.",
    "Fixes #9.",
    "- ",
    "\n",
    "\n\n",
    "# ",
    "> ",
    "| a |\n|--|\n| b |",
    " ",
    "Word. ",
    "**",
    "`",
    "```\n",
    "1. ",
    "[x](y)",
    "\\",
]


@settings(deadline=None, max_examples=300)
@given(st.lists(st.sampled_from(PIECES), max_size=16).map("".join))
def test_any_draft_survives(body):
    draft, corrections = check(body)
    assert len(draft.body) <= 2 * len(body)
    assert corrections or draft.body == body


@pytest.mark.parametrize(
    "sentence",
    [
        "I ran it by hand and it works.",
        "I've tested it.",
        "We've run the suite.",
        "I manually ran it.",
        "We executed the tests.",
        "Tested on macOS.",
        "Ran the suite locally.",
        "The test suite passes.",
        "Tests pass.",
        "All existing tests still pass.",
        "CI is green.",
        "The change has been tested thoroughly.",
        "I logged in twice on my laptop.",
    ],
)
def test_what_somebody_did_is_struck_where_nobody_said_so(sentence):
    draft, reasons = check(f"It greets. {sentence}", TESTED)

    assert draft.body == "It greets."
    assert len(reasons) == 1
    said = check(f"It greets. {sentence}", TESTED, human_text="I tested it on macOS.")[0]
    assert said.body == f"It greets. {sentence}"


@pytest.mark.parametrize(
    "sentence",
    [
        "We run migrations on start.",
        "Before, we logged every request.",
        "If the cookie is missing, we started a session anyway.",
        "The job failed when we tried to connect twice.",
        "All tests pass a token explicitly.",
        "The tests passed to the runner are sorted.",
        "Signatures are verified locally instead of asking the server.",
        "Orders are confirmed manually by staff.",
        "A retry ran twice.",
        "The tests cover both branches.",
        "Checks run on every push.",
    ],
)
def test_what_the_code_does_is_no_deed(sentence):
    assert check(f"It greets. {sentence}", TESTED)[0].body == f"It greets. {sentence}"


@pytest.mark.parametrize(
    "line", ["## How have we tested this?", "## Fixes #123", "- [ ] I have run the tests", "**See #1**"]
)
def test_a_heading_and_a_box_are_no_claims(line):
    body = f"{line}\n\nIt greets."

    draft, reasons = check(body, TESTED)

    assert (draft.body, reasons) == (body, ())


ISSUE_NUMBERS = [
    "Fixes CVE-2024-1234.",
    "Released on 2024-11-20.",
    "Supports Python 3.9-3.13.",
    "Listens on ports 8000-8010.",
    "Deletes 5 files from the cache at start.",
    "If the build passes, deploy starts.",
    "Returns the range 0-255, 300-400.",
    "Removes 3 stale files when the app quits.",
    "Adds 2 lines to every generated file.",
    "Shows the last 10 commits.",
    "Every release changes 12 files.",
    "A diff of +3/-1 is shown in two colours.",
    "Adds support for tests written in Go.",
    "Includes the tests folder in the package.",
    "Adds the test suite to the CI workflow.",
]


@pytest.mark.parametrize("sentence", ISSUE_NUMBERS)
def test_behaviour_is_no_statistic_of_the_change(sentence):
    body = f"Uploads are retried. {sentence}\n\n- {sentence}\n- It logs.\n"

    assert check(body) == (Draft("Retry longer", body, "m"), ())


@pytest.mark.parametrize(
    ("sentence", "note"),
    [
        ("Deletes 12 files.", "The draft claimed 12 deleted files; the diff has none."),
        ("This PR touches 12 files.", "The draft claimed 12 changed files; the diff has 1."),
        ("12 files changed, 3 insertions(+), 2 deletions(-)", "The draft claimed 12 changed files; the diff has 1."),
        ("The diff is +300/-2.", "The draft claimed 300 added lines; the diff has 3."),
        ("Removes about 400 lines of dead code.", "The draft claimed 400 removed lines; the diff has 2."),
        ("Adds unit tests.", "The draft claimed tests (“Adds unit tests”); the diff changes no test file."),
        ("Closes #99.", "The draft named #99; neither the author, nor a commit, nor the branch does."),
        ("Changes `a/b.py`.", "The draft put “a/b.py” in code; the change does not have it."),
        (
            "Manually tested.",
            "The draft said that something was tested or that checks passed, and nobody said so: “Manually tested”.",
        ),
        (
            "Performance improves by 40%.",
            "The draft gave a result of measuring, and nobody said that it was measured: “Performance improves by 40%”.",
        ),
    ],
)
def test_a_correction_says_in_plain_words_what_was_wrong(sentence, note):
    assert check(f"It greets.\n\n{sentence}")[1] == (note,)


def test_long_code_is_quoted_in_part():
    assert len(check(f"Calls `{'unknown_name_' * 100}`.")[1][0]) < 200


def test_a_long_sentence_is_quoted_in_part():
    note = check("Tested " + "on the oldest and on the newest of all supported platforms, " * 5 + "by hand.")[1][0]

    assert note.endswith("…”.")
    assert len(note) < 200


@pytest.mark.parametrize(
    ("body", "checked"),
    [
        ("Uploads are retried, and all tests pass.", "Uploads are retried."),
        ("Uploads are retried; existing tests pass.", "Uploads are retried."),
        ("Wiederholt Uploads, alle Tests laufen durch.", "Wiederholt Uploads."),
        ("重试上传，所有测试通过。", "重试上传。"),
        ("Tests pass. Uploads are retried.", "Uploads are retried."),
        ("- Tests pass ✅\n- Uploads are retried.\n", "- Uploads are retried.\n"),
        ("- [x] Tested locally\n- Uploads are retried.\n", "- Uploads are retried.\n"),
        ("> Tests pass.\n>\n> Uploads are retried.\n", ">\n> Uploads are retried.\n"),
        ("Tested on:\n\n- iOS 17\n- Android 14\n\nIt logs.\n", "It logs.\n"),
        ("- Manually tested\n  - on a phone\n- It logs.\n", "- It logs.\n"),
        (
            "- Tests pass\n  - The retry waits one second between attempts.\n",
            "  - The retry waits one second between attempts.\n",
        ),
        ("| a | b |\n|---|---|\n| iOS | Tested on iOS 17 |\n", "| a | b |\n|---|---|\n| iOS |  |\n"),
        ("Uploads are retried. **Manually tested.**", "Uploads are retried."),
        ("Tests pass. Manually tested. Uploads are retried.", "Uploads are retried."),
        ("I te**st**ed it. Uploads are retried.", "Uploads are retried."),
        ("I te<!-- -->sted it. Uploads are retried.", "Uploads are retried."),
        ("I te\u200bsted it. Uploads are retried.", "Uploads are retried."),
        ("Tests\r\npass.\r\n\r\nUploads are retried.\r\n", "\r\nUploads are retried.\r\n"),
        ("It logs\nTests pass ✅\nand more\n", "It logs\nand more\n"),
    ],
)
def test_as_little_as_possible_is_struck(body, checked):
    assert check(body, TESTED)[0].body == checked


@pytest.mark.parametrize(
    ("body", "checked"),
    [
        ("It logs.\n\n## Testing\n\nManually tested.\n", "It logs.\n\n"),
        ("It logs.\n\n**Testing**\nManually tested.\n", "It logs.\n\n"),
        ("## Testing\n\nTests pass.\n\n## Notes\n\nIt logs.\n", "## Notes\n\nIt logs.\n"),
        ("Testing\n=======\n\nTests pass.\n", ""),
        ("## Testing\n\nTests pass.\n\n```\nmake\n```\n", "## Testing\n\n```\nmake\n```\n"),
        ("## Testing\n\n## Notes\n\nIt logs.\n", "## Testing\n\n## Notes\n\nIt logs.\n"),
    ],
)
def test_a_heading_goes_with_all_that_was_below_it(body, checked):
    assert check(body, TESTED)[0].body == checked


@pytest.mark.parametrize("heading", ["## How has this been tested?", "## Test results", "### QA", "## 测试结果"])
@pytest.mark.parametrize(
    "sentence",
    [
        "Opened the page in Chrome and saw the banner.",
        "The banner was there after a restart.",
        "在浏览器里打开了页面。",
    ],
)
def test_below_a_heading_that_asks_a_person_what_was_done_is_struck(heading, sentence):
    assert check(f"It logs.\n\n{heading}\n\n{sentence}\n")[0].body == "It logs.\n\n"


@pytest.mark.parametrize("heading", ["## Testing", "## Test plan", "## How has this been tested?"])
@pytest.mark.parametrize(
    "sentence",
    [
        "Run `make test` and open the page.",
        "`tests/test_client.py` covers both branches.",
        "The new tests cover a timeout.",
        "Not tested on Windows.",
        "No tests are needed.",
        "1. Start the server.\n2. Click the button.",
        "Added tests for both branches.",
        "Switched to a fake clock.",
    ],
)
def test_below_such_a_heading_what_the_diff_shows_stays(heading, sentence):
    body = f"{heading}\n\n{sentence}\n"

    assert check(body, TESTED)[0].body == body


@pytest.mark.parametrize(
    ("sentence", "human_text", "stays"),
    [
        ("Tested on iOS 17 and Android 14.", "tested on iOS 17 and Android 14", True),
        ("Tested on iOS 17 and Android 14.", "tested on iOS 17", False),
        ("Tested on macOS.", "Works on macOS", True),
        ("Tests pass.", "All tests pass here", True),
        ("Alle Tests bestehen.", "All tests pass here", True),
        ("21 passed, 0 failed.", "21 passed, 0 failed", True),
        ("21 passed, 0 failed.", "All tests pass", False),
        ("Performance improves by 40%.", "Tests pass", False),
        ("Performance improves by 40%.", "Now 40% faster", True),
        ("Reviewed by the security team.", "Tests pass", False),
        ("Reviewed by the security team.", "Reviewed by the security team.", True),
        ("Tests pass.", "Add tests", False),
        ("Verified locally.", "", False),
    ],
)
def test_a_deed_stays_where_people_say_that_it_was_done(sentence, human_text, stays):
    checked = check(f"It logs. {sentence}", TESTED, human_text=human_text)[0].body

    assert checked == (f"It logs. {sentence}" if stays else "It logs.")


def test_a_measure_that_stands_in_the_diff_stays():
    changes = make_changes(make_file("CHANGELOG.md", patch="+Parsing is 40% faster."))

    assert check("Parsing is 40% faster.", changes)[1] == ()


def test_another_projects_issue_that_the_diff_points_to_may_be_named():
    url = "https://github.com/python/cpython/issues/99"
    changes = make_changes(make_file("a.py", patch=f"+# see {url}"))

    assert check(f"Works around {url} on Windows.", changes)[1] == ()
    assert check(f"Works around {url} on Windows.")[1] != ()


@pytest.mark.parametrize("heading", ["## Validation", "## Verified badge", "## Test runner", "**Testing**"])
def test_a_heading_that_only_sounds_alike_changes_nothing(heading):
    body = f"{heading}\n\nThe form was checked on the client only. Upgraded to the newest release.\n"

    assert check(body, TESTED)[0].body == body


CLAIMS = [
    *(
        "Adds retries. ",
        "Tests pass. ",
        ", and all tests pass",
        "Tested on:\n\n",
        "- iOS\n",
        "- Manually tested\n",
        "> ",
        "- ",
    ),
    *(
        "\n",
        "\n\n",
        "# Testing\n",
        "**Testing**\n",
        "```\n",
        "| a |\n|--|\n| Tests pass. |\n",
        "- [x] Tested locally\n",
    ),
    *(
        "测试通过。",
        "重试。",
        "12 files changed. ",
        "**Tests pass.** ",
        "(tests pass) ",
        "[tests pass](u) ",
        ": ",
        "✅ ",
        "    ",
    ),
]


@settings(deadline=None, max_examples=300)
@given(st.lists(st.sampled_from(CLAIMS), max_size=10).map("".join))
def test_pieces_go_and_nothing_else_changes(body):
    draft, _ = check(body, TESTED)
    rest = iter(body)

    # Code that is no code of the change becomes text: its line ends are spaces then, and its signs are escaped.
    assert all(character in rest for character in draft.body if character not in "\\ ")
    assert check(draft.body, TESTED) == (draft, ())


@pytest.mark.parametrize(
    ("body", "is_kept"),
    [
        ("Retries ended early since #12.\n", True),
        ("A regression from #12 ended retries early.\n", True),
        ("A regression from #13 ended retries early.\n", False),
        ("Fixes #12.\n", False),
        ("Closes octo/demo#12.\n", False),
    ],
)
def test_the_pull_request_that_brought_what_is_changed_may_be_named_and_not_closed(body, is_kept):
    draft, corrections = check(body, past_pulls={"#12"})

    assert (draft.body == body) is is_kept
    assert bool(corrections) is not is_kept
