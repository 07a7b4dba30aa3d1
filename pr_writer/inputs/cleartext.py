"""Base URLs → those that would carry a key and the code in clear text across the internet."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from urllib.parse import urlsplit

_HERE = (".local", ".internal", ".lan", ".localhost", ".home.arpa", ".test")


log = logging.getLogger("pr_writer")


def warn_of_cleartext(backends: Mapping[str, str]) -> None:
    """Warn of each backend that would be asked in clear text across the internet."""
    for variable in list_cleartext(backends):
        log.warning("%s is http: the key and the code cross the network in clear text. Use https.", variable)


def list_cleartext(backends: Mapping[str, str]) -> tuple[str, ...]:
    """Return the variables whose base URL is ``http:`` to a host outside this machine and its private networks."""
    urls = {name: value for name, value in backends.items() if name.endswith("_BASE_URL")}
    return tuple(name for name, url in urls.items() if url.startswith("http://") and not _is_near(url))


def _is_near(url: str) -> bool:
    from ipaddress import ip_address  # most base URLs are https

    host = (urlsplit(url).hostname or "").rstrip(".")
    try:
        address = ip_address(host)
    except ValueError:
        # A name without a dot is a service of the job or a machine of the local network.
        return "." not in host or host.endswith(_HERE)
    return address.is_loopback or address.is_private or address.is_link_local
