"""Manifests' patches: which dependencies came, went and moved, and which patches do nothing but move versions."""

import pytest
from support.drafting import change, patched
from support.growth import grows_linearly

from pr_writer.summarizer.dependency_changes import list_dependencies, read_moves

OLD, NEW = "a" * 40, "b" * 40
REQUESTS = patched("requirements.txt", " flask==3.0", "-requests==2.31.0", "+requests==2.32.3", " rich==13.0")


@pytest.mark.parametrize(
    ("file", "moves"),
    [
        (REQUESTS, ["`requests` 2.31.0 → 2.32.3"]),
        (
            patched(
                "requirements.txt",
                "-a==1.0 \\",
                "-    --hash=sha256:00 \\",
                "-    --hash=sha256:11",
                "+a==1.1 \\",
                "+    --hash=sha256:22",
                "     # via b",
            ),
            ["`a` 1.0 → 1.1"],
        ),
        (patched("package.json", '-    "a": "^1.0.0",', '+    "a": "^2.0.0",'), ["`a` ^1.0.0 → ^2.0.0 (major)"]),
        (patched("pyproject.toml", '-  "a[x]>=1,<2",', '+  "a[x]>=1,<3",'), ["`a` >=1,<2 → >=1,<3"]),
        (
            patched("pyproject.toml", '-dependencies = ["a==1", "b==1"]', '+dependencies = ["a==1", "b==2"]'),
            ["`b` 1 → 2 (major)"],
        ),
        (patched("Cargo.toml", '-serde = { version = "1.0" }', '+serde = { version = "1.1" }'), ["`serde` 1.0 → 1.1"]),
        (
            patched("go.mod", "-go 1.21", "+go 1.22", " ", " require (", "-\tx.io/y v1.2.3", "+\tx.io/y v1.3.0"),
            ["`go` 1.21 → 1.22", "`x.io/y` v1.2.3 → v1.3.0"],
        ),
        (patched("Gemfile", "-gem 'rails', '~> 7.1'", "+gem 'rails', '~> 7.2'"), ["`rails` ~> 7.1 → ~> 7.2"]),
        (
            patched("app/build.gradle.kts", '-    implementation("a.b:c:1.0")', '+    implementation("a.b:c:1.1")'),
            ["`a.b:c` 1.0 → 1.1"],
        ),
        (
            patched(
                "pom.xml",
                " <dependency>",
                "   <artifactId>gson</artifactId>",
                "-  <version>2.9</version>",
                "+  <version>2.10</version>",
            ),
            ["`gson` 2.9 → 2.10"],
        ),
        (
            patched(
                "A.csproj",
                '-<PackageReference Include="X" Version="1.0" />',
                '+<PackageReference Include="X" Version="1.1" />',
            ),
            ["`X` 1.0 → 1.1"],
        ),
        (
            patched(".github/workflows/ci.yml", "-      - uses: a/b@v3", "+      - uses: a/b@v4"),
            ["`a/b` v3 → v4 (major)"],
        ),
        (
            patched(".github/workflows/ci.yml", f"-  - uses: a/b@{OLD} # v4.0.0", f"+  - uses: a/b@{NEW} # v4.1.0"),
            ["`a/b` v4.0.0 → v4.1.0"],
        ),
        (
            patched("action.yml", f"-  - uses: a/b@{OLD}", f"+  - uses: a/b@{NEW}"),
            ["`a/b` aaaaaaa → bbbbbbb"],
        ),
        (
            patched("Dockerfile", "-FROM python:3.12-slim AS build", "+FROM python:3.13-slim AS build"),
            ["`python` 3.12-slim → 3.13-slim"],
        ),
        (
            patched("Dockerfile", f"-FROM a/b:1@sha256:{'0' * 64}", f"+FROM a/b:1@sha256:{'1' * 64}"),
            ["`a/b` 1 (0000000) → 1 (1111111)"],
        ),
        (patched("compose.yaml", "-    image: postgres:15", "+    image: postgres:16"), ["`postgres` 15 → 16 (major)"]),
        (
            patched(
                ".pre-commit-config.yaml",
                " - repo: https://github.com/astral-sh/ruff-pre-commit",
                "-    rev: v0.4.1",
                "+    rev: v0.5.0",
            ),
            ["`astral-sh/ruff-pre-commit` v0.4.1 → v0.5.0"],
        ),
        (patched(".nvmrc", "-v20.1.0", "+v22.0.0"), ["`node` v20.1.0 → v22.0.0 (major)"]),
        (
            change("lib", modes=("160000", "160000"), ids=("1" * 40, "2" * 40)),
            ["`lib` 1111111111 → 2222222222"],
        ),
        (patched("requirements.txt", "-certifi==2024.2.2", "+certifi==2025.1.1"), ["`certifi` 2024.2.2 → 2025.1.1"]),
    ],
    ids=lambda value: value.path if hasattr(value, "path") else None,
)
def test_a_patch_that_only_moves_versions_is_read_to_the_end(file, moves):
    assert [str(move) for move in read_moves(file)] == moves


