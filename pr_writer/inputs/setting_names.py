"""What a reader set a backend with: on a runner an input and its secret, locally a variable."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pr_writer.inputs.options import OPTIONS

_VARIABLE = re.compile(r"\b(?:PRIMARY|FALLBACK)_OPENAI_(?:BASE_URL|API_KEY|MODEL|TIMEOUT_S)\b(?P<assigned>=?)")


def find_setting_names(environ: Mapping[str, str]) -> dict[str, str]:
    """Return for each of the backends' variables the input to name in its place; for a run without inputs, nothing.

    The short name is the one to name, unless the long one was used, or there is a primary beside it. What a workflow
    sets as a variable is called by that.
    """
    if environ.get("GITHUB_ACTIONS") != "true":
        return {}
    has_primary = any(environ.get(f"INPUT_PRIMARY-OPENAI-{part}", "").strip() for part in ("BASE-URL", "MODEL"))
    names = {}
    for option in OPTIONS:
        if "-openai-" not in option.name:
            continue
        is_long = bool(environ.get(f"INPUT_{option.name.upper()}", "").strip())
        is_short = bool(option.alias and environ.get(f"INPUT_{option.alias.upper()}", "").strip())
        if not (is_long or is_short) and environ.get(option.variable, "").strip():
            continue
        takes_long = not option.alias or is_long or (has_primary and not is_short)
        names[option.variable] = option.name if takes_long else option.alias
    return names


def name_settings(text: str, names: Mapping[str, str]) -> str:
    """Return a sentence that speaks of variables with the inputs' names in their place."""

    def name(found: re.Match[str]) -> str:
        variable = found[0].removesuffix("=")
        if variable not in names:
            return found[0]
        if found["assigned"]:
            return f"{names[variable]}="
        secret = " and its secret" if variable.endswith("_API_KEY") else ""
        return f"the input {names[variable]}{secret} ({variable})"

    return _VARIABLE.sub(name, text)
