"""What ``pr-writer backfill`` is asked for beside the action's settings: flags and inputs → Request."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from pr_writer.app import OWNER_AND_NAME
from pr_writer.errors import ActionError
from pr_writer.inputs.event_file import Event
from pr_writer.inputs.flags import list_given, make_parser
from pr_writer.inputs.options import Option
from pr_writer.inputs.settings import Settings
from pr_writer.inputs.settings_reader import look_up, read_settings
from pr_writer.inputs.value_parsers import parse_positive, parse_positive_integer, parse_setting

T = TypeVar("T")

OWN_OPTIONS: tuple[Option, ...] = (
    Option("repository", "owner/name of the repository, where it is not GITHUB_REPOSITORY"),
    Option("author", "only pull requests of these accounts, separated by commas or lines"),
    Option("label", "only pull requests with one of these labels, separated by commas or lines"),
    Option("since", "only pull requests in which something happened since: a day such as 2026-01-31, or 30d"),
    Option("only", "generic: only pull requests with no description, or a title that nobody really wrote"),
    Option("limit", "stop when so many were drafted; what is left alone does not count"),
    Option("max-tokens", "stop when so many tokens were used, prompts and answers together"),
    Option("max-cost", "stop when so much was spent, by the prices in *_OPENAI_PRICE_IN and *_OPENAI_PRICE_OUT"),
    Option("max-minutes", "stop after so many minutes: the token of a GitHub App is good for sixty"),
    Option("parallel", "how many such runs share the token's limits at a time; each writes as much less often"),
)
METAVARS = {
    "repository": "OWNER/NAME",
    "author": "LOGINS",
    "label": "LABELS",
    "since": "DAY",
    "only": "generic",
    "limit": "NUMBER",
    "max-tokens": "TOKENS",
    "max-cost": "AMOUNT",
    "max-minutes": "MINUTES",
    "parallel": "NUMBER",
}
# What is about one pull request, or about none.
UNFIT = frozenset({"base", "create-pull-request", "edit", "format", "head", "pr-number"})

EPILOG = """\
All flags of pr-writer itself are read too (pr-writer --help), but {unfit}.

examples:
  pr-writer backfill --dry-run                     what there is to do, its tokens, cost and minutes; no model is asked
  pr-writer backfill --only generic --limit 50     the fifty newest that nobody described
  pr-writer backfill --label bug,regression --since 30d
  pr-writer backfill --author octocat --max-tokens 500000

GITHUB_REPOSITORY names the repository, GITHUB_TOKEN the token. Interrupted, it goes on where it was when it is started
again: what is described already is left as it is.

exit codes:
  0    all done, or rightly left alone
  1    something failed, or all would have; the table says what
  3    a bug in pr-writer
  130  interrupted, 143 where by SIGTERM
"""


@dataclass(frozen=True, slots=True)
class Filters:
    """Which open pull requests are meant; what is empty leaves none out. Names are compared without their case."""

    authors: frozenset[str] = frozenset()
    labels: frozenset[str] = frozenset()
    since: datetime | None = None
    only_generic: bool = False


@dataclass(frozen=True, slots=True)
class Caps:
    """Where to stop, between two pull requests; None is no cap."""

    drafts: int | None = None
    tokens: int | None = None
    cost: float | None = None
    minutes: float | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """Everything that a user can decide about a backlog.

    ``parallel`` is how many such runs share the limits of the token at a time.
    """

    settings: Settings
    filters: Filters
    caps: Caps
    parallel: int = 1


def read_request(argv: Sequence[str], environ: Mapping[str, str], now: datetime) -> Request:
    """Read flags, else inputs, of both the backlog and the action.

    Raises ActionError naming the first that cannot be used, SystemExit for --help.
    """
    flags, rest = _read_flags(argv)
    text = {option.name: look_up(option, flags, environ) for option in OWN_OPTIONS}
    if given := sorted(UNFIT.intersection(word.partition("=")[0].removeprefix("--") for word in rest)):
        raise ActionError(f"A backlog has no --{given[0]}. Leave it out, or run pr-writer without backfill.")
    settings = read_settings(rest, environ)
    if settings.show_prompt:
        raise ActionError("A backlog shows no prompts. Run pr-writer --pr-number … --show-prompt for one of them.")
    return Request(
        # What started the run is about none of these pull requests.
        replace(
            settings,
            event=Event(settings.event.name),
            pr_number=None,
            repository=_parse("repository", text, _read_repository) or settings.repository,
        ),
        Filters(
            authors=frozenset(map(fold_login, _list_names(text["author"]))),
            labels=frozenset(name.casefold() for name in _list_names(text["label"])),
            since=_parse("since", text, lambda value: _read_since(value, now)),
            only_generic=_parse("only", text, _read_only) is not None,
        ),
        Caps(
            _parse("limit", text, parse_positive_integer),
            _parse("max-tokens", text, parse_positive_integer),
            _parse("max-cost", text, _positive_amount),
            _parse("max-minutes", text, _positive_amount),
        ),
        _parse("parallel", text, parse_positive_integer) or 1,
    )


def fold_login(login: str) -> str:
    """Return a login as it is compared: GitHub's two APIs differ in the "[bot]" of an app's."""
    return login.casefold().removesuffix("[bot]")


def _read_flags(argv: Sequence[str]) -> tuple[dict[str, str], list[str]]:
    parser = make_parser(
        "pr-writer backfill",
        argv,
        "Describes all open pull requests of a repository, newest first, at the pace that GitHub allows.",
        EPILOG.format(unfit=", ".join(sorted(UNFIT))),
    )
    for option in OWN_OPTIONS:
        parser.add_argument(f"--{option.name}", metavar=METAVARS[option.name], help=option.help.replace("%", "%%"))
    known, rest = parser.parse_known_args(argv)
    return list_given(known), rest


def _list_names(text: str) -> tuple[str, ...]:
    return tuple(filter(None, (name.strip() for name in re.split(r"[,\n]", text))))


def _parse(name: str, text: Mapping[str, str], parse: Callable[[str], T]) -> T | None:
    return parse_setting(name, text, parse) if text[name] else None


def _read_since(value: str, now: datetime) -> datetime:
    if found := re.fullmatch(r"(\d{1,4}) ?d(?:ays?)?", value):
        return now - timedelta(days=int(found[1]))
    try:
        day = datetime.fromisoformat(value)
    except ValueError:
        raise ValueError("a day such as 2026-01-31, or a number of days such as 30d") from None
    return day if day.tzinfo else day.replace(tzinfo=UTC)


def _read_repository(value: str) -> str:
    if not OWNER_AND_NAME.fullmatch(value):
        raise ValueError("owner/name")
    return value


def _read_only(value: str) -> str:
    if value.lower() != "generic":
        raise ValueError("generic, or left out")
    return value


def _positive_amount(value: str) -> float:
    return parse_positive(value, "an amount above 0, as in 2.50")
