"""The environment of git's processes: what git needs, and nothing else."""

from __future__ import annotations

import base64
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

SYSTEM_PATH = ("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin")
PROXIES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")
# git's own variable first; the others are what the rest of a job sets for Python and OpenSSL.
CA_FILES = ("GIT_SSL_CAINFO", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
CA_FOLDERS = ("GIT_SSL_CAPATH", "SSL_CERT_DIR")
# Where a container action shares files with the steps that ran before it.
RUNNER_MOUNTS = "/github"


def child_environment(environ: Mapping[str, str], *, untrusted: tuple[Path, ...] = ()) -> dict[str, str]:
    """Return the environment of a git process that stays on this machine; no ``untrusted`` folder is on its PATH."""
    return {
        "PATH": _search_path(environ, untrusted),
        "HOME": "/nonexistent",
        "LANG": "C.UTF-8",
        "GIT_CONFIG_GLOBAL": "/dev/null",
        "GIT_CONFIG_SYSTEM": "/dev/null",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_ATTR_NOSYSTEM": "1",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_ASKPASS": "",  # blank is "ask nobody", where unset would look for SSH_ASKPASS
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_LITERAL_PATHSPECS": "1",
        # These two stand above any `protocol.<name>.allow` and any promise: no transport, and nothing fetched unasked.
        "GIT_ALLOW_PROTOCOL": "none",
        "GIT_NO_LAZY_FETCH": "1",  # from git 2.45 on; in an older one, the line above is what holds
        "GIT_PAGER": "cat",
        # A build of git that has both a hash of 160 bits and one of 256 must not guess.
        "GIT_DEFAULT_REF_FORMAT": "files",
        **{name: environ[name] for name in ("TMPDIR",) if environ.get(name)},
    }


def network_environment(environ: Mapping[str, str], server_url: str, token: str) -> dict[str, str]:
    """Return what a git process needs on top to talk to the server: proxies, certificates, and the token as a header.

    Through the environment the token is neither in argv nor on disk. The reset to blank comes first, because two
    Authorization headers are an HTTP 400.
    """
    variables = {name: environ[name] for name in PROXIES if environ.get(name)}
    variables |= {"GIT_ALLOW_PROTOCOL": urlsplit(server_url).scheme, "GIT_NO_LAZY_FETCH": "0"}
    if ca_file := next((environ[name] for name in CA_FILES if environ.get(name)), ""):
        variables["GIT_SSL_CAINFO"] = ca_file
    if ca_folder := next((environ[name] for name in CA_FOLDERS if environ.get(name)), ""):
        variables["GIT_SSL_CAPATH"] = ca_folder
    if not token:
        return variables
    credentials = base64.b64encode(f"x-access-token:{token}".encode()).decode()
    header = f"http.{server_url.rstrip('/')}/.extraheader"
    return variables | config_environment([(header, ""), (header, f"Authorization: Basic {credentials}")])


def config_environment(options: list[tuple[str, str]]) -> dict[str, str]:
    """Return git options as the variables that git reads them from; they win over every file."""
    variables = {"GIT_CONFIG_COUNT": str(len(options))}
    for index, (key, value) in enumerate(options):
        variables[f"GIT_CONFIG_KEY_{index}"] = key
        variables[f"GIT_CONFIG_VALUE_{index}"] = value
    return variables


@contextmanager
def only(variables: Mapping[str, str]) -> Iterator[None]:
    """Run the body with exactly these variables in ``os.environ``, then put the old ones back.

    GitPython hands ``os.environ`` to every child, and what is passed to it is added on top: nothing that was there
    can be taken away. Its import runs ``git version`` too. So the only way to keep a key from its children is that
    it is not there while they start.
    """
    before = dict(os.environ)
    os.environ.clear()
    os.environ.update(variables)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def _search_path(environ: Mapping[str, str], untrusted: tuple[Path, ...]) -> str:
    """Return PATH without relative entries and without folders that a pull request or an earlier step could fill."""
    barred = [os.path.realpath(folder) for folder in untrusted]
    barred += [os.path.realpath(environ[name]) for name in ("GITHUB_WORKSPACE", "RUNNER_TEMP") if environ.get(name)]
    barred.append(RUNNER_MOUNTS)
    entries = [
        entry
        for entry in environ.get("PATH", "").split(os.pathsep)
        if entry.startswith("/") and not any(_is_inside(os.path.realpath(entry), folder) for folder in barred)
    ]
    return os.pathsep.join(dict.fromkeys((*entries, *SYSTEM_PATH)))


def _is_inside(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip("/") + "/")
