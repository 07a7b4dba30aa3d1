"""What the release scripts share: who we are, refusals, git and the registry's tools."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NoReturn

ROOT = Path(__file__).resolve().parents[1]
VERSION_FILE = "pr_writer/version.py"
MANIFESTS = ("action.yml", "backfill/action.yml")  # whose image a release names by its digest
# The version core of https://semver.org, and a pre-release part that PyPI knows as well.
TAG = r"v(?P<version>(?P<major>0|[1-9]\d*)\.(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)(?:-(?:a|b|rc)\.?\d+)?)"
ARCHES = ("amd64", "arm64")
REVISION_LABEL = "org.opencontainers.image.revision"


class RefusalError(Exception):
    """A release must not go on; the text says why and what to do."""


@dataclass(frozen=True)
class Release:
    """One tag's release: every name in it comes from the tag and the repository, none is written down here.

    ``folder`` is the clone that is released. The registry is ghcr.io, or RELEASE_REGISTRY.
    """

    tag: str
    folder: Path

    @property
    def version(self) -> str:
        return self._parts["version"]

    @property
    def python_version(self) -> str:
        """The version as PyPI and pr_writer/version.py spell it: a pre-release is 2.0.0rc1."""
        return re.sub(r"-(a|b|rc)\.?", r"\1", self.version)

    @property
    def major_tag(self) -> str:
        return f"v{self._parts['major']}"

    @property
    def is_prerelease(self) -> bool:
        return "-" in self.version

    @cached_property
    def _parts(self) -> dict[str, str]:
        found = re.fullmatch(TAG, self.tag)
        if found is None:
            raise RefusalError(f"{self.tag!r} is no version. Tag the commit vX.Y.Z, such as v1.2.3 or v2.0.0-rc.1.")
        return found.groupdict()

    @cached_property
    def repository(self) -> str:
        """``owner/name``: what Actions says, else what the remote's address says."""
        named = os.environ.get("GITHUB_REPOSITORY") or "/".join(
            re.split(r"[/:]", self.git("remote", "get-url", "origin").removesuffix(".git"))[-2:]
        )
        if not re.fullmatch(r"[\w.-]+/[\w.-]+", named):
            raise RefusalError(f"{named!r} is no owner/name. Set GITHUB_REPOSITORY, or the remote `origin`.")
        return named

    @property
    def image(self) -> str:
        """The image's name without tag or digest; a registry wants it in lower case."""
        return f"{os.environ.get('RELEASE_REGISTRY') or 'ghcr.io'}/{self.repository.lower()}"

    @property
    def source_url(self) -> str:
        return f"{os.environ.get('GITHUB_SERVER_URL') or 'https://github.com'}/{self.repository}"

    @cached_property
    def source(self) -> str:
        """The commit that is released: the one that Actions runs for, else what is checked out."""
        named = os.environ.get("GITHUB_SHA") or "HEAD"
        return self.git("rev-parse", "--verify", "--end-of-options", f"{named}^{{commit}}")

    @property
    def epoch(self) -> str:
        """When the source was committed: the one time that all that is built carries."""
        return self.git("show", "--no-patch", "--format=%ct", self.source)

    def read(self, name: str) -> str:
        """Return a file as the source has it."""
        return self.git("show", f"{self.source}:{name}")

    def git(self, *args: str, env: Mapping[str, str] | None = None, stdin: str | None = None) -> str:
        """Run git in the clone; what it prints, without the last newline."""
        return run("git", "-C", str(self.folder), *args, env=env, stdin=stdin)

    def find_remote_ref(self, ref: str) -> str:
        """Return the commit that a ref of the remote points at, through a tag object; "" where there is none."""
        rows = self.git("ls-remote", "origin", ref, f"{ref}^{{}}", env=authorize_git()).splitlines()
        ids = dict(reversed(row.split("\t")) for row in rows)
        return ids.get(f"{ref}^{{}}") or ids.get(ref, "")

    def read_remote_ref(self, ref: str) -> str:
        """Return the id that a ref of the remote has itself; "" where there is none."""
        rows = self.git("ls-remote", "origin", ref, env=authorize_git()).splitlines()
        return rows[0].split("\t")[0] if rows else ""

    def find_release_commit(self) -> str:
        """Return the release commit that the remote's tag is on, if it was made from this source; else ""."""
        commit = self.find_remote_ref(f"refs/tags/{self.tag}")
        if not commit or commit == self.source:
            return ""
        self.git("fetch", "--quiet", "--no-tags", "origin", f"refs/tags/{self.tag}", env=authorize_git())
        is_ours = self.git("rev-list", "--parents", "--max-count=1", commit).split()[1:] == [self.source]
        changed = self.git("diff", "--name-only", self.source, commit).splitlines()
        return commit if is_ours and changed == list(MANIFESTS) else ""


def run(*command: str, env: Mapping[str, str] | None = None, stdin: str | None = None, advice: str = "") -> str:
    """Run a command to its end and return what it printed; refuse with its own words and the advice where it fails."""
    given = {**os.environ, **(env or {})}
    done = subprocess.run(command, env=given, input=stdin, capture_output=True, text=True, check=False)
    if done.returncode:
        said = (done.stderr or done.stdout).strip()[-2000:]
        raise RefusalError(f"{' '.join(command[:6])} ended with {done.returncode}: {said}. {advice}".strip())
    return done.stdout.removesuffix("\n")


