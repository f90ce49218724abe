"""Events of clusters: scores worked out by hand, and how unlike the clusters have changed."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.stats import cluster_dispersion, cluster_scores, sign_flip

COUNTS = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=9)


def test_a_score_is_events_after_less_the_share_of_exposure_after():
    """5 of 6 after where half the time is after: 5 − 3; 2 of 4 where a quarter is: 2 − 1."""
    assert cluster_scores([1, 2], [5, 2], [12, 9], [12, 3]).tolist() == [2.0, 1.0]


def test_a_cluster_without_exposure_is_held_to_the_share_of_all():
    """Nobody knows when it was let: 6 of all 24 months lie after."""
    scores = cluster_scores([3, 0], [1, 4], [18, 0], [6, 0])
    assert scores.tolist() == [1 - 4 / 4, 4 - 4 / 4]


def test_without_any_exposure_the_windows_are_taken_as_equal():
    assert cluster_scores([3, 0], [1, 4], 0, 0).tolist() == [-1.0, 2.0]


def test_a_cluster_let_only_after_says_nothing():
    assert cluster_scores([0, 4], [9, 2], [0, 12], [12, 12]).tolist() == [0.0, -1.0]


def test_known_clusters_are_weighted_up_to_the_totals_of_their_window():
    """Before, 6 of 12 events have a cluster; after, all 3: each event before counts twice."""
    weighted = cluster_scores([4, 2], [1, 2], 12, 12, total_before=12, total_after=3)
    assert weighted.tolist() == [1 - (8 + 1) / 2, 2 - (4 + 2) / 2]
    assert cluster_scores([4, 2], [1, 2], 12, 12, total_before=6, total_after=3).tolist() == [-1.5, 0.0]


def test_a_window_without_a_known_cluster_has_nothing_to_weight():
    assert cluster_scores([4], [0], 12, 12, total_before=8, total_after=5).tolist() == [-4.0]


def test_rounding_leaves_no_score_where_there_is_none():
    """A third of the time after, a third of the events: 0.1 · 3 is no evidence."""
    scores = cluster_scores([2, 20], [1, 4], [0.2, 1], [0.1, 1])
    assert scores[0] == 0.0


@settings(max_examples=60)
@given(COUNTS, st.floats(0.5, 30))
def test_swapping_before_and_after_turns_every_score(pairs, length):
    before, after = np.array(pairs).T
    one, other = cluster_scores(before, after, length, 12), cluster_scores(after, before, 12, length)
    np.testing.assert_allclose(one, -other, atol=1e-9)


@settings(max_examples=60)
@given(COUNTS, st.floats(0.01, 100))
def test_the_unit_of_exposure_changes_nothing(pairs, factor):
    before, after = np.array(pairs).T
    one = cluster_scores(before, after, 12, 9)
    np.testing.assert_allclose(cluster_scores(before, after, 12 * factor, 9 * factor), one, atol=1e-9)
    known = cluster_dispersion(before, after, 12, 9)
    scaled = cluster_dispersion(before, after, 12 * factor, 9 * factor)
    np.testing.assert_allclose(scaled[0], known[0], atol=1e-9)
    assert scaled[1] == known[1]


def test_flipping_scores_is_swapping_the_windows_of_each_cluster():
    """Where exposure is alike, all worlds with some clusters' windows swapped, listed."""
    before, after = np.array([5, 1, 4, 0]), np.array([1, 2, 0, 0])
    statistics = [
        sum(a - b if kept else b - a for a, b, kept in zip(after, before, world, strict=True))
        for world in product((True, False), repeat=4)
    ]
    observed = int((after - before).sum())
    tail = sum(s <= observed for s in statistics) / len(statistics)
    assert sign_flip(cluster_scores(before, after, 12, 12), interval=False).p == 2 * tail


def test_many_events_of_one_cluster_count_once():
    few, many = (sign_flip(cluster_scores([n, 1, 2], [0, 2, 1], 12, 12), interval=False) for n in (3, 300))
    assert few.smallest_p == many.smallest_p == 2 / 2**3
    assert few.p == many.p


def test_dispersion_is_the_mean_squared_departure_from_the_common_change():
    """8 + 0, 0 + 6, 4 + 4 over equal time: 10 of 22 lie after."""
    q = 10 / 22
    departures = [(0 - 8 * q) ** 2 / (8 * q * (1 - q)), (6 - 6 * q) ** 2 / (6 * q * (1 - q)),
                  (4 - 8 * q) ** 2 / (8 * q * (1 - q))]  # fmt: skip
    phi, df = cluster_dispersion([8, 0, 4], [0, 6, 4], 12, 12)
    assert (float(phi), float(df)) == (pytest.approx(sum(departures) / 2), 2.0)


def test_dispersion_expects_of_each_cluster_what_its_own_exposure_says():
    """Rates 0.5 before and 1 after, exactly, whatever the time: no departure at all."""
    phi, df = cluster_dispersion([6, 3, 1], [4, 12, 2], [12, 6, 2], [4, 12, 2])
    assert (float(phi), float(df)) == (pytest.approx(0.0), 2.0)


@pytest.mark.parametrize(
    ("before", "after", "let_before", "df"),
    [([3, 0], [1, 0], [12, 12], 0), ([3, 0], [1, 4], [12, 0], 0), ([3, 2, 0], [1, 2, 5], [12, 12, 0], 1)],
)
def test_clusters_without_events_or_let_in_one_window_tell_nothing(before, after, let_before, df):
    phi, found = cluster_dispersion(before, after, let_before, 12)
    assert found == df
    assert df or phi == 1.0


@pytest.mark.parametrize(("before", "after"), [([0, 0], [0, 0]), ([5, 3], [0, 0]), ([0, 0], [5, 3])])
def test_where_one_window_is_empty_nobody_departs_from_anybody(before, after):
    phi, df = cluster_dispersion(before, after, 12, 12)
    assert (float(phi), float(df)) == (1.0, 0.0)


def test_groups_together_are_the_groups_alone():
    before, after = np.array([[5, 1, 0], [2, 2, 8]]), np.array([[1, 1, 4], [0, 3, 8]])
    scores, spread = cluster_scores(before, after, 12, 9), cluster_dispersion(before, after, 12, 9)
    for k in range(2):
        np.testing.assert_array_equal(scores[k], cluster_scores(before[k], after[k], 12, 9))
        alone = cluster_dispersion(before[k], after[k], 12, 9)
        assert (spread[0][k], spread[1][k]) == (alone[0], alone[1])


@pytest.mark.parametrize("order", [[2, 0, 1], [1, 2, 0]])
def test_the_order_of_the_clusters_changes_nothing(order):
    before, after = np.array([5, 1, 0]), np.array([1, 1, 4])
    scores = cluster_scores(before, after, 12, 9)
    assert cluster_scores(before[order], after[order], 12, 9).tolist() == scores[order].tolist()
    one, other = (
        cluster_dispersion(before, after, 12, 9),
        cluster_dispersion(before[order], after[order], 12, 9),
    )
    assert one[0] == pytest.approx(other[0])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([1, -1], [0, 0], 1, 1), "before must be at least 0, found -1.0"),
        (([1], [0.5], 1, 1), "after must be a whole number, found 0.5"),
        (([1], [0], -1, 1), "exposure_before must be at least 0, found -1.0"),
        (([1], [0], 1, np.inf), "exposure_after must be finite"),
    ],
)
@pytest.mark.parametrize("method", [cluster_scores, cluster_dispersion])
def test_bad_input_is_named(method, arguments, message):
    with pytest.raises(ValueError, match=message):
        method(*arguments)
