"""Programs that stand in for what a documented command starts and a test must not: Docker, pipx, pip, gh."""

from __future__ import annotations

import os
import shutil
import sys
import tomllib
from pathlib import Path

from .runner import ROOT

# The image is this checkout, started as the image starts it: with the folder that is mounted, and no variable but those
# that are named. Where GitHub is, is the network's business, and here the test's.
DOCKER = """\
import os, sys
facts = {facts!r}
verb, *words = sys.argv[1:]
if verb == "build":
    sys.exit(words != ["-t", "pr-writer", "."])
assert verb == "run", verb
env, folder = {{"PATH": os.environ["PATH"], "HOME": facts["empty"], **facts["network"]}}, facts["empty"]
while words[0].startswith("-"):
    option = words.pop(0)
    if option == "--rm":
        continue
    value = words.pop(0)
    if option == "-v":
        folder, _, inside = value.partition(":")
        assert inside == "/github/workspace", inside
    elif option == "-e":
        name, has_value, given = value.partition("=")
        env[name] = given if has_value else os.environ[name]
    else:
        sys.exit("no such option: " + option)
image, *args = words
assert image == "pr-writer", image
os.chdir(folder)
os.execve(facts["python"], [facts["python"], "-I", facts["root"] + "/entrypoint.py", *args], env)
"""
# What `pipx run` starts is this checkout too.
PIPX = """\
import os, sys
facts = {facts!r}
run, option, spec, program, *args = sys.argv[1:]
assert (run, option, program) == ("run", "--spec", "pr-writer") and spec.startswith("pr-writer=="), sys.argv
os.execv(facts["python"], [facts["python"], "-I", facts["root"] + "/entrypoint.py", *args])
"""
# A checkout's own target, with the virtual environment that the tests run in for the one that it would make.
MAKE = """\
import os, sys
facts = {facts!r}
marks = [word for name in ("requirements.txt", facts["prefix"] + "/runtime") for word in ("-o", name)]
os.execv("/usr/bin/make", ["make", "-f", facts["root"] + "/Makefile", *marks, "VENV=" + facts["prefix"], *sys.argv[1:]])
"""
GH = """\
import sys
if sys.argv[1:3] == ["attestation", "verify"]:
    assert sys.argv[3].startswith("oci://"), sys.argv
else:
    *words, option, title, where, dash = sys.argv[1:]
    assert (words, option, where, dash) == (["pr", "create"], "--title", "--body-file", "-"), sys.argv
    print(title, sys.stdin.read(), sep="\\n\\n", end="")
"""
# What is installed is this checkout's, and is there.
PYTHON = """\
import os, sys
facts = {facts!r}
if sys.argv[1:4] == ["-m", "pip", "install"]:
    sys.exit(sys.argv[4:] not in [["." + extra] for extra in facts["extras"]])
os.execv(facts["python"], [facts["python"], *sys.argv[1:]])
"""
# The console script of this checkout. The usual port may be another program's.
PR_WRITER = """\
import os, sys
facts = {facts!r}
words = sys.argv[1:]
if words[:1] == ["serve"] and "--port" not in words:
    words += ["--port", "0"]
os.environ.update(facts["network"])
os.execv(facts["python"], [facts["python"], "-I", facts["root"] + "/entrypoint.py", *words])
"""
# Of jq, what the documents ask it for, where it is not there.
JQ = """\
import json, sys
assert sys.argv[1] == "-r", sys.argv
print(json.load(sys.stdin)[sys.argv[2].lstrip(".")])
"""


def make_stand_ins(folder: Path, network: dict[str, str]) -> str:
    """Write the programs into a folder, and return the PATH that begins with it."""
    (folder / "empty").mkdir(parents=True)
    (folder / "bin").mkdir()
    facts = {
        "root": str(ROOT),
        "prefix": sys.prefix,
        "python": sys.executable,
        "empty": str(folder / "empty"),
        "network": network,
        "extras": [f"[{name}]" for name in _read_extras()],
    }
    programs = {"docker": DOCKER, "pipx": PIPX, "make": MAKE, "gh": GH, "python": PYTHON, "python3": PYTHON}
    programs |= {"pr-writer": PR_WRITER} | ({} if shutil.which("jq") else {"jq": JQ})
    for name, text in programs.items():
        program = folder / "bin" / name
        program.write_text(f"#!{sys.executable} -I\n{text.format(facts=facts)}")
        program.chmod(0o755)
    return f"{folder / 'bin'}:{os.environ['PATH']}"


def _read_extras() -> list[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return list(project["optional-dependencies"])
