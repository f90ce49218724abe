"""Validation, missing values, and the step between one group and arrays of groups.

Every public function takes arrays whose last axis is the persons (pairs, months) and whose leading axes are
groups. Inside, everything is a matrix ``(groups, n)``; results go back to the leading shape, and to plain
Python numbers when there was one group only.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray: TypeAlias = NDArray[np.float64]
IntArray: TypeAlias = NDArray[np.int64]
BoolArray: TypeAlias = NDArray[np.bool_]
Floats: TypeAlias = float | FloatArray
"""A float for one group, an array of the leading shape for arrays of groups."""
Ints: TypeAlias = int | IntArray
"""An int for one group, an array of the leading shape for arrays of groups."""
Array = TypeVar("Array", bound=NDArray[Any])
Alternative: TypeAlias = Literal["two-sided", "less", "greater"]

SEED = 20_260_101
"""Seed of every Monte Carlo number, unless another is given."""
RESAMPLES = 99_999
"""Number of resamples, unless another is given."""
LARGEST_SIZE = 1e60
"""Largest value accepted: fourth powers and sums of larger ones leave the range of float64."""
CHUNK_BYTES = 32 * 2**20
"""Working memory of one chunk of groups."""


@dataclass(frozen=True, slots=True)
class Groups:
    """Values as a matrix of groups, and the shape the results go back to."""

    values: FloatArray
    shape: tuple[int, ...]

    @property
    def present(self) -> BoolArray:
        """Where a value is not missing."""
        return ~np.isnan(self.values)

    def floats(self, column: NDArray[Any]) -> Floats:
        """One float per group, in the leading shape; a Python float for one group."""
        return float(column[0]) if self.shape == () else frozen(column.astype(np.float64).reshape(self.shape))

    def ints(self, column: NDArray[Any]) -> Ints:
        """One int per group, in the leading shape; a Python int for one group."""
        return int(column[0]) if self.shape == () else frozen(column.astype(np.int64).reshape(self.shape))


def frozen(array: Array) -> Array:
    """Return a view of the array that cannot be written to: results are not changed after the fact.

    Examples
    --------
    >>> frozen(np.zeros(2)).flags.writeable
    False
    """
    view = array.view()
    view.flags.writeable = False
    return view


def as_groups(values: ArrayLike, name: str) -> Groups:
    """Real, finite or missing values with persons on the last axis, as a matrix of groups.

    Raises
    ------
    ValueError
        When the values are not real numbers, have no axis, or hold infinities or sizes above 1e60.
    """
    array = as_real(values, name)
    if array.ndim == 0:
        raise ValueError(f"{name} must have at least one axis (the persons, last), found a single number")
    infinite = np.isinf(array)
    if infinite.any():
        first = array[infinite][0]
        raise ValueError(
            f"{name} must be finite or NaN for missing, found {infinite.sum()} infinite ({first})"
        )
    if np.nanmax(np.abs(array), initial=0.0) > LARGEST_SIZE:
        largest = np.nanmax(np.abs(array))
        raise ValueError(f"{name} must be at most {LARGEST_SIZE:g} in size, found {largest:g}")
    array = array + 0.0  # no negative zeros
    shape = array.shape[:-1]
    n_groups = int(np.prod(shape, dtype=np.int64))
    return Groups(array.reshape(n_groups, array.shape[-1]), shape)


def as_real(values: ArrayLike, name: str) -> FloatArray:
    """Values as float64; ``None``, NaN and what a masked array masks are missing.

    Raises
    ------
    ValueError
        When the values are complex, text, dates, ragged or whole numbers beyond float64.

    Examples
    --------
    >>> as_real(np.ma.array([1, 2], mask=[False, True]), "differences").tolist()
    [1.0, nan]
    """
    try:
        masked = np.ma.getmaskarray(values) if isinstance(values, np.ma.MaskedArray) else None
        array = np.asarray(values)
    except ValueError as error:
        raise ValueError(
            f"{name} must be a rectangular array of numbers, found rows of unequal length"
        ) from error
    if array.dtype.kind in "cSUMmV":
        raise ValueError(f"{name} must hold real numbers, found an array of {array.dtype}")
    try:
        real = array.astype(np.float64)
        return real if masked is None else np.where(masked, np.nan, real)
    except (OverflowError, TypeError, ValueError) as error:
        raise ValueError(f"{name} must hold real numbers or NaN for missing, found {error}") from error


def check_level(level: float) -> float:
    """Return the confidence level if it lies strictly between 0 and 1."""
    if not (isinstance(level, int | float | np.floating) and 0.0 < level < 1.0):
        raise ValueError(f"level must lie strictly between 0 and 1, found {level!r}")
    return float(level)


def check_whole(value: int, smallest: int, name: str) -> None:
    """Refuse a number that is not whole or is below ``smallest``."""
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < smallest:
        raise ValueError(f"{name} must be a whole number of at least {smallest}, found {value!r}")


def check_resampling(resamples: int, seed: int) -> None:
    """Refuse a number of resamples below 1 and a seed that is not a whole number of at least 0."""
    check_whole(resamples, 1, "resamples")
    check_whole(seed, 0, "seed")


def monte_carlo(resamples: int, seed: int) -> str:
    """Return what the name of a method adds when chance was used.

    Examples
    --------
    >>> monte_carlo(999, 1)
    ' (Monte Carlo, 999 resamples, seed 1)'
    """
    return f" (Monte Carlo, {resamples} resamples, seed {seed})"


def check_choice(value: str, allowed: tuple[str, ...], name: str) -> None:
    """Refuse a keyword that is not one of ``allowed``."""
    if value not in allowed:
        raise ValueError(f"{name} must be one of {', '.join(map(repr, allowed))}, found {value!r}")


def check_alternative(alternative: str) -> None:
    """Refuse an alternative that is not two-sided, less or greater."""
    check_choice(alternative, ("two-sided", "less", "greater"), "alternative")


def chunks(n_groups: int, bytes_per_group: int, limit: int = CHUNK_BYTES) -> Iterator[slice]:
    """Slices of consecutive groups whose working memory stays under ``limit`` bytes."""
    size = max(1, limit // max(1, bytes_per_group))
    for start in range(0, n_groups, size):
        yield slice(start, min(start + size, n_groups))


def left_packed(values: FloatArray, size: int) -> FloatArray:
    """Each row's ``size`` present values, ascending, in a matrix of ``size`` columns (NaN sorts last)."""
    return np.sort(values, axis=1)[:, :size]


