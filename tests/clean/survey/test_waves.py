from collections.abc import Callable

import pandas as pd
import pytest

from analysis.clean import CleanError, check, clean_survey
from analysis.params import Study

from ..conftest import TENANCIES, TENANCY_HEADER, csv_bytes, only, rules, xlsx_bytes

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


def test_every_status_column_of_surveyxact_is_known(sample: Study, project_of: Make) -> None:
    status = ["respondentid", "organization", "statinternal_20", "created", "closetime", "difftime", "lang"]
    status += ["statcompletion_1", "statcreation_7", "statdistribution_3", "statsource_6", "statcollect_4"]
    people = [
        [*TESTINE, "8", "", "1", "2024-01-01 10:00", when, "12,5", "1", "1", "0", "0", "1", "1", *point]
        for when, point in (("2024-01-09 12:00", ["7"] * 14), ("2024-01-08 12:00", ["1"] * 14))
    ]
    study = one_wave(sample, project_of, people, extra=status, reader={"format": "surveyxact"})
    assert set(clean_survey(study).tables["survey"]["value"]) == {7}


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


def two_waves(
    sample: Study,
    make: Make,
    first: list[list[str]],
    second: list[list[str]],
    *,
    identity: list[str] | None = None,
    roster: bytes | None = ROSTER,
    **more: object,
) -> Study:
    head = [*(identity or ["Navn", "Adresse"]), *headers(sample)]
    files = {"k1.csv": csv_bytes([head, *first]), "k2.csv": csv_bytes([head, *second])}
    sources = [source(1, "k1.csv", **more), source(2, "k2.csv", **more)]
    if roster is not None:
        sources, files = [*sources, TENANCIES], {**files, "leieforhold.csv": roster}
    return make(sources, files)


def persons(study: Study) -> dict[int, set[str]]:
    table = clean_survey(study).tables["survey"]
    return {int(str(wave)): set(rows["person"]) for wave, rows in table.groupby("wave")}


def varied(seed: int) -> list[str]:
    return [str((seed * 5 + n * n) % 7 + 1) for n in range(14)]


NORDIC = csv_bytes(
    [
        TENANCY_HEADER,
        ["0101", "Åse-Marie Bjørnæs", "Runarveien 1", "H0101", "01.01.2020", "", ""],
        ["0102", "Per Ola Prøvestad", "Runarveien 3", "H0101", "01.01.2020", "", ""],
    ]
)


def test_names_without_norwegian_letters_are_linked_at_the_same_address_and_said_so(
    sample: Study, project_of: Make
) -> None:
    study = two_waves(
        sample,
        project_of,
        [["Åse-Marie Bjørnæs", "Runarveien 1", *varied(1)]],
        [["AASE MARIE BJOERNAES", "Runarveien 1", *varied(2)]],
        roster=NORDIC,
    )
    waves = persons(study)
    assert waves[1] == waves[2]
    assert only(check(study), "linked_by_spelling")["rows"] == "2"


def test_a_middle_name_left_out_is_not_linked_but_listed_with_its_row(
    sample: Study, project_of: Make
) -> None:
    study = two_waves(
        sample,
        project_of,
        [["Per Ola Prøvestad", "Runarveien 3", *varied(1)]],
        [["Per Prøvestad", "Runarveien 3", *varied(2)]],
        roster=NORDIC,
    )
    assert not persons(study)[1] & persons(study)[2]
    assert "leieforhold.csv, rad 3" in only(check(study), "unlinked")["action"]


def test_another_persons_spelling_at_the_address_leaves_the_answer_unlinked(
    sample: Study, project_of: Make
) -> None:
    roster = csv_bytes(
        [
            TENANCY_HEADER,
            ["1", "Simulf Bo", "Runarveien 1", "H0101", "01.01.2020", "", ""],
            ["2", "Simulf Bø", "Runarveien 3", "H0101", "01.01.2020", "", ""],
        ]
    )
    study = two_waves(
        sample,
        project_of,
        [["Simulf Bo", "Runarveien 1", *varied(1)]],
        [["Simulf Bo", "Runarveien 3", *varied(2)]],
        roster=roster,
    )
    assert not persons(study)[1] & persons(study)[2]
    assert only(check(study), "namesakes")["file"] == "k2.csv"


