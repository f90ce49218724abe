"""Clopper–Pearson interval for one proportion."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from analysis.stats._arguments import check_aligned, counts, fraction, refuse
from analysis.stats._groups import shaped, together, warn_where
from analysis.stats._results import Estimate
from analysis.stats.null_distributions.binomial import attained_level, central_odds


@dataclass(frozen=True, slots=True, kw_only=True)
class ProportionInterval(Estimate):
    """A proportion with its interval; the fields of every estimate, and these.

    Attributes
    ----------
    estimate : float or array
        events / n; NaN when n = 0.
    low, high : float or array
        Limits in [0, 1]; [0, 1] when n = 0.
    attained_level : float or array
        An open side leaves nothing outside.
    level : float
        Nominal level.
    """

    level: float


def proportion_interval(events: ArrayLike, n: ArrayLike, *, level: float = 0.95) -> ProportionInterval:
    """Estimate a proportion and its exact two-sided interval.

    scipy's ``binomtest(...).proportion_ci`` gives the same, one group at a time.

    Parameters
    ----------
    events, n : array_like
        Whole numbers, 0 ≤ events ≤ n. Scalars or arrays of groups that broadcast.
    level : float
        Nominal level, between 0 and 1; each limit leaves at most (1 − level)/2 outside.

    Raises
    ------
    ValueError
        For counts that are negative, not whole or not finite, and more events than n.

    References
    ----------
    Clopper & Pearson (1934), *Biometrika* 26:404–413. R: ``binom.test``.

    Examples
    --------
    >>> result = proportion_interval(0, 13)
    >>> result.estimate, result.low, round(result.high, 4), result.attained_level
    (0.0, 0.0, 0.2471, 0.975)
    """
    level = fraction("level", level)
    check_aligned(events=events, n=n)
    shape, (x, size) = together(events=counts("events", events), n=counts("n", n))
    refuse("events", x, x > size, "at most n")
    odds = central_odds(x, size, 1 - level)
    with np.errstate(invalid="ignore"):
        low, high = (np.where(np.isinf(limit), 1.0, limit / (1 + limit)) for limit in odds)
    return ProportionInterval(
        **shaped(
            shape,
            estimate=np.divide(x, size, out=np.full_like(x, np.nan), where=size > 0),
            low=low,
            high=high,
            attained_level=attained_level(*odds, level),
            n=size.astype(np.int64),
        ),
        level=level,
        method="Clopper–Pearson interval",
        warnings=warn_where(size == 0, "empty_sample"),
    )
