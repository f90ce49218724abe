"""Exports of each tool, with the columns it adds itself, are read when it is named and tell its name else."""

from __future__ import annotations

import json

import pytest

from analysis.clean import clean_survey
from analysis.params import Study

from ..conftest import TENANCIES, csv_bytes, only, rules, survey_findings
from .conftest import FULL, ROSTER, Make, headers

OWN = {
    "qualtrics": {
        "StartDate": "2024-01-10 11:13:44",
        "EndDate": "2024-01-10 11:14:18",
        "Status": "IP Address",
        "Progress": "100",
        "Finished": "True",
        "RecordedDate": "2024-01-10 11:14:19",
        "ResponseId": "R_abc0",
        "DistributionChannel": "anonymous",
    },
    "redcap": {
        "record_id": "1",
        "redcap_survey_identifier": "",
        "kartlegging_timestamp": "2024-01-10 11:14:19",
        "kartlegging_complete": "2",
    },
    "limesurvey": {
        "id": "1",
        "submitdate": "2024-01-10 11:14:19",
        "lastpage": "2",
        "startlanguage": "nb",
        "seed": "12345",
        "startdate": "2024-01-10 11:13:44",
        "datestamp": "2024-01-10 11:14:19",
        "ipaddr": "127.0.0.1",
    },
    "googleforms": {"Tidsmerke": "10.01.2024 11.14.19", "E-postadresse": "", "Poengsum": ""},
    "questback": {
        "Respondent ID": "1",
        "Status": "Completed",
        "Started": "10.01.2024 11:13",
        "Completed": "10.01.2024 11:14",
        "Time used": "34",
    },
}
each_tool = pytest.mark.parametrize("tool", OWN)


def _study(make: Make, tool: str, lines: list[list[str]], *, named: bool = True) -> Study:
    source = {
        "id": "k1",
        "kind": "survey",
        "wave": 1,
        "file": "k.csv",
        "columns": {"tenant": "Nr"},
        "reader": {"format": tool} if named else {},
    }
    return make([source, TENANCIES], {"k.csv": csv_bytes(lines), "leieforhold.csv": ROSTER})


def _lines(sample: Study, tool: str, **cells: str) -> list[list[str]]:
    own = {**OWN[tool], **cells}
    return [[*own, "Nr", *headers(sample)], [*own.values(), "1", *FULL]]


@each_tool
def test_the_columns_of_a_tool_are_known_when_it_is_named(sample: Study, project_of: Make, tool: str) -> None:
    cleaned = clean_survey(_study(project_of, tool, _lines(sample, tool)))
    assert cleaned.tables["survey"]["value"].tolist() == [int(answer) for answer in FULL]


@each_tool
def test_a_tool_that_is_not_named_is_told_once_with_what_to_write(
    sample: Study, project_of: Make, tool: str
) -> None:
    found = survey_findings(_study(project_of, tool, _lines(sample, tool), named=False))
    assert f"format: {tool}" in only(found, "other_tool")["action"]
    assert set(rules(found, "error")) == {"other_tool"}


@pytest.mark.parametrize(
    ("tool", "cells"), [("qualtrics", {"Finished": "False"}), ("limesurvey", {"submitdate": ""})]
)
def test_answers_that_were_not_sent_in_are_used_and_told(
    sample: Study, project_of: Make, tool: str, cells: dict[str, str]
) -> None:
    cleaned = clean_survey(_study(project_of, tool, _lines(sample, tool, **cells)))
    assert only(cleaned.findings, "partial_answers")["rows"] == "2"


def test_answers_tried_out_in_the_tool_are_an_error_with_rows(sample: Study, project_of: Make) -> None:
    lines = _lines(sample, "qualtrics", Status="Survey Preview")
    assert only(survey_findings(_study(project_of, "qualtrics", lines)), "tried_answers")["rows"] == "2"


@pytest.mark.parametrize("tenant", ["Nr", "Hva er leietakernummeret ditt?"])
def test_three_rows_of_headers_are_one(sample: Study, project_of: Make, tenant: str) -> None:
    names, answers = _lines(sample, "qualtrics")
    own = len(OWN["qualtrics"])
    codes = [f"Q2_{n}" for n, _ in enumerate(headers(sample), start=1)]
    asked = ["Hva er leietakernummeret ditt?", *(f"Hvor enig er du? - {text}" for text in headers(sample))]
    three = [
        [*names[:own], "Nr", *codes],
        [*names[:own], *asked],
        [json.dumps({"ImportId": f"QID{n}"}) for n, _ in enumerate(names)],
    ]
    study = _study(project_of, "qualtrics", [*three, answers])
    source = study.project.sources[0].model_copy(update={"columns": {"tenant": tenant}})
    project = study.project.model_copy(update={"sources": (source, *study.project.sources[1:])})
    cleaned = clean_survey(Study(**{**vars(study), "project": project}))
    assert cleaned.tables["survey"]["value"].tolist() == [int(answer) for answer in FULL]
    assert "three_headers" in rules(cleaned.findings, "info")
