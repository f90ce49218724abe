"""What the documents name is there: files, folders, modules, functions."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src/analysis"
DOCUMENTS = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
]
KEPT = ("src", "tests", "docs", "params", "report", "benchmarks", "notebooks", "data/raw")
MADE = (
    *("build/", "released/", "data/processed/", "data/raw/PROJECT", ".venv/"),
    *("offentlig/", "evaluation/", "steps/", "_generert/", "_fonter/", "figurer/", "prosjekt/"),
)
"""Beginnings of what a run or a researcher makes."""
ROOMS = {p.stem for p in SOURCE.iterdir()} - {"__init__", "__main__", "__pycache__"}
FIGURES = "figures"
"""A folder of `present` whose functions are named without the room."""


@pytest.fixture(scope="module")
def there() -> set[str]:
    """Every kept file and folder, and each of its endings: `judging/goals.py` is one of a longer path."""
    files = [p.relative_to(ROOT) for kept in KEPT for p in (ROOT / kept).rglob("*")]
    files += [p.relative_to(ROOT) for p in ROOT.iterdir()]
    return {"/".join(p.parts[k:]) for p in files for k in range(len(p.parts))}


def _names(text: str) -> list[str]:
    """What is written as code outside the blocks, without arguments of calls."""
    inline = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    return [re.sub(r"\(.*", "", name) for name in re.findall(r"`([^`\n]+)`", inline)]


def _paths(text: str) -> list[str]:
    paths = [
        n for n in _names(text) if re.fullmatch(r"[\w.-]+(/[\w.-]+)*/|([\w.-]+/)*[\w.-]+\.(py|qmd|ipynb)", n)
    ]
    return [p.rstrip("/") for p in paths if not p.startswith(MADE)]


def _modules(text: str) -> list[str]:
    """Dotted names in the package, as `analysis.room.name`."""
    dotted = [n for n in _names(text) if re.fullmatch(r"[a-z_]+(\.\w+)+", n)]
    rooted = [f"present.{n}" if n.startswith(f"{FIGURES}.") else n for n in dotted]
    named = [
        f"analysis.{n}" for n in rooted if n.split(".")[0] in ROOMS and not n.endswith((".py", ".yml", ".md"))
    ]
    of_use = re.sub(r"^```\w+ \S+\n.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)  # files yet to be made
    imported = re.findall(r"from (analysis[\w.]*) import", of_use)
    return [n for n in dotted if n.startswith("analysis.")] + named + imported


def _resolves(name: str) -> bool:
    parts = name.split(".")
    for k in range(len(parts), 0, -1):
        try:
            found: object = import_module(".".join(parts[:k]))
        except ModuleNotFoundError:
            continue
        return all((found := getattr(found, part, None)) is not None for part in parts[k:])
    return False


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_every_path_and_module_a_document_names_is_there(document: Path, there: set[str]) -> None:
    text = document.read_text(encoding="utf-8")
    assert [p for p in _paths(text) if p not in there] == []
    assert [m for m in _modules(text) if not _resolves(m)] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_every_link_of_a_document_leads_somewhere(document: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", document.read_text(encoding="utf-8"))
    assert [
        link for link in links if not link.startswith(MADE) and not (document.parent / link).exists()
    ] == []


def test_a_name_that_is_gone_is_found(there: set[str]) -> None:
    text = "`present/labels.py`, `figure_x.py`, `src/analysis/gone/`, `basis/`, `present.figures.x()`"
    assert [p for p in _paths(text) if p not in there] == [
        "present/labels.py",
        "figure_x.py",
        "src/analysis/gone",
    ]
    assert [m for m in _modules(text) if not _resolves(m)] == ["analysis.present.figures.x"]
