from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.clean import clean_records
from analysis.clean.registers import summed_counts
from analysis.params import Study, Window

from ..conftest import INCIDENTS, csv_bytes, only, record_findings, rules

Make = Callable[..., Study]
COLUMNS = {"month": "Måned", "address": "Adresse", "kind": "Hva", "count": "Antall"}
DATED = {"date": "Dato", **{target: COLUMNS[target] for target in ("address", "kind", "count")}}


def source(columns: dict[str, str], **more: object) -> dict[str, object]:
    return {"id": "tall", "kind": "incidents", "file": "tall.csv", "columns": columns, **more}


def of(make: Make, rows: list[list[str]], columns: dict[str, str] = COLUMNS, **more: object) -> Study:
    return make([source(columns, **more)], {"tall.csv": csv_bytes([[*columns.values()], *rows])})


def month(when: str, count: str, where: str = "Runarveien 1", what: str = "Tagging") -> list[str]:
    return [when, where, what, count]


def table(study: Study) -> pd.DataFrame:
    return clean_records(study).tables["incidents"]


def test_a_number_column_makes_a_row_that_many_events_of_its_day(project_of: Make) -> None:
    events = table(of(project_of, [month("08.01.2024", "3"), month("09.01.2024", "0")], DATED))
    assert [f"{day:%d.%m}" for day in events["date"]] == ["08.01"] * 3
    assert events["incident"].is_unique


@pytest.mark.parametrize(
    ("number", "days"),
    [("1", [16]), ("2", [8, 24]), ("3", [6, 16, 26]), ("31", [*range(1, 32)]), ("0", [])],
)
def test_events_of_a_month_are_dated_evenly_over_it(project_of: Make, number: str, days: list[int]) -> None:
    events = table(of(project_of, [month("01.2024", number), month("02.2024", "1", what="Politi")]))
    januar = events.loc[events["kind"] == "haerverk", "date"]
    assert [day.day for day in januar] == days
    assert set(januar.dt.month) <= {1}
    assert events["flat"].isna().all()


MONTHS = st.lists(
    st.tuples(
        st.sampled_from(["10.2022", "feb. 2023", "2024-02", "09.2024"]),
        st.integers(0, 40),
        st.sampled_from(["Runarveien 1", "Midtåsv. 22"]),
        st.sampled_from(["Tagging", "Naboklage"]),
    ),
    max_size=8,
    unique_by=lambda row: (row[0], row[2], row[3]),
)


@settings(deadline=None, max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=MONTHS)
def test_the_numbers_of_each_month_address_and_kind_are_those_of_the_table(
    project_of: Make, rows: list[tuple[str, int, str, str]]
) -> None:
    events = table(of(project_of, [month(m, str(n), a, k) for m, n, a, k in rows]))
    firsts = {"10.2022": "2022-10", "feb. 2023": "2023-02", "2024-02": "2024-02", "09.2024": "2024-09"}
    places = {"Runarveien 1": "runarveien-1", "Midtåsv. 22": "midtaasveien-22"}
    kinds = {"Tagging": "haerverk", "Naboklage": "naboklage"}
    made = events.groupby([events["date"].dt.strftime("%Y-%m"), "address", "kind"]).size().to_dict()
    assert made == {(firsts[m], places[a], kinds[k]): n for m, n, a, k in rows if n}


def test_a_month_cut_by_a_window_is_refused_and_one_at_its_edge_is_not(project_of: Make) -> None:
    rows = [month("10.2022", "2"), month("03.2023", "2"), month("03.2023", "0", what="Politi")]
    study = of(project_of, rows)
    assert "month_cut" not in rules(record_findings(study))
    cut = Window.model_validate({"from": date(2022, 10, 1), "to": date(2023, 3, 30)})
    period = study.period.model_copy(update={"before": cut})
    refused = only(record_findings(replace(study, period=period)), "month_cut")
    assert (refused["severity"], refused["rows"], refused["column"]) == ("error", "3", "Måned")
    assert "sluttrapport.yml" in refused["message"]


def test_a_month_must_lie_wholly_within_what_the_source_covers(project_of: Make) -> None:
    rows = [month("10.2022", "1"), month("08.2024", "1"), month("09.2024", "0")]
    covers = {"from": "2022-10-01", "to": "2024-09-29"}
    assert only(record_findings(of(project_of, rows, covers=covers)), "outside_coverage")["rows"] == "4"


def test_months_counted_as_none_are_coverage(project_of: Make) -> None:
    starts = pd.date_range("2022-10-01", "2024-09-01", freq="MS")
    counted = [month(f"{m:%m.%Y}", "0" if 6 < n < 16 else "4") for n, m in enumerate(starts)]
    assert not [r for r in rules(record_findings(of(project_of, counted))) if r.startswith("silence")]
    without = [row for row in counted if row[3] != "0"]
    assert "silence_inside" in rules(record_findings(of(project_of, without)))


