"""A person who asks to be forgotten is found everywhere, and what was made of her rows is gone."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from analysis.clean import clean_records, clean_survey, save
from analysis.clean.files.unpacked import texts_in
from analysis.clean.whereabouts import find_person
from analysis.cli import main
from analysis.params import load_period, period_files
from analysis.pipeline import PipelineError
from analysis.pipeline.forget import forget, prune

NUMBER, NAME = "10001", "Skissbjørn Skisseberg"
TODAY = date(2025, 1, 2)


def built(root: Path) -> None:
    """Clean every period, and lay what a build holds beside the tables."""
    for file in period_files(root, "leie"):
        study = load_period(file)
        for half in (clean_survey, clean_records):
            save(half(study), study.processed_dir)
        (study.build_dir / "notebooks").mkdir(parents=True)
        (study.build_dir / "notebooks/03.ipynb").write_text("{}", encoding="utf-8")


def holding(root: Path, wanted: str) -> list[str]:
    person = find_person(load_period(period_files(root, "leie")[0]), wanted)
    return [
        path.relative_to(root).as_posix()
        for path in sorted(root.rglob("*"))
        if path.is_file()
        and any(
            person.in_text(line) for _, t in texts_in(path.name, path.read_bytes()) for line in t.split("\n")
        )
    ]


def take_out(root: Path) -> None:
    """Take her rows out of every raw file by hand, as the command asked for."""
    from openpyxl import load_workbook

    person = find_person(load_period(period_files(root, "leie")[0]), NUMBER)
    for path in (root / "data/raw/leie").iterdir():
        if path.suffix == ".csv":
            kept = [
                line
                for line in path.read_bytes().splitlines(keepends=True)
                if not person.in_text(line.decode("utf-8", "replace"))
                and not person.in_text(line.decode("cp1252", "replace"))
                and not line.startswith(NUMBER.encode())
            ]
            path.write_bytes(b"".join(kept))
        else:
            book = load_workbook(path)
            for sheet in book:
                for row in range(sheet.max_row, 1, -1):
                    if any(person.in_text(str(cell.value)) for cell in sheet[row] if cell.value):
                        sheet.delete_rows(row)
            book.save(path)


def test_a_forgotten_person_stands_in_no_file_of_the_project(project: Path) -> None:
    built(project)
    released = project / "released/leie/sluttrapport/rapport.html"
    released.parent.mkdir(parents=True)
    released.write_text(f"<p>{NAME} sier</p>", encoding="utf-8")
    before = holding(project, NUMBER)
    assert any(name.startswith("data/processed/leie/sluttrapport/") for name in before)

    said = CliRunner().invoke(main, ["--root", str(project), "forget", "leie", "--person", NUMBER])
    assert said.exit_code == 1
    assert NAME not in said.output
    assert "data/raw/leie/leieforhold.csv, rows 3" in said.output
    assert "data/raw/leie/husleie.csv, rows" in said.output
    assert "released/leie/sluttrapport/rapport.html" in said.output
    assert released.read_text(encoding="utf-8") == f"<p>{NAME} sier</p>"
    assert not (project / "data/processed/leie").exists()
    assert not (project / "build/leie").exists()

    person_before = find_person(load_period(period_files(project, "leie")[0]), NUMBER)
    take_out(project)
    released.unlink()
    outcome = forget(project, "leie", NAME, TODAY, taken_out=True)
    assert outcome.raw == ()
    assert not outcome.left
    for path in sorted(project.rglob("*")):
        if path.is_file():
            texts = [text for _, text in texts_in(path.name, path.read_bytes())]
            assert not any(person_before.in_text(line) for t in texts for line in t.split("\n")), path
    record = (project / "data/forgotten.yml").read_text(encoding="utf-8")
    assert "2025-01-02" in record
    assert NUMBER not in record


def test_nobody_of_that_name_removes_nothing(project: Path) -> None:
    made = project / "build/leie/sluttrapport/steps"
    made.mkdir(parents=True)
    with pytest.raises(PipelineError, match="nobody of that number or name"):
        forget(project, "leie", "Finnes Ikkehansen", TODAY)
    assert made.is_dir()


def test_a_build_behind_a_link_is_not_removed(project: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "annet"
    (elsewhere / "steps").mkdir(parents=True)
    (project / "build").mkdir()
    (project / "build/leie").symlink_to(elsewhere)
    with pytest.raises(PipelineError, match="is a link"):
        forget(project, "leie", NUMBER, TODAY)
    assert (elsewhere / "steps").is_dir()


def test_prune_removes_what_is_no_longer_declared_and_nothing_else(project: Path) -> None:
    kept = ["build/leie/sluttrapport/offentlig", "build/leie/maler", "data/processed/leie/sluttrapport"]
    gone = [
        "build/leie/gammel",
        "build/borte/x",
        "data/processed/leie/gammel",
        "build/leie/2024-sommer/offentlig",
    ]
    for name in (*kept, *gone, "build/leie/gammel/steps", "build/borte/x/steps"):
        (project / name).mkdir(parents=True, exist_ok=True)
    assert sorted(prune(project, dry=True)) == sorted(gone)
    assert all((project / name).is_dir() for name in gone)
    assert sorted(prune(project)) == sorted(gone)
    assert all((project / name).is_dir() for name in kept)
    assert not any((project / name).exists() for name in gone)
