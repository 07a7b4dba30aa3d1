"""A title as a maintainer would write it: one line, no full stop, no markup, short where the words allow."""

from __future__ import annotations

import re

from pr_writer.lazy_pattern import compile_lazily
from pr_writer.values import TITLE_LIMIT

GOOD_LENGTH = 72  # characters, which the prompt asks for: the width that git and GitHub show of a subject
WHOLE_LENGTH = 120  # up to here a longer title stays whole: a phrase cut in two reads worse than a second line

# Words that say nothing of a change, alone or together.
_FILLERS = frozenset(
    """
    a add added adding adds all an and another asdf branch bug bugfix bugfixes bugs change changed changes clean cleaned
    cleaning cleanup code commit commits couple create created creates default del delete deleted dev develop
    development done draft edit edited edits enhancement enhancements feat feature features few file files final first
    fix fixed fixes fixing foo from further general head hotfix hotfixes improve improvement improvements in initial
    into issue issues it latest lots main master md merge merging merges minor misc miscellaneous more my new next of
    on origin other patch patches plan please pr pr's prs progress project pull push quick readme refactor refactored
    refactoring request review set setup several small some staging stuff sync temp test that the thing things this
    tidy tiny tmp to todo tbd trunk tweak tweaked tweaks up update updated updates updating upload uploaded various via
    wip with work working x xx xxx
    """.split()  # noqa: SIM905 -- a word a line would fill the screen
)
# Beside another filler they may be what a change is about: "Set up", "Clean setup", "Review request".
_TOGETHER = frozenset({"set", "setup", "project", "push", "review", "upload", "plan"})
_VERBS_OF_MOVES = r"(?:merge|sync|bring|pull|deploy)"
_NOT_WRITTEN = compile_lazily(
    # What GitHub's pages, its coding agent and git propose.
    r"add(?:ed|ing)? (?:some )?files? via upload|initial (?:plan|commit|version)|first commit|untitled(?: \w+)?|"
    r"(?:update|create|delete|rename|edit)s? [\w./-]{1,200}\.\w{1,12}|"
    r"(?:update|create) (?:readme|license|dockerfile|makefile)|"
    r"merge (?:pull request #\d+ from|branch|remote-tracking branch) .*|"
    rf"{_VERBS_OF_MOVES} [\w./-]+ (?:into|to|in|with|from) [\w./-]+|"
    # A number is no title: neither an issue's, nor a patch's.
    r"(?:(?:fix(?:es|ed)?|close[sd]?|resolve[sd]?|address(?:es)?|implements?|for|see|re) )?"
    r"(?:issue |bug |ticket |pr |gh-)?#?\d{1,9}|"
    r"[a-z][a-z0-9]{1,9}-\d{1,9}|(?:[\w-]{1,39}[ -])?patch[ -]\d{1,9}|pr[ -]?\d{1,9}",
    re.IGNORECASE,
)
_STATUS = compile_lazily(
    r"\s*(?:\[(?:wip|draft|do not merge|dnm|rfc)\]|(?:wip|draft)(?:\s*[:\]-]|\b(?=\s*$)))\s*:?\s*", re.IGNORECASE
)
_SHORTCODE = compile_lazily(r":[a-z0-9_+-]{2,40}:")
# Scripts that put no spaces between words, where one "word" may be a sentence.
_UNSPACED = compile_lazily(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]{4}")
# https://docs.github.com/actions/managing-workflow-runs/skipping-workflow-runs, and what other services read.
_SKIP_MARK = compile_lazily(
    r"\[(?:skip[ -](?:ci|actions|tests?|netlify|vercel|travis|azurepipelines|cd)|(?:ci|actions)[ -]skip|no[ -]ci)\]"
    r"|\*\*\*NO_CI\*\*\*",
    re.IGNORECASE,
)
_PULL_NUMBER = compile_lazily(r" ?\(#\d{1,9}\)$")
# What may go with all behind it; a comma alone may stand in a list.
_CLAUSE = compile_lazily(r";(?= )| [–—-] |,? (?:so that|because|in order to)(?= )|, (?:but|so|which|where|while)(?= )")
_CONDITION = compile_lazily(
    r"(?:[^\s:]{1,60}: )?(?:after|as|because|before|if|once|since|unless|until|when|while)\b", re.IGNORECASE
)
_LIST_OR_HEADING = compile_lazily(r"^\s*(?:#{1,6}\s+|[-*+]\s+|>\s+|\d+[.)]\s+)")
_LABEL = compile_lazily(r"^(?:pr |pull request )?title\s*[:：-]\s*", re.IGNORECASE)
# What stands inside never has the opening sign again, so that a row of those is read once and not once for each.
_LINK = compile_lazily(r"!?\[([^\[\]]*)\]\((?:[^()]|\([^()]*\))*\)")
_EMPHASIS = (
    compile_lazily(r"(?<!\S)(\*{1,3})(?=[^\s*.])([^*]*[^\s*])\1(?![\w*_.])"),
    # Around one word they are part of a name, as in __init__.
    compile_lazily(r"(?<!\S)(__?)(?=[^\s_]+\s)([^_]*[^\s_])\1(?![\w*_.])"),
    compile_lazily(r"(?<!\S)(~~)(?=[^\s~])([^~]*[^\s~])\1(?![\w*_.])"),
)
_QUOTES = (('"', '"'), ("'", "'"), ("“", "”"), ("‘", "’"), ("«", "»"))
_DANGLING = compile_lazily(
    r"[\s,;:–—-]+(?:a|an|the|and|or|but|of|to|in|on|at|for|from|by|with|as|into|so|that|when|which|while|via|is|are)?$",
    re.IGNORECASE,
)


