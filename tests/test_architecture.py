"""The rooms depend on each other in one direction, and notebooks hold no logic."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest

from analysis.source_kinds import KINDS

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "analysis"
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))

ROOMS = (
    "errors",
    "model",
    "discovery",
    "source_kinds",
    "params",
    "workbooks",
    "sample",
    "templates",
    "clean",
    "stats",
    "evaluate",
    "disclose",
    "present",
    "render",
    "pipeline",
    "cli",
)
# beyond «upwards»: rooms that must not know of each other although the order would allow it
STRANGERS = {
    ("stats", "errors"),
    ("stats", "model"),
    ("stats", "discovery"),
    ("stats", "source_kinds"),
    ("stats", "params"),
    ("stats", "sample"),
    ("stats", "workbooks"),
    ("stats", "templates"),
    ("templates", "sample"),
    ("stats", "clean"),
    ("clean", "sample"),
    ("evaluate", "sample"),
    ("evaluate", "templates"),
}
# the folders of `clean`, in the order the data meet them, and what each may import from beside itself
CLEAN_FOLDERS = {
    "files": set(),
    "columns": {"files"},
    "persons": {"files", "columns"},
    "survey": {"files", "columns", "persons"},
    "registers": {"files", "columns", "persons"},
}
CLEAN_GROUND = {"errors", "findings", "wording", "telling", "schemas", "store", "worksheet"}
# modules outside `source_kinds` that may tell kinds of export apart by their ids, and why
MAY_NAME_KINDS = {
    "clean/cleaning.py": "tenancies and flats are read before the other records, and shared between tables",
    "clean/registers/reconcile.py": "says which exports each figure of a project's own documents rests on",
    "evaluate/tables.py": "names its tables",
    "sample/bulk.py": "multiplies one export of the sample",
    "sample/exports.py": "writes each export of the sample in the shape its system gives",
    "sample/model.py": "the parts of sample.yml",
    "sample/tables.py": "the tables a world of the sample has",
}


def _room(path: Path) -> str:
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


def _imported(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


def _imported_rooms(path: Path) -> set[str]:
    return {n.split(".")[1] for n in _imported(path) if n.startswith("analysis.")} & set(ROOMS)


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_only_from_rooms_above_it(room: str) -> None:
    files = [f for f in SOURCE.rglob("*.py") if _room(f) == room]
    assert files, f"room {room} has no module"
    allowed = set(ROOMS[: ROOMS.index(room) + 1]) - {above for here, above in STRANGERS if here == room}
    for file in files:
        assert _imported_rooms(file) <= allowed, file.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("folder", CLEAN_FOLDERS)
def test_a_folder_of_clean_imports_only_from_folders_above_it(folder: str) -> None:
    allowed = {folder} | CLEAN_FOLDERS[folder] | CLEAN_GROUND
    for file in (SOURCE / "clean" / folder).glob("*.py"):
        imported = {name.split(".")[2] for name in _imported(file) if name.startswith("analysis.clean.")}
        assert imported <= allowed, file.relative_to(ROOT).as_posix()


def test_every_module_lies_in_a_room() -> None:
    loose = {_room(f) for f in SOURCE.rglob("*.py")} - set(ROOMS) - {"__init__", "__main__", "commit_guard"}
    assert not loose


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda p: p.stem)
def test_a_notebook_loads_calls_shows_and_saves_and_nothing_else(notebook: Path) -> None:
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    code = [c for c in cells if c["cell_type"] == "code"]
    parameters = [c for c in code if "parameters" in c["metadata"].get("tags", [])]
    assert len(parameters) == 1
    assert sum(len("".join(c["source"]).splitlines()) for c in code) <= 40
    for cell in code:
        tree = ast.parse("".join(cell["source"]))
        logic = (
            ast.FunctionDef,
            ast.For,
            ast.While,
            ast.If,
            ast.IfExp,
            ast.Lambda,
            ast.comprehension,
            ast.Try,
        )
        assert not [n for n in ast.walk(tree) if isinstance(n, logic)], "".join(cell["source"])
        if cell not in parameters:
            numbers = [
                n for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, int | float)
            ]
            assert not numbers, "".join(cell["source"])


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda p: p.stem)
def test_a_notebook_is_kept_without_outputs_and_with_a_sentence_above_each_step(notebook: Path) -> None:
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    for cell, above in zip(cells[1:], cells, strict=False):
        if cell["cell_type"] == "code":
            assert not cell["outputs"]
            assert cell["execution_count"] is None
            assert above["cell_type"] == "markdown"


def test_all_four_notebooks_are_there() -> None:
    assert [n.stem[:2] for n in NOTEBOOKS] == ["01", "02", "03", "04"]


def test_inference_comes_from_stats_alone() -> None:
    """Outside `stats`, scipy serves for survival curves and functions, never for a test or interval."""
    allowed = {"analysis/evaluate/durations.py": {"scipy.stats"}}
    for file in SOURCE.rglob("*.py"):
        if _room(file) == "stats":
            continue
        source = file.read_text(encoding="utf-8")
        tree = ast.parse(source)
        modules = {n.module for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) and n.module}
        modules |= {a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}
        tests = {m for m in modules if m.startswith(("scipy.stats", "statsmodels"))}
        assert tests <= allowed.get(f"analysis/{file.relative_to(SOURCE).as_posix()}", set()), file.name


def _is_kind(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value in KINDS


def _asks_for_kind(node: ast.AST) -> bool:
    """Whether an expression is something's `kind`."""
    return (isinstance(node, ast.Name) and node.id == "kind") or (
        isinstance(node, ast.Attribute) and node.attr == "kind"
    )


