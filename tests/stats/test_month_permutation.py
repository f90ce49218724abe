"""Permutation of months: exact against full enumeration, whatever the route."""

import dataclasses
from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.stats import month_permutation
from analysis.stats.null_distributions import dealt_months


def assert_same(one, other):
    for field in dataclasses.fields(one):
        np.testing.assert_array_equal(getattr(one, field.name), getattr(other, field.name))


def by_enumeration(counts, exposure, after):
    """p, mid-p and smallest p, as fractions over all assignments."""
    n, size, total, time = len(counts), sum(after), sum(counts), sum(exposure)

    def deviation(months):
        return sum(counts[i] for i in months) - total * sum(exposure[i] for i in months) / Fraction(time)

    observed = deviation([i for i in range(n) if after[i]])
    null = [deviation(months) for months in combinations(range(n), size)]
    tail = min(sum(d <= observed for d in null), sum(d >= observed for d in null))
    end = min(null.count(min(null)), null.count(max(null)))
    return (
        observed,
        min(Fraction(1), Fraction(2 * tail, len(null))),
        Fraction(2 * tail - null.count(observed), len(null)),
        min(Fraction(1), Fraction(2 * end, len(null))),
    )


@st.composite
def designs(draw):
    n = draw(st.integers(2, 10))
    counts = draw(st.lists(st.integers(0, 9), min_size=n, max_size=n))
    lengths = st.integers(1, 40) if draw(st.booleans()) else st.just(4)
    exposure = [Fraction(length, 4) for length in draw(st.lists(lengths, min_size=n, max_size=n))]
    size = draw(st.integers(1, n - 1))
    after = draw(st.permutations([True] * size + [False] * (n - size)))
    return counts, exposure, after


@pytest.fixture(params=[dealt_months.ENUMERATE_AT_MOST, 0], ids=["listed", "matched halves"])
def route(request, monkeypatch):
    monkeypatch.setattr(dealt_months, "ENUMERATE_AT_MOST", request.param)


@pytest.mark.usefixtures("route")
def test_every_probability_equals_the_fraction_of_all_assignments_exactly():
    @settings(max_examples=150, deadline=None, derandomize=True)
    @given(designs())
    def check(design):
        counts, exposure, after = design
        observed, *expected = by_enumeration(counts, exposure, after)
        found = month_permutation(counts, [float(t) for t in exposure], after)
        assert [found.p, found.p_mid, found.smallest_p] == [float(x) for x in expected]
        assert found.statistic == pytest.approx(float(observed), abs=1e-12)
        assert 0 < found.p <= 1

    check()


@settings(max_examples=40, deadline=None, derandomize=True)
@given(designs())
def test_swapping_before_and_after_mirrors(design):
    counts, exposure, after = design
    exposure = [float(t) for t in exposure]
    one = month_permutation(counts, exposure, after)
    other = month_permutation(counts, exposure, [not x for x in after])
    assert one.p == other.p
    assert one.statistic == pytest.approx(-other.statistic, abs=1e-12)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(designs(), st.sampled_from([0.1, 3.0, 365.25]))
def test_scaling_exposure_changes_nothing(design, factor):
    counts, exposure, after = design
    one = month_permutation(counts, [float(t) for t in exposure], after)
    other = month_permutation(counts, [float(t) * factor for t in exposure], after)
    assert one.p == other.p


def test_order_of_months_within_a_window_changes_nothing():
    counts, exposure = np.array([3, 1, 4, 1, 5, 9, 2, 6]), np.array([30, 31, 28, 31, 30, 31, 30, 29.0])
    after = np.arange(8) >= 4
    order = [2, 0, 3, 1, 7, 5, 4, 6]
    one, other = (month_permutation(counts[i], exposure[i], after) for i in (slice(None), order))
    assert_same(one, other)


def test_groups_together_are_the_groups_alone():
    generator = np.random.default_rng(1)
    counts = generator.poisson(2, (3, 4, 12)).astype(float)
    counts[0, 1, 3] = counts[2, 2, 8] = np.nan
    exposure = generator.integers(28, 32, (4, 12)).astype(float)
    exposure[0] = 30
    after = np.arange(12) >= 6
    together = month_permutation(counts, exposure, after)
    for i in range(3):
        for j in range(4):
            alone = month_permutation(counts[i, j], exposure[j], after)
            assert together.p[i, j] == alone.p
            assert together.statistic[i, j] == alone.statistic
            assert together.n_missing[i, j] == alone.n_missing


def test_missing_months_are_left_out_and_counted():
    full = month_permutation([4, 5, 6, 0, 1, 2], 1.0, [False] * 3 + [True] * 3)
    gaps = month_permutation(
        [4, np.nan, 5, 6, 0, 1, 7, 2], [1, 1, 1, 1, 1, 1, np.nan, 1], [False] * 4 + [True] * 4
    )
    assert (gaps.p, gaps.n, gaps.n_missing) == (full.p, 6, 2)