def shape_title(text: str) -> str:
    """Return the title in its plain form, at most 72 characters where a word ends there, never over 256."""
    title = clean_subject(text)
    title = _LABEL.sub("", _LIST_OR_HEADING.sub("", title))
    title = _LINK.sub(r"\1", _LINK.sub(r"\1", title)).replace("`", "")  # twice: a badge is a picture in a link
    for emphasis in _EMPHASIS * 2:
        title = emphasis.sub(r"\2", title)
    for opening, closing in _QUOTES:
        if len(title) > 2 and title[0] == opening and title[-1] == closing and opening not in title[1:-1]:
            title = title[1:-1].strip()
    return _shorten(drop_stop(clean_subject(_LABEL.sub("", title))))


def drop_stop(title: str) -> str:
    """Return a title without the full stop at its end; three of them stay."""
    is_stop = title.endswith(("。", "．")) or (title.endswith(".") and not title.endswith(".."))
    return title[:-1].rstrip() if is_stop else title


def clean_subject(subject: str) -> str:
    """Return a commit's subject as a title: without "[skip ci]" and without the "(#12)" of a squashed pull request."""
    bare = " ".join(_SKIP_MARK.sub(" ", subject).split())
    # A number's own length is looked at, and not the whole text for each.
    while (match := _PULL_NUMBER.search(bare, max(0, len(bare) - 13))) and match.start():
        bare = bare[: match.start()]
    return bare or subject.strip()


def is_generic_title(title: str, head_ref: str, commit_subjects: tuple[str, ...] = ()) -> bool:
    """Return True if nobody really wrote this title: the branch's name, what a page proposes, or filler words.

    The only commit's subject, which GitHub proposes too, is somebody's title unless it says nothing itself:
    ``commit_subjects`` are the branch's.
    """
    # Four modules that a run which only prints its help has no use for.
    from pr_writer.titles.commit_types import WELL_KNOWN
    from pr_writer.titles.conventional_commits import read_header

    text = clean_subject(_SHORTCODE.sub("", title))
    text = _STATUS.sub(" ", text).strip().rstrip(".!…").strip()
    words = _list_words(text)
    if (
        not words
        or (text.isascii() and not re.search(r"\s", text))
        or " ".join(words) in {_plain(head_ref), _plain(head_ref.rpartition("/")[2])}
    ):
        return True
    header = read_header(text)
    if header and header.type.lower() in WELL_KNOWN:
        return _says_nothing(header.rest, may_be_short=True)
    is_proposed = len(commit_subjects) == 1 and words == _list_words(commit_subjects[0])
    return _says_nothing(text, may_be_short=False) or (is_proposed and len(words) == 2 and words[0] in _FILLERS)


def is_one_word(text: str) -> bool:
    """Return True if a text is one word; in a script without spaces between words, a few characters are no word."""
    return len(_list_words(text)) == 1 and not _UNSPACED.search(text)


def _says_nothing(text: str, *, may_be_short: bool) -> bool:
    """Return True if a text is a filler; one word is, unless it ``may_be_short`` or its script has no spaces."""
    words = _list_words(text)
    if not words or _NOT_WRITTEN.fullmatch(text):
        return True
    if len(words) == 1:
        return words[0] in _FILLERS or not (may_be_short or not is_one_word(text))
    rest = {word for word in words if not word.isdigit()} - _FILLERS
    return not rest and (len(words) != 2 or words[0] == words[1] or not _TOGETHER.intersection(words))


def _plain(text: str) -> str:
    return " ".join(_list_words(text))


def _list_words(text: str) -> list[str]:
    return re.findall(r"\w+(?:['’]\w+)*", text.casefold().replace("_", " "))


def _shorten(title: str) -> str:
    """Return a title that is too long up to its last whole clause, else up to a word that can stand last."""
    if len(title) <= GOOD_LENGTH:
        return title
    kept = re.sub(r"\s*\([^()]*\)$", "", title)
    if GOOD_LENGTH // 3 < len(kept) <= GOOD_LENGTH:
        return kept
    if len(title) <= WHOLE_LENGTH:
        return title
    cut = title[: WHOLE_LENGTH + 1].rpartition(" ")[0]
    clauses = [match.start() for match in _CLAUSE.finditer(cut)]
    if clauses and clauses[-1] > GOOD_LENGTH // 2 and not _CONDITION.match(cut):
        return cut[: clauses[-1]].rstrip(" ,;")
    for _ in range(3):
        cut = _DANGLING.sub("", cut)
    return cut if len(cut) > GOOD_LENGTH // 3 else title[:TITLE_LIMIT].rstrip()
