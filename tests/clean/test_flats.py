import dataclasses
from collections.abc import Callable
from datetime import date, timedelta

import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.clean import check, clean_records
from analysis.clean.findings import Findings
from analysis.clean.flats import Stock, exposure
from analysis.clean.tenancies import Spells
from analysis.params import Study

from .conftest import csv_bytes, only, rules

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


def test_more_let_than_there_are_flats_is_a_warning(sample: Study) -> None:
    found = Findings()
    small = dataclasses.replace(sample)
    spans = [(f"f{n}", date(2022, 1, 1), None) for n in range(12)]
    exposure(Stock(frame([]), frame([], reason="x"), known=False), Spells(frame(spans)), small, found)
    assert "more_let_than_flats" in rules(found, "warning")