def test_a_month_without_exposure_or_event_is_no_month():
    with_empty = month_permutation([4, 5, 6, 0, 0, 1, 2], [1, 1, 1, 0, 1, 1, 1], [False] * 4 + [True] * 3)
    assert with_empty.n == 6
    assert with_empty.p == month_permutation([4, 5, 6, 0, 1, 2], 1, [False] * 3 + [True] * 3).p


@pytest.mark.parametrize("counts", [[0] * 8, [3] * 8])
def test_equal_months_show_nothing(counts):
    found = month_permutation(counts, 1, [False] * 4 + [True] * 4)
    assert (found.p, found.smallest_p, found.statistic) == (1.0, 1.0, 0.0)


@pytest.mark.parametrize("counts", [[], [np.nan] * 4, [1, 2, np.nan, np.nan]])
def test_nothing_to_permute_is_a_defined_result(counts):
    found = month_permutation(counts, 1.0, np.arange(len(counts)) >= 2)
    assert (found.p, found.p_mid, found.smallest_p) == (1.0, 1.0, 1.0)
    assert np.isnan(found.estimate)
    assert found.warnings


def test_monte_carlo_is_near_the_exact_value_and_says_so(monkeypatch):
    generator = np.random.default_rng(3)
    counts, exposure = generator.poisson(3, 20), generator.integers(28, 32, 20).astype(float)
    after = np.arange(20) >= 10
    exact = month_permutation(counts, exposure, after)
    monkeypatch.setattr(dealt_months, "ENUMERATE_AT_MOST", 0)
    monkeypatch.setattr(dealt_months, "MATCH_AT_MOST", 0)
    drawn = month_permutation(counts, exposure, after, resamples=20_000, seed=5)
    assert exact.p_error == 0 < drawn.p_error
    assert abs(drawn.p - exact.p) < 4 * drawn.p_error
    assert "Monte Carlo" in drawn.method
    assert_same(drawn, month_permutation(counts, exposure, after, resamples=20_000, seed=5))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([1, -1], 1, [False, True]), "counts must be at least 0, found -1.0"),
        (([1, 1.5], 1, [False, True]), "counts must be a whole number, found 1.5"),
        (([1, np.inf], 1, [False, True]), "counts must be finite"),
        (([1, 1], [1, -2], [False, True]), "exposure must be at least 0, found -2.0"),
        (([1, 1], [1, 0], [False, True]), "exposure must be above 0 in a month with events"),
        (([1, 1], 1, [0, 2]), "after must be a mask of months"),
        (([1, 1, 1], 1, [False, True]), "must broadcast to one shape"),
        ((3, 1, True), "counts must have an axis of months"),
    ],
)
def test_bad_input_is_named(arguments, message):
    with pytest.raises(ValueError, match=message):
        month_permutation(*arguments)


def test_no_draws_is_refused():
    with pytest.raises(ValueError, match="resamples must be a whole number of at least 1, found 0"):
        month_permutation([1, 2], 1, [False, True], resamples=0)


def test_a_block_is_the_sum_of_its_months():
    counts, after = [4, 1, 0, 3, 2, 2, 0, 1, 1, 0], np.repeat([False, True], [6, 4])
    blocks = month_permutation(counts, 1.0, after, block=2)
    summed = month_permutation([5, 3, 4, 1, 1], 2.0, [False] * 3 + [True] * 2)
    assert (blocks.p, blocks.smallest_p, blocks.n) == (summed.p, summed.smallest_p, 5)
    assert blocks.estimate == month_permutation(counts, 1.0, after).estimate


def test_a_block_never_spans_the_windows_and_the_last_may_be_shorter():
    counts, after = [4, 1, 0, 3, 2], np.repeat([False, True], [3, 2])
    blocks = month_permutation(counts, [1.0, 2, 3, 4, 5], after, block=2)
    summed = month_permutation([5, 0, 5], [3.0, 3, 9], [False, False, True])
    assert (blocks.p, blocks.statistic, blocks.n) == (summed.p, summed.statistic, 3)


def test_a_block_is_missing_where_all_its_months_are():
    after = np.repeat([False, True], 4)
    nan = np.nan
    blocks = month_permutation([4, nan, nan, nan, 1, 0, 1, 1], 1.0, after, block=2)
    summed = month_permutation([4, 1, 2], [1.0, 2, 2], [False, True, True])
    assert (blocks.p, blocks.n) == (summed.p, 3)


def test_groups_in_blocks_are_the_groups_alone():
    counts, after = np.array([[4, 1, 0, 3], [0, 0, 5, 5]]), np.repeat([False, True], 2)
    together = month_permutation(counts, 1.0, after, block=2)
    assert together.p.tolist() == [month_permutation(row, 1.0, after, block=2).p for row in counts]


@pytest.mark.parametrize(
    ("after", "block", "message"),
    [
        ([False, True], 0, "block must be at least 1, found 0"),
        ([[False, True]], 2, "after must be one axis"),
        ([0, 1], 2, "after must be one axis of true and false"),
        ([False, True, True], 2, "a month for each of after, found 2 and 3"),
    ],
)
def test_blocks_that_cannot_be_made_are_named(after, block, message):
    with pytest.raises(ValueError, match=message):
        month_permutation([1, 2], 1.0, after, block=block)
