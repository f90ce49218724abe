"""The second project run to its reports, and run again: partly, by force, in batch, without a file."""

from __future__ import annotations

import csv
import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from analysis.clean import load_tables
from analysis.cli import main
from analysis.disclose import restrict
from analysis.evaluate import Evaluation
from analysis.exit import ExitError
from analysis.params import load_period
from analysis.pipeline import run_period, status
from analysis.pipeline.files import hashes
from analysis.pipeline.reports import Exit, others_of

from .conftest import copy_project
from .public_numbers import foreign_numbers

pytestmark = pytest.mark.slow

BUILD = Path("build/husvert/sluttevaluering")
STEPS = ("clean_survey", "clean_records", "compare", "present", "render")
FIRST_ONLY = (
    *("Runarvei", "Midtås", "Sandefjord", "Byggdrift", "rosjektmedarbeider", "tjenestekontor", "NAV"),
    *("Handlingsplan for tiltak", "Fremdriftsplan", "ingen sammenligningsgruppe", "Enkeltspørsmål"),
    *("har flyttet", "Enig (", "enig (", "enighet", "Hva som er ekte", "oppmøte", "Boligkontoret"),
)
"""What a report of this project could only have from the first one."""


def _period(project: Path, name: str = "sluttevaluering") -> Path:
    return project / "params" / "husvert" / "periods" / f"{name}.yml"


def _run(project: Path) -> tuple[tuple[str, ...], str | None]:
    here = Path.cwd()
    outcome = run_period(_period(project), engine="embedded", force=False, say=lambda _: None)
    assert Path.cwd() == here, "a run leaves the process where it was"
    return outcome.ran, outcome.error


