"""Settings of a run on one's own machine + the clone it is in → settings that say where to open a pull request."""

from __future__ import annotations

import logging
import shlex
from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import urlsplit

from pr_writer.errors import ActionError
from pr_writer.git.git_dirs import Clone, find_clone
from pr_writer.git.refs import HEADS, ORIGIN, Refs
from pr_writer.inputs.gh_token import read_gh_token
from pr_writer.inputs.remote_urls import GITHUB, HostedRepository, parse_remote_url
from pr_writer.inputs.settings import Settings

log = logging.getLogger("pr_writer")


def complete_settings(settings: Settings, environ: Mapping[str, str]) -> Settings:
    """Return the settings with the branch, the repository, its server and the token that the clone and gh know of.

    What the environment says stands. Raises ActionError where one of them is not to be found.
    """
    clone = find_clone(settings.repo_dir)
    found = _find_repository(settings, clone, environ)
    if server := _find_server(settings, environ):
        found = replace(found, host=server)
    head = _find_branch(settings, clone)
    token = _find_token(settings, found, environ)
    return replace(
        settings,
        repository=found.name,
        server_url=settings.server_url if _is_set("GITHUB_SERVER_URL", environ) else found.server_url,
        api_url=settings.api_url if _is_set("GITHUB_API_URL", environ) else found.api_url,
        head=head,
        base=settings.base.removeprefix("origin/"),
        github_token=token,
        secrets=tuple(sorted({*settings.secrets, token}, key=len, reverse=True)),
    )


def _find_repository(settings: Settings, clone: Clone | None, environ: Mapping[str, str]) -> HostedRepository:
    """Return the repository that GITHUB_REPOSITORY names, on the server that GH_HOST does, else the clone's origin."""
    preferred = _read_preferred_host(environ)
    if settings.repository:
        return HostedRepository(preferred or GITHUB, settings.repository)
    url = clone.config.get(("remote", "origin", "url"), "") if clone else ""
    found = parse_remote_url(url)
    if found and "." not in found.host and preferred:  # the person's own name for a server, in their ssh configuration
        found = replace(found, host=preferred)
    if not found or "." not in found.host:
        which = "names no repository of a GitHub server" if url else "is not there"
        raise ActionError(
            f"The clone's remote `origin` {which}. Run this in a clone of one, or set GITHUB_REPOSITORY to owner/name."
        )
    return found


def _find_server(settings: Settings, environ: Mapping[str, str]) -> str:
    """Return the host of the server that the environment names, a blank where it names none."""
    urls = {"GITHUB_SERVER_URL": settings.server_url, "GITHUB_API_URL": settings.api_url}
    named = [url for name, url in urls.items() if _is_set(name, environ)]
    return urlsplit(named[0]).netloc.lower().removeprefix("api.") if named else ""


def _find_branch(settings: Settings, clone: Clone | None) -> str:
    """Return the branch that head names, else the one that is checked out, if it was pushed under that name."""
    if settings.head not in {"", "HEAD", "@"}:
        return settings.head.removeprefix("refs/heads/").removeprefix("origin/")
    if clone is None:
        raise ActionError("There is no clone here. Run this in one, or name the branch that was pushed with --head.")
    refs = Refs(clone)
    branch = refs.read_branch()
    if not branch:
        raise ActionError("HEAD is at no branch here. Check one out, or name one that was pushed with --head.")
    pushed = refs.resolve(ORIGIN + branch)
    if not pushed:
        raise ActionError(f"{branch} was not pushed. Push it first: git push -u origin {shlex.quote(branch)}")
    if refs.resolve(HEADS + branch) != pushed:
        log.warning(
            "%s is not here as it was pushed, and what was pushed is described. Push it to have it all.", branch
        )
    return branch


def _find_token(settings: Settings, found: HostedRepository, environ: Mapping[str, str]) -> str:
    """Return GITHUB_TOKEN where it is meant for this server, else the token that gh has for it.

    The origin of a clone is whoever's it was copied from: a token goes to GitHub itself, and to a server that the
    person named, but to no other one that a clone does.
    """
    server = _find_server(settings, environ) or _read_preferred_host(environ)
    is_named = bool(settings.repository) or server == found.host
    if settings.github_token and (is_named or found.is_github):
        return settings.github_token
    if token := read_gh_token(found.host, environ, settings.child_environ, is_named=is_named):
        return token
    why = f" GITHUB_TOKEN is not sent to {found.host} unless GH_HOST says so." if settings.github_token else ""
    login = f"gh auth login --hostname {found.host}"
    raise ActionError(f"There is no token for {found.host}.{why} Set GITHUB_TOKEN, or log in with `{login}`.")


def _is_set(name: str, environ: Mapping[str, str]) -> bool:
    return bool(environ.get(name, "").strip())


def _read_preferred_host(environ: Mapping[str, str]) -> str:
    return environ.get("GH_HOST", "").strip().lower()
