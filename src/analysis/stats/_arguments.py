"""What an argument must be: numbers, counts, exposures, levels, names; an error names the argument.

Every refusal is a ``ValueError`` with the argument, what must hold and the first value that breaks it.
"""

from collections.abc import Mapping
from itertools import combinations
from typing import TypeVar

import numpy as np
from numpy.typing import ArrayLike

from analysis.stats._types import BoolArray, FloatArray

T = TypeVar("T")

SEED = 20_260_101
"""Seed of every Monte Carlo number, unless another is given."""
RESAMPLES = 99_999
"""Number of resamples, unless another is given."""
LARGEST_DRAW = 2**33
"""Most values drawn for one group (some minutes)."""
LARGEST_COUNT = 2.0**53
SMALLEST_EXPOSURE, LARGEST_EXPOSURE = 1e-60, 1e60
"""Exposures in between have products and ratios that stay inside float64."""


def as_real(name: str, value: ArrayLike) -> FloatArray:
    """Return ``value`` as float64; ``None``, NaN and what a masked array masks are missing.

    Complex numbers, text, dates, ragged rows and whole numbers beyond float64 are refused.

    Examples
    --------
    >>> as_real("differences", np.ma.array([1, 2], mask=[False, True])).tolist()
    [1.0, nan]
    """
    try:
        masked = np.ma.getmaskarray(value) if isinstance(value, np.ma.MaskedArray) else None
        array = np.asarray(value)
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


def numbers(name: str, value: ArrayLike, *, missing: bool = False) -> FloatArray:
    """Return ``value`` as floats, refusing text, infinities and (unless ``missing``) NaN.

    Examples
    --------
    >>> numbers("level", 0.9)
    array(0.9)
    """
    array = as_real(name, value)
    bad = np.isinf(array) if missing else ~np.isfinite(array)
    refuse(name, array, bad, "finite (NaN where missing)" if missing else "finite")
    return array


def refuse(name: str, array: FloatArray, bad: BoolArray, rule: str) -> None:
    """Refuse an array where any value is ``bad``.

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


def counts(name: str, value: ArrayLike, *, missing: bool = False, least: float = 0) -> FloatArray:
    """Return ``value`` as whole numbers of at least ``least`` (held as floats).

    Examples
    --------
    >>> counts("events", 2.5)
    Traceback (most recent call last):
    ValueError: events must be a whole number, found 2.5
    """
    array = numbers(name, value, missing=missing)
    refuse(name, array, array < least, f"at least {least}")
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
    refuse(name, array, array < 0 if zero else array <= 0, "at least 0" if zero else "above 0")
    outside = (array > LARGEST_EXPOSURE) | ((array > 0) & (array < SMALLEST_EXPOSURE))
    refuse(name, array, outside, "between 1e-60 and 1e60")
    return array


def sequence(name: str, value: ArrayLike) -> FloatArray:
    """Return ``value`` as numbers on one axis."""
    array = numbers(name, value)
    if array.ndim != 1:
        raise ValueError(f"{name} must be a sequence of numbers, found an array of shape {array.shape}")
    return array


def single(name: str, array: FloatArray) -> float:
    """Return the one number of an array without axes."""
    if array.ndim:
        raise ValueError(f"{name} must be one number, found an array of shape {array.shape}")
    return float(array)


def check_aligned(*, groups_only: bool = False, **arguments: object) -> None:
    """Refuse pandas objects whose labels differ: they would be put together by position.

    A frame's rows are groups and its columns persons (or months), as is a series' index beside a frame; two
    series are labelled alike, whatever they hold. ``groups_only`` leaves persons out, who are others before
    and after.

    Examples
    --------
    >>> import pandas as pd
    >>> check_aligned(before=pd.Series([1, 2], index=[7, 8]), after=pd.Series([3, 4], index=[8, 7]))
    Traceback (most recent call last):
    ValueError: before and after must have the same pandas index, found labels that differ
    >>> check_aligned(before=pd.Series([1, 2]), after=[3, 4])
    """
    labelled = [(name, value.axes) for name, value in arguments.items() if hasattr(value, "axes")]
    for (name, one), (other_name, other) in combinations(labelled, 2):
        pairs = list(zip(reversed(one), reversed(other), strict=False))
        if not all(a.equals(b) for a, b in (pairs[1:] if groups_only else pairs)):
            raise ValueError(
                f"{name} and {other_name} must have the same pandas index, found labels that differ"
            )


def fraction(name: str, value: float) -> float:
    """Return a level or α strictly between 0 and 1.

    Examples
    --------
    >>> fraction("level", 95)
    Traceback (most recent call last):
    ValueError: level must be between 0 and 1, exclusive, found 95.0
    """
    array = numbers(name, value)
    refuse(name, array, (array <= 0) | (array >= 1), "between 0 and 1, exclusive")
    return single(name, array)


def choice(name: str, value: str, table: Mapping[str, T]) -> T:
    """Look up a named option; case, hyphens and underscores do not matter («signed-rank», «Signed rank»).

    Examples
    --------
    >>> choice("test", "Sign flip", {"sign-flip": 1})
    1
    >>> choice("family", "anova", {"paired": 1, "counts": 2})
    Traceback (most recent call last):
    ValueError: family must be one of paired, counts, found 'anova'
    """
    key = _plain(value) if isinstance(value, str) else ""
    for known, chosen in table.items():
        if _plain(known) == key:
            return chosen
    raise ValueError(f"{name} must be one of {', '.join(table)}, found {value!r}")


def _plain(name: str) -> str:
    return name.lower().replace("-", "").replace("_", "").replace(" ", "")


def check_resampling(resamples: int, seed: int) -> None:
    """Refuse a number of resamples below 1 and a seed that is not a whole number of at least 0."""
    for name, value, least in (("resamples", resamples, 1), ("seed", seed, 0)):
        if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < least:
            raise ValueError(f"{name} must be a whole number of at least {least}, found {value!r}")


def check_draws(cells: int, resamples: int, what: str) -> None:
    """Refuse to draw so many values that it would take more than minutes.

    Examples
    --------
    >>> check_draws(10**6, 99_999, "persons with different values")
    Traceback (most recent call last):
    ValueError: resamples must be at most 8589 for 1000000 persons with different values, found 99999
    """
    if cells * resamples > LARGEST_DRAW:
        raise ValueError(
            f"resamples must be at most {LARGEST_DRAW // cells} for {cells} {what}, found {resamples}"
        )


def monte_carlo(resamples: int, seed: int) -> str:
    """Return what the name of a method adds when chance was used.

    Examples
    --------
    >>> monte_carlo(999, 1)
    ' (Monte Carlo, 999 resamples, seed 1)'
    """
    return f" (Monte Carlo, {resamples} resamples, seed {seed})"
