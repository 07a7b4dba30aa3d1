from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pr_writer.errors import ActionError
from pr_writer.git.git_environment import child_environment, config_environment, network_environment

CANARY = "canary-8f3a"
SECRETS = {
    "GITHUB_TOKEN": CANARY,
    "INPUT_GITHUB-TOKEN": CANARY,
    "FALLBACK_OPENAI_API_KEY": CANARY,
    "ACTIONS_RUNTIME_TOKEN": CANARY,
    "PYTHONPATH": CANARY,
    "LD_LIBRARY_PATH": CANARY,
    "GIT_SSH_COMMAND": CANARY,
    "GIT_EXTERNAL_DIFF": CANARY,
    "GIT_PROXY_COMMAND": CANARY,
}


def write_program(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!{sys.executable} -I\n{text}")
    path.chmod(0o755)


@pytest.fixture
def spied(tmp_path):
    """A git that writes down its environment and arguments, then runs the real one."""
    real = subprocess.run(["/usr/bin/env", "which", "git"], capture_output=True, text=True, check=True).stdout.strip()
    dump = tmp_path / "dump"
    write_program(
        tmp_path / "spy/git",
        "import os, sys\n"
        f"open({str(dump)!r}, 'a').write(repr(sorted(os.environ.items())) + repr(sys.argv) + os.getcwd() + '\\n')\n"
        f"os.execv({real!r}, sys.argv)\n",
    )
    return tmp_path / "spy", dump


VERSION_OR_FULL = "print('git version 2.39.5') if 'version' in sys.argv else sys.exit(full)"
SCRIPT = """
import os, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from pr_writer.git import open_repository, read_changes, resolve_range
with open_repository(Path(sys.argv[2]), environ=dict(os.environ)) as repository:
    found = resolve_range(repository)
    changes = read_changes(repository, found.base_sha, found.head_sha, ignore=[], max_tokens=1000)
    repository.read_subjects(found.head_sha)
    print(len(changes.files))
"""


def run(clone, environ):
    """Read in a process of its own, so that the import of GitPython is part of what is watched."""
    root = Path(__file__).parents[2]
    return subprocess.run(
        [sys.executable, "-I", "-c", SCRIPT, str(root), str(clone.path)],
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )


def test_no_git_process_gets_a_secret_from_the_first_one_on(clone, spied):
    clone.commit("one", {"a": "1\n", "b": b"\0"})
    clone.commit("two", {"a": "2\n", "b": b"\0\1"})
    folder, dump = spied

    done = run(clone, SECRETS | {"PATH": f"{folder}:{os.environ['PATH']}", "HOME": CANARY})

    assert done.stdout == "2\n", done.stderr
    assert len(dump.read_text().splitlines()) >= 8
    assert CANARY not in dump.read_text()
    # The clone is never what git works in or takes for its repository, whatever is asked of it.
    assert str(clone.path) not in dump.read_text()


@pytest.mark.parametrize("entry", ["bin", ".", "", "node_modules/.bin"])
def test_a_git_from_the_pull_request_is_never_run(clone, entry):
    write_program(clone.path / (entry or ".") / "git", "open('pwned', 'w')\n")
    clone.commit("one", {"a": "1\n"})
    clone.commit("two", {"a": "2\n"})

    for path in (entry, str(clone.path / entry)):
        assert run(clone, {"PATH": f"{path}:{os.environ['PATH']}"}).returncode == 0
    assert not list(clone.path.rglob("pwned"))


def test_the_clones_own_programs_are_never_run(clone, tmp_path):
    """Hooks, fsmonitor, external diffs, textconv, pagers, aliases, credential helpers: each would leave a canary."""
    write_program(tmp_path / "evil", f"open({str(tmp_path / 'pwned')!r}, 'w')\n")
    evil = str(tmp_path / "evil")
    clone.commit("one", {"a": "1\n"})
    clone.commit("two", {"a": "2\n", ".gitattributes": "* diff=evil filter=evil\n"})
    (clone.path / ".git/info/attributes").write_text("* diff=evil\n")
    for name in ("post-checkout", "reference-transaction", "pre-auto-gc"):
        write_program(clone.path / ".git/hooks" / name, f"open({str(tmp_path / 'pwned')!r}, 'w')\n")
    with (clone.path / ".git/config").open("a") as config:
        config.write(
            f"[core]\n\tfsmonitor = {evil}\n\tpager = {evil}\n\tsshCommand = {evil}\n\taskPass = {evil}\n"
            f'[diff]\n\texternal = {evil}\n[diff "evil"]\n\ttextconv = {evil}\n\tcommand = {evil}\n'
            f"[alias]\n\tdiff-tree = !{evil}\n\tcat-file = !{evil}\n[credential]\n\thelper = {evil}\n"
            f"[gpg]\n\tprogram = {evil}\n[log]\n\tshowSignature = true\n"
        )

    done = run(clone, {"PATH": os.environ["PATH"]})

    assert done.stdout == "2\n", done.stderr
    assert not (tmp_path / "pwned").exists()


@pytest.mark.parametrize(
    ("fake", "sentence"),
    [
        ("print('git version 2.17.1')", r"git 2\.17.* is too old\. Install git 2\.31"),
        (
            "import sys\nfull = 'fatal: write error: No space left on device'\n" + VERSION_OR_FULL,
            r"no room left.*TMPDIR",
        ),
    ],
)
def test_a_git_that_cannot_do_the_work_is_an_error_with_a_next_step(clone, read, tmp_path, fake, sentence):
    head = clone.commit("one", {"a": "1\n"})
    write_program(tmp_path / "fake/git", fake)

    with pytest.raises(ActionError, match=sentence):
        read(clone.path, head, head, environ={"PATH": str(tmp_path / "fake")})


def test_a_temporary_folder_that_cannot_be_used_is_an_error_with_a_next_step(clone, read, tmp_path):
    head = clone.commit("one", {"a": "1\n"})

    with pytest.raises(ActionError, match=r"temporary folder cannot be used.*Set TMPDIR"):
        read(clone.path, head, head, environ={**os.environ, "TMPDIR": str(tmp_path / "nowhere")})


def test_a_machine_without_git_is_told_so(clone):
    clone.commit("one", {"a": "1\n"})
    script = SCRIPT.replace("import os, sys\n", "import os, sys\nimport pr_writer.git.git_environment as e\n", 1)
    script = "import sys; sys.path.insert(0, sys.argv[1])\n" + script.replace(
        "from pathlib", "e.SYSTEM_PATH = ()\nfrom pathlib", 1
    )

    done = subprocess.run(
        [sys.executable, "-I", "-c", script, str(Path(__file__).parents[2]), str(clone.path)],
        env={"PATH": "/nowhere"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert "ActionError: git was not found" in done.stderr


@pytest.mark.parametrize(
    ("environ", "kept"),
    [
        ({"PATH": "/a:rel:/ws/bin:/rt/x:/github/home/bin:/b"}, ["/a", "/b"]),
        ({"PATH": ""}, []),
        ({}, []),
    ],
)
def test_the_search_path_has_no_folder_that_others_could_fill(environ, kept):
    path = child_environment(environ | {"GITHUB_WORKSPACE": "/ws", "RUNNER_TEMP": "/rt"})["PATH"].split(":")

    assert path[: len(kept)] == kept
    assert path[len(kept)] == "/usr/local/sbin"


def test_the_network_environment_has_proxies_certificates_and_one_header():
    environ = {"HTTPS_PROXY": "http://p", "SSL_CERT_FILE": "/ca.pem", "OPENAI_API_KEY": CANARY}

    variables = network_environment(environ, "https://ghes.example/", "t0ken")

    assert variables == {
        "HTTPS_PROXY": "http://p",
        "GIT_SSL_CAINFO": "/ca.pem",
        "GIT_ALLOW_PROTOCOL": "https",
        "GIT_NO_LAZY_FETCH": "0",
        **config_environment(
            [
                ("http.https://ghes.example/.extraheader", ""),
                ("http.https://ghes.example/.extraheader", "Authorization: Basic eC1hY2Nlc3MtdG9rZW46dDBrZW4="),
            ]
        ),
    }
