from datetime import datetime

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.clean.columns.mapping import Records
from analysis.clean.files.cells import RawTable, categorical
from analysis.clean.findings import Findings, Place
from analysis.clean.survey.answer_times import moment, submitted
from analysis.params import Source


@pytest.mark.parametrize(
    "text",
    [
        "2024-01-08T13:15:00+01:00",
        "2024-01-08T12:15:00Z",
        "2024-01-08 13:15:00",
        "08.01.2024 13:15",
        "8.1.2024 kl. 13.15",
        "8. januar 2024 13:15:00",
        "08/01/2024, 13:15:00",
        "2024/01/08 1:15:00 PM GMT+1",
        "2024-01-08 12:15 UTC",
        "8.1.2024 13:15 CET",
    ],
)
def test_one_moment_however_it_is_written(text: str) -> None:
    assert moment(text) == datetime(2024, 1, 8, 12, 15)


def test_a_time_without_a_zone_is_norwegian_summer_and_winter() -> None:
    assert moment("2024-07-01T12:00") == datetime(2024, 7, 1, 10)
    assert moment("2024-01-01T12:00") == datetime(2024, 1, 1, 11)


@pytest.mark.parametrize(
    ("text", "hour"), [("12:15 AM", 0), ("1:15 am", 1), ("12:15 p.m.", 12), ("11:15 PM", 23)]
)
def test_twelve_hour_clocks_are_read(text: str, hour: int) -> None:
    assert moment(f"2024-07-25 {text} UTC") == datetime(2024, 7, 25, hour, 15)
    assert moment(f"25/07/2024 {text} UTC") == datetime(2024, 7, 25, hour, 15)


@pytest.mark.parametrize(
    ("texts", "days", "severity"),
    [
        (("02/03/2024 10:00", "25/03/2024 1:00 PM"), ["2024-03-02", "2024-03-25"], []),
        (("02/03/2024 1:00 PM", "25/03/2024 10:00"), ["2024-03-02", "2024-03-25"], []),
        (("02/03/2024 10:00", "03/25/2024 10:00"), ["2024-02-03", "2024-03-25"], ["info"]),
        (("2/3/24 1:00 PM", "3/25/24 10:00"), ["2024-02-03", "2024-03-25"], ["info"]),
        (("02/03/2024 10:00", "04/05/2024 10:00"), ["2024-03-02", "2024-05-04"], ["error"]),
        (("02/03/2024 1:00 PM", "04/05/2024 1:00 PM"), ["2024-03-02", "2024-05-04"], ["error"]),
        (("03/03/2024 10:00", "02.05.2024 10:00"), ["2024-03-03", "2024-05-02"], []),
        (
            ("25/03/2024 10:00", "03/26/2024 10:00", "2024-03-02 10:00"),
            ["2024-03-25", "NaT", "2024-03-02"],
            ["error"],
        ),
    ],
)
def test_whether_day_or_month_stands_first_is_known_from_the_whole_column(
    texts: tuple[str, ...], days: list[str], severity: list[str]
) -> None:
    cells, rows = pd.DataFrame({0: categorical(texts)}), np.arange(len(texts)) + 2
    table = RawTable(Place("k", "k.csv"), ("$created",), cells, rows, 1)
    source, found = Source(id="k", kind="survey", wave=1, file="k.csv"), Findings()
    records = Records(source, table.place, pd.DataFrame(), rows, {}, cells)
    assert submitted(table, records, found).astype("datetime64[D]").astype(str).tolist() == days
    assert found.frame()["severity"].tolist() == severity


def test_parts_of_a_second_decide_too() -> None:
    early, late = moment("2024-01-08T10:00:00.100Z"), moment("2024-01-08T10:00:00.900Z")
    assert early is not None
    assert late is not None
    assert early < late


@pytest.mark.parametrize(
    "text",
    ["", "i går", "10:15", "32.01.2024 10:00", "0001-01-01", "9999-12-31T23:59-12:00", "2024-01-08 13:15 PM"],
)
def test_what_is_no_moment_is_none(text: str) -> None:
    assert moment(text) is None


@given(st.text(max_size=30))
def test_no_text_makes_it_fail(text: str) -> None:
    assert moment(text) is None or isinstance(moment(text), datetime)