def _outputs(project: Path) -> dict[str, str]:
    made = [f for f in (project / BUILD).rglob("*") if f.is_file()]
    return hashes([*made, *(project / "data" / "processed").rglob("*.parquet")], project)


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project after a whole run, to be read and never changed."""
    project = copy_project(tmp_path_factory.mktemp("ferdig") / "prosjekt", "husvert")
    assert _run(project) == (STEPS, None)
    return project


@pytest.fixture(scope="module")
def build(finished: Path) -> Path:
    return finished / BUILD


@pytest.fixture
def again(finished: Path, tmp_path: Path) -> Path:
    """A copy of the finished project, elsewhere, to be changed and run again."""
    return shutil.copytree(finished, tmp_path / "igjen")


@pytest.fixture(scope="module")
def batch(finished: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Result]:
    """The finished project, elsewhere, after a forced run of two periods, of which the first one fails."""
    project = shutil.copytree(finished, tmp_path_factory.mktemp("bunke") / "prosjekt")
    file = _period(project, "halvveis")
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("to: 2024-02-29", "to: 2024-06-30"), encoding="utf-8")
    command = ["--root", str(project), "run", "--all", "--force", "--engine", "embedded", "--jobs", "1"]
    return project, CliRunner().invoke(main, command)


@pytest.mark.parametrize("edition", ["begrenset", "offentlig"])
def test_a_run_ends_with_both_editions(build: Path, edition: str) -> None:
    for kind in ("html", "pdf"):
        assert (build / edition / f"rapport.{kind}").stat().st_size > 10_000


@pytest.mark.parametrize("edition", ["begrenset", "offentlig"])
def test_its_reports_say_nothing_that_only_the_first_project_could(build: Path, edition: str) -> None:
    text = (build / edition / "rapport.html").read_text(encoding="utf-8")
    assert [word for word in FIRST_ONLY if word in text] == []


def test_the_comparison_address_is_shown_to_the_steering_group_alone(build: Path) -> None:
    told = {e: (build / e / "rapport.html").read_text(encoding="utf-8") for e in ("begrenset", "offentlig")}
    assert all("Holdt opp mot adresser uten prosjektet" in text for text in told.values())
    assert "Endring der" in told["begrenset"]
    assert "Endring der" not in told["offentlig"]


def test_the_public_report_names_no_address(build: Path) -> None:
    text = (build / "offentlig" / "rapport.html").read_text(encoding="utf-8")
    assert [name for name in ("Elvesvingen", "Kaigata", "Skogkanten") if name in text] == []
    assert "Sammenligningshuset" in text


def test_a_second_run_does_nothing(finished: Path, again: Path) -> None:
    assert _run(again) == ((), None)
    assert _outputs(again) == _outputs(finished)


def test_a_forced_run_gives_the_same_bytes(finished: Path, batch: tuple[Path, Result]) -> None:
    before, after = _outputs(finished), _outputs(batch[0])
    assert {k for k in before.keys() | after.keys() if before.get(k) != after.get(k)} == set()


def test_a_failing_period_stops_no_other_and_the_batch_says_which(batch: tuple[Path, Result]) -> None:
    result = batch[1]
    assert result.exit_code == 1
    assert "husvert/sluttevaluering: done" in result.output
    assert re.search(r"husvert/sluttevaluering: .+ \(\d+\.\d s\)", result.output), "nothing was run"
    assert "husvert/halvveis: FAILED" in result.output
    assert "the windows overlap" in result.output
    assert "1 of 2 periods are done; failed: husvert/halvveis" in result.output
    assert "Traceback" not in result.output


def test_a_damaged_report_is_made_again_alone(finished: Path, again: Path) -> None:
    report = again / BUILD / "offentlig" / "rapport.html"
    report.write_text("skrevet over", encoding="utf-8")
    assert _run(again) == (("render",), None)
    assert _outputs(again) == _outputs(finished)


def test_a_comment_in_a_parameter_file_reruns_nothing(again: Path) -> None:
    file = _period(again)
    file.write_text("# en merknad\n" + file.read_text(encoding="utf-8"), encoding="utf-8")
    assert _run(again) == ((), None)


def test_a_changed_word_in_the_prose_reruns_presenting_and_rendering(again: Path) -> None:
    prose = next(iter(sorted((again / "report" / "husvert").glob("*.qmd"))))
    prose.write_text(prose.read_text(encoding="utf-8") + "\n\nEn setning til.\n", encoding="utf-8")
    why = status(_period(again))
    assert why["clean_survey"] == why["clean_records"] == why["compare"] == []
    assert any(prose.name in reason for reason in why["present"])
    assert _run(again) == (("present", "render"), None)


def test_a_missing_raw_file_stops_with_one_message_and_leaves_no_manifest(again: Path) -> None:
    (again / "data" / "raw" / "husvert" / "reskontro.csv").unlink()
    ran, error = _run(again)
    assert ran == ()
    assert error is not None
    assert "reskontro.csv" in error
    assert "Traceback" not in error
    assert not (again / BUILD / "manifest.json").exists()
    assert list((again / BUILD).rglob("rapport.html")) == [], "a report of an earlier run lies there"


def test_a_tenant_named_in_a_chapter_stops_the_run_and_leaves_no_edition(again: Path) -> None:
    raw = (again / "data/raw/husvert/husleieavtaler.csv").read_bytes().decode("iso-8859-1")
    name = next(line for line in csv.reader(raw.splitlines(), delimiter=";") if line[0].isdigit())[1]
    prose = again / "report" / "husvert" / "rolle.qmd"
    prose.write_text(prose.read_text(encoding="utf-8") + f"\nTakk til {name}.\n", encoding="utf-8")
    line = prose.read_text(encoding="utf-8").count("\n")
    ran, error = _run(again)
    assert ran == ()
    assert error is not None
    assert f"report/husvert/rolle.qmd, linje {line}" in error
    assert name not in error
    assert [edition for edition in ("begrenset", "offentlig") if (again / BUILD / edition).exists()] == []
    told = CliRunner().invoke(main, ["--root", str(again), "check", "husvert/sluttevaluering"])
    assert told.exit_code == 1
    assert "Feil: rolle.qmd" in told.output or "Feil: report/husvert/rolle.qmd" in told.output


def test_what_only_the_finished_files_say_is_found_there(again: Path) -> None:
    """Planted where no source is searched: in the sources of the public report after they were made."""
    with pytest.raises(ExitError, match=r"report/rapport\.qmd"):
        study = load_period(_period(again))
        made = again / BUILD / "offentlig" / "report" / "rapport.qmd"
        made.write_text(made.read_text(encoding="utf-8") + "\nI Elvesvingen 4.\n", encoding="utf-8")
        leave = Exit(study)
        leave.search(others_of(study), study.build_dir)
    assert not (again / BUILD / "offentlig").exists()
    assert not (again / BUILD / "begrenset").exists()


def test_an_edition_that_is_no_longer_declared_is_removed(again: Path) -> None:
    file = _period(again)
    text = file.read_text(encoding="utf-8")
    kept = re.sub(r"editions: \[.*?\]", "editions: [begrenset]", text)
    assert kept != text
    file.write_text(kept, encoding="utf-8")
    assert _run(again)[1] is None
    assert not (again / BUILD / "offentlig").exists()


def _released(project: Path, *command: str) -> Result:
    return CliRunner().invoke(main, ["--root", str(project), "release", *command])


def test_a_release_is_frozen_once_and_its_folder_is_all_there_is_to_publish(again: Path) -> None:
    first = _released(again, "husvert/sluttevaluering")
    assert first.exit_code == 0, first.output
    folder = again / "released" / "husvert" / "sluttevaluering"
    assert {f.name for f in folder.iterdir()} == {
        *(f"{name}.{kind}" for name in ("rapport", "teknisk") for kind in ("html", "pdf")),
        "release.json",
    }
    assert hashes([folder / "rapport.pdf"], folder) == hashes(
        [again / BUILD / "offentlig" / "rapport.pdf"], again / BUILD / "offentlig"
    )
    kept = hashes(folder.iterdir(), folder)
    assert _released(again, "husvert/sluttevaluering").exit_code == 0
    assert hashes(folder.iterdir(), folder) == kept
    assert _run(again) == ((), None), "a release of its own makes nothing stale"


def test_only_a_checked_report_that_is_up_to_date_is_released(again: Path) -> None:
    report = again / BUILD / "offentlig" / "rapport.html"
    whole = report.read_bytes()
    report.write_bytes(whole + b"<p>mer</p>")
    told = _released(again, "husvert/sluttevaluering")
    assert told.exit_code == 1
    assert "render would run" in told.output
    report.write_bytes(whole)
    (again / BUILD / "manifest.json").unlink()
    told = _released(again, "husvert/sluttevaluering")
    assert told.exit_code == 1
    assert "not the file that was checked" in told.output
    assert not (again / "released").exists()


def test_a_released_folder_that_changed_stops_the_run_and_leaves_no_report(again: Path) -> None:
    assert _released(again, "husvert/sluttevaluering").exit_code == 0
    folder = again / "released" / "husvert" / "sluttevaluering"
    (folder / "rapport.html").write_text("endret", encoding="utf-8")
    ran, error = _run(again)
    assert ran == ()
    assert error is not None
    assert "released/husvert/sluttevaluering/rapport.html: changed since it was released" in error
    assert list((again / BUILD).rglob("rapport.html")) == []


def test_every_number_of_the_finished_public_reports_is_one_the_edition_may_print(
    finished: Path, build: Path, tmp_path: Path
) -> None:
    study = load_period(_period(finished))
    evaluation = Evaluation.load(build / "evaluation")
    public = restrict(evaluation, load_tables(study), study, "offentlig")
    for name in ("rapport.html", "teknisk.html"):
        assert foreign_numbers(build / "offentlig" / name, public, study) == [], name
    inside = restrict(evaluation, load_tables(study), study, "begrenset").results
    planted = inside.loc[inside["place"].eq("all"), "high"].dropna().iloc[0] + 40.0137
    page = tmp_path / "rapport.html"
    page.write_text(f"<table><tr><td>{planted:.3f}</td></tr></table>".replace(".", ","), encoding="utf-8")
    assert len(foreign_numbers(page, public, study)) == 1
