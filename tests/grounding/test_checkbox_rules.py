"""A box is ticked only where the diff and the commits make its words true; what a person did stays theirs to say."""

import pytest

from pr_writer.grounding.checkbox_rules import is_proven
from pr_writer.values import Changes, Commit, FileChange


def changes(*paths, subjects=("Change it",), body="", added=3):
    files = tuple(FileChange(path, None, "modified", "100644", "100644", "", "", added, 1) for path in paths)
    return Changes("b", "h", tuple(Commit("c", subject, body, "A", False) for subject in subjects), files)


CODE = changes("src/a.py")
TESTED = changes("src/a.py", "tests/test_a.py")
DOCUMENTED = changes("src/a.py", "docs/a.md")


@pytest.mark.parametrize(
    ("box", "change", "proven"),
    [
        ("Tests added", TESTED, True),
        ("I have added tests for this", TESTED, True),
        ("**Unit tests** added or updated", TESTED, True),
        ("Tests added", CODE, False),
        ("Tests added", changes("src/a.py", "tests/test_a.py", added=0), False),
        ("I have added tests that prove my fix is effective", TESTED, False),
        ("New and existing unit tests pass locally with my changes", TESTED, False),
        ("I have tested this manually", TESTED, False),
        ("No tests added", TESTED, False),
        ("Documentation updated", DOCUMENTED, True),
        ("I have made corresponding changes to the documentation", DOCUMENTED, True),
        ("Documentation updated", TESTED, False),
        ("Added tests and updated the docs", TESTED, False),
        ("Added tests and updated the docs", changes("a.py", "test_a.py", "README.md"), True),
        ("Changelog entry added", changes("a.py", "CHANGELOG.md"), True),
        ("Changelog entry added", changes("a.py", "docs/a.md"), False),
        ("Docs updated", changes("a.py", "CHANGELOG.md"), False),
        ("I have read CONTRIBUTING.md and updated tests", TESTED, False),
        ("My code follows the style guidelines", TESTED, False),
        (
            "Bug fix (non-breaking change which fixes an issue)",
            changes("a.py", subjects=("fix: it", "fix(x): it")),
            True,
        ),
        (":bug: Bug fix", changes("a.py", subjects=("fix: it",)), True),
        ("Bug fix", changes("a.py", subjects=("fix: it", "feat: it")), False),
        ("Bug fix", changes("a.py", subjects=("Fix it",)), False),
        ("New feature", changes("a.py", subjects=("feat: it",)), True),
        ("New feature", changes("a.py", subjects=("feat!: it",)), False),
        ("Breaking change", changes("a.py", subjects=("feat!: it",)), True),
        ("Breaking change", changes("a.py", body="BREAKING CHANGE: gone"), True),
        ("Breaking change", CODE, False),
        ("Documentation. (If you've added a flag, find the page under `docs/`.)", DOCUMENTED, True),
        ("Documentation. (If you've added a flag, find the page under `docs/`.)", TESTED, False),
        ("**Changelog** (add an entry to `docs/changelog.rst`)", changes("a.py", "docs/changelog.rst"), True),
        ("Tests. (Very much encouraged but not strictly required.)", TESTED, True),
        ("Tests - please add one for your fix", TESTED, True),
        ("Tests (adding or updating tests)", TESTED, False),
        ("Tests (pass locally; required)", TESTED, False),
        ("Tests - all of your tests pass", TESTED, False),
        ("Unit tests (describe the tests that you ran)", TESTED, False),
        ("Tests (if you ran them on your machine)", TESTED, False),
        ("Tests - not required", TESTED, False),
        ("Tests (add none: your reason?)", TESTED, False),
        ("Tests. (If you've added code that should be tested, add some.)", TESTED, True),
        ("Documentation (I read it as required)", DOCUMENTED, False),
        ("Documentation - isn't required", DOCUMENTED, False),
        ("Documentation (non-code change)", DOCUMENTED, False),
        ("Tests on Windows (if you have one)", TESTED, False),
        ("Documentation update", changes("docs/a.md", "README.md"), True),
        ("Documentation update", DOCUMENTED, False),
        ("Refactoring (no functional changes)", changes("a.py", subjects=("refactor: it",)), True),
        ("CI", changes(".github/workflows/ci.yml"), True),
        ("Breaking change", changes("a.py", body="This is not a BREAKING CHANGE."), False),
        ("Breaking change", changes("a.py", body="BREAKING CHANGE: none"), False),
        ("This change requires a documentation update", DOCUMENTED, False),
        ("Docs need to be updated", DOCUMENTED, False),
        ("Documentation will be updated in a follow-up", DOCUMENTED, False),
        ("I will add tests later", TESTED, False),
        ("Should tests be added?", TESTED, False),
        ("Tests added and CI is green", TESTED, False),
        ("Integration tests added", TESTED, False),
        ("E2E tests updated", TESTED, False),
        ("Documentation content changes", DOCUMENTED, False),
        ("Documentation content changes", changes("docs/a.md"), True),
        ("Dependency upgrade", changes("requirements.txt", "poetry.lock"), True),
        ("Dependency upgrade", changes("requirements.txt", "a.py"), False),
        ("Tests are covered elsewhere", TESTED, False),
        ("~~Tests added~~", TESTED, False),
        ("I have tests to add", TESTED, False),
        ("I asked somebody to write tests", TESTED, False),
        ("Load tests written", TESTED, False),
        ("Test plan updated", TESTED, False),
        ("Added tests on Windows", TESTED, False),
        ("I've added screenshots to the tests", TESTED, False),
        ("Changes are covered by tests", TESTED, False),
        ("Inline documentation added", DOCUMENTED, False),
        ("Code comments and docs updated", DOCUMENTED, False),
        ("Documentation in Chinese updated", DOCUMENTED, False),
        ("I've added unit tests for these changes.", TESTED, True),
        ("Unit tests have been added/updated", TESTED, True),
        ("I have updated the documentation accordingly", DOCUMENTED, True),
        ("Docs have been added / updated", DOCUMENTED, False),
        ("Documentation has been updated, if applicable", DOCUMENTED, True),
        ("README updated", changes("a.py", "README.md"), True),
        ("Added an entry to the changelog", changes("a.py", "CHANGELOG.md"), False),
        ("Changelog updated", changes("a.py", "CHANGELOG.md"), True),
        ("Yes", TESTED, False),
        ("", TESTED, False),
    ],
)
def test_what_the_diff_proves(box, change, proven):
    assert is_proven(box, change) is proven