def unique_rows(rows: IntArray) -> tuple[IntArray, IntArray]:
    """Index of one representative of each distinct row, and each row's position among them.

    Rows are told apart by a 64-bit hash that is checked: should two different rows ever share one, the slow
    exact comparison is used instead.
    """
    if rows.shape[1] == 0:
        return np.zeros(min(1, len(rows)), dtype=np.int64), np.zeros(len(rows), dtype=np.int64)
    multipliers = np.random.default_rng(20_177).integers(
        1, 2**63, size=rows.shape[1], dtype=np.uint64
    ) | np.uint64(1)
    keys = (rows.astype(np.uint64) * multipliers).sum(axis=1, dtype=np.uint64)
    _, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
    if not np.array_equal(rows[first[inverse]], rows):
        _, first, inverse = np.unique(rows, axis=0, return_index=True, return_inverse=True)
    return first.astype(np.int64), inverse.reshape(-1).astype(np.int64)


def two_sided(smaller_tail: FloatArray) -> FloatArray:
    """Return the central two-sided p: twice the smaller tail, at most 1."""
    return np.minimum(1.0, 2.0 * smaller_tail)


def p_values(
    lower: FloatArray, upper: FloatArray, point: FloatArray, alternative: str
) -> tuple[FloatArray, FloatArray]:
    """Return the p-value and its mid-p from P(T ≤ t), P(T ≥ t) and P(T = t)."""
    if alternative == "less":
        return lower, lower - point / 2
    if alternative == "greater":
        return upper, upper - point / 2
    tail = np.minimum(lower, upper)
    return two_sided(tail), two_sided(tail - point / 2)


def smallest_p(p_extreme: FloatArray, alternative: str) -> FloatArray:
    """Return the smallest p a design can give, from the probability of its most extreme outcome."""
    return two_sided(p_extreme) if alternative == "two-sided" else p_extreme
