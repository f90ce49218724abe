"""The rooms depend on each other in one direction, and notebooks hold no logic."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from analysis.measure_types import TYPES
from analysis.source_kinds import KINDS

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "analysis"
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))

ROOMS = (
    "errors",
    "model",
    "comparing",
    "discovery",
    "measure_types",
    "source_kinds",
    "params",
    "workbooks",
    "sample",
    "templates",
    "clean",
    "stats",
    "evaluate",
    "disclose",
    "wording",
    "present",
    "render",
    "exit",
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
# the folders of `evaluate`, in the order the data pass them; the modules beside them lie above all four
EVALUATE_FOLDERS = ("basis", "measures", "judging", "robustness")
CLEAN_GROUND = {"errors", "findings", "wording", "telling", "schemas", "store", "worksheet"}
# modules outside `source_kinds` that may tell kinds of export apart by their ids, and why
MAY_NAME_KINDS = {
    "clean/cleaning.py": "tenancies and flats are read before the other records, and shared between tables",
    "clean/registers/reconcile.py": "says which exports each figure of a project's own documents rests on",
    "sample/bulk.py": "multiplies one export of the sample",
    "sample/exports.py": "writes each export of the sample in the shape its system gives",
    "sample/world.py": "the parts of sample.yml",
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


@pytest.mark.parametrize("folder", EVALUATE_FOLDERS)
def test_a_folder_of_evaluate_imports_only_from_folders_above_it(folder: str) -> None:
    allowed = set(EVALUATE_FOLDERS[: EVALUATE_FOLDERS.index(folder) + 1])
    for file in (SOURCE / "evaluate" / folder).glob("*.py"):
        imported = {n.split(".")[2] for n in _imported(file) if n.startswith("analysis.evaluate.")}
        assert imported <= allowed, file.relative_to(ROOT).as_posix()


def _switches(source: str) -> list[str]:
    """Find code that knows one type of measure from another: comparisons, collections, isinstance, cases."""
    classes = {t.__name__ for t in TYPES.values()}

    def is_id(node: ast.AST | None) -> bool:
        return isinstance(node, ast.Constant) and node.value in TYPES

    def names_type(node: ast.AST) -> bool:
        """Whether an expression holds the id of a type: `measure.type`, `row["measure"]`, `kind`."""
        key = node.slice if isinstance(node, ast.Subscript) else None
        return (
            (isinstance(node, ast.Attribute) and node.attr == "type")
            or (isinstance(key, ast.Constant) and key.value == "measure")
            or (isinstance(node, ast.Name) and node.id in ("measure", "kind", "type_id"))
        )

    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            switch = any(map(is_id, sides)) and any(map(names_type, sides))
        elif isinstance(node, ast.Tuple | ast.Set | ast.List):
            switch = len(node.elts) > 1 and all(map(is_id, node.elts))
        elif isinstance(node, ast.Dict):
            switch = len(node.keys) > 0 and all(map(is_id, node.keys))
        elif isinstance(node, ast.Call):
            called = node.func
            of_class = isinstance(called, ast.Name) and called.id == "isinstance"
            held = {n.id for n in ast.walk(node.args[1]) if isinstance(n, ast.Name)} if of_class else set()
            method = called.attr if isinstance(called, ast.Attribute) else ""
            asked = method in ("eq", "ne") and any(map(is_id, node.args)) and names_type(called.value)  # type: ignore[attr-defined]
            switch = bool(held & classes) or asked
        elif isinstance(node, ast.MatchValue):
            switch = is_id(node.value)
        elif isinstance(node, ast.MatchClass):
            switch = isinstance(node.cls, ast.Name) and node.cls.id in classes
        else:
            switch = False
        if switch:
            found.append(ast.unparse(node))
    return found


def test_no_room_but_their_own_knows_one_type_of_measure_from_another() -> None:
    own = {SOURCE / "measure_types", SOURCE / "evaluate" / "measures"}
    for file in SOURCE.rglob("*.py"):
        if not own & set(file.parents):
            assert not _switches(file.read_text(encoding="utf-8")), file.relative_to(ROOT).as_posix()


@pytest.mark.parametrize(
    "planted",
    [
        'unit = "kr" if measure.type == "amount" else "poeng"',
        'few = row["measure"] != "share"',
        'PEOPLE = ("index", "item", "amount", "share")',
        'units = {"index": "poeng", "rate": "ganger"}',
        "rate = isinstance(indicator.measure, Rate | Duration)",
        'own = out["measure"].eq("share")',
        'match kind:\n    case "rate":\n        pass',
        "match measure:\n    case Rate():\n        pass",
    ],
)
def test_a_switch_on_a_type_is_found(planted: str) -> None:
    assert _switches(planted)


def test_columns_called_like_a_type_are_no_switch() -> None:
    assert not _switches('rows["item"].eq("q01"); keys = ["item", "wave"]; share = n / total')


def _sentences(source: str) -> list[str]:
    """Find text made for a reader: words in a row or Norwegian letters, docstrings and errors left out."""
    tree = ast.parse(source)
    kept: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr | ast.Raise):
            kept |= set(ast.walk(node))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Field":
            kept |= set(ast.walk(node))
    texts = [n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and n not in kept]
    return [
        t
        for t in texts
        if isinstance(t, str) and (set(t) & set("æøåÆØÅ«»") or re.search(r"[a-z],? [a-z]", t))
    ]


def test_evaluate_holds_numbers_and_ids_and_no_sentence() -> None:
    for file in (SOURCE / "evaluate").rglob("*.py"):
        own = [t for t in _sentences(file.read_text(encoding="utf-8")) if not t.startswith("# Written by")]
        assert not own, file.relative_to(ROOT).as_posix()


def test_a_sentence_in_evaluate_is_found() -> None:
    assert _sentences('reason = f"For lite data: {n} hendelser er for få"')
    assert _sentences('label = "månedene"')
    assert not _sentences(
        '"""What this does."""\nverdict = "for_lite_data"\nraise ValueError("n must be above 0")'
    )


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
    allowed = {"analysis/evaluate/measures/duration.py": {"scipy.stats"}}
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


Uses = dict[str, set[str]]
"""A room, or a folder or module of one → those it imports from."""


def _uses_of_rooms() -> Uses:
    uses: Uses = {room: set() for room in ROOMS}
    for file in SOURCE.rglob("*.py"):
        if _room(file) in uses:
            uses[_room(file)] |= _imported_rooms(file) - {_room(file)}
    return uses


def _uses_in_evaluate() -> Uses:
    base = SOURCE / "evaluate"
    uses: Uses = {}
    for file in sorted(base.rglob("*.py")):
        part = file.relative_to(base).parts[0].removesuffix(".py")
        if part != "__init__":
            names = {n.split(".")[2] for n in _imported(file) if n.startswith("analysis.evaluate.")}
            uses[part] = uses.get(part, set()) | (names - {part})
    return uses


def _picture(uses: Uses, what: str) -> str:
    """Draw who uses whom as a Mermaid graph with a sentence of counts; refuses a circle.

    An arrow that follows from others is left out: where b uses a and c uses b, not a → c.
    """
    order = list(TopologicalSorter({part: sorted(uses[part]) for part in sorted(uses)}).static_order())
    reached: Uses = {}
    for part in order:
        reached[part] = uses[part].union(*(reached[used] for used in uses[part]))
    drawn = {
        part: {used for used in uses[part] if not any(used in reached[other] for other in uses[part])}
        for part in order
    }
    users = {used: [part for part in order if used in drawn[part]] for used in order}
    lines = [f"    {used} --> {' & '.join(by)}" for used, by in users.items() if by]
    arrows, n_drawn = (sum(map(len, of.values())) for of in (uses, drawn))
    told = (
        f"{len(order)} {what}, {arrows} arrows, no circle; {n_drawn} are drawn, the others follow from them."
    )
    return "\n".join(["```mermaid", "flowchart TD", *lines, "```", "", told])


@pytest.mark.parametrize(
    ("uses", "what"), [(_uses_of_rooms, "rooms"), (_uses_in_evaluate, "parts of `evaluate`")]
)
def test_the_picture_in_the_document_is_drawn_from_the_imports(uses: Callable[[], Uses], what: str) -> None:
    picture = _picture(uses(), what)
    assert picture in (ROOT / "docs/architecture.md").read_text(encoding="utf-8"), f"put there:\n{picture}"


def test_a_picture_leaves_out_what_follows_and_refuses_a_circle() -> None:
    assert _picture({"a": set(), "b": {"a"}, "c": {"a", "b"}}, "rooms").splitlines() == [
        *("```mermaid", "flowchart TD", "    a --> b", "    b --> c", "```", ""),
        "3 rooms, 3 arrows, no circle; 2 are drawn, the others follow from them.",
    ]
    with pytest.raises(ValueError, match="cycle"):
        _picture({"a": {"b"}, "b": {"a"}}, "rooms")
