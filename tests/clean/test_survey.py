from collections.abc import Callable

import pandas as pd
import pytest

from analysis.clean import CleanError, check, clean_survey
from analysis.params import Study

from .conftest import TENANCIES, TENANCY_HEADER, csv_bytes, only, rules, xlsx_bytes

Make = Callable[..., Study]
ROSTER = csv_bytes(
    [
        TENANCY_HEADER,
        ["1", "Testine Prøvestad", "Runarveien 1", "H0101", "01.01.2020", "", ""],
        ["2", "Kladdar Prøvestad", "Runarveien 3", "H0101", "01.01.2020", "", ""],
        ["3", "Simulf Demodal", "Midtåsveien 22", "H0101", "01.01.2020", "", ""],
        ["4", "Simulf Demodal", "Midtåsveien 22", "H0102", "01.01.2020", "", ""],
        ["5", "Simulf Demodal", "Runarveien 1", "H0102", "01.01.2020", "", ""],
    ]
)


def source(wave: int, file: str, **more: object) -> dict[str, object]:
    return {
        "id": f"k{wave}",
        "kind": "survey",
        "wave": wave,
        "file": file,
        "columns": {"name": "Navn", "address": "Adresse"},
        **more,
    }


def headers(study: Study) -> list[str]:
    return [item.text for item in study.questionnaire.items]


def one_wave(
    sample: Study, make: Make, people: list[list[str]], *, extra: list[str] | None = None, **more: object
) -> Study:
    rows = [["Navn", "Adresse", *(extra or []), *headers(sample)], *people]
    return make(
        [source(1, "k.csv", **more), TENANCIES], {"k.csv": csv_bytes(rows), "leieforhold.csv": ROSTER}
    )


FULL = ["1", "2", "3", "4", "5", "6", "7", "1", "2", "3", "4", "5", "6", "7"]


def answers(table: pd.DataFrame, person: str) -> list[object]:
    return table[table["person"] == person].sort_values("item")["value"].tolist()


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
    assert found["message"] == "k.csv, kolonne «Jeg føler meg trygg i boligen»: 1 svar utenfor 1–7 (rad 3)."
    assert "93" not in str(caught.value)


def test_the_latest_of_two_sets_of_answers_counts(sample: Study, project_of: Make) -> None:
    people = [
        ["Testine Prøvestad", "Runarveien 1", "2024-02-01 10:00:00", *["7"] * 14],
        ["TESTINE  PRØVESTAD", "Runarv. 1", "2024-01-01 10:00:00", *["1"] * 14],
    ]
    study = one_wave(sample, project_of, people, extra=["$created"], reader={"format": "nettskjema"})
    cleaned = clean_survey(study)
    assert set(cleaned.tables["survey"]["value"]) == {7}
    assert only(cleaned.findings, "answered_twice")["rows"] == "3"


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


def test_names_are_linked_whatever_their_order_and_case(sample: Study, project_of: Make) -> None:
    k1 = csv_bytes([["Navn", "Adresse", *headers(sample)], ["Testine Prøvestad", "Runarveien 1", *FULL]])
    k2 = csv_bytes([["Navn", "Adresse", *headers(sample)], ["PRØVESTAD, testine", "runarv.1, H0101", *FULL]])
    study = project_of(
        [source(1, "k1.csv"), source(2, "k2.csv"), TENANCIES],
        {"k1.csv": k1, "k2.csv": k2, "leieforhold.csv": ROSTER},
    )
    table = clean_survey(study).tables["survey"]
    assert len(set(table["person"])) == 1
    assert set(table["wave"]) == {1, 2}


def test_namesakes_are_told_apart_by_address_or_left_unlinked(sample: Study, project_of: Make) -> None:
    study = one_wave(
        sample,
        project_of,
        [
            ["Simulf Demodal", "Runarveien 1", *FULL],
            ["Simulf Demodal", "Midtåsveien 22", *FULL],
            ["Simulf Demodal", "", *FULL],
        ],
    )
    cleaned = clean_survey(study)
    assert only(cleaned.findings, "namesakes")["rows"] == "3, 4"
    assert cleaned.tables["survey"]["person"].nunique() == 3


def test_a_person_the_roster_lacks_is_listed_with_the_nearest_row_and_no_name(
    sample: Study, project_of: Make
) -> None:
    study = one_wave(sample, project_of, [["Testina Prøvestad", "Runarveien 1", *FULL]])
    cleaned = clean_survey(study)
    unlinked = only(cleaned.findings, "unlinked")
    assert unlinked["rows"] == "2"
    assert "leieforhold.csv, rad 2" in unlinked["action"]
    assert "Prøvestad" not in cleaned.findings.to_csv()


def test_linking_by_key(sample: Study, project_of: Make) -> None:
    rows = [["Nummer", *headers(sample)], ["2", *FULL], ["99", *FULL]]
    study = project_of(
        [source(1, "k.csv", columns={"tenant": "Nummer"}), TENANCIES],
        {"k.csv": csv_bytes(rows), "leieforhold.csv": ROSTER},
    )
    cleaned = clean_survey(study)
    assert "1 av 2" in only(cleaned.findings, "linked")["message"]
    assert only(cleaned.findings, "unlinked")["rows"] == "3"


def test_linking_by_a_self_made_code_lists_codes_met_once_with_the_nearest(
    sample: Study, project_of: Make
) -> None:
    k1 = csv_bytes([["Kode", *headers(sample)], ["AB12", *FULL], ["KARI77", *FULL]])
    k2 = csv_bytes([["Kode", *headers(sample)], ["ab 12", *FULL], ["KARI71", *FULL]])
    columns = {"code": "Kode"}
    study = project_of(
        [source(1, "k1.csv", columns=columns), source(2, "k2.csv", columns=columns)],
        {"k1.csv": k1, "k2.csv": k2},
    )
    cleaned = clean_survey(study)
    assert cleaned.tables["survey"].groupby("person")["wave"].nunique().tolist().count(2) == 1
    lonely = cleaned.findings[cleaned.findings["rule"] == "code_unlinked"]
    assert lonely["severity"].tolist() == ["warning", "warning"]
    assert "k2.csv, rad 3" in " ".join(lonely["action"])


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


def test_an_ambiguous_or_missing_question_is_an_error_and_nothing_is_guessed(
    sample: Study, project_of: Make
) -> None:
    cut = ["Jeg er fornøyd med …" if h == "Jeg er fornøyd med nabolaget" else h for h in headers(sample)]
    rows = [["Navn", "Adresse", *cut[:-1], "Noe annet"], ["Testine Prøvestad", "Runarveien 1", *FULL]]
    study = project_of([source(1, "k.csv"), TENANCIES], {"k.csv": csv_bytes(rows), "leieforhold.csv": ROSTER})
    found = check(study)
    assert "missing_question" in rules(found, "error")
    assert only(found, "missing_question")["column"].startswith("Jeg opplever å kunne påvirke hvordan")


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


def test_a_cut_off_statement_is_a_warning(sample: Study, copied: Study) -> None:
    assert "spørsmål 14" in only(clean_survey(copied).findings, "incomplete_item")["message"]
