"""The shape in which a measure is computed: columns of the results table, the whole before the places."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Columns: TypeAlias = dict[str, NDArray[Any] | str]
"""Columns of one indicator: all places together first, then each place; a text holds for all of them."""


@dataclass(frozen=True)
class Computed:
    """One indicator, computed and not judged.

    Attributes
    ----------
    columns
        Columns of the results table, and ``unmeasured``: why a row is not measured (an id), or empty.
    changes
        Change per tenant, NaN without a pair; None for what is not counted per tenant.
    interval
        Level → low and high of all places together, for a rate, whose interval is printed at the adjusted
        level.
    """

    columns: Columns
    changes: Floats | None = None
    interval: Callable[[float], tuple[float, float]] | None = None

    @property
    def whole(self) -> dict[str, Any]:
        """The values of all places together."""
        return {n: value if isinstance(value, str) else value[0] for n, value in self.columns.items()}


def first_only(values: Floats) -> Floats:
    """Keep the value of all places together; places get none."""
    return np.concatenate([values[:1], np.full(len(values) - 1, np.nan)])


def unmeasured(where: NDArray[np.bool_], why: str) -> NDArray[Any]:
    """Say per row why it is not measured; an empty text where it is."""
    return np.where(where, why, "").astype(object)


def lacking_a_side(columns: Columns) -> NDArray[Any]:
    """Call unmeasured what lacks a value before or after."""
    before, after = (np.asarray(columns[side], dtype=float) for side in ("before", "after"))
    return unmeasured(np.isnan(before) | np.isnan(after), "no_values")
