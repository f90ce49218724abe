"""Yes/no before and after among different people: Fisher, Boschloo, Newcombe's interval, beta–binomial."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from analysis.stats import _bayes, _binomial, _supremum
from analysis.stats import _hypergeometric as hypergeometric
from analysis.stats._arrays import Alternative, FloatArray, Floats, Ints, check_alternative
from analysis.stats._counts import as_p, counts, fraction, out, refuse, together, unique_rows, warn_where
from analysis.stats._sides import inner_level, named, opened
from analysis.stats.proportion_interval import wilson_limits

BOSCHLOO_AT_MOST = 1_000_000
"""Possible tables (n_before + 1) × (n_after + 1) up to which Boschloo's test is computed."""
_TIE = 1e-9


@dataclass(frozen=True, slots=True)
class UnpairedProportions:
    """Difference of two independent proportions, after − before.

    Attributes
    ----------
    estimate : float or array
        events_after / n_after − events_before / n_before; NaN when either n is 0.
    low, high : float or array
        Newcombe's hybrid score interval.
    attained_level : float or array
        NaN: score intervals hold ``level`` on average and guarantee none.
    p : float or array
        Fisher's exact test: twice the smaller tail, or the one tail.
    p_minlike : float or array
        Fisher's exact test as R gives it: all tables no more likely than the observed, or the one tail.
    p_mid : float or array
        Mid-p of ``p``.
    p_boschloo : float or array
        Boschloo's unconditional test: twice the smaller one-sided p, or the one asked for; NaN above a
        million possible tables.
    odds_ratio, odds_ratio_low, odds_ratio_high : float or array
        Sample odds ratio after against before, with the exact conditional limits that match ``p``.
    bayes_low, bayes_high, probability_higher : float or array
        Credible limits of the difference, and the posterior probability that the proportion is higher after
        (beta–binomial, Jeffreys: ½ and ½).
    statistic : float or array
        Events after, given all totals.
    n, n_before, n_after : int or array
        People.
    smallest_p : float or array
        The smallest Fisher p that these totals could have given.
    level : float
        Nominal level of the intervals; Newcombe's holds it on average.
    alternative : str
        What was tested.
    method : str
        Name for the report.
    warnings : tuple of str
        Codes of what a reader must know.
    """

    estimate: Floats
    low: Floats
    high: Floats
    attained_level: Floats
    p: Floats
    p_minlike: Floats
    p_mid: Floats
    p_boschloo: Floats
    odds_ratio: Floats
    odds_ratio_low: Floats
    odds_ratio_high: Floats
    bayes_low: Floats
    bayes_high: Floats
    probability_higher: Floats
    statistic: Floats
    n: Ints
    n_before: Ints
    n_after: Ints
    smallest_p: Floats
    level: float
    alternative: Alternative
    method: str
    warnings: tuple[str, ...]


def unpaired_proportions(
    events_before: ArrayLike,
    n_before: ArrayLike,
    events_after: ArrayLike,
    n_after: ArrayLike,
    *,
    alternative: Alternative = "two-sided",
    level: float = 0.95,
) -> UnpairedProportions:
    """Compare a yes/no among different people before and after.

    scipy's ``fisher_exact`` and ``boschloo_exact`` are right at these sizes, one table at a time and without
    central p, mid-p or the matching interval.

    Parameters
    ----------
    events_before, n_before, events_after, n_after : array_like
        Whole numbers, 0 ≤ events ≤ n. Scalars or arrays of groups that broadcast.
    alternative : {"two-sided", "less", "greater"}
        ``"less"`` asks whether the proportion after is lower. All p are then one-sided, and so are all
        intervals (the credible one too): ``"less"`` gives an upper limit only, with −1 (odds ratio: 0) below,
        ``"greater"`` a lower limit only, with 1 (odds ratio: ∞) above.
    level : float
        Nominal level, between 0 and 1 (above 0.5 when one-sided).

    Raises
    ------
    ValueError
        For counts that are negative, not whole or not finite, more events than people, an unknown
        alternative, and a level out of range.

    References
    ----------
    Fay (2010), *Biostatistics* 11:373–374; Boschloo (1970), *Statistica Neerlandica* 24:1–35; Newcombe
    (1998), *Statistics in Medicine* 17:873–890. R: ``fisher.test``.

    Examples
    --------
    >>> result = unpaired_proportions(7, 15, 1, 14)
    >>> [round(x, 4) for x in (result.p, result.p_minlike, result.p_mid, result.p_boschloo)]
    [0.045, 0.0352, 0.024, 0.0247]
    >>> [round(x, 4) for x in (result.estimate, result.low, result.high)]
    [-0.3952, -0.6347, -0.0682]

    One-sided:

    >>> result = unpaired_proportions(7, 15, 1, 14, alternative="less")
    >>> [round(x, 4) for x in (result.p, result.p_boschloo, result.low, result.high)]
    [0.0225, 0.0124, -1.0, -0.1236]
    """
    level = fraction("level", level)
    check_alternative(alternative)
    shape, cells = together(
        events_before=counts("events_before", events_before),
        n_before=counts("n_before", n_before),
        events_after=counts("events_after", events_after),
        n_after=counts("n_after", n_after),
    )
    x, size, y, other = cells
    refuse("events_before", x, x > size, "at most n_before")
    refuse("events_after", y, y > other, "at most n_after")
    rows, inverse = unique_rows(*cells)
    result = _results(rows[0], rows[1], rows[2], rows[3], level, alternative)
    empty = (size == 0) | (other == 0)
    return UnpairedProportions(
        **{name: out(values[inverse], shape) for name, values in result.items()},
        n=out((size + other).astype(np.int64), shape),
        n_before=out(size.astype(np.int64), shape),
        n_after=out(other.astype(np.int64), shape),
        level=level,
        alternative=alternative,
        method="Fisher's exact test (central), Newcombe's interval"
        if alternative == "two-sided"
        else named("Fisher's exact test, Newcombe's interval", alternative),
        warnings=warn_where(empty, "empty_sample")
        + warn_where(~empty & ((x + y == 0) | (x + y == size + other)), "all_equal")
        + warn_where(np.isnan(result["p_boschloo"])[inverse], "no_boschloo"),
    )


