"""Westfall–Young: p-values of many items, adjusted for their number with the items' own correlation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from analysis.stats._arguments import RESAMPLES, SEED, check_draws, check_resampling, monte_carlo
from analysis.stats._differences import data_warnings, read_differences
from analysis.stats._groups import chunks, p_values, shaped, two_sided
from analysis.stats._results import Test
from analysis.stats._types import FloatArray, Floats, Ints
from analysis.stats.null_distributions.sign_flips import sum_tails

EXACT_PERSONS = 20
"""Most persons with any change whose 2ⁿ joint sign patterns are all listed (half of them, by symmetry)."""
ROUNDING = 1e-12
"""Two statistics this close are equal where sums are rounded."""
ROUNDING_OF_WHOLE = 4e-15
"""Two statistics this close are equal where sums are whole numbers: a root and a division round."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WestfallYoung(Test):
    """Adjusted p-values of the items of a family; the fields of every test, for each item, and these.

    Attributes
    ----------
    estimate : float or array
        Mean difference of the item; NaN without a pair.
    low, high, attained_level : float or array
        NaN: no interval belongs to a test of the whole family; ``sign_flip`` gives each item's.
    p, p_mid, p_adjusted : float or array
        p and mid-p of each item alone, as ``sign_flip`` gives them, and p adjusted for the family; 1 for an
        item nobody changed on.
    p_error : float or array
        Standard error of ``p_adjusted``: 0 when all patterns are listed.
    statistic : float or array
        |Σd| / √Σd² of the item; 0 when nobody changed.
    n_missing : int or array
        Pairs missing.
    smallest_p : float or array
        The smallest p the item alone could have given; the adjusted p cannot be smaller.
    """

    p_adjusted: Floats
    p_error: Floats
    n_missing: Ints


def westfall_young(differences: ArrayLike, *, resamples: int = RESAMPLES, seed: int = SEED) -> WestfallYoung:
    """Test all items of a family by flipping each person's signs on all items together (step-down maxT).

    For each pattern of signs the largest statistic |Σd|/√Σd² among the items not yet rejected is compared
    with the item's own; the adjusted p is the share of patterns that reach it. It keeps the family-wise error
    whatever the correlation between items, and loses less than Holm when items go together. A missing pair
    adds nothing to either sum, in any pattern: the item is tested on the persons it has, and the person's
    other items still flip with it.

    Parameters
    ----------
    differences
        After − before, shape (items, n) or (..., items, n), the same n persons in the same order on every
        item; NaN is a missing pair. Each leading index is a family of its own. Shape (n,) is a family of one
        item.
    resamples, seed
        Number and seed of the random patterns past 20 persons with any change.

    Raises
    ------
    ValueError
        For differences that are not numbers, infinite or above 1e60 in size and resamples below 1.

    References
    ----------
    Westfall & Young (1993) Resampling-Based Multiple Testing, algorithm 4.1.

    Examples
    --------
    >>> items = [[1, 2, 1, 3, 1, 2, 1], [1, 0, 1, 2, 1, 1, 2], [0, -1, 1, 0, 2, -1, 0]]
    >>> result = westfall_young(items)
    >>> result.p.tolist(), result.p_adjusted.tolist()
    ([0.015625, 0.03125, 1.0], [0.015625, 0.03125, 1.0])
    """
    check_resampling(resamples, seed)
    data = read_differences(differences)
    n_items = data.shape[-1] if data.shape else 1
    every = np.arange(len(data.n))
    units = np.nan_to_num(data.grid.in_units(every), nan=0.0)
    tails = sum_tails(data, resamples, seed)
    raw, mid = p_values(tails.lower, tails.upper, tails.point)
    adjusted, error, statistic = (np.ones(len(data.n)) for _ in range(3))
    sampled = False
    for start in range(0, len(units), max(n_items, 1)):
        family = slice(start, start + n_items)
        adjusted[family], statistic[family], drawn = _family(units[family], raw[family], resamples, seed)
        error[family] = np.sqrt(adjusted[family] * (1 - adjusted[family]) / resamples) if drawn else 0.0
        sampled |= drawn
    mean = np.divide(units.sum(axis=1), data.n, out=np.full(len(data.n), np.nan), where=data.n > 0)
    nothing = np.full(len(data.n), np.nan)
    return WestfallYoung(
        **shaped(
            data.shape,
            estimate=data.grid.to_values(mean, every),
            low=nothing,
            high=nothing,
            attained_level=nothing,
            statistic=statistic,
            p=raw,
            p_mid=mid,
            p_adjusted=adjusted,
            p_error=error,
            smallest_p=two_sided(data.smallest_tail),
            n=data.n,
            n_missing=data.n_missing,
        ),
        method="Westfall–Young step-down maxT, joint sign flips"
        + (monte_carlo(resamples, seed) if sampled else ""),
        warnings=data_warnings(data) + (("monte_carlo",) if sampled else ()),
    )


