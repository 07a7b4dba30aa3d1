"""A draft → what a project that lints descriptions would send it back for, each fault with its words.

The limits are theirs: 2,000 characters of prose, four headings, 30 words a sentence (Vale's Microsoft.SentenceLength
counts each sentence alone, and so does this, not the mean). Style is asked only of the draft's own words. What people
wrote in the commits and in the diff is theirs, a long sentence too, and so is the repository's template; but what
people wrote counts as prose, because a reader has to read it all the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bench.drafts.lint_phrases import PHRASES
from bench.drafts.own_text import drop_template, quotes, read_words
from bench.drafts.score import Change, drop_footer, drop_listing, judge_title, score_draft
from pr_writer.grounding.sentences import CODE, TextBlock, read_text_blocks
from pr_writer.markdown.length import count_words

MOST_PROSE = 2_000  # characters
MOST_HEADINGS = 4
MOST_WORDS = 30  # of a sentence
LEAST_FILES = 4  # that make a list of files
LEAST_BULLETS = 3  # that make a habit

_EMOJI = re.compile("[\u2600-\u27bf\u2b50\u2b55\U0001f000-\U0001faff]")
_PATHS = re.compile(r"`[^`\n]*[/.][^`\n]*`")
_FILES_HEADING = re.compile(
    r"\W*(?:(?:changed|affected|modified|key|updated) files|files(?: changed| affected| modified)?|walkthrough"
    r"|file walkthrough)\W*",
    re.IGNORECASE,
)
_TITLE_SAYS_NOTHING = re.compile(
    r"(?:(?:\w+(?:\([^()]*\))?!?: )?"
    r"(?:(?:updates?|fix(?:es)?|changes?|improve|refactor|clean ?up|misc|wip|bug ?fix(?:es)?|patch \d+)"
    r"(?: (?:bugs?|issues?|code|stuff|things|files?|tests?|it|changes|improvements))?"
    r"|bugs?|issues?|code|stuff|files?|tests?|improvements)"
    r"|.*\b(?:various|several|multiple|misc|some) (?:\w+ )?(?:changes|fixes|improvements|updates|tweaks))\W*",
    re.IGNORECASE,
)
_TITLE_RULES = {
    "is_short": "title is long",
    "has_no_full_stop": "title has a full stop",
    "has_no_markup": "title has markup",
}
_TITLE_COUNTS = re.compile(r"\band \d+ (?:more|other)\b|\(\+\d+ more\)", re.IGNORECASE)
_TITLE_IS_CUT = re.compile(r"(?:…|\.\.\.|[,;:(]|\b(?:and|or|with|to|of|the|a|an|for|from|as|when|if))$", re.IGNORECASE)
_MECHANICAL = re.compile(
    r"\W*(?:add|updat|chang|modif|edit|refactor|remov|delet|renam|mov|import|replac|introduc|implement|creat|adjust|extend)"
    r"(?:e?s|ed|ing|ies|ied|y|e)?\b",
    re.IGNORECASE,
)
_EMPTY = frozenset(
    """
    a an the to from in into of on for with and or by its new file files function functions method methods class classes
    variable variables parameter parameters argument arguments import imports constant field fields module property type
    call calls usage usages logic code
    """.split()  # noqa: SIM905 -- a word a line would fill the screen
)


@dataclass(frozen=True, slots=True)
class Fault:
    """A rule that a draft breaks, and the words that break it."""

    rule: str
    words: str


@dataclass(frozen=True, slots=True)
class _Body:
    """A body without what the template has, its text blocks, and the words of what people wrote."""

    text: str
    blocks: tuple[TextBlock, ...]
    people: str

    def read(self, start: int, end: int) -> str:
        return self.text[start:end].strip()

    def list_own_sentences(self) -> Iterator[str]:
        """Yield the words of each sentence that people did not write, each code span as one ``CODE``."""
        for block in self.blocks:
            for sentence in block.sentences:
                if not block.is_cell and not quotes(self.read(sentence.start, sentence.end), self.people):
                    yield sentence.words


def lint_draft(title: str, body: str, change: Change) -> tuple[Fault, ...]:
    """Return every fault of a draft, those of its title first.

    Of the change it asks what people wrote and what the template has; of an empty one all words are the draft's own.
    """
    people = read_words(change.people)
    text = drop_template(drop_footer(body), change.template)
    own = _Body(text, tuple(read_text_blocks(text)), people)
    faults = [*_lint_title(title, people), *_lint_size(own), *_lint_sentences(own), *_lint_listing(own)]
    return tuple(dict.fromkeys(faults))


def _lint_title(title: str, people: str) -> Iterator[Fault]:
    """Yield a title's faults; a subject that a person wrote is left as it is, unless it says nothing."""
    if not title.strip() or _TITLE_SAYS_NOTHING.fullmatch(title.strip()):
        yield Fault("title says nothing", title.strip())
    if _TITLE_COUNTS.search(title):
        yield Fault("title counts what it leaves out", title)
    if quotes(title, people):
        return
    _, checks = judge_title(title, ())
    yield from (Fault(rule, title) for check, rule in _TITLE_RULES.items() if title.strip() and not checks[check])
    if _EMOJI.search(title):
        yield Fault("emoji for a heading", title)
    if _TITLE_IS_CUT.search(title.rstrip()):
        yield Fault("title is cut off", title)
    yield from _lint_phrases(title)


