"""Groups in and results out: matrices of groups, the shape results go back to, equal groups done once.

Persons (pairs, months) are the last axis of an array and groups the leading axes; totals are scalars or
arrays that broadcast. Inside, groups are one flat axis. A result goes back to the leading shape, and to plain
Python numbers when there was one group only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from analysis.stats._arguments import numbers, refuse
from analysis.stats._types import AnyArray, BoolArray, FloatArray, IntArray

LARGEST_SIZE = 1e60
"""Largest value accepted: fourth powers and sums of larger ones leave the range of float64."""
SMALLEST_P = 5e-324
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


def as_groups(values: ArrayLike, name: str) -> Groups:
    """Real, finite or missing values with persons on the last axis, as a matrix of groups.

    Raises
    ------
    ValueError
        When the values are not real numbers, have no axis, or hold infinities or sizes above 1e60.
    """
    array = numbers(name, values, missing=True)
    if array.ndim == 0:
        raise ValueError(f"{name} must have at least one axis (the persons, last), found a single number")
    refuse(name, array, np.abs(array) > LARGEST_SIZE, f"at most {LARGEST_SIZE:g} in size")
    array = array + 0.0  # no negative zeros
    shape = array.shape[:-1]
    return Groups(array.reshape(int(np.prod(shape, dtype=np.int64)), array.shape[-1]), shape)


def together(**arrays: FloatArray) -> tuple[tuple[int, ...], list[FloatArray]]:
    """Broadcast to one shape and flatten; the shape is that of the results.

    Examples
    --------
    >>> shape, (a, b) = together(a=np.array(1.0), b=np.array([2.0, 3.0]))
    >>> shape, a.tolist(), b.tolist()
    ((2,), [1.0, 1.0], [2.0, 3.0])
    """
    try:
        wide = np.broadcast_arrays(*arrays.values())
    except ValueError as error:
        shapes = ", ".join(f"{name} {array.shape}" for name, array in arrays.items())
        raise ValueError(f"arguments must broadcast to one shape, found {shapes}") from error
    return wide[0].shape, [np.ascontiguousarray(array, dtype=np.float64).ravel() for array in wide]


def shaped(shape: tuple[int, ...], **columns: AnyArray) -> dict[str, Any]:
    """Give columns of one value per group their shape, read-only; one group becomes Python numbers.

    Examples
    --------
    >>> shaped((), p=np.array([0.5]), n=np.array([3]))
    {'p': 0.5, 'n': 3}
    >>> shaped((1,), p=np.array([0.5]))["p"].flags.writeable
    False
    """
    return {name: _shaped(values, shape) for name, values in columns.items()}


def _shaped(values: AnyArray, shape: tuple[int, ...]) -> Any:
    if shape == ():
        return values[0].item()
    view = values.reshape(shape).view()
    view.flags.writeable = False
    return view


def as_p(values: FloatArray) -> FloatArray:
    """Keep p in (0, 1]: rounding above 1 and underflow to 0 are not probabilities of what was observed.

    Examples
    --------
    >>> as_p(np.array([1.0000000000000002, 0.0])).tolist()
    [1.0, 5e-324]
    """
    return np.clip(values, SMALLEST_P, 1.0)


def two_sided(smaller_tail: FloatArray) -> FloatArray:
    """Return the central two-sided p: twice the smaller tail, at most 1."""
    return np.minimum(1.0, 2.0 * smaller_tail)


def p_values(lower: FloatArray, upper: FloatArray, point: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the two-sided p and its mid-p from P(T ≤ t), P(T ≥ t) and P(T = t)."""
    tail = np.minimum(lower, upper)
    return two_sided(tail), two_sided(tail - point / 2)


def warn_where(flagged: BoolArray, code: str) -> tuple[str, ...]:
    """Return the code of a warning if any group is flagged."""
    return (code,) if flagged.any() else ()


def chunks(n_groups: int, bytes_per_group: int, limit: int = CHUNK_BYTES) -> Iterator[slice]:
    """Slices of consecutive groups whose working memory stays under ``limit`` bytes."""
    size = max(1, limit // max(1, bytes_per_group))
    for start in range(0, n_groups, size):
        yield slice(start, min(start + size, n_groups))


def left_packed(values: FloatArray, size: int) -> FloatArray:
    """Each row's ``size`` present values, ascending, in a matrix of ``size`` columns (NaN sorts last)."""
    return np.sort(values, axis=1)[:, :size]


def unique_rows(rows: IntArray) -> tuple[IntArray, IntArray]:
    """Index of one representative of each distinct row of a matrix, and each row's position among them.

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


def per_unique(
    function: Callable[..., tuple[FloatArray, ...]], *arrays: FloatArray
) -> tuple[FloatArray, ...]:
    """Evaluate a vectorised function once per distinct row of parallel flat arrays, and spread the answers.

    Groups repeat themselves: ten thousand small tables are a few hundred distinct ones.

    Examples
    --------
    >>> per_unique(lambda a, b: (a + b,), np.array([1.0, 1.0]), np.array([2.0, 2.0]))[0].tolist()
    [3.0, 3.0]
    """
    if arrays[0].size <= 1:
        return function(*arrays)
    key = np.zeros(arrays[0].size, dtype=np.int64)
    for array in arrays:
        codes = _codes(array)
        key = key * (int(codes.max()) + 1) + codes
        if key.max() > 2**31:
            key = _codes(key)
    _, first, inverse = np.unique(key, return_index=True, return_inverse=True)
    return tuple(np.asarray(answer)[inverse] for answer in function(*(array[first] for array in arrays)))


def _codes(array: AnyArray) -> IntArray:
    """Return a number for each distinct value; small whole numbers number themselves."""
    if array.min() >= 0 and array.max() < 4096:
        whole = array.astype(np.int64)
        if (whole == array).all():
            return whole
    return np.unique(array, return_inverse=True)[1].astype(np.int64)
