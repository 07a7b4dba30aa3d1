"""Nothing that a model is sent holds a secret, and what was found is told without it."""

from dataclasses import fields, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.drafting import change, changes, commit, patched, pull

from pr_writer.prompting.messages import PromptContext, load_text, write_part_prompt, write_prompt
from pr_writer.prompting.prompt_redaction import PromptRedactor
from pr_writer.values import Issue, PastCommit

OWN = "canary-" + "t0ken-0f-th1s-run"
TOKEN = "ghp_" + "aB3" * 12
BOTH = f"see {TOKEN} and {OWN}."
REDACTED = "see [redacted: GitHub token] and [redacted: credential of this job]."


@pytest.fixture
def redactor():
    return PromptRedactor((OWN,))


def test_a_text_is_redacted_and_its_place_is_told(redactor):
    assert redactor.redact_text(BOTH, "the instructions") == REDACTED
    assert redactor.describe_secrets() == (
        "There is a secret (GitHub token) in the instructions. No model is shown it; revoke it.",
        "There is a secret (credential of this job) in the instructions. No model is shown it; revoke it.",
    )
    assert TOKEN not in repr(redactor)
    assert OWN not in repr(redactor)


def test_an_ordinary_text_stays_as_it_is(redactor):
    text = "Füge einen Cache hinzu 👨‍👩‍👧\n\tund mehr\n"
    assert redactor.redact_text(text, "the title") == text
    assert (redactor.describe_secrets(), redactor.describe_hidden()) == ((), ())


@pytest.mark.parametrize("name", ["title", "body", "head_ref", "base_ref"])
def test_what_the_author_wrote_and_the_branches_are_redacted(redactor, name):
    redacted = redactor.redact_pull(replace(pull(), **{name: BOTH}))
    assert redacted == replace(pull(), **{name: REDACTED})
    assert len(redactor.describe_secrets()) == 2


@pytest.mark.parametrize("name", ["title", "body"])
def test_an_issue_is_redacted(redactor, name):
    issue = Issue(12, "A title", "A body")
    assert redactor.redact_issue(replace(issue, **{name: BOTH})) == replace(issue, **{name: REDACTED})
    assert "in issue #12." in redactor.describe_secrets()[0]


def test_a_commit_is_redacted_and_named_by_its_first_ten_digits(redactor):
    redacted = redactor.redact_changes(changes([commit(BOTH, f"Because {TOKEN}")], []))
    assert redacted.commits == (commit(REDACTED, "Because [redacted: GitHub token]"),)
    assert len(redactor.describe_secrets()) == 2
    assert "in commit cccccccccc." in redactor.describe_secrets()[0]


def test_a_commit_of_the_history_is_redacted_in_all_that_is_told_of_it(redactor):
    past = PastCommit(commit(BOTH, BOTH), "2026-01-02", Issue(12, BOTH, BOTH), (f"1 line of a.py: {BOTH}",))
    redacted = redactor.redact_past(past)

    assert redacted == PastCommit(
        commit(REDACTED, REDACTED), "2026-01-02", Issue(12, REDACTED, REDACTED), (f"1 line of a.py: {REDACTED}",)
    )
    assert "in commit cccccccccc, which is merged already." in redactor.describe_secrets()[0]


def test_file_names_are_redacted_and_no_sentence_holds_them(redactor):
    file = change(f"backup/{TOKEN}.txt", old_path=f"{OWN}/a", kind="renamed")
    redacted = redactor.redact_changes(changes([], [file])).files[0]
    assert redacted.path == "backup/[redacted: GitHub token].txt"
    assert redacted.old_path == "[redacted: credential of this job]/a"
    assert redactor.describe_secrets() == (
        "There is a secret (GitHub token) in a file's name. No model is shown it; revoke it.",
        "There is a secret (credential of this job) in a file's name. No model is shown it; revoke it.",
    )


def test_a_secret_in_a_patch_is_told_with_its_line_in_the_new_file(redactor):
    patch = f"@@ -1,2 +10,4 @@\n context\n-old {TOKEN}\n+new\n+key {TOKEN}\n@@ -90 +95,2 @@\n a\x0cb\u2028c\n+{OWN}"
    redacted = redactor.redact_changes(changes([], [change("a.py", patch=patch)])).files[0]
    assert TOKEN not in redacted.patch
    assert OWN not in redacted.patch
    places = [sentence.split(" in ")[1].split(".")[0:2] for sentence in redactor.describe_secrets()]
    assert [".".join(place) for place in places] == ["a.py:11", "a.py:12", "a.py:96"]


def test_a_line_behind_a_gap_has_no_number(redactor):
    redactor.redact_changes(changes([], [patched("a.py", " a", "… 12 more lines", f"+{TOKEN}")]))
    assert redactor.describe_secrets() == (
        "There is a secret (GitHub token) in a.py. No model is shown it; revoke it.",
    )


