"""What can go wrong: for the reader of the log to mend, or for the template to stand in."""


class ActionError(Exception):
    """The run cannot go on; the text is a sentence that says why and a next step that mends it."""


class NoAnswerError(Exception):
    """No model drafted, and the template can; the text says why. ``is_expected`` where that is said elsewhere."""

    def __init__(self, text: str, *, is_expected: bool = False) -> None:
        super().__init__(text)
        self.is_expected = is_expected


class TooLongError(NoAnswerError):
    """The prompt is longer than the model reads."""
