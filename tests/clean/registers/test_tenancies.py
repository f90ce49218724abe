from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from analysis.clean import CleanError, clean_records
from analysis.params import Study

from ..conftest import TENANCIES, TENANCY_HEADER, csv_bytes, only, record_findings, rules

Make = Callable[..., Study]
FAR = pd.Timestamp("2100-01-01")


def cleaned(make: Make, rows: list[list[str]], **changes: Any):  # type: ignore[no-untyped-def]
    return clean_records(
        make([TENANCIES], {"leieforhold.csv": csv_bytes([TENANCY_HEADER, *rows])}, **changes)
    )


def found(make: Make, rows: list[list[str]]) -> pd.DataFrame:
    return record_findings(make([TENANCIES], {"leieforhold.csv": csv_bytes([TENANCY_HEADER, *rows])}))


ONE = ["1", "Testine Prøvestad", "Runarveien 1", "H0101", "01.01.2022", "", ""]


def test_a_spell_keeps_its_dates_reason_and_address(project_of: Make) -> None:
    table = cleaned(
        project_of, [["1", "Testine Prøvestad", "Runarv. 1", "h 0101", "1.1.22", "31.12.23", "Oppsagt"]]
    ).tables["residents"]
    row = table.iloc[0]
    assert (row["address"], str(row["start"].date()), str(row["end"].date()), row["end_reason"]) == (
        "runarveien-1",
        "2022-01-01",
        "2023-12-31",
        "oppsagt",
    )


@pytest.mark.parametrize(
    ("first", "second", "spells"),
    [
        (("H0101", "01.01.2021", "31.12.2023"), ("H0101", "01.01.2024", ""), [("2021-01-01", "NaT")]),
        (
            ("H0101", "01.01.2021", "31.12.2023"),
            ("H0101", "31.12.2023", "31.12.2026"),
            [("2021-01-01", "2026-12-31")],
        ),
        (("", "01.01.2021", ""), ("", "01.01.2024", ""), [("2021-01-01", "NaT")]),
        (
            ("H0101", "01.01.2021", "31.12.2023"),
            ("H0101", "02.01.2024", ""),
            [("2021-01-01", "2023-12-31"), ("2024-01-02", "NaT")],
        ),
        (
            ("H0101", "01.01.2021", "31.12.2023"),
            ("H0102", "01.01.2024", ""),
            [("2021-01-01", "2023-12-31"), ("2024-01-01", "NaT")],
        ),
    ],
)
def test_contracts_without_a_day_between_for_one_flat_are_one_tenancy(
    project_of: Make, first: tuple[str, ...], second: tuple[str, ...], spells: list[tuple[str, str]]
) -> None:
    rows = [["1", "Testine Prøvestad", "Runarveien 1", *dates, ""] for dates in (second, first)]
    result = cleaned(project_of, rows)
    table = result.tables["residents"]
    assert list(zip(table["start"], table["end"].fillna(FAR), strict=True)) == [
        (pd.Timestamp(start), FAR if end == "NaT" else pd.Timestamp(end)) for start, end in spells
    ]
    merged = len(spells) == 1
    assert ("renewed" in rules(result.findings)) is merged
    assert not {"two_homes", "flat_let_twice", "renewed_reason"} & set(rules(result.findings))
    assert merged or "no_end_reason" in rules(result.findings)


def test_an_end_reason_of_a_contract_that_goes_on_is_not_used_and_it_is_said(project_of: Make) -> None:
    rows = [
        ["1", "Testine Prøvestad", "Runarveien 1", "H0101", "01.01.2021", "31.12.2022", "Oppsagt"],
        ["1", "Testine Prøvestad", "Runarveien 1", "H0101", "01.01.2023", "31.12.2023", "Annet"],
    ]
    result = cleaned(project_of, rows)
    assert result.tables["residents"]["end_reason"].tolist() == ["annet"]
    assert only(result.findings, "renewed_reason")["rows"] == "2"


def test_in_project_means_a_running_contract_at_a_project_address_on_the_first_day(project_of: Make) -> None:
    rows = [
        ["1", "A B", "Runarveien 1", "H0101", "01.01.2022", "30.09.2023", "Oppsagt"],
        ["2", "C D", "Runarveien 1", "H0102", "02.01.2022", "01.10.2023", "Oppsagt"],
        ["3", "E F", "Runarveien 1", "H0103", "02.10.2023", "", ""],
    ]
    assert cleaned(project_of, rows).tables["residents"].sort_values("start")["in_project"].tolist() == [
        False,
        True,
        False,
    ]