def test_namesakes_without_an_address_stay_two_and_none_is_dropped(sample: Study, project_of: Make) -> None:
    study = one_wave(
        sample, project_of, [["Simulf Demodal", "", *varied(1)], ["Simulf Demodal", "", *varied(2)]]
    )
    assert clean_survey(study).tables["survey"]["person"].nunique() == 2
    assert "answered_twice" not in rules(check(study))


@pytest.mark.parametrize("name", ["-", "anonym", "Ønsker ikke å svare", "Vil ikke si", "?", "xxx", "N/A"])
def test_people_who_give_no_name_are_not_taken_for_one_person(
    sample: Study, project_of: Make, name: str
) -> None:
    study = one_wave(
        sample, project_of, [[name, "Runarveien 1", *varied(1)], [name, "Runarveien 1", *varied(2)]]
    )
    assert clean_survey(study).tables["survey"]["person"].nunique() == 2
    assert only(check(study), "nameless")["rows"] == "2, 3"


@pytest.mark.parametrize(("one", "other"), [("1-23", "12-3"), ("-", "–"), ("ole", "do.")])
def test_codes_that_differ_in_signs_and_codes_left_out_are_not_one_person(
    sample: Study, project_of: Make, one: str, other: str
) -> None:
    rows = [[one, *varied(1)], [other, *varied(2)]]
    study = two_waves(
        sample, project_of, rows, rows, identity=["Kode"], roster=None, columns={"code": "Kode"}
    )
    assert clean_survey(study).tables["survey"].query("wave == 1")["person"].nunique() == 2


def test_a_code_several_tenants_have_is_an_error(sample: Study, project_of: Make) -> None:
    roster = csv_bytes(
        [
            [*TENANCY_HEADER, "Egen kode"],
            ["1", "Testine Prøvestad", "Runarveien 1", "H0101", "01.01.2020", "", "", "ab 1"],
            ["2", "Kladdar Prøvestad", "Runarveien 3", "H0101", "01.01.2020", "", "", "AB1"],
        ]
    )
    rows = [["ab1", *varied(1)]]
    study = two_waves(
        sample, project_of, rows, rows, identity=["Kode"], roster=roster, columns={"code": "Kode"}
    )
    assert only(check(study), "shared_code")["rows"] == "2, 3"


def test_tenant_numbers_excel_took_the_zeros_of_are_linked_and_said_so(
    sample: Study, project_of: Make
) -> None:
    study = two_waves(
        sample,
        project_of,
        [["0101", *varied(1)]],
        [["101.0", *varied(2)]],
        identity=["Nr"],
        roster=NORDIC,
        columns={"tenant": "Nr"},
    )
    waves = persons(study)
    assert waves[1] == waves[2]
    assert only(check(study), "linked_by_number")["file"] == "k2.csv"


def test_a_key_and_a_name_of_two_persons_is_an_error_without_the_name(
    sample: Study, project_of: Make
) -> None:
    columns = {"tenant": "Nr", "name": "Navn"}
    study = two_waves(
        sample,
        project_of,
        [["1", "Testine Prøvestad", *varied(1)]],
        [["2", "Testine Prøvestad", *varied(2)]],
        identity=["Nr", "Navn"],
        columns=columns,
    )
    found = only(check(study), "key_and_name")
    assert (found["severity"], found["file"], found["rows"]) == ("error", "k2.csv", "2")
    assert "Testine" not in found["message"] + found["action"]


def test_a_name_the_register_lacks_beside_a_key_is_a_warning(sample: Study, project_of: Make) -> None:
    rows = [["1", "Testine Nygift", *varied(1)], ["2", "Kladdar Ola Prøvestad", *varied(2)]]
    study = two_waves(
        sample,
        project_of,
        rows,
        [["1", "", *varied(3)]],
        identity=["Nr", "Navn"],
        columns={"tenant": "Nr", "name": "Navn"},
    )
    assert only(check(study), "key_and_name")["rows"] == "2"
    assert "error" not in set(check(study)["severity"])


def test_names_in_one_round_only_are_listed_without_a_register_too(sample: Study, project_of: Make) -> None:
    study = two_waves(
        sample,
        project_of,
        [["Per Ola Prøvestad", "Runarveien 3", *varied(1)], ["Kari Testdal", "Runarveien 1", *varied(2)]],
        [["Per Prøvestad", "Runarveien 3", *varied(3)]],
        roster=None,
    )
    frame = check(study)
    lonely = frame[frame["rule"] == "name_unlinked"]
    assert lonely["action"].str.extract(r"(k\d\.csv, rad \d)")[0].tolist() == [
        "k2.csv, rad 2",
        "k1.csv, rad 2",
    ]
    assert only(frame, "one_round")["rows"] == "3"


