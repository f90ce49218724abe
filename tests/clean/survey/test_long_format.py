"""A survey with one row for each answer is read when its columns are named, and refused by name otherwise."""

from __future__ import annotations

import pytest

from analysis.clean import clean_survey
from analysis.params import Study

from ..conftest import TENANCIES, csv_bytes, only, survey_findings
from .conftest import FULL, ROSTER, Make, headers

LONG = {"question": "Spørsmål", "answer": "Svar"}


def _study(make: Make, lines: list[list[str]], columns: dict[str, str], **more: object) -> Study:
    files = {"k.csv": csv_bytes(lines), "leieforhold.csv": ROSTER}
    source = {"id": "k1", "kind": "survey", "wave": 1, "file": "k.csv", "columns": columns, **more}
    return make([source, TENANCIES], files)


def _lines(sample: Study, *, ids: bool) -> list[list[str]]:
    asked = [item.id for item in sample.questionnaire.items] if ids else headers(sample)
    given = {"1": FULL, "2": FULL[::-1]}
    rows = [[nr, q, given[nr][n]] for n, q in enumerate(asked) for nr in given]
    return [["Nr", "Spørsmål", "Svar"], *rows]


@pytest.mark.parametrize("ids", [True, False])
def test_a_row_for_each_answer_is_a_row_for_each_who_answered(
    sample: Study, project_of: Make, ids: bool
) -> None:
    lines = _lines(sample, ids=ids)
    asked = only(survey_findings(_study(project_of, lines, {"tenant": "Nr"})), "long_format")
    assert "question: Spørsmål" in asked["action"]
    survey = clean_survey(_study(project_of, lines, {"tenant": "Nr", **LONG})).tables["survey"]
    given = {tuple(rows.sort_values("item")["value"]) for _, rows in survey.groupby("person")}
    assert given == {tuple(map(int, FULL)), tuple(map(int, FULL[::-1]))}


def test_who_it_is_may_itself_be_an_answer(sample: Study, project_of: Make) -> None:
    asked = ["leietakernr", *(item.id for item in sample.questionnaire.items)]
    rows = [["1", field, value] for field, value in zip(asked, ["2", *FULL], strict=True)]
    lines = [["record", "field_name", "value"], *rows]
    columns = {"tenant": "leietakernr", "question": "field_name", "answer": "value"}
    survey = clean_survey(_study(project_of, lines, columns, ignore=["record"])).tables["survey"]
    assert survey["value"].tolist() == [int(answer) for answer in FULL]


def test_one_question_answered_twice_by_one_is_an_error_with_its_row(sample: Study, project_of: Make) -> None:
    lines = _lines(sample, ids=False)
    study = _study(project_of, [*lines, lines[1]], {"tenant": "Nr", **LONG})
    assert only(survey_findings(study), "answered_twice")["rows"] == str(len(lines) + 1)
