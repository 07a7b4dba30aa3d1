"""action.yml, the settings, the outputs and the README's tables say the same."""

import re
from typing import get_args

import pytest
import yaml
from support.runner import ROOT

from pr_writer.inputs.options import OPTIONS
from pr_writer.runner.outputs import list_outputs
from pr_writer.runner.run_result import RunResult
from pr_writer.values import SkipReason

ACTION = yaml.safe_load((ROOT / "action.yml").read_text())
README = (ROOT / "README.md").read_text()
TROUBLE = (ROOT / "docs/troubleshooting.md").read_text()
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
TOKEN = "${{ github.token }}"
# Written for a reader where the value itself is blank or comes from elsewhere.
IN_WORDS = {
    "github-token": "the job's token",
    "pr-number": "from the event",
    "skip-branches": "release tools' and version bots'",
    "base": "the merge target",
    "head": "`HEAD`",
    "repo-dir": "the workspace",
    "base-url": "`https://api.openai.com/v1`",
    "model": "`gpt-4o-mini`",
    "timeout-s": "20",
    "primary-openai-timeout-s": "12",
    "fallback-openai-timeout-s": "20",
    "fallback-openai-base-url": "`https://api.openai.com/v1`",
    "fallback-openai-model": "`gpt-4o-mini`",
}


def read_table(name):
    table = README.partition(f"<!-- {name} -->")[2].strip().partition("\n\n")[0]
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in table.splitlines()[2:]]
    return {row[0].strip(" `|"): row[1:] for row in rows}


def test_action_yml_and_the_settings_have_the_same_inputs_and_defaults():
    assert list(ACTION["inputs"]) == [option.name for option in OPTIONS]
    for option in OPTIONS:
        expected = TOKEN if option.name == "github-token" else option.default
        assert ACTION["inputs"][option.name]["default"] == expected


def test_every_input_and_output_is_described():
    for about in [*ACTION["inputs"].values(), *ACTION["outputs"].values()]:
        assert len(about["description"].split()) > 3


def test_action_yml_and_the_program_have_the_same_outputs():
    assert list(ACTION["outputs"]) == list(list_outputs(RunResult()))


def test_the_readme_lists_every_input_with_its_default_and_variable():
    table = read_table("inputs")

    assert list(table) == [option.name for option in OPTIONS]
    for option in OPTIONS:
        default, variable = table[option.name][:2]
        assert default == IN_WORDS.get(option.name, f"`{option.default}`" if option.default else "")
        assert variable == (f"`{option.variable}`" if option.variable else "")


def test_the_readme_lists_every_output():
    assert list(read_table("outputs")) == list(ACTION["outputs"])


def test_the_defaults_that_the_readme_gives_for_the_backends_are_the_routers():
    from llm_router.router import _cfg

    fallback = _cfg("FALLBACK", {"FALLBACK_OPENAI_API_KEY": "k"})
    primary = _cfg("PRIMARY", {"PRIMARY_OPENAI_BASE_URL": "http://x.test/v1", "PRIMARY_OPENAI_MODEL": "m"})

    assert f"`{fallback.base_url}`" == IN_WORDS["fallback-openai-base-url"]
    assert f"`{fallback.model}`" == IN_WORDS["fallback-openai-model"]
    assert f"{fallback.timeout_s:g}" == IN_WORDS["fallback-openai-timeout-s"]
    assert f"{primary.timeout_s:g}" == IN_WORDS["primary-openai-timeout-s"]


def test_the_marketplace_takes_the_description():
    assert len(ACTION["description"]) < 125
    assert ACTION["runs"] == {"using": "docker", "image": "Dockerfile"}


def test_the_readme_names_every_reason_to_skip_and_no_other():
    sentence = README.partition("`skipped-reason` is one of ")[2].partition(".\n")[0]

    assert set(re.findall(r"`([a-z-]+)`", sentence)) == set(get_args(SkipReason))


@pytest.mark.parametrize(
    "words",
    [
        "does not accept the key (401)",
        "No usable LLM backends configured",
        "The fallback answered",
        "no answer within",
        "is not JSON",
        "too many requests",
        "no quota left",
        "is not in this clone; ",
        "check it out with its full history",
    ],
)
def test_the_page_about_trouble_quotes_what_is_really_said(words):
    sources = [ROOT / "entrypoint.py", *(ROOT / "pr_writer").rglob("*.py"), *(ROOT / "llm_router").rglob("*.py")]

    assert words in TROUBLE
    assert any(words in path.read_text() for path in sources)


def test_the_first_workflow_hears_of_a_changed_base_and_an_edit_cancels_no_draft():
    workflow = yaml.safe_load(re.search(r"```yaml\n(.*?)```", README, re.DOTALL)[1])

    assert "edited" in workflow[True]["pull_request"]["types"]
    assert "github.event.action == 'edited'" in workflow["concurrency"]["group"]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_every_link_to_a_file_leads_somewhere(path):
    text = path.read_text()
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text) + re.findall(r'(?:src|srcset)="([^":]+)"', text)

    for link in links:
        assert (path.parent / link).exists(), link


def test_the_readme_is_short():
    assert len(README.splitlines()) < 250
