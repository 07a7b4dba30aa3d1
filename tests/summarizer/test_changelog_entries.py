"""What people wrote for their users opens the draft: the changelog's new entries, changesets, fragments, notes."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.drafting import change, changes, commit, patched, pull

from pr_writer.summarizer.changelog_entries import find_version, list_entries, quote_section
from pr_writer.summarizer.summary import summarize_changes


@pytest.mark.parametrize(
    ("file", "entries"),
    [
        pytest.param(
            patched(
                "CHANGELOG.md", " ## Unreleased", "+### Fixed", "+", "+- Uploads are tried", "+  three times.", " - Old"
            ),
            ["Uploads are tried three times."],
            id="a list's item over two lines",
        ),
        pytest.param(
            patched("CHANGES.rst", "+1.4.0 (2026-11-29)", "+------------------", "+", "+* Retries. [octo]", "+* Tabs."),
            ["Retries. [octo]", "Tabs."],
            id="a section with its version",
        ),
        pytest.param(
            patched("docs/HISTORY.txt", "+Uploads are tried again", "+after a reset.", "+", "+Tabs are kept."),
            ["Uploads are tried again after a reset.", "Tabs are kept."],
            id="paragraphs",
        ),
        pytest.param(
            patched(".changeset/odd-cats.md", "+---", '+"web": minor', "+---", "+", "+Retry uploads.", kind="added"),
            ["Retry uploads."],
            id="a changeset",
        ),
        pytest.param(
            patched("changes/123.feature.rst", "+Uploads are tried", "+three times.", kind="added"),
            ["Uploads are tried three times."],
            id="towncrier's fragment",
        ),
        pytest.param(
            patched("news/14127.bugfix.rst", "+Refuse a link that leaves the archive.", kind="added"),
            ["Refuse a link that leaves the archive."],
            id="a folder called news",
        ),
        pytest.param(patched("news/today.py", "+x = 1", kind="added"), [], id="code in a folder called news"),
        pytest.param(patched("content/news/2026.md", "+We moved.", kind="added"), [], id="a page of news"),
        pytest.param(
            patched("newsfragments/12.bugfix", "+Keep tabs.", kind="added"), ["Keep tabs."], id="without an ending"
        ),
        pytest.param(
            patched("CHANGELOG.md", "-- Retreis", "+- Retries"), [], id="a word that is mended tells nothing new"
        ),
        pytest.param(patched("CHANGELOG.md", "+[1.4.0]: https://x.test/compare"), [], id="a link's target"),
        pytest.param(patched("CHANGELOG.md", "+## [1.4.0] - 2026-11-29"), [], id="a heading"),
        pytest.param(patched("changes/README.md", "+How to write one.", kind="added"), [], id="how to write fragments"),
        pytest.param(patched("src/changes/paging.py", "+x = 1", kind="added"), [], id="code in a folder of that name"),
        pytest.param(patched("changes/12.md", "-Keep tabs.", kind="deleted"), [], id="a fragment that was released"),
        pytest.param(patched("README.md", "+Retries."), [], id="another document"),
        pytest.param(change("CHANGELOG.md"), [], id="a patch that is not shown"),
    ],
)
def test_entries_are_read_without_their_marks(file, entries):
    assert list_entries([file]) == entries


@pytest.mark.parametrize(
    ("body", "entries"),
    [
        ("Why.\n\n```release-note\nUploads are tried\nthree times.\n```\n", ["Uploads are tried three times."]),
        ("```release-note\nNONE\n```", []),
        ("```release-notes\n- a b\n- c d\n```", ["a b", "c d"]),
        ("```python\nrelease-note\n```", []),
        ("```release-note\nopen", []),
    ],
)
def test_a_release_note_in_a_message_is_an_entry(body, entries):
    assert list_entries([], [commit("One", body)]) == entries


@pytest.mark.parametrize(
    ("line", "entry"),
    [
        ("[#12](https://x.test/o/r/pull/12): Add `tabs`. ([@octo][])", "Add `tabs`."),
        ("[#12](https://x.test/12): Add tabs. ([@octo][], [@cat-1](https://x.test/cat) and @dog)", "Add tabs."),
        ("Closed sockets -- by :user:`octo`.", "Closed sockets."),
        ("Closed sockets. -- by :user:`octo` and :user:`cat`", "Closed sockets."),
        ("Closed sockets. -- by :user:`octo`.", "Closed sockets."),
        (":doc:`plugins/box`: Read :py:class:`Box`", "`plugins/box`: Read `Box`"),
        ("- #12: Add tabs (by @octo).", "Add tabs."),
        ("Add tabs by :user:`octo`", "Add tabs"),
        ("Sort by @key", "Sort by @key"),
        ("Drop what was added by #12: tabs", "Drop what was added by #12: tabs"),
        ("Read (@tabs) in code", "Read (@tabs) in code"),
        ("Wait for more…", "Wait for more…"),
        ("Wait for more...", "Wait for more..."),
    ],
)
def test_an_entrys_number_and_author_are_not_told(line, entry):
    assert list_entries([patched("CHANGES/12.bugfix.rst", f"+{line}", kind="added")]) == [entry]


def test_a_link_to_another_fragment_is_none():
    link = patched("CHANGES/10.bugfix.rst", "+12.bugfix.rst", kind="added", modes=("000000", "120000"))

    assert list_entries([link, patched("CHANGES/12.bugfix.rst", "+Close sockets.", kind="added")]) == ["Close sockets."]


def draft(commits, files):
    return summarize_changes(pull("retry-uploads"), changes(commits, files)).body


ENTRY = patched("CHANGELOG.md", "+- Uploads are tried three times.")


def test_the_entry_comes_before_the_reason_of_the_commit_that_names_the_branch():
    commits = [commit("Tidy up the client", "It was a mess."), commit("Retry uploads", "Trains have bad networks.")]

    assert draft(commits, [ENTRY, change("src/a.py")]).startswith(
        "Uploads are tried three times.\n\nTrains have bad networks.\n\n### Changes"
    )


def test_several_entries_are_a_list():
    files = [patched("CHANGELOG.md", "+- Uploads are tried three times.", "+- Tabs are kept."), change("src/a.py")]

    assert draft([commit("Retry uploads", "Because.")], files).startswith(
        "- Uploads are tried three times.\n- Tabs are kept.\n\nBecause."
    )


@pytest.mark.parametrize(
    ("message", "opening"),
    [
        ("Uploads are tried three times.", "Uploads are tried three times.\n\nChanges"),
        ("Uploads are tried three times. Trains!", "Uploads are tried three times. Trains!\n\nChanges"),
    ],
)
def test_what_entry_and_message_both_say_is_said_once(message, opening):
    assert draft([commit("Retry uploads", message)], [ENTRY, change("src/a.py")]).startswith(opening)


def test_an_entry_that_is_the_title_is_not_repeated():
    file = patched("CHANGELOG.md", "+- Retry uploads.")

    assert draft([commit("feat: retry uploads")], [file, change("src/a.py")]).startswith("Changes `CHANGELOG.md`")


def test_a_release_keeps_the_changelogs_headings_and_links():
    file = patched(
        "CHANGELOG.md",
        "+## [1.4.0](https://x.test/compare) (2026-11-29)",
        "+",
        "+### Features",
        "+* retry uploads ([#12](https://x.test/12)),",
        "+  three times",
        "+",
        "+Fixes",
        "+-----",
        "+",
        "+* keep tabs",
    )

    assert find_version(file) == "1.4.0"
    assert quote_section(file) == (
        "#### [1.4.0](https://x.test/compare) (2026-11-29)\n\n"
        "#### Features\n* retry uploads ([#12](https://x.test/12)), three times\n\n"
        "#### Fixes\n\n* keep tabs"
    )


LINES = st.lists(
    st.sampled_from(["+", "-", " ", "@@", "+- a", "+## 1.0", "+---", "+text", "+  more", "+```", "-- a", "+* b"])
)


@settings(deadline=None)
@given(
    LINES, st.sampled_from(["CHANGELOG.md", ".changeset/a.md", "changes/1.rst"]), st.sampled_from(["added", "modified"])
)
def test_whatever_a_changelog_gains_an_entry_is_one_line(lines, path, kind):
    file = patched(path, *lines, kind=kind)

    assert all(entry.strip() and "\n" not in entry for entry in list_entries([file]))
    quote_section(file)
    find_version(file)
