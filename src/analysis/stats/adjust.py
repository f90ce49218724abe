"""Adjust p-values for the number of questions asked."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from analysis.stats._arguments import as_real, choice
from analysis.stats._types import FloatArray, IntArray


def adjust(p: ArrayLike, *, method: Literal["holm", "bh"] = "holm") -> FloatArray:
    """Adjust p-values: compare them with α instead of comparing p with a smaller α.

    ``"holm"`` keeps the family-wise error whatever the dependence; ``"bh"`` (Benjamini–Hochberg) bounds the
    expected share of false findings, for exploration only. Agrees with R's ``p.adjust`` and
    ``statsmodels.stats.multitest.multipletests``, both right here but for one family at a time and, in
    statsmodels, without missing values.

    Parameters
    ----------
    p
        P-values in [0, 1], shape (tests,) or (..., families, tests); NaN is a test that could not be made: it
        stays NaN and does not count in its family.
    method
        The adjustment; upper and lower case are the same.

    Returns
    -------
    numpy.ndarray
        Adjusted p-values in the shape and order of ``p``.

    Raises
    ------
    ValueError
        For p outside [0, 1], a single number, or an unknown method.

    References
    ----------
    Holm (1979) Scand. J. Stat. 6:65; Benjamini & Hochberg (1995) JRSS B 57:289.

    Examples
    --------
    >>> adjust([0.01, 0.04, 0.03, float("nan")]).round(4).tolist()
    [0.03, 0.06, 0.06, nan]
    """
    monotone = choice("method", method, {"holm": _holm, "bh": _benjamini_hochberg})
    raw = as_real("p", p)
    if raw.ndim == 0:
        raise ValueError("p must have at least one axis (the tests of a family, last), found a single number")
    outside = (raw < 0) | (raw > 1)
    if outside.any():
        raise ValueError(f"p must lie in [0, 1] or be NaN, found {raw[outside][0]}")
    family_size = np.count_nonzero(~np.isnan(raw), axis=-1, keepdims=True)
    order = np.argsort(raw, axis=-1, kind="stable")
    ascending = np.take_along_axis(raw, order, axis=-1)
    position = np.arange(1, raw.shape[-1] + 1)
    adjusted = np.empty_like(raw)
    np.put_along_axis(adjusted, order, np.minimum(1.0, monotone(ascending, position, family_size)), axis=-1)
    return adjusted


def _holm(ascending: FloatArray, position: IntArray, size: IntArray) -> FloatArray:
    """Maximum of (size − position + 1)·p over this and all smaller p."""
    scaled = np.maximum(size - position + 1, 0) * ascending
    return np.maximum.accumulate(scaled, axis=-1)


def _benjamini_hochberg(ascending: FloatArray, position: IntArray, size: IntArray) -> FloatArray:
    """Minimum of size/position·p over this and all larger p, leaving the missing ones (last) out."""
    scaled = size / position * ascending
    filled = np.where(np.isnan(scaled), np.inf, scaled)
    lowest = np.minimum.accumulate(filled[..., ::-1], axis=-1)[..., ::-1]
    return np.where(np.isnan(scaled), np.nan, lowest)
