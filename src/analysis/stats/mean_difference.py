"""Exact permutation test of the difference of two independent means, with the interval that inverts it."""

from __future__ import annotations

from dataclasses import dataclass
from math import comb, prod
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from analysis.stats._arguments import RESAMPLES, SEED, check_aligned, check_resampling, fraction, monte_carlo
from analysis.stats._groups import SMALLEST_P, p_values, shaped, two_sided, warn_where
from analysis.stats._results import BeforeAfterTest
from analysis.stats._samples import Samples, read_samples
from analysis.stats._strata import stratum_codes
from analysis.stats._types import FloatArray, Floats, IntArray, Ints
from analysis.stats.null_distributions.exchanges import Stratum, countable, exchanges, log_ways


@dataclass(frozen=True, slots=True, kw_only=True)
class MeanDifference(BeforeAfterTest):
    """Permutation test of the difference of means; the fields of every test before and after, and these.

    Attributes
    ----------
    estimate : float or array
        Mean after − mean before; in strata their mean with weights n_before·n_after/(n_before + n_after).
        NaN when a side is empty.
    low, high, attained_level : float or array
        Interval of the shifts that the test does not reject, and its level; NaN where none exists.
    p, p_mid : float or array
        Share of the divisions at least as extreme, twice the smaller tail, and the mid-p; 1 when a side is
        empty.
    p_error : float or array
        Standard error of p: 0 when exact, positive for random divisions.
    statistic : float or array
        Sum after less what is expected of it: the estimate times the sum of the weights.
    n_before, n_after : int or array
        Persons used: in strata, of those with somebody on both sides.
    n_unmatched : int or array
        Persons in strata with nobody on the other side, who say nothing of the difference.
    smallest_p : float or array
        The smallest p that a division of these values could have given.
    level : float
        Nominal level of the interval.
    """

    p_error: Floats
    n_unmatched: Ints
    level: float


