"""What a file is for, told by its path alone."""

from __future__ import annotations

import re

# What package managers write after a manifest, as gitignore-style globs of names. Every other list of them is this one.
LOCK_FILES = (
    "*.lock",
    "*.lockb",
    "*.lockfile",
    "package-lock.json",
    "npm-shrinkwrap.json",
    "pnpm-lock.yaml",
    "packages.lock.json",
    "project.assets.json",
    "Package.resolved",
    "Cartfile.resolved",
    "go.sum",
    "go.work.sum",
    "gradle-verification-metadata.xml",
    "verification-metadata.xml",
    "conda-lock.yml",
    ".terraform.lock.hcl",
    "cabal.project.freeze",
)
_LOCK_ENDINGS = tuple(glob.removeprefix("*") for glob in LOCK_FILES if glob.startswith("*"))
_TEST = (
    r"(?:^|/)(?:tests?|specs?|__tests__|__snapshots__|testdata|testing|e2e|cypress|playwright)/"
    r"|(?:^|/)(?:test|spec)[_.-][^/]*$|(?:^|/)conftest\.py$|[_.-](?:tests?|specs?|cy|e2e)\.[A-Za-z0-9]+$"
    r"|(?:Tests?|Specs?|IT)\.(?:java|kt|kts|cs|fs|swift|scala|groovy|php|m|mm|vb|dart)$"
    r"|(?:^|/)[^/]*\.Tests?/|\.bats$|\.t$|\.feature$|(?:^|/)features/(?:steps|step_definitions|support)/"
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
    r"(?:^|/)(?:fixtures|docs?|examples?|locales?|i18n)/|(?:^|/)(?:README[^/]*|[^/]*\.snap\.[^/]*)$"
    r"|\.(?:md|mdx|rst|adoc|txt|svg|snap|po|pot|csv|tsv|ipynb)$"
)
_DATA = r"\.(?:json|ya?ml|toml|xml|ini|cfg|html|css|scss|less|properties|lock|sum)$"
_MANIFEST = r"(?:^|/)(?:package\.json|requirements[^/]*\.txt|pyproject\.toml|go\.mod|Cargo\.toml)$"


def is_test(path: str) -> bool:
    """Return True if a file is a test, or what tests use."""
    return bool(re.search(_TEST, path))


def is_document(path: str) -> bool:
    """Return True if a file is documentation; a changelog is none."""
    return bool(re.search(_DOCUMENT, path, re.IGNORECASE)) and not is_changelog(path)


def is_changelog(path: str) -> bool:
    """Return True if a file is the changelog, or an entry of one that is kept in pieces."""
    return bool(re.search(_CHANGELOG, path, re.IGNORECASE))


def is_ci(path: str) -> bool:
    """Return True if a file tells a continuous integration what to do."""
    return re.fullmatch(_CI, path, re.DOTALL) is not None


def is_manifest(path: str) -> bool:
    """Return True if a file names what the code depends on, or locks it."""
    return bool(re.search(_MANIFEST, path)) or is_lock_file(path)


def is_lock_file(path: str) -> bool:
    """Return True if a package manager writes the file, after a manifest."""
    name = path.rpartition("/")[2]
    return name in LOCK_FILES or name.endswith(_LOCK_ENDINGS)


def weigh_path(path: str) -> float:
    """Return how much a patch tells: 1.5 for what people say of the change, 1 for code, 0.6 for data, else 0.4."""
    if is_changelog(path):
        return 1.5
    if is_test(path) or re.search(_SECONDARY, path, re.IGNORECASE):
        return 0.4
    return 0.6 if re.search(_DATA, path, re.IGNORECASE) else 1.0
