"""Writes what is in an image as an SPDX 2.3 document: sbom.py TAG DIGEST FILE.

The image itself is asked: Debian's packages by their status files, Python's by their metadata, the interpreter by its
version. The format: https://spdx.github.io/spdx-spec/v2.3/.
"""

from __future__ import annotations

import datetime as dt
import email.parser
import json
import re
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path

from common import RefusalError, Registry, Release, set_output, start

DEBIAN = r"var/lib/dpkg/status\.d/[^/]+"
PYTHON = r"usr/local/lib/python3\.\d+/site-packages/[^/]+\.dist-info/METADATA"


def write_sbom(release: Release, digest: str, file: str) -> None:
    """Write the document of this machine's architecture."""
    packages = list(list_packages(release, digest))
    if len(packages) < 10:
        raise RefusalError(f"Only {len(packages)} packages were found in {digest}: that is no image of ours.")
    Path(file).write_text(json.dumps(describe(release, digest, packages), indent=1) + "\n")
    set_output(packages=str(len(packages)))


def list_packages(release: Release, digest: str) -> Iterator[dict[str, object]]:
    """Yield an SPDX package for each one whose metadata is in the image."""
    with tempfile.TemporaryDirectory() as folder:
        Registry(release).copy(digest, f"dir:{folder}")
        manifest = json.loads((Path(folder) / "manifest.json").read_text())
        for layer in manifest["layers"]:
            with tarfile.open(Path(folder) / layer["digest"].partition(":")[2]) as archive:
                yield from read_layer(archive)


def read_layer(archive: tarfile.TarFile) -> Iterator[dict[str, object]]:
    for member in archive:
        if member.isfile() and re.fullmatch(f"{DEBIAN}|{PYTHON}", member.name.removeprefix("./")):
            text = archive.extractfile(member).read().decode(errors="replace")  # type: ignore[union-attr]
            about = email.parser.HeaderParser().parsestr(text)
            kind = "deb/debian" if "/dpkg/" in member.name else "pypi"
            licence = about.get("License-Expression") or "NOASSERTION"
            yield make_package(about.get("Name") or about["Package"], about["Version"], kind, licence)
        elif member.isfile() and re.fullmatch(r"usr/local/bin/python3\.\d+", member.name):
            yield make_package("python", member.name.rpartition("python")[2], "generic", "PSF-2.0")


def make_package(name: str, version: str, kind: str, licence: str) -> dict[str, object]:
    purl = f"pkg:{kind}/{name.lower() if kind == 'pypi' else name}@{version}"
    return {
        "SPDXID": "SPDXRef-" + re.sub(r"[^A-Za-z0-9.-]", "-", f"{kind}-{name}-{version}"),
        "name": name,
        "versionInfo": version,
        "downloadLocation": "NOASSERTION",
        "licenseConcluded": "NOASSERTION",
        "licenseDeclared": licence,
        "filesAnalyzed": False,
        "externalRefs": [{"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl", "referenceLocator": purl}],
    }


def describe(release: Release, digest: str, packages: list[dict[str, object]]) -> dict[str, object]:
    """Return the document around the packages; the same image gives the same document."""
    when = dt.datetime.fromtimestamp(int(release.epoch), dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    image = make_package(release.repository, release.version, "oci", "MIT") | {
        "SPDXID": "SPDXRef-image",
        "checksums": [{"algorithm": "SHA256", "checksumValue": digest.partition(":")[2]}],
    }
    relations = [("SPDXRef-DOCUMENT", "DESCRIBES", "SPDXRef-image")]
    relations += [("SPDXRef-image", "CONTAINS", str(package["SPDXID"])) for package in packages]
    return {
        "spdxVersion": "SPDX-2.3",
        "dataLicense": "CC0-1.0",
        "SPDXID": "SPDXRef-DOCUMENT",
        "name": f"{release.image}:{release.version}",
        "documentNamespace": f"{release.source_url}/sbom/{release.version}/{digest.partition(':')[2]}",
        "creationInfo": {"created": when, "creators": ["Tool: release/sbom.py"]},
        "packages": [image, *sorted(packages, key=lambda package: str(package["SPDXID"]))],
        "relationships": [
            {"spdxElementId": one, "relationshipType": kind, "relatedSpdxElement": other}
            for one, kind, other in relations
        ],
    }


if __name__ == "__main__":
    start(write_sbom, "release/sbom.py TAG DIGEST FILE")
