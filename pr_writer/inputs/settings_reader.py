"""Flags, inputs, environment and event file → Settings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pr_writer.errors import ActionError
from pr_writer.inputs.event_file import ON_PULL_REQUEST, Event, read_event
from pr_writer.inputs.flags import read_flags
from pr_writer.inputs.options import OPTIONS, Option
from pr_writer.inputs.process_environment import keep_harmless, list_secrets
from pr_writer.inputs.settings import Settings
from pr_writer.inputs.value_parsers import (
    mark_setting,
    parse_boolean,
    parse_choice,
    parse_number,
    parse_positive,
    parse_positive_integer,
    parse_setting,
)
from pr_writer.prompting.prompt_options import LENGTHS
from pr_writer.surrogates import replace_surrogates

if TYPE_CHECKING:
    from pr_writer.inputs.editor import Editor

MARKER_KEY_MIN = 16  # characters: a shorter one can be found by trying, with a signed block to try it on


def read_settings(argv: Sequence[str], environ: Mapping[str, str]) -> Settings:
    """Read the settings of one run: flag, else non-blank input, else plain variable, else default.

    Raises ActionError naming the first input whose value cannot be used, and the value (never a secret's).
    """
    flags = read_flags(argv)
    text = {option.name: look_up(option, flags, environ) for option in OPTIONS}
    on_runner = environ.get("GITHUB_ACTIONS") == "true"
    event = _read_run_event(text["pr-number"], on_runner, environ)
    _check_settings(text, flags)
    return Settings(
        github_token=text["github-token"],
        marker_key=_read_marker_key(text["marker-key"]),
        secrets=list_secrets(environ),
        backends=_gather_backends(text, environ),
        child_environ=keep_harmless(environ),
        repository=environ.get("GITHUB_REPOSITORY", "").strip(),
        actor=environ.get("GITHUB_ACTOR", "").strip(),
        api_url=_read_server("GITHUB_API_URL", "https://api.github.com", environ),
        server_url=_read_server("GITHUB_SERVER_URL", "https://github.com", environ),
        event=event,
        on_runner=on_runner,
        pr_number=parse_setting("pr-number", text, _number) if text["pr-number"] else event.number,
        create_pull_request=parse_setting("create-pull-request", text, parse_choice("true", "false", "draft")),
        dry_run=parse_setting("dry-run", text, parse_boolean),
        use_llm=parse_setting("use-llm", text, parse_boolean),
        temperature=parse_setting("temperature", text, _temperature),
        update_title=parse_setting("update-title", text, parse_choice("true", "false", "generic")),
        update_body=parse_setting("update-body", text, parse_boolean),
        squash_safe=parse_setting("squash-safe", text, parse_boolean),
        length=parse_setting("length", text, parse_choice(*LENGTHS)),
        max_diff_tokens=parse_setting("max-diff-tokens", text, parse_positive_integer),
        large=parse_setting("large", text, _trim_or_summarise),
        ignore=_list_lines(text["ignore"]),
        instructions="\n".join(part for part in (text["instructions"], event.instructions) if part),
        language=text["language"],
        linked_issues=parse_setting("linked-issues", text, parse_boolean),
        skip_bots=parse_setting("skip-bots", text, parse_choice("true", "false", "dependencies")),
        skip_drafts=parse_setting("skip-drafts", text, parse_boolean),
        skip_label=text["skip-label"],
        skip_branches=_list_lines(text["skip-branches"]),
        force=parse_setting("force", text, parse_boolean),
        base=text["base"],
        head=text["head"],
        repo_dir=_find_repo_dir(text["repo-dir"], on_runner, environ),
        verbose=flags.get("verbose") == "true" or _is_debugging(environ),
        show_prompt=flags.get("show-prompt") == "true",
        shows_json=flags.get("format") == "json",
        editor=_find_editor(environ, on_runner=on_runner) if flags.get("edit") == "true" else None,
    )


def look_up(option: Option, flags: Mapping[str, str], environ: Mapping[str, str]) -> str:
    """Return an option's text: flag, else non-blank input, else plain variable, else default."""
    candidates = (
        flags.get(option.name),
        environ.get(f"INPUT_{option.name.upper()}"),
        environ.get(f"INPUT_{option.alias.upper()}") if option.alias else None,
        environ.get(option.variable) if option.variable else None,
    )
    return replace_surrogates(next((value.strip() for value in candidates if value and value.strip()), option.default))


def _check_settings(text: Mapping[str, str], flags: Mapping[str, str]) -> None:
    """Raise ActionError for what cannot be used, or not together; what one parser sees is not looked at."""
    # The short names first, so that an error calls a value by the input that it is from.
    for prefix in ("", "primary-openai-", "fallback-openai-"):
        _check_url(f"{prefix}base-url", text)
        _check_seconds(f"{prefix}timeout-s", text)
    if text["use-llm"].lower() != "false":
        _check_primary(text)
    elif flags.get("show-prompt") == "true":
        raise ActionError("With ⟨use-llm⟩ false no model is sent anything. Leave it out to see what one would be sent.")
    if flags.get("show-prompt") == "true" and (flags.get("format") == "json" or flags.get("edit") == "true"):
        raise ActionError("--show-prompt drafts nothing that could be edited, or shown as JSON. Leave one of them out.")


def _read_run_event(number: str, on_runner: bool, environ: Mapping[str, str]) -> Event:
    name = environ.get("GITHUB_EVENT_NAME", "").strip() if on_runner else ""
    path = environ.get("GITHUB_EVENT_PATH", "").strip() if on_runner else ""
    if not on_runner:
        return Event("")
    # A number does not make a stranger's comment a command, nor a merge queue a reason to write.
    if number and not (name in {"issue_comment", "merge_group"} or (name in ON_PULL_REQUEST and path)):
        return Event(name)
    return read_event(name, path)


def _gather_backends(text: Mapping[str, str], environ: Mapping[str, str]) -> dict[str, str]:
    """Return the router's own variables, with the inputs over them, and what a proxy or a private CA needs."""
    ours = {option.variable: text[option.name] for option in OPTIONS if "-openai-" in option.name}
    kept = {
        name: value
        for name, value in environ.items()
        if name.startswith(("PRIMARY_OPENAI_", "FALLBACK_OPENAI_", "LLM_", "SSL_CERT_"))
        or name.lower() in {"http_proxy", "https_proxy", "all_proxy", "no_proxy"}
    }
    given = kept | {name: value for name, value in ours.items() if value}
    # With two backends, what another model may answer is asked of it; a wrong key or a used-up quota stays an error.
    return {"LLM_FAILOVER": "busy,too-long,gone"} | given


def _find_repo_dir(text: str, on_runner: bool, environ: Mapping[str, str]) -> Path:
    workspace = environ.get("GITHUB_WORKSPACE", "").strip() if on_runner else ""
    folder = Path(workspace or ".") / text
    if text and not folder.is_dir():
        raise ActionError(f"⟨repo-dir⟩ is {text!r}, and there is no such folder. Name the one that has the repository.")
    return folder


def _find_editor(environ: Mapping[str, str], *, on_runner: bool) -> Editor:
    from pr_writer.inputs.editor import find_editor  # hardly a run has a use for it

    return find_editor(environ, on_runner=on_runner)


def _list_lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _is_debugging(environ: Mapping[str, str]) -> bool:
    return environ.get("RUNNER_DEBUG") == "1" or environ.get("ACTIONS_STEP_DEBUG", "").lower() == "true"


def _read_server(variable: str, default: str, environ: Mapping[str, str]) -> str:
    url = environ.get(variable, "").strip() or default
    _check_url(variable, {variable: url})
    return url.rstrip("/")


def _check_primary(text: Mapping[str, str]) -> None:
    """Raise ActionError for half of a first backend: it would never be asked, and nobody would know."""
    halves = ("primary-openai-base-url", "primary-openai-model")
    given = [name for name in halves if text[name]]
    if len(given) == 1:
        missing = next(name for name in halves if name not in given)
        raise ActionError(f"⟨{given[0]}⟩ is set and ⟨{missing}⟩ is not. Set both, or neither to ask the fallback.")


def _check_url(name: str, text: Mapping[str, str]) -> None:
    value = text[name]
    if value and not (value.startswith(("http://", "https://")) and value.partition("://")[2].strip("/")):
        raise ActionError(
            f"{mark_setting(name)} is {value!r}, which is not an http(s) URL. Write it whole, as in https://host/v1."
        )


def _check_seconds(name: str, text: Mapping[str, str]) -> None:
    if text[name]:
        parse_setting(name, text, _seconds)


def _trim_or_summarise(text: str) -> str:
    return parse_choice("trim", "summarise")(text.lower().replace("summarize", "summarise"))


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 2**31):
        raise ValueError("the number of a pull request, as in 42")
    return int(text)


def _seconds(text: str) -> float:
    return parse_positive(text, "a number of seconds above 0, as in 30")


def _read_marker_key(key: str) -> str:
    if 0 < len(key) < MARKER_KEY_MIN:
        raise ActionError(f"⟨marker-key⟩ is shorter than {MARKER_KEY_MIN} characters. Make one: openssl rand -hex 32.")
    return key


def _temperature(text: str) -> float:
    temperature = parse_number(text)
    if not 0 <= temperature <= 2:
        raise ValueError("a number from 0 to 2")
    return temperature