def test_the_same_kind_in_the_same_place_is_told_once(redactor):
    redactor.redact_text(f"{TOKEN} {TOKEN}", "the title")
    redactor.redact_text(TOKEN, "the title")
    assert len(redactor.describe_secrets()) == 1


def test_invisible_characters_are_spelled_out_and_counted(redactor):
    assert redactor.redact_text("a\u200bb\u202ec", "the title") == "a⟨U+200B⟩b⟨U+202E⟩c"
    assert redactor.describe_hidden() == (
        "the title holds 2 invisible characters; the model was shown their names instead.",
    )


def test_a_key_split_by_invisible_characters_is_not_put_together_again(redactor):
    split = "\u200b".join((TOKEN[:9], TOKEN[9:]))
    assert redactor.redact_text(f"x {split} y", "the title") == "x [redacted: GitHub token] y"


def make_context():
    """A context that holds secrets wherever it holds text."""
    texts = {field.name: BOTH for field in fields(PromptContext) if field.type == "str"}
    assert {"template", "instructions", "language", "convention"} <= set(texts)
    file = change(f"{OWN}/{TOKEN}", patch=f"@@ -1 +1 @@\n+{BOTH}")
    return PromptContext(
        replace(pull(BOTH), title=BOTH, body=BOTH, base_ref=BOTH),
        changes([commit(BOTH, BOTH)], [file]),
        issues=(Issue(1, BOTH, BOTH),),
        **texts,
    )


@pytest.mark.parametrize("notes", [(), (BOTH,)])
def test_no_message_holds_a_secret_wherever_it_came_from(redactor, notes):
    messages = write_prompt(replace(make_context(), notes=notes), boundary="=====X=====")
    assert TOKEN in str(messages)
    sent = str(redactor.redact_messages(messages))
    assert TOKEN not in sent
    assert OWN not in sent
    assert sent.count(REDACTED) >= 10
    assert all("the prompt" in sentence for sentence in redactor.describe_secrets())


def test_no_message_about_a_chunk_holds_a_secret(redactor):
    context = make_context()
    messages = write_part_prompt(context.pull, context.changes, part=1, parts=2, boundary="=====X=====")
    sent = str(redactor.redact_messages(messages))
    assert TOKEN not in sent
    assert OWN not in sent


def test_messages_without_secrets_are_sent_as_they_are(redactor):
    context = PromptContext(pull(), changes([commit("Add a cache")], [patched("a.py", "+x = 1")]), language="Deutsch")
    messages = write_prompt(context, boundary=f"=====MATERIAL-{'0123456789abcdef' * 2}=====")
    assert redactor.redact_messages(messages) == messages


@pytest.mark.parametrize("name", ["system", "template", "part"])
def test_our_own_instructions_hold_nothing_that_looks_like_a_secret(redactor, name):
    assert redactor.redact_text(load_text(name), "the prompt") == load_text(name)


PIECES = [
    TOKEN,
    OWN,
    " ",
    "\n",
    "+",
    "`",
    "[",
    "](",
    ")",
    "<!--",
    "-->",
    "\u200b",
    "%3D",
    "=",
    "x",
    "@@ -1 +1 @@\n",
    "https://x/?t=",
]


@settings(deadline=None, max_examples=200)
@given(st.lists(st.sampled_from(PIECES), max_size=16).map("".join))
def test_a_text_that_was_redacted_stays_as_it_is(text):
    once = PromptRedactor((OWN,)).redact_text(text, "x")
    assert TOKEN not in once
    assert OWN not in once
    assert PromptRedactor((OWN,)).redact_text(once, "x") == once


def test_the_unchanged_lines_around_a_change_are_redacted_too(redactor):
    file = patched("a.py", " b = 1", "+c = 2")
    wide = f"@@ -40,2 +40,3 @@\n key = '{TOKEN}'\n b = 1\n+c = '{OWN}'"
    (redacted,) = redactor.redact_changes(changes([], [replace(file, wide_patch=wide)])).files

    assert redacted.patch == file.patch
    assert redacted.shown_patch == (
        "@@ -40,2 +40,3 @@\n key = '[redacted: GitHub token]'\n b = 1\n+c = '[redacted: credential of this job]'"
    )
    assert redactor.describe_secrets() == (
        "There is a secret (GitHub token) in a.py:40. No model is shown it; revoke it.",
        "There is a secret (credential of this job) in a.py:42. No model is shown it; revoke it.",
    )


def test_what_a_patch_and_its_wide_form_hide_is_told_once(redactor):
    file = patched("a.py", f"+c = '{TOKEN}\u200b'")
    (redacted,) = redactor.redact_changes(changes([], [replace(file, wide_patch=f"{file.patch}\n d")])).files

    assert TOKEN not in redacted.patch + redacted.wide_patch
    assert len(redactor.describe_secrets()) == 1
    assert redactor.describe_hidden() == (
        "a.py holds 1 invisible characters; the model was shown their names instead.",
    )
