from __future__ import annotations

import pytest

from analysis.clean import check, clean_survey
from analysis.params import Study

from ..conftest import TENANCIES, csv_bytes, only, rules, survey_findings
from .conftest import (
    FULL,
    KLADDAR,
    ROSTER,
    TESTINE,
    Make,
    headers,
    one_wave,
    source,
)


@pytest.mark.parametrize(
    ("setting", "rule"),
    [
        ({"columns": {"q99": "Trygghet"}}, "unknown_target"),
        ({"not_asked": ["q99"]}, "unknown_target"),
        ({"values": {"q99": {"8": "Vet ikke"}}}, "unknown_target"),
        ({"values": {"answer": {"8": "Vet altså ikke"}}}, "unknown_meaning"),
        ({"values": {"answer": {"1": "17"}}}, "unknown_meaning"),
        ({"columns": {"q03": "Trygghet"}}, "missing_column"),
    ],
)
def test_settings_that_answer_to_nothing_are_errors(
    sample: Study, project_of: Make, setting: dict[str, object], rule: str
) -> None:
    more = dict(setting)
    more["columns"] = {"name": "Navn", "address": "Adresse", **dict(more.get("columns", {}))}  # type: ignore[call-overload]
    study = one_wave(sample, project_of, [[*TESTINE, *FULL]], **more)
    assert rule in rules(survey_findings(study), "error")


def test_a_reversed_item_turned_by_the_settings_is_a_warning(sample: Study, project_of: Make) -> None:
    turned = {str(n): str(8 - n) for n in range(1, 8)}
    study = one_wave(sample, project_of, [[*TESTINE, *FULL]], values={"q09": turned})
    assert only(survey_findings(study), "turned_twice")["file"] == "project.yml"
    other = one_wave(sample, project_of, [[*TESTINE, *FULL]], values={"answer": turned})
    assert "turned_twice" not in rules(survey_findings(other))


def test_an_item_not_asked_but_answered_is_a_warning(sample: Study, project_of: Make) -> None:
    study = one_wave(sample, project_of, [[*TESTINE, *FULL]], not_asked=["q03"])
    assert only(survey_findings(study), "asked_after_all")["severity"] == "warning"


def test_codes_matched_by_number_alone_are_a_warning_that_shows_the_pairs(
    sample: Study, project_of: Make
) -> None:
    head = ["Navn", "Adresse", *(f"s_{n}" for n in range(1, 16))]
    study = project_of(
        [source(1, "k.csv", ignore=["s_15"])], {"k.csv": csv_bytes([head, [*TESTINE, *FULL, "1"]])}
    )
    found = only(survey_findings(study), "matched_by_number")
    assert found["severity"] == "warning"
    assert "«s_3» = spørsmål 3" in found["message"]
    assert "filen har også «s_15»" in found["message"]


def test_headers_cut_off_alike_are_told_apart_by_column_letters(sample: Study, project_of: Make) -> None:
    cut = [h if n not in (0, 3) else "Jeg er fornøyd med …" for n, h in enumerate(headers(sample))]
    data = {"k.csv": csv_bytes([["Navn", "Adresse", *cut], [*TESTINE, *FULL]])}
    refused = survey_findings(project_of([source(1, "k.csv")], data))
    ambiguous = refused[refused["rule"] == "ambiguous_question"]
    assert ambiguous["action"].str.contains("kolonne [CF]").all()
    columns = {"name": "Navn", "address": "Adresse", "q01": "kolonne C", "q04": "kolonne F"}
    table = clean_survey(project_of([source(1, "k.csv", columns=columns)], data)).tables["survey"]
    assert table.set_index("item").loc[["q01", "q04"], "value"].tolist() == [1, 4]


def test_a_cut_off_statement_is_a_warning(sample: Study, copied: Study) -> None:
    assert "spørsmål 14" in only(clean_survey(copied).findings, "incomplete_item")["message"]


def test_a_file_without_headers_is_an_error_that_quotes_nobody(sample: Study, project_of: Make) -> None:
    study = project_of([source(1, "k.csv")], {"k.csv": csv_bytes([[*TESTINE, *FULL], [*KLADDAR, *FULL]])})
    frame = check(study)
    assert "no_header" in rules(frame, "error")
    assert "Testine" not in frame.to_csv()


def test_an_ambiguous_or_missing_question_is_an_error_and_nothing_is_guessed(
    sample: Study, project_of: Make
) -> None:
    cut = ["Jeg er fornøyd med …" if h == "Jeg er fornøyd med nabolaget" else h for h in headers(sample)]
    rows = [["Navn", "Adresse", *cut[:-1], "Noe annet"], ["Testine Prøvestad", "Runarveien 1", *FULL]]
    study = project_of([source(1, "k.csv"), TENANCIES], {"k.csv": csv_bytes(rows), "leieforhold.csv": ROSTER})
    found = survey_findings(study)
    assert "missing_question" in rules(found, "error")
    assert only(found, "missing_question")["column"].startswith("Jeg opplever å kunne påvirke hvordan")


def test_the_headers_of_a_file_are_listed_once_however_many_are_missing(
    sample: Study, project_of: Make
) -> None:
    head = ["Navn", "Adresse", *(f"Utsagn {item.id}" for item in sample.questionnaire.items)]
    data = {"k.csv": csv_bytes([head, [*TESTINE, *FULL]])}
    missing = survey_findings(project_of([source(1, "k.csv")], data)).query("rule == 'missing_question'")
    assert len(missing) == 14
    assert missing["message"].str.contains("«Utsagn q14»").sum() == 1
    data = {"k.csv": csv_bytes([["Navn", "Adresse", "A", "B", *headers(sample)], [*TESTINE, "", "", *FULL]])}
    unmapped = survey_findings(project_of([source(1, "k.csv")], data)).query("rule == 'unmapped_column'")
    assert unmapped["column"].tolist() == ["A", "B"]
    assert unmapped["message"].str.contains("filen har").sum() == 1
