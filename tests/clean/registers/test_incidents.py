from collections.abc import Callable

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.clean import CleanError, clean_records
from analysis.clean.files import delimited
from analysis.clean.store import Cleaned
from analysis.params import Study

from ..conftest import INCIDENT_HEADER, INCIDENTS, csv_bytes, only, record_findings, rules

Make = Callable[..., Study]


def log(make: Make, rows: list[list[str]], **more: object) -> Study:
    return make([{**INCIDENTS, **more}], {"logg.csv": csv_bytes([INCIDENT_HEADER, *rows])})


def cleaned(make: Make, rows: list[list[str]], **more: object) -> Cleaned:
    return clean_records(log(make, rows, **more))


ONE = ["08.01.2024", "Runarveien 1", "H0101", "Tagging", "Nabo", ""]


def test_an_event_is_read_with_its_kind_address_flat_and_reporter(project_of: Make) -> None:
    row = cleaned(project_of, [ONE]).tables["incidents"].iloc[0]
    assert (str(row["date"].date()), row["address"], row["kind"], row["reported_by"]) == (
        "2024-01-08",
        "runarveien-1",
        "haerverk",
        "nabo",
    )
    assert len(row["flat"]) == 16


def test_the_same_flat_has_the_same_key_as_in_the_tenancies(copied: Study) -> None:
    tables = clean_records(copied).tables
    assert set(tables["incidents"]["flat"].dropna()) & set(tables["residents"]["flat"])


def test_a_time_that_may_be_a_date_is_a_warning_and_a_listed_day_is_an_event(project_of: Make) -> None:
    result = cleaned(project_of, [["05.02.24 06.02", *ONE[1:]], ["07.02.24, 08.02", *ONE[1:]]])
    dates = [f"{day:%d.%m}" for day in result.tables["incidents"]["date"]]
    assert dates == ["05.02", "07.02", "08.02"]
    assert only(result.findings, "date_clock")["rows"] == "2"
    assert only(result.findings, "several_dates")["rows"] == "3"


def test_unknown_wording_is_an_error_with_rows_and_never_dropped(project_of: Make) -> None:
    found = record_findings(log(project_of, [ONE, [*ONE[:3], "Kari knuste ruta", *ONE[4:]]]))
    unknown = only(found, "unknown_kind")
    assert (unknown["severity"], unknown["rows"]) == ("error", "3")
    assert "Kari" not in unknown["message"]


def test_a_kind_named_twice_in_a_cell_is_one_event_and_it_is_said(project_of: Make) -> None:
    rows = [[*ONE[:3], "Knust rute og tagging", *ONE[4:]], [*ONE[:3], "Tagging og politi", *ONE[4:]]]
    result = cleaned(project_of, rows)
    assert sorted(result.tables["incidents"]["kind"]) == ["haerverk", "haerverk", "politi"]
    assert only(result.findings, "one_kind_twice")["rows"] == "2"
    assert only(result.findings, "several_events")["rows"] == "3"


def test_an_address_outside_the_project_is_an_error(project_of: Make) -> None:
    assert (
        only(record_findings(log(project_of, [[ONE[0], "Lahelleveien 4", *ONE[2:]]])), "unknown_address")[
            "rows"
        ]
        == "2"
    )


@pytest.mark.parametrize(
    "spelling",
    [
        "RUNARVEIEN 1",
        "Runarv. 1",
        "runarv 1",
        "Runarvn. 1",
        "Runarveien  1 ",
        "Runarveien 1, 3215 Sandefjord",
        "Runarveien 1, H0101",
        "Runarvegen 1",
        "Runar veien 1",
    ],
)
def test_spellings_of_an_address(project_of: Make, spelling: str) -> None:
    assert cleaned(project_of, [[ONE[0], spelling, *ONE[2:]]]).tables["incidents"]["address"].tolist() == [
        "runarveien-1"
    ]


