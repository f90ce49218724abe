"""Strata: a label for each person, the same in every group."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from analysis.stats._types import IntArray


def stratum_codes(labels: ArrayLike, n: int, name: str) -> IntArray:
    """Give the labels numbers 0, 1, … in sorted order.

    Raises
    ------
    ValueError
        When there is not one label per person, or a label is missing.

    Examples
    --------
    >>> stratum_codes(["b", "a", "b"], 3, "strata").tolist()
    [1, 0, 1]
    """
    try:
        array = np.asarray(labels)
    except ValueError as error:
        raise ValueError(f"{name} must hold one label per person, found rows of unequal length") from error
    if array.shape != (n,):
        raise ValueError(f"{name} must hold one label per person, shape ({n},), found shape {array.shape}")
    missing = sum(_is_missing(label) for label in _as_given(labels))
    if missing:
        raise ValueError(f"{name} must have no missing label, found {missing} missing")
    if array.dtype.kind == "O":
        array = array.astype(str)
    _, codes = np.unique(array, return_inverse=True)
    return codes.reshape(-1).astype(np.int64)


def _as_given(labels: ArrayLike) -> list[object]:
    """Labels before numpy turns a missing one beside text into the text «nan»; a masked one is None."""
    if isinstance(labels, list | tuple):
        return list(labels)
    array = labels if isinstance(labels, np.ma.MaskedArray) else np.asarray(labels)
    return list(array.tolist())


def _is_missing(label: object) -> bool:
    """Whether a label is None, NaN, NaT or pandas' NA (which compares to nothing, not even itself)."""
    if label is None:
        return True
    differs = label != label
    return not isinstance(differs, bool | np.bool_) or bool(differs)
