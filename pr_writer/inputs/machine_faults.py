"""An exception that the machine is to blame for → the sentence that says so and what mends it."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Mapping

from pr_writer.errors import ActionError

_CERTIFICATES = ("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "GIT_SSL_CAINFO")
# By whether there is a runner. A container sees what is mounted into it.
_MOUNT = {
    True: "The action's container sees the workspace and the temporary folder: copy the file in an earlier step and "
    "name it by ${{ runner.temp }}.",
    False: "Name a file that is there; for a container, mount it with `-v FILE:FILE`.",
}
_OURS = ("pr_writer", "llm_router")


def check_certificates(environ: Mapping[str, str], *, on_runner: bool) -> None:
    """Raise ActionError for a variable that names certificates where there are none: each library fails otherwise."""
    for name in _CERTIFICATES:
        path = environ.get(name, "")
        if path and not os.path.exists(path):  # noqa: PTH110 - pathlib costs 5 ms here
            raise ActionError(f"{name} is {path!r}, and there is no such file here. {_MOUNT[on_runner]}")


def explain_fault(exc: Exception) -> str:
    """Return the sentence for a package that is missing, a full disk or a folder that cannot be written; else ""."""
    if isinstance(exc, ModuleNotFoundError):
        package = (exc.name or "").partition(".")[0]
        return "" if package in (*_OURS, "") else _explain_missing(package)
    if not isinstance(exc, OSError):
        return ""
    where = f" ({exc.filename})" if isinstance(exc.filename, str) else ""
    if exc.errno in {errno.ENOSPC, errno.EDQUOT}:
        return f"What is to be written does not fit on its disk{where}. Make room, and run it again."
    if "temporary directory" in str(exc):
        return "No folder for temporary files can be written. Set TMPDIR to one that can."
    if exc.errno in {errno.EROFS, errno.EACCES, errno.EPERM} and where:
        return (
            f"{exc.filename} may not be written or read ({exc.strerror}). Change its rights, or set TMPDIR to a folder "
            "that may."
        )
    return ""


def _explain_missing(package: str) -> str:
    return (
        f"This Python ({sys.executable}) has no package {package!r}. Run `make draft`, which installs what is needed, "
        "or `python3 -m pip install -r requirements.txt` first."
    )
