"""Patterns that are compiled when they are first used: the house has hundreds, and a run has a use for some of them."""

from __future__ import annotations

import re
from typing import Any, AnyStr, Generic, cast


def compile_lazily(pattern: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """Return what ``re.compile`` returns, except that it is compiled at its first use; re.error is raised then."""
    return cast("re.Pattern[AnyStr]", _LazyPattern(pattern, flags))


class _LazyPattern(Generic[AnyStr]):
    """Has what a pattern has. Threads that meet here compile the same pattern twice, and that is all."""

    def __init__(self, pattern: AnyStr, flags: int) -> None:
        self.pattern: AnyStr = pattern
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # what copying and the like look for
            raise AttributeError(name)
        found = re.compile(self.pattern, self._flags) if name == "_compiled" else getattr(self._compiled, name)
        setattr(self, name, found)  # the pattern's own method: from the second call on nothing stands between
        return found
