"""The documents' fenced blocks, and the commands of ours that stand in them, for what reads, lints or runs them."""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from typing import Any

import pytest
import yaml

from .runner import ROOT

ACTION = yaml.safe_load((ROOT / "action.yml").read_text())
DOCUMENTS = sorted(
    path
    for pattern in ("*.md", "docs/*.md", "llm_router/*.md", "bench/drafts/README.md", "tests/*.md", ".github/*.md")
    for path in ROOT.glob(pattern)
)
_FENCE = re.compile(r"^( *)```(\w*)\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)
_FLAG = r"--[a-z][a-z-]*(?:[ =](?!--)[\w./~…-]+)?"
# The image has the same name, and reads the same flags.
_OURS = re.compile(rf"(?<![\w/.:-])(?:\S*/bin/)?pr-writer((?: (?:backfill|serve)\b)?(?: {_FLAG})*)")


@dataclass(frozen=True)
class Block:
    """One fenced block of a document."""

    name: str
    language: str
    text: str


BLOCKS = [
    Block(f"{path.relative_to(ROOT)}-{number}", found[2], found[3])
    for path in DOCUMENTS
    for number, found in enumerate(_FENCE.finditer(path.read_text()), 1)
]


def select(*languages: str, holding: str = "") -> list[Any]:
    """The texts of the blocks of these kinds in which a text stands, as parameters."""
    return [
        pytest.param(block.text, id=block.name)
        for block in BLOCKS
        if block.language in languages and holding in block.text
    ]


def list_our_commands() -> list[tuple[str, str]]:
    """What follows `pr-writer` wherever a document says it with a subcommand or a flag, and the document's name."""
    return [
        (path.name, found[1].strip())
        for path in DOCUMENTS
        for found in _OURS.finditer(path.read_text())
        if found[1].strip()
    ]


def complete(text: str) -> dict[str, Any]:
    """Make a whole workflow of a block: of a job, of a job's steps, of one step, or of inputs alone."""
    found = yaml.safe_load(text)
    if isinstance(found, dict) and set(found) <= set(ACTION["inputs"]):
        found = [{"uses": "pr-writer/pr-writer@v0", "with": found}]
    if isinstance(found, dict) and set(found) == {"steps"}:
        found = found["steps"]
    if isinstance(found, list):
        found = {"jobs": {"describe": {"runs-on": "ubuntu-latest", "steps": found}}}
    # YAML 1.1 reads the key `on` as true.
    return {"on": found.pop(True, found.pop("on", "pull_request")), **found}


def list_steps(workflow: dict[str, Any]) -> list[dict[str, Any]]:
    """The steps of all jobs."""
    return [step for job in workflow["jobs"].values() for step in job.get("steps", ())]


def check_syntax(script: str) -> str:
    """What bash says is wrong with a script."""
    done = subprocess.run(["bash", "-n"], input=script, capture_output=True, text=True, check=False)
    return done.stderr


def list_commands(text: str) -> str:
    """The commands of a block, without prompts and without the brackets of what may be left out."""
    text = re.sub(r"^\$ ", "", text, flags=re.MULTILINE)
    return re.sub(r"(?<!\S)\[([^\]\n]*)\]", r"\1", text)
