"""GitHub's own command line tool, where a person has logged in with it → their token."""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping

from pr_writer.lazy_pattern import compile_lazily

TIMEOUT_S = 10  # a keyring may ask its owner first
# What gh finds its settings, its keyring and tokens of its own by: https://cli.github.com/manual/gh_help_environment
_GHS_OWN = frozenset(
    {
        "GH_CONFIG_DIR",
        "GH_TOKEN",  # of github.com and *.ghe.com alone
        "XDG_CONFIG_HOME",
        "XDG_STATE_HOME",
        "XDG_RUNTIME_DIR",
        "DBUS_SESSION_BUS_ADDRESS",
        "APPDATA",
        "LOCALAPPDATA",
    }
)
# These gh hands out for any other host, so it gets them only for one that the person named.
_ENTERPRISE_TOKENS = frozenset({"GH_ENTERPRISE_TOKEN", "GITHUB_ENTERPRISE_TOKEN"})
_TOKEN = compile_lazily(r"[!-~]{8,1000}")

log = logging.getLogger("pr_writer")


def read_gh_token(host: str, environ: Mapping[str, str], harmless: Mapping[str, str], *, is_named: bool = False) -> str:
    """Return the token that ``gh auth token`` gives for a host; a blank where there is no gh, or it gives none.

    ``environ`` is the whole environment, ``harmless`` what any child may see of it. ``is_named`` is True if the person
    named the host, and not a clone alone. What gh says is never logged.
    """
    import shutil  # only who has no token in the environment needs these two
    import subprocess

    # A folder that is named from where one stands may be the clone's own.
    folders = [folder for folder in environ.get("PATH", "").split(os.pathsep) if os.path.isabs(folder)]  # noqa: PTH117 - no pathlib for a string
    gh = shutil.which("gh", path=os.pathsep.join(folders)) if folders else None
    if not gh:
        return ""
    kept = _GHS_OWN | _ENTERPRISE_TOKENS if is_named else _GHS_OWN
    child = dict(harmless) | {name: environ[name] for name in kept & environ.keys()}
    command = [gh, "auth", "token", "--hostname", host]
    # Not the clone's folder, whose files are a stranger's.
    place = os.path.dirname(gh)  # noqa: PTH120 - as above
    quiet = subprocess.DEVNULL
    try:
        with subprocess.Popen(
            command, env=child, cwd=place, stdin=quiet, stdout=subprocess.PIPE, stderr=quiet
        ) as process:
            try:
                said = process.communicate(timeout=TIMEOUT_S)[0]
            except subprocess.TimeoutExpired:
                process.kill()  # what it started may live on, and is not waited for
                log.info("gh was asked for a token and did not answer within %.0f s.", TIMEOUT_S)
                return ""
    except OSError as exc:
        log.info("gh cannot be run (%s).", exc.strerror)
        return ""
    token = said.decode(errors="replace").strip()
    return token if process.returncode == 0 and _TOKEN.fullmatch(token) else ""
