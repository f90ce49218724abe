"""From raw exports to checked reports, the whole way."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from analysis.cli import main
from analysis.pipeline import run_period
from analysis.pipeline.files import hashes
from analysis.pipeline.steps import REPORTS

from .conftest import ROOT, copy_project

pytestmark = pytest.mark.slow

EDITIONS = ("begrenset", "offentlig")


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first project after a whole run, to be read and never changed."""
    project = copy_project(tmp_path_factory.mktemp("ferdig") / "prosjekt")
    file = project / "params/leie/periods/sluttrapport.yml"
    outcome = run_period(file, engine="embedded", force=False, say=lambda _: None)
    assert outcome.error is None
    assert outcome.ran == ("clean_survey", "clean_records", "compare", "present", "render")
    return project


def test_a_run_makes_four_reports_a_manifest_and_results_and_leaves_raw_alone(finished: Path) -> None:
    build = finished / "build" / "leie" / "sluttrapport"
    for edition in EDITIONS:
        for name in REPORTS:
            assert (build / edition / name).stat().st_size > 10_000
    manifest = json.loads((build / "manifest.json").read_text(encoding="utf-8"))
    assert len(manifest["verdicts"]) == 5
    raw, given = (hashes((root / "data/raw/leie").iterdir(), root) for root in (finished, ROOT))
    assert raw == given
    assert set(raw) <= set(manifest["inputs"])
    assert (build / "results.csv").stat().st_size > 1_000


@pytest.mark.skipif(os.name != "posix", reason="file modes are another system's")
def test_what_a_run_writes_is_the_owners_alone_and_the_public_reports_are_not(finished: Path) -> None:
    public = finished / "build/leie/sluttrapport/offentlig"
    written = [
        f for folder in ("build", "data/processed") for f in (finished / folder).rglob("*") if f.is_file()
    ]
    assert {f.name for f in written if f.stat().st_mode & 0o077} == set(REPORTS)
    assert all((public / name).stat().st_mode & 0o777 == 0o644 for name in REPORTS)


def test_no_output_names_this_machine(finished: Path) -> None:
    for file in (finished / "build").rglob("*"):
        if file.suffix in {".json", ".csv", ".html", ".ipynb", ".yml", ".qmd", ".svg"}:
            assert str(finished) not in file.read_text(encoding="utf-8"), file.name


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["run", "leie/finnes-ikke"], "Known: leie/2022-23-kontroll"),
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
