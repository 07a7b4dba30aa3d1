"""What the reader of the log can mend."""


class ActionError(Exception):
    """The run cannot go on; the text is a sentence that says why and a next step that mends it."""