def test_persons_of_the_register_who_answered_once_are_listed(sample: Study, project_of: Make) -> None:
    both, once = ["Testine Prøvestad", "Runarveien 1"], ["Kladdar Prøvestad", "Runarveien 3"]
    study = two_waves(sample, project_of, [[*both, *varied(1)], [*once, *varied(2)]], [[*both, *varied(3)]])
    found = only(check(study), "one_round")
    assert (found["file"], found["rows"], found["severity"]) == ("k1.csv", "3", "info")


def timed(sample: Study, make: Make, one: str, other: str) -> Study:
    rows = [
        ["Testine Prøvestad", "Runarveien 1", one, *["1"] * 14],
        ["Testine Prøvestad", "Runarveien 1", other, *["2"] * 14],
    ]
    return one_wave(sample, make, rows, extra=["$created"], reader={"format": "nettskjema"})


@pytest.mark.parametrize(
    ("one", "other", "value"),
    [
        ("2024-01-08T10:00:00Z", "2024-01-08T10:30:00+01:00", 1),
        ("08.01.2024 14:00", "08.01.2024 09:00", 1),
        ("08.01.2024 09:00", "08.01.2024 kl. 14.00", 2),
        ("2024-01-08T10:00:00.900", "2024-01-08T10:00:00.100", 1),
    ],
)
def test_the_latest_answer_is_known_by_zone_clock_and_parts_of_seconds(
    sample: Study, project_of: Make, one: str, other: str, value: int
) -> None:
    study = timed(sample, project_of, one, other)
    assert set(clean_survey(study).tables["survey"]["value"]) == {value}
    assert "det siste svaret er brukt" in only(check(study), "answered_twice")["message"]


@pytest.mark.parametrize("when", ["", "tull", "08.01.2024"])
def test_two_answers_no_time_tells_apart_say_so(sample: Study, project_of: Make, when: str) -> None:
    found = only(check(timed(sample, project_of, when, when)), "answered_twice")
    assert "tidspunktene mangler eller er like" in found["message"]
    assert found["action"]


def rounds(sample: Study, make: Make, first: list[list[str]], second: list[list[str]]) -> pd.DataFrame:
    study = two_waves(
        sample,
        make,
        first,
        second,
        identity=["$created", "Navn", "Adresse"],
        reader={"format": "nettskjema"},
    )
    return check(study)


TESTINE, KLADDAR = ["Testine Prøvestad", "Runarveien 1"], ["Kladdar Prøvestad", "Runarveien 3"]


def test_answers_of_an_earlier_round_lying_in_a_later_one_are_an_error(
    sample: Study, project_of: Make
) -> None:
    old = [["2024-01-08T10:00:00Z", *TESTINE, *varied(1)], ["2024-01-09T10:00:00Z", *KLADDAR, *varied(2)]]
    new = [["2024-08-08T10:00:00Z", *TESTINE, *varied(3)]]
    found = only(rounds(sample, project_of, old, [*new, *old]), "same_submission")
    assert (found["severity"], found["file"], found["rows"]) == ("error", "k2.csv", "3, 4")


def test_a_round_answered_before_the_one_before_it_was_over_is_a_warning(
    sample: Study, project_of: Make
) -> None:
    first = [["2024-01-08T10:00:00Z", *TESTINE, *varied(1)], ["2024-02-09T10:00:00Z", *KLADDAR, *varied(2)]]
    second = [["2024-02-01T10:00:00Z", *TESTINE, *varied(3)], ["2024-08-09T10:00:00Z", *KLADDAR, *varied(4)]]
    found = only(rounds(sample, project_of, first, second), "round_too_early")
    assert (found["file"], found["rows"]) == ("k2.csv", "2")


def test_the_same_answers_from_everybody_in_two_rounds_are_a_warning(sample: Study, project_of: Make) -> None:
    people = [[*TESTINE, *varied(1)], [*KLADDAR, *varied(2)], ["Simulf Demodal", "Runarveien 1", *varied(3)]]
    assert only(check(two_waves(sample, project_of, people, people)), "same_answers")["rows"] == "2–4"
    changed = [people[0], people[1], [*people[2][:2], *varied(4)]]
    assert "same_answers" not in rules(check(two_waves(sample, project_of, people, changed)))


