from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from analysis.evaluate.basis.months import Calendar, count_matrix, covered, located, monthly_rows
from analysis.evaluate.basis.windows import month_pieces
from analysis.params import Study, Window

from ..conftest import months_of, window, with_period

FLATS = [("a", "f"), ("a", "g"), ("b", "f")]


def incidents(*rows: tuple[str, str, str | None, str]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["date", "address", "flat", "kind"])
    return frame.assign(date=pd.to_datetime(frame["date"]), flat=frame["flat"].astype("str"))


def covering(study: Study, *spells: Window | None, kind: str = "incidents") -> Study:
    """The study with one log for each spell it covers."""
    log = next(s for s in study.project.sources if s.kind == kind)
    logs = tuple(log.model_copy(update={"covers": spell}) for spell in spells)
    others = tuple(s for s in study.project.sources if s.kind != kind)
    return replace(study, project=study.project.model_copy(update={"sources": (*others, *logs)}))


def test_an_event_counts_in_the_piece_that_holds_its_day(study: Study) -> None:
    cut = with_period(
        study, before=window("2023-01-01", "2023-03-20"), after=window("2023-03-21", "2023-05-31")
    )
    months = months_of(cut, [[1.0], [1.0]])
    events = incidents(
        ("2023-01-01", "a", "f", "x"),
        ("2023-03-20", "a", "f", "x"),
        ("2023-03-21", "a", "f", "x"),
        ("2023-05-31", "b", None, "x"),
        ("2023-06-01", "b", None, "x"),
        ("2022-12-31", "b", None, "x"),
        ("2023-02-01", "elsewhere", None, "x"),
    )
    counts = count_matrix(events, months)
    assert counts.sum() == 4
    assert dict(zip(months.pieces["start"].dt.strftime("%m-%d"), counts[0], strict=True)) == {
        "01-01": 1, "02-01": 0, "03-01": 1, "03-21": 1, "04-01": 0, "05-01": 0,
    }  # fmt: skip
    assert counts[1].tolist() == [0, 0, 0, 0, 0, 1]


def test_an_event_at_any_hour_of_a_day_is_of_that_day(study: Study) -> None:
    months = months_of(study, 1.0)
    late = incidents(("2023-09-30 23:59", "a", "f", "x"), ("2024-09-30 11:59", "a", "f", "x"))
    found = located(late, months)
    assert months.pieces["side"].to_numpy()[found["piece"]].tolist() == ["before", "after"]
    assert located(incidents(("2023-09-30", "a", None, "x")), months)["flat"].isna().all()


def test_monthly_rows_of_the_places_add_up_to_all_and_skip_unknown_months(study: Study) -> None:
    months = months_of(study, [[1.0], [1.0]])
    months.exposure[1, 3] = np.nan
    counts = np.arange(2 * len(months.pieces), dtype=float).reshape(2, -1)
    rows = monthly_rows("i", counts, months)
    whole = rows[rows["place"] == "all"].set_index("month")["events"]
    parts = rows[rows["place"] != "all"].groupby("month")["events"].sum()
    assert (whole == parts).all()
    assert len(rows[rows["place"] == "b"]) == len(months.pieces) - 1


def test_a_month_a_log_cuts_is_one_row_on_its_side(study: Study) -> None:
    """A log that ends on 10 May 2023 makes two pieces of that month, of which one is known."""
    partly = replace(
        months_of(study, 1.0),
        pieces=pd.DataFrame(
            {
                "month": pd.to_datetime(["2023-05-01", "2023-05-01"]),
                "start": pd.to_datetime(["2023-05-01", "2023-05-11"]),
                "end": pd.to_datetime(["2023-05-10", "2023-05-31"]),
                "side": "before",
            }
        ),
        exposure=np.array([[0.25, 0.75]]),
    )
    rows = monthly_rows("i", np.array([[2.0, 3.0]]), partly)
    assert rows[rows["place"] == "all"][["events", "exposure"]].to_numpy().tolist() == [[5, 1.0]]
    known = replace(partly, exposure=np.array([[0.25, np.nan]]))
    rows = monthly_rows("i", np.array([[2.0, 0.0]]), known)
    assert rows[rows["place"] == "a"][["events", "exposure"]].to_numpy().tolist() == [[2, 0.25]]


