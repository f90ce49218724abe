from __future__ import annotations

import pytest

from analysis.clean import CleanError, clean_survey
from analysis.params import Study

from ..conftest import TENANCIES, csv_bytes, only, survey_findings, xlsx_bytes
from .conftest import (
    FULL,
    KLADDAR,
    ROSTER,
    TESTINE,
    Make,
    answers,
    headers,
    one_wave,
    source,
)


def test_wide_becomes_long_with_one_row_per_person_and_item(sample: Study, project_of: Make) -> None:
    study = one_wave(
        sample,
        project_of,
        [["Testine Prøvestad", "Runarveien 1", *FULL], ["Kladdar Prøvestad", "Runarveien 3", *FULL[::-1]]],
    )
    table = clean_survey(study).tables["survey"]
    assert len(table) == 28
    assert not table.duplicated(["person", "wave", "item"]).any()
    got = {tuple(answers(table, p)) for p in table["person"].unique()}
    assert got == {tuple(map(int, FULL)), tuple(map(int, FULL[::-1]))}


def test_reversed_items_are_kept_as_answered(sample: Study, project_of: Make) -> None:
    study = one_wave(sample, project_of, [["Testine Prøvestad", "Runarveien 1", *["7"] * 14]])
    assert set(clean_survey(study).tables["survey"]["value"]) == {7}


def test_missing_dont_know_and_declined_keep_their_own_status(sample: Study, project_of: Make) -> None:
    study = one_wave(
        sample,
        project_of,
        [["Testine Prøvestad", "Runarveien 1", "", "Vet ikke", "Ønsker ikke å svare", *FULL[3:]]],
    )
    table = clean_survey(study).tables["survey"].set_index("item")
    assert table.loc[["q01", "q02", "q03", "q04"], "status"].tolist() == [
        "missing",
        "dont_know",
        "declined",
        "answered",
    ]
    assert table.loc[["q01", "q02", "q03"], "value"].isna().all()


def test_an_answer_off_the_scale_is_an_error_with_rows_and_never_the_value(
    sample: Study, project_of: Make
) -> None:
    people = [
        ["Testine Prøvestad", "Runarveien 1", *FULL],
        ["Kladdar Prøvestad", "Runarveien 3", *FULL[:2], "93", *FULL[3:]],
    ]
    with pytest.raises(CleanError) as caught:
        clean_survey(one_wave(sample, project_of, people))
    found = only(caught.value.findings, "answer_outside")
    assert (found["file"], found["column"]) == ("k.csv", "Jeg føler meg trygg i boligen")
    assert (found["rows"], found["message"]) == ("3", "1 svar utenfor 1–7")
    assert "93" not in str(caught.value)


def test_a_person_who_answered_nothing_is_reported_not_counted(sample: Study, project_of: Make) -> None:
    study = one_wave(
        sample,
        project_of,
        [["Testine Prøvestad", "Runarveien 1", *FULL], ["Kladdar Prøvestad", "Runarveien 3", *[""] * 14]],
    )
    cleaned = clean_survey(study)
    assert len(set(cleaned.tables["survey"]["person"])) == 1
    assert only(cleaned.findings, "no_answers")["rows"] == "3"


def test_rows_in_are_rows_out_plus_rows_reported(copied: Study) -> None:
    cleaned = clean_survey(copied)
    reported = cleaned.findings[cleaned.findings["rule"].isin(["answered_twice", "no_answers"])]
    respondents = len(cleaned.tables["survey"]) // len(copied.questionnaire.items)
    read = 13 + 12
    assert respondents + sum(len(rows.split(", ")) for rows in reported["rows"]) == read


@pytest.mark.parametrize("english", [False, True])
def test_microsoft_forms_workbook_with_its_system_columns(
    sample: Study, project_of: Make, english: bool
) -> None:
    norwegian = [
        "ID",
        "Starttidspunkt",
        "Fullføringstidspunkt",
        "E-postadresse",
        "Navn",
        "Tidspunkt for siste endring",
    ]
    system = (
        ["ID", "Start time", "Completion time", "Email", "Name", "Last modified time"]
        if english
        else norwegian
    )
    labels = sample.questionnaire.scale.labels
    rows = [
        [*system, "Navn på leietaker", "Adresse", *(h.replace(" ", "\u00a0", 1) for h in headers(sample))],
        [
            1,
            "",
            "2024-09-04",
            "anonymous",
            "",
            "",
            "Testine Prøvestad",
            "Runarveien 1",
            *[labels[6]] * 7,
            *["7 - " + labels[6]] * 7,
        ],
    ]
    wave = source(
        1, "k.xlsx", columns={"name": "Navn på leietaker", "address": "Adresse"}, reader={"format": "forms"}
    )
    study = project_of([wave, TENANCIES], {"k.xlsx": xlsx_bytes({"Sheet1": rows}), "leieforhold.csv": ROSTER})
    assert set(clean_survey(study).tables["survey"]["value"]) == {7}


