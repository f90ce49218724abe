"""Real data, keys, made files and notebook outputs do not enter the repository."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from analysis.commit_guard import main, refusals, strip_outputs


@pytest.mark.parametrize(
    "name",
    ["data/raw/byen/svar.csv", "build/leie/x/rapport.pdf", "data/processed/leie/x/survey.parquet", "min.key"],
)
def test_what_must_stay_out_is_refused(name: str) -> None:
    assert [r.split(":")[0] for r in refusals([name], {"leie"})] == [name]


@pytest.mark.parametrize("name", ["data/raw/leie/svar.csv", "data/raw/README.md", "src/analysis/cli.py"])
def test_what_belongs_is_taken(name: str) -> None:
    assert refusals([name], {"leie"}) == []


def test_outputs_are_stripped_and_a_clean_notebook_is_left_alone(tmp_path: Path) -> None:
    cell = new_code_cell("1", execution_count=3, outputs=[new_output("stream", text="Kari")])
    path = tmp_path / "n.ipynb"
    nbformat.write(new_notebook(cells=[cell]), path)
    assert strip_outputs(path)
    text = path.read_text(encoding="utf-8")
    assert "Kari" not in text
    assert not strip_outputs(path)
    assert path.read_text(encoding="utf-8") == text


def test_everything_tracked_here_may_be_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(Path(__file__).parents[1])
    assert main([]) == 0
