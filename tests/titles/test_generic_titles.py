"""Which titles nobody really wrote, and what a title looks like in its plain form."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.growth import grows_linearly

from pr_writer.titles.generic_titles import clean_subject, is_generic_title, shape_title

BRANCH = "fix/parser-crash"


@pytest.mark.parametrize(
    "title",
    [
        pytest.param(title, id=title or "nothing")
        for title in (
            # Filler words, alone and together.
            "", "   ", "...", "-", "wip", "WIP.", "[WIP]", "WIP: update", "Draft: changes", "update",
            "Updates", "Fix", "fixes", "Fixed!", "bug fix", "Bug fixes", "Fix bug", "fix a bug",
            "Quick fix", "hotfix", "small fixes", "minor changes", "Some minor updates", "misc",
            "Misc changes", "tweaks", "cleanup", "Clean up", "clean up code", "refactor", "Refactoring",
            "code refactor", "New feature", "my branch", "my changes", "changes", "More changes", "test",
            "testing", "temp", "TODO", "tbd", "asdf", "xxx", "stuff", "Update code", "Improvements",
            "edits", "Final changes", "Latest changes", "pull request", "PR", "New PR", "Updated files",
            "Add files",
            # One word is no title, nor is a number.
            "Retries", "v2", "Refactor!", "ABC-123", "#12", "12", "Fix #12", "fixes #12", "Closes #3",
            "Issue 12", "PR 4", "GH-12",
            # What pages, tools and agents propose.
            "patch 1", "patch-1", "Patch 12", "octocat patch 2", "octocat-patch-2", "Initial plan",
            "Initial commit", "First commit", "Add files via upload", "Update README.md",
            "Create main.yml", "Update src/app/main.py", "Update readme", "Untitled",
            "Merge branch 'main' into x", "Merge pull request #3 from a/b", "Merge develop into main",
            "develop", "Develop", "main", "Staging", "dev to main", "Sync main with develop",
            # Behind a type, an emoji or a mark the same.
            "fix: bug", "chore: update", "feat: wip", "feat(api): changes", "🐛 fix", ":bug: fix",
            "[skip ci] update", "update (#12)",
            # The branch's name, as GitHub writes it.
            "fix/parser-crash", "Fix/parser crash", "Parser crash", "parser-crash", "Parser_crash",
        )
    ],
)  # fmt: skip
def test_nobody_wrote_these(title):
    assert is_generic_title(title, BRANCH)


@pytest.mark.parametrize(
    "title",
    [
        pytest.param(title, id=title)
        for title in (
            "Retry uploads three times on flaky networks", "[ABC-1] Retry uploads",
            "ABC-123: Fix it now, for Windows", "Version Packages", "Fix the crash of the parser",
            "Add retries", "Update the retry policy", "Fix login", "fix: retries", "feat(api): paging",
            "Update dependency requests to v2.32", "Bump requests", "Fix flaky test", "Update docs",
            "Add tests", "Refactor parser", "Clean up imports", "Merge the two parsers into one module",
            'Revert "Add retries"', "Release 1.2.0", "WIP: Retry uploads", "[Draft] Retry uploads",
            "Move to Python 3.12", "Support v2", "Create users table", "Delete stale locks",
            "Rename Foo to Bar", "Test on Windows", "修复登录超时的问题", "アップロードを再試行する", "ไฟล์อัปโหลดซ้ำ",
            "Загрузка повторяется", "Neuer Export", "✨ Retry uploads", "Set up CI", "Setup wizard",
            "Review apps", "Push notifications", "Project plan view", "Patch the kernel headers",
            "Use a feature flag", "Fix #12: keep tabs in names",
        )
    ],
)  # fmt: skip
def test_somebody_wrote_these(title):
    assert not is_generic_title(title, BRANCH)


@pytest.mark.parametrize(
    ("title", "head_ref", "subjects", "is_generic"),
    [
        ("Retry uploads", "x", ("Retry uploads",), False),
        ("[ABC-1] Retry uploads", "x", ("[ABC-1] Retry uploads",), False),
        ("wip", "x", ("wip",), True),
        ("Update parser", "x", ("Update parser",), True),
        ("Update parser", "x", ("Something else",), False),
        ("Update parser", "x", ("Update parser", "and more"), False),
        ("Fix 1b4e28ba 2fa1", "copilot/fix-1b4e28ba-2fa1", (), True),
        ("copilot/fix-1b4e28ba-2fa1-11d2-883f-0016d3cca427", "x", (), True),
        ("Copilot/fix 1b4e28ba", "copilot/fix-1b4e28ba", (), True),
        ("Feature/retry uploads", "feature/retry-uploads", (), True),
        ("Abc 12 login loop", "alice/ABC-12-login-loop", (), True),
    ],
)
def test_what_github_proposes_is_generic_where_it_says_nothing(title, head_ref, subjects, is_generic):
    assert is_generic_title(title, head_ref, subjects) is is_generic


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Add retries", "Add retries"),
        ("  Add   retries \n", "Add retries"),
        ("Add retries.", "Add retries"),
        ("Wait for it...", "Wait for it..."),
        ("# Add retries", "Add retries"),
        ("**Add retries**", "Add retries"),
        ('"Add retries"', "Add retries"),
        ("Title: Add retries", "Add retries"),
        ("**Title:** Add retries", "Add retries"),
        ("`Client` gets retries", "Client gets retries"),
        ("Read __init__.py and snake_case_names", "Read __init__.py and snake_case_names"),
        ("Add [retries](https://x.test) to it", "Add retries to it"),
        ("Add [retries](https://x.test/a_(b)) to it", "Add retries to it"),
        ("Call `__init__` once", "Call __init__ once"),
        ("Call __init__() and __main__ once", "Call __init__() and __main__ once"),
        ("__init__ and __main__", "__init__ and __main__"),
        ("Drop `_private_`, keep _it_", "Drop _private_, keep _it_"),
        ("Pass `*args` and `**kwargs` on", "Pass *args and **kwargs on"),
        ("Pass *args, **kwargs on", "Pass *args, **kwargs on"),
        ("Multiply a*b*c and read *.py*", "Multiply a*b*c and read *.py*"),
        ("__Add retries__ and _drop it_", "Add retries and drop it"),
        ("[![Add](https://x.test/a.svg)](https://x.test) retries", "Add retries"),
        ("***Add*** ~~retries~~", "Add retries"),
        ("feat(client)!: add retries", "feat(client)!: add retries"),
        ("Add retries to the client that asks for pages " * 3, None),
        ("Réparer l'analyse des dates", "Réparer l'analyse des dates"),
    ],
)
def test_a_title_is_one_plain_line(text, title):
    shaped = shape_title(text)

    assert shaped == title if title else len(shaped) <= 120
    assert shape_title(shaped) == shaped


@pytest.mark.parametrize("text", ["x" * 300, "a " * 300, "Word " * 20 + "(" + "y" * 300 + ")"])
def test_a_title_is_never_over_256_characters(text):
    assert 0 < len(shape_title(text)) <= 256


@pytest.mark.parametrize("lead", ["", "_", "__", "*", "~~", "[", "[a](", "x "])
@pytest.mark.parametrize(
    "piece", ["[", "[a](", "![", "*a", " *a", " _a b", " __a", " ~~a", "(", "()", "# ", " ", "a ", "[a]((b)", "**"]
)
def test_the_time_to_shape_a_title_grows_with_its_length_alone(lead, piece):
    assert grows_linearly(lambda size: shape_title(f"{lead}{piece * (size // len(piece))}"), 20_000)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Retry uploads (#12)", "Retry uploads"),
        ("Retry uploads (#12) (#7)", "Retry uploads"),
        ("Retry uploads (see #12)", "Retry uploads (see #12)"),
        ("Fix #12", "Fix #12"),
        ("(#12)", "(#12)"),
        ("[skip ci] Retry uploads", "Retry uploads"),
        ("Retry uploads [ci skip]", "Retry uploads"),
        ("Retry [no ci] uploads", "Retry uploads"),
        ("[skip actions] Retry uploads", "Retry uploads"),
        ("[actions skip]Retry uploads", "Retry uploads"),
        ("Retry uploads ***NO_CI***", "Retry uploads"),
        ("[skip ci]", "[skip ci]"),
        ("[skip] Retry", "[skip] Retry"),
        ("再試行する。", "再試行する"),
        ("修复登录超时的问题。", "修复登录超时的问题"),
        ("Retry uploads.", "Retry uploads"),
        ("And so on...", "And so on..."),
    ],
)
def test_marks_for_machines_and_full_stops_are_no_part_of_a_title(text, title):
    assert shape_title(text) == title
    assert shape_title(title) == title


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (
            "discovery/aws: don't panic on ElastiCache resources with absent optional fields",
            "discovery/aws: don't panic on ElastiCache resources with absent optional fields",
        ),
        (
            "fix: If a replacer is updated to a version that no longer replaces, the replaced package is not loaded",
            "fix: If a replacer is updated to a version that no longer replaces, the replaced package is not loaded",
        ),
        pytest.param(
            "Retry uploads three times on networks that drop every third packet or so, "
            + "because trains have bad ones, " * 3,
            "Retry uploads three times on networks that drop every third packet or so, because trains have bad ones",
            id="the last whole clause stays",
        ),
        (
            "Retry uploads three times on networks that drop every third packet (as those in the trains do)",
            "Retry uploads three times on networks that drop every third packet",
        ),
    ],
)
def test_a_title_is_no_cut_phrase(text, title):
    assert shape_title(text) == title


@settings(deadline=None)
@given(
    st.lists(st.sampled_from(["(#1)", " ", "[skip ci]", "a", ".", "。", "(", "[", "#", "WIP", ":bug:", "fix: "])).map(
        "".join
    )
)
def test_a_cleaned_subject_stays_as_it_is_and_is_never_nothing(text):
    cleaned = clean_subject(text)

    assert clean_subject(cleaned) == cleaned
    assert bool(cleaned) == bool(text.strip())
    is_generic_title(text, text, (text,))


@pytest.mark.parametrize(
    "piece", ["(#1)", " (#1)", "[skip ci]", "[skip ", ":a", "a.", "fix ", "1", "merge a ", "(", "。"]
)
def test_the_time_for_a_title_grows_with_its_length_alone(piece):
    def read(count):
        text = piece * count
        is_generic_title(text, text, (text,))
        shape_title(text)

    assert grows_linearly(read, 4_000)
