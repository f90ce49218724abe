"""Gamma–Poisson posterior of a rate ratio."""

import numpy as np
import pytest
from scipy import stats

from analysis.stats import rate_ratio_bayes


def test_posterior_is_that_of_drawn_gamma_rates():
    generator = np.random.default_rng(6)
    drawn = generator.gamma(4.5, 1 / 7, 400_000) / generator.gamma(10.5, 1 / 12, 400_000)
    found = rate_ratio_bayes(10, 12, 4, 7)
    low, median, high = np.quantile(drawn, [0.025, 0.5, 0.975])
    assert (found.low, found.estimate, found.high) == pytest.approx((low, median, high), rel=0.02)
    assert found.probability_lower == pytest.approx((drawn < 1).mean(), abs=0.003)


def test_posterior_is_a_scaled_f_distribution():
    found = rate_ratio_bayes(10, 12, 4, 7, level=0.9)
    scale = (4.5 / 7) / (10.5 / 12)
    expected = scale * stats.f.ppf([0.05, 0.5, 0.95], 9, 21)
    assert (found.low, found.estimate, found.high) == pytest.approx(tuple(expected), rel=1e-9)


def test_swapping_before_and_after_inverts_the_ratio():
    one, other = rate_ratio_bayes(10, 12, 4, 7), rate_ratio_bayes(4, 7, 10, 12)
    assert (one.low, one.estimate) == pytest.approx((1 / other.high, 1 / other.estimate), rel=1e-10)
    assert one.probability_lower == pytest.approx(other.probability_higher, rel=1e-12)


def test_probabilities_add_to_one():
    found = rate_ratio_bayes([0, 3, 50], 1, [0, 9, 1], 1000)
    np.testing.assert_allclose(found.probability_lower + found.probability_higher, 1, rtol=1e-12)


def test_no_events_give_the_prior():
    found = rate_ratio_bayes(0, 12, 0, 12)
    assert found.estimate == pytest.approx(1.0)
    assert 0 < found.low < found.high < np.inf
    assert found.warnings == ("no_events",)


def test_an_informative_prior_pulls_towards_one():
    flat, pulled = rate_ratio_bayes(10, 12, 2, 12), rate_ratio_bayes(10, 12, 2, 12, shape=5, rate=10)
    assert flat.estimate < pulled.estimate < 1
    assert "Jeffreys" not in pulled.method


def test_bad_priors_are_named():
    with pytest.raises(ValueError, match=r"shape must be above 0, found 0\.0"):
        rate_ratio_bayes(1, 1, 1, 1, shape=0)
    with pytest.raises(ValueError, match=r"rate must be at least 0, found -1\.0"):
        rate_ratio_bayes(1, 1, 1, 1, rate=-1)
