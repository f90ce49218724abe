"""Validation of counts and exposure, and the way from arrays of groups to results.

Every method on counts takes scalars or arrays that broadcast. Inside, groups are one flat axis; on the way
out a single group becomes plain Python numbers and an array of groups keeps its shape.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.stats._arrays import BoolArray, FloatArray, as_real, frozen

T = TypeVar("T")

LARGEST_COUNT = 2.0**53
SMALLEST_EXPOSURE, LARGEST_EXPOSURE = 1e-60, 1e60
"""Exposures in between have products and ratios that stay inside float64."""
SMALLEST_P = 5e-324


def numbers(name: str, value: ArrayLike, *, missing: bool = False) -> FloatArray:
    """Return ``value`` as floats, refusing text, infinities and (unless ``missing``) NaN.

    Raises
    ------
    ValueError
        Naming the argument, the rule and the first value that breaks it.

    Examples
    --------
    >>> numbers("level", 0.9)
    array(0.9)
    """
    array = as_real(value, name)
    bad = np.isinf(array) if missing else ~np.isfinite(array)
    rule = "finite (NaN where missing)" if missing else "finite"
    refuse(name, array, bad, rule)
    return array


def refuse(name: str, array: FloatArray, bad: BoolArray, rule: str) -> None:
    """Raise ``ValueError`` with argument, rule and the first bad value, if any is bad.

    Examples
    --------
    >>> refuse("count", np.array([3.0, -1.0]), np.array([False, True]), "at least 0")
    Traceback (most recent call last):
    ValueError: count must be at least 0, found -1.0
    """
    if bad.any():
        found = float(np.atleast_1d(array)[np.atleast_1d(bad)][0])
        more = int(bad.sum()) - 1
        also = f" (and {more} more)" if more else ""
        raise ValueError(f"{name} must be {rule}, found {found}{also}")


def counts(name: str, value: ArrayLike, *, missing: bool = False) -> FloatArray:
    """Return ``value`` as whole numbers ≥ 0 (held as floats).

    Examples
    --------
    >>> counts("events", 2.5)
    Traceback (most recent call last):
    ValueError: events must be a whole number, found 2.5
    """
    array = numbers(name, value, missing=missing)
    refuse(name, array, array < 0, "at least 0")
    refuse(name, array, array > LARGEST_COUNT, "at most 2**53")
    refuse(name, array, ~np.isnan(array) & (array != np.floor(array)), "a whole number")
    return array


def exposures(name: str, value: ArrayLike, *, missing: bool = False, zero: bool = False) -> FloatArray:
    """Return ``value`` as exposure: above 0, or at least 0 where ``zero`` is allowed.

    Examples
    --------
    >>> exposures("exposure_after", 0)
    Traceback (most recent call last):
    ValueError: exposure_after must be above 0, found 0.0
    """
    array = numbers(name, value, missing=missing)
    if zero:
        refuse(name, array, array < 0, "at least 0")
    else:
        refuse(name, array, array <= 0, "above 0")
    outside = (array > LARGEST_EXPOSURE) | ((array > 0) & (array < SMALLEST_EXPOSURE))
    refuse(name, array, outside, "between 1e-60 and 1e60")
    return array


def sequence(name: str, value: ArrayLike) -> FloatArray:
    """Return ``value`` as numbers on one axis.

    Examples
    --------
    >>> sequence("differences", 3)
    Traceback (most recent call last):
    ValueError: differences must be a sequence of numbers, found an array of shape ()
    """
    array = numbers(name, value)
    if array.ndim != 1:
        raise ValueError(f"{name} must be a sequence of numbers, found an array of shape {array.shape}")
    return array


def fraction(name: str, value: float) -> float:
    """Return a level, α or power strictly between 0 and 1.

    Examples
    --------
    >>> fraction("level", 95)
    Traceback (most recent call last):
    ValueError: level must be between 0 and 1, exclusive, found 95.0
    """
    array = numbers(name, value)
    refuse(name, array, (array <= 0) | (array >= 1), "between 0 and 1, exclusive")
    return single(name, array)


def single(name: str, array: FloatArray) -> float:
    """Return the one number of an array without axes.

    Examples
    --------
    >>> single("n", np.array([10.0, 20.0]))
    Traceback (most recent call last):
    ValueError: n must be one number, found an array of shape (2,)
    """
    if array.ndim:
        raise ValueError(f"{name} must be one number, found an array of shape {array.shape}")
    return float(array)


def choice(name: str, value: str, table: Mapping[str, T]) -> T:
    """Look up a named method; case, hyphens and underscores do not matter («Mid-p», «midp»).

    Examples
    --------
    >>> choice("method", "Midp", {"mid-p": 1})
    1
    >>> choice("method", "wald", {"central": 1, "mid-p": 2})
    Traceback (most recent call last):
    ValueError: method must be one of central, mid-p, found 'wald'
    """
    key = _plain(value) if isinstance(value, str) else ""
    for known, chosen in table.items():
        if _plain(known) == key:
            return chosen
    raise ValueError(f"{name} must be one of {', '.join(table)}, found {value!r}")


def _plain(name: str) -> str:
    return name.lower().replace("-", "").replace("_", "").replace(" ", "")


def together(**arrays: FloatArray) -> tuple[tuple[int, ...], list[FloatArray]]:
    """Broadcast to one shape and flatten; the shape comes back for :func:`out`.

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


