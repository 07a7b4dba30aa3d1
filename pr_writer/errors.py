"""What can go wrong: something for the reader of the log to mend, or for the template draft to stand in for."""


class ActionError(Exception):
    """The run cannot go on; the text is a sentence that says why and a next step that mends it."""


class LastingFaultError(ActionError):
    """Another pull request, with the same settings and now, would have the same fault: a token that is not known."""


class UnknownNameError(ActionError):
    """What the reader named is not there, or not for this token to see: a commit, a pull request."""


class OtherServerError(ActionError):
    """A server that was asked, a model's or GitHub, refused or could not be reached."""


class RefusedError(OtherServerError, LastingFaultError):
    """Such a server would say the same again, whatever it was asked for now."""


class NotAllowedError(LastingFaultError):
    """GitHub does not let the token do it."""


class NotWritableError(NotAllowedError):
    """The token may read the pull request and not write it."""


class AlreadyOpenError(ActionError):
    """There is a pull request from this branch already, so GitHub opens no second one."""


class NoAnswerError(Exception):
    """No model drafted, and the template draft can stand in; the text says why.

    ``was_asked`` is False where there was no backend to ask. ``is_expected`` is True where that needs no warning.
    """

    def __init__(self, text: str, *, was_asked: bool = True, is_expected: bool = False) -> None:
        super().__init__(text)
        self.was_asked = was_asked
        self.is_expected = is_expected


class TooLongError(NoAnswerError):
    """The prompt is longer than the model reads; ``context_limit`` is how many tokens that is, where its server said.

    That limit is for the prompt and the answer together.
    """

    def __init__(self, text: str, context_limit: int | None = None) -> None:
        super().__init__(text)
        self.context_limit = context_limit
