"""Everything that a user can decide, as one checked value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from pr_writer.context.skip_rules import SkipRules, is_outsider
from pr_writer.inputs.event_file import Event
from pr_writer.prompting.prompt_options import PromptOptions
from pr_writer.values import PullRequest

if TYPE_CHECKING:
    from pr_writer.inputs.editor import Editor


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that a user can decide, checked; secrets stay out of its repr.

    ``backends`` is the router's environment: its own variables, inputs already laid over them. ``child_environ`` is
    what a child process may see, ``secrets`` what nobody may.
    """

    github_token: str = field(repr=False)
    marker_key: str = field(repr=False)
    secrets: tuple[str, ...] = field(repr=False)
    backends: Mapping[str, str] = field(repr=False)
    child_environ: Mapping[str, str] = field(repr=False)
    repository: str
    actor: str
    api_url: str
    server_url: str
    event: Event
    on_runner: bool
    pr_number: int | None
    create_pull_request: str
    dry_run: bool
    use_llm: bool
    temperature: float
    update_title: str
    update_body: bool
    squash_safe: bool
    length: str
    max_diff_tokens: int
    large: str
    ignore: tuple[str, ...]
    instructions: str
    language: str
    linked_issues: bool
    skip_bots: str
    skip_drafts: bool
    skip_label: str
    skip_branches: tuple[str, ...]
    force: bool
    base: str
    head: str
    repo_dir: Path
    verbose: bool = False
    show_prompt: bool = False
    shows_json: bool = False
    editor: Editor | None = None

    @property
    def skip_rules(self) -> SkipRules:
        """Which pull requests are left alone."""
        return SkipRules(self.skip_bots, self.skip_drafts, self.skip_label, self.skip_branches)

    @property
    def branch(self) -> str:
        """The branch whose pull request is described, or opened, where no number is known; a blank where none is."""
        if self.create_pull_request != "false" and self.head:
            return self.head.removeprefix("refs/heads/")
        return self.event.branch

    @property
    def prompt_options(self) -> PromptOptions:
        """What shapes a prompt."""
        return PromptOptions(
            secrets=self.secrets,
            max_diff_tokens=self.max_diff_tokens,
            reads_in_chunks=self.large == "summarise",
            instructions=self.instructions,
            language=self.language,
            length=self.length,
        )

    @property
    def reads_issues(self) -> bool:
        """True if the issues that people named are to be read: only a prompt has a use for them."""
        return self.linked_issues and (self.use_llm or self.show_prompt)

    def find_event(self, number: int | None) -> Event:
        """Return the event if it is about this pull request, else one that says nothing."""
        return self.event if self.event.number == number else Event("")

    def is_from_outside(self, pull: PullRequest) -> bool:
        """Return True if this run has neither secrets nor a token that writes, for who opened the pull request."""
        return is_outsider(pull, event=self.event.name, actor=self.actor)

    def list_draft_options(self) -> tuple[object, ...]:
        """Return every setting that a draft depends on, models included and keys not."""
        models = sorted((name, value) for name, value in self.backends.items() if name.endswith("_MODEL"))
        shape = (self.use_llm, self.temperature, self.max_diff_tokens, self.ignore, self.large, self.linked_issues)
        wishes = (self.length, self.instructions, self.language)
        return (*shape, *wishes, self.update_title, self.squash_safe, models)
