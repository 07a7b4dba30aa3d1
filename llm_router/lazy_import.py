"""Import a package without the modules of it that are only there for others: they are read when something touches them.

Importing openai spends half of its time on models of answers that nobody here asks for. This is an experiment with
another package's insides, so it is only done for who asks for it, and what goes wrong with it ends in the plain import.
"""

from __future__ import annotations

import importlib
import importlib.abc
import importlib.machinery
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from types import ModuleType
from typing import Any

PATIENCE_S = 30.0


def import_lazily(package: str, *names: str, later: Sequence[str]) -> None:
    """Import a package and some modules of it; the modules in ``later`` wait until something is looked up in them.

    ``later`` may name the package itself, and all modules right in one as "package.*". Where the package cannot be
    imported so, or is here already, this is the plain import.
    """
    if package not in sys.modules:
        finder = _Finder(later)
        sys.meta_path.insert(0, finder)  # where it stays: what is read later has modules that may wait as well
        try:
            _import_all(package, *names)
        except Exception:  # noqa: BLE001  whatever it was: the plain import below does without, or says it better
            sys.meta_path.remove(finder)
            _forget(package, *finder.found)
    _import_all(package, *names)


class _Later(ModuleType):
    """A module that is read when the first name is looked up in it."""

    def __init__(self, name: str, finder: _Finder) -> None:
        super().__init__(name)
        self._lean_lock = threading.RLock()
        self._lean_finder = finder

    def __getattr__(self, name: str) -> Any:
        # Import itself looks for __path__ and the like, inspect for __wrapped__: a module that lacks them lacks them.
        if name.startswith("__"):
            raise AttributeError(name)
        finder: _Finder = self.__dict__["_lean_finder"]
        if finder.waits(f"{self.__name__}.{name}"):
            with suppress(ModuleNotFoundError):  # `from package import module` need not read the package
                return importlib.import_module(f"{self.__name__}.{name}")
        # Another thread waits until the module is whole; with a bound, because the two could wait for each other.
        lock: threading.RLock = self.__dict__["_lean_lock"]
        is_mine = lock.acquire(timeout=PATIENCE_S)
        try:
            if type(self) is _Later:
                self._read(finder.found[self.__name__])
        finally:
            if is_mine:
                lock.release()
        return ModuleType.__getattribute__(self, name)  # by now it is no _Later any more

    def _read(self, loader: importlib.abc.Loader) -> None:
        object.__setattr__(self, "__class__", _Loading)
        try:
            loader.exec_module(self)
        except BaseException:
            object.__setattr__(self, "__class__", _Later)
            raise
        object.__setattr__(self, "__class__", ModuleType)


class _Loading(_Later):
    """The same while it is read: a name that its own imports miss in it is missing."""


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds the modules that wait, and has import take each for loaded."""

    def __init__(self, later: Sequence[str]) -> None:
        self.found: dict[str, importlib.abc.Loader] = {}
        self._later = frozenset(later)

    def waits(self, fullname: str) -> bool:
        """Return True if this module is one of those that wait."""
        return fullname in self._later or f"{fullname.rpartition('.')[0]}.*" in self._later

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        spec = importlib.machinery.PathFinder.find_spec(fullname, path, target) if self.waits(fullname) else None
        if spec is None or spec.loader is None:
            return None
        self.found[fullname] = spec.loader
        spec.loader = self
        return spec

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType:
        return _Later(spec.name, self)

    def exec_module(self, module: ModuleType) -> None:
        """Leave the module as it is, but for whose it is."""
        loader = self.found[module.__name__]
        module.__loader__ = loader
        if module.__spec__:
            module.__spec__.loader = loader


def _import_all(*names: str) -> None:
    for name in names:
        importlib.import_module(name)


def _forget(*packages: str) -> None:
    for name in [name for name in sys.modules if any(f"{name}.".startswith(f"{package}.") for package in packages)]:
        del sys.modules[name]
