# ruff: noqa: F811  fixtures are asked for by name; a behaviour takes what all take
"""Every example of the README runs, and a strict type checker accepts it from outside."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest
from support.bad_server import http, ok
from support.router import forgetful_router, server  # noqa: F401  fixtures
from support.runner import ROOT
from support.streams import DONE, STOP, USAGE, event, sse

README = (ROOT / "llm_router" / "README.md").read_text()
EXAMPLES = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
CALL = {"id": "1", "type": "function", "function": {"name": "look_up", "arguments": "{}"}}


def everything(one, connection, request):
    if request.method == "GET":
        return http(200, {"data": [{"id": "m"}]})
    if request.path.endswith("/embeddings"):
        texts = request.body["input"]
        return http(200, {"data": [{"index": n, "embedding": [1.0, 2.0]} for n, _ in enumerate(texts)]})
    if request.body.get("stream"):
        return sse(event("Hello "), event("there."), STOP, USAGE, DONE)(one, connection, request)
    return ok(None, tool_calls=[CALL]) if "tools" in request.body else ok("Hello there.")


@pytest.mark.parametrize("place", range(len(EXAMPLES)))
def test_an_example_runs(server, tmp_path, place):
    one = server(everything)
    code = re.sub(r"https?://(?:localhost:11434|api\.openai\.com)/v1", one.url, EXAMPLES[place]).replace("sk-…", "sk-x")
    if "def application" in code:
        code += '\nstarted = []\nprint(*application({"QUERY_STRING": "q=x"}, lambda *given: started.append(given)))\n'
    (tmp_path / "example.py").write_text(code)
    variables = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "FALLBACK_OPENAI_BASE_URL": one.url,
        "FALLBACK_OPENAI_API_KEY": "k",
        "FALLBACK_OPENAI_EMBED_MODEL": "v",
    }

    done = subprocess.run(
        [sys.executable, "-W", "error", "example.py"],
        cwd=tmp_path,
        env=variables,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert one.hits


@pytest.mark.slow
def test_a_strict_type_checker_accepts_every_example(tmp_path):
    for place, code in enumerate(EXAMPLES):
        (tmp_path / f"example_{place}.py").write_text(code)
    command = [
        sys.executable,
        "-m",
        "mypy",
        "--strict",
        "--follow-imports=silent",
        "--cache-dir",
        str(tmp_path / "cache"),
    ]

    done = subprocess.run(
        [*command, *(f"example_{place}.py" for place in range(len(EXAMPLES)))],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "MYPYPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout
    assert len(EXAMPLES) > 10


def test_every_variable_and_every_kind_is_in_the_readme():
    from llm_router.kinds import REASONS

    sources = "".join(path.read_text() for path in (ROOT / "llm_router").glob("*.py"))
    names = set(re.findall(r'_OPENAI_([A-Z_]+)"', sources)) | set(re.findall(r'"(LLM_[A-Z_]+)"', sources))

    assert [name for name in sorted(names) if name not in README] == []
    assert [kind for kind in REASONS if f"`{kind}`" not in README] == []
