"""Import a package without the modules of it that are only there for others: they are read when something touches them.

Importing openai spends half of its time on models of answers that nobody here asks for. This is an experiment with
another package's insides, so it is only done for who asks for it, and what goes wrong with it ends in the plain import.
"""

from __future__ import annotations

import importlib
import importlib.machinery
import sys
import threading
from collections.abc import Sequence
from types import ModuleType
from typing import Any

PATIENCE_S = 30.0


def import_lean(package: str, *names: str, later: Sequence[str]) -> None:
    """Import a package and some modules of it; the modules in ``later`` wait until something is looked up in them.

    Where the package cannot be imported so, or is here already, this is ``import package``.
    """
    if package not in sys.modules:
        stand_ins = [name for name in later if _put_stand_in(name)]
        try:
            _import_all(package, *names)
        except Exception:  # noqa: BLE001  whatever it was: the plain import below does without, or says it better
            _forget(package, *stand_ins)
    _import_all(package, *names)


class _Later(ModuleType):
    """A module that is read when the first name is looked up in it."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._lean_lock = threading.RLock()

    def __getattr__(self, name: str) -> Any:
        # Import itself looks for __path__ and the like, inspect for __wrapped__: a module that lacks them lacks them.
        if name.startswith("__"):
            raise AttributeError(name)
        # Another thread waits until the module is whole; with a bound, because the two could wait for each other.
        lock: threading.RLock = self.__dict__["_lean_lock"]
        is_mine = lock.acquire(timeout=PATIENCE_S)
        try:
            if type(self) is _Later:
                self._read()
        finally:
            if is_mine:
                lock.release()
        return ModuleType.__getattribute__(self, name)  # by now it is no _Later any more

    def _read(self) -> None:
        spec = self.__spec__
        if spec is None or spec.loader is None:  # cannot be: without them there is no stand-in
            raise ImportError(f"{self.__name__} has no file")
        object.__setattr__(self, "__class__", _Loading)
        try:
            spec.loader.exec_module(self)
        except BaseException:
            object.__setattr__(self, "__class__", _Later)
            raise
        object.__setattr__(self, "__class__", ModuleType)


class _Loading(_Later):
    """The same while it is read: a name that its own imports miss in it is missing."""


def _put_stand_in(name: str) -> bool:
    """Put a stand-in where import looks for the module; False where it is here already, or is nowhere."""
    spec = None if name in sys.modules else _find_spec(name)
    if spec is None or spec.loader is None:
        return False
    stand_in = _Later(name)
    stand_in.__spec__, stand_in.__loader__, stand_in.__file__ = spec, spec.loader, spec.origin
    stand_in.__package__ = spec.parent
    if spec.submodule_search_locations is not None:
        stand_in.__path__ = spec.submodule_search_locations
    above, _, last = name.rpartition(".")
    if isinstance(parent := sys.modules.get(above), _Later):
        setattr(parent, last, stand_in)  # else `from above import last` would have it read what is above
    sys.modules[name] = stand_in
    return True


def _find_spec(name: str) -> importlib.machinery.ModuleSpec | None:
    """Find the module's file without importing what is above it, as importlib.util.find_spec would."""
    where, spec, parts = None, None, name.split(".")
    for depth in range(len(parts)):
        spec = importlib.machinery.PathFinder.find_spec(".".join(parts[: depth + 1]), where)
        if spec is None:
            return None
        where = spec.submodule_search_locations
    return spec


def _import_all(*names: str) -> None:
    for name in names:
        importlib.import_module(name)


def _forget(*packages: str) -> None:
    for name in [name for name in sys.modules if any(f"{name}.".startswith(f"{package}.") for package in packages)]:
        del sys.modules[name]
