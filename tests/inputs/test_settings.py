"""Flag, else non-blank input, else plain variable, else default; a bad value is named and shown."""

import json
import os

import pytest

from pr_writer.errors import ActionError
from pr_writer.inputs.options import OPTIONS
from pr_writer.inputs.process_environment import list_secrets, scrub_environment
from pr_writer.inputs.settings_reader import read_settings

RUNNER = {"GITHUB_ACTIONS": "true", "GITHUB_EVENT_NAME": "workflow_dispatch", "GITHUB_REPOSITORY": "o/r"}


def read(*argv, **environ):
    return read_settings(argv, {name.replace("__", "-"): value for name, value in environ.items()})


def unmark(error):
    """Return what an error says, its settings called by their own names; test_setting_names.py has the others."""
    return str(error).translate({ord("⟨"): None, ord("⟩"): None})


def test_every_default_is_usable():
    settings = read()

    assert (settings.dry_run, settings.use_llm, settings.update_title, settings.update_body) == (
        False,
        True,
        "generic",
        True,
    )
    assert (settings.temperature, settings.max_diff_tokens, settings.skip_label) == (0.2, 24000, "no-pr-writer")
    assert (settings.skip_bots, settings.skip_drafts, settings.pr_number) == ("true", False, None)
    assert settings.api_url == "https://api.github.com"


@pytest.mark.parametrize(
    ("argv", "environ", "token", "language"),
    [
        ([], {}, "", ""),
        ([], {"GITHUB_TOKEN": "plain"}, "plain", ""),
        ([], {"GITHUB_TOKEN": "plain", "INPUT_GITHUB__TOKEN": " "}, "plain", ""),
        ([], {"GITHUB_TOKEN": "plain", "INPUT_GITHUB__TOKEN": "input"}, "input", ""),
        ([], {"INPUT_LANGUAGE": "German"}, "", "German"),
        (["--language", "French"], {"INPUT_LANGUAGE": "German"}, "", "French"),
        (["--language="], {"INPUT_LANGUAGE": "German"}, "", "German"),
    ],
)
def test_flag_beats_input_beats_variable_beats_default(argv, environ, token, language):
    settings = read(*argv, **environ)

    assert (settings.github_token, settings.language) == (token, language)


def test_backend_inputs_lie_over_the_plain_variables():
    settings = read(
        PRIMARY_OPENAI_MODEL="variable",
        PRIMARY_OPENAI_BASE_URL="http://variable/v1",
        INPUT_PRIMARY__OPENAI__MODEL="input",
        FALLBACK_OPENAI_API_KEY="key",
        LLM_COOLDOWN_S="5",
        OPENAI_API_KEY="stray",
    )

    assert settings.backends == {
        "PRIMARY_OPENAI_MODEL": "input",
        "PRIMARY_OPENAI_BASE_URL": "http://variable/v1",
        "FALLBACK_OPENAI_API_KEY": "key",
        "LLM_COOLDOWN_S": "5",
        "LLM_FAILOVER": "busy,too-long,gone",
    }


@pytest.mark.parametrize("part", ["api-key", "base-url", "model", "timeout-s"])
@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"short": "2"}, "2"),
        ({"short": "2", "long": "3"}, "3"),
        ({"short": "2", "long": " "}, "2"),
        ({"short": "2", "variable": "4"}, "2"),
        ({"variable": "4"}, "4"),
    ],
)
def test_a_short_name_is_the_fallbacks_and_the_long_name_wins(part, given, expected):
    prefix = "http://h/" if part == "base-url" else ""
    variable = f"FALLBACK_OPENAI_{part.upper().replace('-', '_')}"
    names = {
        "short": f"INPUT_{part.upper()}",
        "long": f"INPUT_FALLBACK-OPENAI-{part.upper()}",
        "variable": variable,
    }
    environ = {names[which]: prefix + value if value.strip() else value for which, value in given.items()}

    assert read_settings([], environ).backends[variable] == prefix + expected


