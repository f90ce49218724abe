"""Real data, keys, made files and notebook outputs do not enter the repository."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from analysis.clean.persons.pseudonyms import FILE_VARIABLE, KEY_VARIABLE
from analysis.commit_guard import main, refusals, strip_outputs, telling
from analysis.params import Project, read_params


@pytest.mark.parametrize(
    "name",
    [
        "data/raw/byen/svar.csv",
        "data/raw/svar.csv",
        "data/raw/byen.zip",
        "build/leie/x/rapport.pdf",
        "data/processed/leie/x/survey.parquet",
        "min.key",
        "MIN.KEY",
        "funn.xlsx",
        "skjema/leieforhold.XLSX",
        ".env",
        "params/leie/deltakere.csv",
    ],
)
def test_what_must_stay_out_is_refused(name: str) -> None:
    assert [r.split(":")[0] for r in refusals([name], {"leie"})] == [name]


@pytest.mark.parametrize(
    "name",
    ["data/raw/leie/svar.csv", "data/raw/README.md", "src/analysis/cli.py", "tests/reference/counts.csv"],
)
def test_what_belongs_is_taken(name: str) -> None:
    assert refusals([name], {"leie"}) == []


KEY = "q7Lr2ZtVn4XcB9mKd3Ws8YfH"


def kept(root: Path, name: str, text: str) -> str:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return name


@pytest.fixture
def project() -> Project:
    root = Path(__file__).parents[1]
    return read_params(root / "params/leie/project.yml", Project, root)


@pytest.mark.parametrize("name", ["docs/notat.md", "src/analysis/x.py", "params/leie/project.yml"])
def test_the_key_is_refused_in_any_file_and_not_repeated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, project: Project
) -> None:
    monkeypatch.delenv(FILE_VARIABLE, raising=False)
    monkeypatch.setenv(KEY_VARIABLE, KEY)
    told = telling(
        tmp_path, [kept(tmp_path, name, f"nøkkel: {KEY}\n"), kept(tmp_path, "a.md", "ingen")], [project]
    )
    assert [line.split(":")[0] for line in told] == [name]
    assert KEY not in told[0]


def test_the_key_of_a_file_is_looked_for_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, project: Project
) -> None:
    (tmp_path / "nokkel").write_text(KEY + "\n")
    monkeypatch.delenv(KEY_VARIABLE, raising=False)
    monkeypatch.setenv(FILE_VARIABLE, str(tmp_path / "nokkel"))
    assert telling(tmp_path, [kept(tmp_path, "a.md", KEY)], [project])


def test_an_identity_number_is_refused_and_one_kept_for_tests_is_not(
    tmp_path: Path, project: Project
) -> None:
    files = [kept(tmp_path, "docs/a.md", "010107 50160"), kept(tmp_path, "docs/b.md", "25857518465")]
    told = telling(tmp_path, files, [project])
    assert [line.split(":")[0] for line in told] == ["docs/a.md"]
    assert "50160" not in told[0]


CORRECTIONS = """corrections:
  - {source: leieforhold, row: 3, column: Utflyttet, old: x, new: y, reason: r, who: w, date: 2024-10-07}
  - {source: leieforhold, key: {Navn: Kari Prøve}, column: Utflyttet, old: x, new: y, reason: r, who: w,
     date: 2024-10-07}
  - {source: leieforhold, row: 4, column: name, old: Kari, new: Karin, reason: r, who: w, date: 2024-10-07}
"""


def test_a_correction_that_names_a_person_of_a_real_project_is_refused(
    tmp_path: Path, project: Project
) -> None:
    name = kept(tmp_path, "data/corrections.yml", CORRECTIONS)
    real = project.model_copy(update={"synthetic": False})
    assert telling(tmp_path, [name], [project]) == []
    told = telling(tmp_path, [name], [real])
    assert len(told) == 1
    assert "correction 2, 3 names a person" in told[0]
    assert "Kari" not in told[0]


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
