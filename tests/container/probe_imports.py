"""Runs inside the image: which modules of the standard library are imported by some file here, and are not here."""

from __future__ import annotations

import ast
import importlib.util
import json
import sys
import sysconfig
from pathlib import Path


def main() -> None:
    library, code = Path(sysconfig.get_path("stdlib")), Path("/app")
    sys.path.insert(0, str(code))
    missing: dict[str, list[str]] = {}
    for root in (library, code):
        for path in sorted(root.rglob("*.py")):
            for name in list_imports(path):
                if name in sys.stdlib_module_names and not is_here(name):
                    missing.setdefault(name, []).append(str(path))
    broken = [path.stem.partition(".")[0] for path in library.glob("lib-dynload/*.so") if not loads(path)]
    sys.stdout.write(json.dumps({"missing": missing, "broken": broken}))


def list_imports(path: Path) -> set[str]:
    """The top-level names that a file imports anywhere in it, functions included."""
    names = set()
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            names.add(node.module.partition(".")[0])
    return names


def is_here(name: str) -> bool:
    return name in sys.builtin_module_names or importlib.util.find_spec(name) is not None


def loads(path: Path) -> bool:
    """Whether an extension module finds the shared libraries that it needs."""
    name = path.name.partition(".")[0]
    try:
        importlib.import_module(name)
    except ImportError:
        return False
    return True


main()
