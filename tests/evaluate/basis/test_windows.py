from __future__ import annotations

import pandas as pd
import pytest

from analysis.evaluate.basis.windows import month_pieces, side_of
from analysis.params import Study

from ..conftest import window, with_period


def test_both_ends_of_a_window_belong_to_it(study: Study) -> None:
    days = pd.Series(
        pd.to_datetime(["2022-09-30", "2022-10-01", "2023-09-30", "2023-10-01", "2024-09-30", "2024-10-01"])
    )
    assert side_of(days, study.period).tolist() == [
        "outside",
        "before",
        "before",
        "after",
        "after",
        "outside",
    ]


def test_missing_days_and_washout_are_outside(study: Study) -> None:
    washed = with_period(
        study,
        before=window("2022-10-01", "2023-09-30"),
        washout=window("2023-10-01", "2023-10-31"),
        after=window("2023-11-01", "2024-09-30"),
    )
    days = pd.Series(pd.to_datetime(["2023-10-15", None, "2023-11-01"]))
    assert side_of(days, washed.period).tolist() == ["outside", "outside", "after"]


def test_whole_months_are_one_piece_each(study: Study) -> None:
    pieces = month_pieces(study.period, pd.Series([], dtype="datetime64[us]"))
    assert len(pieces) == 24
    assert (pieces["days"] == pieces["days_in_month"]).all()
    assert pieces["side"].value_counts().to_dict() == {"before": 12, "after": 12}


def test_a_cut_month_becomes_pieces_whose_days_add_up(study: Study) -> None:
    cut = with_period(
        study, before=window("2023-01-10", "2023-03-20"), after=window("2023-03-21", "2023-05-04")
    )
    pieces = month_pieces(cut.period, pd.Series(pd.to_datetime(["2022-12-01"])))
    by_month = pieces.groupby("month")["days"].sum()
    assert by_month.tolist() == by_month.index.days_in_month.tolist()
    assert pieces.groupby("side")["days"].sum()["before"] == cut.period.before.days
    assert pieces.groupby("side")["days"].sum()["after"] == cut.period.after.days
    march = pieces[pieces["month"] == "2023-03-01"]
    assert march[["side", "days"]].to_numpy().tolist() == [["before", 20], ["after", 11]]


@pytest.mark.parametrize("gap", [1, 40, 400])
def test_days_between_windows_are_outside(study: Study, gap: int) -> None:
    start = pd.Timestamp("2022-12-31") + pd.Timedelta(days=gap + 1)
    after = window(start.date().isoformat(), (start + pd.Timedelta(days=99)).date().isoformat())
    apart = with_period(study, before=window("2022-07-01", "2022-12-31"), after=after)
    pieces = month_pieces(apart.period, pd.Series([], dtype="datetime64[us]"))
    outside = pieces[
        (pieces["side"] == "outside") & (pieces["start"] > "2022-12-31") & (pieces["end"] < start)
    ]
    assert outside["days"].sum() == gap
