"""A message names what the reader set: an input on a runner, a variable elsewhere."""

import pytest

from pr_writer.inputs.setting_names import find_setting_names, name_settings

SENTENCE = "Check FALLBACK_OPENAI_API_KEY, or try FALLBACK_OPENAI_BASE_URL=http://h/v1; see FALLBACK_OPENAI_MODELS."


@pytest.mark.parametrize(
    ("environ", "said"),
    [
        ({}, "FALLBACK_OPENAI_API_KEY"),
        ({"GITHUB_ACTIONS": "true"}, "the input api-key and its secret (FALLBACK_OPENAI_API_KEY)"),
        (
            {"GITHUB_ACTIONS": "true", "INPUT_API-KEY": "k"},
            "the input api-key and its secret (FALLBACK_OPENAI_API_KEY)",
        ),
        (
            {"GITHUB_ACTIONS": "true", "INPUT_FALLBACK-OPENAI-API-KEY": "k"},
            "the input fallback-openai-api-key and its secret (FALLBACK_OPENAI_API_KEY)",
        ),
        (
            {"GITHUB_ACTIONS": "true", "INPUT_PRIMARY-OPENAI-MODEL": "m"},
            "the input fallback-openai-api-key and its secret (FALLBACK_OPENAI_API_KEY)",
        ),
        (
            {"GITHUB_ACTIONS": "true", "INPUT_PRIMARY-OPENAI-MODEL": "m", "INPUT_API-KEY": "k"},
            "the input api-key and its secret (FALLBACK_OPENAI_API_KEY)",
        ),
        ({"GITHUB_ACTIONS": "true", "FALLBACK_OPENAI_API_KEY": "k"}, "FALLBACK_OPENAI_API_KEY"),
    ],
)
def test_a_setting_is_called_by_what_it_was_set_with(environ, said):
    assert name_settings(SENTENCE, find_setting_names(environ)).startswith(f"Check {said}, or try")


def test_what_is_to_be_copied_and_what_is_no_setting_stay_as_they_are():
    said = name_settings(SENTENCE, find_setting_names({"GITHUB_ACTIONS": "true"}))

    assert said.endswith("try base-url=http://h/v1; see FALLBACK_OPENAI_MODELS.")