def test_what_fails_over_is_the_workflows_to_decide():
    assert read(LLM_FAILOVER="quota").backends["LLM_FAILOVER"] == "quota"


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("dry-run", "yes", "dry-run is 'yes'; it must be true or false."),
        ("use-llm", "1", "use-llm is '1'; it must be true or false."),
        ("update-body", "generic", "update-body is 'generic'; it must be true or false."),
        ("create-pull-request", "maybe", "create-pull-request is 'maybe'; it must be true, false or draft."),
        ("update-title", "maybe", "update-title is 'maybe'; it must be true, false or generic."),
        ("pr-number", "seven", "pr-number is 'seven'; it must be the number of a pull request, as in 42."),
        ("pr-number", "0", "pr-number is '0'; it must be the number of a pull request, as in 42."),
        ("pr-number", "-3", "pr-number is '-3'; it must be"),
        ("pr-number", "٣", "pr-number is '٣'; it must be"),
        ("temperature", "hot", "temperature is 'hot'; it must be a number from 0 to 2."),
        ("temperature", "nan", "temperature is 'nan'; it must be"),
        ("temperature", "2.1", "temperature is '2.1'; it must be"),
        ("length", "brief", "length is 'brief'; it must be short, medium or long."),
        ("max-diff-tokens", "0", "max-diff-tokens is '0'; it must be a whole number above 0."),
        ("max-diff-tokens", "1e3", "max-diff-tokens is '1e3'; it must be"),
        ("primary-openai-timeout-s", "-1", "primary-openai-timeout-s is '-1'; it must be a number of seconds above 0"),
        ("fallback-openai-timeout-s", "0", "fallback-openai-timeout-s is '0'; it must be"),
        ("timeout-s", "soon", "timeout-s is 'soon'; it must be"),
        ("base-url", "host/v1", "base-url is 'host/v1', which is not an http(s) URL"),
        ("fallback-openai-timeout-s", "12s", "fallback-openai-timeout-s is '12s'; it must be"),
        ("fallback-openai-timeout-s", "inf", "fallback-openai-timeout-s is 'inf'; it must be"),
        (
            "primary-openai-base-url",
            "localhost:11434/v1",
            "primary-openai-base-url is 'localhost:11434/v1', which is not",
        ),
        (
            "fallback-openai-base-url",
            "ftp://host/v1",
            "fallback-openai-base-url is 'ftp://host/v1', which is not an http(s)",
        ),
        ("fallback-openai-base-url", "https://", "fallback-openai-base-url is 'https://', which is not an http(s) URL"),
    ],
)
def test_a_bad_value_is_an_error_that_names_the_input_and_shows_the_value(name, value, sentence):
    with pytest.raises(ActionError) as caught:
        read_settings([], {f"INPUT_{name.upper()}": value})

    assert sentence in unmark(caught.value)


def test_a_plain_variable_is_checked_like_its_input():
    with pytest.raises(ActionError, match="⟨primary-openai-base-url⟩ is 'nohost'"):
        read(PRIMARY_OPENAI_BASE_URL="nohost")


@pytest.mark.parametrize(
    ("argv", "dry_run"),
    [(["--dry-run"], True), (["--dry-run=true"], True), (["--dry-run", "false"], False), ([], False)],
)
def test_a_switch_needs_no_value(argv, dry_run):
    assert read(*argv).dry_run is dry_run


def test_another_length_is_another_draft():
    short, medium = read("--length", "Short"), read()

    assert (short.prompt_options.length, medium.prompt_options.length) == ("short", "medium")
    assert short.list_draft_options() != medium.list_draft_options()


@pytest.mark.parametrize("argv", [["--nonsense"], ["--github-token", "t"], ["--fallback-openai-api-key=k"], ["stray"]])
def test_an_unknown_flag_is_a_sentence_and_secrets_have_none(argv):
    with pytest.raises(ActionError, match="Run with --help"):
        read(*argv)