def test_a_row_alike_in_every_column_counts_once_and_a_remark_makes_it_another(project_of: Make) -> None:
    result = cleaned(project_of, [ONE, ONE, [*ONE[:5], "en annen gang"]])
    assert len(result.tables["incidents"]) == 2
    assert only(result.findings, "duplicate_row")["rows"] == "3"


def test_two_reporters_of_one_event_are_flagged_and_both_kept(project_of: Make) -> None:
    rows = [
        ONE,
        [*ONE[:4], "Vekter", ""],
        [*ONE[:2], "", ONE[3], "Politi", ""],
        [*ONE[:2], "H0202", ONE[3], "Nabo", ""],
        ["09.01.2024", *ONE[1:4], "Vekter", ""],
    ]
    result = cleaned(project_of, rows)
    assert len(result.tables["incidents"]) == 5
    assert only(result.findings, "same_event")["rows"] == "2–5"


def test_different_flats_on_the_same_day_are_different_events(project_of: Make) -> None:
    rows = [ONE, [*ONE[:2], "H0202", ONE[3], "Vekter", ""]]
    assert "same_event" not in rules(cleaned(project_of, rows).findings)


def test_the_same_event_in_two_files_is_flagged_in_both(project_of: Make) -> None:
    second = {**INCIDENTS, "id": "vekterlogg", "file": "vekter.csv"}
    files = {
        "logg.csv": csv_bytes([INCIDENT_HEADER, ONE]),
        "vekter.csv": csv_bytes([INCIDENT_HEADER, [*ONE[:5], "x"]]),
    }
    result = clean_records(project_of([INCIDENTS, second], files))
    flagged = result.findings[result.findings["rule"] == "same_event"]
    assert set(flagged["file"]) == {"logg.csv", "vekter.csv"}
    assert len(result.tables["incidents"]) == 2


def test_two_kinds_in_one_cell_become_two_events(project_of: Make) -> None:
    result = cleaned(project_of, [[*ONE[:3], "Naboklage og politi på stedet", *ONE[4:]]])
    assert sorted(result.tables["incidents"]["kind"]) == ["naboklage", "politi"]
    assert only(result.findings, "several_events")["rows"] == "2"


def test_two_dates_in_one_cell_become_two_events_with_a_warning(project_of: Make) -> None:
    result = cleaned(project_of, [["08.01.24 og 09.01.24", *ONE[1:]]])
    assert [str(d.date()) for d in result.tables["incidents"]["date"]] == ["2024-01-08", "2024-01-09"]
    assert only(result.findings, "several_dates")["severity"] == "warning"


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("31.02.2024", "date_impossible"),
        ("i går", "date_unreadable"),
        ("", "empty_cell"),
        ("8.1.", "date_no_year"),
        ("08.01.1924", "date_far"),
    ],
)
def test_an_unreadable_or_missing_date_is_an_error_with_its_row(
    project_of: Make, text: str, rule: str
) -> None:
    found = record_findings(log(project_of, [ONE, [text, *ONE[1:]]]))
    assert rule in rules(found, "error")
    assert found.loc[found["rule"] == rule, "rows"].iloc[0] == "3"


def test_a_year_that_is_likely_a_slip_is_a_warning(project_of: Make) -> None:
    result = cleaned(project_of, [ONE, ["08.01.2042", *ONE[1:]], ["08.01.2004", *ONE[1:]]])
    assert only(result.findings, "date_unlikely")["rows"] == "3, 4"
    assert len(result.tables["incidents"]) == 3


def test_mended_before_it_was_reported_is_a_warning_and_the_date_is_not_used(project_of: Make) -> None:
    columns = {**INCIDENTS["columns"], "closed": "Utbedret"}  # type: ignore[dict-item]
    data = csv_bytes([[*INCIDENT_HEADER, "Utbedret"], [*ONE, "01.01.2024"], [*ONE[:5], "b", "10.01.2024"]])
    result = clean_records(project_of([{**INCIDENTS, "columns": columns}], {"logg.csv": data}))
    assert only(result.findings, "closed_before_reported")["rows"] == "2"
    assert result.tables["incidents"]["closed"].notna().sum() == 1


