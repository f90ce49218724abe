"""What those who asked for the report require: filled, or named as missing with who asks and where."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from analysis.params import Study, load_period
from analysis.present.gaps import FUNDER, GUIDE, REQUIRED_PROSE, gaps, report_findings

from .conftest import ROOT


@pytest.fixture
def own(study: Study, tmp_path: Path) -> Study:
    """Return the study in a folder of its own, where prose can be taken away."""
    shutil.copytree(ROOT / "report", tmp_path / "report")
    return replace(study, root=tmp_path)


def with_goal(study: Study, number: int, **changes: Any) -> Study:
    goals = list(study.plan.goals)
    goals[number] = goals[number].model_copy(update=changes)
    return replace(study, plan=study.plan.model_copy(update={"goals": tuple(goals)}))


def with_report(study: Study, **changes: Any) -> Study:
    return replace(study, report=study.report.model_copy(update=changes))


def told(study: Study) -> list[tuple[str, str, str]]:
    return [(gap.what, gap.asked_by, gap.file) for gap in gaps(study)]


@pytest.mark.parametrize("period", ["husvert/periods/sluttevaluering", "leie/periods/sluttrapport"])
def test_the_two_projects_have_no_gaps(period: str) -> None:
    assert gaps(load_period(ROOT / "params" / f"{period}.yml")) == []


@pytest.mark.parametrize("text", [None, " \n"])
@pytest.mark.parametrize("name", REQUIRED_PROSE)
def test_each_chapter_the_funder_asks_for_is_named_where_it_is_not_written(
    own: Study, name: str, text: str | None
) -> None:
    file = own.root / f"report/leie/{name}.qmd"
    file.unlink() if text is None else file.write_text(text, encoding="utf-8")
    assert told(own) == [(REQUIRED_PROSE[name][0], FUNDER, f"report/leie/{name}.qmd")]


def test_a_chapter_nobody_asks_for_is_named_only_where_it_is_declared(own: Study) -> None:
    (own.root / "report/leie/rolle.qmd").unlink()
    assert [(gap.file, gap.message) for gap in gaps(own)] == [
        ("report/leie/rolle.qmd", "Kapitlet «rolle» mangler i rapporten")
    ]
    declared = tuple(load_period(ROOT / "params/husvert/periods/sluttevaluering.yml").report.chapters)
    kept = with_report(own, chapters=tuple(c for c in declared if c.id != "rolle"))
    assert "rolle" not in "".join(gap.what for gap in gaps(kept))


def test_a_chapter_that_may_be_missing_is_no_gap(own: Study) -> None:
    (own.root / "report/leie/stemmer.qmd").unlink()
    assert gaps(own) == []


def test_each_goal_needs_an_assessment_and_advice(own: Study) -> None:
    (own.root / "report/leie/vurdering-2.qmd").unlink()
    advice = tuple(one for one in own.report.recommendations if one.goal != "2")
    assert told(with_report(own, recommendations=advice)) == [
        ("Egen vurdering av «Mestring og medvirkning»", FUNDER, "report/leie/vurdering-2.qmd"),
        (
            "Anbefalingen etter «Mestring og medvirkning»",
            "",
            "params/leie/report.yml (recommendations)",
        ),
    ]


@pytest.mark.parametrize(
    ("changes", "file"),
    [({"question": None}, "(question)"), ({"means": (), "actions": ()}, "(means, actions, indikatorer)")],
)
def test_each_goal_needs_a_question_and_a_whole_chain(
    study: Study, changes: dict[str, Any], file: str
) -> None:
    ((_, asked_by, where),) = told(with_goal(study, 0, **changes))
    assert (asked_by, where) == (GUIDE, f"params/leie/indicators.yml {file}")


@pytest.mark.parametrize("kept", ["means", "actions"])
def test_means_or_actions_are_enough_for_a_chain_and_indicators_are_needed(study: Study, kept: str) -> None:
    assert gaps(with_goal(study, 0, **({"means": (), "actions": ()} | {kept: ("Noe",)}))) == []
    others = tuple(i for i in study.plan.indicators if i.goal != "4")
    bare = replace(study, plan=study.plan.model_copy(update={"indicators": others}))
    assert [gap.what for gap in gaps(bare)] == ["Resultatkjeden for «Tverrfaglig samarbeid»"]


@pytest.mark.parametrize("setting", ["evaluator", "instrument"])
def test_who_evaluated_and_what_the_questionnaire_is_must_be_said(study: Study, setting: str) -> None:
    ((_, asked_by, file),) = told(with_report(study, **{setting: None}))
    assert (asked_by, file) == (GUIDE, f"params/leie/report.yml ({setting})")


def test_a_project_without_a_survey_has_no_questionnaire_to_speak_of(study: Study) -> None:
    held = tuple(s for s in study.project.sources if s.declared.table.name != "survey")
    project = study.project.model_copy(update={"sources": held})
    assert gaps(with_report(replace(study, project=project), instrument=None)) == []


def test_check_tells_gaps_as_warnings_and_faults_of_the_prose_as_errors(own: Study) -> None:
    assert report_findings(own).empty
    (own.root / "report/leie/drift.qmd").unlink()
    (own.root / "report/leie/rolle.qmd").write_text("<b>Rolle</b> og @fig-finnes-ikke", encoding="utf-8")
    (own.root / "report/leie/tiltak.qmd").write_text("Se @fig-borte og @sec-resultater.", encoding="utf-8")
    told_of = report_findings(own)[["severity", "file"]].itertuples(index=False, name=None)
    assert sorted(told_of) == [
        ("error", "report/leie/rolle.qmd"),
        ("error", "report/leie/rolle.qmd"),
        ("error", "report/leie/tiltak.qmd"),
        ("warning", "report/leie/drift.qmd"),
    ]
