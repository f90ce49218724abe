"""Difference of independent means: R's coin, all divisions in fractions, the interval and its test, edges."""

import csv
from fractions import Fraction
from itertools import combinations, product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.stats import mean_difference
from analysis.stats.null_distributions import exchanges as nulls

REFERENCE = Path(__file__).parents[1] / "reference" / "mean_difference.csv"
answers = st.lists(st.integers(1, 7), min_size=1, max_size=5)
strata = st.lists(st.tuples(answers, answers), min_size=1, max_size=2)
levels = st.sampled_from([0.95, 0.9, 0.8, 0.5])


def reference():
    with REFERENCE.open() as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("row", reference(), ids=lambda r: f"{len(r['before'].split())}-{r['stratified']}")
def test_p_is_that_of_coin(row):
    columns = "before", "after", "strata_before", "strata_after"
    before, after, *labels = (np.array(row[name].split(), dtype=float) for name in columns)
    found = mean_difference(before, after, *(labels if row["stratified"] == "TRUE" else ()))
    assert found.p == pytest.approx(float(row["p"]), rel=1e-9)
    assert found.p_error == 0.0


def p_of_shift(groups, shift):
    """Two-sided p of «the shift is ``shift``», from every division in fractions."""
    pooled = [([Fraction(x) for x in a], [Fraction(y) - shift for y in b]) for a, b in groups]
    sums = [[sum(c) for c in combinations(x + y, len(y))] for x, y in pooled]
    seen = sum(sum(y) for _, y in pooled)
    every = [sum(parts) for parts in product(*sums)]
    tail = min(sum(one <= seen for one in every), sum(one >= seen for one in every))
    return min(Fraction(1), Fraction(2 * tail, len(every)))


def asked(groups, **keywords):
    before, after = ([value for group in groups for value in group[side]] for side in (0, 1))
    labels = [[i for i, group in enumerate(groups) for _ in group[side]] for side in (0, 1)]
    return mean_difference(before, after, *(labels if len(groups) > 1 else ()), **keywords)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(strata, levels)
def test_p_and_both_limits_are_those_of_every_division_in_fractions(groups, level):
    found = asked(groups, level=level)
    assert found.p == pytest.approx(float(p_of_shift(groups, Fraction(0))), rel=1e-12)
    if np.isnan(found.low):
        return
    alpha = (1 - Fraction(level)) * (1 + Fraction(1, 10**12))
    for limit, outward in ((found.low, -1), (found.high, 1)):
        edge = Fraction(limit).limit_denominator(100)
        assert p_of_shift(groups, edge) > alpha
        assert p_of_shift(groups, edge + outward * Fraction(1, 10**6)) <= alpha


@pytest.mark.parametrize("way", ["listed", "counted", "drawn"])
@settings(max_examples=40, deadline=None, derandomize=True)
@given(strata, levels)
def test_p_reaches_alpha_exactly_when_the_interval_excludes_no_change(way, groups, level):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(nulls, "LISTED", 3_000_000 if way == "listed" else 0)
        patch.setattr(nulls, "WORTH_LISTING", 0.001)
        patch.setattr(nulls, "TABLE_PRODUCTS", 2**27 if way == "counted" else 0)
        found = asked(groups, level=level, resamples=199)
    assert ("monte_carlo" in found.warnings) == (way == "drawn")
    assert (found.p <= (1 - level) * (1 + 1e-12)) == (found.low > 0 or found.high < 0)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(strata, levels)
def test_listed_and_counted_are_the_same(groups, level):
    found = []
    for listed in (0, 3_000_000):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(nulls, "LISTED", listed)
            patch.setattr(nulls, "WORTH_LISTING", 0.001)
            found.append(asked(groups, level=level))
    one, other = (
        [getattr(x, name) for name in ("p", "p_mid", "low", "high", "attained_level")] for x in found
    )
    np.testing.assert_allclose(one, other, rtol=1e-12)


