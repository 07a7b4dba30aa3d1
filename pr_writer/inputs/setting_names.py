"""What a reader calls a setting: on a runner an input and its secret, on a command line a flag or a variable.

Over HTTP a request has fields, and all else is the server's.

Sentences name a setting by its input's name between the marks ⟨ and ⟩, and the router's by its variables; what is said
in the end is decided here, where the sentence leaves the program.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from pr_writer.inputs.options import OPTIONS, Option
from pr_writer.lazy_pattern import compile_lazily

_MARKED = compile_lazily(r"(?P<start>^|\. |\n)?⟨(?P<name>[a-z]+(?:-[a-z]+)*)⟩")
_VARIABLE = compile_lazily(
    r"\b(?:PRIMARY|FALLBACK)_OPENAI_(?:BASE_URL|API_KEY|MODEL|TIMEOUT_S|EXTRA_HEADERS|EXTRA_BODY)\b(?P<assigned>=?)"
)
# What whoever started a server has set there.
_SERVERS = compile_lazily(
    r"(?<!server's )\b(?:GITHUB_(?:TOKEN|REPOSITORY|API_URL|SERVER_URL)|HTTPS_PROXY|NO_PROXY"
    r"|(?:PRIMARY|FALLBACK)_OPENAI_(?:BASE_URL|API_KEY|MODEL|TIMEOUT_S|EXTRA_HEADERS|EXTRA_BODY))\b(?!=)"
)
_SOLE_REQUEST = compile_lazily(r"\Afallback \((?P<model>[^()\n]*)\): ")
# A short name has no variable of its own.
_VARIABLES = {name: option.variable for option in OPTIONS for name in (option.name, option.alias) if name}


class SettingNames:
    """The names of one run's settings, found in its environment.

    ``own_options`` are a subcommand's, beside the action's. ``fields`` are those of a request over HTTP, for a reader
    who has sent one and may not be who started the server.
    """

    def __init__(
        self, environ: Mapping[str, str], own_options: Sequence[Option] = (), fields: Collection[str] = ()
    ) -> None:
        self._fields = frozenset(fields)
        self._options = {option.name: option for option in (*OPTIONS, *own_options)}
        # A runner sets every input of an action, blank ones too; a command that a step runs has none.
        self.has_inputs = environ.get("GITHUB_ACTIONS") == "true" and any(name.startswith("INPUT_") for name in environ)
        self._environ = environ
        self._has_primary = any(
            self._is_set(f"primary-openai-{part}")
            or environ.get(f"PRIMARY_OPENAI_{part.upper().replace('-', '_')}", "").strip()
            for part in ("base-url", "model")
        )

    def name_in(self, text: str) -> str:
        """Return a sentence with every setting that it speaks of called by what a reader of this run sets it with."""
        text = _SERVERS.sub(r"the server's \g<0>", text) if self._fields else text
        named = _VARIABLE.sub(self._name_variable, _MARKED.sub(self._name_marked, text))
        # The router's record of a request; a sole backend is the fallback of nothing.
        return named if self._has_primary else _SOLE_REQUEST.sub(r"\g<model>: ", named)

    def _name_marked(self, found: re.Match[str]) -> str:
        start, option = found["start"], self._options.get(found["name"])
        if option is None:
            return found[0]
        if self.has_inputs:
            article = "the" if start is None else "The"
            return f"{start or ''}{article} input {option.name}{_name_secret(option)}"
        variable = _VARIABLES.get(option.name, "")
        if self._fields:
            article = "the" if start is None else "The"
            field = option.name.replace("-", "_")
            if field in self._fields:
                return f"{start or ''}{article} field {field}"
            own = variable if variable and not option.flag else f"--{option.name}"
            return f"{start or ''}{article} server's {own}"
        return f"{start or ''}{variable if variable and not option.flag else f'--{option.name}'}"

    def _name_variable(self, found: re.Match[str]) -> str:
        variable = found[0].removesuffix("=")
        name = self._find_inputs().get(variable)
        if not name:
            return found[0]
        if found["assigned"]:
            return f"{name}="
        return f"the input {name}{_name_secret(self._options[name])} ({variable})"

    def _find_inputs(self) -> dict[str, str]:
        """Return for each of the backends' variables the input to name in its place; for a run without inputs, nothing.

        The short name is the one to name, unless the long one was used, or there is a primary beside it. What a
        workflow sets as a variable is called by that.
        """
        if not self.has_inputs:
            return {}
        has_primary = any(self._is_set(f"primary-openai-{part}") for part in ("base-url", "model"))
        names = {}
        for option in OPTIONS:
            if "-openai-" not in option.name:
                continue
            is_long, is_short = self._is_set(option.name), self._is_set(option.alias)
            if not (is_long or is_short) and self._environ.get(option.variable, "").strip():
                continue
            takes_long = not option.alias or is_long or (has_primary and not is_short)
            names[option.variable] = option.name if takes_long else option.alias
        return names

    def _is_set(self, name: str) -> bool:
        return bool(name and self._environ.get(f"INPUT_{name.upper()}", "").strip())


def _name_secret(option: Option) -> str:
    return " and its secret" if option.name.endswith(("api-key", "marker-key")) else ""
