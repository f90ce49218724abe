"""Samples far beyond those the methods are for: right, and within memory."""

import importlib
import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats as scipy_stats

from analysis import stats
from analysis.stats import _pair_sums, hodges_lehmann
from analysis.stats._pair_sums import ordered_sums, ordered_walsh_sums
from analysis.stats.null_distributions import dealt_months
from analysis.stats.null_distributions.placements import number_of_tables
from analysis.stats.rank_sum import shift_rank

values = st.lists(st.integers(-40, 40), min_size=1, max_size=9).map(lambda x: np.array(x) / 10)
near = st.sampled_from([0, 4, 2**16])
MIB = 2**20


def peak(call):
    tracemalloc.start()
    try:
        call()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@settings(deadline=None, max_examples=40, derandomize=True)
@given(values, values, near)
def test_counted_sums_are_the_listed_sums(x, y, few):
    listed = np.sort((x[:, None] + y).ravel())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_pair_sums, "NEAR_SUMS", few)
        found = ordered_sums(x, y, list(range(1, len(listed) + 1)))
    np.testing.assert_allclose(found, listed, rtol=1e-15, atol=1e-15)


@settings(deadline=None, max_examples=40, derandomize=True)
@given(st.lists(values, min_size=1, max_size=3), near)
def test_counted_walsh_sums_are_the_listed_sums(strata, few):
    listed = np.sort(np.concatenate([(d[:, None] + d)[np.triu_indices(len(d))] for d in strata]))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_pair_sums, "NEAR_SUMS", few)
        found = ordered_walsh_sums(strata, list(range(1, len(listed) + 1)))
    np.testing.assert_allclose(found, listed, rtol=1e-15, atol=1e-15)


def limits(result):
    return result.estimate, result.low, result.high


def test_intervals_are_the_same_listed_and_counted(monkeypatch):
    rng = np.random.default_rng(3)
    d, x, y = rng.normal(size=40), rng.integers(1, 8, 30), rng.integers(1, 8, 25)
    strata = np.arange(40) % 3
    calls = [
        lambda: stats.hodges_lehmann(d),
        lambda: stats.stratified_signed_rank(d, strata),
        lambda: stats.rank_sum(x, y),
    ]
    listed = [limits(call()) for call in calls]
    monkeypatch.setattr(importlib.import_module("analysis.stats.hodges_lehmann"), "LISTED_SUMS", 0)
    monkeypatch.setattr(importlib.import_module("analysis.stats.rank_sum"), "LISTED_SUMS", 0)
    np.testing.assert_allclose([limits(call()) for call in calls], listed, rtol=1e-14)


def test_the_hodges_lehmann_interval_of_a_large_sample_does_not_list_every_pair():
    d = np.random.default_rng(1).normal(0.3, 1, 20_000)
    assert peak(lambda: hodges_lehmann(d)) < 64 * MIB  # 1.6 GB of Walsh averages
    found = hodges_lehmann(d)
    assert found.low < 0.3 < found.high
    assert found.high - found.low == pytest.approx(2 * 1.96 * np.sqrt(np.pi / 3 / 20_000), rel=0.05)


def test_the_shift_of_large_samples_does_not_list_every_pair():
    rng = np.random.default_rng(1)
    x, y = rng.normal(0, 1, 8_000), rng.normal(0.3, 1, 8_000)
    assert peak(lambda: stats.rank_sum(x, y)) < 128 * MIB  # 0.5 GB of differences, twice
    assert stats.rank_sum(x, y).estimate == pytest.approx(0.3, abs=0.05)


def test_people_who_are_alike_are_drawn_together():
    d = np.repeat([-2.0, -1, 0, 1, 2], [20_000, 30_000, 9_000, 30_300, 20_000])
    found = stats.sign_flip(d)
    z = d.sum() / np.sqrt((d**2).sum())
    assert found.p == pytest.approx(2 * scipy_stats.norm.sf(z), abs=4 * found.p_error)
    assert found.warnings == ("monte_carlo_interval", "monte_carlo")
    assert found.low < d.mean() < found.high


def test_large_samples_stay_whole_in_the_permuted_brunner_munzel_test():
    rng = np.random.default_rng(2)
    x, y = rng.integers(1, 8, 20_000), rng.integers(1, 8, 20_000)
    x[:200], y[:200] = 1, 7
    permuted, asymptotic = stats.brunner_munzel(x, y, resamples=999), scipy_stats.brunnermunzel(x, y)
    assert permuted.statistic == pytest.approx(asymptotic.statistic, rel=1e-9)
    assert permuted.p == pytest.approx(asymptotic.pvalue, abs=0.01)
    assert permuted.low < permuted.estimate < permuted.high < permuted.low + 0.02


def test_random_divisions_are_not_all_held_at_once():
    rng = np.random.default_rng(2)
    x, y = rng.normal(size=300), rng.normal(size=300)
    assert peak(lambda: stats.brunner_munzel(x, y, resamples=20_000)) < 96 * MIB  # 600 categories each


@settings(deadline=None, max_examples=60, derandomize=True)
@given(st.lists(st.integers(1, 5), min_size=1, max_size=7), st.data(), st.integers(0, 60))
def test_counting_tables_stops_only_above_what_is_enough(categories, data, enough):
    drawn = data.draw(st.integers(0, sum(categories)))
    ways = [1] + [0] * drawn
    for size in categories:
        ways = [sum(ways[max(0, total - size) : total + 1]) for total in range(drawn + 1)]
    assert number_of_tables(tuple(categories), drawn) == ways[drawn]
    assert (number_of_tables(tuple(categories), drawn, enough) > enough) == (ways[drawn] > enough)


def test_many_months_are_drawn_in_batches():
    score = np.random.default_rng(1).normal(size=5_000)
    assert peak(lambda: dealt_months.drawn_tails(score, 2_000, 10.0, 1e-9, 4_000, 1)) < 128 * MIB


@pytest.mark.parametrize("n_before", [1, 5])
def test_few_persons_against_thousands_have_an_interval(n_before):
    rng = np.random.default_rng(4)
    x, y = rng.normal(size=n_before), rng.normal(size=1_900)
    found = stats.rank_sum(x, y)
    assert "normal_approximation" not in found.warnings
    assert found.p == pytest.approx(scipy_stats.mannwhitneyu(x, y, method="exact").pvalue, rel=1e-9)
    assert found.low < found.estimate < found.high
    assert 0.95 <= found.attained_level < 0.951


def test_no_rank_of_the_limits_is_below_one():
    assert shift_rank(1, 20_000, 0.95)[0] == 0
