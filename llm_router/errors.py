"""What goes wrong, as exceptions whose text is a sentence and a next step.

RuntimeError
  ├ NotConfigured       no backend has the variables that it needs
  ├ AllBackendsFailed   each backend failed in a way that another could have mended
  ├ StreamInterrupted   a stream broke off after its first words
  ├ BudgetExceeded      the next request would spend more than the caller's budget
  └ BadAnswer           one backend's answer is none (never seen by a caller but as a cause)
ValueError
  ├ BadConfig           a variable holds what cannot work
  └ BadArgument         the caller's messages, temperature or texts cannot be sent
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from llm_router.attempts import Attempt


class NotConfigured(RuntimeError):  # noqa: N818  a state of the environment, and the contract's name
    """No backend is configured; the text names the variables to set."""


class AllBackendsFailed(RuntimeError):  # noqa: N818  the contract's name
    """Every backend failed retryably; ``attempts`` says how, ``__cause__`` is the last failure."""

    def __init__(self, attempts: Sequence[Attempt], note: str = "") -> None:
        self.attempts = tuple(attempts)
        self.note = note  # the next step, where it is not the usual one
        tried = "; ".join(f"{a.backend} ({a.model}): {a.detail.rstrip('.')}" for a in self.attempts)
        super().__init__(f"Every LLM backend failed. {tried}. {note or 'Ask each with: python -m llm_router status'}")


class StreamInterrupted(RuntimeError):  # noqa: N818  what happened, in two words
    """A stream broke off after its first words; ``text`` is what had come, ``model_used`` who had said it."""

    def __init__(self, message: str, *, backend: str, model_used: str, text: str) -> None:
        super().__init__(message)
        self.backend = backend
        self.model_used = model_used
        self.text = text


class BudgetExceeded(RuntimeError):  # noqa: N818  what happened, in two words
    """The next request would pass the budget, and was not made."""


class BadAnswer(RuntimeError):  # noqa: N818  an answer, and bad
    """An HTTP success whose content is no answer; ``said`` is what its server says of it.

    A backend whose server talks nonsense is at fault and rests; one that has no words for this prompt is not.
    """

    def __init__(
        self, message: str, *, is_backends_fault: bool = False, status: int | None = 200, said: str = ""
    ) -> None:
        super().__init__(message)
        self.is_backends_fault = is_backends_fault
        self.status = status
        self.said = said


class ErrorInside(Exception):  # noqa: N818  never leaves the package: it becomes the SDK's exception of its status
    """An HTTP success whose content is an error that states a status of its own."""

    def __init__(self, payload: Any, status: int) -> None:
        super().__init__(f"an error {status} inside a success")
        self.payload = payload
        self.status = status


class BadConfig(ValueError):  # noqa: N818  the contract's name
    """A variable holds what cannot work; the text names it and shows the value, never a key's."""


class BadArgument(ValueError):  # noqa: N818  pairs with BadConfig
    """An argument cannot be sent; the text names it."""
