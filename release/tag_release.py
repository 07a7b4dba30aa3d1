"""Makes the release commit, whose actions name the image by its digest, and puts the tag on it.

The commit is the source's child and differs in that one line of each; main does not get it. The same source and digest
make the same commit, so running it again changes nothing.
"""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

from check import refuse_moved_main, refuse_taken_tag
from common import MANIFESTS, RefusalError, Registry, Release, authorize_git, run, set_output, start

FROM_SOURCE = r"(?m)^( +image: )(?:\.\./)?Dockerfile(?: #.*)?$"
BOT = ("github-actions[bot]", "41898282+github-actions[bot]@users.noreply.github.com")


def tag_release(release: Release, digest: str) -> None:
    """Move the remote's tag from the source to the release commit, unless it is there."""
    if not re.fullmatch(r"sha256:[0-9a-f]{64}", digest):
        raise RefusalError(f"{digest!r} is no digest. Take the one that release/push_index.py printed.")
    if Registry(release).find_digest(f"@{digest}") != digest:
        raise RefusalError(f"{release.image}@{digest} is not in the registry. Run release/push_index.py first.")
    resumed = release.find_release_commit()
    refuse_taken_tag(release, resumed)
    commit = make_commit(release, digest)
    if resumed and resumed != commit:
        raise RefusalError(
            f"{release.tag} is on {resumed[:12]}, which names another image than {digest}. Run the whole release "
            "again: it takes the image that is there."
        )
    if not resumed:
        refuse_moved_main(release)
        push_tag(release, commit)
    set_output(commit=commit, uses=f"{release.repository}@{commit}")


def make_commit(release: Release, digest: str) -> str:
    """Return the id of the release commit, made without touching the clone's files or branches."""
    blobs = {}
    for name in MANIFESTS:
        text, count = re.subn(FROM_SOURCE, rf"\g<1>docker://{release.image}@{digest}", release.read(name))
        if count != 1:
            raise RefusalError(f"{name} has no one line `image: Dockerfile`. Tag a commit of main.")
        blobs[name] = release.git("hash-object", "-w", "--stdin", stdin=f"{text}\n")
    when = f"{release.epoch} +0000"
    name, address = BOT
    identity = {
        f"GIT_{who}_{what}": value
        for who in ("AUTHOR", "COMMITTER")
        for what, value in (("NAME", name), ("EMAIL", address), ("DATE", when))
    }
    with tempfile.TemporaryDirectory() as folder:
        index = {"GIT_INDEX_FILE": str(Path(folder) / "index")}
        release.git("read-tree", release.source, env=index)
        for name, blob in blobs.items():
            release.git("update-index", "--cacheinfo", f"100644,{blob},{name}", env=index)
        tree = release.git("write-tree", env=index)
    message = f"Release {release.version}\n\nThe image is {release.image}@{digest}."
    return release.git("commit-tree", tree, "-p", release.source, "-m", message, env=identity)


def push_tag(release: Release, commit: str) -> None:
    """Put the remote's tag on the commit, unless somebody moved it since it was looked at."""
    ref = f"refs/tags/{release.tag}"
    lease = f"--force-with-lease={ref}:{release.read_remote_ref(ref)}"
    advice = "The job needs `contents: write`, and no tag rule may forbid it. Run the job again."
    command = ("git", "-C", str(release.folder), "push", "--quiet", lease, "origin", f"{commit}:{ref}")
    run(*command, env=authorize_git(), advice=advice)


if __name__ == "__main__":
    start(tag_release, "release/tag_release.py TAG DIGEST")