def test_drawn_agrees_with_exact_within_its_error(monkeypatch):
    rng = np.random.default_rng(3)
    x, y = rng.integers(1, 8, 13), rng.integers(2, 8, 11)
    labels = [np.arange(13) % 2, np.arange(11) % 2]
    exact = mean_difference(x, y, *labels)
    monkeypatch.setattr(nulls, "LISTED", 0)
    monkeypatch.setattr(nulls, "TABLE_PRODUCTS", 0)
    drawn = mean_difference(x, y, *labels)
    assert drawn.p_error > 0
    assert drawn.p == pytest.approx(exact.p, abs=4 * drawn.p_error)
    assert (drawn.low, drawn.high) == pytest.approx((exact.low, exact.high), abs=0.1)
    assert drawn.smallest_p == pytest.approx(exact.smallest_p, rel=1e-12)


def test_continuous_values_are_drawn_person_by_person(monkeypatch):
    rng = np.random.default_rng(4)
    x, y = rng.normal(size=8), rng.normal(0.8, 1, size=9)
    exact = mean_difference(x, y)
    monkeypatch.setattr(nulls, "LISTED", 0)
    drawn = mean_difference(x, y)
    assert exact.p_error == 0.0 < drawn.p_error
    assert drawn.p == pytest.approx(exact.p, abs=4 * drawn.p_error)


def test_the_estimate_is_the_difference_of_the_printed_means():
    found = mean_difference([1, 2, 2, 3, np.nan], [3, 4, 5, np.nan, 5])
    assert found.estimate == pytest.approx(4.25 - 2.0, rel=1e-15)
    assert (found.n, found.n_before, found.n_after, found.n_missing) == (8, 4, 4, 2)


def test_in_strata_the_estimate_is_weighted_as_the_test_divides():
    found = mean_difference([1, 2, 5], [4, 6, 7, 7], ["a", "a", "b"], ["a", "b", "b", "b"])
    weights = [2 * 1 / 3, 1 * 3 / 4]
    differences = [4 - 1.5, 20 / 3 - 5]
    assert found.estimate == pytest.approx(np.average(differences, weights=weights), rel=1e-14)
    assert found.statistic == pytest.approx(np.dot(differences, weights), rel=1e-14)


def test_persons_in_strata_with_one_side_only_say_nothing_and_are_counted():
    with_them = mean_difference([1, 2, 5, 3], [4, 6, 7], ["a", "a", "a", "c"], ["a", "a", "b"])
    without = mean_difference([1, 2, 5], [4, 6])
    assert (with_them.n_before, with_them.n_after, with_them.n_unmatched) == (3, 2, 2)
    assert with_them.warnings == ("unmatched", "no_interval")
    assert (with_them.estimate, with_them.p) == (without.estimate, without.p)


@settings(max_examples=30, deadline=None, derandomize=True)
@given(answers, answers)
def test_swapping_the_waves_mirrors(x, y):
    one, other = mean_difference(x, y, level=0.8), mean_difference(y, x, level=0.8)
    assert (one.p, one.p_mid, one.smallest_p) == pytest.approx((other.p, other.p_mid, other.smallest_p))
    np.testing.assert_allclose(
        [one.estimate, one.low, one.high], [-other.estimate, -other.high, -other.low], atol=1e-12
    )


@settings(max_examples=30, deadline=None, derandomize=True)
@given(answers, answers, st.integers(-5, 5))
def test_a_shift_of_all_values_after_moves_the_interval_as_far(x, y, shift):
    one, other = mean_difference(x, y, level=0.8), mean_difference(x, np.add(y, shift), level=0.8)
    np.testing.assert_allclose([other.low, other.high], np.add([one.low, one.high], shift), atol=1e-12)


