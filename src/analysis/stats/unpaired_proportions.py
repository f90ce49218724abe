"""Yes/no before and after among different people: Fisher's exact test with Newcombe's interval."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from analysis.stats._arguments import check_aligned, counts, fraction, refuse
from analysis.stats._groups import per_unique, shaped, together, warn_where
from analysis.stats._results import Test
from analysis.stats._score_limits import newcombe_unpaired
from analysis.stats._types import FloatArray, Ints
from analysis.stats.null_distributions import hypergeometric


@dataclass(frozen=True, slots=True, kw_only=True)
class UnpairedProportions(Test):
    """Difference of two independent proportions, after − before; the fields of every test, and these.

    Attributes
    ----------
    estimate : float or array
        events_after / n_after − events_before / n_before; NaN when either n is 0.
    low, high : float or array
        Newcombe's hybrid score interval.
    attained_level : float or array
        NaN: score intervals hold ``level`` on average and guarantee none.
    p, p_mid : float or array
        Fisher's exact test, twice the smaller tail, and its mid-p.
    statistic : float or array
        Events after, given all totals.
    n, n_before, n_after : int or array
        People.
    smallest_p : float or array
        The smallest p that these totals could have given.
    level : float
        Nominal level of the interval.
    """

    n_before: Ints
    n_after: Ints
    level: float


def unpaired_proportions(
    events_before: ArrayLike,
    n_before: ArrayLike,
    events_after: ArrayLike,
    n_after: ArrayLike,
    *,
    level: float = 0.95,
) -> UnpairedProportions:
    """Compare a yes/no among different people before and after.

    Parameters
    ----------
    events_before, n_before, events_after, n_after : array_like
        Whole numbers, 0 ≤ events ≤ n. Scalars or arrays of groups that broadcast.
    level : float
        Nominal level, between 0 and 1.

    Raises
    ------
    ValueError
        For counts that are negative, not whole or not finite, more events than people, and a level out of
        range.

    References
    ----------
    Fay (2010), *Biostatistics* 11:373–374; Newcombe (1998), *Statistics in Medicine* 17:873–890. R's
    ``fisher.test`` and scipy's ``fisher_exact`` give another two-sided p: all tables no more likely.

    Examples
    --------
    >>> result = unpaired_proportions(7, 15, 1, 14)
    >>> [round(x, 4) for x in (result.p, result.p_mid)]
    [0.045, 0.024]
    >>> [round(x, 4) for x in (result.estimate, result.low, result.high)]
    [-0.3952, -0.6347, -0.0682]
    """
    level = fraction("level", level)
    check_aligned(events_before=events_before, n_before=n_before, events_after=events_after, n_after=n_after)
    shape, cells = together(
        events_before=counts("events_before", events_before),
        n_before=counts("n_before", n_before),
        events_after=counts("events_after", events_after),
        n_after=counts("n_after", n_after),
    )
    x, size, y, other = cells
    refuse("events_before", x, x > size, "at most n_before")
    refuse("events_after", y, y > other, "at most n_after")
    low, high, p, p_mid, smallest = per_unique(lambda *table: _limits_and_p(*table, level=level), *cells)
    empty = (size == 0) | (other == 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        estimate = y / other - x / size
    return UnpairedProportions(
        **shaped(
            shape,
            estimate=estimate,
            low=low,
            high=high,
            attained_level=np.full_like(low, np.nan),
            statistic=y,
            p=p,
            p_mid=p_mid,
            smallest_p=smallest,
            n=(size + other).astype(np.int64),
            n_before=size.astype(np.int64),
            n_after=other.astype(np.int64),
        ),
        level=level,
        method="Fisher's exact test (central), Newcombe's interval",
        warnings=warn_where(empty, "empty_sample")
        + warn_where(~empty & ((x + y == 0) | (x + y == size + other)), "all_equal"),
    )


def _limits_and_p(
    x: FloatArray, n_before: FloatArray, y: FloatArray, n_after: FloatArray, *, level: float
) -> tuple[FloatArray, ...]:
    """Limits of the difference, p, mid-p and smallest p of tables."""
    total, even = x + y, np.zeros_like(x)
    found = hypergeometric.tails(y, n_after, n_before, total, even)
    ends = [
        hypergeometric.tails(end, n_after, n_before, total, even).p
        for end in hypergeometric.support(n_after, n_before, total)
    ]
    return (
        *newcombe_unpaired(x, n_before, y, n_after, level),
        found.p,
        found.p_mid,
        np.minimum(*ends),
    )
