"""Adjust p-values for the number of questions asked."""

from __future__ import annotations

from typing import Literal, cast

import numpy as np
from numpy.typing import ArrayLike

from analysis.stats._arrays import FloatArray, IntArray, as_real, check_choice

AdjustMethod = Literal["holm", "hochberg", "bh", "by", "bonferroni"]


def adjust(p: ArrayLike, *, method: AdjustMethod = "holm") -> FloatArray:
    """Adjust p-values: compare them with α instead of comparing p with a smaller α.

    ``"holm"`` and ``"bonferroni"`` keep the family-wise error whatever the dependence; ``"hochberg"`` does
    under positive dependence; ``"bh"`` and ``"by"`` bound the expected share of false findings, for
    exploration only. Agrees with R's ``p.adjust`` and ``statsmodels.stats.multitest.multipletests``, both
    right here but for one family at a time and, in statsmodels, without missing values.

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
    Holm (1979) Scand. J. Stat. 6:65; Hochberg (1988) Biometrika 75:800; Benjamini & Hochberg (1995) JRSS B
    57:289; Benjamini & Yekutieli (2001) Ann. Stat. 29:1165.

    Examples
    --------
    >>> adjust([0.01, 0.04, 0.03, float("nan")]).round(4).tolist()
    [0.03, 0.06, 0.06, nan]
    """
    if isinstance(method, str):
        method = cast(AdjustMethod, method.lower())
    check_choice(method, ("holm", "hochberg", "bh", "by", "bonferroni"), "method")
    raw = as_real(p, "p")
    if raw.ndim == 0:
        raise ValueError("p must have at least one axis (the tests of a family, last), found a single number")
    outside = (raw < 0) | (raw > 1)
    if outside.any():
        raise ValueError(f"p must lie in [0, 1] or be NaN, found {raw[outside][0]}")
    family_size = np.count_nonzero(~np.isnan(raw), axis=-1, keepdims=True)
    if method == "bonferroni":
        return np.minimum(1.0, family_size * raw)
    order = np.argsort(raw, axis=-1, kind="stable")
    ascending = np.take_along_axis(raw, order, axis=-1)
    position = np.arange(1, raw.shape[-1] + 1)
    if method in ("holm", "hochberg"):
        scaled = np.maximum(family_size - position + 1, 0) * ascending
    else:
        scaled = family_size / position * ascending
        if method == "by":
            scaled = scaled * _harmonic(family_size)
    monotone = np.maximum.accumulate(scaled, axis=-1) if method == "holm" else _running_minimum(scaled)
    adjusted = np.empty_like(raw)
    np.put_along_axis(adjusted, order, np.minimum(1.0, monotone), axis=-1)
    return adjusted


def _running_minimum(scaled: FloatArray) -> FloatArray:
    """Minimum over this and all larger p, leaving the missing ones (last) out."""
    filled = np.where(np.isnan(scaled), np.inf, scaled)
    lowest = np.minimum.accumulate(filled[..., ::-1], axis=-1)[..., ::-1]
    return np.where(np.isnan(scaled), np.nan, lowest)


def _harmonic(size: IntArray) -> FloatArray:
    """1 + 1/2 + … + 1/size for each family."""
    sums: FloatArray = np.concatenate([[0.0], np.cumsum(1.0 / np.arange(1, int(size.max(initial=0)) + 1))])
    chosen: FloatArray = sums[size]
    return chosen
