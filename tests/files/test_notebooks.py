from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pr_writer.files.notebooks import is_notebook, read_cells


def make_notebook(*cells):
    return json.dumps({"cells": list(cells), "metadata": {}, "nbformat": 4}).encode()


def test_cells_are_their_sources_and_nothing_else():
    notebook = make_notebook(
        {"cell_type": "markdown", "source": ["# Title\n", "Text."], "attachments": {"a.png": {"image/png": "AAAA"}}},
        {"cell_type": "code", "source": "x = 1\ny = 2\n", "outputs": [{"data": {"image/png": "AAAA"}}]},
        {"cell_type": "raw", "source": []},
    )

    assert read_cells(notebook) == "# %% [markdown]\n# Title\nText.\n# %%\nx = 1\ny = 2\n# %% [raw]\n"


def test_an_old_notebook_is_read_as_well():
    old = {"worksheets": [{"cells": [{"cell_type": "code", "input": ["x = 1"]}]}], "nbformat": 3}

    assert read_cells(json.dumps(old).encode()) == "# %%\nx = 1\n"


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"{}", b'{"cells": 1}', b"\xff", b"[" * 100_000, b'{"worksheets": 3}', b'{"worksheets": [1]}x'],
)
def test_what_is_no_notebook_is_none(content):
    assert read_cells(content) is None


@given(st.recursive(st.none() | st.text() | st.integers(), lambda inner: st.lists(inner) | st.dictionaries(
    st.sampled_from(["cells", "worksheets", "source", "cell_type", "input"]), inner), max_leaves=20))  # fmt: skip
def test_any_json_is_read(value):
    found = read_cells(json.dumps(value).encode())

    assert found is None or isinstance(found.encode(), bytes)


def test_a_notebook_is_known_by_its_name():
    assert is_notebook("a/B.IPYNB")
    assert not is_notebook("a.ipynb.py")
