"""How long flats were let: flat-months by address and piece of a month."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]

FAR = pd.Timestamp("2200-01-01")
"""Stands for the end of a tenancy that lasts."""


def let_flat_months(
    exposure: pd.DataFrame, residents: pd.DataFrame, pieces: pd.DataFrame, places: pd.Index
) -> Floats:
    """Let flat-months of each address in each piece of a month.

    A flat let for a whole calendar month counts 1, whatever the month's length; a part of a month counts
    its days divided by the days of that month. A month that a window cuts is divided on its pieces in
    proportion to the let days of the tenancy spells in each; where no spell tells, in proportion to the
    days.

    Parameters
    ----------
    exposure
        Processed table: ``address``, ``month``, ``let_flat_days``.
    residents
        Processed table of tenancy spells, needed only where a window cuts a month.
    pieces
        From `month_pieces`.
    places
        Address ids, in the order wanted.

    Returns
    -------
    ndarray, shape (places, pieces)
        Flat-months, ≥ 0. NaN where the exposure of the address that month is unknown.
    """
    months = pd.DatetimeIndex(pieces["month"].unique())
    rows, columns = (
        places.get_indexer(pd.Index(exposure["address"])),
        months.get_indexer(pd.Index(exposure["month"])),
    )
    known = (rows >= 0) & (columns >= 0)
    let = np.full((len(places), len(months)), np.nan)
    let[rows[known], columns[known]] = exposure.loc[known, "let_flat_days"].to_numpy(dtype=float)
    month_of = months.get_indexer(pd.Index(pieces["month"]))
    share = _share_of_month(residents, pieces, places)
    return np.asarray(let[:, month_of] * share / pieces["days_in_month"].to_numpy(dtype=float))


def _share_of_month(residents: pd.DataFrame, pieces: pd.DataFrame, places: pd.Index) -> Floats:
    """Part of each month's let days that lies in each piece, shape (places, pieces)."""
    share = np.ones((len(places), len(pieces)))
    cut = (pieces["days"] < pieces["days_in_month"]).to_numpy()
    if not cut.any():
        return share
    part = pieces[cut]
    let = let_days(residents, part, places)
    month = pd.factorize(part["month"])[0]
    total = let @ (month[:, None] == np.arange(month.max() + 1))
    by_days = (part["days"] / part["days_in_month"]).to_numpy(dtype=float)
    whole = total[:, month]
    share[:, cut] = np.where(whole > 0, let / np.where(whole > 0, whole, 1.0), by_days)
    return share


def let_days(residents: pd.DataFrame, pieces: pd.DataFrame, places: pd.Index) -> Floats:
    """Days on which a flat of an address was let, summed over flats, by piece; shape (places, pieces).

    A day with two contracts on one flat counts once.
    """
    flats, days = flat_days(residents, pieces, places)
    place = places.get_indexer(flats.get_level_values("address"))
    return np.asarray((place == np.arange(len(places))[:, None]) @ days, dtype=float)


def flat_days(
    residents: pd.DataFrame, pieces: pd.DataFrame, places: pd.Index
) -> tuple[pd.MultiIndex, Floats]:
    """Days on which each flat of the places was let, by piece.

    Returns
    -------
    pandas.MultiIndex
        ``address`` and ``flat`` of every flat with a tenancy.
    ndarray, shape (flats, pieces)
        Days, ≥ 0.
    """
    blocks = occupied_blocks(residents[residents["address"].isin(places) & residents["flat"].notna()])
    flat, flats = pd.factorize(pd.MultiIndex.from_frame(blocks[["address", "flat"]].astype("str")), sort=True)
    first, last = (blocks[name].to_numpy(dtype="datetime64[D]") for name in ("start", "end"))
    days = np.zeros((len(flats), len(pieces)))
    for column, (start, end) in enumerate(zip(pieces["start"], pieces["end"], strict=True)):
        edges = np.datetime64(start, "D"), np.datetime64(end, "D")
        overlap = (np.minimum(last, edges[1]) - np.maximum(first, edges[0])).astype(np.int64) + 1
        days[:, column] = np.bincount(flat, weights=np.maximum(overlap, 0), minlength=len(flats))
    index = pd.MultiIndex.from_tuples(list(flats), names=["address", "flat"])
    return index, days


def occupied_blocks(spells: pd.DataFrame) -> pd.DataFrame:
    """Merge the spells of each flat that overlap or touch.

    Returns ``address``, ``flat``, ``start``, ``end``, both days included.
    """
    ordered = spells.assign(end=spells["end"].fillna(FAR)).sort_values(
        ["address", "flat", "start"], kind="stable"
    )
    flat = ordered.groupby(["address", "flat"], sort=False)
    reach = flat["end"].cummax().groupby([ordered["address"], ordered["flat"]], sort=False).shift()
    new = reach.isna() | (ordered["start"] > reach + pd.Timedelta(days=1))
    blocks = ordered.groupby(new.cumsum().to_numpy(), sort=True)
    return blocks.agg(
        address=("address", "first"), flat=("flat", "first"), start=("start", "min"), end=("end", "max")
    )
