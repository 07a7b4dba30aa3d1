"""A sentence calls a setting by what its reader sets it with: an input, a flag or a variable."""

import ast
import re
from pathlib import Path

import pytest
from support.runner import ROOT

from pr_writer.backfill.options import OWN_OPTIONS
from pr_writer.inputs.options import OPTIONS
from pr_writer.inputs.setting_names import SettingNames
from pr_writer.server.bodies import DRAFT_FIELDS

ROOM_OF_BACKLOGS = Path("pr_writer/backfill")
RUNNER = {"GITHUB_ACTIONS": "true", "INPUT_DRY-RUN": ""}
SENTENCE = "Check FALLBACK_OPENAI_API_KEY, or try FALLBACK_OPENAI_BASE_URL=http://h/v1; see FALLBACK_OPENAI_MODELS."


@pytest.mark.parametrize(
    ("environ", "said"),
    [
        ({}, "FALLBACK_OPENAI_API_KEY"),
        ({"GITHUB_ACTIONS": "true"}, "FALLBACK_OPENAI_API_KEY"),  # a command that a step runs has no inputs
        (RUNNER, "the input api-key and its secret (FALLBACK_OPENAI_API_KEY)"),
        (RUNNER | {"INPUT_API-KEY": "k"}, "the input api-key and its secret (FALLBACK_OPENAI_API_KEY)"),
        (
            RUNNER | {"INPUT_FALLBACK-OPENAI-API-KEY": "k"},
            "the input fallback-openai-api-key and its secret (FALLBACK_OPENAI_API_KEY)",
        ),
        (
            RUNNER | {"INPUT_PRIMARY-OPENAI-MODEL": "m"},
            "the input fallback-openai-api-key and its secret (FALLBACK_OPENAI_API_KEY)",
        ),
        (
            RUNNER | {"INPUT_PRIMARY-OPENAI-MODEL": "m", "INPUT_API-KEY": "k"},
            "the input api-key and its secret (FALLBACK_OPENAI_API_KEY)",
        ),
        (RUNNER | {"FALLBACK_OPENAI_API_KEY": "k"}, "FALLBACK_OPENAI_API_KEY"),
    ],
)
def test_a_variable_is_called_by_what_it_was_set_with(environ, said):
    assert SettingNames(environ).name_in(SENTENCE).startswith(f"Check {said}, or try")


def test_what_is_to_be_copied_and_what_is_no_setting_stay_as_they_are():
    assert SettingNames(RUNNER).name_in(SENTENCE).endswith("try base-url=http://h/v1; see FALLBACK_OPENAI_MODELS.")


@pytest.mark.parametrize(
    ("text", "on_runner", "locally"),
    [
        ("Check ⟨pr-number⟩.", "Check the input pr-number.", "Check --pr-number."),
        ("⟨repo-dir⟩ is 'x'.", "The input repo-dir is 'x'.", "--repo-dir is 'x'."),
        ("No. ⟨base⟩ is 'x'.", "No. The input base is 'x'.", "No. --base is 'x'."),
        ("Set ⟨github-token⟩.", "Set the input github-token.", "Set GITHUB_TOKEN."),
        ("Set ⟨api-key⟩.", "Set the input api-key and its secret.", "Set FALLBACK_OPENAI_API_KEY."),
        ("⟨marker-key⟩ is short.", "The input marker-key and its secret is short.", "PR_WRITER_MARKER_KEY is short."),
        (
            "⟨primary-openai-timeout-s⟩ is 0.",
            "The input primary-openai-timeout-s is 0.",
            "PRIMARY_OPENAI_TIMEOUT_S is 0.",
        ),
        ("⟨nothing⟩ of ours, `base` neither", "⟨nothing⟩ of ours, `base` neither", "⟨nothing⟩ of ours, `base` neither"),
    ],
)
def test_a_marked_setting_is_an_input_a_flag_or_a_variable(text, on_runner, locally):
    assert SettingNames(RUNNER).name_in(text) == on_runner
    assert SettingNames({}).name_in(text) == locally


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Check ⟨pr-number⟩.", "Check the field pr_number."),
        ("⟨base⟩ is 'x'. ⟨head⟩ too.", "The field base is 'x'. The field head too."),
        (
            "Check GITHUB_REPOSITORY and ⟨pr-number⟩; a",
            "Check the server's GITHUB_REPOSITORY and the field pr_number; a",
        ),
        ("No. ⟨repo-dir⟩ is 'x'.", "No. The server's --repo-dir is 'x'."),
        ("Set ⟨github-token⟩.", "Set the server's GITHUB_TOKEN."),
        ("Set ⟨api-key⟩.", "Set the server's FALLBACK_OPENAI_API_KEY."),
        ("Check FALLBACK_OPENAI_API_KEY: it", "Check the server's FALLBACK_OPENAI_API_KEY: it"),
        ("Try FALLBACK_OPENAI_BASE_URL=http://h/v1", "Try FALLBACK_OPENAI_BASE_URL=http://h/v1"),
    ],
)
def test_over_http_a_setting_is_a_field_or_the_servers(text, said):
    assert SettingNames({}, fields=DRAFT_FIELDS).name_in(text) == said


