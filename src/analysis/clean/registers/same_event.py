"""Events that two sources may both have logged: flagged for the researcher, never taken out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.clean.findings import Findings, Place

Codes = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
LOOKED_UP = 2**24
"""Remainders of keys: many more than there are keys with a possible pair in a large log."""
REMOVE = "så ta ut den ene med remove: true i data/corrections.yml."


def flag_same_event(frame: pd.DataFrame, places: Sequence[Place], days_apart: int, found: Findings) -> None:
    """Flag events alike in kind and address, with flats that do not differ, that different reporters have.

    Parameters
    ----------
    frame
        One row per event: ``date``, ``address``, ``kind``, ``flat``, ``reported_by``, ``table`` (position in
        `places`) and ``row``. A row without date, address or kind is never flagged. Two unknown reporters
        of one table count as the same.
    places
        Where each table stands.
    days_apart
        Days between two dates that may still be one event; 0 flags those of the same day alone.
    """
    day = frame["date"].to_numpy().astype("datetime64[D]").astype(np.int64)
    group = _code(frame["address"], frame["kind"])
    at = np.flatnonzero(frame[["date", "address", "kind"]].notna().all(axis=1).to_numpy())
    if not at.size:
        return
    first, last = int(day[at].min()), int(day[at].max())
    width = last - first + 1 + days_apart  # so the last day of a group is never next to another's first
    key = group[at] * width + day[at] - first
    reporter = _code(frame["table"].to_numpy(), frame["reported_by"])[at]
    kept = np.flatnonzero(_worth_a_look(key, reporter, days_apart))
    at, key, reporter = at[kept], key[kept], reporter[kept]
    flat = frame["flat"].cat.codes.to_numpy()[at].astype(np.int64)
    same_day = _shared(key, flat, reporter, 0)
    near = np.zeros(len(at), dtype=bool)
    for days in range(1, days_apart + 1):
        near |= _shared(key, flat, reporter, days) | _shared(key, flat, reporter, -days)
    _report(frame.iloc[at[same_day]], places, "same_event", "samme dag, adresse og slag, ulik melder", found)
    span = "én dags mellomrom" if days_apart == 1 else f"1 til {days_apart} dagers mellomrom"
    text = f"samme adresse og slag, {span}, ulik melder (sikrere funn står for seg)"
    _report(frame.iloc[at[near]], places, "same_event_near", text, found)


def _report(frame: pd.DataFrame, places: Sequence[Place], rule: str, text: str, found: Findings) -> None:
    doubt = "Ofte er det to hendelser. " if rule == "same_event_near" else ""
    for number, group in frame.groupby("table"):
        rows = group["row"].drop_duplicates().to_numpy()
        found.add(
            "warning",
            places[int(str(number))],
            rule,
            f"{rows.size} rader kan være samme hendelse meldt av flere: {text}; alle er talt med",
            rows=rows,
            action=f"{doubt}Er det samme hendelse, {REMOVE}",
        )


def _worth_a_look(key: Codes, reporter: Codes, days_apart: int) -> Mask:
    """Whether another reporter may have an event of this group so near in time, whatever the flat.

    Keys are looked up by their remainder, so a few rows are taken along that share only that.
    """
    told_by = int(reporter.max(initial=0)) + 1
    both = np.sort(key * told_by + reporter)
    keys, told = np.divmod(both, told_by)
    starts = np.flatnonzero(np.diff(keys, prepend=keys[:1] - 1))
    keys, low = keys[starts], told[starts]
    high = told[np.append(starts[1:], len(told)) - 1]
    marked = [keys[low != high]]
    for step in range(1, days_apart + 1):
        near = keys[step:] - keys[:-step] <= days_apart
        near &= (low[step:] != low[:-step]) | (high[step:] != high[:-step]) | (low[step:] != high[step:])
        marked += [keys[step:][near], keys[:-step][near]]
    here = np.zeros(LOOKED_UP, dtype=bool)
    here[np.concatenate(marked) % LOOKED_UP] = True
    return np.asarray(here[key % LOOKED_UP])


def _shared(key: Codes, flat: Codes, reporter: Codes, days: int) -> Mask:
    """Whether another reporter has an event `days` later, of the same flat, or with either flat unknown."""
    unknown = flat < 0
    flats = int(flat.max(initial=-1)) + 2
    anywhere = _Reporters.of(key, reporter)
    nowhere = _Reporters.of(key[unknown], reporter[unknown])
    there = _Reporters.of(key * flats + flat, reporter)
    then = key + days
    told_here = there.another(then * flats + flat, reporter) | nowhere.another(then, reporter)
    return np.where(unknown, anywhere.another(then, reporter), told_here)


@dataclass(frozen=True)
class _Reporters:
    """Per key, ascending, the least and the greatest code of those who reported."""

    keys: Codes
    low: Codes
    high: Codes

    @classmethod
    def of(cls, key: Codes, reporter: Codes) -> Self:
        order = np.argsort(key)
        ordered, told = key[order], reporter[order]
        starts = np.flatnonzero(np.diff(ordered, prepend=ordered[:1] - 1))
        if not starts.size:
            return cls(ordered, told, told)
        return cls(ordered[starts], np.minimum.reduceat(told, starts), np.maximum.reduceat(told, starts))

    def another(self, key: Codes, reporter: Codes) -> Mask:
        """Whether each key has a reporter other than this one."""
        if not self.keys.size:
            return np.zeros(len(key), dtype=bool)
        at = np.minimum(np.searchsorted(self.keys, key), len(self.keys) - 1)
        differs = (self.low[at] != reporter) | (self.high[at] != reporter)
        return np.asarray((self.keys[at] == key) & differs, dtype=bool)


def _code(*columns: Any) -> Codes:
    """Return one number per row that is equal for rows alike in every column, and small for categories."""
    code = np.zeros(len(columns[0]), dtype=np.int64)
    for column in columns:
        values = (
            column.cat.codes.to_numpy()
            if isinstance(getattr(column, "dtype", None), pd.CategoricalDtype)
            else pd.factorize(column)[0]
        )
        code = code * (int(values.max(initial=-1)) + 2) + values.astype(np.int64) + 1
    return code
