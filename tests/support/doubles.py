"""A model and a reader that answer as they are told: the two ports of drafting."""

from __future__ import annotations

from dataclasses import replace

from pr_writer.context.drafting_context import Context
from pr_writer.context.guidelines import RepoGuidelines
from pr_writer.drafting.ports import Answer
from pr_writer.events import ModelAsked
from pr_writer.prompting.prompt_options import PromptOptions
from pr_writer.values import Changes, Commit, FileChange, PullRequest

PULL = PullRequest(7, "wip", "", "main", "b" * 40, "fix/parser", "h" * 40)
OPTIONS = PromptOptions(secrets=(), max_diff_tokens=1000, reads_in_chunks=False, instructions="", language="")


def make_changes(*files, subject="Fix the parser"):
    return Changes("b" * 40, "h" * 40, (Commit("c" * 40, subject, "", "A", is_merge=False),), files, 1)


def make_file(path, lines=3, shown=None):
    patch = "@@ -0,0 +1 @@\n" + "\n".join(f"+line_{number} = {path!r}" for number in range(lines))
    count = lines if shown is None else shown
    kind = "whole" if count == lines else "part" if count else "name"
    modes, ids = ("100644", "100644"), ("a" * 40, "b" * 40)
    return FileChange(path, None, "modified", *modes, *ids, lines, 0, patch=patch, shown=kind, shown_lines=count)


def make_context(**facts):
    return Context(PULL, RepoGuidelines(None, (), "")) if not facts else replace(make_context(), **facts)


class StubModel:
    """Gives one answer after another, or raises it; an answer that ``accept`` turns down is an AssertionError."""

    def __init__(self, *answers, backend="fallback"):
        self.answers = list(answers)
        self.backend = backend
        self.prompts = []

    def describe(self):
        return "the model m, up to 20 s"

    def ask(self, messages, *, response_format=None, accept=None):  # noqa: ARG002 - the port names it
        self.prompts.append("\n".join(message["content"] for message in messages))
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        verdict = accept is None or accept(answer)
        assert verdict is True, f"turned down: {verdict}"
        return Answer("m", answer, self.backend, (ModelAsked(self.backend, "m", "ok", 0.1),))


class StubReader:
    """Reads the same changes at any budget, and remembers the budgets."""

    def __init__(self, changes):
        self.changes = changes
        self.budgets = []

    def at_budget(self, max_tokens):
        self.budgets.append(max_tokens)
        return self.changes
