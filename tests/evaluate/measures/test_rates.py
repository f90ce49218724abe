from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis import stats
from analysis.evaluate.measures._rates import enough_months, flat_concentration, monthly_columns, rate_columns
from analysis.params import Study

from ..conftest import basis_of, months_of, window, with_period

PLACES = pd.Index(["a", "b", "c"], dtype="str")


def events(*rows: tuple[str, str, str | None]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["date", "address", "flat"])
    return frame.assign(date=pd.to_datetime(frame["date"]))


def test_rate_is_events_per_100_let_flat_months_and_the_ratio_after_over_before(study: Study) -> None:
    counts = np.vstack([np.r_[np.full(12, 2.0), np.full(12, 1.0)], np.zeros(24)])
    found = monthly_columns(counts, months_of(study, np.array([[4.0], [1.0]])), study.plan, whole=False)
    assert np.asarray(found["before"]) == pytest.approx([24 / 60 * 100, 50.0, 0.0])
    assert np.asarray(found["after"])[0] == pytest.approx(12 / 60 * 100)
    assert np.asarray(found["estimate"])[0] == pytest.approx(0.5)
    assert np.asarray(found["p"])[0] == stats.rate_ratio(24, 60, 12, 60).p


def test_interval_is_quasi_poisson_with_months_and_exact_without(study: Study) -> None:
    counts = np.array([np.r_[np.tile([0.0, 6.0], 6), np.tile([1.0, 0.0], 6)]])
    long = monthly_columns(counts, months_of(study, np.array([[5.0]])), study.plan, whole=False)
    quasi = stats.quasi_poisson(counts[0], 5.0, np.repeat([False, True], 12))
    assert (long["low"][0], long["high"][0]) == (quasi.low, quasi.high)
    assert np.asarray(long["method"])[0] == "month_permutation"
    assert long["p_months"][0] == stats.month_permutation(counts[0], 5.0, np.repeat([False, True], 12)).p
    short = with_period(
        study, before=window("2023-07-01", "2023-09-30"), after=window("2023-10-01", "2024-01-31")
    )
    few = np.array([[5.0, 4.0, 6.0, 1.0, 0.0, 1.0, 1.0]])
    found = monthly_columns(few, months_of(short, np.array([[5.0]])), short.plan, whole=False)
    exact = stats.rate_ratio(15, 15, 3, 20)
    assert found["method"] == "rate_ratio"
    assert (found["low"][0], found["high"][0]) == (exact.low, exact.high)
    assert not found["enough_months"][0]
    assert np.isnan(found["p_months"][0])
    spread = stats.dispersion(few[0], 5.0, np.repeat([False, True], [3, 4]))
    assert (found["dispersion"][0], found["p_dispersion"][0]) == (spread.estimate, spread.p), "always shown"


def test_places_get_an_interval_and_no_test(study: Study) -> None:
    counts = np.vstack([np.ones(24), np.ones(24)])
    found = monthly_columns(counts, months_of(study, np.array([[4.0], [1.0]])), study.plan, whole=False)
    assert np.isnan(np.asarray(found["p"])[1:]).all()
    assert not np.isnan(np.asarray(found["low"])[1:]).any()


def test_leaving_the_places_out_changes_nothing_for_the_whole(study: Study) -> None:
    counts = np.vstack([np.arange(24.0) % 5, np.arange(24.0) % 3])
    months = months_of(study, np.array([[4.0], [1.0]]))
    full, lean = (monthly_columns(counts, months, study.plan, whole=whole) for whole in (False, True))
    assert set(full) == set(lean)
    for name in set(full) - {"dispersion", "p_dispersion"}:
        assert np.asarray(full[name]).flat[0] == np.asarray(lean[name]).flat[0]
    assert np.isnan([lean[name][0] for name in ("dispersion", "p_dispersion")]).all()


def test_no_exposure_in_a_window_gives_no_rate_and_no_error(study: Study) -> None:
    found = monthly_columns(np.zeros((1, 24)), months_of(study, 0.0), study.plan, whole=False)
    for name in ("before", "after", "estimate", "low", "high", "p", "p_months"):
        assert np.isnan(np.asarray(found[name], dtype=float)).all()
    assert set(found["unmeasured"]) == {"no_exposure"}


@pytest.mark.parametrize("side", ["before", "after"])
def test_a_window_in_which_nothing_was_let_gives_no_comparison(study: Study, side: str) -> None:
    let = np.repeat([0.0, 5.0] if side == "before" else [5.0, 0.0], 12)
    found = monthly_columns(np.ones((1, 24)), months_of(study, let), study.plan, whole=True)
    assert found["unmeasured"].tolist() == ["no_exposure"]
    assert np.isnan(found[side][0])
    assert np.isnan(found["estimate"][0])
    assert found["n_exposure_lost"][0] == 12


