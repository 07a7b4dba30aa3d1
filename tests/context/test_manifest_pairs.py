"""Both sides of the manifests that a change touches are read from the commits, in whatever way a file changed."""

import pytest
from support.drafting import change, changes

from pr_writer.context.manifest_pairs import read_manifest_pairs
from pr_writer.summarizer.manifest_contents import ManifestPair


class StubFiles:
    def read_file(self, sha, path, limit):  # noqa: ARG002 - the port names it
        return f"{sha[0]}:{path}"


@pytest.mark.parametrize(
    ("file", "pair"),
    [
        (change("package.json"), ManifestPair("package.json", "b:package.json", "h:package.json")),
        (change("package.json", kind="added"), ManifestPair("package.json", None, "h:package.json")),
        (change("package.json", kind="deleted"), ManifestPair("package.json", "b:package.json", None)),
        (
            change("web/package.json", kind="renamed", old_path="package.json"),
            ManifestPair("web/package.json", "b:package.json", "h:web/package.json"),
        ),
    ],
)
def test_each_side_is_read_where_it_is(file, pair):
    assert read_manifest_pairs(StubFiles(), changes([], [file, change("app.py")])) == (pair,)