def test_end_before_start_is_an_error_with_the_row(project_of: Make) -> None:
    assert (
        only(
            found(
                project_of,
                [ONE, ["2", "C D", "Runarveien 1", "H0102", "01.02.2021", "15.08.2012", "Oppsagt"]],
            ),
            "end_before_start",
        )["rows"]
        == "3"
    )


def test_a_flat_let_twice_and_a_person_with_two_homes_are_warnings(project_of: Make) -> None:
    rows = [
        ONE,
        ["2", "C D", "Runarveien 1", "H0101", "01.06.2022", "", ""],
        ["2", "C D", "Runarveien 3", "H0101", "01.07.2022", "", ""],
    ]
    result = found(project_of, rows)
    assert only(result, "flat_let_twice")["rows"] == "3"
    assert only(result, "two_homes")["rows"] == "4"


def test_moving_out_and_in_on_the_same_day_is_no_overlap(project_of: Make) -> None:
    rows = [
        ["1", "A B", "Runarveien 1", "H0101", "01.01.2022", "01.06.2022", "Oppsagt"],
        ["2", "C D", "Runarveien 1", "H0101", "01.06.2022", "", ""],
    ]
    assert not {"flat_let_twice", "two_homes"} & set(rules(found(project_of, rows)))


def test_a_move_out_of_the_project_is_kept_as_another_address(project_of: Make) -> None:
    rows = [
        ["1", "A B", "Runarveien 1", "H0101", "01.01.2022", "01.02.2024", "Ny kommunal bolig"],
        ["1", "A B", "Fjernveien 99", "H0101", "02.02.2024", "", ""],
    ]
    table = cleaned(project_of, rows).tables["residents"]
    assert table["address"].tolist() == ["runarveien-1", "other"]
    assert table["flat"].nunique() == 2


def test_an_address_that_only_looks_like_the_projects_is_an_error(project_of: Make) -> None:
    rows = [ONE, ["1", "Testine Prøvestad", "Runarveien 11", "H0101", "02.02.2024", "", ""]]
    unknown = only(found(project_of, rows), "unknown_address")
    assert unknown["severity"] == "error"
    assert "«Runarveien 1»" in unknown["message"]


def test_a_person_never_in_the_project_is_an_error_not_silence(project_of: Make) -> None:
    assert (
        only(
            found(project_of, [ONE, ["2", "C D", "Fjernveien 99", "H0101", "01.01.2022", "", ""]]),
            "unknown_address",
        )["rows"]
        == "3"
    )


def test_the_same_spell_twice_counts_once_and_is_reported(project_of: Make) -> None:
    result = cleaned(project_of, [ONE, ONE])
    assert len(result.tables["residents"]) == 1
    assert only(result.findings, "duplicate_row")["rows"] == "3"


def test_a_long_gap_and_an_end_without_reason_are_mentioned(project_of: Make) -> None:
    rows = [
        ["1", "A B", "Runarveien 1", "H0101", "01.01.2022", "01.02.2022", ""],
        ["1", "A B", "Runarveien 1", "H0102", "01.01.2023", "", ""],
    ]
    result = found(project_of, rows)
    assert only(result, "gap")["rows"] == "3"
    assert only(result, "no_end_reason")["rows"] == "2"


def test_an_unknown_reason_is_an_error_that_names_the_nearest_wording_but_not_the_cell(
    project_of: Make,
) -> None:
    unknown = only(found(project_of, [[*ONE[:5], "01.01.2024", "oppsagd av komunen"]]), "unknown_end_reason")
    assert "«oppsagt av kommunen»" in unknown["message"]
    assert "komunen" not in unknown["message"]


def test_a_wrong_national_id_and_one_id_on_two_numbers_are_warnings(project_of: Make) -> None:
    source = {**TENANCIES, "columns": {**TENANCIES["columns"], "national_id": "Fnr"}}  # type: ignore[dict-item]
    header = [*TENANCY_HEADER, "Fnr"]
    rows = [
        [*ONE, "01010750160"],
        ["2", *ONE[1:3], "H0102", *ONE[4:], "01010750160"],
        ["3", "E F", "Runarveien 3", "H0101", "01.01.2022", "", "", "01010750161"],
    ]
    result = record_findings(project_of([source], {"leieforhold.csv": csv_bytes([header, *rows])}))
    assert only(result, "national_id")["rows"] == "4"
    assert only(result, "same_person_twice")["rows"] == "2, 3"
    assert "010107" not in result.to_csv()


def test_a_row_without_a_person_is_an_error(project_of: Make) -> None:
    with pytest.raises(CleanError, match="rad 3"):
        cleaned(project_of, [ONE, ["", *ONE[1:]]])
