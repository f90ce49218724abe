"""Real data, keys, made files and notebook outputs do not enter the repository."""

from __future__ import annotations

import base64
import gzip
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

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
        "src/analysis/disclose/svar.csv",
    ],
)
def test_what_must_stay_out_is_refused(name: str) -> None:
    assert [r.split(":")[0] for r in refusals([name], {"leie"})] == [name]


@pytest.mark.parametrize(
    "name",
    [
        "data/raw/leie/svar.csv",
        "data/raw/README.md",
        "src/analysis/cli/work.py",
        "src/analysis/disclose/safe_forms.csv",
        "tests/reference/counts.csv",
    ],
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


def test_a_correction_of_one_column_of_several_that_name_a_person_is_refused(
    tmp_path: Path, project: Project
) -> None:
    name = kept(tmp_path, "data/corrections.yml", CORRECTIONS.replace("column: name", "column: Etternavn"))
    parts = tuple(
        s.model_copy(update={"columns": {**s.columns, "name": "Fornavn + Etternavn"}})
        if s.id == "leieforhold"
        else s
        for s in project.sources
    )
    told = telling(tmp_path, [name], [project.model_copy(update={"synthetic": False, "sources": parts})])
    assert "correction 3 names a person" in told[0]


@pytest.mark.parametrize("name", ["notat.txt", "fødsler.md", ".github/x.yml", "docs/utf16.txt"])
def test_an_identity_number_is_found_in_any_file_but_code(
    tmp_path: Path, project: Project, name: str
) -> None:
    kept(tmp_path, name, "")
    (tmp_path / name).write_text("01.01.1907 50160", encoding="utf-16" if "utf16" in name else "utf-8")
    code = kept(tmp_path, "tests/test_x.py", "01010750160")
    assert [line.split(":")[0] for line in telling(tmp_path, [name, code], [project])] == [name]


@pytest.mark.parametrize("form", ["utf-16", "hex", "base64"])
def test_the_key_is_found_in_other_forms(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str, project: Project
) -> None:
    monkeypatch.delenv(FILE_VARIABLE, raising=False)
    monkeypatch.setenv(KEY_VARIABLE, KEY)
    forms = {
        "utf-16": KEY.encode("utf-16"),
        "hex": KEY.encode().hex().encode(),
        "base64": base64.b64encode(KEY.encode()),
    }
    (tmp_path / "a.txt").write_bytes(b"x" + forms[form])
    assert "pseudonym key" in telling(tmp_path, ["a.txt"], [project])[0]


@pytest.mark.parametrize("name", ["docs/bilde.png", "notat.md", "tests/svar.csv"])
def test_a_copy_of_a_real_export_is_refused_whatever_it_is_called(
    tmp_path: Path, project: Project, name: str
) -> None:
    export = "Navn;Svar\nKari Prøve;7\n"
    kept(tmp_path, "data/raw/byen/svar.csv", export)
    kept(tmp_path, "data/raw/leie/tom.csv", "Navn;Svar\n")
    real = project.model_copy(update={"id": "byen", "synthetic": False})
    kept(tmp_path, name, export)
    other = kept(tmp_path, "docs/eksempel.md", "Navn;Svar\n")
    told = telling(tmp_path, [name, other], [project, real])
    assert [line.split(":")[0] for line in told] == [name]
    assert "Kari" not in told[0]


@pytest.mark.parametrize("begins", [b"PK\x03\x04", b"\x1f\x8b", b"PAR1", b"\xd0\xcf\x11\xe0"])
def test_a_workbook_or_archive_is_refused_by_its_content(
    tmp_path: Path, project: Project, begins: bytes
) -> None:
    names = ["docs/a.png", "data/raw/leie/a.xlsx"]
    for name in names:
        kept(tmp_path, name, "")
        (tmp_path / name).write_bytes(begins + b"...")
    assert [line.split(":")[0] for line in telling(tmp_path, names, [project])] == names[:1]


def test_a_packing_of_the_tests_own_is_taken_when_it_can_be_looked_into(
    tmp_path: Path, project: Project
) -> None:
    kept(tmp_path, "tests/a.gz", "")
    (tmp_path / "tests/a.gz").write_bytes(gzip.compress(b"ingen"))
    assert telling(tmp_path, ["tests/a.gz"], [project]) == []
    (tmp_path / "tests/a.gz").write_bytes(gzip.compress(b"ingen")[:-4])
    assert "cannot be looked into" in telling(tmp_path, ["tests/a.gz"], [project])[0]


def test_pasted_files_and_traces_of_a_run_are_stripped_from_a_notebook(tmp_path: Path) -> None:
    note = new_markdown_cell("![x](attachment:x.png)", attachments={"x.png": {"image/png": "S2FyaQ=="}})
    kernel = {"name": "python3", "display_name": "Python 3"}
    metadata = {"kernelspec": kernel, "widgets": {"state": "Kari"}, "papermill": {"exception": "Kari"}}
    path = tmp_path / "n.ipynb"
    nbformat.write(new_notebook(cells=[note], metadata=metadata), path)
    assert strip_outputs(path)
    left = nbformat.read(path, as_version=4)
    assert dict(left.metadata) == {"kernelspec": kernel}
    assert "attachments" not in left.cells[0]
    assert not strip_outputs(path)


def test_tracked_files_with_norwegian_letters_are_checked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Git writes such names with escapes, unless asked not to."""
    (tmp_path / "params").mkdir()
    (tmp_path / "notebooks").mkdir()
    kept(tmp_path, "data/raw/byen/spørsmål.csv", "x")
    for command in (["init", "-q"], ["add", "-f", "."]):
        subprocess.run(["git", *command], cwd=tmp_path, check=True, capture_output=True)
    monkeypatch.chdir(tmp_path)
    assert main([]) == 1
    assert "data/raw/byen/spørsmål.csv: raw exports" in capsys.readouterr().err


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


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout of its own with the hook switched on, and the environment these tests run in."""
    root = Path(__file__).parents[1]
    for part in ("params", ".githooks"):
        shutil.copytree(root / part, tmp_path / part)
    (tmp_path / "src").symlink_to(root / "src")
    (tmp_path / ".venv").symlink_to(sys.prefix)
    (tmp_path / ".gitignore").write_text("/src\n/.venv\n", encoding="utf-8")
    (tmp_path / "notebooks").mkdir()
    for said in (["init", "-q"], ["config", "user.name", "a"], ["config", "user.email", "a@b.no"]):
        git(tmp_path, *said)
    git(tmp_path, "config", "core.hooksPath", ".githooks")
    return tmp_path


def git(folder: Path, *said: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["git", *said], cwd=folder, capture_output=True, encoding="utf-8", check=False)


@pytest.mark.slow
def test_the_hook_refuses_outputs_until_what_was_stripped_is_what_is_committed(checkout: Path) -> None:
    notebook = checkout / "notebooks/x.ipynb"
    cell = new_code_cell("1 + 1", execution_count=1, outputs=[new_output("stream", text="2")])
    notebook.write_text(nbformat.writes(new_notebook(cells=[cell])), encoding="utf-8")
    git(checkout, "add", ".")
    assert "outputs removed" in git(checkout, "commit", "-m", "a").stderr
    again = git(checkout, "commit", "-m", "a")
    assert "changed since they were added" in again.stderr
    assert "notebooks/x.ipynb" in again.stderr
    git(checkout, "add", ".")
    told = git(checkout, "commit", "-m", "a")
    assert told.returncode == 0, told.stderr
    assert 'execution_count": 1' not in git(checkout, "show", "HEAD:notebooks/x.ipynb").stdout


@pytest.mark.slow
def test_the_hook_refuses_a_key_and_unformatted_code(checkout: Path) -> None:
    kept(checkout, "min.key", "x")
    git(checkout, "add", "min.key")
    assert "a pseudonym key never enters" in git(checkout, "commit", "-m", "a").stderr
    git(checkout, "rm", "-q", "--cached", "min.key")
    kept(checkout, "x.py", "x = 1;y=2\n")
    git(checkout, "add", "x.py")
    assert git(checkout, "commit", "-m", "a").returncode != 0
    assert git(checkout, "log").stdout == ""
