"""Pandas objects that are put together by position must be labelled alike."""

import numpy as np
import pandas as pd
import pytest

from analysis import stats

LABELS, OTHER = list("abcdefgh"), list("bacdefgh")
COUNT, TIME = np.array([3.0, 2, 4, 1, 0, 1, 2, 0]), np.array([12.0] * 8)
LATE = np.arange(8) >= 4
SIZE = COUNT + 5

CALLS = {
    "partially_overlapping_t": (stats.partially_overlapping_t, (COUNT, SIZE)),
    "stratified_sign_flip": (stats.stratified_sign_flip, (COUNT, LATE)),
    "stratified_signed_rank": (stats.stratified_signed_rank, (COUNT, LATE)),
    "month_permutation": (stats.month_permutation, (COUNT, TIME, LATE)),
    "month_permutation, blocks": (lambda *a: stats.month_permutation(*a, block=2), (COUNT, TIME, LATE)),
    "dispersion": (stats.dispersion, (COUNT, TIME, LATE)),
    "quasi_poisson": (stats.quasi_poisson, (COUNT, TIME, LATE)),
    "autocorrelation": (stats.autocorrelation, (COUNT, TIME, LATE)),
    "cluster_scores": (stats.cluster_scores, (COUNT, COUNT, TIME, TIME)),
    "cluster_dispersion": (stats.cluster_dispersion, (COUNT, COUNT, TIME, TIME)),
    "overdispersed_interval": (stats.overdispersed_interval, (COUNT, TIME, COUNT, TIME, 1, 5)),
    "rate_ratio": (stats.rate_ratio, (COUNT, TIME, COUNT, TIME)),
    "ratio_of_rate_ratios": (
        stats.ratio_of_rate_ratios,
        (COUNT, TIME) * 4,
    ),
    "paired_proportions": (stats.paired_proportions, (COUNT, COUNT, COUNT, COUNT)),
    "unpaired_proportions": (stats.unpaired_proportions, (COUNT, SIZE, COUNT, SIZE)),
    "proportion_interval": (stats.proportion_interval, (COUNT, SIZE)),
    "mean_difference, before": (lambda x, s: stats.mean_difference(x, COUNT, s, LATE), (COUNT, LATE)),
    "mean_difference, after": (lambda y, s: stats.mean_difference(COUNT, y, LATE, s), (COUNT, LATE)),
}


@pytest.mark.parametrize("name", CALLS)
def test_unequal_indexes_are_refused_and_equal_ones_taken(name):
    function, arguments = CALLS[name]
    alike = [pd.Series(x, LABELS) if np.ndim(x) else x for x in arguments]
    function(*alike)
    for place in [i for i, x in enumerate(arguments) if np.ndim(x)][1:]:
        apart = list(alike)
        apart[place] = pd.Series(arguments[place], OTHER)
        with pytest.raises(ValueError, match="must have the same pandas index, found labels that differ"):
            function(*apart)
        apart[place] = arguments[place]
        function(*apart)


@pytest.mark.parametrize("function", [stats.rank_sum, stats.brunner_munzel, stats.mean_difference])
def test_other_persons_before_and_after_may_have_other_labels_but_groups_may_not(function):
    x = pd.DataFrame([COUNT, SIZE], index=["first", "second"], columns=LABELS)
    y = pd.DataFrame([SIZE, COUNT], index=["first", "second"], columns=[f"{label}2" for label in LABELS])
    function(x.loc["first"], y.loc["first"])
    assert np.shape(function(x, y).p) == (2,)
    with pytest.raises(ValueError, match="before and after must have the same pandas index"):
        function(x, y.iloc[::-1])


def test_a_series_of_persons_is_held_against_the_columns_of_a_frame():
    frame = pd.DataFrame([COUNT, SIZE], columns=LABELS)
    assert np.shape(stats.stratified_sign_flip(frame, pd.Series(LATE, LABELS)).p) == (2,)
    with pytest.raises(ValueError, match="differences and strata must have the same pandas index"):
        stats.stratified_sign_flip(frame, pd.Series(LATE, OTHER))
