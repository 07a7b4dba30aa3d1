"""The wheel and the sdist: what they hold, that they are the same from every clone, and that they work."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest
from support.launch import Native
from support.runner import ROOT, Runner

from pr_writer.version import __version__

pytestmark = pytest.mark.slow

PACKAGES = ("llm_router", "pr_writer")
NO_INPUTS = Path(os.devnull)  # a `run:` step has none


@pytest.fixture(scope="module")
def build(tmp_path_factory):
    """Build a wheel and an sdist from a copy of this checkout in a folder of its own; returns both files."""

    def build_copy(age: int) -> tuple[Path, Path]:
        folder = tmp_path_factory.mktemp("clone") / f"clone-{age}"
        folder.mkdir()
        for name in list_files():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
            os.utime(folder / name, (age, age))
        environ = {**os.environ, "SOURCE_DATE_EPOCH": "1767322800"}
        run([sys.executable, "-m", "hatchling", "build", "-d", "dist"], cwd=folder, env=environ)
        (wheel,), (sdist,) = (list((folder / "dist").glob(pattern)) for pattern in ("*.whl", "*.tar.gz"))
        return wheel, sdist

    return build_copy


@pytest.fixture(scope="module")
def built(build):
    return build(1_700_000_000)


@pytest.fixture(scope="module")
def installed(built, tmp_path_factory):
    """A virtual environment with the wheel in it; what it depends on is seen from the tests' own."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=False, symlinks=True)
    python = folder / "bin/python"
    site = Path(run([python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]).strip())
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", python, "install", "-q"]
    run([*pip, "--no-deps", "--no-index", "--ignore-installed", built[0]])
    return folder / "bin"


def list_files(root: Path = ROOT) -> list[str]:
    """Every file that git would take, tracked or new: what a clone of the next commit holds."""
    told = run(["git", "-C", root, "ls-files", "-z", "--cached", "--others", "--exclude-standard"])
    return [name for name in told.split("\0") if name and (root / name).is_file()]


def run(command, **given) -> str:
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False, **given)
    assert done.returncode == 0, f"{command}: {done.stdout[-2000:]}{done.stderr[-2000:]}"
    return done.stdout


def list_shipped() -> set[str]:
    """The files of the packages in this checkout."""
    return {name for name in list_files() if name.partition("/")[0] in PACKAGES}


def test_the_wheel_holds_every_file_of_the_two_packages_and_nothing_else(built):
    names = set(zipfile.ZipFile(built[0]).namelist())
    info = {name for name in names if name.startswith(f"pr_writer-{__version__}.dist-info/")}

    assert names - info == list_shipped()
    assert {"llm_router/py.typed", "pr_writer/py.typed"} <= names
    assert {f"pr_writer-{__version__}.dist-info/licenses/LICENSE"} <= info
    assert any(name.endswith("/system.md") for name in names), "the prompts"


def test_the_sdist_holds_the_packages_and_what_builds_them(built):
    with tarfile.open(built[1]) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}

    assert names - list_shipped() == {
        "CHANGELOG.md",
        "LICENSE",
        "PKG-INFO",
        "README.md",
        "pyproject.toml",
        ".gitignore",
    }
    assert list_shipped() <= names


def test_another_clone_builds_the_same_bytes(built, build):
    again = build(1_750_000_000)

    assert [digest(file) for file in again] == [digest(file) for file in built]


def digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def test_the_version_is_written_in_one_place(built):
    with zipfile.ZipFile(built[0]) as wheel:
        about = wheel.read(f"pr_writer-{__version__}.dist-info/METADATA").decode()
    tracked = (name for name in list_files() if name.endswith((".py", ".toml", ".yml")))
    sources = [name for name in tracked if not name.startswith(("tests/", "bench/"))]

    assert f"\nVersion: {__version__}\n" in about
    assert [name for name in sources if f'"{__version__}"' in (ROOT / name).read_text()] == ["pr_writer/version.py"]


def test_every_dependency_has_a_lower_bound(built):
    with zipfile.ZipFile(built[0]) as wheel:
        about = wheel.read(f"pr_writer-{__version__}.dist-info/METADATA").decode()
    required = [line for line in about.splitlines() if line.startswith("Requires-Dist:") and "extra ==" not in line]

    assert required
    assert [line for line in required if ">=" not in line] == []


def test_the_installed_command_is_the_action(installed, tmp_path):
    bare = {"PATH": f"{installed}:/usr/bin:/bin", "HOME": str(tmp_path)}
    said = run([installed / "pr-writer", "--help"], cwd=tmp_path, env=bare)

    assert "--dry-run" in said


def test_a_runner_without_docker_runs_the_installed_command_as_a_step(installed, tmp_path, github, model, repo):
    """The `pipx run` step of docs/install.md: flags and variables instead of inputs; the rest is as in a container."""
    pull = github.add_pull("octo/demo", 7, title="feature", base_sha=repo.rev("main"), head_sha=repo.head)
    github.add_repository("octo/demo", repo.path)
    runner = Runner(tmp_path / "job", Native(str(installed / "pr-writer")), action=NO_INPUTS)
    model.answers = ['{"title": "Greet visitors by name", "body": "Visitors are greeted by their name."}']
    env = {"GITHUB_TOKEN": "ghs_fake", "FALLBACK_OPENAI_API_KEY": "sk-canary", "FALLBACK_OPENAI_BASE_URL": model.url}
    urls = {"api_url": github.url, "server_url": github.origin}
    event = github.make_event("octo/demo", 7)
    result = runner.run("pull_request", event, env=env, args=["--language", "English"], **urls)

    assert (result.exit_code, result.problems) == (0, []), result.log
    assert result.outputs["outcome"] == "updated"
    assert "Visitors are greeted by their name." in pull.body
    assert "sk-canary" not in result.log


def test_a_typed_program_that_takes_the_router_alone_passes_mypy(installed, tmp_path):
    program = """
from llm_router import AllBackendsFailed, chat_complete, status


def ask(question: str) -> str:
    try:
        model, text = chat_complete([{"role": "user", "content": question}], temperature=0.1)
    except AllBackendsFailed as exc:
        return str(exc)
    return f"{model}: {text}"


print(ask("Is it there?"), status())
"""
    (tmp_path / "program.py").write_text(program)
    python = installed / "python"
    run([sys.executable, "-m", "mypy", "--strict", "--python-executable", python, "program.py"], cwd=tmp_path)
    where = run([python, "-Ic", "import llm_router; print(llm_router.__file__)"])

    assert str(installed.parent) in where
