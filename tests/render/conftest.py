import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

HERE = Path(__file__).parent
REPORT = HERE.parents[1] / "report"


def lay_out(copy: Path) -> Path:
    """A report folder that uses every construct, with the project's own settings and style."""
    shutil.copytree(HERE / "fixture", copy)
    shutil.copytree(REPORT / "_stil", copy / "_stil")
    shutil.copy(REPORT / "_quarto.yml", copy)
    return copy


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return lay_out(tmp_path / "kopi")


@pytest.fixture
def small(folder: Path) -> Callable[[str], Path]:
    """Write a report with the given text in place of the fixture's."""

    def write(body: str, settings: str = "") -> Path:
        head = "---\ntitle: Prøve\nauthor: Enheten\ndate: 2024-10-31\nmetadata-files: [_verdier.yml]\n"
        text = f"{head}{settings}---\n\n# Innledning {{#sec-inn}}\n\n{body}\n"
        (folder / "rapport.qmd").write_text(text, encoding="utf-8")
        return folder

    return write