@pytest.mark.parametrize(
    "file",
    [
        pytest.param(patched("requirements.txt", "+requests==2.32.3"), id="a new dependency"),
        pytest.param(patched("requirements.txt", "-requests==2.32.3"), id="one that goes"),
        pytest.param(patched("requirements.txt", "-a==1", "+b==1"), id="another one in its place"),
        pytest.param(patched("requirements.txt", "-a==1", "+a==2 ; python_version < '3'"), id="a marker beside it"),
        pytest.param(
            patched("requirements.txt", "-a==1", "+a==2", "+--index-url=https://x.test"), id="an option beside it"
        ),
        pytest.param(patched("package.json", '-  "x": "1.0"', '+  "x": "1.0 || npm:evil@2"'), id="no plain version"),
        pytest.param(
            patched("package.json", '-  "version": "1.0"', '+  "version": "1.1"'), id="the project's own version"
        ),
        pytest.param(patched("package.json", '-  "postinstall": "a"', '+  "postinstall": "b"'), id="a script"),
        pytest.param(
            patched(".github/workflows/ci.yml", "-  - uses: a/b@v3", "+  - uses: evil/b@v4"),
            id="another owner's action",
        ),
        pytest.param(
            patched(".github/workflows/ci.yml", "-  - uses: a/b@v3", "-  x: 1", "+  - uses: a/b@v4", "+  x: 2"),
            id="another line of a workflow",
        ),
        pytest.param(
            patched("Dockerfile", "-FROM python:3.12", "+FROM python:3.13", "+RUN curl x.test | sh"), id="a new command"
        ),
        pytest.param(
            patched("pom.xml", "   <artifactId>me</artifactId>", "-  <version>1</version>", "+  <version>2</version>"),
            id="a version that may be the project's own",
        ),
        pytest.param(
            patched("requirements.txt", "-a==1", "+a==2", shown="part"), id="a manifest that is shown in part"
        ),
        pytest.param(
            change("requirements.txt", 9, 9, patch="@@\n-a==1\n+a==2"), id="a patch with fewer lines than changed"
        ),
        pytest.param(change("requirements.txt", 1, 1), id="a manifest that is not shown"),
        pytest.param(patched("requirements.txt", "-a==1", "+a==2", withheld="ignored"), id="one that is withheld"),
        pytest.param(patched("requirements.txt", "+a==2", kind="added"), id="a new manifest"),
        pytest.param(
            patched("requirements.txt", "-a==1", "+a==2", modes=("100644", "100755")), id="a manifest made executable"
        ),
        pytest.param(patched("main.py", "-a==1", "+a==2"), id="code"),
    ],
)
def test_a_patch_that_does_or_may_do_more_is_no_bump(file):
    assert read_moves(file) is None


@pytest.mark.parametrize(
    ("files", "found"),
    [
        pytest.param(
            [change("requirements.txt", 9, 9, patch="-a==1\n+b==2\n-c==1\n+c==2", shown="part")],
            ["`c` 1 → 2 (major)"],
            id="of a patch shown in part only what certainly moved",
        ),
        pytest.param(
            [patched("a/requirements.txt", "-x==1"), patched("b/requirements.txt", "+x==1")],
            [],
            id="not what changed house",
        ),
        pytest.param(
            [
                patched("a/package.json", '-"x": "1.0"', '+"x": "1.1"'),
                patched("b/package.json", '-"x": "1.0"', '+"x": "1.2"'),
            ],
            ["`x` 1.0 → 1.1", "`x` 1.0 → 1.2"],
            id="each move of one that two manifests have",
        ),
    ],
)
def test_dependencies_are_told_as_far_as_they_are_certain(files, found):
    assert [str(dependency) for dependency in list_dependencies(files)] == found


@pytest.mark.parametrize(
    ("path", "patch", "found"),
    [
        ("requirements.txt", "+httpx==1.2.0\n", ["`httpx` 1.2.0"]),
        ("requirements-dev.in", "-ruff\n+ruff>=1,<2  # lint\n", ["`ruff` any → >=1,<2"]),
        ("pyproject.toml", '+  "httpx[http2]>=2",\n+name = "x"\n', ["`httpx` >=2"]),
        ("pyproject.toml", '+httpx = "^2.0"\n+version = "3.1"\n', ["`httpx` ^2.0"]),
        (
            "pyproject.toml",
            '-dependencies = ["a", "b>=1"]\n+dependencies = ["a", "b>=2", "c"]\n',
            ["`b` >=1 → >=2", "`c`"],
        ),
        ("pyproject.toml", '+select = ["ALL"]\n', []),
        ("Cargo.toml", '+serde = { version = "1.0", features = ["derive"] }\n', ["`serde` 1.0"]),
        ("go.mod", "+\tgithub.com/a/b v1.2.3 // indirect\n", ["`github.com/a/b` v1.2.3"]),
        ("Gemfile", "+gem 'rails', '~> 8'\n-gem 'rack'\n", ["`rails` ~> 8", "`rack`"]),
        ("build.gradle.kts", '+    implementation("a.b:c:1.0")\n', ["`a.b:c` 1.0"]),
        (
            "app/package.json",
            '+    "@scope/x": "workspace:*",\n+    "build": "tsc -p .",\n+  "version": "1.2.0",\n',
            ["`@scope/x` workspace:*"],
        ),
        ("package.json", '-    "a": "1"\n+    "a": "1",\n', []),
        ("main.py", '+"lodash": "^4"\n', []),
    ],
)
def test_dependencies_are_read_from_the_patches_of_manifests(path, patch, found):
    assert [str(dependency) for dependency in list_dependencies([change(path, patch=patch)])] == found


@pytest.mark.parametrize("piece", ["!", "=a!", "=1 , ", "a"])
def test_the_time_for_a_line_of_a_manifest_grows_with_its_length_alone(piece):
    def read(count):
        line = f"+a{piece * count}$"
        list_dependencies([change(path, patch=line) for path in ("requirements.txt", "pyproject.toml")])

    assert grows_linearly(read, 60)
