"""Counts of events by cluster (the flats they come from): scores to flip, and how clusters vary."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from analysis.stats._arguments import check_aligned, counts, exposures
from analysis.stats._types import FloatArray

NOISE = 1e-9
"""Scores below this share of the largest are rounding, and count as none."""


class Clusters(NamedTuple):
    """Checked counts and exposures, each of shape (..., clusters)."""

    before: FloatArray
    after: FloatArray
    t_before: FloatArray
    t_after: FloatArray

    @property
    def share(self) -> FloatArray:
        """Share of each cluster's exposure that lies after; of all exposure for a cluster without any."""
        time, total = self.t_before + self.t_after, (self.t_before + self.t_after).sum(axis=-1, keepdims=True)
        everywhere = np.divide(
            self.t_after.sum(axis=-1, keepdims=True), total, out=np.full_like(total, 0.5), where=total > 0
        )
        own = np.divide(self.t_after, time, out=np.zeros_like(time), where=time > 0)
        return np.where(time > 0, own, everywhere)


def _clusters(
    before: ArrayLike, after: ArrayLike, exposure_before: ArrayLike, exposure_after: ArrayLike
) -> Clusters:
    check_aligned(before=before, after=after, exposure_before=exposure_before, exposure_after=exposure_after)
    read = (
        counts("before", before),
        counts("after", after),
        exposures("exposure_before", exposure_before, zero=True),
        exposures("exposure_after", exposure_after, zero=True),
    )
    return Clusters(*(np.atleast_1d(values) for values in np.broadcast_arrays(*read)))


def cluster_scores(
    before: ArrayLike,
    after: ArrayLike,
    exposure_before: ArrayLike,
    exposure_after: ArrayLike,
    *,
    total_before: ArrayLike | None = None,
    total_after: ArrayLike | None = None,
) -> FloatArray:
    """Score each cluster by how many more of its events lie after than its exposure would give.

    Where nothing changed, and whatever else makes one cluster have more events than another, each score is
    as likely to be negative as positive: flip them with :func:`~analysis.stats.sign_flip`. Clusters, not
    events, are what is exchanged, so events that come many from one flat count once.

    Parameters
    ----------
    before, after : array_like, shape (..., clusters)
        Events of each cluster in each window, whole numbers ≥ 0.
    exposure_before, exposure_after : array_like, shape (..., clusters)
        Exposure of each, ≥ 0. A cluster without any is held to the share of all exposure.
    total_before, total_after : array_like, shape (...), optional
        All events of each window, those of no known cluster included: known ones are weighted up to them.

    Returns
    -------
    ndarray, shape (..., clusters)
        Events after − exposure share after × all events, of each cluster; 0 says nothing either way.

    Raises
    ------
    ValueError
        For counts that are negative or not whole, and exposures that are negative or not finite.

    References
    ----------
    Fisher (1935) The Design of Experiments, ch. 3; Cameron, Gelbach & Miller (2008) Review of Economics and
    Statistics 90:414 (clusters whose signs are flipped).

    Examples
    --------
    >>> cluster_scores([4, 2, 0], [1, 2, 3], 12, 12).tolist()
    [-1.5, 0.0, 1.5]
    """
    data = _clusters(before, after, exposure_before, exposure_after)
    weighted = [data.before, data.after]
    for side, total in enumerate((total_before, total_after)):
        if total is not None:
            known = weighted[side].sum(axis=-1, keepdims=True)
            every = np.asarray(total, dtype=float)[..., None]
            factor = np.divide(every, known, out=np.ones_like(known), where=known > 0)
            weighted[side] = weighted[side] * factor
    score = weighted[1] - data.share * (weighted[0] + weighted[1])
    largest = np.abs(score).max(axis=-1, keepdims=True, initial=0.0)
    return np.where(np.abs(score) > NOISE * largest, score, 0.0)


def cluster_dispersion(
    before: ArrayLike, after: ArrayLike, exposure_before: ArrayLike, exposure_after: ArrayLike
) -> tuple[FloatArray, FloatArray]:
    """Return Pearson's φ̂ of the change from cluster to cluster, and its degrees of freedom.

    Each cluster's events are divided on the windows as its exposure and the common rate ratio say; φ̂ is the
    mean squared departure in binomial standard deviations: the interaction of cluster and window in a
    Poisson model. Clusters exposed in one window only, or without events, tell nothing.

    Parameters
    ----------
    before, after : array_like, shape (..., clusters)
        Events of each cluster in each window, whole numbers ≥ 0.
    exposure_before, exposure_after : array_like, shape (..., clusters)
        Exposure of each, ≥ 0.

    Returns
    -------
    tuple of ndarray, shape (...)
        φ̂ (1 where fewer than two clusters tell), and the number of clusters less one.

    Raises
    ------
    ValueError
        For counts that are negative or not whole, and exposures that are negative or not finite.

    References
    ----------
    McCullagh & Nelder (1989), *Generalized Linear Models*, 6.2.

    Examples
    --------
    >>> phi, df = cluster_dispersion([8, 0, 4], [0, 6, 4], 12, 12)
    >>> round(float(phi), 3), float(df)
    (6.967, 2.0)
    """
    data = _clusters(before, after, exposure_before, exposure_after)
    sums = [values.sum(axis=-1, keepdims=True) for values in data]
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = (sums[1] / sums[3]) / (sums[0] / sums[2])
        share = data.t_after * ratio / (data.t_after * ratio + data.t_before)
        events = data.before + data.after
        squared = (data.after - share * events) ** 2 / (events * share * (1 - share))
    tells = (events > 0) & (data.t_before > 0) & (data.t_after > 0) & np.isfinite(squared)
    freedom = np.maximum(tells.sum(axis=-1) - 1, 0).astype(float)
    total = np.where(tells, squared, 0.0).sum(axis=-1)
    return np.divide(total, freedom, out=np.ones_like(total), where=freedom > 0), freedom