def test_a_file_without_headers_is_an_error_that_quotes_nobody(sample: Study, project_of: Make) -> None:
    study = project_of([source(1, "k.csv")], {"k.csv": csv_bytes([[*TESTINE, *FULL], [*KLADDAR, *FULL]])})
    frame = check(study)
    assert "no_header" in rules(frame, "error")
    assert "Testine" not in frame.to_csv()


@pytest.mark.parametrize(
    ("setting", "rule"),
    [
        ({"columns": {"q99": "Trygghet"}}, "unknown_target"),
        ({"not_asked": ["q99"]}, "unknown_target"),
        ({"values": {"q99": {"8": "Vet ikke"}}}, "unknown_target"),
        ({"values": {"answer": {"8": "Vet altså ikke"}}}, "unknown_meaning"),
        ({"values": {"answer": {"1": "17"}}}, "unknown_meaning"),
        ({"columns": {"q03": "Trygghet"}}, "missing_column"),
        ({"columns": {"q01": "Utsagn", "q02": "utsagn "}}, "header_declared_twice"),
    ],
)
def test_settings_that_answer_to_nothing_are_errors(
    sample: Study, project_of: Make, setting: dict[str, object], rule: str
) -> None:
    more = dict(setting)
    more["columns"] = {"name": "Navn", "address": "Adresse", **dict(more.get("columns", {}))}  # type: ignore[call-overload]
    study = one_wave(sample, project_of, [[*TESTINE, *FULL]], **more)
    assert rule in rules(check(study), "error")


def test_a_reversed_item_turned_by_the_settings_is_a_warning(sample: Study, project_of: Make) -> None:
    turned = {str(n): str(8 - n) for n in range(1, 8)}
    study = one_wave(sample, project_of, [[*TESTINE, *FULL]], values={"q09": turned})
    assert only(check(study), "turned_twice")["file"] == "project.yml"
    other = one_wave(sample, project_of, [[*TESTINE, *FULL]], values={"answer": turned})
    assert "turned_twice" not in rules(check(other))


def test_an_item_not_asked_but_answered_is_a_warning(sample: Study, project_of: Make) -> None:
    study = one_wave(sample, project_of, [[*TESTINE, *FULL]], not_asked=["q03"])
    assert only(check(study), "asked_after_all")["severity"] == "warning"


def test_codes_matched_by_number_alone_are_a_warning_that_shows_the_pairs(
    sample: Study, project_of: Make
) -> None:
    head = ["Navn", "Adresse", *(f"s_{n}" for n in range(1, 16))]
    study = project_of(
        [source(1, "k.csv", ignore=["s_15"])], {"k.csv": csv_bytes([head, [*TESTINE, *FULL, "1"]])}
    )
    found = only(check(study), "matched_by_number")
    assert found["severity"] == "warning"
    assert "«s_3» = spørsmål 3" in found["message"]
    assert "filen har også «s_15»" in found["message"]


def test_headers_cut_off_alike_are_told_apart_by_column_letters(sample: Study, project_of: Make) -> None:
    cut = [h if n not in (0, 3) else "Jeg er fornøyd med …" for n, h in enumerate(headers(sample))]
    data = {"k.csv": csv_bytes([["Navn", "Adresse", *cut], [*TESTINE, *FULL]])}
    refused = check(project_of([source(1, "k.csv")], data))
    ambiguous = refused[refused["rule"] == "ambiguous_question"]
    assert ambiguous["action"].str.contains("kolonne [CF]").all()
    columns = {"name": "Navn", "address": "Adresse", "q01": "kolonne C", "q04": "kolonne F"}
    table = clean_survey(project_of([source(1, "k.csv", columns=columns)], data)).tables["survey"]
    assert table.set_index("item").loc[["q01", "q04"], "value"].tolist() == [1, 4]


def test_answers_surveyxact_counts_as_partial_are_used_and_stated(sample: Study, project_of: Make) -> None:
    study = one_wave(
        sample,
        project_of,
        [[*TESTINE, "1", *FULL[:5], *[""] * 9], [*KLADDAR, "0", *FULL]],
        extra=["statoverall_3"],
        reader={"format": "surveyxact"},
    )
    found = only(check(study), "partial_answers")
    assert (found["severity"], found["rows"]) == ("info", "2")
    assert clean_survey(study).tables["survey"]["person"].nunique() == 2
