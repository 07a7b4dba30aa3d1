"""The image is assembled file by file: what a run may need is there, and what nobody needs is not."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from support.proxy import RecordingProxy
from support.repos import Repo
from support.server import Answer, LoopbackServer

pytestmark = [pytest.mark.container, pytest.mark.slow]

PYTHON = "/usr/local/bin/python"
# Asked for by Python's own library on other systems only.
FOREIGN = {"_overlapped", "_scproxy", "_winapi", "_wmi", "msvcrt", "nt", "winreg", "_ios_support", "_aix_support"}
# Asked for by a module that itself is imported by nothing here (a debugger, a shell), or that does without.
UNUSED = {"_bz2", "_lzma", "_pyrepl", "dbm", "pydoc_data", "readline", "xmlrpc"}
IDNA_HOST, IDNA_WIRE = "bücher.example", "xn--bcher-kva.example"


def run_python(image, code, **given):
    done = image.run(["-Ic", code], entrypoint=PYTHON, **given)
    assert done.exit_code == 0, done.stderr.decode()
    return done.stdout.decode().strip()


def test_every_module_of_the_library_that_something_imports_is_there_and_loads(image):
    probe = Path(__file__).with_name("probe_imports.py")
    done = image.run(["-I", "/probe.py"], entrypoint=PYTHON, volumes={str(probe): "/probe.py"})
    assert done.exit_code == 0, done.stderr.decode()
    found = json.loads(done.stdout)

    assert found["broken"] == [], "extension modules without their libraries"
    assert found["missing"].keys() <= FOREIGN | UNUSED, found["missing"]
    by_packages = {name for name, files in found["missing"].items() if any("site-packages" in file for file in files)}
    assert by_packages <= FOREIGN


def test_there_is_no_shell_and_no_package_manager(image):
    code = "import shutil; print([n for n in ('sh', 'bash', 'dash', 'perl', 'apt', 'dpkg', 'pip') if shutil.which(n)])"

    assert run_python(image, code) == "[]"


def test_scanners_are_told_what_is_in_it(image):
    code = """
import os
names = os.listdir("/var/lib/dpkg/status.d")
for name in names:
    with open(f"/var/lib/dpkg/status.d/{name}") as file:
        assert {"Package:", "Version:"} <= {line.split()[0] for line in file if line.strip()}, name
    assert os.path.exists(f"/usr/share/doc/{name}/copyright"), name
assert "ID=debian" in open("/etc/os-release").read()
print(*sorted(names))
"""

    assert {"git", "libc6", "libcurl3t64-gnutls", "ca-certificates"} <= set(run_python(image, code).split())


@pytest.mark.parametrize("user", ["0", "1001", "1001:118", "54321:54321"])
def test_it_runs_as_any_user(image, repo, user):
    subprocess.run(["chmod", "-R", "a+rX", repo.path.parent], check=True)
    for folder in (repo.path.parent, *repo.path.parent.parents[:-2]):
        folder.chmod(folder.stat().st_mode | 0o055)
    done = image.run(["--dry-run"], volumes={str(repo.path): "/github/workspace"}, user=user)

    assert done.exit_code == 0, done.stderr.decode()
    assert b"greet.py" in done.stdout


def test_paths_that_are_no_utf_8_and_messages_in_an_old_encoding_are_read(image, tmp_path):
    repo = Repo(tmp_path / "old")
    repo.path.mkdir()
    repo.git("init", "--quiet", "--initial-branch=main")
    repo.commit("Start", {"a.txt": "a\n"})
    repo.git("config", "i18n.commitEncoding", "ISO-8859-1")
    (Path(bytes(repo.path).decode()) / b"caf\xe9.txt".decode(errors="surrogateescape")).write_text("un café\n")
    repo.git("add", "--all")
    message = tmp_path / "message"
    message.write_bytes("Ajoute le café".encode("latin-1"))
    repo.git("commit", "--quiet", f"--file={message}")
    done = image.run(["--dry-run"], volumes={str(repo.path): "/github/workspace"})

    assert done.exit_code == 0, done.stderr.decode()
    assert done.stdout.decode().startswith("Ajoute le café\n")
    assert "caf" in done.stdout.decode().partition("\n")[2]


class Echo(LoopbackServer):
    """Answers everything with an empty object."""

    def respond(self, _):
        return Answer(200, {})


def test_a_host_with_letters_beyond_ascii_is_found_by_all_three_clients(image):
    code = f"""
import os, subprocess, sys
sys.path.insert(0, "/app")
url = "http://{IDNA_HOST}/"
import requests
requests.get(url + "requests")
from llm_router import chat_complete
try:
    chat_complete([dict(role="user", content="x")], environ=dict(os.environ, PRIMARY_OPENAI_BASE_URL=url + "v1",
        PRIMARY_OPENAI_MODEL="m"))
except RuntimeError: pass
subprocess.run(["git", "ls-remote", url + "git"], env=dict(os.environ), capture_output=True)
"""
    with Echo() as server, RecordingProxy({IDNA_WIRE: server.origin}) as proxy:
        run_python(image, code, env={"http_proxy": proxy.url, "HTTP_PROXY": proxy.url})
        asked = [request.path for request in server.requests]

    assert proxy.hosts == {IDNA_WIRE}
    assert {path.split("/")[1] for path in asked} == {"requests", "v1", "git"}


def test_times_of_http_and_of_commits_need_no_time_zone_files(image):
    code = """
import datetime as dt, email.utils
for text in ("Wed, 21 Oct 2026 07:28:00 GMT", "Wednesday, 21-Oct-26 07:28:00 GMT", "Wed, 21 Oct 2026 09:28:00 +0200"):
    print(int(email.utils.parsedate_to_datetime(text).timestamp()))
"""

    assert run_python(image, code, env={"TZ": "Europe/Berlin"}).split() == ["1792567680"] * 3
