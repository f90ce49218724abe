"""Events by address and piece of a month, and the months series made of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.evaluate.basis.exposure import let_flat_months
from analysis.evaluate.basis.tables import Tables
from analysis.evaluate.basis.windows import DAY, month_pieces
from analysis.params import Study

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Calendar:
    """The pieces of months of a period and the let flat-months in each.

    Attributes
    ----------
    pieces
        From `windows.month_pieces`.
    exposure
        Let flat-months, shape (places, pieces); NaN where unknown.
    """

    pieces: pd.DataFrame
    exposure: Floats

    def at(self, side: str) -> NDArray[np.bool_]:
        """Which pieces lie on a side."""
        return (self.pieces["side"] == side).to_numpy()


def calendar(study: Study, tables: Tables, places: pd.Index) -> Calendar:
    """Lay out the months of the period and of the exposure, with the let flat-months of each address."""
    pieces = month_pieces(study.period, tables.exposure["month"])
    return Calendar(pieces, let_flat_months(tables.exposure, tables.residents, pieces, places))


def count_matrix(events: pd.DataFrame, pieces: pd.DataFrame, places: pd.Index) -> Floats:
    """Count events by address and piece, shape (places, pieces); events elsewhere or undated are left out."""
    place = places.get_indexer(pd.Index(events["address"]))
    days = events["date"]
    inside = (place >= 0) & days.between(pieces["start"].iloc[0], pieces["end"].iloc[-1] + DAY / 2).to_numpy()
    piece = np.searchsorted(pieces["start"].to_numpy(), days.to_numpy()[inside], side="right") - 1
    cell = place[inside] * len(pieces) + piece
    flat = np.bincount(cell, minlength=len(places) * len(pieces)).astype(float)
    return flat.reshape(len(places), len(pieces))


def monthly_rows(indicator: str, counts: Floats, calendar: Calendar, places: pd.Index) -> pd.DataFrame:
    """Lay out the months of an indicator, in all and by place.

    Columns ``indicator``, ``place``, ``month``, ``events``, ``exposure``, ``side``. A month that a window
    cuts has a row for each side. Months without known exposure are left out.
    """
    exposure = calendar.exposure
    everywhere = np.vstack([np.nansum(exposure, axis=0), exposure])
    known = np.vstack([(~np.isnan(exposure)).any(axis=0), ~np.isnan(exposure)])
    events = np.vstack([np.where(np.isnan(exposure), 0, counts).sum(axis=0), counts])
    row, piece = np.nonzero(known)
    frame = pd.DataFrame(
        {
            "indicator": indicator,
            "place": np.array(["all", *places])[row],
            "month": calendar.pieces["month"].to_numpy()[piece],
            "events": events[row, piece].astype("int64"),
            "exposure": everywhere[row, piece],
            "side": calendar.pieces["side"].to_numpy()[piece],
        }
    )
    keys = ["indicator", "place", "month", "side"]
    if calendar.pieces[["month", "side"]].duplicated().any():
        frame = frame.groupby(keys, sort=False, as_index=False)[["events", "exposure"]].sum()
    return frame[["indicator", "place", "month", "events", "exposure", "side"]]