def mean_difference(
    before: ArrayLike,
    after: ArrayLike,
    strata_before: ArrayLike | None = None,
    strata_after: ArrayLike | None = None,
    *,
    level: float = 0.95,
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> MeanDifference:
    """Test whether two independent samples have the same mean, by dividing the persons in all ways.

    Under the null every division of the persons between before and after is as likely, in strata (addresses)
    every division that keeps each stratum's numbers. Answers, index means and other values on a narrow grid
    are counted exactly up to about 200 + 200 persons, other values up to two million divisions (about 12 + 12
    persons); past that random divisions from the stated seed are used, ``p_error`` is the standard error of
    p and ``warnings`` says ``monte_carlo``. Two-sided p is twice the smaller tail, at most 1.

    The interval holds the shifts of the values after that the test at 1 − level does not reject: p ≤ 1 −
    level exactly when it excludes 0. With changes of persons in a comparison arm as ``before`` and of those
    in the project arm as ``after``, the difference is a difference in differences.

    Parameters
    ----------
    before, after
        Values of different persons, shapes (n_before,) and (n_after,) or (..., groups, n); NaN is missing.
    strata_before, strata_after
        One label per person of each side, the same in every group; both or neither.
    level
        Nominal level of the interval, between 0 and 1.
    resamples, seed
        Number and seed of the random divisions where they are needed.

    Raises
    ------
    ValueError
        For values that are not numbers, infinite or above 1e60 in size, groups that do not match, labels that
        are missing, not one per person or given for one side only, and keywords outside their range.

    Notes
    -----
    Like every permutation of persons it asks whether the two waves are alike but for a shift. Where spread
    differs and numbers too, p ≤ 0.05 comes in up to 10 % of cases with equal means (10 + 5 persons, one side
    three times as spread): compare :func:`~analysis.stats.brunner_munzel` and the spreads.

    References
    ----------
    Fisher (1935) The Design of Experiments; Pitman (1937) Suppl. J. R. Stat. Soc. 4:119; Hartigan (1969) JASA
    64:1303; Ernst (2004) Statistical Science 19:676. R: ``coin::oneway_test(distribution = "exact")``.

    Examples
    --------
    >>> result = mean_difference([1, 2, 2, 3, 4], [3, 4, 5, 5, 5, 7])
    >>> round(result.estimate, 4), round(result.p, 6), round(result.low, 4), round(result.high, 4)
    (2.4333, 0.021645, 1.0, 4.0)
    """
    level = fraction("level", level)
    check_resampling(resamples, seed)
    samples = read_samples(before, after)
    check_aligned(before=before, strata_before=strata_before)
    check_aligned(after=after, strata_after=strata_after)
    strata = _strata(samples, strata_before, strata_after)
    known: dict[tuple[bytes, ...], _Tested] = {}
    found = []
    every = samples.grid.in_units(np.arange(len(samples.n_before)))
    for values, on_grid in zip(every, samples.grid.found.tolist(), strict=True):
        groups = _matched(values, samples.width, strata)
        key = (bytes([on_grid]), *(side.tobytes() for group in groups for side in group))
        if key not in known:
            known[key] = _tested(groups, on_grid, level, resamples, seed)
        found.append(known[key])
    return _result(samples, found, level, resamples, seed, stratified=strata is not None)


class _Tested(NamedTuple):
    """Test and interval of one group, in units of its grid."""

    estimate: float
    low: float
    high: float
    statistic: float
    attained_level: float
    p: float
    p_mid: float
    p_error: float
    smallest_p: float
    n_before: int
    n_after: int


def _strata(
    samples: Samples, strata_before: ArrayLike | None, strata_after: ArrayLike | None
) -> IntArray | None:
    """One number per person, before and after on one axis; None without strata."""
    if strata_before is None and strata_after is None:
        return None
    if strata_before is None or strata_after is None:
        raise ValueError("strata_before and strata_after must be given both or neither, found one")
    n_after = samples.grid.values.shape[1] - samples.width
    stratum_codes(strata_before, samples.width, "strata_before")
    stratum_codes(strata_after, n_after, "strata_after")
    labels = [str(label) for side in (strata_before, strata_after) for label in np.asarray(side).tolist()]
    return stratum_codes(labels, samples.width + n_after, "strata_before and strata_after")


def _matched(values: FloatArray, width: int, strata: IntArray | None) -> list[Stratum]:
    """One group's values before and after in each stratum that has both, ascending."""
    present = ~np.isnan(values)
    after = np.arange(len(values)) >= width
    codes = np.zeros(len(values), dtype=np.int64) if strata is None else strata
    groups = []
    for code in np.unique(codes[present]).tolist():
        here = present & (codes == code)
        x, y = np.sort(values[here & ~after]), np.sort(values[here & after])
        if len(x) and len(y):
            groups.append((x, y))
    return groups


def _tested(strata: list[Stratum], on_grid: bool, level: float, resamples: int, seed: int) -> _Tested:
    """Test one group."""
    if not strata:
        return _Tested(np.nan, np.nan, np.nan, np.nan, np.nan, 1.0, 1.0, 0.0, 1.0, 0, 0)
    n_before, n_after = (np.array([len(side) for side in sides]) for sides in zip(*strata, strict=True))
    weights = n_before * n_after / (n_before + n_after)
    means = np.array([y.mean() - x.mean() for x, y in strata])
    null = exchanges(strata, on_grid, resamples, seed)
    lower, upper, point = (np.array(tail) for tail in null.tails())
    p, p_mid = p_values(lower, upper, point)
    low, high, attained = null.interval((1 - level) / 2)
    return _Tested(
        estimate=float(weights @ means / weights.sum()),
        low=low,
        high=high,
        statistic=float(weights @ means),
        attained_level=attained,
        p=float(p),
        p_mid=float(p_mid),
        p_error=0.0 if null.exact else 2.0 * float(np.sqrt(p / 2 * (1 - p / 2) / resamples)),
        smallest_p=_smallest_p(strata),
        n_before=int(n_before.sum()),
        n_after=int(n_after.sum()),
    )


def _smallest_p(strata: list[Stratum]) -> float:
    """Twice the share of the divisions with the largest sum after, or the smallest if those are fewer."""
    every = [(len(x) + len(y), len(y)) for x, y in strata]
    ends = []
    for sign in (-1.0, 1.0):
        pooled = [
            (np.sort(sign * np.concatenate([x, y])), n) for (x, y), (_, n) in zip(strata, every, strict=True)
        ]
        ends.append([(int(np.sum(z == z[-n])), int(np.sum(z[-n:] == z[-n]))) for z, n in pooled])
    fewest = min(ends, key=log_ways)
    share = (
        prod(comb(*one) for one in fewest) / prod(comb(*one) for one in every)
        if countable(every)
        else np.exp(log_ways(fewest) - log_ways(every))
    )
    return float(two_sided(np.maximum(SMALLEST_P, share)))


def _result(
    samples: Samples, found: list[_Tested], level: float, resamples: int, seed: int, *, stratified: bool
) -> MeanDifference:
    """Give the tests of all groups their scale and shape."""
    columns = np.array(found, dtype=np.float64).reshape(len(found), len(_Tested._fields)).T
    of = dict(zip(_Tested._fields, columns, strict=True))
    every = np.arange(len(found))
    for name in ("estimate", "low", "high", "statistic"):
        of[name] = samples.grid.to_values(of[name], every)
    n_before, n_after = (of.pop(name).astype(np.int64) for name in ("n_before", "n_after"))
    unmatched = samples.n_before + samples.n_after - n_before - n_after
    empty, drawn = n_before == 0, of["p_error"] > 0
    kind = "stratified permutation" if stratified else "permutation"
    kind = kind.capitalize() if drawn.any() else f"Exact {kind}"
    return MeanDifference(
        **shaped(
            samples.shape,
            **of,
            n=n_before + n_after,
            n_before=n_before,
            n_after=n_after,
            n_missing=samples.n_missing,
            n_unmatched=unmatched,
        ),
        level=level,
        method=f"{kind} test of the difference of means"
        + (monte_carlo(resamples, seed) if drawn.any() else ""),
        warnings=warn_where(empty, "empty_sample")
        + warn_where(~empty & (unmatched > 0), "unmatched")
        + warn_where(np.isnan(of["low"]), "no_interval")
        + warn_where(drawn, "monte_carlo"),
    )
