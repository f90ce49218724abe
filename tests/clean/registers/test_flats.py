import dataclasses
from collections.abc import Callable
from datetime import date, timedelta

import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.clean import check, clean_records
from analysis.clean.findings import Findings
from analysis.clean.registers.flats import Stock, exposure
from analysis.clean.registers.tenancies import Spells
from analysis.params import Study

from ..conftest import HERE, TENANCIES, TENANCY_HEADER, csv_bytes, only, rules

Make = Callable[..., Study]
DAYS = st.dates(date(2022, 8, 1), date(2024, 12, 31))
SPANS = st.lists(
    st.tuples(st.sampled_from(["a", "b", "c"]), DAYS, st.one_of(st.none(), st.integers(0, 500))), max_size=8
)


def frame(spans: list[tuple[str, date, int | None]], **columns: object) -> pd.DataFrame:
    table = pd.DataFrame(
        {
            "address": ["runarveien-1"] * len(spans),
            "dwelling": [s[0] for s in spans],
            "identity": [f"nr:{n}" for n in range(len(spans))],
            "table": 0,
            "row": range(len(spans)),
            "start": pd.to_datetime([s[1] for s in spans]),
            "end": pd.to_datetime([None if s[2] is None else s[1] + timedelta(days=s[2]) for s in spans]),
            **{name: [value] * len(spans) for name, value in columns.items()},
        }
    ).astype({"start": "datetime64[us]", "end": "datetime64[us]"})
    return table.astype({"address": "object", "dwelling": "object"})


def by_hand(spans: list[tuple[str, date, int | None]], month: date) -> int:
    """Count flat-days one day at a time."""
    total, day = 0, month
    while day.month == month.month:
        total += len(
            {
                f
                for f, start, length in spans
                if start <= day and (length is None or day <= start + timedelta(days=length))
            }
        )
        day += timedelta(days=1)
    return total


