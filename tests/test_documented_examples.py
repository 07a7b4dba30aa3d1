"""Every command and every workflow that a document shows is run, or at least read by what would read it.

The examples in Python are run by llm_router/test_readme.py.
"""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import dataclass

import pytest
import yaml
from support.action import ANSWER
from support.repos import make_small_repo
from support.runner import ROOT
from support.stand_ins import make_stand_ins

from pr_writer.inputs.flags import read_flags

ACTION = yaml.safe_load((ROOT / "action.yml").read_text())
# YAML 1.1 reads the key `on` as true.
CALLED = yaml.safe_load((ROOT / ".github/workflows/describe.yml").read_text())[True]["workflow_call"]
DOCUMENTS = sorted(
    path
    for pattern in ("*.md", "docs/*.md", "llm_router/*.md", "bench/drafts/README.md", "tests/*.md", ".github/*.md")
    for path in ROOT.glob(pattern)
)
FENCE = re.compile(r"^( *)```(\w*)\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)
GUIDES = ("install", "enterprise", "events", "rules", "troubleshooting")
COMMAND = re.compile(r"`((?:docker|gh|git|make|openssl|pipx?|python3?|skopeo) [^`\n]+)`")
OURS = re.compile(r"(?:\S*/)?pr-writer(?:@\S+)?|OWNER/NAME(?:@\S+)?|docker://ghcr\.io/OWNER/NAME@\S+")


@dataclass(frozen=True)
class Block:
    """One fenced block of a document."""

    name: str
    language: str
    text: str


BLOCKS = [
    Block(f"{path.relative_to(ROOT)}-{number}", found[2], found[3])
    for path in DOCUMENTS
    for number, found in enumerate(FENCE.finditer(path.read_text()), 1)
]


def select(*languages):
    return [pytest.param(block.text, id=block.name) for block in BLOCKS if block.language in languages]


def test_no_block_is_of_a_kind_that_nothing_tests():
    assert {block.language for block in BLOCKS} <= {"yaml", "sh", "console", "python", "markdown", "text", ""}
    assert {block.name for block in BLOCKS if block.language == "python"} == {
        block.name for block in BLOCKS if block.language == "python" and block.name.startswith("llm_router/")
    }


# --- workflows ---


def complete(text):
    """Make a whole workflow of a block: of a job, of a job's steps, of one step, or of inputs alone."""
    found = yaml.safe_load(text)
    if isinstance(found, dict) and set(found) <= set(ACTION["inputs"]):
        found = [{"uses": "pr-writer/pr-writer@v0", "with": found}]
    if isinstance(found, dict) and set(found) == {"steps"}:
        found = found["steps"]
    if isinstance(found, list):
        found = {"jobs": {"describe": {"runs-on": "ubuntu-latest", "steps": found}}}
    return {"on": found.pop(True, found.pop("on", "pull_request")), **found}


def list_steps(workflow):
    return [step for job in workflow["jobs"].values() for step in job.get("steps", ())]


WRONG = "jobs:\n  a:\n    runs-on: x\n    step: []\n"


@pytest.fixture(scope="module")
def complaints(tmp_path_factory):
    """What GitHub's schema of a workflow finds, asked as `make workflows` asks it: by the block's text."""
    folder = tmp_path_factory.mktemp("workflows")
    texts = {str(number): text for number, text in enumerate([WRONG, *(one.values[0] for one in select("yaml"))])}
    for number, text in texts.items():
        (folder / f"{number}.yml").write_text(yaml.safe_dump(complete(text)))
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.github-workflows"]
    done = subprocess.run([*command, *folder.iterdir()], capture_output=True, text=True, check=False)
    found = re.findall(r"/(\d+)\.yml::(.*)", done.stdout)
    return {texts[number]: f"{complaint}\n{done.stdout}" for number, complaint in found}


def test_the_schema_finds_what_is_wrong(complaints):
    assert WRONG in complaints


@pytest.mark.parametrize("text", select("yaml"))
def test_a_workflow_is_one_and_gives_the_action_what_it_takes(complaints, text):
    workflow = complete(text)
    own = [step for step in list_steps(workflow) if OURS.fullmatch(step.get("uses", ""))]
    calls = [job for job in workflow["jobs"].values() if "uses" in job]

    assert complaints.get(text, "") == ""
    assert own or calls or "pr-writer" in text
    for step in own:
        given = step.get("with") or {}
        assert set(given) <= set(ACTION["inputs"])
        # One backend is the model; the long names are for who has two.
        if any(name.startswith("fallback-") for name in given):
            assert any(name.startswith("primary-") for name in given)
    for job in calls:
        if job["uses"].startswith("OWNER/NAME/"):
            assert set(job.get("with") or {}) <= set(CALLED["inputs"])
            assert set(job["secrets"]) <= set(CALLED["secrets"])


@pytest.mark.parametrize("text", select("yaml"))
def test_what_a_workflow_runs_is_shell(text):
    for step in list_steps(complete(text)):
        if "run" in step:
            assert check_syntax(step["run"]) == ""


# --- commands ---


def check_syntax(script):
    done = subprocess.run(["bash", "-n"], input=script, capture_output=True, text=True, check=False)
    return done.stderr


def list_commands(text):
    """The commands of a block, without prompts and without the brackets of what may be left out."""
    text = re.sub(r"^\$ ", "", text, flags=re.MULTILINE)
    return re.sub(r"\[([^\]\n]*)\]", r"\1", text)


@pytest.mark.parametrize("text", select("sh", "console"))
def test_a_command_is_shell(text):
    assert check_syntax(list_commands(text)) == ""


@pytest.mark.parametrize("text", select("sh", "console"))
def test_a_script_that_a_command_starts_is_there(text):
    scripts = re.findall(r"^\$? ?(?:python3?|sh|bash) ([\w./]+\.\w+)", text, re.MULTILINE)

    assert [script for script in scripts if not (ROOT / script).is_file()] == []


def test_a_command_within_a_sentence_is_shell_and_its_target_is_there():
    targets = set(re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    said = [command for path in DOCUMENTS for command in COMMAND.findall(path.read_text())]

    assert said
    for command in said:
        assert check_syntax(command) == "", command
        if command.startswith("make "):
            assert command.split()[1] in targets, command


def test_every_flag_of_ours_that_is_named_exists():
    guides = "".join((ROOT / name).read_text() for name in ("README.md", *(f"docs/{name}.md" for name in GUIDES)))
    flags = set(re.findall(r"`(--[a-z][a-z-]+)", guides))

    assert "--show-prompt" in flags
    for flag in flags - {"--verbose", "--show-prompt"}:
        assert read_flags([flag, "1"])


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
    github.add_repository("owner/name", repo.path)
    github.add_pull(
        "owner/name", 42, title="feature", head_ref="feature", head_sha=repo.head, base_sha=repo.rev("main")
    )
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


def run(script, cwd, env):
    return subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script], cwd=cwd, env=env, capture_output=True, text=True, check=False
    )


