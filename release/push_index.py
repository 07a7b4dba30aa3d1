"""Joins the images of all architectures into one index, pushes it under the version and prints its digest.

RELEASE_ARCHES names other architectures than amd64 and arm64, for a rehearsal. One that is missing stops the release:
the version's name is given last, so nobody can pull half of it.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from common import ARCHES, RefusalError, Registry, Release, set_output, start


def push_index(release: Release) -> None:
    """Push the index, or find that an earlier attempt did; what the registry says it is has the last word."""
    registry = Registry(release)
    arches = (os.environ.get("RELEASE_ARCHES") or " ".join(ARCHES)).split()
    images = {arch: registry.find_digest(f":{release.source}-{arch}") for arch in arches}
    if missing := [arch for arch, found in images.items() if not found]:
        raise RefusalError(
            f"There is no image of {release.source[:12]} for {' and '.join(missing)}. Mend and run that architecture's "
            "build again, then this."
        )
    found = registry.find_digest(f":{release.version}")
    if not found:
        found = push(release, registry, images)
    set_output(digest=found, image=f"{release.image}@{found}", **{f"digest-{k}": v for k, v in images.items()})


def push(release: Release, registry: Registry, images: dict[str, str]) -> str:
    name = f"{release.image}:{release.version}"
    # A list of that name that an earlier attempt left on this machine would be added to.
    listed = registry.buildah("images", "--all", "--format={{.Name}}:{{.Tag}}").splitlines()
    if name in listed:
        registry.buildah("rmi", name)
    registry.buildah("manifest", "create", name)
    try:
        for image in images.values():
            registry.buildah("manifest", "add", *registry.tls, name, f"docker://{release.image}@{image}")
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "digest"
            registry.push("manifest", "push", "--all", f"--digestfile={file}", name, f"docker://{name}")
            pushed = file.read_text().strip()
    finally:
        registry.buildah("manifest", "rm", name)
    found = registry.find_digest(f":{release.version}")
    if found != pushed:
        raise RefusalError(f"{name} was pushed as {pushed} and reads as {found}. Run it again.")
    return found


if __name__ == "__main__":
    start(push_index, "release/push_index.py TAG")