@settings(deadline=None, max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(let=SPANS, repair=SPANS)
def test_exposure_is_what_counting_day_by_day_gives(sample: Study, let: list, repair: list) -> None:  # type: ignore[type-arg]
    stock = Stock(
        pd.DataFrame({"address": ["runarveien-1"] * 3, "dwelling": ["a", "b", "c"]}),
        frame(repair, reason="repair"),
        known=True,
        places=(HERE,),
    )
    table = exposure(stock, Spells(frame(let)), sample, Findings())
    ours = table[table["address"] == "runarveien-1"]
    assert ours["let_flat_days"].tolist() == [by_hand(let, m.date()) for m in ours["month"]]
    assert ours["unavailable_flat_days"].tolist() == [by_hand(repair, m.date()) for m in ours["month"]]
    assert (ours["flat_days"] == 3 * ours["days"]).all()
    assert (table[table["address"] != "runarveien-1"]["let_flat_days"] == 0).all()


def test_months_run_from_the_first_window_to_the_last(sample: Study) -> None:
    table = exposure(
        Stock(frame([]), frame([], reason="x"), known=False), Spells(frame([])), sample, Findings()
    )
    assert (table["month"].min(), table["month"].max()) == (
        pd.Timestamp("2022-10-01"),
        pd.Timestamp("2024-09-01"),
    )
    assert table["days"].sum() == 3 * 731


def test_flats_come_from_the_register_and_from_the_plan_without_one(sample: Study, project_of: Make) -> None:
    register = {"id": "boliger", "kind": "flats", "file": "b.csv"}
    header = ["Adresse", "Bolignummer", "Ute av drift fra", "Ute av drift til", "Årsak"]
    rows = [
        ["Runarveien 1", "H0101", "", "", ""],
        ["Runarveien 1", "H0102", "01.01.2023", "31.01.2023", "Okkupert"],
        ["Runarveien 1", "H0102", "01.03.2023", "", "Brannskade"],
    ]
    result = clean_records(project_of([register], {"b.csv": csv_bytes([header, *rows])}))
    table = result.tables["exposure"].set_index(["address", "month"])
    assert table.loc[
        ("runarveien-1", pd.Timestamp("2023-01-01")), ["flats", "occupied_flat_days"]
    ].tolist() == [2, 31]
    assert table.loc[("runarveien-1", pd.Timestamp("2023-04-01")), "unavailable_flat_days"] == 30
    assert "2 boliger på Runarveien 1, men project.yml sier 8" in " ".join(result.findings["message"])
    without = clean_records(
        project_of([{"id": "saker", "kind": "cases", "file": "s.csv", "optional": True}], {})
    )
    assert without.tables["exposure"].groupby("address")["flats"].first().to_dict() == {
        a.id: a.flats for a in sample.project.addresses
    }


def test_faults_of_the_register_are_errors_with_rows(project_of: Make) -> None:
    register = {"id": "boliger", "kind": "flats", "file": "b.csv"}
    header = ["Adresse", "Bolignummer", "Ute av drift fra", "Ute av drift til", "Årsak"]
    rows = [
        ["Runarveien 1", "", "", "", ""],
        ["Runarveien 1", "H0102", "01.02.2023", "31.01.2023", "Okkupert"],
        ["Runarveien 1", "H0103", "01.02.2023", "", ""],
        ["Runarveien 1", "H0104", "", "01.02.2023", "Okkupert"],
    ]
    found = check(project_of([register], {"b.csv": csv_bytes([header, *rows])}))
    assert {"empty_cell", "end_before_start", "no_reason", "no_start"} <= set(rules(found, "error"))
    assert only(found, "end_before_start")["rows"] == "3"
    rows = [
        ["Runarveien 1", "H0101", "i fjor", "01.02.2023", "Okkupert"],
        ["Runarveien 1", "H0102", "01.02.2023", "", "Spøkelser"],
    ]
    found = check(project_of([register], {"b.csv": csv_bytes([header, *rows])}))
    assert rules(found, "error") == ["date_unreadable", "unknown_reason"]


REGISTER = {"id": "boliger", "kind": "flats", "file": "b.csv"}
REGISTER_HEADER = ["Adresse", "Bolignummer", "Ute av drift fra", "Ute av drift til", "Årsak"]


def of_address(table: pd.DataFrame, month: str) -> pd.Series:
    return table[(table["address"] == "runarveien-1") & (table["month"] == month)].iloc[0]


def test_two_spans_out_of_use_that_begin_on_one_day_both_count(project_of: Make) -> None:
    rows = [
        ["Runarveien 1", "H0101", "01.02.2024", "10.02.2024", "Vannskade"],
        ["Runarveien 1", "H0101", "01.02.2024", "05.02.2024", "Okkupert"],
        ["Runarveien 1", "H0102", "01.02.2024", "01.02.2024", "Vannskade"],
        ["Runarveien 1", "H0102", "01.02.2024", "29.02.2024", "Vannskade"],
        ["Runarveien 1", "H0102", "01.02.2024", "29.02.2024", "Vannskade"],
    ]
    result = clean_records(project_of([REGISTER], {"b.csv": csv_bytes([REGISTER_HEADER, *rows])}))
    february = of_address(result.tables["exposure"], "2024-02-01")
    assert (february["unavailable_flat_days"], february["occupied_flat_days"]) == (10 + 29, 5)
    assert only(result.findings, "duplicate_row")["rows"] == "6"


def test_a_flat_let_while_out_of_use_is_told_and_counts_as_both(project_of: Make) -> None:
    register = [
        ["Runarveien 1", "H0101", "31.01.2024", "10.02.2024", "Vannskade"],
        ["Runarveien 1", "H0101", "01.03.2024", "", "Okkupert"],
        ["Runarveien 1", "H0102", "01.02.2024", "29.02.2024", "Vannskade"],
        ["Runarveien 1", "H0103", "", "", ""],
    ]
    let = [
        ["1", "Testa Prøve", "Runarveien 1", "H0101", "01.01.2020", "31.01.2024", "Annet"],
        ["2", "Skissa Viken", "Runarveien 1", "H0101", "10.02.2024", "01.03.2024", "Annet"],
        ["3", "Prøvar Li", "Runarveien 1", "H0102", "20.02.2024", "", ""],
        ["4", "Kladda Li", "Runarveien 1", "", "20.02.2024", "", ""],
    ]
    files = {
        "b.csv": csv_bytes([REGISTER_HEADER, *register]),
        "leieforhold.csv": csv_bytes([TENANCY_HEADER, *let]),
    }
    result = clean_records(project_of([REGISTER, TENANCIES], files))
    assert only(result.findings, "let_out_of_use")["rows"] == "4"
    february = of_address(result.tables["exposure"], "2024-02-01")
    assert (february["unavailable_flat_days"], february["let_flat_days"]) == (10 + 29, 20 + 10 + 10)


def test_a_reason_without_dates_is_told_since_no_day_is_counted(project_of: Make) -> None:
    rows = [["Runarveien 1", "H0101", "", "", "Okkupert"], ["Runarveien 1", "H0102", "", "", ""]]
    result = clean_records(project_of([REGISTER], {"b.csv": csv_bytes([REGISTER_HEADER, *rows])}))
    assert only(result.findings, "undated_outage")["rows"] == "2"
    assert (result.tables["exposure"]["occupied_flat_days"] == 0).all()


def tenancies(rows: list[list[str]], **more: str) -> dict[str, bytes]:
    return {name: csv_bytes([TENANCY_HEADER, row]) for name, row in zip(more.values(), rows, strict=True)}


def test_persons_without_a_flat_number_in_two_files_each_have_a_flat(project_of: Make) -> None:
    rows = [
        ["1", "Testine Prøvestad", "Runarveien 1", "", "01.01.2022", "", ""],
        ["2", "Ola Utkast", "Runarveien 1", "", "01.01.2022", "", ""],
    ]
    files = tenancies(rows, first="a.csv", second="b.csv")
    result = clean_records(project_of([{**TENANCIES, "file": "*.csv"}], files))
    assert of_address(result.tables["exposure"], "2024-02-01")["let_flat_days"] == 2 * 29


def test_a_renewal_without_a_flat_number_counts_its_shared_day_once(project_of: Make) -> None:
    rows = [
        ["1", "Testine Prøvestad", "Runarveien 1", "", "01.01.2022", "15.02.2024", "Annet"],
        ["1", "Testine Prøvestad", "Runarveien 1", "", "15.02.2024", "", ""],
    ]
    files = {"a.csv": csv_bytes([TENANCY_HEADER, *rows])}
    result = clean_records(project_of([{**TENANCIES, "file": "a.csv"}], files))
    assert of_address(result.tables["exposure"], "2024-02-01")["let_flat_days"] == 29


def test_tenancies_in_flats_the_register_lacks_are_named_by_file_and_row(project_of: Make) -> None:
    rows = [
        ["1", "Testine Prøvestad", "Runarveien 1", "H0101", "01.01.2022", "", ""],
        ["2", "Ola Utkast", "Runarveien 1", "H0909", "01.01.2022", "", ""],
    ]
    files = tenancies(rows, first="t1.csv", second="t2.csv")
    register = csv_bytes([REGISTER_HEADER, ["Runarveien 1", "H0101", "", "", ""]])
    found = check(project_of([REGISTER, {**TENANCIES, "file": "t*.csv"}], {**files, "b.csv": register}))
    finding = only(found, "flat_not_in_stock")
    assert (finding["file"], finding["rows"]) == ("t2.csv", "2")


def test_more_let_than_there_are_flats_is_a_warning(sample: Study) -> None:
    found = Findings()
    small = dataclasses.replace(sample)
    spans = [(f"f{n}", date(2022, 1, 1), None) for n in range(12)]
    exposure(Stock(frame([]), frame([], reason="x"), known=False), Spells(frame(spans)), small, found)
    assert "more_let_than_flats" in rules(found, "warning")
