"""What a job waits for before the action says a word: its image, pulled and started.

The image is built, pushed to a registry on loopback, and pulled from there into an empty storage, as by a runner that
never saw it; then it drafts the latest change of a small clone without a model. Needs buildah, skopeo, docker-registry.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from support.launch import IMAGE, Buildah, find_engine
from support.registry import Registry, find_missing_tools
from support.repos import make_small_repo
from support.runner import ROOT

PUSH = ("buildah", "push", "--quiet", "--tls-verify=false", "--compression-format=gzip", "--compression-level=9")


def can_measure() -> bool:
    """Whether this machine has what it takes."""
    return not find_missing_tools() and find_engine() is Buildah


def measure(rounds: int) -> dict[str, float | str]:
    """Return megabytes and the medians of seconds."""
    Buildah(IMAGE).build(ROOT)
    with tempfile.TemporaryDirectory() as folder, Registry(Path(folder) / "registry") as registry:
        return measure_from(Path(folder), registry, rounds)


def measure_from(folder: Path, registry: Registry, rounds: int) -> dict[str, float | str]:
    name = f"docker://{registry.host}/octo/demo-writer:1"
    run(*PUSH, IMAGE, name)  # compressed as a release is
    layers = json.loads(run("skopeo", "inspect", "--tls-verify=false", "--raw", name))["layers"]
    repo = make_small_repo(folder / "repo")
    pulls, drafts, helps = [], [], []
    for turn in range(rounds):
        store = ["--root", str(folder / f"store-{turn}"), "--runroot", str(folder / f"run-{turn}")]
        pulls.append(clock(["buildah", *store, "pull", "--quiet", "--tls-verify=false", name]))
        run("buildah", *store, "rmi", "--all", "--force")
        image = Buildah(IMAGE)
        drafts.append(
            clock(lambda image=image: image.run(["--dry-run"], volumes={str(repo.path): "/github/workspace"}))
        )
        helps.append(clock(lambda image=image: image.run(["--help"])))
    return {
        "layers": len(layers),
        "megabytes": sum(layer["size"] for layer in layers) / 1e6,
        "pull": statistics.median(pulls),
        "draft": statistics.median(drafts),
        "help": statistics.median(helps),
        "storage": json.loads(run("buildah", "info"))["store"]["GraphDriverName"],
    }


def write_figures(figures: dict[str, float | str]) -> str:
    return f"""\
{figures["megabytes"]:.1f} MB, compressed, of all {figures["layers"]} layers together: what a job pulls.

| | s |
| --- | ---: |
| pull from a registry on loopback, into an empty storage | {figures["pull"]:.2f} |
| container and run, `--help` | {figures["help"]:.2f} |
| container and run, draft of a clone without a model | {figures["draft"]:.2f} |
| pull + run | {figures["pull"] + figures["draft"]:.2f} |

With buildah, its {figures["storage"]} storage and chroot isolation: a Docker engine starts a container faster, a
network pulls slower. PR-Agent's image could not be weighed: its registry was not in reach, and no page that was
states its size.
"""


def clock(work) -> float:
    started = time.perf_counter()
    if callable(work):
        done = work()
        assert done.exit_code == 0, done.stderr
    else:
        run(*work)
    return time.perf_counter() - started


def run(*command: str) -> str:
    environ = {"STORAGE_DRIVER": "vfs", "BUILDAH_ISOLATION": "chroot", **os.environ}
    return subprocess.run(command, env=environ, check=True, capture_output=True, text=True).stdout
