"""The order of day and month is shown by the column, said in project.yml, or asked for; never assumed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.clean.columns.date_order import FEWEST_DAYS, writing_of
from analysis.clean.columns.dates import Writing
from analysis.clean.columns.mapping import Records
from analysis.clean.files.cells import categorical
from analysis.clean.findings import Findings
from analysis.params import Source

from ..conftest import HERE, only, rules


def _writing(texts: Sequence[str], *, from_1904: bool = False, **reader: Any) -> tuple[Writing, Findings]:
    source = Source.model_validate({"id": "logg", "kind": "incidents", "file": "l", "reader": reader})
    rows, found = np.arange(len(texts)) + 2, Findings()
    records = Records(source, HERE, pd.DataFrame(), rows, {}, pd.DataFrame(), from_1904)
    return writing_of(records, "Dato", categorical(texts), found), found


@pytest.mark.parametrize(
    ("texts", "month_first", "said"),
    [
        (["05/03/2024", "13/03/2024"], False, []),
        (["05/03/2024", "03/13/2024"], True, ["month_first"]),
        (["05-03-24", "03-13-24"], True, ["month_first"]),
        (["05/03/2024", "06/03/2024"], False, ["date_order"]),
        (["03/03/2024", "04/04/24"], False, []),
        (["05.03.2024", "06.03.2024"], False, []),
        (["5/3-24", "2024/03/05", "2024-03-05"], False, []),
        (["05/03/2024", "13/03/2024", "03/13/2024"], False, ["date_order_mixed"]),
        (["2024-03-05 - 2024-04-06"], False, []),
        ([], False, []),
    ],
)
def test_a_day_above_12_shows_the_order_of_its_column(
    texts: list[str], month_first: bool, said: list[str]
) -> None:
    writing, found = _writing(texts)
    assert (writing.month_first, rules(found)) == (month_first, said)


def test_what_is_asked_names_rows_and_setting_and_is_settled_by_it() -> None:
    texts = ["05/03/2024", "04/04/2024", "06/03/2024"]
    asked = only(_writing(texts)[1], "date_order")
    assert (asked["severity"], asked["rows"]) == ("error", "2, 4")
    assert "day_first: true" in asked["action"]
    for day_first in (True, False):
        writing, found = _writing(texts, day_first=day_first)
        assert (writing.month_first, rules(found)) == (not day_first, [])


def _american(days: Sequence[date]) -> list[str]:
    return [f"{day.month}/{day.day}/{day.year} 10:00:00" for day in days]


SUBMITTED = [date(2024, 1, 9), date(2024, 1, 10), date(2024, 2, 2), date(2024, 2, 9), date(2024, 9, 3)]


def test_rows_that_follow_each_other_read_one_way_only_show_the_order() -> None:
    assert len(SUBMITTED) == FEWEST_DAYS
    writing, found = _writing(_american(SUBMITTED))
    assert (writing.month_first, rules(found)) == (True, ["month_first"])
    assert rules(_writing(_american(SUBMITTED[:-1]))[1]) == ["date_order"]
    assert rules(_writing([f"{d.day}/{d.month}/{d.year}" for d in reversed(SUBMITTED)])[1]) == []


def test_rows_sorted_by_their_texts_show_nothing() -> None:
    norwegian = sorted(f"{d.day:02d}/{d.month:02d}/{d.year}" for d in SUBMITTED)
    assert rules(_writing(norwegian)[1]) == ["date_order"]


@given(st.lists(st.dates(date(2020, 1, 1), date(2026, 12, 31)), min_size=1, max_size=30), st.booleans())
def test_no_column_of_true_dates_in_order_is_read_the_wrong_way(days: list[date], american: bool) -> None:
    days = sorted(days)
    texts = _american(days) if american else [f"{d.day}/{d.month}/{d.year}" for d in days]
    writing, found = _writing(texts)
    settled = not found.has_errors and any(d.day != d.month for d in days)
    assert not settled or writing.month_first == american


def _half(days: Sequence[date]) -> list[str]:
    """What an American spreadsheet makes of Norwegian dates with slashes."""
    return [f"{d.year}-{d.day:02d}-{d.month:02d}" if d.day <= 12 else f"{d:%d/%m/%Y}" for d in days]


SIXTY = [date(2024, 1, 1) + timedelta(days=6 * n) for n in range(60)]


def test_dates_swapped_by_a_spreadsheet_are_an_error_with_the_way_through() -> None:
    half = only(_writing(_half(SIXTY))[1], "date_half_converted")
    assert half["severity"] == "error"
    assert "swapped_cells: true" in half["action"]
    writing, found = _writing(_half(SIXTY), swapped_cells=True)
    assert (writing.swapped, rules(found)) == (True, [])
    assert rules(_writing(_half(SIXTY), swapped_cells=False)[1]) == []


def test_dates_swapped_and_written_out_as_text_have_lost_their_zeros() -> None:
    texts = [f"{d.day}/{d.month}/{d.year}" if d.day <= 12 else f"{d:%d/%m/%Y}" for d in SIXTY]
    assert only(_writing(texts)[1], "date_half_converted")["severity"] == "error"
    assert rules(_writing([f"{d:%d/%m/%Y}" for d in SIXTY])[1]) == []
    assert rules(_writing([f"{d.day}/{d.month}/{d.year}" for d in SIXTY])[1]) == []


@pytest.mark.parametrize(
    "texts",
    [
        ["2024-09-13", "18/10/2024"],  # a cell of a day above 12 was not swapped
        ["2024-09-03", "08/10/2024", "18/10/2024"],  # nor is a text of one up to 12 left
        ["2024-09-03", "18.10.2024"],  # an American spreadsheet leaves points alone
        ["2024-09-03", "2024-10-04"],
    ],
)
def test_columns_of_cells_and_texts_that_are_not_swapped_are_left_in_peace(texts: list[str]) -> None:
    assert rules(_writing(texts)[1]) == []


def test_bare_numbers_in_a_workbook_that_counts_from_1904_are_asked_about() -> None:
    assert only(_writing(["45300", "2024-01-03"], from_1904=True)[1], "serial_1904")["rows"] == "2"
    assert rules(_writing(["45300", "2024-01-03"])[1]) == []
