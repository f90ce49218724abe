"""From raw exports to checked reports: whole, again, partly, in batch, and not at all on bad input."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from analysis.cli import main
from analysis.pipeline import run_period, status
from analysis.pipeline.files import hashes

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


def test_a_run_makes_four_reports_a_manifest_and_results_and_leaves_raw_alone(shared_project: Path) -> None:
    raw = hashes([f for f in (shared_project / "data" / "raw").rglob("*") if f.is_file()], shared_project)
    ran, error = _run(shared_project)
    assert error is None
    assert ran == ("clean_survey", "clean_records", "compare", "present", "render")
    build = shared_project / "build" / "leie" / "sluttrapport"
    for edition in EDITIONS:
        for kind in ("html", "pdf"):
            assert (build / edition / f"rapport.{kind}").stat().st_size > 10_000
    manifest = json.loads((build / "manifest.json").read_text(encoding="utf-8"))
    assert len(manifest["verdicts"]) == 5
    assert set(raw) <= set(manifest["inputs"]) | {"data/raw/README.md"}
    assert (build / "results.csv").stat().st_size > 1_000
    assert hashes([shared_project / f for f in raw], shared_project) == raw


def test_no_output_names_this_machine(shared_project: Path) -> None:
    for file in (shared_project / "build").rglob("*"):
        if file.suffix in {".json", ".csv", ".html", ".ipynb", ".yml", ".qmd", ".svg"}:
            assert str(shared_project) not in file.read_text(encoding="utf-8"), file.name


def test_a_second_run_does_nothing(shared_project: Path) -> None:
    _run(shared_project)  # already done, unless this test runs first
    before = _outputs(shared_project)
    assert _run(shared_project) == ((), None)
    assert _outputs(shared_project) == before


def test_a_forced_run_gives_the_same_bytes(shared_project: Path) -> None:
    before = _outputs(shared_project)
    outcome = run_period(_period(shared_project), engine="embedded", force=True, say=lambda _: None)
    assert outcome.error is None
    after = _outputs(shared_project)
    assert {k for k in before.keys() | after.keys() if before.get(k) != after.get(k)} == set()


def test_a_damaged_report_is_made_again_alone(shared_project: Path) -> None:
    report = shared_project / "build" / "leie" / "sluttrapport" / "offentlig" / "rapport.html"
    before = _outputs(shared_project)
    report.write_text("skrevet over", encoding="utf-8")
    assert _run(shared_project) == (("render",), None)
    assert _outputs(shared_project) == before


def test_a_comment_in_a_parameter_file_reruns_nothing(shared_project: Path) -> None:
    file = _period(shared_project)
    file.write_text("# en merknad\n" + file.read_text(encoding="utf-8"), encoding="utf-8")
    assert _run(shared_project) == ((), None)


def test_a_changed_word_in_the_prose_reruns_presenting_and_rendering(shared_project: Path) -> None:
    prose = next(iter(sorted((shared_project / "report" / "leie").glob("*.qmd"))))
    prose.write_text(prose.read_text(encoding="utf-8") + "\n\nEn setning til.\n", encoding="utf-8")
    why = status(_period(shared_project))
    assert why["clean_survey"] == why["clean_records"] == why["compare"] == []
    assert any(prose.name in reason for reason in why["present"])
    assert _run(shared_project) == (("present", "render"), None)


def test_a_missing_raw_file_stops_with_one_message_and_leaves_no_manifest(shared_project: Path) -> None:
    (shared_project / "data" / "raw" / "leie" / "husleie.csv").unlink()
    ran, error = _run(shared_project)
    assert ran == ()
    assert error is not None
    assert "husleie.csv" in error
    assert "Traceback" not in error
    assert not (shared_project / "build" / "leie" / "sluttrapport" / "manifest.json").exists()


def test_a_failing_period_stops_no_other_and_the_batch_says_which(project: Path) -> None:
    file = _period(project, "2023-24-vinter")
    file.write_text(
        file.read_text(encoding="utf-8").replace("to: 2023-03-31", "to: 2023-12-31"), encoding="utf-8"
    )
    for name in ("2023-sommer", "sluttrapport"):
        _period(project, name).unlink()
    result = CliRunner().invoke(
        main, ["--root", str(project), "run", "--all", "--engine", "embedded", "--jobs", "1"]
    )
    assert result.exit_code == 1
    assert "leie/2024-sommer: done" in result.output
    assert "leie/2023-24-vinter: FAILED" in result.output
    assert "the windows overlap" in result.output
    assert "1 of 2 periods are done; failed: leie/2023-24-vinter" in result.output
    assert "Traceback" not in result.output


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
