"""`pr-writer serve` as a process: how it starts, what it says, how it ends."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import urllib.request
from pathlib import Path

import pytest
from support.pr_server import DRAFT, wait_for
from support.runner import ROOT

pytestmark = [pytest.mark.program, pytest.mark.slow]


class Program:
    """The program with its standard error in memory."""

    def __init__(self, *argv, environ, python=("-I",)):
        command = [sys.executable, *python, str(ROOT / "entrypoint.py"), "serve", *argv]
        environ = {"PATH": os.environ["PATH"], **environ}
        self.process = subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.lines: list[str] = []
        self._reader = threading.Thread(target=lambda: self.lines.extend(self.process.stderr))
        self._reader.start()

    @property
    def said(self):
        return "".join(self.lines)

    @property
    def port(self):
        wait_for(lambda: "serves" in self.said or self.process.poll() is not None, 30)
        return int(re.search(r"http://127\.0\.0\.1:(\d+)", self.said)[1])

    def end(self, number=signal.SIGTERM):
        self.process.send_signal(number)
        return self.wait()

    def wait(self):
        code = self.process.wait(30)
        self._reader.join(10)
        self.process.stdout.close()
        self.process.stderr.close()
        return code


@pytest.fixture
def program(repo, environ):
    started = []

    def run(*argv, **variables):
        chosen = {name: value for name, value in (environ | variables).items() if value is not None}
        started.append(Program("--repo-dir", str(repo.path), *argv, environ=chosen))
        return started[-1]

    yield run
    for one in started:
        if one.process.poll() is None:
            one.process.kill()
            one.wait()


@pytest.mark.skipif(not socket.has_ipv6, reason="localhost is one address here")
def test_both_addresses_of_localhost_are_served(program):
    server = program("--port", "0")
    for host in ("127.0.0.1", "[::1]"):
        try:
            with urllib.request.urlopen(f"http://{host}:{server.port}/healthz", timeout=20) as answered:
                assert answered.status == 200
        except OSError:
            if host == "[::1]" and not _has_ipv6_loopback():
                pytest.skip("this machine has no IPv6")
            raise


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_lets_what_runs_end_and_is_no_failure(program, model, number):
    asked, go = model.hold()
    server = program("--port", "0")
    url = f"http://127.0.0.1:{server.port}{DRAFT}"
    request = urllib.request.Request(
        url, b"{}", {"Authorization": "Bearer dev", "Content-Type": "application/json"}, method="POST"
    )
    answers = []

    def ask():
        with urllib.request.urlopen(request, timeout=30) as answered:  # noqa: S310 - our own loopback
            answers.append(answered.status)

    client = threading.Thread(target=ask)
    client.start()
    assert asked.wait(20)
    port = server.port
    server.process.send_signal(number)
    wait_for(lambda: not _listens(port))
    go.set()
    client.join(20)

    assert server.wait() == 0
    assert answers == [200]
    assert "Traceback" not in server.said


@pytest.mark.skipif(not os.path.exists("/proc/self/stat"), reason="only Linux has it")  # noqa: PTH110
def test_no_process_outlives_the_server(program, model):
    server = program("--port", "0")
    url = f"http://127.0.0.1:{server.port}{DRAFT}"
    headers = {"Authorization": "Bearer dev", "Content-Type": "application/json"}
    urllib.request.urlopen(urllib.request.Request(url, b"{}", headers), timeout=30).close()
    children = _list_children(server.process.pid)
    assert not any(b"sk-fallback" in Path(f"/proc/{child}/environ").read_bytes() for child in children)
    assert server.end() == 0

    assert children, "the draft was made in a process of its own"
    wait_for(lambda: not any(os.path.exists(f"/proc/{child}") for child in children))  # noqa: PTH110


@pytest.mark.parametrize(
    ("argv", "variables", "words"),
    [
        (["--host", "0.0.0.0"], {}, "Set PR_WRITER_SERVER_TOKEN"),  # noqa: S104
        (["--workers", "no"], {}, "--workers is 'no'"),
        (["--repo-dir", "/"], {}, "/ is not a git repository. Name the clone to read with --repo-dir."),
        (["--host", f"{'x' * 70}.example"], {"PR_WRITER_SERVER_TOKEN": "a-token-of-ones-own"}, "is no address"),
        (["--host", "192.0.2.1"], {"PR_WRITER_SERVER_TOKEN": "a-token-of-ones-own"}, "is no address to listen on here"),
    ],
)
def test_what_cannot_be_started_is_one_sentence(program, argv, variables, words):
    server = program("--port", "0", *argv, **variables)

    assert server.wait() == 1
    assert words in server.said
    assert "Traceback" not in server.said


def test_a_port_that_is_taken_is_told(program):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        server = program("--port", str(port))

        assert server.wait() == 1
    assert f"Port {port} of 127.0.0.1 is taken." in server.said


def test_help_is_the_commands_own(program):
    server = program("--help")
    said = server.process.stdout.read()

    assert server.wait() == 0
    assert "--workers" in said
    assert "PR_WRITER_SERVER_TOKEN" in said


def test_without_the_extra_it_says_how_to_install_it(repo, tmp_path):
    # A Python that has what pr-writer itself needs and no Starlette: a folder of its own that names all else.
    packages = tmp_path / "packages"
    packages.mkdir()
    for place in filter(os.path.isdir, sys.path):
        if place.endswith("site-packages"):
            for name in sorted(os.listdir(place)):  # noqa: PTH208
                if not name.startswith(("starlette", "uvicorn")) and not (packages / name).exists():
                    (packages / name).symlink_to(f"{place}/{name}")
    code = f"import sys; sys.path[:] = [p for p in sys.path if 'site-packages' not in p] + [{str(packages)!r}]; "
    code += f"sys.path.insert(0, {str(ROOT)!r}); from pr_writer.__main__ import run; run()"
    done = subprocess.run(
        [sys.executable, "-I", "-c", code, "serve", "--repo-dir", str(repo.path)],
        env={"PATH": os.environ["PATH"]}, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip

    assert done.returncode == 1
    assert done.stderr == (
        "error: serve needs Starlette and uvicorn, which are not installed. "
        "Install them: python3 -m pip install 'pr-writer[server]', or '.[server]' in a clone of pr-writer.\n"
    )


def test_another_run_imports_none_of_it():
    code = "import sys, pr_writer.app, pr_writer.pipeline, pr_writer.__main__; print('\\n'.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)

    assert not [name for name in done.stdout.split() if name.startswith(("pr_writer.server.", "starlette", "uvicorn"))]


def _listens(port):
    try:
        socket.create_connection(("127.0.0.1", port), 5).close()
    except OSError:
        return False
    return True


def _has_ipv6_loopback():
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        return False
    return True


def _list_children(pid):
    """The processes whose parent this one is, as Linux tells it."""
    stats = [path.read_text().rpartition(")") for path in Path("/proc").glob("[0-9]*/stat")]
    return [int(head.split()[0]) for head, _, rest in stats if int(rest.split()[1]) == pid]