@pytest.mark.parametrize(("number", "refused"), [("1000", False), ("1001", True), ("99999999999", True)])
def test_a_number_that_cannot_be_events_is_refused_before_any_is_made(
    project_of: Make, number: str, refused: bool
) -> None:
    found = record_findings(of(project_of, [month("01.2024", "1"), month("02.2024", number)]))
    assert ("count_too_large" in rules(found, "error")) == refused
    if refused:
        assert only(found, "count_too_large")["rows"] == "3"


def test_numbers_too_large_together_are_refused(project_of: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(summed_counts, "MOST", 5)
    rows = [month("01.2024", "3"), month("02.2024", "2")]
    assert "count_too_large" not in rules(record_findings(of(project_of, rows)))
    assert "count_too_large" in rules(
        record_findings(of(project_of, [*rows, month("03.2024", "1")])), "error"
    )


@pytest.mark.parametrize(
    ("number", "rule"),
    [("", "empty_cell"), ("-1", "number_count"), ("1,5", "number_count"), ("ca. 3", "number_count")],
)
def test_a_number_that_is_none_is_an_error_with_its_row(project_of: Make, number: str, rule: str) -> None:
    found = record_findings(of(project_of, [month("01.2024", "1"), month("02.2024", number)]))
    assert only(found, rule)["rows"] == "3"


def test_a_number_of_several_kinds_or_days_is_refused(project_of: Make) -> None:
    rows = [
        month("08.01.2024", "2", what="Tagging og politi"),
        month("08.01.24 og 09.01.24", "2"),
        month("08.01.2024", "1", what="Innbrudd og politi"),
    ]
    assert only(record_findings(of(project_of, rows, DATED)), "count_of_several")["rows"] == "2, 3"


def test_a_month_and_a_day_in_one_row_is_refused(project_of: Make) -> None:
    both = {**COLUMNS, "date": "Dato"}
    found = record_findings(of(project_of, [[*month("01.2024", "1"), "08.01.2024"]], both))
    assert only(found, "day_of_month_count")["column"] == "Dato"


def test_a_month_counted_in_two_rows_is_added_up_with_a_warning(project_of: Make) -> None:
    study = of(project_of, [month("01.2024", "1"), month("01.2024", "2"), month("02.2024", "1")])
    assert only(record_findings(study), "counted_twice")["rows"] == "2, 3"
    assert len(table(study)) == 4


def test_a_log_needs_a_date_or_a_month(project_of: Make) -> None:
    found = record_findings(
        of(project_of, [month("", "1")[1:]], {t: h for t, h in COLUMNS.items() if t != "month"})
    )
    assert only(found, "missing_column")["column"] == "Dato"


def test_a_number_the_project_ignores_is_not_read(project_of: Make) -> None:
    columns = {target: header for target, header in DATED.items() if target != "count"}
    rows = [[*month("08.01.2024", "")[:3], "7"]]
    files = {"tall.csv": csv_bytes([[*columns.values(), "Antall"], *rows])}
    assert len(table(project_of([source(columns, ignore=["Antall"])], files))) == 1


def test_months_are_not_flagged_as_the_same_event_as_a_day_in_another_log(project_of: Make) -> None:
    header = ["Dato", "Adresse", "Leilighet", "Hva", "Meldt av", "Merknad"]
    files = {
        "tall.csv": csv_bytes([[*COLUMNS.values()], month("01.2024", "1")]),
        "logg.csv": csv_bytes([header, ["16.01.2024", "Runarveien 1", "", "Tagging", "Nabo", ""]]),
    }
    found = record_findings(project_of([source(COLUMNS), INCIDENTS], files))
    assert not {"same_event", "same_event_near"} & set(rules(found))


def test_every_day_of_a_month_counted_is_recorded_once_for_each_table() -> None:
    frame = pd.DataFrame(
        {
            "table": [0, 0, 1],
            "date": np.array(["2024-02-01", "2024-02-01", "2024-02-10"], dtype="datetime64[us]"),
            "days": np.array([29, 29, 1], dtype=np.int8),
            "events": np.array([2, 0, 1], dtype=np.int16),
        }
    )
    tables, days, events = summed_counts.recorded(frame)
    assert events.sum() == 3
    assert pd.Series(days[tables == 0]).nunique() == 29
    assert (tables == 1).sum() == 1


@pytest.mark.parametrize("header", ["Antall", "Antall meldinger", "Ganger"])
def test_a_number_column_left_out_or_unknown_is_told_with_the_way_to_count_it(
    project_of: Make, header: str
) -> None:
    columns = {target: DATED[target] for target in ("date", "address", "kind")}
    lines = [[*columns.values(), header], ["08.01.2024", "Runarveien 1", "Tagging", "3"]]

    def study(**more: object) -> Study:
        return project_of([source(columns, **more)], {"tall.csv": csv_bytes(lines)})

    if header != "Antall":  # its usual header is read without being mapped
        assert f"count: {header}" in only(record_findings(study()), "unmapped_column")["action"]
    told = record_findings(study(ignore=[header]))
    assert rules(told, "warning").count("ignored_count") == header.startswith("Antall")
    counted = project_of([source({**columns, "count": header})], {"tall.csv": csv_bytes(lines)})
    assert len(table(counted)) == 3
