from fractions import Fraction
from itertools import combinations
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats as scipy_stats

from analysis.stats import brunner_munzel
from analysis.stats.null_distributions.placements import draws, number_of_tables

sample = st.lists(st.integers(1, 7), min_size=2, max_size=5)


def signed_square(x, y):
    """Sign times squared statistic as an exact fraction; a very large number stands for infinity."""
    p = [Fraction(2 * sum(a < b for a in x) + sum(a == b for a in x), 2) for b in y]
    q = [Fraction(2 * sum(b < a for b in y) + sum(b == a for b in y), 2) for a in x]
    theta = sum(p) / (len(x) * len(y)) - Fraction(1, 2)

    def variance(values):
        mean = sum(values) / len(values)
        return sum((v - mean) ** 2 for v in values) / (len(values) - 1)

    spread = variance(q) / (len(x) * len(y) ** 2) + variance(p) / (len(y) * len(x) ** 2)
    if theta == 0:
        return Fraction(0)
    sign = 1 if theta > 0 else -1
    return sign * (theta**2 / spread if spread else Fraction(10**12))


@settings(deadline=None, max_examples=40)
@given(sample, sample)
def test_permuted_p_equals_full_enumeration_in_exact_fractions(x, y):
    pooled, observed = [*x, *y], signed_square(x, y)
    values = []
    for chosen in combinations(range(len(pooled)), len(y)):
        rest = [pooled[i] for i in range(len(pooled)) if i not in chosen]
        values.append(signed_square(rest, [pooled[i] for i in chosen]))
    lower = Fraction(sum(v <= observed for v in values), len(values))
    upper = Fraction(sum(v >= observed for v in values), len(values))
    assert brunner_munzel(x, y).p == float(min(Fraction(1), 2 * min(lower, upper)))


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.integers(1, 7), min_size=3, max_size=12), st.lists(st.integers(1, 7), min_size=3, max_size=12)
)
def test_statistic_agrees_with_scipy_where_groups_overlap(x, y):
    result = brunner_munzel(x, y, resamples=9)
    if np.isfinite(result.statistic) and result.statistic != 0:
        assert result.statistic == pytest.approx(-scipy_stats.brunnermunzel(y, x).statistic, rel=1e-10)


@settings(deadline=None, max_examples=60)
@given(sample, sample, st.sampled_from([0.6, 0.8, 0.9]))
def test_interval_excludes_a_half_exactly_when_the_test_rejects(x, y, level):
    result = brunner_munzel(x, y, level=level)
    if not np.isnan(result.low):
        assert (result.low > 0.5 or result.high < 0.5) == (result.p <= 1 - level + 1e-12)
        assert 0 <= result.low <= result.high <= 1


@settings(deadline=None, max_examples=40)
@given(sample, sample)
def test_swap_mirrors(x, y):
    one, other = brunner_munzel(x, y), brunner_munzel(y, x)
    assert (one.p, one.p_mid) == pytest.approx((other.p, other.p_mid), rel=1e-14)
    assert one.estimate == pytest.approx(1 - other.estimate, abs=1e-15)


def test_brunner_munzel_2000_pain_scores():
    # Shoulder-tip pain, Brunner & Munzel (2000) and R's lawstat: statistic 3.1375, estimate 0.789
    active = [1, 2, 1, 1, 1, 1, 1, 1, 1, 1, 2, 4, 1, 1]
    control = [3, 3, 4, 3, 1, 2, 3, 1, 1, 5, 4]
    result = brunner_munzel(active, control)
    assert (result.statistic, result.estimate) == pytest.approx((3.1374674823029505, 0.788961), abs=1e-6)
    assert result.warnings == ()
    assert 0.004 < result.p < 0.012


def test_separated_groups_give_the_smallest_p_and_say_so():
    permuted = brunner_munzel([1, 1, 2], [4, 5, 5])
    assert (permuted.p, permuted.smallest_p, permuted.statistic) == (0.1, 0.1, np.inf)
    assert permuted.warnings == ("no_overlap", "no_interval")


def test_equal_empty_and_single_samples_have_defined_results():
    equal = brunner_munzel([3, 3, 3], [3, 3])
    assert (equal.p, equal.p_mid, equal.estimate, equal.statistic) == (1.0, 1.0, 0.5, 0.0)
    for x, y in (([], [1, 2]), ([1, 2], []), ([1], [1, 2, 3]), ([], [])):
        result = brunner_munzel(x, y)
        assert (result.p, "too_few" in result.warnings) == (1.0, True)


def test_thirteen_against_thirteen_on_a_seven_point_item_is_exact():
    rng = np.random.default_rng(4)
    x, y = rng.integers(1, 8, size=13), rng.integers(2, 8, size=13)
    result = brunner_munzel(x, y)
    assert result.p_error == 0.0
    assert result.p == pytest.approx(scipy_stats.brunnermunzel(x, y).pvalue, abs=0.02)


def test_past_the_limit_random_divisions_are_named_seeded_and_carry_their_error():
    rng = np.random.default_rng(5)
    x, y = rng.normal(size=25), rng.normal(0.7, 2, size=20)
    one, again = brunner_munzel(x, y, resamples=4_999), brunner_munzel(x, y, resamples=4_999)
    assert "monte_carlo" in one.warnings
    assert one.p == again.p
    assert one.p_error > 0
    assert one.p == pytest.approx(scipy_stats.brunnermunzel(x, y).pvalue, abs=0.03)


@settings(deadline=None, max_examples=30)
@given(st.lists(st.integers(1, 4), min_size=1, max_size=5), st.integers(0, 8))
def test_tables_are_all_divisions(categories, drawn):
    drawn = min(drawn, sum(categories))
    tables, ways = draws(tuple(categories), drawn)
    assert len(tables) == number_of_tables(tuple(categories), drawn) == len(np.unique(tables, axis=0))
    assert np.all(tables.sum(axis=1) == drawn)
    assert np.all(tables <= categories)
    assert ways.sum() == comb(sum(categories), drawn)


def test_bad_input_is_refused_by_name():
    with pytest.raises(ValueError, match="after must be finite"):
        brunner_munzel([1, 2], [3, np.inf])


@settings(deadline=None, max_examples=40, derandomize=True)
@given(sample, sample)
def test_smallest_p_is_the_smallest_of_all_divisions_of_these_persons(x, y):
    pooled = [*x, *y]
    found = []
    for chosen in combinations(range(len(pooled)), len(y)):
        rest = [pooled[i] for i in range(len(pooled)) if i not in chosen]
        found.append(brunner_munzel(rest, [pooled[i] for i in chosen]).p)
    result = brunner_munzel(x, y)
    assert result.smallest_p == pytest.approx(min(found), rel=1e-12)


def test_one_person_on_a_side_could_have_shown_nothing():
    assert brunner_munzel([1], [2, 3, 4, 5]).smallest_p == 1
