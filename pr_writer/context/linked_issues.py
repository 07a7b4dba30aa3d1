"""PullRequest + commits + diff → the numbers of the issues that they are about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from pr_writer.context.diff_issues import list_diff_numbers
from pr_writer.lazy_pattern import compile_lazily
from pr_writer.markdown.references import REFERENCE, list_branch_numbers, make_home, name_reference
from pr_writer.markdown.sections import drop_comments
from pr_writer.values import Commit, FileChange, PullRequest

MAX_ISSUES = 3  # issues: each is a call, and a change that names more is about none of them

_LONGEST_NUMBER = 10  # characters, with its sign
_SQUASHED = compile_lazily(r"\(#\d+\)\s*\Z")  # what GitHub adds when it merges another pull request


def list_linked(
    pull: PullRequest,
    commits: Iterable[Commit],
    files: Sequence[FileChange] = (),
    *,
    repository: str,
    server_url: str,
) -> tuple[int, ...]:
    """Return at most three numbers, in the order of what says most: the author, the commits, the branch, the diff.

    ``repository`` is the owner/name that a number has to be of; ``pull.body`` is the author's own text. Of the diff
    count the comments and tests that it adds, and what it adds to the changelog.
    """
    texts = [drop_comments(pull.body), pull.title]
    for commit in commits:
        texts += [_SQUASHED.sub("", commit.subject), commit.body]
    read_numbers = partial(_read_numbers, home=make_home(server_url, repository))
    own = dict.fromkeys(number for text in texts for number, _ in read_numbers(text))
    own |= dict.fromkeys(list_branch_numbers(pull.head_ref))
    if len(own.keys() - {0, pull.number}) < MAX_ISSUES:
        own |= dict.fromkeys(list_diff_numbers(files, read_numbers, newest=pull.number or 0))
    return tuple(number for number in own if number not in {0, pull.number})[:MAX_ISSUES]


def _read_numbers(text: str, *, home: str) -> Iterator[tuple[int, re.Match[str]]]:
    """Yield the numbers of the repository's issues that a text names, each with what names it."""
    for found in REFERENCE.finditer(text):
        name = name_reference(found, home)
        before = text[: found.start()][-1:]
        is_word = found["number"] and (before.isalpha() or before == "&")  # C#12, &#39;
        if name.startswith("#") and not is_word and len(name) <= _LONGEST_NUMBER:
            yield int(name[1:]), found