def test_a_secret_is_in_no_repr():
    settings = read(GITHUB_TOKEN="t0p-secret", FALLBACK_OPENAI_API_KEY="k3y-secret")

    assert "secret" not in repr(settings)


def test_the_repository_is_in_the_workspace_on_a_runner_and_here_elsewhere(tmp_path):
    assert str(read(**RUNNER, GITHUB_WORKSPACE=str(tmp_path)).repo_dir) == str(tmp_path)
    (tmp_path / "sub").mkdir()
    assert read(**RUNNER, GITHUB_WORKSPACE=str(tmp_path), INPUT_REPO__DIR="sub").repo_dir == tmp_path / "sub"
    assert str(read(GITHUB_WORKSPACE=str(tmp_path)).repo_dir) == "."


def event(tmp_path, name, payload, **environ):
    path = tmp_path / "event.json"
    path.write_text(payload if isinstance(payload, str) else json.dumps(payload))
    return read_settings([], RUNNER | {"GITHUB_EVENT_NAME": name, "GITHUB_EVENT_PATH": str(path)} | environ)


PULL = {"number": 5, "base": {"sha": "b" * 40}, "head": {"sha": "h" * 40}}


@pytest.mark.parametrize(
    ("name", "payload", "number", "reason"),
    [
        ("pull_request", {"action": "opened", "pull_request": PULL}, 5, ""),
        ("pull_request", {"action": "closed", "pull_request": PULL}, 5, "closed"),
        ("pull_request_target", {"action": "synchronize", "pull_request": PULL}, 5, ""),
        ("workflow_dispatch", {"inputs": {"pr-number": "12"}}, 12, ""),
        ("workflow_dispatch", {"inputs": None}, None, ""),
        ("schedule", {"schedule": "0 0 * * *"}, None, ""),
        ("merge_group", {}, None, "merge-group"),
        ("release", {}, None, "unsupported-event"),
        ("push", {"ref": "refs/tags/v1"}, None, "no-pull-request"),
        ("push", {"ref": "refs/heads/x", "deleted": True}, None, "no-pull-request"),
        ("issue_comment", {"action": "created", "issue": {"number": 4}}, None, "not-a-pull-request"),
    ],
)
def test_every_event_has_an_answer(tmp_path, name, payload, number, reason):
    settings = event(tmp_path, name, payload)

    assert (settings.pr_number, settings.event.skip_reason or "") == (number, reason)
    assert bool(reason) is bool(settings.event.skip_sentence)


@pytest.mark.parametrize(
    ("body", "association", "reason", "instructions"),
    [
        ("/describe", "OWNER", "", ""),
        ("/describe mention the ticket\nand more", "MEMBER", "", "mention the ticket"),
        ("/describe", "COLLABORATOR", "", ""),
        ("/describe\tbe short", "OWNER", "", "be short"),
        ("", "OWNER", "no-command", ""),
        ("/describe", "CONTRIBUTOR", "not-allowed", ""),
        ("/describe", "NONE", "not-allowed", ""),
        ("/described", "OWNER", "no-command", ""),
        ("please /describe", "OWNER", "no-command", ""),
    ],
)
def test_describe_is_answered_for_those_who_may_write(tmp_path, body, association, reason, instructions):
    comment = {"body": body, "author_association": association}
    issue = {"number": 4, "pull_request": {"url": "https://x.test"}}

    settings = event(tmp_path, "issue_comment", {"action": "created", "issue": issue, "comment": comment})

    assert (settings.event.skip_reason or "", settings.instructions) == (reason, instructions)
    assert settings.pr_number == (None if reason else 4)


