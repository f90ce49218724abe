"""Counts by month with exposure, before and after: validation, and totals per window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from analysis.stats._arguments import check_aligned, exposures
from analysis.stats._arguments import counts as as_counts
from analysis.stats._groups import shaped
from analysis.stats._types import AnyArray, BoolArray, FloatArray, IntArray


@dataclass(frozen=True, slots=True)
class Months:
    """Months of several groups; a month that is not used has count 0 and exposure 0.

    Attributes
    ----------
    count, exposure : array, shape (groups, months)
    before, after : array of bool, shape (groups, months)
        Months that are used, by window.
    shape : tuple of int
        Leading shape the results go back to.
    missing : array of int, shape (groups,)
        Months lost because count or exposure is missing.
    """

    count: FloatArray
    exposure: FloatArray
    before: BoolArray
    after: BoolArray
    shape: tuple[int, ...]
    missing: IntArray

    def total(self, window: BoolArray) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Events, exposure and number of months in a window, per group.

        Examples
        --------
        >>> m = months([3, 1, 0], [1, 1, 2], [False, True, True])
        >>> [float(x[0]) for x in m.total(m.after)]
        [1.0, 3.0, 2.0]
        """
        count = np.einsum("ij,ij->i", self.count, window)
        return count, np.einsum("ij,ij->i", self.exposure, window), window.sum(axis=1, dtype=np.float64)

    def results(self, **columns: AnyArray) -> dict[str, Any]:
        """Give columns their shape, with the numbers of months that every test of months carries."""
        before, after = (window.sum(axis=1, dtype=np.int64) for window in (self.before, self.after))
        return shaped(
            self.shape,
            **columns,
            n=before + after,
            n_before=before,
            n_after=after,
            n_missing=self.missing,
        )


def by_parts(
    function: Callable[[Months], tuple[FloatArray, ...]], data: Months, cells: int = 4_000_000
) -> list[FloatArray]:
    """Apply a function to slices of the groups, so that a million groups need no more memory than a few.

    Parameters
    ----------
    function : callable
        Takes months, returns one array per quantity with one value per group.
    data : Months
        All groups.
    cells : int
        Groups × months in one slice.

    Examples
    --------
    >>> m = months([[3, 1], [0, 2], [5, 5]], 1, [False, True])
    >>> [x.tolist() for x in by_parts(lambda part: part.total(part.after), m, cells=4)]
    [[1.0, 2.0, 5.0], [1.0, 1.0, 1.0], [1.0, 1.0, 1.0]]
    """
    groups, n = data.count.shape
    step = max(1, cells // max(n, 1))
    if groups <= step:
        return list(function(data))
    parts = []
    for start in range(0, groups, step):
        rows = slice(start, start + step)
        part = Months(
            data.count[rows], data.exposure[rows], data.before[rows], data.after[rows], (), data.missing[rows]
        )
        parts.append(function(part))
    return [np.concatenate(column) for column in zip(*parts, strict=True)]


def _as_mask(values: AnyArray) -> BoolArray:
    """Return 0 and 1, or booleans held as objects, as a mask; anything else is refused."""
    flat = values.ravel().tolist()
    wrong = [value for value in flat if not isinstance(value, bool | int | np.bool_) or value not in (0, 1)]
    if wrong:
        raise ValueError(
            f"after must be a mask of months (booleans, or 0 and 1), found {values.dtype} with {wrong[0]!r}"
        )
    return values.astype(np.bool_)


def months(counts: ArrayLike, exposure: ArrayLike, after: ArrayLike) -> Months:
    """Validate months: NaN in count or exposure is a month not observed, no exposure and no event no month.

    Parameters
    ----------
    counts : array_like, shape (..., months)
        Events per month, whole numbers ≥ 0 or NaN.
    exposure : array_like, shape (..., months), or a scalar
        Exposure per month, ≥ 0 or NaN.
    after : array_like of bool, shape (..., months)
        True for months in the after window.

    Raises
    ------
    ValueError
        For counts that are negative, not whole or infinite, negative exposure, events in a month without
        exposure, a mask that is not boolean, and shapes that do not fit.

    Examples
    --------
    >>> m = months([3, 1, np.nan, 0], [1, 1, 2, 0], [False, True, True, True])
    >>> m.before.tolist(), m.after.tolist(), m.missing.tolist()
    ([[True, False, False, False]], [[False, True, False, False]], [1])
    """
    check_aligned(counts=counts, exposure=exposure, after=after)
    count = as_counts("counts", counts, missing=True)
    time = exposures("exposure", exposure, missing=True, zero=True)
    if np.ma.is_masked(after):
        raise ValueError("after must say of every month whether it lies after, found masked months")
    try:
        mask = np.asarray(after)
    except ValueError as error:
        raise ValueError("after must be a mask of months, found rows of unequal length") from error
    if mask.size == 0:
        mask = mask.astype(np.bool_)
    if mask.dtype != np.bool_:
        mask = _as_mask(mask)
    if count.ndim == 0:
        raise ValueError("counts must have an axis of months (the last), found a single number")
    try:
        count, time, mask = np.broadcast_arrays(count, time, mask)
    except ValueError as error:
        shapes = f"{count.shape}, {time.shape}, {mask.shape}"
        raise ValueError(f"counts, exposure and after must broadcast to one shape, found {shapes}") from error
    missing = np.isnan(count) | np.isnan(time)
    orphan = ~missing & (time == 0) & (count > 0)
    if orphan.any():
        raise ValueError(
            f"exposure must be above 0 in a month with events, found 0 beside {count[orphan][0]} events"
        )
    used = ~missing & (time > 0)
    shape, flat = count.shape[:-1], (int(np.prod(count.shape[:-1], dtype=np.int64)), count.shape[-1])
    return Months(
        count=np.where(used, count, 0.0).reshape(flat),
        exposure=np.where(used, time, 0.0).reshape(flat),
        before=(used & ~mask).reshape(flat),
        after=(used & mask).reshape(flat),
        shape=shape,
        missing=missing.sum(axis=-1, dtype=np.int64).reshape(flat[0]),
    )
