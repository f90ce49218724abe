"""Which code a step depends on, and a hash of each module that ignores comments, docstrings and layout."""

from __future__ import annotations

import ast
import hashlib
from functools import cache
from importlib.metadata import packages_distributions, version
from pathlib import Path

import analysis
from analysis.discovery import modules_of

PACKAGE = Path(analysis.__file__).parent
FINDER = modules_of.__name__


def reachable_code(source: str) -> dict[str, str]:
    """Hash every module of `analysis` that `source` reaches through imports, its own imports included.

    Parameters
    ----------
    source
        Python source, for example the joined code cells of a notebook.

    Returns
    -------
    dict
        Module name → hash of its meaning. Data files beside the modules of a reached package
        (templates, filters) count as modules named by their path.
    """
    todo, seen = _imports(ast.parse(source), "__main__"), set[str]()
    while todo:
        module = todo.pop()
        if module in seen:
            continue
        seen.add(module)
        todo |= _module(module)[1] - seen
    hashes = {module: _module(module)[0] for module in sorted(seen)}
    for module in sorted(seen):
        hashes |= _data_files(module)
    return hashes


def versions_of(source: str) -> dict[str, str]:
    """Return the installed version of every package that `source` imports, directly or through `analysis`."""
    modules = [name for name in reachable_code(source) if "/" not in name]
    names = _external(ast.parse(source)).union(*(_packages(name) for name in modules))
    known = _distributions()
    return {dist: version(dist) for name in sorted(names) for dist in known.get(name, ())}


@cache
def _packages(module: str) -> frozenset[str]:
    path = _path(module)
    return frozenset() if path is None else _external(ast.parse(path.read_text(encoding="utf-8")))


def _external(tree: ast.AST) -> frozenset[str]:
    """Return the first part of every module that is imported and is not of the package."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            found.add(node.module.split(".")[0])
    return frozenset(found - {"analysis"})


@cache
def _distributions() -> dict[str, list[str]]:
    return {name: sorted(set(found)) for name, found in packages_distributions().items()}


def meaning(source: str) -> str:
    """Hash Python source without its comments, docstrings and layout.

    Examples
    --------
    >>> meaning("x = 1  # one") == meaning("x  =  1")
    True
    >>> meaning("x = 1") == meaning("x = 2")
    False
    """
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            node.body = [s for s in node.body if not _is_docstring(s)] or [ast.Pass()]
    return hashlib.sha256(ast.dump(tree, include_attributes=False).encode()).hexdigest()


@cache
def _module(name: str) -> tuple[str, frozenset[str]]:
    path = _path(name)
    if path is None:
        raise ValueError(f"module '{name}' is not part of the package")
    source = path.read_text(encoding="utf-8")
    return meaning(source), frozenset(_imports(ast.parse(source), name) | _parents(name))


@cache
def _path(name: str) -> Path | None:
    base = PACKAGE.joinpath(*name.split(".")[1:])
    for candidate in (base.with_suffix(".py"), base / "__init__.py"):
        if candidate.is_file():
            return candidate
    return None


def _imports(tree: ast.AST, importer: str) -> set[str]:
    """Modules of the package that `tree` imports or finds, wherever in the file that stands."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            found.add(node.module)
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == FINDER:
            found |= _found_in(node)
    inside = {n for n in found if n.split(".")[0] == "analysis" and _path(n) is not None}
    return (inside | {parent for n in inside for parent in _parents(n)}) - {importer}


def _found_in(call: ast.Call) -> set[str]:
    """Modules of the package that `analysis.discovery.modules_of` imports."""
    package = ast.literal_eval(call.args[0])
    folder = PACKAGE.joinpath(*package.split(".")[1:])
    return {package, *(f"{package}.{file.stem}" for file in folder.glob("*.py") if file.stem != "__init__")}


def _parents(name: str) -> set[str]:
    parts = name.split(".")
    return {".".join(parts[:i]) for i in range(1, len(parts))}


@cache
def _data_files(module: str) -> dict[str, str]:
    path = _path(module)
    if path is None or path.name != "__init__.py" or path.parent == PACKAGE:
        return {}
    files = sorted(f for f in path.parent.rglob("*") if f.is_file() and f.suffix not in {".py", ".pyc"})
    return {
        f"{module}/{f.relative_to(path.parent).as_posix()}": hashlib.sha256(f.read_bytes()).hexdigest()
        for f in files
    }


def _is_docstring(statement: ast.stmt) -> bool:
    return (
        isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Constant)
        and isinstance(statement.value.value, str)
    )
