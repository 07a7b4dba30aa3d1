"""The process's environment → what may stay in it, and what must never be seen."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping

_KEPT = frozenset(
    {
        "HOME",
        "PATH",
        "LANG",
        "TZ",
        "TMPDIR",
        "TEMP",
        "TMP",
        "SYSTEMROOT",
        "USERPROFILE",
        "HTTP_PROXY",
        "HTTPS_PROXY",
        "ALL_PROXY",
        "NO_PROXY",
        "SSL_CERT_FILE",
        "SSL_CERT_DIR",
        "REQUESTS_CA_BUNDLE",
        "CURL_CA_BUNDLE",
        "GIT_SSL_CAINFO",
    }
)
_SECRET_ENDINGS = ("API-KEY", "API_KEY", "MARKER-KEY", "MARKER_KEY", "TOKEN", "SECRET", "PASSWORD")


def scrub_environment(environ: MutableMapping[str, str]) -> dict[str, str]:
    """Take everything out of ``environ`` that a library or a child could misuse, and return it as it was.

    What stays is a short list: where programs and the home folder are, language, time zone, proxies, certificates. So
    no child holds a key, and no variable of an earlier step steers python, git or the linker.
    """
    whole = dict(environ)
    for name in whole.keys() - keep_harmless(whole).keys():
        del environ[name]
    return whole


def keep_harmless(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the part of the environment that a child may have."""
    return {name: value for name, value in environ.items() if name.upper() in _KEPT or name.startswith("LC_")}


def list_secrets(environ: Mapping[str, str]) -> tuple[str, ...]:
    """Return the values of all variables that are named like a key or a token, longest first."""
    found = {value.strip() for name, value in environ.items() if name.upper().endswith(_SECRET_ENDINGS)}
    return tuple(sorted(filter(None, found), key=len, reverse=True))