def _lint_size(body: _Body) -> Iterator[Fault]:
    prose = sum(block.end - block.start for block in body.blocks if not block.is_label and not block.is_cell)
    if prose > MOST_PROSE:
        yield Fault("prose is long", f"{prose} characters, at most {MOST_PROSE}")
    headings = [block.words for block in body.blocks if block.heading_level]
    if len(headings) > MOST_HEADINGS:
        yield Fault("many headings", f"{len(headings)}, at most {MOST_HEADINGS}: {', '.join(headings)}")


def _lint_sentences(body: _Body) -> Iterator[Fault]:
    for words in body.list_own_sentences():
        said = words.replace(CODE, "code")
        if (count := count_words(said)) > MOST_WORDS:
            yield Fault("sentence is long", f"{count} words: {_cut(said)}")
        yield from _lint_phrases(words)
    for block in body.blocks:
        first = block.words or (block.sentences[0].words if block.items and block.sentences else "")
        if _EMOJI.match(first.lstrip(" [")) or (block.heading_level and _EMOJI.search(first)):
            yield Fault("emoji for a heading", _cut(first))


def _lint_phrases(words: str) -> Iterator[Fault]:
    plain = " ".join(words.replace(CODE, " ").split())
    for phrase in PHRASES:
        if (found := phrase.pattern.search(plain)) and not (phrase.unless and phrase.unless.search(plain)):
            yield Fault(phrase.rule, found[0].strip(" ,.") or found[0])


def _lint_listing(body: _Body) -> Iterator[Fault]:
    """Yield what GitHub shows beside the description anyway: which files changed, and what the diff does to each."""
    said = set(drop_listing(body.text).splitlines())
    # What is now what is no list of the files that changed.
    bare = [line for line in body.text.splitlines() if line not in said and "→" not in line]
    listed = [path for line in bare for path in _PATHS.findall(line)]
    if len(listed) >= LEAST_FILES:
        yield Fault("lists files", f"{', '.join(listed[:LEAST_FILES])}{' …' * (len(listed) > LEAST_FILES)}")
    yield from (Fault("lists files", block.words) for block in body.blocks if _FILES_HEADING.fullmatch(block.words))
    score = score_draft("", body.text)
    if score.bullets >= LEAST_BULLETS and score.path_bullets_share_heuristic >= 0.5:
        yield Fault("goes file by file", f"{100 * score.path_bullets_share_heuristic:.0f} % of {score.bullets} bullets")
    yield from _find_retelling(body)


def _find_retelling(body: _Body) -> Iterator[Fault]:
    bullets = [block.sentences[0] for block in body.blocks if block.items and block.sentences and not block.is_label]
    own = [each.words for each in bullets if not quotes(body.read(each.start, each.end), body.people)]
    told = [words for words in own if _is_mechanical(words)]
    if len(told) >= LEAST_BULLETS and 2 * len(told) >= len(own):
        yield Fault("retells the diff", _cut(told[0].replace(CODE, "`…`")))


def _is_mechanical(words: str) -> bool:
    """Whether a bullet is a verb of editing and names in code, with nothing of what that is for."""
    verb = _MECHANICAL.match(words)
    if not verb or CODE not in words:
        return False
    rest = re.findall(r"[^\W\d_]+", words[verb.end() :].replace(CODE, " ").lower())
    return len([word for word in rest if word not in _EMPTY]) <= 1


def tell_faults(faults: Sequence[Fault]) -> str:
    """Return the faults in one line."""
    return "; ".join(f"{fault.rule} ({fault.words})" for fault in faults)


def _cut(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:79].rstrip()}…"
