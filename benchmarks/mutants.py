"""How many small faults the tests let through: a seeded sample of mutants against the rooms' own tests.

Mutants are made by the operators of mutmut (``pip install mutmut``) in functions and declarations alike, in a
copy of the project; nothing here is changed. A mutant that no test notices is printed with its line.

    python benchmarks/mutants.py src/analysis/evaluate/judging src/analysis/measure_types --size 150
"""

from __future__ import annotations

import argparse
import difflib
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import libcst as cst
from mutmut.mutation.mutators import mutation_operators

ROOT = Path(__file__).parents[1]
COPIED = ("src", "tests", "params", "notebooks", "pyproject.toml")
TESTS = ("tests/measure_types", "tests/evaluate", "tests/wording", "tests/disclose")
SKIPPED = (cst.Annotation, cst.Import, cst.ImportFrom, cst.Decorator)
"""What no test can tell from what it was."""


class Mutant(NamedTuple):
    """One change in one module."""

    module: Path
    tree: cst.Module
    old: cst.CSTNode
    new: cst.CSTNode

    @property
    def code(self) -> str:
        """The module with the change."""
        changed = self.tree.deep_replace(self.old, self.new)
        return changed.code if isinstance(changed, cst.Module) else ""


def mutants(module: Path) -> Iterator[Mutant]:
    """Make every mutant of a module, docstrings and annotations left alone."""
    tree = cst.parse_module(module.read_text(encoding="utf-8"))
    todo: list[cst.CSTNode] = [tree]
    while todo:
        node = todo.pop()
        if isinstance(node, SKIPPED) or (
            isinstance(node, cst.Expr) and isinstance(node.value, cst.BaseString)
        ):
            continue
        todo += node.children
        for kind, operator in mutation_operators:
            if isinstance(node, kind):
                yield from (Mutant(module, tree, node, new) for new in operator(node))


def sample(modules: list[Path], size: int, seed: int) -> Iterator[tuple[Mutant, str]]:
    """Draw mutants that compile and differ from the module and from each other, with their code."""
    found = [mutant for module in modules for mutant in mutants(module)]
    seen: set[tuple[Path, str]] = set()
    for mutant in random.Random(seed).sample(found, len(found)):
        code = mutant.code
        if (
            len(seen) < size
            and code != mutant.tree.code
            and (mutant.module, code) not in seen
            and _compiles(code)
        ):
            seen.add((mutant.module, code))
            yield mutant, code


def _compiles(code: str) -> bool:
    try:
        compile(code, "mutant", "exec")
    except SyntaxError:
        return False
    return True


def passes(copy: Path, tests: list[str]) -> bool:
    """Whether every test passes in a copy of the project; a run that hangs does not."""
    call = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:randomly", "-p", "no:cacheprovider", *tests]
    environment = {**os.environ, "PYTHONPATH": str(copy / "src"), "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        run = subprocess.run(call, cwd=copy, env=environment, capture_output=True, timeout=1800, check=False)
    except subprocess.TimeoutExpired:
        return False
    return run.returncode == 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--size", type=int, default=150)
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--tests", nargs="+", default=[*TESTS, "-m", "not slow"])
    given = parser.parse_args()
    modules = sorted(m.resolve() for folder in given.folders for m in folder.rglob("*.py"))
    survived = tried = 0
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        for name in COPIED:
            (shutil.copytree if (ROOT / name).is_dir() else shutil.copy2)(ROOT / name, copy / name)
        if not passes(copy, given.tests):
            sys.exit("The tests fail without any mutant: mend them first.")
        for mutant, code in sample(modules, given.size, given.seed):
            place = copy / mutant.module.relative_to(ROOT)
            place.write_text(code, encoding="utf-8")
            tried += 1
            if passes(copy, given.tests):
                survived += 1
                lines = difflib.unified_diff(
                    mutant.tree.code.splitlines(), code.splitlines(), n=0, lineterm=""
                )
                print(mutant.module.relative_to(ROOT), *list(lines)[2:], sep="\n", flush=True)
            place.write_text(mutant.tree.code, encoding="utf-8")
    print(f"{survived} of {tried} mutants survived")


if __name__ == "__main__":
    main()
