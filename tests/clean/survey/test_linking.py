from __future__ import annotations

import pytest

from analysis.clean import check, clean_survey
from analysis.params import Study

from ..conftest import TENANCIES, TENANCY_HEADER, csv_bytes, only, record_findings, rules, survey_findings
from .conftest import (
    FULL,
    NORDIC,
    ROSTER,
    Make,
    headers,
    one_wave,
    persons,
    source,
    two_waves,
    varied,
)


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
    assert (unlinked["resembles"], unlinked["resembles_rows"]) == ("leieforhold.csv", "2")
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
    assert ["k2.csv", "3"] in lonely[["resembles", "resembles_rows"]].to_numpy().tolist()


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
    assert only(survey_findings(study), "linked_by_spelling")["rows"] == "2"


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
    unlinked = only(survey_findings(study), "unlinked")
    assert (unlinked["resembles"], unlinked["resembles_rows"]) == ("leieforhold.csv", "3")


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
    assert only(survey_findings(study), "namesakes")["file"] == "k2.csv"


def test_namesakes_without_an_address_stay_two_and_none_is_dropped(sample: Study, project_of: Make) -> None:
    study = one_wave(
        sample, project_of, [["Simulf Demodal", "", *varied(1)], ["Simulf Demodal", "", *varied(2)]]
    )
    assert clean_survey(study).tables["survey"]["person"].nunique() == 2
    assert "answered_twice" not in rules(survey_findings(study))


@pytest.mark.parametrize("name", ["-", "anonym", "Ønsker ikke å svare", "Vil ikke si", "?", "xxx", "N/A"])
def test_people_who_give_no_name_are_not_taken_for_one_person(
    sample: Study, project_of: Make, name: str
) -> None:
    study = one_wave(
        sample, project_of, [[name, "Runarveien 1", *varied(1)], [name, "Runarveien 1", *varied(2)]]
    )
    assert clean_survey(study).tables["survey"]["person"].nunique() == 2
    assert only(survey_findings(study), "nameless")["rows"] == "2, 3"


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
    assert only(record_findings(study), "shared_code")["rows"] == "2, 3"


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
    assert only(survey_findings(study), "linked_by_number")["file"] == "k2.csv"


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
    found = only(survey_findings(study), "key_and_name")
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
    assert only(survey_findings(study), "key_and_name")["rows"] == "2"
    assert "error" not in set(check(study)["severity"])


def answered(sample: Study, make: Make, who: dict[str, str], **more: object) -> Study:
    """One answer from somebody, and a register of two."""
    headers = {"name": "Navn", "address": "Adresse", "code": "Kode"}
    form = {"id": "k", "kind": "survey", "wave": 1, "file": "k.csv", "columns": {t: headers[t] for t in who}}
    rows = [
        [*(headers[t] for t in who), *(item.text for item in sample.questionnaire.items)],
        [*who.values(), *["3"] * 14],
    ]
    roster = [
        TENANCY_HEADER,
        ["1", "Testine Prøvestad", "Runarveien 1", "H0101", "01.01.2020", "", ""],
        ["2", "Simulf Demodal", "Runarveien 1", "H0102", "01.01.2020", "", ""],
    ]
    tenancies = {**TENANCIES, **more}
    return make([form, tenancies], {"k.csv": csv_bytes(rows), "leieforhold.csv": csv_bytes(roster)})


@pytest.mark.parametrize("name", ["Testine Liksomvik", "Liksomvik, Testine", "TESTINE ANNE LIKSOMVIK"])
def test_a_new_surname_at_the_same_address_is_listed_with_the_row_it_may_be(
    sample: Study, project_of: Make, name: str
) -> None:
    unlinked = only(
        survey_findings(answered(sample, project_of, {"name": name, "address": "Runarveien 1"})), "unlinked"
    )
    assert (unlinked["resembles"], unlinked["resembles_rows"]) == ("leieforhold.csv", "2")


@pytest.mark.parametrize(
    ("name", "address"),
    [("Testine Liksomvik", "Runarveien 3"), ("Testine Liksomvik", ""), ("Kladdar Prøvestad", "Runarveien 1")],
)
def test_a_first_name_elsewhere_and_a_surname_at_the_address_are_no_likeness(
    sample: Study, project_of: Make, name: str, address: str
) -> None:
    unlinked = only(
        survey_findings(answered(sample, project_of, {"name": name, "address": address})), "unlinked"
    )
    assert unlinked["resembles"] == unlinked["resembles_rows"] == ""
    assert "teller ikke" in unlinked["message"]


def test_codes_the_register_lacks_altogether_are_not_called_linked_to_it(
    sample: Study, project_of: Make
) -> None:
    frame = survey_findings(answered(sample, project_of, {"code": "AB12"}))
    assert "0 av 1" in only(frame, "linked")["message"]
    found = only(frame, "codes_of_nobody")
    assert (found["severity"], found["rows"]) == ("warning", "2")
    assert "unlinked" not in rules(frame)