def test_a_reporter_that_is_no_known_role_is_left_out_since_it_may_be_a_name(project_of: Make) -> None:
    result = cleaned(project_of, [[*ONE[:4], "Ola Nordmann", ""]])
    assert result.tables["incidents"]["reported_by"].isna().all()
    left_out = only(result.findings, "unknown_reported_by")
    assert left_out["severity"] == "warning"
    assert "er utelatt" in left_out["message"]
    assert "Er det et navn" in left_out["action"]
    assert "Ola" not in result.findings.to_csv()


KINDS = st.sampled_from(["Tagging", "Naboklage", "Politi", "Innbrudd og politi", "tagging.", "VANNLEKKASJE"])
ROWS = st.lists(
    st.tuples(
        st.sampled_from(["08.01.2024", "2024-01-09", "10. januar 2024", "8.1.24 og 9.1.24"]),
        st.sampled_from(["Runarveien 1", "Runarv. 3", "Midtåsvn 22"]),
        st.sampled_from(["", "H0101", "101", "nede"]),
        KINDS,
        st.sampled_from(["Nabo", "Vekter", ""]),
        st.sampled_from(["", "a"]),
    ),
    max_size=12,
)


def parts(row: tuple[str, ...]) -> int:
    return row[0].count(" og ") + 1 + (row[3].count(" og ")) * (row[0].count(" og ") + 1)


@settings(deadline=None, max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS, order=st.randoms(use_true_random=False))
def test_rows_in_are_rows_out_and_their_order_does_not_matter(
    project_of: Make, rows: list[tuple[str, ...]], order
) -> None:  # type: ignore[no-untyped-def]
    result = cleaned(project_of, [list(r) for r in rows])
    assert len(result.tables["incidents"]) == sum(parts(row) for row in dict.fromkeys(rows))
    shuffled = list(rows)
    order.shuffle(shuffled)
    again = cleaned(project_of, [list(r) for r in shuffled])
    pd.testing.assert_frame_equal(result.tables["incidents"], again.tables["incidents"])


def test_large_logs_give_the_same_table_as_small_ones(
    project_of: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [
        [f"{d:02d}.0{m}.2024", a, f, k, r, ""]
        for d in range(1, 20)
        for m in range(1, 6)
        for a, f, k, r in (("Runarveien 1", "H0101", "Tagging", "Nabo"), ("Midtåsv. 22", "", "politi", ""))
    ]
    small = cleaned(project_of, [*rows, rows[0]])
    monkeypatch.setattr(delimited, "LARGE", 1)
    large = cleaned(project_of, [*rows, rows[0]])
    pd.testing.assert_frame_equal(small.tables["incidents"], large.tables["incidents"])
    pd.testing.assert_frame_equal(small.findings, large.findings)


def test_parquet_gives_the_same_table_as_csv(project_of: Make) -> None:
    rows = [ONE, ["09.01.2024", "Runarv. 3", "", "politi", "", "m"]]
    csv = cleaned(project_of, rows)
    import io

    frame = pd.DataFrame(rows, columns=INCIDENT_HEADER).assign(
        Dato=pd.to_datetime(["2024-01-08", "2024-01-09"])
    )
    out = io.BytesIO()
    frame.to_parquet(out)
    parquet = clean_records(
        project_of([{**INCIDENTS, "file": "logg.parquet"}], {"logg.parquet": out.getvalue()})
    )
    pd.testing.assert_frame_equal(csv.tables["incidents"], parquet.tables["incidents"])


def test_all_faults_are_listed_not_the_first(project_of: Make) -> None:
    with pytest.raises(CleanError) as caught:
        cleaned(project_of, [["x", *ONE[1:]], [ONE[0], "y", *ONE[2:]], [*ONE[:3], "z", *ONE[4:]]])
    assert {"date_unreadable", "unknown_address", "unknown_kind"} <= set(
        rules(caught.value.findings, "error")
    )
