"""The command line → input name → value."""

from __future__ import annotations

from collections.abc import Sequence

from pr_writer.errors import ActionError
from pr_writer.inputs.options import OPTIONS
from pr_writer.version import __version__


def read_flags(argv: Sequence[str]) -> dict[str, str]:
    """Read the command line into input name → value.

    Raises ActionError for what it does not know, SystemExit for --help and --version.
    """
    if not argv:
        return {}
    from argparse import ArgumentParser  # a runner passes no flag, and the import costs 6 ms

    class Parser(ArgumentParser):
        def error(self, message: str) -> None:  # type: ignore[override]  # argparse would exit with 2
            raise ActionError(f"{message[:1].upper()}{message[1:]}. Run with --help for the flags.")

    parser = Parser(
        prog="pr-writer",
        allow_abbrev=False,
        description="Drafts a pull request's title and body from its diff; on a clone, prints them.",
        epilog="Keys come from the environment: GITHUB_TOKEN, PRIMARY_OPENAI_API_KEY, FALLBACK_OPENAI_API_KEY.",
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}", help="say the version")
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
    for name, text in (
        ("verbose", "say more on standard error"),
        ("show-prompt", "print what a model would be sent, and send nothing"),
    ):
        parser.add_argument(f"--{name}", action="store_const", const="true", help=text)
    return {name.replace("_", "-"): value for name, value in vars(parser.parse_args(argv)).items() if value is not None}


def _describe(text: str, default: str) -> str:
    return (f"{text} (default: {default})" if default else text).replace("%", "%%")