def _family(
    items: FloatArray, raw: FloatArray, resamples: int, seed: int
) -> tuple[FloatArray, FloatArray, bool]:
    """Give adjusted p and statistic of the items (items by persons, 0 where missing), and whether drawn."""
    items = items[:, items.any(axis=0)]
    whole = np.all(items == np.rint(items)) and np.abs(items).sum(axis=1).max(initial=0.0) < 2**53
    rounding = ROUNDING_OF_WHOLE if whole else ROUNDING
    exponent = np.frexp(np.abs(items).max(axis=1, initial=0.0))[1]
    items = np.ldexp(items, -exponent[:, None])  # by a power of two: sums stay exact, squares stay in range
    norm, total = np.sqrt((items**2).sum(axis=1)), np.abs(items.sum(axis=1))
    statistic = np.divide(total, norm, out=np.zeros(len(items)), where=norm > 0)
    order = np.argsort(-statistic, kind="stable")
    reach = statistic[order] - rounding * (1 + statistic[order])
    least = total[order] - (0.0 if whole else rounding * np.abs(items[order]).sum(axis=1))
    ordered, divisor = items[order].T, np.where(norm > 0, norm, 1.0)[order]
    jointly = np.zeros(len(items))
    n_persons = items.shape[1]
    sampled = n_persons > EXACT_PERSONS
    n_patterns = 0
    for signs in _random_signs(n_persons, resamples, seed) if sampled else _all_signs(n_persons):
        sums = np.abs(signs @ ordered)
        hit = sums >= least
        largest = np.maximum.accumulate((sums / divisor)[:, ::-1], axis=1)[:, ::-1]
        hit[:, :-1] |= largest[:, 1:] >= reach[:-1]
        jointly += np.count_nonzero(hit, axis=0)
        n_patterns += len(signs)
    counted = 1.0 if sampled else 0.0
    share = np.maximum((jointly + counted) / (n_patterns + counted), raw[order])
    adjusted = np.empty(len(items))
    adjusted[order] = np.maximum.accumulate(share)
    return adjusted, statistic, sampled


def _all_signs(n: int) -> Iterator[FloatArray]:
    """All sign patterns with the first person's fixed (a pattern and its opposite count alike), in chunks."""
    for part in chunks(2 ** max(n - 1, 0), 8 * 64):
        codes = np.arange(part.start, part.stop)
        yield (1 - 2 * ((codes[:, None] >> np.arange(n)) & 1)).astype(np.float64)


def _random_signs(n: int, resamples: int, seed: int) -> Iterator[FloatArray]:
    """Random sign patterns, in chunks."""
    check_draws(n, resamples, "persons")
    rng = np.random.default_rng(seed)
    for part in chunks(resamples, 8 * 8 * n):
        yield (1 - 2 * rng.integers(0, 2, size=(part.stop - part.start, n), dtype=np.int8)).astype(np.float64)
