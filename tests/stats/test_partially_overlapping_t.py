import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats as scipy_stats

from analysis.stats import partially_overlapping_t

nan = np.nan


def with_gaps(seed, both, only_before, only_after):
    rng = np.random.default_rng(seed)
    n = both + only_before + only_after
    before, after = rng.normal(4, 1, size=n), rng.normal(4.5, 1.4, size=n)
    after[both : both + only_before] = nan
    before[both + only_before :] = nan
    return before, after


def test_complete_pairs_give_the_paired_t_test():
    before, after = with_gaps(1, 9, 0, 0)
    result = partially_overlapping_t(before, after)
    reference = scipy_stats.ttest_rel(after, before)
    assert (result.statistic, result.p) == pytest.approx((reference.statistic, reference.pvalue), rel=1e-10)
    interval = reference.confidence_interval()
    assert (result.low, result.high) == pytest.approx((interval.low, interval.high), rel=1e-10)


def test_no_pairs_give_welchs_test():
    before, after = with_gaps(2, 0, 8, 6)
    result = partially_overlapping_t(before, after)
    reference = scipy_stats.ttest_ind(after[8:], before[:8], equal_var=False)
    assert (result.statistic, result.p, result.df) == pytest.approx(
        (reference.statistic, reference.pvalue, reference.df), rel=1e-10
    )


def test_mixed_samples_follow_derricks_formula():
    before, after = with_gaps(3, 8, 4, 3)
    x, y = before[~np.isnan(before)], after[~np.isnan(after)]
    r = np.corrcoef(before[:8], after[:8])[0, 1]
    sx, sy = x.var(ddof=1) / 12, y.var(ddof=1) / 11
    gamma = (sx + sy) ** 2 / (sx**2 / 11 + sy**2 / 10)
    t2 = (y.mean() - x.mean()) / np.sqrt(sx + sy - 2 * r * x.std(ddof=1) * y.std(ddof=1) * 8 / (12 * 11))
    unequal = partially_overlapping_t(before, after)
    assert (unequal.statistic, unequal.df) == pytest.approx((t2, 7 + (gamma - 7) / 23 * 7), rel=1e-12)
    assert (unequal.n_paired, unequal.n_only_before, unequal.n_only_after) == (8, 4, 3)


@settings(deadline=None, max_examples=60)
@given(
    st.integers(0, 9999),
    st.integers(0, 6),
    st.integers(0, 4),
    st.integers(0, 4),
    st.sampled_from([0.8, 0.95]),
)
def test_interval_excludes_zero_exactly_when_the_test_rejects_and_swap_mirrors(seed, both, one, two, level):
    before, after = with_gaps(seed, both, one, two)
    result = partially_overlapping_t(before, after, level=level)
    assert 0 < result.p <= 1
    assert (result.low > 0 or result.high < 0) == (result.p <= 1 - level and not np.isnan(result.low))
    swapped = partially_overlapping_t(after, before, level=level)
    assert swapped.p == pytest.approx(result.p, rel=1e-9)


def test_nothing_varies_has_a_defined_result():
    same = partially_overlapping_t([3, 3, 3], [3, 3, 3])
    assert (same.p, same.estimate, same.statistic) == (1.0, 0.0, 0.0)
    shifted = partially_overlapping_t([1.1, 2.2, 3.3], [2.1, 3.2, 4.3])
    assert (shifted.p, shifted.statistic) == (0.25, np.inf)
    assert shifted.warnings == ("no_variance", "no_interval")


def test_empty_and_single_answers_have_a_defined_result():
    for before, after in (([], []), ([nan], [1.0]), ([1.0], [2.0])):
        result = partially_overlapping_t(before, after)
        assert result.p == 1.0
        assert np.isnan(result.low)


def test_groups_in_an_array_get_what_each_gets_alone():
    pairs = [with_gaps(seed, 5, 2, 2) for seed in range(4)]
    together = partially_overlapping_t(np.stack([b for b, _ in pairs]), np.stack([a for _, a in pairs]))
    for i, (before, after) in enumerate(pairs):
        assert together.p[i] == partially_overlapping_t(before, after).p


def test_persons_that_do_not_line_up_are_refused():
    with pytest.raises(
        ValueError, match=r"before and after must have the same shape .* found \(2,\) and \(3,\)"
    ):
        partially_overlapping_t([1, 2], [1, 2, 3])
