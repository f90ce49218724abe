"""Events by address and piece of a month, and the months series made of them."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.evaluate.basis.exposure import flat_days, let_flat_months
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
    places
        Ids of the addresses.
    exposure
        Let flat-months, shape (places, pieces); NaN where unknown.
    flats
        ``address`` and ``flat`` of every flat that was ever let.
    flat_exposure
        Let months of each, shape (flats, pieces).
    without
        A flat whose events are left out, or None.
    """

    pieces: pd.DataFrame
    places: pd.Index
    exposure: Floats
    flats: pd.MultiIndex
    flat_exposure: Floats
    without: tuple[str, str] | None = None

    def at(self, side: str) -> NDArray[np.bool_]:
        """Which pieces lie on a side."""
        return (self.pieces["side"] == side).to_numpy()

    def covered_by(self, study: Study, table: str) -> Calendar:
        """Leave unknown what the logs behind a table do not cover."""
        return replace(self, exposure=np.where(covered(study, table, self.pieces), self.exposure, np.nan))

    def without_place(self, position: int) -> Calendar:
        """Leave out an address and its flats."""
        kept = self.flats.get_level_values("address") != self.places[position]
        return replace(
            self,
            places=self.places.delete(position),
            exposure=np.delete(self.exposure, position, axis=0),
            flats=self.flats[kept],
            flat_exposure=self.flat_exposure[kept],
        )

    def without_flat(self, flat: tuple[str, str]) -> Calendar:
        """Leave out a flat: its let months, and its events."""
        row, place = self.flats.get_loc(flat), self.places.get_loc(flat[0])
        exposure = self.exposure.copy()
        exposure[place] = np.maximum(exposure[place] - self.flat_exposure[row], 0)
        kept = np.arange(len(self.flats)) != row
        return replace(
            self,
            exposure=exposure,
            flats=self.flats[kept],
            flat_exposure=self.flat_exposure[kept],
            without=flat,
        )


def calendar(study: Study, tables: Tables, places: pd.Index) -> Calendar:
    """Lay out the months of the period and of the exposure, with the let flat-months of each address."""
    covers = [source.covers for source in study.project.sources if source.covers is not None]
    pieces = month_pieces(study.period, tables.exposure["month"], covers)
    flats, days = flat_days(tables.residents, pieces, places)
    exposure = let_flat_months(tables.exposure, tables.residents, pieces, places)
    return Calendar(pieces, places, exposure, flats, days / pieces["days_in_month"].to_numpy(dtype=float))


def covered(study: Study, table: str, pieces: pd.DataFrame) -> NDArray[np.bool_]:
    """Which pieces of months the logs behind a table cover: everything where none says what it covers."""
    spells = [s.covers for s in study.project.sources if s.declared.table.name == table and s.covers]
    if not spells:
        return np.ones(len(pieces), dtype=bool)
    within = [
        (pieces["start"] >= pd.Timestamp(spell.start)) & (pieces["end"] <= pd.Timestamp(spell.end))
        for spell in spells
    ]
    return np.asarray(np.logical_or.reduce(within))


def located(events: pd.DataFrame, calendar: Calendar) -> pd.DataFrame:
    """Find the place and the piece of a month of each event; events elsewhere or undated are left out.

    Returns
    -------
    pandas.DataFrame
        ``place`` and ``piece`` (positions), ``flat`` (missing where not stated).
    """
    pieces = calendar.pieces
    if calendar.without is not None:
        address, flat = calendar.without
        events = events[~((events["address"] == address) & (events["flat"] == flat).fillna(False))]
    place = calendar.places.get_indexer(pd.Index(events["address"]))
    days = events["date"]
    inside = (place >= 0) & days.between(pieces["start"].iloc[0], pieces["end"].iloc[-1] + DAY / 2).to_numpy()
    piece = np.searchsorted(pieces["start"].to_numpy(), days.to_numpy()[inside], side="right") - 1
    return pd.DataFrame({"place": place[inside], "piece": piece, "flat": events["flat"].to_numpy()[inside]})


def count_matrix(events: pd.DataFrame, calendar: Calendar) -> Floats:
    """Count events by address and piece, shape (places, pieces); events elsewhere or undated are left out."""
    found, (rows, size) = located(events, calendar), calendar.exposure.shape
    cell = found["place"].to_numpy() * size + found["piece"].to_numpy()
    return np.bincount(cell, minlength=rows * size).astype(float).reshape(rows, size)


def monthly_rows(indicator: str, counts: Floats, calendar: Calendar) -> pd.DataFrame:
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
            "place": np.array(["all", *calendar.places])[row],
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
