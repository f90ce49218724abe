from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.evaluate.basis.months import Calendar, count_matrix, monthly_rows
from analysis.evaluate.basis.windows import month_pieces
from analysis.params import Study

from ..conftest import window, with_period

PLACES = pd.Index(["a", "b"], dtype="str")


def incidents(*rows: tuple[str, str, str | None, str]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["date", "address", "flat", "kind"])
    return frame.assign(date=pd.to_datetime(frame["date"]))


def test_an_event_counts_in_the_piece_that_holds_its_day(study: Study) -> None:
    cut = with_period(
        study, before=window("2023-01-01", "2023-03-20"), after=window("2023-03-21", "2023-05-31")
    )
    pieces = month_pieces(cut.period, pd.Series([], dtype="datetime64[us]"))
    events = incidents(
        ("2023-01-01", "a", "f", "x"),
        ("2023-03-20", "a", "f", "x"),
        ("2023-03-21", "a", "f", "x"),
        ("2023-05-31", "b", None, "x"),
        ("2023-06-01", "b", None, "x"),
        ("2022-12-31", "b", None, "x"),
        ("2023-02-01", "elsewhere", None, "x"),
    )
    counts = count_matrix(events, pieces, PLACES)
    assert counts.sum() == 4
    assert dict(zip(pieces["start"].dt.strftime("%m-%d"), counts[0], strict=True)) == {
        "01-01": 1, "02-01": 0, "03-01": 1, "03-21": 1, "04-01": 0, "05-01": 0,
    }  # fmt: skip
    assert counts[1].tolist() == [0, 0, 0, 0, 0, 1]


def test_monthly_rows_of_the_places_add_up_to_all_and_skip_unknown_months(study: Study) -> None:
    pieces = month_pieces(study.period, pd.Series([], dtype="datetime64[us]"))
    exposure = np.ones((2, len(pieces)))
    exposure[1, 3] = np.nan
    counts = np.arange(2 * len(pieces), dtype=float).reshape(2, -1)
    rows = monthly_rows("i", counts, Calendar(pieces, exposure), PLACES)
    whole = rows[rows["place"] == "all"].set_index("month")["events"]
    parts = rows[rows["place"] != "all"].groupby("month")["events"].sum()
    assert (whole == parts).all()
    assert len(rows[rows["place"] == "b"]) == len(pieces) - 1
