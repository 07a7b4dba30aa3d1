"""The image stays light: a budget that a new dependency has to argue with."""

from __future__ import annotations

import json
import re
import tarfile
import zlib

import pytest
from support.runner import ROOT

pytestmark = [pytest.mark.container, pytest.mark.slow]

BUDGET = 27_500_000  # bytes over python:3.13-slim, compressed: what a job waits for when it pulls


def test_the_image_adds_less_than_its_budget_to_its_base(image, tmp_path):
    image.save(tmp_path / "image.tar")
    final_stage = (ROOT / "Dockerfile").read_text().rpartition("\nFROM ")[2]
    ours = len(re.findall(r"^(?:COPY|ADD|RUN) ", final_stage, re.MULTILINE))

    with tarfile.open(tmp_path / "image.tar") as archive:
        layers = json.load(archive.extractfile("manifest.json"))[0]["Layers"]
        sizes = [_weigh(archive.extractfile(layer)) for layer in layers[-ours:]]

    assert len(layers) > ours == 4, (
        "git, the library's byte-code, the packages, the code: what changes more comes later"
    )
    assert sum(sizes) < BUDGET, f"the layers weigh {sizes}"
    assert sizes[-1] < 1_000_000, "the code comes last, so that a new version is a small pull"


def _weigh(layer):
    start = layer.read(2)
    layer.seek(0)
    if start == b"\x1f\x8b":  # an engine that keeps its layers as they were pulled or would be pushed
        return sum(map(len, iter(lambda: layer.read(1 << 20), b"")))
    packer = zlib.compressobj(6)
    return sum(len(packer.compress(part)) for part in iter(lambda: layer.read(1 << 20), b"")) + len(packer.flush())
