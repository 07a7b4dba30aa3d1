"""The command line of `pr-writer serve`: where to listen, with which token, and what every run starts from."""

from __future__ import annotations

import pytest

from pr_writer.errors import ActionError
from pr_writer.server.server_flags import LOOPBACKS, read_server_options

TOKEN = {"PR_WRITER_SERVER_TOKEN": "a-token-of-ones-own"}


@pytest.fixture
def read(repo):
    return lambda *argv, **environ: read_server_options(["--repo-dir", str(repo.path), *argv], environ)


def test_without_flags_both_loopbacks_are_bound_and_the_token_is_known(read):
    options = read()

    assert (options.hosts, options.port, options.workers, options.token) == (LOOPBACKS, 8001, 2, "dev")
    assert options.is_token_known


@pytest.mark.parametrize(
    ("host", "hosts"),
    [
        ("localhost", LOOPBACKS),
        ("127.0.0.1", ("127.0.0.1",)),
        ("127.0.0.2", ("127.0.0.2",)),
        ("::1", ("::1",)),
        ("[::1]", ("::1",)),
    ],
)
def test_a_loopback_needs_no_token(read, host, hosts):
    options = read("--host", host)

    assert options.hosts == hosts
    assert options.names == {"localhost", *(f"[{one}]" if ":" in one else one for one in hosts)}


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "example.com", "127.0.0.1.example.com", "0"])  # noqa: S104
@pytest.mark.parametrize("token", ["", "dev", " dev "])
def test_another_address_needs_a_token_that_nobody_knows(read, host, token):
    with pytest.raises(ActionError, match="Set PR_WRITER_SERVER_TOKEN"):
        read("--host", host, PR_WRITER_SERVER_TOKEN=token)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "example.com"])  # noqa: S104
def test_with_a_token_of_ones_own_any_address_will_do(read, host):
    options = read("--host", host, **TOKEN)

    assert options.hosts == (host,)
    assert not options.is_token_known
    assert options.names == frozenset()
    assert TOKEN["PR_WRITER_SERVER_TOKEN"] in options.settings.secrets, "so that no answer holds it"
    assert TOKEN["PR_WRITER_SERVER_TOKEN"] not in repr(options)


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (["--port", "65536"], "--port is '65536'"),
        (["--port", "-1"], "--port"),
        (["--port", "http"], "--port is 'http'"),
        (["--workers", "0"], "--workers is '0'"),
        (["--workers", "65"], "--workers is '65'"),
        (["--port"], "expected one argument"),
        (["--hots", "x"], "--hots"),
        (["--use-llm", "maybe"], "⟨use-llm⟩ is 'maybe'"),
        (["--repo-dir", "/nonexistent"], "repo-dir"),
        (["--pr-number", "7"], "Of one run alone: --pr-number."),
        (["--format", "json"], "Of one run alone: --format."),
        (["--head", "main", "--show-prompt"], "Of one run alone: --head, --show-prompt."),
    ],
)
def test_what_cannot_be_used_is_told(read, argv, words):
    with pytest.raises(ActionError) as caught:
        read(*argv)

    assert words in str(caught.value)
    assert str(caught.value).endswith(".")


def test_flags_that_shape_a_draft_are_every_runs(read):
    settings = read("--language", "German", "--base", "main", "--temperature", "0").settings

    assert (settings.language, settings.base, settings.temperature) == ("German", "main", 0)


def test_a_server_that_a_job_starts_has_no_event(read, tmp_path):
    event = tmp_path / "event.json"
    event.write_text('{"pull_request": {"number": 7}}')
    settings = read(GITHUB_ACTIONS="true", GITHUB_EVENT_NAME="pull_request", GITHUB_EVENT_PATH=str(event)).settings

    assert (settings.on_runner, settings.pr_number, settings.event.name) == (False, None, "")