def out(values: NDArray[Any], shape: tuple[int, ...]) -> Any:
    """Give flat group values their shape back; one group becomes a Python number.

    Examples
    --------
    >>> out(np.array([0.5]), ())
    0.5
    """
    return values[0].item() if shape == () else frozen(values.reshape(shape))


def as_p(values: FloatArray) -> FloatArray:
    """Keep p in (0, 1]: rounding above 1 and underflow to 0 are not probabilities of what was observed.

    Examples
    --------
    >>> as_p(np.array([1.0000000000000002, 0.0])).tolist()
    [1.0, 5e-324]
    """
    return np.clip(values, SMALLEST_P, 1.0)


def warn_where(flagged: BoolArray, code: str) -> tuple[str, ...]:
    """Return the code of a warning if any group is flagged.

    Examples
    --------
    >>> warn_where(np.array([True, False]), "no_events")
    ('no_events',)
    """
    return (code,) if flagged.any() else ()


def per_unique(
    function: Callable[..., tuple[FloatArray, ...]], *arrays: FloatArray
) -> tuple[FloatArray, ...]:
    """Evaluate a vectorised function once per distinct row and spread the answers to all groups.

    Groups repeat themselves: ten thousand small tables are a few hundred distinct ones.

    Examples
    --------
    >>> per_unique(lambda a, b: (a + b,), np.array([1.0, 1.0]), np.array([2.0, 2.0]))[0].tolist()
    [3.0, 3.0]
    """
    columns, inverse = unique_rows(*arrays)
    answers = function(*columns)
    return tuple(np.asarray(answer)[inverse] for answer in answers)


def unique_rows(*arrays: FloatArray) -> tuple[list[FloatArray], NDArray[np.intp]]:
    """Return the distinct rows of parallel flat arrays and, for each group, which row it is.

    Examples
    --------
    >>> rows, inverse = unique_rows(np.array([1.0, 2.0, 1.0]), np.array([5.0, 5.0, 5.0]))
    >>> rows[0].tolist(), inverse.tolist()
    ([1.0, 2.0], [0, 1, 0])
    """
    if arrays[0].size <= 1:
        return list(arrays), np.zeros(arrays[0].size, dtype=np.intp)
    key = np.zeros(arrays[0].size, dtype=np.int64)
    for array in arrays:
        codes = _codes(array)
        key = key * (int(codes.max()) + 1) + codes
        if key.max() > 2**31:
            key = _codes(key)
    _, first, inverse = np.unique(key, return_index=True, return_inverse=True)
    return [array[first] for array in arrays], inverse


def _codes(array: NDArray[Any]) -> NDArray[np.int64]:
    """Return a number for each distinct value; small whole numbers number themselves."""
    if array.min() >= 0 and array.max() < 4096:
        whole = array.astype(np.int64)
        if (whole == array).all():
            return whole
    return np.unique(array, return_inverse=True)[1].astype(np.int64)
