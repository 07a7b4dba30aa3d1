"""The address of a clone's remote → the repository on GitHub, or on an Enterprise server, that it stands for."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pr_writer.lazy_pattern import compile_lazily

GITHUB = "github.com"
TENANTS = ".ghe.com"  # https://docs.github.com/enterprise-cloud@latest/admin/data-residency

# https://git-scm.com/docs/git-clone#_git_urls; who it is asked as, and with what password, is nobody's business here.
_URL = compile_lazily(
    r"(?P<scheme>https?|ssh|git|git\+ssh|ssh\+git)://(?:[^/\\?#@\s]*@)?(?P<host>[^/:@\s]+)(?::(?P<port>\d+))?/(?P<path>.*)"
)
_SCP = compile_lazily(r"(?:[^@:/\s]+@)?(?P<host>[^/:@\s]{2,}):(?P<path>.*)")
_HOST = compile_lazily(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]*[a-z0-9])?")
_NAME = compile_lazily(r"(?!\.+/)[\w.-]+/(?!\.+$)[\w.-]+", re.ASCII)
# By which the same server is reached too: https://docs.github.com/authentication/troubleshooting-ssh
_ALIASES = {"www.github.com": GITHUB, "ssh.github.com": GITHUB}


@dataclass(frozen=True, slots=True)
class HostedRepository:
    """A repository on a server: ``host`` with the port of its web pages where that is not the usual one."""

    host: str
    name: str

    @property
    def server_url(self) -> str:
        """What GITHUB_SERVER_URL is there."""
        return f"https://{self.host}"

    @property
    def api_url(self) -> str:
        """What GITHUB_API_URL is there."""
        if self.host == GITHUB or self.host.endswith(TENANTS):
            return f"https://api.{self.host}"
        return f"https://{self.host}/api/v3"

    @property
    def is_github(self) -> bool:
        """True if GitHub runs the server itself, so that a token in GITHUB_TOKEN is meant for it."""
        return self.host == GITHUB or self.host.endswith(TENANTS)


def parse_remote_url(url: str) -> HostedRepository | None:
    """Return the repository that a URL of https, ssh or git, or an address like scp's, stands for; None for others.

    A host without a dot is none of the network's but a name of the person's own ssh configuration, and is kept: who
    asks may know better.
    """
    parts = _URL.fullmatch(url) or _SCP.fullmatch(url)
    if not parts:
        return None
    host = parts["host"].lower()
    name = parts["path"].strip("/").removesuffix(".git")
    if not _HOST.fullmatch(host) or not _NAME.fullmatch(name):
        return None
    host = _ALIASES.get(host, host)
    port = parts.groupdict().get("port") if parts.groupdict().get("scheme") == "https" else None
    return HostedRepository(f"{host}:{int(port)}" if port and int(port) != 443 else host, name)