@pytest.mark.parametrize(
    ("payload", "sentence"),
    [
        ("not json", "is not JSON"),
        ("[]", "is not a JSON object"),
        ("{}", "names no pull request"),
        ('{"pull_request": {}}', "names no pull"),
    ],
)
def test_a_malformed_event_file_is_a_sentence_with_a_next_step(tmp_path, payload, sentence):
    with pytest.raises(ActionError, match=sentence) as caught:
        event(tmp_path, "pull_request", payload)

    assert "set pr-number" in unmark(caught.value)


@pytest.mark.parametrize("path", ["", "/nowhere/event.json"])
def test_a_missing_event_file_is_a_sentence_with_a_next_step(path):
    with pytest.raises(ActionError, match="event file") as caught:
        read_settings([], RUNNER | {"GITHUB_EVENT_NAME": "pull_request", "GITHUB_EVENT_PATH": path})

    assert "set pr-number" in unmark(caught.value)


def test_pr_number_wins_over_the_event(tmp_path):
    assert event(tmp_path, "pull_request", {"pull_request": PULL}, **{"INPUT_PR-NUMBER": "9"}).pr_number == 9


@pytest.mark.parametrize("name", ["issue_comment", "merge_group"])
def test_a_number_does_not_make_a_strangers_comment_a_command(tmp_path, name):
    payload = {"action": "created", "issue": {"number": 4, "pull_request": {}}, "comment": {"body": "hello"}}

    assert event(tmp_path, name, payload, **{"INPUT_PR-NUMBER": "4"}).event.skip_reason


def test_a_repo_dir_that_is_not_there_is_an_error(tmp_path):
    with pytest.raises(ActionError, match="⟨repo-dir⟩ is 'nope', and there is no such folder"):
        read(**RUNNER, GITHUB_WORKSPACE=str(tmp_path), INPUT_REPO__DIR="nope")


def test_a_server_that_is_no_url_is_an_error():
    with pytest.raises(ActionError, match="GITHUB_API_URL is 'nonsense'"):
        read(GITHUB_API_URL="nonsense")


@pytest.mark.parametrize("half", [{"PRIMARY_OPENAI_MODEL": "m"}, {"INPUT_PRIMARY-OPENAI-BASE-URL": "http://x.test/v1"}])
def test_half_a_primary_is_an_error_that_names_the_other_half(half):
    with pytest.raises(ActionError, match=r"is set and ⟨primary-openai-.*⟩ is not"):
        read_settings([], half)


def test_a_local_run_reads_no_event():
    settings = read(GITHUB_EVENT_NAME="pull_request", GITHUB_EVENT_PATH="/nowhere")

    assert settings.pr_number is None


def test_what_could_steer_a_library_or_a_child_is_taken_out_of_the_environment():
    hostile = {
        "PATH": "/usr/bin",
        "HOME": "/github/home",
        "https_proxy": "http://proxy:3128",
        "SSL_CERT_FILE": "/ca.pem",
        "FALLBACK_OPENAI_API_KEY": "k",
        "INPUT_GITHUB-TOKEN": "t",
        "OPENAI_API_KEY": "o",
        "GIT_DIR": "/elsewhere",
        "LD_PRELOAD": "/evil.so",
        "PYTHONPATH": ".",
        "ACTIONS_RUNTIME_TOKEN": "r",
    }
    environ = dict(hostile)

    assert scrub_environment(environ) == hostile
    assert set(environ) == {"PATH", "HOME", "https_proxy", "SSL_CERT_FILE"}


def test_every_key_and_token_is_known_as_a_secret():
    secret_options = [option for option in OPTIONS if option.name.endswith(("api-key", "token"))]

    for option in secret_options:
        assert list_secrets({f"INPUT_{option.name.upper()}": "v1"}) == ("v1",)
        assert not option.variable or list_secrets({option.variable: "v2"}) == ("v2",)
        assert not option.flag
    assert list_secrets({"PATH": os.defpath, "INPUT_LANGUAGE": "x", "GITHUB_TOKEN": " "}) == ()