@pytest.mark.program
@pytest.mark.parametrize("text", [*select("sh")])
def test_a_users_commands_run(place, model, text):
    cwd, env = place
    # What a reader puts a value of his own in place of, and where his own server is.
    script = re.sub(r"http://localhost:11434/v1|https://llm\.example\.com/v1", model.url, list_commands(text))
    script = script.replace("../another-clone", str(cwd.parent / "another-clone"))
    if "python -m llm_router" in script:
        env |= {"PYTHONPATH": str(ROOT), "FALLBACK_OPENAI_BASE_URL": model.url, "FALLBACK_OPENAI_EMBED_MODEL": "m"}

    done = run(script, cwd, env)

    assert done.returncode == 0, done.stderr
    if "make draft" in script or "docker run" in script:
        runs = len(re.findall(r"^(?:make draft|docker run)", script, re.MULTILINE))
        assert done.stdout.count(ANSWER.partition("\n")[0]) + done.stdout.count("Add a greeting\n\n") >= runs
        assert "Traceback" not in done.stderr


@pytest.mark.program
@pytest.mark.parametrize("text", [block for block in select("yaml") if "pipx run" in block.values[0]])
def test_what_a_runner_without_docker_runs_drafts(place, model, text):
    cwd, env = place
    (step,) = list_steps(complete(text))
    given = {name: "k" if "secrets." in value else "ghs_fake" for name, value in step["env"].items()}

    done = run(step["run"], cwd, env | given | {"FALLBACK_OPENAI_BASE_URL": model.url})

    assert (done.returncode, done.stdout) == (0, f"{ANSWER}\n"), done.stderr
    assert "German" in model.prompts[0]


def test_the_stand_ins_are_no_pushovers(place):
    cwd, env = place

    for wrong in ("docker run --rm pr-writer --dry-runn", "docker run --frm pr-writer", "make drafft", "gh x"):
        assert run(wrong, cwd, env).returncode, wrong
    forgotten = run("docker run --rm pr-writer", cwd, env | {"GITHUB_ACTIONS": ""})
    assert forgotten.returncode == 1
    assert "is not a git repository" in forgotten.stderr
