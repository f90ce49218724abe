"""Power: enumeration against simulation and against itself by hand."""

import tracemalloc
from itertools import product
from math import comb

import numpy as np
import pytest

from analysis.stats import (
    paired_proportions,
    power_counts,
    power_paired,
    power_paired_proportions,
    rate_ratio,
    sign_flip,
)


def near(found, drawn):
    """Within four standard errors of the simulation."""
    return abs(found - drawn.mean()) < 4 * np.sqrt(found * (1 - found) / drawn.size)


@pytest.mark.parametrize(("ratio", "relation"), [(1.0, 1.0), (0.4, 1.0), (0.4, 0.5)])
def test_power_of_counts_is_that_of_simulated_counts(ratio, relation):
    generator = np.random.default_rng(1)
    before, after = generator.poisson(20, 40_000), generator.poisson(20 * ratio * relation, 40_000)
    rejected = rate_ratio(before, 1, after, relation).p <= 0.05
    assert near(power_counts(20, ratio, exposure_ratio=relation).power, rejected)


def test_overdispersed_counts_are_those_of_a_gamma_mixture():
    generator = np.random.default_rng(2)
    before, after = generator.poisson(generator.gamma(15, 2, (2, 40_000)))  # mean 30, variance 3 × 30
    assert near(power_counts(30, 1.0, phi=3).power, rate_ratio(before, 1, after, 1).p <= 0.05)


def test_five_before_show_nothing_when_exactly_five_happen():
    assert rate_ratio(5, 1, 0, 1).p > 0.05
    assert power_counts(5, 0.0).power == pytest.approx(
        1 - sum(np.exp(-5) * 5**k / _factorial(k) for k in range(6))
    )


def _factorial(k):
    return float(np.prod(np.arange(1, k + 1)))


def test_type_one_error_of_exact_tests_never_passes_alpha():
    for mean in (2, 5, 12, 30):
        assert power_counts(mean, 1.0).power <= 0.05
    for share in (0.1, 0.3, 0.5):
        assert power_paired_proportions(13, share, share).power <= 0.05
    assert power_paired([-2, -1, 0, 1, 2], [0.1, 0.2, 0.4, 0.2, 0.1], 8).power <= 0.05


def test_power_of_mcnemar_is_the_sum_over_all_tables():
    expected = 0.0
    for b, c in product(range(9), repeat=2):
        if b + c <= 8 and paired_proportions(0, b, c, 8 - b - c).p <= 0.05:
            expected += comb(8, b) * comb(8 - b, c) * 0.05**b * 0.6**c * 0.35 ** (8 - b - c)
    assert power_paired_proportions(8, 0.05, 0.6).power == pytest.approx(expected, rel=1e-12)


def test_power_of_a_paired_test_is_the_sum_over_all_answers():
    values, shares = [-1, 0, 1, 3], [0.1, 0.2, 0.4, 0.3]
    answers = np.array(list(product(range(4), repeat=6)))
    weight = np.prod(np.array(shares)[answers], axis=1)
    p = sign_flip(np.array(values, dtype=float)[answers], interval=False).p
    assert power_paired(values, shares, 6).power == pytest.approx(weight[p <= 0.05].sum(), rel=1e-12)


def test_more_tests_leave_less_power():
    assert power_counts(20, 0.4, tests=10).power < power_counts(20, 0.4).power


@pytest.mark.parametrize("test", ["sign-flip", "signed-rank"])
def test_no_paired_test_reaches_five_per_cent_with_five_pairs(test):
    assert power_paired([1, 2], [0.5, 0.5], 5, test=test).power == 0.0
    assert power_paired([1, 2], [0.5, 0.5], 6, test=test).power == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: power_paired([0, 1], [0.5, 0.5], 5, test="t"), "test must be one of sign-flip, signed-rank"),
        (lambda: power_counts(0, 0.5), r"expected_before must be above 0, found 0\.0"),
        (lambda: power_counts(5, -0.5), r"ratio must be at least 0, found -0\.5"),
        (lambda: power_counts(5, 0.5, phi=0.5), r"phi must be at least 1, found 0\.5"),
        (lambda: power_paired_proportions(5, 0.7, 0.7), "only_before, only_after must be probabilities"),
        (lambda: power_paired([0, 1], [0.5, 0.6], 5), "must be one probability per value and sum to 1"),
        (
            lambda: power_paired(range(-6, 7), [1 / 13] * 13, 13),
            "at most 400000 outcomes to be enumerated, found 5200300",
        ),
        (lambda: power_counts(5, 0.5, alpha=5), r"alpha must be between 0 and 1, exclusive, found 5\.0"),
    ],
)
def test_bad_input_is_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_many_expected_events_stay_within_memory():
    tracemalloc.start()
    found = power_counts(3_000, 0.93)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert 0.7 < found.power < 0.85
    assert peak < 150 * 2**20


def test_a_design_too_large_to_enumerate_is_refused():
    with pytest.raises(ValueError, match=r"at most 8000000 pairs of counts, found \d+"):
        power_counts(200_000, 0.9)
    with pytest.raises(ValueError, match=r"expected counts times phi must be at most 1e\+06, found 1e\+12"):
        power_counts(1e12, 0.9)


def test_power_never_exceeds_one():
    assert power_counts(3_000, 0.5).power == pytest.approx(1, abs=1e-11)
    assert power_counts(3_000, 0.5).power <= 1