@pytest.mark.parametrize(
    ("start", "end", "enough"),
    [
        ("2023-06-01", "2024-01-31", True),
        ("2023-06-02", "2024-01-31", False),
        ("2023-06-01", "2024-01-30", False),
        ("2023-05-16", "2024-01-31", True),
    ],
)
def test_four_whole_months_on_each_side_are_enough_and_a_day_less_is_not(
    study: Study, start: str, end: str, enough: bool
) -> None:
    cut = with_period(study, before=window(start, "2023-09-30"), after=window("2023-10-01", end))
    months = months_of(cut, 5.0)
    assert enough_months(months, months.exposure[0], study.plan) is enough
    months.exposure[0, np.flatnonzero(months.at("after"))[1]] = 0.0
    assert not enough_months(months, months.exposure[0], study.plan), "nothing was let"


def test_p_had_no_event_happened_after_is_that_of_the_same_exposure(study: Study) -> None:
    counts = np.array([np.r_[np.full(12, 1.0), np.full(12, 3.0)]])
    found = monthly_columns(counts, months_of(study, np.repeat([4.0, 5.0], 12)), study.plan, whole=True)
    assert found["p_zero"][0] == stats.rate_ratio(12, 48, 0, 60).p


def test_events_in_months_without_let_flats_stay_in_the_total_and_are_noted(study: Study) -> None:
    exposure = np.full((1, 24), 5.0)
    exposure[0, 3] = 0.0
    found = monthly_columns(np.ones((1, 24)), months_of(study, exposure), study.plan, whole=False)
    assert found["events_before"][0] == 12
    assert found["n_exposure_lost"][0] == 1
    assert 0 < found["p_months"][0] <= 1


def test_months_of_unknown_exposure_count_on_neither_side(study: Study) -> None:
    exposure = np.full((1, 24), 5.0)
    exposure[0, 3] = np.nan
    found = monthly_columns(np.ones((1, 24)), months_of(study, exposure), study.plan, whole=False)
    assert found["events_before"][0] == 11
    assert found["exposure_before"][0] == 55.0


def test_concentration_counts_flats_of_both_windows_and_leaves_unknown_flats_out(study: Study) -> None:
    """A flat is a flat of its address; an event elsewhere is nobody's."""
    found = flat_concentration(
        events(
            ("2022-11-01", "a", "f1"),
            ("2023-11-01", "a", "f1"),
            ("2023-11-02", "a", "f2"),
            ("2023-11-03", "a", None),
            ("2021-01-01", "a", "f3"),
            ("2023-11-02", "b", "f1"),
            ("2023-11-02", "elsewhere", "f1"),
        ),
        study,
        PLACES,
    )
    assert np.asarray(found["flats_contributing"]).tolist() == [3, 2, 1, 0]
    share = np.asarray(found["largest_flat_share"])
    assert share[:3].tolist() == [2 / 5, 2 / 4, 1.0]
    assert np.isnan(share[3])


def test_without_any_event_no_flat_stands_behind_one(study: Study) -> None:
    found = flat_concentration(events(), study, PLACES)
    assert np.asarray(found["flats_contributing"]).tolist() == [0, 0, 0, 0]
    assert np.isnan(found["largest_flat_share"]).all()


def test_who_stands_behind_the_events_is_told_where_places_are(study: Study) -> None:
    shared = basis_of(study, PLACES)
    rows = events(("2023-09-30", "a", "f1"), ("2023-10-01", "a", "f1"), ("2024-10-01", "a", "f1"))
    full, lean = (rate_columns(rows, study, shared, whole=whole) for whole in (False, True))
    assert (full["events_before"].tolist(), full["events_after"].tolist()) == ([1, 1, 0, 0], [1, 1, 0, 0])
    assert set(full) - set(lean) == {"flats_contributing", "largest_flat_share"}
    assert len(lean["before"]) == 1


def test_half_a_let_flat_is_let(study: Study) -> None:
    counts = np.array([np.r_[np.tile([1.0, 0.0, 2.0], 4), np.tile([3.0, 1.0, 4.0], 4)]])
    found = monthly_columns(counts, months_of(study, 0.5), study.plan, whole=False)
    assert found["enough_months"][0]
    assert (found["months_before"][0], found["exposure_after"][0]) == (12, 6.0)
    assert found["p_months"][0] < 0.05
    assert found["p_months"][0] == stats.month_permutation(counts[0], 0.5, np.repeat([False, True], 12)).p


def test_intervals_have_the_level_of_the_plan(study: Study) -> None:
    counts = np.array([np.tile([1.0, 0.0, 2.0], 8)])
    plan = study.plan.model_copy(update={"level": 0.8})
    found = monthly_columns(counts, months_of(study, 5.0), plan, whole=False)
    months = stats.quasi_poisson(counts[0], 5.0, np.repeat([False, True], 12), level=0.8)
    exact = stats.rate_ratio(12, 60, 12, 60, level=0.8)
    assert found["low"].tolist() == [months.low, exact.low]
    assert found["high"].tolist() == [months.high, exact.high]
    assert found["level_attained"].tolist() == [0.8, exact.attained_level]
