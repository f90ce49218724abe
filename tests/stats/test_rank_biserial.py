import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats as scipy_stats

from analysis.stats import rank_biserial, signed_rank


def test_kerby_2014_simple_difference():
    # Kerby (2014): ranks 1…5 with one unfavourable rank of 3 gives r = 12/15 - 3/15.
    assert rank_biserial([1, 2, -3, 4, 5]).estimate == pytest.approx(0.6)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.integers(-6, 6), min_size=1, max_size=30))
def test_equals_the_difference_of_rank_sums_over_their_total(d):
    ranks = scipy_stats.rankdata(np.abs(d))
    up, down = ranks[np.array(d) > 0].sum(), ranks[np.array(d) < 0].sum()
    expected = 0.0 if up + down == 0 else (up - down) / (up + down)
    result = rank_biserial(d)
    assert result.estimate == pytest.approx(expected, abs=1e-15)
    assert -1 <= result.estimate <= 1
    assert rank_biserial([-x for x in d]).estimate == -result.estimate
    assert result.rank_sum_up == signed_rank(d).statistic


def test_one_sided_changes_reach_the_ends_and_no_change_is_zero():
    assert rank_biserial([[1, 2, 0], [-1, -2, 0], [0, 0, 0]]).estimate.tolist() == [1.0, -1.0, 0.0]
    assert np.isnan(rank_biserial([np.nan]).estimate)


def test_unknown_zeros_are_refused():
    with pytest.raises(ValueError, match="zeros must be one of"):
        rank_biserial([1, 2], zeros="drop")
