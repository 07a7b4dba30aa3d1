"""Environment → the proxy for one URL, as curl and requests read it, but never for a host next door."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from llm_router.errors import BadConfig

if TYPE_CHECKING:
    from collections.abc import Mapping

NEARBY_SUFFIXES = (".localhost", ".local", ".internal", ".lan", ".home.arpa")


def read_proxy(url: str, env: Mapping[str, str]) -> str:
    """Read the proxy that this URL goes through; empty for none."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if is_nearby(host) or _is_exempt(host, parts.port, _read(env, "no_proxy")[1]):
        return ""

    name, proxy = _read(env, f"{parts.scheme}_proxy")
    if not proxy:
        name, proxy = _read(env, "all_proxy")
    if not proxy:
        return ""
    return _reject_unusable(name, proxy)


def is_nearby(host: str) -> bool:
    """Tell whether a host is this machine, its network or its container network, which no outbound proxy reaches."""
    host = host.lower().rstrip(".")
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return "." not in host or host.endswith(NEARBY_SUFFIXES)
    return address.is_loopback or address.is_private or address.is_link_local


def _read(env: Mapping[str, str], name: str) -> tuple[str, str]:
    for spelling in (name, name.upper()):
        if value := env.get(spelling, "").strip():
            return spelling, value
    return name, ""


def _is_exempt(host: str, port: int | None, no_proxy: str) -> bool:
    for entry in no_proxy.replace(",", " ").split():
        name, _, wanted_port = entry.lower().partition(":") if entry.count(":") == 1 else (entry.lower(), "", "")
        if wanted_port and wanted_port != str(port):
            continue
        bare = name.lstrip("*").lstrip(".")
        if name == "*" or host.lower() == bare or (bare and host.lower().endswith(f".{bare}")) or _is_in(host, name):
            return True
    return False


def _is_in(host: str, network: str) -> bool:
    try:
        return "/" in network and ipaddress.ip_address(host) in ipaddress.ip_network(network, strict=False)
    except ValueError:
        return False


def _reject_unusable(name: str, proxy: str) -> str:
    # A bare host:port is what many runners set; every other tool reads it as http.
    text = proxy if "://" in proxy else f"http://{proxy}"
    try:
        parts = urlsplit(text)
        is_usable = parts.scheme == "http" and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_usable = False
    if not is_usable or "$" in text or any(c.isspace() or not c.isprintable() for c in text):
        shown = f"{proxy!r}; it" if "@" not in proxy else "not usable (it holds a password, so it is not shown); it"
        raise BadConfig(f"{name} is {shown} must be an http:// proxy. List the host in NO_PROXY to go around it.")
    return text
