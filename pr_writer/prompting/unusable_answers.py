"""Answers that have the form of a draft and say nothing: a placeholder, the question given back, a loop. Pure."""

from __future__ import annotations

import re

from pr_writer.markdown.length import count_words
from pr_writer.prompting.answer_writing import Seen, read_draft
from pr_writer.prompting.messages import repeats_prompt
from pr_writer.values import Draft

MIN_WORDS = 4  # of a body
MIN_LINES = 8  # of a body that is looked through for a loop …
LOOP_REPEATS = 4  # … where a line comes back so often on average

_WORD = re.compile(r"[^\W\d_]+")
# What a sentence about nothing is made of, such as "This PR makes some changes to the code" and "- item one".
_EMPTY_WORDS = frozenset(
    """
    a an the this that it its here is are was be to of in on for and or with by as i we
    pr pull request merge branch commit commits change changes changed update updates updated modification modifications
    code codebase file files project repository description body title summary text content details
    some various several many few multiple following below above minor small new
    make makes made making do does introduce introduces introduced contain contains include includes add adds added
    implement implements implemented describe describes provide provides
    todo tbd na none null nothing placeholder lorem ipsum foo bar example sample insert write
    item items point points bullet first second third one two three four five markdown json string
    """.split()  # noqa: SIM905 -- a word a line would fill the screen
)
_EMPTY_TITLES = frozenset(
    "todo tbd na n title the title a title pr title untitled none null this pr pull request description string".split()  # noqa: SIM905
)


def is_usable_answer(text: str, head_ref: str, seen: Seen | None = None) -> bool:
    """Return True if a model's answer holds a draft that says something.

    ``head_ref`` is the branch's name, ``seen`` what the model was shown.
    """
    draft = read_draft(text, seen=seen)
    if draft is None or repeats_prompt(text) or repeats_prompt(draft.body):
        return False
    return not says_nothing(draft, head_ref)


def says_nothing(draft: Draft, head_ref: str) -> bool:
    """Return True if a draft is none: its title is a placeholder or the branch's name, its body says nothing."""
    return (
        _is_branch_name(draft.title, head_ref)
        or _read_words(draft.title) <= _EMPTY_TITLES
        or _read_words_in_order(draft.body) == _read_words_in_order(draft.title)
        or count_words(draft.body) < MIN_WORDS
        or _read_words(draft.body) <= _EMPTY_WORDS
        or _is_loop(draft.body)
    )


def _is_branch_name(title: str, head_ref: str) -> bool:
    """Return True for the name itself or its last part; the same words as a sentence may be a good title."""
    name = title.strip("`'\" ").casefold()
    return bool(name) and name in {head_ref.casefold(), head_ref.casefold().rpartition("/")[2]}


def _is_loop(body: str) -> bool:
    lines = [line.strip() for line in body.splitlines() if line.strip()]
    return len(lines) >= MIN_LINES and len(set(lines)) * LOOP_REPEATS <= len(lines)


def _read_words(text: str) -> set[str]:
    return set(_read_words_in_order(text))


def _read_words_in_order(text: str) -> list[str]:
    return _WORD.findall(text.casefold())
