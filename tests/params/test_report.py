"""What is declared about the report: strictly read, and held against the plan."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from analysis.params import ParamsError, load_period
from analysis.params.report import OPEN, ReportPlan

ROOT = Path(__file__).parents[2]
ADVICE = "recommendations:\n  - {goal: '1', what: fortsette, rests_on: trygghet}\n"


def loaded(folder: Path, report: str | None) -> ReportPlan:
    """Load a period of the sample with another ``report.yml``, or with none."""
    shutil.copytree(ROOT / "params" / "leie", folder / "params" / "leie")
    (folder / "notebooks").mkdir()
    file = folder / "params" / "leie" / "report.yml"
    file.unlink() if report is None else file.write_text(report, encoding="utf-8")
    return load_period(folder / "params" / "leie" / "periods" / "sluttrapport.yml").report


def test_a_project_without_the_file_has_every_chapter_in_the_usual_order(tmp_path: Path) -> None:
    assert loaded(tmp_path, None) == ReportPlan()


def test_what_a_recommendation_does_not_say_is_open_and_printed_as_such(tmp_path: Path) -> None:
    (advice,) = loaded(tmp_path, ADVICE.replace("rests_on", "when: snart, rests_on")).recommendations
    assert (advice.who, advice.when, advice.cost) == (OPEN, "snart", OPEN)
    assert advice.open == ("who", "cost")


def test_recommendations_of_a_goal_keep_their_order(tmp_path: Path) -> None:
    more = "  - {goal: '2', what: to, rests_on: moter}\n  - {goal: '1', what: tre, rests_on: moter}\n"
    report = loaded(tmp_path, ADVICE + more)
    assert [one.what for one in report.recommendations_of("1")] == ["fortsette", "tre"]
    assert report.recommendations_of("3") == ()


@pytest.mark.parametrize(
    ("report", "said"),
    [
        (ADVICE.replace("'1'", "'9'"), r"recommendation 1 \('fortsette'\) names unknown goal 9"),
        (ADVICE.replace("trygghet", "tryggheten"), "names unknown indicator tryggheten"),
        (ADVICE.replace(", rests_on: trygghet", ""), r"rests_on: missing"),
        ("chapters: [{id: mandat}, {id: mandat}]\n", "chapters.*mandat"),
        ("appendices: [{id: skjema}, {id: skjema}]\n", "appendices.*skjema"),
        ("words: {tenant: {forms: [beboer, beboeren, beboere]}}\n", "words.tenant.forms"),
        ("words: {adresse: {forms: [hus, huset, hus, husene]}}\n", "words.adresse: unknown key"),
        ("evaluator: {by: Oss, independence: none}\n", "evaluator.independence"),
        ("evaluator: {by: Oss}\n", "evaluator.independence: missing"),
        ("instrument: {origin: borrowed}\n", "instrument.origin"),
    ],
)
def test_a_fault_names_the_file_and_what_is_wrong(tmp_path: Path, report: str, said: str) -> None:
    with pytest.raises(ParamsError, match=rf"params/leie/report\.yml: .*{said}"):
        loaded(tmp_path, report)
