"""What a file is for, told by its path alone."""

from __future__ import annotations

import re

_TEST = (
    r"(?:^|/)(?:tests?|specs?|__tests__|__snapshots__|testdata|testing|e2e|cypress|playwright|features)/"
    r"|(?:^|/)(?:test|spec)[_.-][^/]*$|(?:^|/)conftest\.py$|[_.-](?:tests?|specs?|cy|e2e)\.[A-Za-z0-9]+$"
    r"|(?:Tests?|Specs?|IT)\.(?:java|kt|kts|cs|fs|swift|scala|groovy|php|m|mm|vb|dart)$"
    r"|(?:^|/)[^/]*\.Tests?/|\.bats$|\.t$"
)
_DOCUMENT = r"(?:^|/)docs?/|(?:^|/)readme[^/]*$|\.(?:md|mdx|rst|adoc|asciidoc)$"
_CHANGELOG = (
    r"(?:^|/)(?:change(?:s|log)|history|news|release[-_]?notes?)(?:\.[a-z]+)?$"
    r"|(?:^|/)(?:changelogs?(?:\.d)?|newsfragments|\.changeset|changes|releasenotes)/"
)
_CI = (
    r"\.github/(?:(?:workflows|actions)/.*|dependabot)\.ya?ml|\.gitlab-ci\.ya?ml|\.(?:circleci|buildkite)/.*\.ya?ml"
    r"|\.travis\.ya?ml|azure-pipelines\.ya?ml|(?:.*/)?Jenkinsfile|\.drone\.ya?ml|appveyor\.ya?ml"
    r"|bitbucket-pipelines\.ya?ml"
)

_SECONDARY = (
    r"(?:^|/)(?:tests?|testing|specs?|__tests__|__snapshots__|fixtures|testdata|docs?|examples?|locales?|i18n)/"
    r"|(?:^|/)(?:test_[^/]*|[^/]*[._-](?:test|tests|spec|snap)\.[^/]*|[^/]*_test\.[^/]*|README[^/]*)$"
    r"|\.(?:md|mdx|rst|adoc|txt|svg|snap|po|pot|csv|tsv|ipynb)$"
)
_DATA = r"\.(?:json|ya?ml|toml|xml|ini|cfg|html|css|scss|less|properties|lock|sum)$"
_MANIFEST = (
    r"(?:^|/)(?:package(?:-lock)?\.json|requirements[^/]*\.txt|pyproject\.toml|go\.(?:mod|sum)|Cargo\.(?:toml|lock)"
    r"|[^/]*\.lock)$"
)


def is_test(path: str) -> bool:
    """Say whether a file is a test, or what tests use."""
    return bool(re.search(_TEST, path))


def is_document(path: str) -> bool:
    """Say whether a file is documentation; a changelog is none."""
    return bool(re.search(_DOCUMENT, path, re.IGNORECASE)) and not is_changelog(path)


def is_changelog(path: str) -> bool:
    """Say whether a file is the changelog, or an entry of one that is kept in pieces."""
    return bool(re.search(_CHANGELOG, path, re.IGNORECASE))


def is_ci(path: str) -> bool:
    """Say whether a file tells a continuous integration what to do."""
    return re.fullmatch(_CI, path, re.DOTALL) is not None


def is_manifest(path: str) -> bool:
    """Say whether a file names what the code depends on, or locks it."""
    return bool(re.search(_MANIFEST, path))


def weigh(path: str) -> float:
    """Return how much a path's patch tells: what people say of the change, then code, data, tests and documents."""
    if is_changelog(path):
        return 1.5
    if re.search(_SECONDARY, path, re.IGNORECASE):
        return 0.4
    return 0.6 if re.search(_DATA, path, re.IGNORECASE) else 1.0