def test_decimals_tie_as_they_are_written():
    tenths = mean_difference([0.1, 0.2, 0.4, 0.3], [0.3, 0.1 + 0.2, 0.7, 0.6])
    whole = mean_difference([1, 2, 4, 3], [3, 3, 7, 6])
    assert tenths.p == whole.p
    assert tenths.low == pytest.approx(whole.low / 10, rel=1e-14)


@settings(max_examples=30, deadline=None, derandomize=True)
@given(answers, answers)
def test_the_smallest_p_is_that_of_the_most_extreme_division(x, y):
    pooled = np.array(x + y)
    every = [np.isin(np.arange(len(pooled)), c) for c in combinations(range(len(pooled)), len(y))]
    attainable = [
        mean_difference(pooled[~after], pooled[after]).p for after in every[:: max(1, len(every) // 40)]
    ]
    ends = [np.argsort(pooled, kind="stable"), np.argsort(-pooled, kind="stable")]
    attainable += [mean_difference(pooled[e[len(y) :]], pooled[e[: len(y)]]).p for e in ends]
    assert mean_difference(x, y).smallest_p == pytest.approx(min(attainable), rel=1e-12)


def test_an_interval_exists_from_4_and_4_persons():
    assert np.isnan(mean_difference([1, 2, 3], [4, 5, 6]).low)
    found = mean_difference([1, 2, 3, 4], [4, 5, 6, 9])
    assert found.attained_level == pytest.approx(1 - 2 / 70)
    assert (found.low, found.high) == (4 - 4, 9 - 1)


@pytest.mark.parametrize("sides", [([], [1, 2]), ([np.nan], [3.0]), ([], [])])
def test_an_empty_side_is_p_1_without_estimate(sides):
    found = mean_difference(*sides)
    assert (found.p, found.p_mid, found.smallest_p, found.p_error) == (1.0, 1.0, 1.0, 0.0)
    assert np.isnan([found.estimate, found.low, found.high]).all()
    assert "empty_sample" in found.warnings


def test_all_equal_is_p_1():
    found = mean_difference([3] * 4, [3] * 5)
    assert (found.p, found.smallest_p, found.estimate, found.low, found.high) == (1, 1, 0, 0, 0)


def test_groups_together_are_the_groups_alone():
    rng = np.random.default_rng(5)
    x, y = rng.integers(1, 8, (2, 3, 6)).astype(float), rng.integers(1, 8, (2, 3, 7)).astype(float)
    x[0, 1, 2] = y[1, 2, 3] = np.nan
    x[1, 0], y[1, 0] = x[0, 0], y[0, 0]
    labels = np.arange(6) % 2, np.arange(7) % 2
    found = mean_difference(x, y, *labels)
    for i, j in product(range(2), range(3)):
        alone = mean_difference(x[i, j], y[i, j], *labels)
        for name in ("estimate", "low", "high", "p", "p_mid", "smallest_p", "n", "n_missing"):
            np.testing.assert_equal(getattr(found, name)[i, j], getattr(alone, name))


def test_the_same_seed_gives_the_same_draws_and_says_so():
    rng = np.random.default_rng(6)
    x, y = rng.normal(size=30), rng.normal(size=30)
    one, other = (mean_difference(x, y, resamples=500, seed=9) for _ in range(2))
    assert (one.p, one.low) == (other.p, other.low)
    assert one.method.endswith("(Monte Carlo, 500 resamples, seed 9)")


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: mean_difference([1, 2], [3], ["a", "b"]),
            "strata_before and strata_after must be given both",
        ),
        (lambda: mean_difference([1, 2], [3], ["a"], ["a"]), r"strata_before must hold one label per person"),
        (lambda: mean_difference([1, 2], [3], ["a", "b"], [None]), "strata_after must have no missing label"),
        (
            lambda: mean_difference(np.sqrt(range(30_000)), np.sqrt(range(20_000)), resamples=200_000),
            "resamples must be at most [0-9]+ for 50000 persons",
        ),
    ],
)
def test_what_cannot_be_done_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
