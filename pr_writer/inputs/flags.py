"""The command line → input name → value."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, NoReturn

from pr_writer.errors import ActionError
from pr_writer.inputs.options import OPTIONS
from pr_writer.version import __version__

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

EPILOG = """\
examples:
  pr-writer                                      draft this clone's branch, else its last commit
  pr-writer --base main --head my-branch         draft a range
  pr-writer --language German --show-prompt      see what a model would be sent
  pr-writer --pr-number 42 --dry-run             draft a pull request of GITHUB_REPOSITORY, write nothing
  pr-writer --create-pull-request draft --edit   open one for this branch, which was pushed, once you edited the draft
  pr-writer --format json | jq -r .title         the draft for another program
  pr-writer backfill --help                      all open pull requests of a repository
  pr-writer serve --help                         drafts over HTTP

the model, from the environment:
  FALLBACK_OPENAI_API_KEY     its key; enough for OpenAI
  FALLBACK_OPENAI_BASE_URL    another server, up to and with /v1
  FALLBACK_OPENAI_MODEL       another model
  FALLBACK_OPENAI_TIMEOUT_S   seconds for its whole answer
  PRIMARY_OPENAI_…            the same four, of a server that is asked first, such as one on this machine:
                              PRIMARY_OPENAI_BASE_URL=http://localhost:11434/v1 PRIMARY_OPENAI_MODEL=llama3.2
  GITHUB_TOKEN, GITHUB_REPOSITORY   for --pr-number; --create-pull-request asks gh and the clone for what is not set

exit codes:
  0  drafted, or rightly left alone
  1  something that you can mend; the last line says how
  3  a bug in pr-writer
"""


def read_flags(argv: Sequence[str]) -> dict[str, str]:
    """Read the command line into input name → value.

    Raises ActionError for what it does not know, SystemExit for --help and --version.
    """
    if not argv:
        return {}
    parser = make_parser(
        "pr-writer", argv, "Drafts a pull request's title and body from its diff; on a clone, prints them.", EPILOG
    )
    for option in OPTIONS:
        if option.flag and option.switch:
            parser.add_argument(
                f"--{option.name}",
                nargs="?",
                const="true",
                metavar=option.metavar,
                help=_describe(option.help, option.default),
            )
        elif option.flag:
            parser.add_argument(f"--{option.name}", metavar=option.metavar, help=_describe(option.help, option.default))
    local = parser.add_argument_group("on your own machine")
    local.add_argument("--format", choices=("text", "json"), help="how the draft is printed (default: text)")
    for name, text in (
        ("edit", "open GIT_EDITOR, VISUAL or EDITOR on the draft first; an emptied file stops"),
        ("show-prompt", "print what a model would be sent, and send nothing"),
        ("verbose", "say more on standard error"),
    ):
        local.add_argument(f"--{name}", action="store_const", const="true", help=text)
    parser.add_argument("--version", action="version", version=f"pr-writer {__version__}")
    return list_given(parser.parse_args(argv))


def make_parser(program: str, argv: Sequence[str], description: str, epilog: str) -> ArgumentParser:
    """Return a parser of flags that takes no short forms, and raises ActionError for what it does not know.

    ``argv`` is what it will be given, for a hint at the flag that is nearly one of its own.
    """
    from argparse import ArgumentParser, RawDescriptionHelpFormatter  # a runner passes no flag: saves 6 ms

    class Parser(ArgumentParser):
        def error(self, message: str) -> NoReturn:  # argparse would exit with 2
            hint = _suggest(argv, self._option_string_actions)
            message = _hide_values(message)
            raise ActionError(f"{message[:1].upper()}{message[1:]}. {hint}Run with --help for the flags.")

    return Parser(
        prog=program,
        allow_abbrev=False,
        formatter_class=RawDescriptionHelpFormatter,
        description=description,
        epilog=epilog,
    )


def _hide_values(message: str) -> str:
    """Return argparse's message without the values of flags that are none: a key may be among them."""
    told, unknown, given = message.partition("unrecognized arguments: ")
    if not unknown:
        return message
    words = given.split(" ")
    first = next((at for at, word in enumerate(words) if word.startswith("-")), len(words))
    flags = (word.partition("=")[0] for word in words[first:] if word.startswith("-"))
    return f"{told}{unknown}{' '.join([*words[:first], *flags])}"


def list_given(namespace: Namespace) -> dict[str, str]:
    """Return the flags that were given, by their names on the command line."""
    return {name.replace("_", "-"): value for name, value in vars(namespace).items() if value is not None}


def _suggest(argv: Sequence[str], known: Collection[str]) -> str:
    """Return a hint at what the first flag that is none should have been: "Did you mean --dry-run? ", or a blank.

    Of an input that is no flag it names the variable.
    """
    from difflib import get_close_matches  # only a mistake has a use for it

    for word in argv:
        given = word.partition("=")[0]
        if word.startswith("-") and given not in known:
            name = f"--{given.lstrip('-').replace('_', '-').casefold()}"
            near = [flag for flag in known if flag.startswith(name)] or get_close_matches(name, known, cutoff=0.7)
            if variable := _find_variable(name.removeprefix("--")):
                return f"Set the variable {variable} instead. "
            if near:
                return f"Did you mean {near[0]}? "
    return ""


def _find_variable(name: str) -> str:
    """Return the variable of an input that is no flag, such as a key; a blank for any other name."""
    hidden = (option for option in OPTIONS if option.variable and not option.flag)
    return next((option.variable for option in hidden if name in (option.name, option.alias)), "")


def _describe(text: str, default: str) -> str:
    shown = ", ".join(default.split("\n"))
    return (f"{text} (default: {shown})" if shown else text).replace("%", "%%")
