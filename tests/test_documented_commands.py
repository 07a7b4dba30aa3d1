"""Every command that a document shows is run: the program itself, with programs that stand in for others."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest
from support.action import ANSWER
from support.documents import complete, list_commands, list_steps, select
from support.pr_server import DRAFT, wait_for
from support.repos import make_small_repo
from support.runner import ROOT
from support.stand_ins import make_stand_ins

pytestmark = pytest.mark.program
TITLE = ANSWER.partition("\n")[0]
CURLRC = 'silent\nshow-error\nfail-with-body\nwrite-out = "\\n"\n'
(START,) = select("sh", holding="pr-writer serve")
CALLS = select("sh", holding="curl ")
FOR_GH = select("sh", holding="gh pr create")
BACKLOGS = select("sh", holding="pr-writer backfill")
(OPTIONS,) = re.findall(r"^(curl -X POST \S+/pr .*?) -d ", "\n".join(call.values[0] for call in CALLS), re.MULTILINE)


@pytest.fixture
def place(tmp_path, github, model):
    """Two clones side by side, GitHub and a model on loopback, and programs that stand in for others."""
    model.answers = [ANSWER]
    repo = make_small_repo(tmp_path / "clone")
    repo.branch("my-branch")
    # What `make draft` starts in a checkout; that one's own history may be too shallow to draft.
    repo.write(
        {"entrypoint.py": f"import runpy\nrunpy.run_path({str(ROOT / 'entrypoint.py')!r}, run_name='__main__')\n"}
    )
    make_small_repo(tmp_path / "another-clone").branch("my-branch")
    for number, name in ((42, "owner/name"), (1, "octo/web")):
        github.add_repository(name, repo.path)
        ends = {"head_sha": repo.rev("feature"), "base_sha": repo.rev("main")}
        github.add_pull(name, number, title="feature", head_ref="feature", **ends)
    network = {
        "GITHUB_API_URL": github.url,
        "GITHUB_SERVER_URL": github.origin,
        "FALLBACK_OPENAI_BASE_URL": model.url,
    }
    return repo.path, {
        "PATH": make_stand_ins(tmp_path / "stand-ins", network),
        "HOME": str(tmp_path),
        "FALLBACK_OPENAI_API_KEY": "k",
        "GITHUB_TOKEN": "ghs_fake",
    }


def fill_in(text, env):
    """A block's commands with the values that a reader puts in place of …, here the test's own."""
    return re.sub(r"\b([A-Z_]+)=…", lambda found: f"{found[1]}={env.get(found[1], 'k')}", list_commands(text))


def run(script, cwd, env):
    return subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script], cwd=cwd, env=env, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("text", [block for block in select("sh") if block not in [START, *CALLS, *FOR_GH, *BACKLOGS]])
def test_a_users_commands_run(place, model, text):
    cwd, env = place
    # Where a reader's own server is.
    script = re.sub(r"http://localhost:11434/v1|https://llm\.example\.com/v1", model.url, fill_in(text, env))
    script = script.replace("../another-clone", str(cwd.parent / "another-clone"))
    if "python -m llm_router" in script:
        env |= {"PYTHONPATH": str(ROOT), "FALLBACK_OPENAI_BASE_URL": model.url, "FALLBACK_OPENAI_EMBED_MODEL": "m"}

    done = run(script, cwd, env)

    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    if "make draft" in script or "docker run" in script:
        runs = len(re.findall(r"^(?:make draft|docker run)", script, re.MULTILINE))
        assert done.stdout.count(TITLE) + done.stdout.count("Add a greeting\n\n") >= runs


@pytest.mark.parametrize("text", FOR_GH)
def test_the_lines_for_gh_give_it_title_and_body_in_any_shell(place, text):
    done = run(f"sh -euc {shlex.quote(text)}", *place)

    assert (done.returncode, done.stdout.rstrip("\n")) == (0, ANSWER), done.stderr


@pytest.mark.parametrize("text", BACKLOGS)
def test_the_lines_for_a_backlog_first_tell_of_it_and_then_describe_it(place, github, model, text):
    cwd, env = place
    dry, *others = re.findall(r"^pr-writer .*\n", text, re.MULTILINE)
    before = fill_in(text.partition("pr-writer")[0], env)

    told = run(before + dry, cwd, env).stdout

    assert "1 open pull requests of octo/web match" in told
    assert model.requests == []
    assert "1 updated" in run(before + "".join(others), cwd, env).stdout
    assert github.pulls["octo/web", 1].title == TITLE


@pytest.mark.parametrize("text", select("yaml", holding="pipx run"))
def test_what_a_runner_without_docker_runs_drafts(place, model, text):
    cwd, env = place
    (step,) = list_steps(complete(text))
    given = {name: "k" if "secrets." in value else "ghs_fake" for name, value in step["env"].items()}

    done = run(step["run"], cwd, env | given | {"FALLBACK_OPENAI_BASE_URL": model.url})

    assert (done.returncode, done.stdout) == (0, f"{ANSWER}\n"), done.stderr
    assert "German" in model.prompts[0]


def test_the_stand_ins_are_no_pushovers(place):
    cwd, env = place
    wrong = ("docker run --rm pr-writer --dry-runn", "docker run --frm pr-writer", "make drafft", "gh x")
    wrong += ("gh pr create --titel x --body-file -", "python3 -m pip install '.[sever]'", "pr-writer --edti")

    for command in wrong:
        assert run(command, cwd, env).returncode, command
    forgotten = run("docker run --rm pr-writer", cwd, env | {"GITHUB_ACTIONS": ""})
    assert forgotten.returncode == 1
    assert "is not a git repository" in forgotten.stderr


# --- the server ---


@dataclass
class Served:
    """The block that starts the server, run as it is, until it is stopped."""

    process: subprocess.Popen
    log: Path

    @property
    def said(self):
        return self.log.read_text()

    @property
    def port(self):
        wait_for(lambda: "serves" in self.said or self.process.poll() is not None, 30)
        assert self.process.poll() is None, self.said
        return re.search(r"http://127\.0\.0\.1:(\d+)", self.said)[1]

    def end(self):
        """Stop it as a terminal or systemd would, and return the exit code."""
        os.killpg(self.process.pid, signal.SIGTERM)
        return self.process.wait(30)


@pytest.fixture
def served(place, tmp_path):
    cwd, env = place
    (tmp_path / "code").mkdir()
    (tmp_path / "code/project").symlink_to(cwd)
    # bash waits for what it started and ends with its exit code, where it would be ended itself.
    script = f"trap : TERM\n{fill_in(START.values[0], env | {'GITHUB_REPOSITORY': 'owner/name'})}"
    with (tmp_path / "log").open("w") as log:
        process = subprocess.Popen(
            ["bash", "-euo", "pipefail", "-c", script],
            cwd=cwd, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=log, start_new_session=True,
        )  # fmt: skip
    yield Served(process, tmp_path / "log")
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)


@pytest.mark.skipif(not shutil.which("curl"), reason="the documented lines are curl's")
@pytest.mark.parametrize("text", CALLS)
def test_the_server_that_is_documented_answers_the_calls_that_are(place, served, github, text):
    cwd, env = place
    (cwd.parent / ".curlrc").write_text(CURLRC)  # a status that is an error is a failure of curl then
    # Another program may have the port; and … stands for what the first line says.
    script = text.replace("curl …", OPTIONS).replace(":8001", f":{served.port}")

    done = run(script, cwd, env)

    assert done.returncode == 0, done.stdout + done.stderr + served.said
    assert served.end() == 0, served.said  # before its log is read: a call's line comes behind its answer
    check_drafts(text, done.stdout, served.said, github)
    if "llm/chat" in text:
        assert re.search(r'^data: \{"text": .*\n\nevent: end\ndata: ', done.stdout, re.MULTILINE)
        assert '"usable":true' in done.stdout
    assert "The token is 'dev'" in served.said
    assert len(re.findall(r"^\w+ /\S+ 200 \d+\.\d+ s", served.said, re.MULTILINE)) == text.count("curl ")
    assert "Traceback" not in served.said
    assert env["GITHUB_TOKEN"] not in served.said


def check_drafts(text, answers, said, github):
    """Each call that asks for a draft was answered with one, written where it asked for that and nowhere else."""
    asked = [json.loads(body) for body in re.findall(r"-d '(\{[^'\n]*\})'", text) if "messages" not in body]
    drafts = [json.loads(line) for line in answers.splitlines() if '"title":' in line]

    assert [draft["title"] for draft in drafts] == [TITLE] * len(asked)
    for fields, draft in zip(asked, drafts, strict=True):
        is_dry = fields.get("dry_run", True)
        outcome = "dry-run" if is_dry else "updated" if "pr_number" in fields else "created"
        assert draft["outcome"] == outcome
        assert re.search(rf"^POST {DRAFT} 200 \d+\.\d+ s {outcome}$", said, re.MULTILINE)
        if not is_dry:
            assert "Visitors were not greeted." in github.pulls["owner/name", draft["pr_number"]].body
