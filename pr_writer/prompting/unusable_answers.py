"""What makes a model's answer no draft, in the words of whoever runs the model: cut off, no title, a loop. Pure."""

from __future__ import annotations

from pr_writer.lazy_pattern import compile_lazily
from pr_writer.markdown.length import count_words
from pr_writer.prompting.answer_writing import Seen, read_draft
from pr_writer.prompting.messages import repeats_prompt
from pr_writer.prompting.response_parser import is_cut_off, is_json, read_title
from pr_writer.values import TITLE_LIMIT, Draft

FEW_WORDS = 3  # of a body that is looked at word by word: some of them have to tell something
MIN_TELLING = 2  # … and so many do
MIN_LINES = 8  # of a body that is looked through for a loop …
LOOP_REPEATS = 4  # … where a line comes back so often on average

_CODE = compile_lazily(r"`[^`\n]+`")
_WORD = compile_lazily(r"[^\W\d_]+")
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
# What tells nothing in a sentence of FEW_WORDS: "Fixed a bug."
_VAGUE_WORDS = frozenset(
    """
    fix fixes fixed fixing bug bugs issue issues problem problems refactor refactors refactored refactoring improve
    improves improved improvement improvements cleanup clean clean-up tweak tweaks adjust adjustments feature features
    """.split()  # noqa: SIM905 -- as above
)
_EMPTY_TITLES = frozenset(
    "todo tbd na n title the title a title pr title untitled none null this pr pull request description string".split()  # noqa: SIM905
)


def judge_answer(text: str, head_ref: str, seen: Seen | None = None) -> bool | str:
    """Return True if a model's answer holds a draft that says something, else what is wrong with it, as a sentence.

    ``head_ref`` is the branch's name, ``seen`` what the model was shown.
    """
    fault = _find_fault(text, head_ref, seen)
    return f"the answer {fault}" if fault else True


def _find_fault(text: str, head_ref: str, seen: Seen | None) -> str:
    if repeats_prompt(text):
        return "repeats the prompt"
    draft = read_draft(text, seen=seen)
    if draft is None:
        return _find_fault_of_form(text)
    return "repeats the prompt" if repeats_prompt(draft.body) else _find_silence(draft, head_ref)


def _find_fault_of_form(text: str) -> str:
    """Return why nothing could be read from an answer, as what it "is" or "has"."""
    title = read_title(text)
    if is_cut_off(text):
        return "breaks off in the middle"
    if not is_json(text):
        return "is not the JSON that was asked for, and no title with a text below it either"
    if not title:
        return "has no title"
    if len(title) > TITLE_LIMIT:
        return f"has a title of more than {TITLE_LIMIT} characters"
    return "has a title, and neither a reason nor points"


def _find_silence(draft: Draft, head_ref: str) -> str:
    """Return why a draft says nothing, "" where it says something."""
    if _is_branch_name(draft.title, head_ref):
        return "has the branch's name for a title"
    if _read_words(draft.title) <= _EMPTY_TITLES:
        return "has a placeholder for a title"
    if _read_words_in_order(draft.body) == _read_words_in_order(draft.title):
        return "says no more than its title"
    if _read_words(draft.body) <= _EMPTY_WORDS or _is_vague(draft.body):
        return "says nothing of the change"
    return "repeats the same lines over and over" if _is_loop(draft.body) else ""


def _is_vague(body: str) -> bool:
    """Return True for a few words that would fit any change; a name in code is of this one."""
    if count_words(body) > FEW_WORDS:
        return False
    told = (word for word in _CODE.sub(" ", body).split() if not _read_words(word) <= _EMPTY_WORDS | _VAGUE_WORDS)
    return count_words(" ".join(told)) + len(_CODE.findall(body)) < MIN_TELLING


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
