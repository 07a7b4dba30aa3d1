"""A Jupyter notebook → the source of its cells, as text that can be compared line by line."""

from __future__ import annotations

import json
from typing import Any


def is_notebook(path: str) -> bool:
    """Return True if a path is that of a Jupyter notebook."""
    return path.lower().endswith(".ipynb")


def read_cells(content: bytes) -> str | None:
    """Return the cells' sources, each below a line such as ``# %% [markdown]``, without outputs and pictures.

    None where the content is no notebook. The format: https://nbformat.readthedocs.io/en/latest/format_description.html
    """
    try:
        notebook = json.loads(content)
    except (ValueError, RecursionError):
        return None
    if not isinstance(notebook, dict):
        return None
    cells = notebook.get("cells")
    if cells is None:  # version 3 and older
        sheets = notebook.get("worksheets")
        cells = [cell for sheet in sheets for cell in _get_list(sheet, "cells")] if isinstance(sheets, list) else None
    if not isinstance(cells, list):
        return None
    return "".join(_write_cell(cell) for cell in cells if isinstance(cell, dict))


def _write_cell(cell: dict[str, Any]) -> str:
    kind = str(cell.get("cell_type", "code")).partition("\n")[0][:40]
    source = cell.get("source", cell.get("input", ""))
    text = "".join(map(str, source)) if isinstance(source, list) else str(source)
    text = text.encode("utf-8", errors="replace").decode("utf-8").rstrip("\n")
    heading = "# %%" if kind == "code" else f"# %% [{kind}]"
    return f"{heading}\n{text}\n" if text else f"{heading}\n"


def _get_list(value: object, name: str) -> list[Any]:
    found = value.get(name) if isinstance(value, dict) else None
    return found if isinstance(found, list) else []