def _results(
    x: FloatArray,
    n_before: FloatArray,
    y: FloatArray,
    n_after: FloatArray,
    level: float,
    alternative: Alternative,
) -> dict[str, FloatArray]:
    total, even = x + y, np.zeros_like(x)
    found = hypergeometric.tails(y, n_after, n_before, total, even)
    ends = [
        hypergeometric.tails(end, n_after, n_before, total, even)
        for end in hypergeometric.support(n_after, n_before, total)
    ]
    inner, scale = inner_level(level, alternative), (-1.0, 1.0)
    low, high = opened(*_newcombe(x, n_before, y, n_after, inner), alternative, scale)
    odds_low, odds_high = opened(
        *hypergeometric.odds_limits(y, n_after, n_before, total, 1 - inner), alternative, (0.0, np.inf)
    )
    posterior = (y + 0.5, n_after - y + 0.5, x + 0.5, n_before - x + 0.5)
    bayes_low, bayes_high = opened(
        *_bayes.credible(_bayes.difference_cdf, posterior, inner), alternative, scale
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        estimate = y / n_after - x / n_before
        odds_ratio = y * (n_before - x) / ((n_after - y) * x)
    tables = zip(x.tolist(), n_before.tolist(), y.tolist(), n_after.tolist(), strict=True)
    return {
        "estimate": estimate,
        "low": low,
        "high": high,
        "attained_level": np.full_like(low, np.nan),
        "p": hypergeometric.tested(found, alternative),
        "p_minlike": as_p(found.minlike)
        if alternative == "two-sided"
        else hypergeometric.one_sided(found, alternative),
        "p_mid": hypergeometric.tested(found, alternative, 0.5),
        "p_boschloo": np.array([boschloo_p(*table, alternative) for table in tables]),
        "odds_ratio": odds_ratio,
        "odds_ratio_low": odds_low,
        "odds_ratio_high": odds_high,
        "bayes_low": bayes_low,
        "bayes_high": bayes_high,
        "probability_higher": 1 - _bayes.difference_cdf(even, *posterior),
        "statistic": y,
        "smallest_p": np.minimum(*(hypergeometric.tested(end, alternative) for end in ends)),
    }


def _newcombe(
    x: FloatArray, n_before: FloatArray, y: FloatArray, n_after: FloatArray, level: float
) -> tuple[FloatArray, FloatArray]:
    """Newcombe's method 10: Wilson limits added in quadrature."""
    low_b, high_b = wilson_limits(x, n_before, level)
    low_a, high_a = wilson_limits(y, n_after, level)
    p_b, p_a = x / np.maximum(n_before, 1), y / np.maximum(n_after, 1)
    low = p_a - p_b - np.hypot(p_a - low_a, high_b - p_b)
    high = p_a - p_b + np.hypot(high_a - p_a, p_b - low_b)
    empty = (n_before == 0) | (n_after == 0)
    return np.where(empty, -1.0, low), np.where(empty, 1.0, high)


def boschloo_p(
    x: float, n_before: float, y: float, n_after: float, alternative: Alternative = "two-sided"
) -> float:
    """Boschloo's p, each side the supremum over the common proportion; two-sided twice the smaller.

    One-sided: the probability, at the common proportion that makes it largest, of a table whose one-sided
    Fisher p is at most the observed one.

    Examples
    --------
    >>> round(boschloo_p(7, 15, 1, 14), 6)
    0.024739
    """
    if n_before * n_after == 0 or x + y in (0, n_before + n_after):
        return 1.0
    if (n_before + 1) * (n_after + 1) > BOSCHLOO_AT_MOST:
        return float("nan")
    before, after = np.arange(n_before + 1, dtype=np.float64), np.arange(n_after + 1, dtype=np.float64)
    grid_b, grid_a = (grid.ravel() for grid in np.meshgrid(before, after, indexing="ij"))
    size_b, size_a = np.full_like(grid_b, n_before), np.full_like(grid_a, n_after)
    fisher = hypergeometric.tails(grid_a, size_a, size_b, grid_a + grid_b, np.zeros_like(grid_a))
    seen = int(x) * len(after) + int(y)
    sides = []
    tails = {"less": (fisher.lower,), "greater": (fisher.upper,)}.get(
        alternative, (fisher.lower, fisher.upper)
    )
    for tail in tails:
        rejected = (tail <= tail[seen] * (1 + _TIE)).astype(np.float64).reshape(len(before), len(after))
        sides.append(_supremum.supremum(_Rejection(before, after, rejected)))
    return float(as_p(len(tails) * np.array([min(sides)]))[0])


class _Rejection:
    """Probability of the rejected tables as a function of the common proportion."""

    def __init__(self, before: FloatArray, after: FloatArray, rejected: FloatArray) -> None:
        self.before, self.after, self.rejected = before, after, rejected

    def __call__(self, share: FloatArray) -> FloatArray:
        p, q = share[:, None], 1 - share[:, None]
        before = np.exp(_binomial.log_point(self.before, self.before[-1:], p, q))
        after = np.exp(_binomial.log_point(self.after, self.after[-1:], p, q))
        return np.asarray(((before @ self.rejected) * after).sum(axis=1))
