"""What drafting needs of the world: a model to ask, and a change that can be read again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from pr_writer.events import ModelAsked
from pr_writer.summarizer.manifest_contents import ManifestPair
from pr_writer.values import BackendName, Changes

Messages = list[dict[str, str]]

# Room for the longest description that is asked for, ten times over, and for a model that thinks before; one that loops
# ends there.
MAX_ANSWER_TOKENS = 4_096


@dataclass(frozen=True, slots=True)
class Answer:
    """A model's text, which model and backend wrote it, and every attempt that it took."""

    model: str
    text: str
    backend: BackendName
    attempts: tuple[ModelAsked, ...] = ()


class Model(Protocol):
    """A model that can be asked."""

    def describe(self) -> str:
        """Return who is asked first and for how long, for the log; a blank where nobody is."""

    def ask(
        self,
        messages: Messages,
        *,
        response_format: Mapping[str, Any] | None = None,
        accept: Callable[[str], bool | str] | None = None,
    ) -> Answer:
        """Return the answer, which ``accept`` may turn down: with False, or with what is wrong, as a sentence.

        Raises NoAnswerError where no backend answers, TooLongError where that is for the prompt's length, and
        ActionError where the user has to mend something.
        """


class ChangesReader(Protocol):
    """Reads one change again at another budget."""

    def at_budget(self, max_tokens: int) -> Changes:
        """Return the changes, their patches cut to so many tokens in all."""


class ManifestReader(Protocol):
    """Reads both sides of the manifests that a change touches; only the draft without a model asks for them."""

    def __call__(self) -> tuple[ManifestPair, ...]:
        """Return the pairs."""
