from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis import stats
from analysis.evaluate.basis.months import Calendar
from analysis.evaluate.basis.windows import month_pieces
from analysis.evaluate.measures._rates import rate_columns
from analysis.params import Study

from .conftest import window, with_period


def calendar(study: Study, exposure: np.ndarray) -> Calendar:
    pieces = month_pieces(study.period, pd.Series([], dtype="datetime64[us]"))
    return Calendar(pieces, np.broadcast_to(exposure, (exposure.shape[0], len(pieces))).copy())


def test_rate_is_events_per_100_let_flat_months_and_the_ratio_after_over_before(study: Study) -> None:
    counts = np.vstack([np.r_[np.full(12, 2.0), np.full(12, 1.0)], np.zeros(24)])
    found = rate_columns(counts, calendar(study, np.array([[4.0], [1.0]])), study.plan)
    assert np.asarray(found["before"]) == pytest.approx([24 / 60 * 100, 50.0, 0.0])
    assert np.asarray(found["after"])[0] == pytest.approx(12 / 60 * 100)
    assert np.asarray(found["estimate"])[0] == pytest.approx(0.5)
    assert np.asarray(found["p"])[0] == stats.rate_ratio(24, 60, 12, 60).p


def test_interval_is_quasi_poisson_with_months_and_exact_without(study: Study) -> None:
    counts = np.array([np.r_[np.tile([0.0, 6.0], 6), np.tile([1.0, 0.0], 6)]])
    long = rate_columns(counts, calendar(study, np.array([[5.0]])), study.plan)
    quasi = stats.quasi_poisson(counts[0], 5.0, np.repeat([False, True], 12))
    assert (long["low"][0], long["high"][0]) == (quasi.low, quasi.high)
    assert np.asarray(long["method"])[0] == "month_permutation"
    assert long["p_months"][0] == stats.month_permutation(counts[0], 5.0, np.repeat([False, True], 12)).p
    short = with_period(
        study, before=window("2023-07-01", "2023-09-30"), after=window("2023-10-01", "2024-01-31")
    )
    few = np.array([[5.0, 4.0, 6.0, 1.0, 0.0, 1.0, 1.0]])
    found = rate_columns(few, calendar(short, np.array([[5.0]])), short.plan)
    exact = stats.rate_ratio(15, 15, 3, 20)
    assert found["method"] == "rate_ratio"
    assert (found["low"][0], found["high"][0]) == (exact.low, exact.high)
    assert not found["enough_months"][0]
    assert np.isnan(found["p_months"][0])
    assert not np.isnan(found["dispersion"][0]), "dispersion is always shown"


def test_places_get_an_interval_and_no_test(study: Study) -> None:
    counts = np.vstack([np.ones(24), np.ones(24)])
    found = rate_columns(counts, calendar(study, np.array([[4.0], [1.0]])), study.plan)
    assert np.isnan(np.asarray(found["p"])[1:]).all()
    assert not np.isnan(np.asarray(found["low"])[1:]).any()


def test_leaving_the_places_out_changes_nothing_for_the_whole(study: Study) -> None:
    counts = np.vstack([np.arange(24.0) % 5, np.arange(24.0) % 3])
    both = (
        rate_columns(counts, calendar(study, np.array([[4.0], [1.0]])), study.plan, whole=whole)
        for whole in (False, True)
    )
    full, lean = both
    assert set(full) == set(lean)
    for name in full:
        assert np.asarray(full[name]).flat[0] == np.asarray(lean[name]).flat[0]


def test_no_exposure_in_a_window_gives_no_rate_and_no_error(study: Study) -> None:
    empty = calendar(study, np.array([[0.0]]))
    found = rate_columns(np.zeros((1, 24)), empty, study.plan)
    for name in ("before", "after", "estimate", "low", "high", "p", "p_months"):
        assert np.isnan(np.asarray(found[name], dtype=float)).all()


def test_events_in_months_without_let_flats_stay_in_the_total_and_are_noted(study: Study) -> None:
    exposure = np.full((1, 24), 5.0)
    exposure[0, 3] = 0.0
    pieces = month_pieces(study.period, pd.Series([], dtype="datetime64[us]"))
    found = rate_columns(np.ones((1, 24)), Calendar(pieces, exposure), study.plan)
    assert found["events_before"][0] == 12
    assert found["n_exposure_lost"][0] == 1
    assert 0 < found["p_months"][0] <= 1


def test_months_of_unknown_exposure_count_on_neither_side(study: Study) -> None:
    exposure = np.full((1, 24), 5.0)
    exposure[0, 3] = np.nan
    pieces = month_pieces(study.period, pd.Series([], dtype="datetime64[us]"))
    found = rate_columns(np.ones((1, 24)), Calendar(pieces, exposure), study.plan)
    assert found["events_before"][0] == 11
    assert found["exposure_before"][0] == 55.0
