"""From raw exports to checked reports: whole, again, partly, in batch, and not at all on bad input."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from analysis.cli import main
from analysis.pipeline import run_period, status
from analysis.pipeline.files import hashes

from .conftest import ROOT, copy_project

pytestmark = pytest.mark.slow

EDITIONS = ("begrenset", "offentlig")


def _period(project: Path, name: str = "sluttrapport") -> Path:
    return project / "params" / "leie" / "periods" / f"{name}.yml"


def _run(project: Path, name: str = "sluttrapport") -> tuple[tuple[str, ...], str | None]:
    outcome = run_period(_period(project, name), engine="embedded", force=False, say=lambda _: None)
    return outcome.ran, outcome.error


def _outputs(project: Path) -> dict[str, str]:
    build = project / "build" / "leie" / "sluttrapport"
    files = [f for f in build.rglob("*") if f.is_file()] + list(
        (project / "data" / "processed").rglob("*.parquet")
    )
    return hashes(files, project)


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One project after a whole run, to be read and never changed."""
    project = copy_project(tmp_path_factory.mktemp("ferdig") / "prosjekt")
    ran, error = _run(project)
    assert error is None
    assert ran == ("clean_survey", "clean_records", "compare", "present", "render")
    return project


@pytest.fixture
def again(finished: Path, tmp_path: Path) -> Path:
    """A copy of the finished project, elsewhere, to be changed and run again."""
    return shutil.copytree(finished, tmp_path / "igjen")


@pytest.fixture(scope="module")
def batch(finished: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Result]:
    """The finished project, elsewhere, after a forced run of two periods, of which the first one fails."""
    project = shutil.copytree(finished, tmp_path_factory.mktemp("bunke") / "prosjekt")
    file = _period(project, "2023-24-vinter")
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("to: 2023-03-31", "to: 2023-12-31"), encoding="utf-8")
    for name in ("2023-sommer", "2024-sommer"):
        _period(project, name).unlink()
    command = ["--root", str(project), "run", "--all", "--force", "--engine", "embedded", "--jobs", "1"]
    return project, CliRunner().invoke(main, command)


def test_a_run_makes_four_reports_a_manifest_and_results_and_leaves_raw_alone(finished: Path) -> None:
    build = finished / "build" / "leie" / "sluttrapport"
    for edition in EDITIONS:
        for kind in ("html", "pdf"):
            assert (build / edition / f"rapport.{kind}").stat().st_size > 10_000
    manifest = json.loads((build / "manifest.json").read_text(encoding="utf-8"))
    assert len(manifest["verdicts"]) == 5
    raw, given = (
        hashes([f for f in (root / "data" / "raw").rglob("*") if f.is_file()], root)
        for root in (finished, ROOT)
    )
    assert raw == given
    assert set(raw) <= set(manifest["inputs"]) | {"data/raw/README.md"}
    assert (build / "results.csv").stat().st_size > 1_000


def test_no_output_names_this_machine(finished: Path) -> None:
    for file in (finished / "build").rglob("*"):
        if file.suffix in {".json", ".csv", ".html", ".ipynb", ".yml", ".qmd", ".svg"}:
            assert str(finished) not in file.read_text(encoding="utf-8"), file.name


def test_a_second_run_does_nothing(finished: Path, again: Path) -> None:
    assert _run(again) == ((), None)
    assert _outputs(again) == _outputs(finished)


def test_a_forced_run_gives_the_same_bytes(finished: Path, batch: tuple[Path, Result]) -> None:
    before, after = _outputs(finished), _outputs(batch[0])
    assert {k for k in before.keys() | after.keys() if before.get(k) != after.get(k)} == set()


def test_a_failing_period_stops_no_other_and_the_batch_says_which(batch: tuple[Path, Result]) -> None:
    result = batch[1]
    assert result.exit_code == 1
    assert "leie/sluttrapport: done" in result.output
    assert re.search(r"leie/sluttrapport: .+ \(\d+\.\d s\)", result.output), "nothing was run"
    assert "leie/2023-24-vinter: FAILED" in result.output
    assert "the windows overlap" in result.output
    assert "1 of 2 periods are done; failed: leie/2023-24-vinter" in result.output
    assert "Traceback" not in result.output


def test_a_damaged_report_is_made_again_alone(finished: Path, again: Path) -> None:
    report = again / "build" / "leie" / "sluttrapport" / "offentlig" / "rapport.html"
    report.write_text("skrevet over", encoding="utf-8")
    assert _run(again) == (("render",), None)
    assert _outputs(again) == _outputs(finished)


def test_a_comment_in_a_parameter_file_reruns_nothing(again: Path) -> None:
    file = _period(again)
    file.write_text("# en merknad\n" + file.read_text(encoding="utf-8"), encoding="utf-8")
    assert _run(again) == ((), None)


def test_a_changed_word_in_the_prose_reruns_presenting_and_rendering(again: Path) -> None:
    prose = next(iter(sorted((again / "report" / "leie").glob("*.qmd"))))
    prose.write_text(prose.read_text(encoding="utf-8") + "\n\nEn setning til.\n", encoding="utf-8")
    why = status(_period(again))
    assert why["clean_survey"] == why["clean_records"] == why["compare"] == []
    assert any(prose.name in reason for reason in why["present"])
    assert _run(again) == (("present", "render"), None)


def test_a_missing_raw_file_stops_with_one_message_and_leaves_no_manifest(again: Path) -> None:
    (again / "data" / "raw" / "leie" / "husleie.csv").unlink()
    ran, error = _run(again)
    assert ran == ()
    assert error is not None
    assert "husleie.csv" in error
    assert "Traceback" not in error
    assert not (again / "build" / "leie" / "sluttrapport" / "manifest.json").exists()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["run", "leie/finnes-ikke"], "Known: leie/2023-24-vinter"),
        (["run", "ukjent/sluttrapport"], "Projects here: leie"),
        (["run", "leie"], "Write PROJECT/PERIOD"),
        (["run"], "name at least one PROJECT/PERIOD"),
    ],
)
def test_a_wrong_name_gets_one_message_with_the_right_ones(
    project: Path, arguments: list[str], told: str
) -> None:
    result = CliRunner().invoke(main, ["--root", str(project), *arguments])
    assert result.exit_code != 0
    assert told in result.output
    assert "Traceback" not in result.output
