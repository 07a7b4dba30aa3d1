"""The lean import of the SDK: it answers, fails and streams as the plain one does, and gives way to it."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from support.model import FakeModel
from support.runner import ROOT

ASK = """
import json, sys
import llm_router
from llm_router.client import import_openai

import_openai(lean=True)
import openai
"""
SPY = """
import os, sys
names = set()
kind = type(os.environ)
read, walk = kind.__getitem__, kind.__iter__
def spy(self, name):
    names.add(name)
    return read(self, name)
def spy_all(self):
    names.add("*")
    return walk(self)
kind.__getitem__, kind.__iter__ = spy, spy_all
"""


def run(code, *, model=None, more_path=""):
    """A fresh interpreter's answer: what it printed, as JSON."""
    backend = {
        "FALLBACK_OPENAI_BASE_URL": model.url if model else "http://127.0.0.1:9/v1",
        "FALLBACK_OPENAI_API_KEY": "sk-test",
        "FALLBACK_OPENAI_MODEL": "m",
    }
    path = os.pathsep.join(filter(None, (str(ROOT), str(more_path))))
    environ = {"PATH": os.environ["PATH"], "PYTHONPATH": path, "PYTHONWARNINGS": "error", **backend}
    done = subprocess.run([sys.executable, "-c", code], env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_it_answers_and_reads_no_model_of_other_answers():
    code = f"""{ASK}
answer = llm_router.chat_complete([{{"role": "user", "content": "hello"}}])
print(json.dumps([answer, sorted(name for name in sys.modules if name.startswith("openai.types.responses"))]))
"""
    with FakeModel("hi") as model:
        answer, read = run(code, model=model)

    assert answer == ["m", "hi"]
    # Where this fails, a new release of the SDK reads them after all: see what touches them, or give the lean way up.
    assert len(read) < 10, read


def test_it_streams():
    code = f"""{ASK}
with llm_router.chat_complete_stream([{{"role": "user", "content": "hello"}}]) as stream:
    print(json.dumps("".join(stream)))
"""
    chunk = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m"}
    parts = [
        {"delta": {"content": "he"}, "finish_reason": None},
        {"delta": {"content": "llo"}, "finish_reason": "stop"},
    ]
    lines = [json.dumps({**chunk, "choices": [{"index": 0, **part}]}) for part in parts]
    body = "".join(f"data: {line}\n\n" for line in [*lines, "[DONE]"])
    with FakeModel() as model:
        model.answer_next(200, body, {"Content-Type": "text/event-stream"})
        assert run(code, model=model) == "hello"


@pytest.mark.parametrize(
    ("status", "error"), [(400, "BadRequestError"), (401, "AuthenticationError"), (404, "NotFoundError")]
)
def test_a_refusal_is_the_sdk_s_own_error(status, error):
    code = f"""{ASK}
try:
    llm_router.chat_complete([{{"role": "user", "content": "hello"}}])
except openai.APIStatusError as exc:
    print(json.dumps([type(exc).__name__, exc.status_code, llm_router.refusal_of(exc) is not None]))
"""
    with FakeModel() as model:
        model.answer_next(status, {"error": {"message": "no", "type": "invalid_request_error"}}, times=5)
        assert run(code, model=model) == [error, status, True]


def test_what_was_left_out_is_there_for_who_looks_it_up():
    code = f"""{ASK}
from openai.types import CompletionUsage
from openai.types.responses import Response
client = openai.OpenAI()
answer = client.chat.completions.create(model="m", messages=[{{"role": "user", "content": "hello"}}])
print(json.dumps([CompletionUsage.__module__, Response.__name__, answer.choices[0].message.content,
                  isinstance(answer.usage, CompletionUsage), "BatchUsage" in vars(openai.types)]))
"""
    with FakeModel("hi") as model:
        environ = f"import os; os.environ.update(OPENAI_API_KEY='k', OPENAI_BASE_URL={model.url!r})\n"
        found = run(environ + code, model=model)

    assert found == ["openai.types.completion_usage", "Response", "hi", True, True]


def test_nobody_gets_it_who_did_not_ask_for_it():
    code = """
import json, sys
import llm_router
llm_router.chat_complete([{"role": "user", "content": "hello"}])
print(json.dumps([type(sys.modules["openai.types"]).__name__, "openai.types.responses.response" in sys.modules,
                  "llm_router.lazy_import" in sys.modules]))
"""
    with FakeModel("hi") as model:
        assert run(code, model=model) == ["module", True, False]


def make_package(folder, **files):
    (folder / "guest").mkdir()
    for name, text in files.items():
        (folder / "guest" / f"{name}.py").write_text(text)


LEAN = """
import json, sys
from llm_router.lazy_import import import_lazily
import_lazily("guest", later=("guest.heavy", "guest.nowhere", "nobody"))
import guest
"""


def test_a_package_that_cannot_be_imported_so_is_imported_plainly(tmp_path):
    picky = "import sys, types\nfrom guest import heavy\nif type(heavy) is not types.ModuleType: raise ImportError\n"
    make_package(tmp_path, __init__=picky, heavy="weight = 9\n")

    code = f"{LEAN}\nprint(json.dumps([type(sys.modules['guest.heavy']).__name__, guest.heavy.weight]))"
    assert run(code, more_path=tmp_path) == ["module", 9]


def test_a_module_that_waits_is_read_once_and_whole_however_many_ask(tmp_path):
    heavy = "import time\nfrom guest import light\nlight.reads += 1\ntime.sleep(0.1)\nweight = 9\n"
    make_package(tmp_path, __init__="from . import heavy\n", heavy=heavy, light="reads = 0\n")
    code = f"""{LEAN}
import threading
before = "weight" in vars(guest.heavy)
found = []
threads = [threading.Thread(target=lambda: found.append(guest.heavy.weight)) for _ in range(8)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
from guest import light
print(json.dumps([before, found, light.reads, hasattr(guest.heavy, "nothing")]))
"""
    assert run(code, more_path=tmp_path) == [False, [9] * 8, 1, False]


@pytest.mark.parametrize(
    ("later", "read"),
    [
        (["guest.*"], {"guest"}),
        (["guest.*", "guest"], set()),
        (["guest"], {"guest.light"}),
        (["gue.*", "guest.heavy.*"], {"guest", "guest.heavy", "guest.light"}),
    ],
)
def test_all_modules_of_a_package_may_wait_and_so_may_the_package(tmp_path, later, read):
    make_package(tmp_path, __init__="import guest.heavy\nname = 'g'\n", heavy="weight = 9\n", light="weight = 1\n")
    code = f"""
import json, sys
from llm_router.lazy_import import import_lazily
import_lazily("guest", "guest.light", later={later!r})
read = [name for name in sys.modules if name.startswith("guest") and type(sys.modules[name]).__name__ == "module"]
import guest
from guest.light import weight
print(json.dumps([read, weight, guest.name, guest.heavy.weight]))
"""
    found, *rest = run(code, more_path=tmp_path)

    assert set(found) == read
    assert rest == [1, "g", 9]


def test_a_module_that_fails_when_it_is_read_says_so_each_time(tmp_path):
    make_package(tmp_path, __init__="from . import heavy\n", heavy="raise ValueError('too heavy')\n")
    code = f"""{LEAN}
said = []
for _ in range(2):
    try:
        guest.heavy.weight
    except ValueError as exc:
        said.append(str(exc))
print(json.dumps(said))
"""
    assert run(code, more_path=tmp_path) == ["too heavy", "too heavy"]


def test_importing_the_sdks_reads_no_variable_that_differs_while_git_starts():
    """The SDKs are imported in a thread, while os.environ is git's for a moment: that must make no difference."""
    code = f"""{SPY}
import json
from llm_router.client import import_openai
from pr_writer.bootstrap import preload_github
preload_github()
import_openai(lean=True)
print(json.dumps(sorted(names)))
"""
    read = set(run(code))

    assert "OPENAI_LOG" in read, "the spy sees something"
    different = ("PATH", "LANG", "TMPDIR", "SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "*")
    assert read.isdisjoint(different)
    assert not [name for name in read if name.upper().endswith("_PROXY") or name.startswith("GIT_")]