@pytest.mark.parametrize(
    ("start", "end", "known"),
    [
        ("2022-10-01", "2024-09-30", 24),
        ("2022-10-02", "2024-09-30", 23),
        ("2022-10-01", "2024-09-29", 23),
        ("2023-05-01", "2023-05-31", 1),
    ],
)
def test_a_piece_is_covered_from_its_first_day_to_its_last(
    study: Study, start: str, end: str, known: int
) -> None:
    pieces = months_of(study, 1.0).pieces
    assert covered(covering(study, window(start, end)), "incidents", pieces).sum() == known


def test_two_logs_cover_what_either_does_and_one_that_says_nothing_changes_nothing(study: Study) -> None:
    pieces = months_of(study, 1.0).pieces
    halves = window("2022-10-01", "2022-12-31"), window("2024-07-01", "2024-09-30")
    assert covered(covering(study, *halves), "incidents", pieces).sum() == 6
    assert covered(covering(study, halves[0], None), "incidents", pieces).sum() == 3
    assert covered(covering(study, None), "incidents", pieces).all()


def test_what_one_log_covers_says_nothing_of_another_table(study: Study) -> None:
    pieces = months_of(study, 1.0).pieces
    partly = covering(study, window("2023-05-01", "2024-09-30"))
    assert covered(partly, "residents", pieces).all()
    months = months_of(study, [[1.0], [2.0]]).covered_by(partly, "incidents")
    assert np.isnan(months.exposure[:, :7]).all()
    assert months.exposure[:, 7:].sum(axis=1).tolist() == [17, 34]


def test_without_an_address_its_flats_are_gone_too(study: Study) -> None:
    months = months_of(study, [[2.0], [1.0]], FLATS)
    without = months.without_place(0)
    assert without.places.tolist() == ["b"]
    assert without.flats.tolist() == [("b", "f")]
    assert without.flat_exposure.shape == (1, 24)
    assert without.exposure.tolist() == [[1.0] * 24]


def test_without_a_flat_its_time_and_its_events_are_gone_and_no_others(study: Study) -> None:
    months = months_of(study, [[2.0], [1.0]], FLATS)
    without = months.without_flat(("a", "f"))
    assert without.exposure.sum(axis=1).tolist() == [24, 24]
    assert without.flats.tolist() == [("a", "g"), ("b", "f")]
    events = incidents(
        ("2023-01-01", "a", "f", "x"),
        ("2023-01-01", "a", "g", "x"),
        ("2023-01-01", "b", "f", "x"),
        ("2023-01-01", "a", None, "x"),
    )
    assert count_matrix(events, without).sum(axis=1).tolist() == [2, 1]
    assert count_matrix(events, months).sum(axis=1).tolist() == [3, 1]
    assert months.exposure.sum(axis=1).tolist() == [48, 24], "the calendar given is as it was"


def test_a_flat_let_for_longer_than_its_address_leaves_no_less_than_nothing(study: Study) -> None:
    without = months_of(study, [[0.5], [1.0]], FLATS).without_flat(("a", "f"))
    assert without.exposure.min() == 0.0


def test_a_log_that_ends_in_a_month_cuts_it(study: Study) -> None:
    spell = Window(start=date(2023, 5, 11), end=date(2024, 9, 30))
    pieces = month_pieces(study.period, pd.Series([], dtype="datetime64[us]"), [spell])
    may = pieces[pieces["month"] == "2023-05-01"]
    assert may["days"].tolist() == [10, 21]
    assert set(may["side"]) == {"before"}
    assert covered(covering(study, spell), "incidents", pieces).sum() == 17


def test_a_side_is_where_a_window_is(study: Study) -> None:
    months: Calendar = months_of(study, 1.0)
    assert months.at("before").tolist() == [True] * 12 + [False] * 12
    assert months.at("after").tolist() == [False] * 12 + [True] * 12
