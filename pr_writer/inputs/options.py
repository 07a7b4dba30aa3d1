"""Every setting that a user can make, once: action.yml and the README's table are held against this one."""

from __future__ import annotations

from dataclasses import dataclass

METAVARS = {
    "pr-number": "NUMBER",
    "temperature": "0..2",
    "length": "short|medium|long",
    "max-diff-tokens": "TOKENS",
    "large": "trim|summarise",
    "ignore": "GLOBS",
    "language": "LANGUAGE",
    "skip-label": "LABEL",
    "skip-branches": "GLOBS",
    "base": "COMMIT",
    "head": "COMMIT",
    "repo-dir": "FOLDER",
}


@dataclass(frozen=True, slots=True)
class Option:
    """One input of the action; ``flag`` says whether the command line has it too (a secret never does).

    ``alias`` is a shorter input that counts where this one is blank.
    """

    name: str
    help: str
    default: str = ""
    variable: str = ""
    flag: bool = True
    switch: bool = False
    alias: str = ""

    @property
    def metavar(self) -> str:
        """What --help shows for the value."""
        thirds = {"update-title": "|generic", "skip-bots": "|dependencies", "create-pull-request": "|draft"}
        third = thirds.get(self.name, "")
        return f"true|false{third}" if self.switch else METAVARS.get(self.name, "TEXT")


def _backend(prefix: str, which: str, *, has_aliases: bool = False) -> tuple[Option, ...]:
    """Return the inputs of one backend; their defaults are the router's, so that each stands once."""
    texts = {
        "base-url": f"base URL of the {which}, up to and with /v1",
        "api-key": f"key of the {which}",
        "model": f"model that the {which} is asked for",
        "timeout-s": f"seconds that the {which} has for its whole answer",
        "extra-headers": f"JSON object of headers for the {which}",
        "extra-body": f"JSON object of fields for each request to the {which}",
    }
    return tuple(
        Option(
            f"{prefix}-openai-{part}",
            text,
            variable=f"{prefix}-openai-{part}".upper().replace("-", "_"),
            flag=False,
            alias=part if has_aliases and not part.startswith("extra-") else "",
        )
        for part, text in texts.items()
    )


OPTIONS: tuple[Option, ...] = (
    Option("github-token", "token that reads and updates the pull request", variable="GITHUB_TOKEN", flag=False),
    Option("pr-number", "the pull request to describe, where the event does not say"),
    Option(
        "create-pull-request",
        "true or draft: open one for a branch that has none",
        default="false",
        switch=True,
    ),
    Option("dry-run", "draft and show, write nothing", default="false", switch=True),
    Option("use-llm", "false: the template draft, no model asked", default="true", switch=True),
    Option("api-key", "key of the model's server; short for fallback-openai-api-key", flag=False),
    Option("base-url", "base URL of the model's server; short for fallback-openai-base-url", flag=False),
    Option("model", "the model to ask; short for fallback-openai-model", flag=False),
    Option("timeout-s", "seconds for a whole answer; short for fallback-openai-timeout-s", flag=False),
    *_backend("primary", "backend that is asked first"),
    *_backend("fallback", "backend that is asked when the first fails", has_aliases=True),
    Option("temperature", "how freely the model words it, 0 to 2", default="0.2"),
    Option(
        "update-title", "true, false, or generic: only titles that nobody really wrote", default="generic", switch=True
    ),
    Option("update-body", "whether the body is written", default="true", switch=True),
    Option(
        "squash-safe", "one comment and one line of our own in the body, for squashes", default="false", switch=True
    ),
    Option(
        "length",
        "short, medium or long: at most 60, 120 (200 for a large change) or 400 words of the draft's own",
        default="medium",
    ),
    Option(
        "max-diff-tokens",
        "how much of the diff and the commits' messages the prompt may hold, in tokens",
        default="24000",
    ),
    Option(
        "large",
        "trim, or summarise: where not even half of the changed lines fit, have a model read them in parts",
        default="trim",
    ),
    Option("ignore", "globs, one a line, of files whose content is not sent; !glob sends one again"),
    Option("instructions", "what the draft should heed, in plain words"),
    Option("language", "language of the draft, such as German"),
    Option("linked-issues", "read the issues that people or the diff name, three at most", default="true", switch=True),
    Option(
        "skip-bots",
        "true, false, or dependencies: leave pull requests alone of bots, or of those that move versions",
        default="true",
        switch=True,
    ),
    Option("skip-drafts", "leave draft pull requests alone", default="false", switch=True),
    Option("skip-label", "leave pull requests with this label alone", default="no-pr-writer"),
    Option(
        "skip-branches",
        "globs, one a line, of branches whose pull requests are left alone",
        default="release-please--*\nchangeset-release/*\nrelease-plz-*\nrenovate/*\ndependabot/*",
    ),
    Option("marker-key", "secret that the block is signed with", variable="PR_WRITER_MARKER_KEY", flag=False),
    Option("force", "ask again although diff and settings are as they were", default="false", switch=True),
    Option("base", "where the change starts, for a run outside a pull request"),
    Option("head", "where the change ends, for a run outside a pull request"),
    Option("repo-dir", "folder of the repository; the workspace, else the current folder"),
)
