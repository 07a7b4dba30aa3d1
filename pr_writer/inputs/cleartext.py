"""Base URLs → those that would carry a key and the code in clear text across the internet."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from urllib.parse import urlsplit

# Names that no public server has: RFC 6761, RFC 6762, RFC 8375, ICANN's .internal, and a Kubernetes service's .svc.
_LOCAL_DOMAINS = (".local", ".internal", ".lan", ".localhost", ".home.arpa", ".test", ".svc")


log = logging.getLogger("pr_writer")


def warn_of_cleartext(backends: Mapping[str, str]) -> None:
    """Warn of each backend that would be asked in clear text across the internet."""
    for variable in list_cleartext(backends):
        log.warning("%s is http: the key and the code cross the network in clear text. Use https.", variable)


def list_cleartext(backends: Mapping[str, str]) -> tuple[str, ...]:
    """Return the variables whose base URL is ``http:`` to a host outside this machine and its private networks.

    ``backends`` are the router's variables with their values; only those that end in ``_BASE_URL`` are looked at.
    """
    urls = {name: value for name, value in backends.items() if name.endswith("_BASE_URL")}
    return tuple(name for name, url in urls.items() if _is_http(url) and not _is_local(url))


def _is_http(url: str) -> bool:
    return url.strip().lower().startswith("http://")


def _is_local(url: str) -> bool:
    from ipaddress import ip_address  # saves a millisecond where the base URL is https, as most are

    try:
        host = (urlsplit(url.strip()).hostname or "").rstrip(".")
    except ValueError:
        return False
    try:
        address = ip_address(int(host) if host.isdecimal() else host)
    except ValueError:
        # A name without a dot is a service of the job or a machine of the local network.
        return "." not in host or host.endswith(_LOCAL_DOMAINS)
    return not address.is_global
