"""Matched rank-biserial correlation: how one-sided the changes are, from −1 to 1."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from analysis.stats._arrays import Floats, Ints, check_choice
from analysis.stats._paired import data_warnings, read_differences
from analysis.stats.signed_rank import Zeros, signed_weights


@dataclass(frozen=True, slots=True)
class RankBiserial:
    """Matched rank-biserial correlation.

    Attributes
    ----------
    estimate
        (T+ − T−)/(T+ + T−); 0 when nobody changed, NaN without a pair.
    low, high, attained_level
        NaN: no interval is given.
    rank_sum_up, rank_sum_down
        T+ and T−, the sums of the ranks of the positive and the negative differences.
    n, n_zero, n_missing, n_up, n_down
        Pairs used, of these without change; pairs lost; pairs that rose and fell.
    method, warnings
        Name for the report, and codes of what a reader must know.
    """

    estimate: Floats
    low: Floats
    high: Floats
    attained_level: Floats
    rank_sum_up: Floats
    rank_sum_down: Floats
    n: Ints
    n_zero: Ints
    n_missing: Ints
    n_up: Ints
    n_down: Ints
    method: str
    warnings: tuple[str, ...]


def rank_biserial(differences: ArrayLike, *, zeros: Zeros = "pratt") -> RankBiserial:
    """Describe how far the ranks of the changes lean one way: 1 when all who changed rose, −1 when all fell.

    It is the effect size of the signed-rank test: 0 exactly when T+ equals its null mean. No interval is
    given, since none in the literature keeps its level at n = 1…20; the interval to print beside it is that
    of ``hodges_lehmann``.

    Parameters
    ----------
    differences
        After − before, shape (n,) or (..., groups, n); NaN is a missing pair.
    zeros
        ``"pratt"`` ranks zeros with the rest and leaves their ranks out; ``"wilcox"`` removes them before
        ranking.

    Raises
    ------
    ValueError
        For differences that are not numbers, infinite or above 1e60 in size and an unknown ``zeros``.

    References
    ----------
    King & Minium (2003) Statistical Reasoning in Psychology and Education; Kerby (2014) Compr. Psychol. 3:1;
    Pratt (1959).

    Examples
    --------
    >>> rank_biserial([1, 2, 0, 3, 1, -1, 2, 1]).estimate
    0.8
    """
    check_choice(zeros, ("pratt", "wilcox"), "zeros")
    data = read_differences(differences)
    weights, positive = signed_weights(data.values, zeros)
    total = weights.sum(axis=1)
    estimate = np.divide(2.0 * positive - total, total, out=np.zeros(len(total)), where=total > 0)
    estimate[data.n == 0] = np.nan
    shape, nothing = data.groups, np.full(len(data.n), np.nan)
    return RankBiserial(
        estimate=shape.floats(estimate),
        low=shape.floats(nothing),
        high=shape.floats(nothing),
        attained_level=shape.floats(nothing),
        rank_sum_up=shape.floats(positive / 2),
        rank_sum_down=shape.floats((total - positive) / 2),
        n=shape.ints(data.n),
        n_zero=shape.ints(data.n_zero),
        n_missing=shape.ints(data.n_missing),
        n_up=shape.ints(data.n_up),
        n_down=shape.ints(data.n_down),
        method="Matched rank-biserial correlation" + (", Pratt zeros" if zeros == "pratt" else ""),
        warnings=data_warnings(data),
    )
