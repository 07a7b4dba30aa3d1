"""Builds this machine's architecture of the image and pushes it; prints its digest.

An image of this very commit that an earlier attempt pushed is taken as it is.
"""

from __future__ import annotations

import platform
import tempfile
from pathlib import Path

from common import REVISION_LABEL, RefusalError, Registry, Release, run, set_output, start

MACHINES = {"x86_64": "amd64", "aarch64": "arm64"}


def build_image(release: Release) -> None:
    """Build from a clean export of the source, push under a tag of this source and architecture, and read it back."""
    arch = MACHINES.get(platform.machine())
    if arch is None:
        raise RefusalError(f"{platform.machine()} is not released for. Run this on one of: {', '.join(MACHINES)}.")
    registry = Registry(release)
    name = f":{release.source}-{arch}"
    found = registry.find_digest(name)
    if not found:
        with tempfile.TemporaryDirectory() as folder:
            export_source(release, Path(folder))
            build(release, registry, Path(folder), f"{release.image}{name}")
            file = Path(folder) / "digest"
            gzip = ("--compression-format=gzip", "--compression-level=9")  # pulled by each job: a MB less is worth it
            registry.push("push", "--quiet", *gzip, f"--digestfile={file}", f"{release.image}{name}")
            pushed = file.read_text().strip()
        found = registry.find_digest(name)
        if found != pushed:
            raise RefusalError(f"{release.image}{name} was pushed as {pushed} and reads as {found}. Run it again.")
    set_output(arch=arch, digest=found)


def export_source(release: Release, folder: Path) -> None:
    """Lay the source's files out: what lies about in the clone does not get into an image."""
    archive = folder / "source.tar"
    release.git("archive", "--format=tar", f"--output={archive}", release.source)
    run("tar", "--extract", f"--directory={folder}", f"--file={archive}")
    archive.unlink()


def build(release: Release, registry: Registry, folder: Path, name: str) -> None:
    labels = {
        REVISION_LABEL: release.source,
        "org.opencontainers.image.version": release.version,
        "org.opencontainers.image.source": release.source_url,
    }
    registry.buildah(
        "bud",
        "--layers",
        "--pull=false",
        # Files carry the commit's time, so that the same commit and the same packages are the same layers.
        f"--timestamp={release.epoch}",
        *(f"--label={key}={value}" for key, value in labels.items()),
        f"--tag={name}",
        f"--file={folder / 'Dockerfile'}",
        str(folder),
    )


if __name__ == "__main__":
    start(build_image, "release/build_image.py TAG")
