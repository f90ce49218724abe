"""Exact signed-rank test over strata: ranks within each stratum, added over strata."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from analysis.stats._arguments import choice, fraction
from analysis.stats._differences import data_warnings, read_differences
from analysis.stats._groups import p_values, two_sided, warn_where
from analysis.stats._results import PairedTest
from analysis.stats._strata import columns_by_stratum, stratum_codes
from analysis.stats._types import FloatArray, IntArray
from analysis.stats.hodges_lehmann import pooled_walsh
from analysis.stats.null_distributions.sign_flips import flip_tails
from analysis.stats.null_distributions.signed_ranks import interval_rank, signed_weights
from analysis.stats.signed_rank import RANKED, Zeros, named


@dataclass(frozen=True, slots=True, kw_only=True)
class StratifiedSignedRank(PairedTest):
    """Stratified signed-rank test; the fields of every paired test, and these.

    Attributes
    ----------
    estimate : float or array
        Median of the Walsh averages of pairs in the same stratum; NaN without a pair.
    low, high, attained_level : float or array
        Ordered Walsh averages within strata and the level they attain without ties; NaN where none exists.
    p, p_mid : float or array
        Exact p given the ranks in each stratum, and the mid-p; 1 without a non-zero pair.
    statistic : float or array
        T+, the ranks of the positive differences, added over strata.
    smallest_p : float or array
        2^(1−m) with m non-zero pairs.
    """


def stratified_signed_rank(
    differences: ArrayLike, strata: ArrayLike, *, zeros: Zeros = "pratt", level: float = 0.95
) -> StratifiedSignedRank:
    """Test whether differences are symmetric about zero when strata (addresses) differ in size of change.

    Sizes are ranked within each stratum and T+ is added over strata; its distribution is the exact
    convolution of the strata's. Zeros, ties, p and mid-p are as in ``signed_rank``; with one stratum the
    results are the same.

    Parameters
    ----------
    differences
        After − before, shape (n,) or (..., groups, n); NaN is a missing pair.
    strata
        One label per person, shape (n,).
    zeros, level
        As in ``signed_rank``.

    Raises
    ------
    ValueError
        For differences that are not numbers, infinite or above 1e60 in size, labels that are missing or not
        one per person, and keywords outside their range.

    References
    ----------
    Hollander & Wolfe (1973), ch. 3; van Elteren (1960) Bull. Int. Stat. Inst. 37:351 (ranks within strata).

    Examples
    --------
    >>> address = ["a", "a", "a", "b", "b", "b", "b", "b"]
    >>> result = stratified_signed_rank([1, 2, 0, 3, 1, -1, 2, 1], address)
    >>> result.p, result.statistic
    (0.078125, 18.0)
    """
    ranked, level = choice("zeros", zeros, RANKED), fraction("level", level)
    data = read_differences(differences)
    columns = columns_by_stratum(stratum_codes(strata, data.values.shape[1], "strata"))
    none = (np.zeros((len(data.n), 0), dtype=np.int64), np.zeros_like(data.n))
    parts = [none, *(signed_weights(data.values[:, column], ranked_zeros=ranked) for column in columns)]
    weights = np.concatenate([part[0] for part in parts], axis=1)
    positive = np.stack([part[1] for part in parts]).sum(axis=0)
    tails = flip_tails(weights, positive)
    p, p_mid = p_values(tails.lower, tails.upper, tails.point)
    estimate, low, high, attained = _walsh_within(data.values, columns, level)
    return StratifiedSignedRank(
        **data.results(
            estimate=estimate,
            low=low,
            high=high,
            attained_level=attained,
            statistic=positive / 2,
            p=p,
            p_mid=p_mid,
            smallest_p=two_sided(data.smallest_tail),
        ),
        level=level,
        method=named(
            "stratified Wilcoxon signed-rank test", exact=bool(tails.exact.all()), ranked_zeros=ranked
        ),
        warnings=data_warnings(data)
        + warn_where(np.isnan(attained), "no_interval")
        + warn_where(~tails.exact, "normal_approximation"),
    )


def _walsh_within(values: FloatArray, columns: list[IntArray], level: float) -> FloatArray:
    """Walsh averages within strata: rows of estimate, low, high and attained level, one column per group."""
    limits = np.full((4, len(values)), np.nan)
    for row, group in enumerate(values):
        present = [group[column][~np.isnan(group[column])] for column in columns]
        present = [part for part in present if len(part)]
        if present:
            k, attained = interval_rank(tuple(sorted(len(part) for part in present)), level)
            limits[:, row] = (*pooled_walsh(present, k), attained)
    return limits
