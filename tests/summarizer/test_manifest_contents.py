"""What the whole text of a manifest, before and after, says of a project's dependencies."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.drafting import change, changes, commit, patched, pull

from pr_writer.summarizer.dependency_changes import list_dependencies
from pr_writer.summarizer.manifest_contents import MAX_MANIFESTS, ManifestPair, list_manifest_files, read_pair
from pr_writer.summarizer.summary import summarize_changes, write_parts

NODE = json.dumps({"name": "x", "version": "1.0.0", "dependencies": {"a": "^1.0.0"}, "devDependencies": {"b": "2"}})
PYTHON = """
[project]
name = "x"
requires-python = ">=3.11"
dependencies = ["requests[socks]>=2.31", "rich"]
[project.optional-dependencies]
dev = ["pytest==8.0; python_version > '3.11'"]
[dependency-groups]
lint = ["ruff", {include-group = "dev"}]
[build-system]
requires = ["hatchling>=1"]
[tool.poetry.dependencies]
python = "^3.11"
httpx = {version = "^0.27", extras = ["http2"]}
[tool.ruff]
select = ["ALL"]
"""
RUST = """
[package]
name = "x"
version = "0.1.0"
[dependencies]
serde = { version = "1.0", features = ["derive"] }
json = { package = "serde_json", version = "1.1" }
local = { path = "../local" }
[target.'cfg(unix)'.dependencies]
libc = "0.2"
[workspace.dependencies]
anyhow = "1"
"""
GRADLE = """
[versions]
kotlin = "2.0.0"
[libraries]
stdlib = { module = "org.jetbrains.kotlin:kotlin-stdlib", version.ref = "kotlin" }
okio = "com.squareup.okio:okio:3.9.0"
"""
WORKFLOW = "jobs:\n  a:\n    steps:\n      - uses: actions/checkout@v4\n"


@pytest.mark.parametrize(
    ("path", "text", "found"),
    [
        ("web/package.json", NODE, {"a": "^1.0.0", "b": "2"}),
        ("composer.json", '{"require": {"php": ">=8.2", "ext-json": "*", "a/b": "^1.0"}}', {"a/b": "^1.0"}),
        (
            "pyproject.toml",
            PYTHON,
            {
                "requests": ">=2.31",
                "rich": "",
                "pytest": "==8.0",
                "ruff": "",
                "hatchling": ">=1",
                "httpx": "^0.27",
            },
        ),
        ("Cargo.toml", RUST, {"serde": "1.0", "serde_json": "1.1", "local": "", "libc": "0.2", "anyhow": "1"}),
        ("Pipfile", '[packages]\na = "*"\n[dev-packages]\nb = {version = "==1"}', {"a": "*", "b": "==1"}),
        (
            "gradle/libs.versions.toml",
            GRADLE,
            {"org.jetbrains.kotlin:kotlin-stdlib": "2.0.0", "com.squareup.okio:okio": "3.9.0"},
        ),
        ("requirements.txt", "a==1\nb>=2  # why\n-r other.txt\n", {"a": "==1", "b": ">=2"}),
        ("go.mod", "module x\ngo 1.22\nrequire x.io/y v1.2.3\n", {"go": "1.22", "x.io/y": "v1.2.3"}),
        (".github/workflows/ci.yml", WORKFLOW, {"actions/checkout": "v4"}),
    ],
)
def test_a_manifest_is_read_by_its_own_format(path, text, found):
    assert read_pair(ManifestPair(path, None, text)) == ({}, found)
    assert read_pair(ManifestPair(path, text, None)) == (found, {})


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("package.json", "{"),
        ("package.json", "[]"),
        ("package.json", '{"dependencies": []}'),
        ("package.json", "[" * 100_000),
        ("pyproject.toml", "<<<<<<< HEAD\n[project]\n"),
        ("pyproject.toml", "project = 1"),
        ("Cargo.toml", "dependencies = 3"),
        ("libs.versions.toml", "[libraries]\na = 3"),
        ("main.py", "x = 1"),
    ],
)
def test_of_a_text_that_is_no_manifest_nothing_is_known(path, text):
    assert read_pair(ManifestPair(path, "", text)) is None or path == "main.py"


def test_a_file_that_cannot_be_read_is_told_by_its_patch():
    file = patched("package.json", '-"a": "1.0.0"', '+"a": "1.1.0"')

    assert [str(one) for one in list_dependencies([file], [ManifestPair("package.json", "{", NODE)])] == [
        "`a` 1.0.0 → 1.1.0"
    ]


@pytest.mark.parametrize(
    ("path", "old", "new", "told"),
    [
        pytest.param(
            ".github/workflows/ci.yml",
            WORKFLOW,
            WORKFLOW + "      - uses: a/b@v1\n" + WORKFLOW[5:].replace(" a:", " b:"),
            ["`a/b` v1"],
            id="an action that was in the file before is not new",
        ),
        pytest.param(
            "package.json",
            '{"dependencies": {"a": "1"}}',
            '{"devDependencies": {"a": "1"}}',
            [],
            id="what moves to another section is neither new nor gone",
        ),
        pytest.param(
            "pyproject.toml",
            '[project]\ndependencies = ["a>=1"]\n[tool.x]\nb = "1.0"',
            '[project]\ndependencies = ["a>=1"]\n[tool.x]\nb = "2.0"',
            [],
            id="a tool's setting is no dependency",
        ),
        pytest.param(
            "package.json",
            '{"scripts": {"a": "1"}, "dependencies": {"b": "1"}}',
            '{"scripts": {"a": "2"}, "dependencies": {"b": "1", "c": "^3"}}',
            ["`c` ^3"],
            id="a script is no dependency",
        ),
    ],
)
def test_both_sides_tell_what_a_patch_cannot(path, old, new, told):
    file = patched(path, "+x", shown="part")

    assert [str(one) for one in list_dependencies([file], [ManifestPair(path, old, new)])] == told


def test_what_a_workflow_gains_is_said_to_be_added_to_it():
    file = patched(".github/workflows/ci.yml", "+      - uses: a/b@v1")
    pair = ManifestPair(file.path, WORKFLOW, WORKFLOW + "      - uses: a/b@v1\n")

    told = write_parts(pull(), changes([commit("Run b"), commit("Keep tabs")], [file, change("src/a.py")]), [pair])

    assert "- Actions added: `a/b` v1" in told.notable.splitlines()


@pytest.mark.parametrize(
    "path",
    [
        "tests/fixtures/package.json",
        "testdata/go.mod",
        "examples/web/package.json",
        "packages/cli/templates/package.json",
        "e2e/pyproject.toml",
        "src/__fixtures__/requirements.txt",
    ],
)
def test_a_fixtures_manifest_says_nothing_of_the_project(path):
    file = patched(path, '+"left-pad": "1.0.0",', "+left-pad==1.0.0", "+require x.io/y v1.2.3")

    assert list_dependencies([file]) == ()
    assert list_manifest_files([file]) == ()


@pytest.mark.parametrize(
    ("path", "line"),
    [(".github/workflows/ci.yml", "+      - uses: actions/checkout@v4"), ("Dockerfile", "+COPY --from=uv:1 /uv /uv")],
)
def test_what_a_file_may_name_elsewhere_is_not_called_new_from_its_patch(path, line):
    assert list_dependencies([patched(path, line)]) == ()


def test_one_bump_in_four_manifests_is_told_once():
    files = [
        patched("pyproject.toml", " dependencies = [", '-  "requests>=2.31",', '+  "requests>=2.32",'),
        patched("requirements.txt", "-requests==2.31.0", "+requests==2.32.0"),
        patched("requirements-dev.txt", "-requests==2.31", "+requests==2.32"),
        patched("docs/requirements.txt", "-requests~=2.31", "+requests~=2.32"),
        change("src/a.py", 9, 1),
    ]
    commits = [
        commit("Retry uploads on a reset"),
        commit("Bump requests from 2.31 to 2.32", "Bumps requests from 2.31 to 2.32."),
    ]

    body = summarize_changes(pull(), changes(commits, files)).body

    assert body.count("2.31") == 1
    assert "- Dependencies moved: `requests` 2.31.0 → 2.32.0" in body
    assert write_parts(pull(), changes(commits[1:], files)).notable == ""


def test_only_manifests_are_asked_for_and_not_more_than_are_worth_it():
    files = [change("src/a.py"), change("logo.png", is_binary=True), *(change(f"p{n}/package.json") for n in range(99))]

    assert [file.path for file in list_manifest_files(files)] == [f"p{n}/package.json" for n in range(MAX_MANIFESTS)]


PIECES = ["{", "}", '"a"', ":", "[", "]", "dependencies", "=", '"^1"', "\n", "[project]", "- uses: a/b@v1", ",", " "]


@settings(deadline=None)
@given(
    st.sampled_from(["package.json", "pyproject.toml", "Cargo.toml", "libs.versions.toml", "composer.json", "go.mod"]),
    st.lists(st.sampled_from(PIECES)).map("".join) | st.text(),
    st.lists(st.sampled_from(PIECES)).map("".join) | st.text(),
)
def test_whatever_stands_in_a_manifest_a_list_comes_of_it(path, old, new):
    for dependency in list_dependencies([change(path)], [ManifestPair(path, old, new)]):
        assert str(dependency)
