"""The way from drafting to llm_router, and the only place that translates the router's errors."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, cast

from pr_writer.drafting.ports import MAX_ANSWER_TOKENS, Answer, Messages
from pr_writer.errors import LastingFaultError, NoAnswerError, RefusedError, TooLongError
from pr_writer.events import ModelAsked, Record
from pr_writer.lazy_pattern import compile_lazily
from pr_writer.values import BackendName

if TYPE_CHECKING:
    from llm_router import Attempt

SOLE_BACKEND = compile_lazily(r"\b[Tt]he (?:primary|fallback) backend \((?P<model>[^()]*)\)")
NOT_CONFIGURED = (
    "No usable LLM backends configured: set ⟨api-key⟩, or ⟨primary-openai-base-url⟩ and ⟨primary-openai-model⟩ for a "
    "server of your own."
)
NO_SECRETS = "This run has no key to ask a model with"


class ModelClient:
    """The configured backends, asked one after the other.

    ``backends`` is the router's environment. ``is_outsider`` is True where a missing backend is no fault of the
    workflow's: a fork's run gets no secrets.
    """

    def __init__(
        self,
        backends: Mapping[str, str],
        temperature: float,
        record: Record,
        *,
        is_outsider: bool = False,
    ) -> None:
        self._backends = backends
        self._temperature = temperature
        self._record = record
        self._is_outsider = is_outsider

    def describe(self) -> str:
        """Return who is asked first, and for how long: "the model llama3.2, up to 120 s"; a blank where nobody is."""
        import llm_router  # as below

        try:
            first, *others = llm_router.Router.from_environ(self._backends).backends
        except (llm_router.BadConfig, llm_router.NotConfigured, ValueError):
            return ""  # asking says it better
        who = f"{first.name} ({first.model})" if others else f"the model {first.model}"
        return f"{who}, up to {first.timeout_s:g} s"

    def ask(
        self,
        messages: Messages,
        *,
        response_format: Mapping[str, Any] | None = None,
        accept: Callable[[str], bool | str] | None = None,
    ) -> Answer:
        """Ask the primary, else the fallback; see ``drafting.ports.Model``."""
        import llm_router  # a run without a model has no use for it

        attempts: list[ModelAsked] = []

        def note_attempt(attempt: Attempt) -> None:
            attempts.append(read_attempt(attempt))
            self._record(attempts[-1])

        try:
            model, text = llm_router.chat_complete(
                messages,
                self._temperature,
                response_format=response_format,
                max_tokens=MAX_ANSWER_TOKENS,
                accept=accept,
                on_attempt=note_attempt,
                environ=self._backends,
            )
        except Exception as exc:
            raise translate_error(exc, self._say, is_outsider=self._is_outsider) from exc
        return Answer(model, text, cast("BackendName", attempts[-1].backend), tuple(attempts))

    def _say(self, text: str) -> str:
        """Return what the router says with a sole backend called the model."""
        import llm_router  # as above

        try:
            is_sole = len(llm_router.Router.from_environ(self._backends).backends) == 1
        except (RuntimeError, ValueError):
            is_sole = False
        return SOLE_BACKEND.sub(r"The model \g<model>", text) if is_sole else text


def read_attempt(attempt: Attempt) -> ModelAsked:
    """Return the router's attempt as an event of ours."""
    return ModelAsked(
        attempt.backend,
        attempt.model,
        attempt.outcome,
        attempt.seconds,
        attempt.detail,
        attempt.cost,
        attempt.prompt_tokens,
        attempt.completion_tokens,
        attempt.is_prompt_truncated,
    )


def translate_error(exc: Exception, say: Callable[[str], str], *, is_outsider: bool) -> Exception:
    """Return what drafting is to make of a router's error; a bug stays what it is. ``say`` words a sentence of its."""
    import llm_router

    if isinstance(exc, llm_router.BadConfig):
        return LastingFaultError(say(str(exc)))
    if isinstance(exc, llm_router.NotConfigured):
        return NoAnswerError(NO_SECRETS if is_outsider else NOT_CONFIGURED, was_asked=False, is_expected=is_outsider)
    if isinstance(exc, llm_router.AllBackendsFailed):
        tried = [f"The {one.backend} backend ({one.model}): {one.detail or one.outcome}" for one in exc.attempts]
        return NoAnswerError(say("; ".join(tried)))
    refusal = llm_router.refusal_of(exc)  # the SDK's own exceptions are not importable here
    if refusal is None:
        return exc
    if refusal.is_too_long:
        return TooLongError(say(refusal.sentence), refusal.context_limit)
    sentence = say(refusal.sentence)
    return NoAnswerError(sentence) if refusal.is_busy else RefusedError(sentence)