def authorize_git() -> dict[str, str]:
    """Return the variables by which git shows the job's token to the server; on no command line, in no file."""
    token, server = os.environ.get("GITHUB_TOKEN"), os.environ.get("GITHUB_SERVER_URL")
    if not token or not server:
        return {}
    credentials = b64encode(f"x-access-token:{token}".encode()).decode()
    return {
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": f"http.{server}/.extraheader",
        "GIT_CONFIG_VALUE_0": f"Authorization: Basic {credentials}",
    }


class Registry:
    """buildah and skopeo, signed in to the image's registry where Actions gave a token."""

    def __init__(self, release: Release) -> None:
        self._image = release.image
        self._environ: dict[str, str] = {}
        # A registry on this machine has no certificate.
        self._tls = ["--tls-verify=false"] if self._image.startswith(("127.0.0.1:", "localhost:")) else []
        missing = [tool for tool in ("buildah", "skopeo") if shutil.which(tool) is None]
        if missing:
            raise RefusalError(f"{' and '.join(missing)} is not here. Install it: apt-get install {' '.join(missing)}")
        self._sign_in()

    def _sign_in(self) -> None:
        token, actor = os.environ.get("GITHUB_TOKEN"), os.environ.get("GITHUB_ACTOR")
        if not token or not actor or self._tls:
            return
        host = self._image.partition("/")[0]
        folder = os.environ.get("RUNNER_TEMP") or tempfile.gettempdir()
        self._environ = {"REGISTRY_AUTH_FILE": str(Path(folder) / "registry-auth.json")}
        run("skopeo", "login", "--username", actor, "--password-stdin", host, env=self._environ, stdin=token)

    def find_digest(self, name: str) -> str:
        """Return the digest that a tag or digest of the image has in the registry, or "" where there is none.

        GHCR says "denied" of a package that nobody pushed yet. Raises RefusalError where the registry cannot be asked.
        """
        try:
            return digest(self.inspect(f"docker://{self._image}{name}"))
        except RefusalError as exc:
            if re.search(r"manifest unknown|not found|name unknown|denied|404", str(exc), re.IGNORECASE):
                return ""
            raise

    def find_labels(self, name: str) -> dict[str, str]:
        """Return the labels of an image; for an index, those of its first architecture."""
        manifest = json.loads(self.inspect(f"docker://{self._image}{name}"))
        if "manifests" in manifest:
            return self.find_labels(f"@{manifest['manifests'][0]['digest']}")
        config = json.loads(self.inspect("--config", f"docker://{self._image}{name}"))
        return config.get("config", {}).get("Labels") or {}

    def inspect(self, *args: str) -> bytes:
        """Return what `skopeo inspect --raw` prints, byte for byte."""
        return self._skopeo(["inspect", *self._tls, "--raw", *args])

    def copy(self, digest: str, target: str) -> None:
        """Copy an image, for this machine's architecture, to another place in skopeo's own form."""
        source = [f"--src-{flag[2:]}" for flag in self._tls]
        self._skopeo(["copy", "--quiet", *source, f"docker://{self._image}@{digest}", target])

    def _skopeo(self, arguments: list[str]) -> bytes:
        command, environ = ["skopeo", *arguments], {**os.environ, **self._environ}
        done = subprocess.run(command, env=environ, capture_output=True, check=False)
        if done.returncode:
            said = done.stderr.decode(errors="replace").strip()
            raise RefusalError(f"skopeo {arguments[0]} {arguments[-1]} ended with {done.returncode}: {said}")
        return done.stdout

    def buildah(self, *args: str) -> str:
        return run("buildah", *args, env=self._environ)

    def push(self, *args: str) -> None:
        """Push with buildah; what an attempt that died left in the registry is not sent again."""
        verb, rest = ([*args[:2]], args[2:]) if args[0] == "manifest" else ([args[0]], args[1:])
        advice = (
            "The registry did not take it: the job needs `packages: write`, and the package has to be linked to this "
            "repository. Run the job again; it goes on where it stopped."
        )
        run("buildah", *verb, *self._tls, *rest, env=self._environ, advice=advice)

    @property
    def tls(self) -> list[str]:
        return list(self._tls)


def digest(content: bytes) -> str:
    """Return the digest by which a registry knows this manifest."""
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def set_output(**values: str) -> None:
    """Tell the later jobs, and the reader."""
    for name, value in values.items():
        print(f"{name}={value}")
        if file := os.environ.get("GITHUB_OUTPUT"):
            with Path(file).open("a") as output:
                output.write(f"{name}={value}\n")


def start(main: Callable[..., Any], usage: str) -> NoReturn:
    """Call ``main(Release, *arguments)`` as the command line says; a refusal ends with status 1 and its sentence."""
    wanted = usage.split()[1:]
    given = sys.argv[1:]
    required = [name for name in wanted if not name.startswith("[")]
    if not len(required) <= len(given) <= len(wanted) or given[:1] in (["-h"], ["--help"]):
        sys.exit(f"usage: python3 {usage}\n\n{(sys.modules['__main__'].__doc__ or '').strip()}")
    folder = Path(os.environ.get("RELEASE_FOLDER") or Path.cwd())
    try:
        main(Release(given[0], folder), *given[1:])
    except RefusalError as exc:
        if not os.environ.get("GITHUB_ACTIONS"):
            sys.exit(f"Not released: {exc}")
        escaped = str(exc).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
        sys.exit(f"::error title=Not released::{escaped}")
    sys.exit(0)
