"""Noncentral hypergeometric distribution: tails, two-sided p, and exact limits of the odds ratio.

X is the number of successes among ``first`` trials, given ``total`` successes among ``first + second``
trials, when the odds of success differ by a factor exp(``log_odds``). All arguments are flat arrays of one
size.
"""

from typing import NamedTuple

import numpy as np

from analysis.stats._groups import as_p
from analysis.stats._roots import bracketed_root
from analysis.stats._types import FloatArray
from analysis.stats.null_distributions.binomial import log_choose, mid_from_tail

CHUNK_CELLS = 2_000_000
LARGEST_SUPPORT = 2**22
"""Most values X can take: one group then takes some 300 MB."""


class Tails(NamedTuple):
    """P(X ≤ x), P(X ≥ x) and P(X = x)."""

    lower: FloatArray
    upper: FloatArray
    point: FloatArray

    @property
    def p(self) -> FloatArray:
        """Central two-sided p: twice the smaller tail, at most 1."""
        return as_p(2 * np.minimum(self.lower, self.upper))

    @property
    def p_mid(self) -> FloatArray:
        """Mid-p: half the probability of the observed value taken from the smaller tail, then doubled."""
        return mid_from_tail(np.minimum(self.lower, self.upper), self.point)


def support(first: FloatArray, second: FloatArray, total: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Least and greatest value X can take.

    Examples
    --------
    >>> low, high = support(np.array([3.0]), np.array([4.0]), np.array([5.0]))
    >>> low.tolist(), high.tolist()
    ([1.0], [3.0])
    """
    return np.maximum(0.0, total - second), np.minimum(first, total)


def tails(
    x: FloatArray, first: FloatArray, second: FloatArray, total: FloatArray, log_odds: FloatArray
) -> Tails:
    """Tail probabilities of the observed value, in chunks of bounded memory.

    Raises
    ------
    ValueError
        When the totals leave more tables than can be added up.

    Examples
    --------
    >>> x, three, total, even = np.array([3.0]), np.array([3.0]), np.array([3.0]), np.array([0.0])
    >>> [round(float(v[0]), 6) for v in tails(x, three, three, total, even)]
    [1.0, 0.05, 0.05]
    """
    low, high = support(first, second, total)
    widest = float((high - low).max(initial=0.0)) + 1
    if widest > LARGEST_SUPPORT:
        raise ValueError(
            f"counts must leave at most {LARGEST_SUPPORT} tables with the same totals, found {widest:.0f}"
        )
    step = max(1, int(CHUNK_CELLS // widest))
    columns = (x, first, second, total, log_odds)
    parts = [_tails(*(c[i : i + step] for c in columns)) for i in range(0, max(len(x), 1), step)]
    return Tails(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def _tails(
    x: FloatArray, first: FloatArray, second: FloatArray, total: FloatArray, log_odds: FloatArray
) -> Tails:
    low, high = support(first, second, total)
    k = low[:, None] + np.arange(float((high - low).max(initial=0.0)) + 1)[None, :]
    inside = k <= high[:, None]
    k = np.minimum(k, high[:, None])
    weight = (
        log_choose(first[:, None], k)
        + log_choose(second[:, None], total[:, None] - k)
        + k * log_odds[:, None]
    )
    weight = np.where(inside, weight, -np.inf)
    probability = np.exp(weight - weight.max(axis=1, keepdims=True, initial=-np.inf))
    probability /= probability.sum(axis=1, keepdims=True)
    at = x[:, None]
    return Tails(
        lower=(probability * (k <= at)).sum(axis=1),
        upper=(probability * (k >= at)).sum(axis=1),
        point=(probability * (k == at) * inside).sum(axis=1),
    )


def odds_limits(
    x: FloatArray, first: FloatArray, second: FloatArray, total: FloatArray, alpha: float
) -> tuple[FloatArray, FloatArray]:
    """Exact limits of the odds ratio, each leaving α/2 outside.

    Examples
    --------
    >>> one = np.array([1.0])
    >>> low, high = odds_limits(one, 3 * one, 3 * one, 2 * one, 0.05)
    >>> low.round(4).tolist(), high.round(4).tolist()
    ([0.0085], [117.3324])
    """
    least, most = support(first, second, total)
    low = np.where((x == least) & (least == most), 0.0, np.where(x > least, np.nan, 0.0))
    high = np.where(x < most, np.nan, np.inf)
    up, down = np.isnan(low), np.isnan(high)
    if up.any():
        low[up] = np.exp(_log_limit(x[up], first[up], second[up], total[up], alpha / 2))
    if down.any():  # seen from the failures' side the upper limit is a lower limit
        args = (first - x)[down], first[down], second[down], (first + second - total)[down]
        high[down] = np.exp(-_log_limit(*args, alpha / 2))
    return low, high


def _log_limit(
    x: FloatArray, first: FloatArray, second: FloatArray, total: FloatArray, tail: float
) -> FloatArray:
    """Log odds ratio at which P(X ≥ x) equals ``tail``."""

    def excess(
        log_odds: FloatArray, x: FloatArray, first: FloatArray, second: FloatArray, total: FloatArray
    ) -> FloatArray:
        return tails(x, first, second, total, log_odds).upper - tail

    def centre(shift: float) -> FloatArray:
        a, b, c, d = x + shift, first - x + shift, total - x + shift, second - total + x + shift
        return np.asarray(np.log(a) + np.log(d) - np.log(b) - np.log(c))

    low, high, step = centre(0.5), centre(0.5), 2.0
    while (outside := excess(low, x, first, second, total) > 0).any():
        low = np.where(outside, low - step, low)
        step *= 2
    step = 1.0
    while (outside := excess(high, x, first, second, total) < 0).any():
        high = np.where(outside, high + step, high)
        step *= 2
    return bracketed_root(excess, low, high, x, first, second, total)