def test_surveyxact_codes_and_status_columns(sample: Study, project_of: Make) -> None:
    rows = [
        ["respondent", "created", "statoverall_4", "nr", *(f"s_{n}" for n in range(1, 15))],
        ["17", "2024-01-08", "1", "2", *FULL],
    ]
    wave = source(1, "k.csv", columns={"tenant": "nr"}, reader={"format": "surveyxact"})
    study = project_of([wave, TENANCIES], {"k.csv": csv_bytes(rows), "leieforhold.csv": ROSTER})
    table = clean_survey(study).tables["survey"]
    assert answers(table, table["person"].iloc[0]) == list(map(int, FULL))


def test_every_status_column_of_surveyxact_is_known(sample: Study, project_of: Make) -> None:
    status = ["respondentid", "organization", "statinternal_20", "created", "closetime", "difftime", "lang"]
    status += ["statcompletion_1", "statcreation_7", "statdistribution_3", "statsource_6", "statcollect_4"]
    people = [
        [*TESTINE, "8", "", "1", "2024-01-01 10:00", when, "12,5", "1", "1", "0", "0", "1", "1", *point]
        for when, point in (("2024-01-09 12:00", ["7"] * 14), ("2024-01-08 12:00", ["1"] * 14))
    ]
    study = one_wave(sample, project_of, people, extra=status, reader={"format": "surveyxact"})
    assert set(clean_survey(study).tables["survey"]["value"]) == {7}


def test_a_wave_that_left_items_out_says_so(sample: Study, project_of: Make) -> None:
    rows = [["Navn", "Adresse", *headers(sample)[:12]], ["Testine Prøvestad", "Runarveien 1", *FULL[:12]]]
    study = project_of(
        [source(1, "k.csv", not_asked=["q13", "q14"]), TENANCIES],
        {"k.csv": csv_bytes(rows), "leieforhold.csv": ROSTER},
    )
    assert set(clean_survey(study).tables["survey"]["item"]) == {f"q{n:02d}" for n in range(1, 13)}


def test_free_text_never_reaches_a_table_and_themes_do(sample: Study, project_of: Make) -> None:
    secret = "Ring meg på 99 88 77 66"
    rows = [
        ["Navn", "Adresse", *headers(sample), "Hva er et hjem for deg?"],
        ["Testine Prøvestad", "Runarveien 1", *FULL, secret],
    ]
    themes = csv_bytes(
        [
            ["Navn", "Adresse", "Runde", "Tema"],
            ["Testine Prøvestad", "Runarveien 1", "1", "ro"],
            ["Testine Prøvestad", "Runarveien 1", "1", "ro"],
        ]
    )
    study = project_of(
        [source(1, "k.csv"), {"id": "temaer", "kind": "themes", "file": "t.csv"}, TENANCIES],
        {"k.csv": csv_bytes(rows), "t.csv": themes, "leieforhold.csv": ROSTER},
    )
    cleaned = clean_survey(study)
    assert cleaned.tables["themes"][["wave", "theme"]].to_numpy().tolist() == [[1, "ro"]]
    assert cleaned.tables["themes"]["person"].iloc[0] == cleaned.tables["survey"]["person"].iloc[0]
    assert "99 88" not in "".join(t.to_csv() for t in (*cleaned.tables.values(), cleaned.findings))


def test_answers_surveyxact_counts_as_partial_are_used_and_stated(sample: Study, project_of: Make) -> None:
    study = one_wave(
        sample,
        project_of,
        [[*TESTINE, "1", *FULL[:5], *[""] * 9], [*KLADDAR, "0", *FULL]],
        extra=["statoverall_3"],
        reader={"format": "surveyxact"},
    )
    found = only(survey_findings(study), "partial_answers")
    assert (found["severity"], found["rows"]) == ("info", "2")
    assert clean_survey(study).tables["survey"]["person"].nunique() == 2


def test_a_last_row_with_one_answer_is_somebodys_and_one_with_a_remark_is_not(
    sample: Study, project_of: Make
) -> None:
    label, blank = sample.questionnaire.scale.labels[-1], [""] * 13
    people = [[*TESTINE, *FULL], ["", "", label, *blank], ["Skjema sendt ut to ganger", "", "", *blank]]
    cleaned = clean_survey(one_wave(sample, project_of, people))
    assert cleaned.tables["survey"]["value"].notna().sum() == 15
    assert only(cleaned.findings, "note_row")["rows"] == "4"