@pytest.mark.parametrize(("environ", "said"), [(RUNNER, "The input max-tokens is 0."), ({}, "--max-tokens is 0.")])
def test_an_option_of_a_subcommand_is_a_setting_of_its_runs_alone(environ, said):
    assert SettingNames(environ, OWN_OPTIONS).name_in("⟨max-tokens⟩ is 0.") == said
    assert SettingNames(environ, OWN_OPTIONS).name_in("Set ⟨github-token⟩.") == SettingNames(environ).name_in(
        "Set ⟨github-token⟩."
    )
    assert SettingNames(environ).name_in("⟨max-tokens⟩ is 0.") == "⟨max-tokens⟩ is 0."


@pytest.mark.parametrize(
    ("environ", "said"),
    [
        ({}, "m: ok after 1 s"),
        (RUNNER, "m: ok after 1 s"),
        (RUNNER | {"INPUT_PRIMARY-OPENAI-MODEL": "p"}, "fallback (m): ok after 1 s"),
        ({"PRIMARY_OPENAI_BASE_URL": "http://h/v1"}, "fallback (m): ok after 1 s"),
    ],
)
def test_a_sole_backend_is_the_fallback_of_nothing(environ, said):
    assert SettingNames(environ).name_in("fallback (m): ok after 1 s") == said


def list_sentences():
    """Every text of ours that has words, with the file that it is in; docstrings and help are for other readers."""
    for path in sorted((ROOT / "pr_writer").rglob("*.py")):
        if path.name == "local_clone.py":  # it runs at a terminal alone
            continue
        tree = ast.parse(path.read_text())
        left_out = {id(text) for node in ast.walk(tree) for text in list_other_texts(node)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in left_out:
                yield path.relative_to(ROOT), node.value


def list_other_texts(node):
    """What of a node is a docstring, or what --help shows."""
    if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and node.body:
        first = node.body[0]
        return [first.value] if isinstance(first, ast.Expr) else []
    is_help = isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "EPILOG"
    if isinstance(node, ast.Call):
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        is_help = name in {"Option", "_backend", "add_argument"}
    return ast.walk(node) if is_help else []


def test_no_sentence_names_a_setting_in_words_of_its_own():
    """Only names that are no words of English can be told from those; what is to be copied has its own."""
    names = "|".join(option.name for option in (*OPTIONS, *OWN_OPTIONS) if "-" in option.name)
    command = re.compile(r"pr-writer(?: --[a-z-]+(?: …)?)+")
    bare = re.compile(rf"(?<![⟨\w-])(?:--)?(?:{names})(?![\w⟩-])|GITHUB_TOKEN")

    sentences = [(path, command.sub("", text)) for path, text in list_sentences() if " " in text.strip()]
    assert [found for found in sentences if bare.search(found[1])] == []


def test_every_mark_is_of_a_setting_that_exists():
    everywhere = {option.name for option in OPTIONS}
    own = {ROOM_OF_BACKLOGS: {option.name for option in OWN_OPTIONS}}
    marked = {(path.parent, name) for path, text in list_sentences() for name in re.findall(r"⟨([\w-]+)⟩", text)}

    assert {(ROOM_OF_BACKLOGS, "max-tokens"), (ROOM_OF_BACKLOGS, "limit")} <= marked
    assert {(room, name) for room, name in marked if name not in everywhere | own.get(room, set())} == set()
