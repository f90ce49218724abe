"""A copy of an example project in which runs may write and files may be broken."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def copy_project(target: Path, name: str = "leie") -> Path:
    for part in (f"params/{name}", f"data/raw/{name}", "notebooks", "report"):
        shutil.copytree(ROOT / part, target / part, ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    for file in ("requirements.lock", "data/corrections.yml"):
        if (ROOT / file).is_file():
            shutil.copy2(ROOT / file, target / file)
    return target


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return copy_project(tmp_path / "prosjekt")