def _lists_kinds(node: ast.AST) -> bool:
    """Whether a collection consists of ids of kinds of export, two or more."""
    if isinstance(node, ast.Tuple | ast.List | ast.Set):
        items: list[ast.AST] = list(node.elts)
    elif isinstance(node, ast.Dict):
        items = [key for key in node.keys if key is not None]
    else:
        return False
    return sum(map(_is_kind, items)) >= max(2, len(items) / 2)


def kinds_told_apart(source: str) -> list[int]:
    """Return the lines on which kinds of export are told apart by their ids."""
    lines = []
    for node in ast.walk(ast.parse(source)):
        sides = [node.left, *node.comparators] if isinstance(node, ast.Compare) else []
        named = any(_is_kind(n) for side in sides for n in ast.walk(side))
        matched = isinstance(node, ast.Match) and _asks_for_kind(node.subject)
        if (named and any(map(_asks_for_kind, sides))) or matched or _lists_kinds(node):
            lines.append(node.lineno)  # type: ignore[attr-defined]
    return sorted(lines)


def test_what_a_kind_of_export_is_is_asked_of_its_declaration_alone() -> None:
    told = {
        file.relative_to(SOURCE).as_posix(): kinds_told_apart(file.read_text(encoding="utf-8"))
        for file in SOURCE.rglob("*.py")
        if _room(file) != "source_kinds"
    }
    apart = {name: lines for name, lines in told.items() if lines}
    assert apart.keys() == MAY_NAME_KINDS.keys(), apart


@pytest.mark.parametrize(
    "planted",
    [
        'if source.kind == "survey": pass',
        'if "tenancies" != kind: pass',
        'if source.kind in ("themes",): pass',
        'if source.kind not in {"survey"}: pass',
        'NAMING = ("survey", "themes")',
        'OF = frozenset({"survey", "arrears", "x"})',
        'TITLES = {"survey": "Kartlegging", "flats": "Boliger"}',
        'match source.kind:\n    case "flats": pass',
    ],
)
def test_telling_kinds_of_export_apart_is_seen(planted: str) -> None:
    assert kinds_told_apart(planted)


def test_asking_for_one_kind_or_an_attribute_is_no_telling_apart() -> None:
    for sound in ('bench.records("tenancies")', "source.declared.rounds", 'frame["flats"]', 'kind == "tag"'):
        assert not kinds_told_apart(sound)
