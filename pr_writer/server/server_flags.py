"""Command line and environment of ``pr-writer serve`` → where to listen, with which token, and the runs' settings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from ipaddress import ip_address

from pr_writer.errors import ActionError
from pr_writer.inputs.event_file import Event
from pr_writer.inputs.flags import list_given, make_parser
from pr_writer.inputs.settings import Settings
from pr_writer.inputs.settings_reader import read_settings

TOKEN = "PR_WRITER_SERVER_TOKEN"  # noqa: S105 - the variable's name
KNOWN_TOKEN = "dev"  # noqa: S105 - everybody knows it, so it opens nothing but one's own machine
LOOPBACKS = ("127.0.0.1", "::1")
DEFAULT_PORT, DEFAULT_WORKERS = 8001, 2
MAX_WORKERS = 64

DESCRIPTION = "Drafts pull requests over HTTP: POST /agent/artifacts/pr, and more; see GET /openapi.json."
EPILOG = f"""\
examples:
  pr-writer serve --repo-dir ~/code/project          drafts of that clone, for this machine alone
  curl -X POST http://localhost:8001/agent/artifacts/pr -H "Content-Type: application/json" \\
    -H "Authorization: Bearer dev" -d '{{"base": "main", "head": "my-branch"}}'

Every flag of pr-writer that shapes a draft may follow (`pr-writer --help`), --repo-dir above all: the only clone that
is read. What a request leaves out is as these flags and the environment say.

from the environment:
  {TOKEN}   what clients send as Authorization: Bearer …; without it the token is {KNOWN_TOKEN!r}, and
                           only this machine can reach the server
  GITHUB_TOKEN, GITHUB_REPOSITORY, PRIMARY_OPENAI_…, FALLBACK_OPENAI_…   as for pr-writer
"""


@dataclass(frozen=True, slots=True)
class ServerOptions:
    """Where to listen, with how many drafts at once, and what a client has to know; ``settings`` are every run's."""

    hosts: tuple[str, ...]
    port: int
    workers: int
    token: str = field(repr=False)
    settings: Settings

    @property
    def is_token_known(self) -> bool:
        """True where anybody may know the token, so that nobody else may reach the server."""
        return self.token == KNOWN_TOKEN

    @property
    def names(self) -> frozenset[str]:
        """The hosts that requests may be addressed to; all where it is empty."""
        own = {f"[{host}]" if ":" in host else host for host in self.hosts}
        return frozenset({"localhost", *own}) if self.is_token_known else frozenset()


def read_server_options(argv: Sequence[str], environ: Mapping[str, str]) -> ServerOptions:
    """Read the options; raises ActionError for what cannot be used, SystemExit for --help."""
    flags, rest = _split_flags(argv)
    token = environ.get(TOKEN, "").strip() or KNOWN_TOKEN
    hosts = _read_hosts(flags.get("host"))
    if token == KNOWN_TOKEN and not all(map(_is_loopback, hosts)):
        raise ActionError(
            f"--host {hosts[0]} is reached from other machines, and everybody knows the token {KNOWN_TOKEN!r}. "
            f"Set {TOKEN} (openssl rand -hex 32), or leave --host out."
        )
    return ServerOptions(
        hosts=hosts,
        port=_read_number("port", flags, DEFAULT_PORT, 0, 65_535),
        workers=_read_number("workers", flags, DEFAULT_WORKERS, 1, MAX_WORKERS),
        token=token,
        settings=_read_run_settings(rest, environ),
    )


def _split_flags(argv: Sequence[str]) -> tuple[dict[str, str], list[str]]:
    parser = make_parser("pr-writer serve", argv, DESCRIPTION, EPILOG)
    parser.add_argument("--host", help="address to listen on (default: 127.0.0.1 and ::1)")
    parser.add_argument("--port", help=f"port to listen on; 0 takes a free one (default: {DEFAULT_PORT})")
    parser.add_argument("--workers", help=f"how many requests may work at once (default: {DEFAULT_WORKERS})")
    known, rest = parser.parse_known_args(argv)
    return list_given(known), rest


def _read_hosts(host: str | None) -> tuple[str, ...]:
    if host in (None, "", "localhost"):
        return LOOPBACKS  # curl may take either for localhost
    return (str(host).strip("[]"),)


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:  # a name, which may lead anywhere
        return False


def _read_number(name: str, flags: Mapping[str, str], default: int, low: int, high: int) -> int:
    text = flags.get(name, str(default))
    if not (text.isascii() and text.isdigit() and len(text) < 10 and low <= int(text) <= high):
        raise ActionError(f"--{name} is {text!r}; it must be a whole number from {low} to {high}.")
    return int(text)


def _read_run_settings(argv: Sequence[str], environ: Mapping[str, str]) -> Settings:
    """Return the settings that every request starts from; what one request alone can say is refused."""
    # A server that a job starts still has no event: its requests say what they are about.
    settings = read_settings(argv, {name: value for name, value in environ.items() if name != "GITHUB_ACTIONS"})
    asked_for = {
        "pr-number": settings.pr_number is not None,
        "head": bool(settings.head),
        "show-prompt": settings.show_prompt,
        "format": settings.shows_json,
        "edit": settings.editor is not None,
    }
    if named := [f"--{name}" for name, is_given in asked_for.items() if is_given]:
        raise ActionError(f"Of one run alone: {', '.join(named)}. Leave that out; each request says what it is about.")
    return replace(settings, event=Event(""))
