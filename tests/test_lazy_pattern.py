"""Patterns that are compiled when they are first used."""

from __future__ import annotations

import copy
import gc
import importlib
import pkgutil
import re

import pytest

import pr_writer
from pr_writer.lazy_pattern import _LazyPattern, compile_lazily


def test_it_is_compiled_at_its_first_use_and_once(monkeypatch):
    compiled = []
    compile_now = re.compile
    monkeypatch.setattr(re, "compile", lambda *given: compiled.append(given) or compile_now(*given))

    pattern = compile_lazily(r"(a)b", re.IGNORECASE)
    assert pattern.pattern == "(a)b"
    assert not compiled

    assert pattern.match("AB")[1] == "A"
    assert pattern.match("xAB", 1)[0] == "AB"
    assert pattern.sub("-", "ab xy AB") == "- xy -"
    assert compiled == [("(a)b", re.IGNORECASE)]


@pytest.mark.parametrize("pattern", ["(a)(?P<name>b)?", b"(a)(?P<name>b)?"])
def test_it_has_what_a_pattern_has(pattern):
    plain, lazy = re.compile(pattern), compile_lazily(pattern)

    for name in ("pattern", "flags", "groups", "groupindex"):
        assert getattr(lazy, name) == getattr(plain, name)
    for name in (name for name in dir(plain) if not name.startswith("_")):
        assert getattr(lazy, name) is not None


def test_it_has_nothing_that_a_pattern_lacks():
    with pytest.raises(AttributeError, match="mach"):
        compile_lazily("a").mach("a")  # type: ignore[attr-defined]


def test_it_can_be_copied():
    assert copy.deepcopy(compile_lazily("a+")).findall("aa b a") == ["aa", "a"]


def test_all_of_ours_can_be_compiled():
    for module in pkgutil.walk_packages(pr_writer.__path__, "pr_writer."):
        if module.name != "pr_writer.__main__":
            importlib.import_module(module.name)

    ours = [each for each in gc.get_objects() if type(each) is _LazyPattern]
    assert len(ours) > 400
    for each in ours:
        assert isinstance(each.flags, int), each.pattern
