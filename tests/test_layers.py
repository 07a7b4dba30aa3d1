"""Who may import whom: a star around values and errors, with entrypoint.py in the middle."""

import ast

import pytest
from support.runner import ROOT

SHARED = {"values", "errors"}
# Pure helpers that a stage may use: text in, text out.
TOOLS = {"claims", "defuse", "redact", "pull_template", "tokens", "coverage", "lfs", "length", "paths", "header"}
# Where the stages between reading and writing meet; it is told how to ask a model, and imports no edge.
MEETING = "drafting"
EDGES = {"settings", "changes", "pulls", "workflow"}
VENDORS = {"openai": "llm_router", "git": "pr_writer/changes", "github": "pr_writer/pulls.py"}
PURE = [
    "prompt",
    "draft.py",
    "parts.py",
    "linked.py",
    "length.py",
    "paths.py",
    "header.py",
    "pull_template",
    "template",
    "update",
    "defuse",
    "claims",
    "redact.py",
    "report.py",
    "protect.py",
    "harmless.py",
    "skip.py",
    "convention",
]
IMPURE = {"os", "sys", "socket", "subprocess", "time", "datetime", "random", "secrets", "logging", "shutil", "tempfile"}


def list_sources():
    return [path for top in ("pr_writer", "llm_router") for path in sorted((ROOT / top).rglob("*.py"))] + [
        ROOT / "entrypoint.py"
    ]


def list_imports(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield node.module


def find_stage(path):
    return path.relative_to(ROOT / "pr_writer").parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", list_sources(), ids=lambda path: str(path.relative_to(ROOT)))
def test_the_layers_hold(path):
    relative = str(path.relative_to(ROOT))
    for name in list_imports(path):
        top, _, rest = name.partition(".")
        home = VENDORS.get(top)
        assert home is None or relative.startswith(home), f"{name} is imported outside {home}"
        if relative.startswith("llm_router"):
            assert top != "pr_writer"
        if relative.startswith("pr_writer"):
            assert top != "llm_router"
            stage = rest.partition(".")[0]
            if top == "pr_writer" and find_stage(path) == MEETING:
                assert stage not in EDGES, f"{relative} imports the edge {stage}"
            elif top == "pr_writer" and stage:
                assert stage in SHARED | TOOLS | {find_stage(path)}, f"{relative} imports the stage {stage}"


@pytest.mark.parametrize("name", PURE)
def test_pure_stages_have_no_effects(name):
    root = ROOT / "pr_writer" / name
    for path in [root] if root.is_file() else root.rglob("*.py"):
        assert IMPURE.isdisjoint(module.partition(".")[0] for module in list_imports(path)), path
