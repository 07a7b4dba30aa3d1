"""The image stays light: a budget that a new dependency has to argue with."""

from __future__ import annotations

import json
import tarfile
import zlib

import pytest

pytestmark = [pytest.mark.container, pytest.mark.slow]

BUDGET = 42_000_000  # bytes, compressed, of all layers together: what a job waits for when it pulls
CODE = 1_350_000  # bytes, compressed, of the layer that a new version changes: our sources and their byte-code


def test_all_layers_together_are_within_the_budget(image, tmp_path):
    image.save(tmp_path / "image.tar")

    with tarfile.open(tmp_path / "image.tar") as archive:
        layers = json.load(archive.extractfile("manifest.json"))[0]["Layers"]
        sizes = [_weigh(archive.extractfile(layer)) for layer in layers]
        last = [layer for layer, size in zip(layers, sizes, strict=True) if size > 1000][-1]
        with tarfile.open(fileobj=archive.extractfile(last)) as layer:
            names = layer.getnames()

    assert sum(sizes) < BUDGET, f"the layers weigh {sizes}"
    assert "app/entrypoint.py" in names, "the code comes last, so that a new version is a small pull"
    assert "app/pr_writer/server/command.py" in names, "who asks for the server is told what it needs"
    assert "app/pr_writer/server/web_app.py" not in names
    assert sizes[layers.index(last)] < CODE


def _weigh(layer):
    start = layer.read(2)
    layer.seek(0)
    if start == b"\x1f\x8b":  # an engine that keeps its layers as they were pulled or would be pushed
        return sum(map(len, iter(lambda: layer.read(1 << 20), b"")))
    packer = zlib.compressobj(6)
    return sum(len(packer.compress(part)) for part in iter(lambda: layer.read(1 << 20), b"")) + len(packer.flush())
