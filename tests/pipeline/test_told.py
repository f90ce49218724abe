"""What a run tells: warnings under the period they are about, and prose by the file that is edited."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from analysis import pipeline
from analysis.cli import main
from analysis.params import load_period
from analysis.pipeline.reports import _where_written
from analysis.pipeline.run import Outcome, _overlap


def test_public_editions_that_share_days_are_a_warning(project: Path) -> None:
    file = project / "params/leie/periods/sluttrapport.yml"
    assert _overlap(load_period(file)) == []
    other = project / "params/leie/periods/2024-sommer.yml"
    text = other.read_text(encoding="utf-8")
    other.write_text(
        text.replace("editions: [begrenset]", "editions: [begrenset, offentlig]"), encoding="utf-8"
    )
    (warning,) = _overlap(load_period(file))
    assert warning.startswith("WARNING: the public editions of 2024-sommer cover some of the same days.")


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_warnings_stand_under_their_period_however_many_run_at_once(
    project: Path, monkeypatch: pytest.MonkeyPatch, jobs: str
) -> None:
    ended = Outcome(
        "leie/sluttrapport", None, ("render",), (), ("Mål: Uendret.",), 1.0, ("WARNING: les dette",)
    )
    monkeypatch.setattr(pipeline, "run_periods", lambda files, **_: [ended])
    result = CliRunner().invoke(main, ["--root", str(project), "run", "leie/sluttrapport", "--jobs", jobs])
    assert result.output.endswith("leie/sluttrapport: done\n  Mål: Uendret.\n  WARNING: les dette\n")


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("prosjekt/innledning.qmd, line 8: x", "report/leie/innledning.qmd, line 8: x"),
        ("included in kapitler/metode.qmd, line 2", "included in report/kapitler/metode.qmd, line 2"),
        ("rapport.qmd, line 3: et prosjekt/tiltak", "rapport.qmd, line 3: et prosjekt/tiltak"),
    ],
)
def test_prose_is_named_by_the_file_the_researcher_edits(project: Path, said: str, told: str) -> None:
    study = load_period(project / "params/leie/periods/sluttrapport.yml")
    assert _where_written(said, study) == told
