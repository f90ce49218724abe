"""Exact sign test: of those who changed, how many rose."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special, stats

from analysis.stats._arguments import fraction
from analysis.stats._differences import data_warnings, read_differences
from analysis.stats._groups import p_values, two_sided
from analysis.stats._results import PairedTest
from analysis.stats._types import FloatArray, IntArray
from analysis.stats.null_distributions.binomial import coin_tails


@dataclass(frozen=True, slots=True, kw_only=True)
class SignTest(PairedTest):
    """Sign test; the fields of every paired test, and these.

    Attributes
    ----------
    estimate : float or array
        n_up / (n_up + n_down); NaN when nobody changed.
    low, high : float or array
        Clopper–Pearson limits of that share; [0, 1] when nobody changed. No tilt is 0.5.
    attained_level : float or array
        Coverage of the interval when the true share is 0.5.
    p, p_mid : float or array
        Binomial p and its mid-p; 1 when nobody changed.
    statistic : float or array
        n_up.
    """


def sign_test(differences: ArrayLike, *, level: float = 0.95) -> SignTest:
    """Test whether a change upwards is as likely as one downwards, using only the directions.

    Among the m pairs that changed, the number that rose is binomial(m, 1/2) under the null. Two-sided p is
    twice the smaller tail, at most 1. The interval is the Clopper–Pearson interval of the share that rose,
    and excludes 0.5 exactly when p is below 1 − level. ``scipy.stats.binomtest`` gives the same
    p for one group.

    Parameters
    ----------
    differences
        After − before, shape (n,) or (..., groups, n); NaN is a missing pair.
    level
        Nominal level of the interval, between 0 and 1.

    Raises
    ------
    ValueError
        For differences that are not numbers, infinite or above 1e60 in size and for a level outside (0, 1).

    References
    ----------
    Arbuthnott (1710) Phil. Trans. 27:186; Clopper & Pearson (1934) Biometrika 26:404; Hollander & Wolfe
    (1973), ch. 3.

    Examples
    --------
    >>> result = sign_test([1, 2, 0, 3, 1, -1, 2, 1])
    >>> result.p, (result.n_up, result.n_zero, result.n_down)
    (0.125, (6, 1, 1))
    """
    level = fraction("level", level)
    data = read_differences(differences)
    changed = data.n_up + data.n_down
    p, p_mid = p_values(*coin_tails(data.n_up, changed))
    low, high = _clopper_pearson(data.n_up, changed, level)
    return SignTest(
        **data.results(
            estimate=np.divide(data.n_up, changed, out=np.full(len(changed), np.nan), where=changed > 0),
            low=low,
            high=high,
            attained_level=_coverage_at_half(changed, level),
            statistic=data.n_up.astype(np.float64),
            p=p,
            p_mid=p_mid,
            smallest_p=two_sided(data.smallest_tail),
        ),
        level=level,
        method="Exact sign test",
        warnings=data_warnings(data),
    )


def _clopper_pearson(up: IntArray, changed: IntArray, level: float) -> tuple[FloatArray, FloatArray]:
    """Clopper–Pearson limits, from beta quantiles; 0 and 1 at the ends."""
    tail = (1.0 - level) / 2
    down = changed - up
    low = special.betaincinv(np.maximum(up, 1), down + 1.0, tail)
    high = special.betainccinv(up + 1.0, np.maximum(down, 1), tail)
    return np.where(up == 0, 0.0, low), np.where(down == 0, 1.0, high)


def _coverage_at_half(changed: IntArray, level: float) -> FloatArray:
    """Probability that the interval holds 0.5 when it is the true share."""
    sizes, position = np.unique(changed, return_inverse=True)
    covered = np.ones(len(sizes))
    for i, m in enumerate(sizes.tolist()):
        tail = stats.binom.cdf(np.arange(m // 2 + 1), m, 0.5)
        rejected = tail[2.0 * tail <= 1.0 - level]
        covered[i] = 1.0 - 2.0 * rejected.max(initial=0.0)
    return covered[position.reshape(-1)]
