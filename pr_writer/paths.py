"""What a file is for, told by its path alone."""

from __future__ import annotations

import re

_TEST = re.compile(
    r"(?:^|/)(?:tests?|specs?|__tests__|__snapshots__|testdata|testing|e2e|cypress|playwright|features)/"
    r"|(?:^|/)(?:test|spec)[_.-][^/]*$|(?:^|/)conftest\.py$|[_.-](?:tests?|specs?|cy|e2e)\.[A-Za-z0-9]+$"
    r"|(?:Tests?|Specs?|IT)\.(?:java|kt|kts|cs|fs|swift|scala|groovy|php|m|mm|vb|dart)$"
    r"|(?:^|/)[^/]*\.Tests?/|\.bats$|\.t$",
)
_DOCUMENT = r"(?:^|/)docs?/|(?:^|/)readme[^/]*$|\.(?:md|mdx|rst|adoc|asciidoc)$"
_CHANGELOG = (
    r"(?:^|/)(?:change(?:s|log)|history|news|release[-_]?notes?)(?:\.[a-z]+)?$"
    r"|(?:^|/)(?:changelogs?(?:\.d)?|newsfragments|\.changeset|changes|releasenotes)/"
)
_CI = r"^\.github/workflows/|^\.gitlab-ci|^\.circleci/|(?:^|/)(?:jenkinsfile|azure-pipelines\.yml|\.travis\.yml)$"


def is_test(path: str) -> bool:
    """Say whether a file is a test, or what tests use."""
    return bool(_TEST.search(path))


def is_document(path: str) -> bool:
    """Say whether a file is documentation; a changelog is none."""
    return bool(re.search(_DOCUMENT, path, re.IGNORECASE)) and not is_changelog(path)


def is_changelog(path: str) -> bool:
    """Say whether a file is the changelog, or an entry of one that is kept in pieces."""
    return bool(re.search(_CHANGELOG, path, re.IGNORECASE))


def is_ci(path: str) -> bool:
    """Say whether a file tells a continuous integration what to do."""
    return bool(re.search(_CI, path, re.IGNORECASE))
