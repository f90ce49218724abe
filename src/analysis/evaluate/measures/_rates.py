"""Rates before and after: events per 100 let flat-months, tested over months and over flats."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis import stats
from analysis.evaluate.basis import Basis
from analysis.evaluate.basis.months import Calendar, located
from analysis.evaluate.basis.season import compared
from analysis.evaluate.measures._columns import Columns, Computed, first_only, unmeasured
from analysis.evaluate.measures._pairs import resamples
from analysis.params import Indicator, Study

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
PER = 100.0
"""Let flat-months a rate is given per."""
FEWEST_FOR_BLOCKS = 9
"""Months on each side from which two months are dealt out together."""
KNOWN_FLATS = 0.8
"""Share of the events whose flat is known from which a rate can decide."""


@dataclass(frozen=True)
class Counted:
    """Events in the months compared, one row for each group of flats: all, or those of each place.

    Attributes
    ----------
    events, time
        Events and let flat-months, shape (rows, months); time is 0 where the exposure is unknown.
    after
        Which of the months lie after, shape (months,).
    flat_events, flat_time
        Events and let months of each flat before and after, shape (2, rows, flats); 0 beyond a row's last.
    """

    events: Floats
    time: Floats
    after: Bools
    flat_events: Floats
    flat_time: Floats

    def sums(self, values: Floats) -> Floats:
        """Add up months into before and after, shape (2, rows)."""
        return np.stack([values[:, ~self.after].sum(axis=1), values[:, self.after].sum(axis=1)])

    @property
    def months(self) -> tuple[Floats, Floats, Bools]:
        """Events, let time and side by month, as the tests of months take them; months nobody let are out."""
        let = self.time > 0
        return np.where(let, self.events, np.nan), np.where(let, self.time, np.nan), self.after

    @property
    def block(self) -> int:
        """Months dealt out together."""
        return 2 if min((~self.after).sum(), self.after.sum()) >= FEWEST_FOR_BLOCKS else 1


def rate_columns(
    events: pd.DataFrame, indicator: Indicator, study: Study, shared: Basis, *, whole: bool
) -> Computed:
    """Estimate one rate in all and per place.

    The estimate is rate after / rate before. p is the larger of the permutation of two-month blocks and the
    flip over flats; the interval is the widest of quasi-Poisson over months, quasi-Poisson over flats, and
    the exact conditional one. Where the flats of fewer than four in five events are known, p rests on the
    months alone, and the rate cannot decide.

    Parameters
    ----------
    events
        ``date``, ``address``, ``flat``. Those in months without known exposure are not counted.
    whole
        All places together only.
    """
    calendar = shared.calendar.covered_by(study, indicator.declared.table)
    found = located(events, calendar)
    known = ~np.isnan(calendar.exposure)
    used = compared(calendar.pieces, np.asarray(known.any(axis=0)))
    groups = [np.zeros(len(shared.places), dtype=np.int64)]
    groups += [] if whole else [np.arange(len(shared.places))]
    counted = [count(found, calendar, used, group) for group in groups]
    parts = [_row_columns(each, study.plan.level) for each in counted]
    columns: Columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    within = calendar.at("before") | calendar.at("after")
    size = len(np.asarray(columns["p"]))
    if not used.any() and all((known & calendar.at(side)).any() for side in ("before", "after")):
        columns["unmeasured"] = unmeasured(np.ones(size, dtype=bool), "no_shared_months")
    if not whole:
        spread = stats.dispersion(*counted[0].months)
        for name, value in (("dispersion", spread.estimate), ("p_dispersion", spread.p)):
            columns[name] = first_only(np.full(size, np.asarray(value)[0]))
    return Computed(
        columns
        | {
            "enough_months": np.full(size, enough_months(calendar.pieces[used], study.plan.min_months)),
            "months_matched": np.full(size, bool((within & known.any(axis=0) & ~used).any())),
            "n_exposure_lost": _without_exposure(found, known, within, size),
            "method": "blocks_and_flats",
        },
        interval=lambda level: _first(interval(counted[0], level)),
    )


def count(found: pd.DataFrame, calendar: Calendar, used: Bools, group: NDArray[np.int64]) -> Counted:
    """Count located events by month and by flat, in the months that are compared.

    Parameters
    ----------
    found
        From `months.located`.
    used
        Pieces of months that are compared.
    group
        Row of each place, shape (places,).
    """
    rows, size = int(group.max(initial=0)) + 1, len(calendar.pieces)
    known = ~np.isnan(calendar.exposure) & used
    place, piece = found["place"].to_numpy(), found["piece"].to_numpy()
    kept = known[place, piece]
    cell = group[place[kept]] * size + piece[kept]
    events = np.bincount(cell, minlength=rows * size).reshape(rows, size).astype(float)
    time = np.zeros((rows, size))
    np.add.at(time, group, np.where(known, calendar.exposure, 0.0))
    after = calendar.at("after")
    stated = kept & found["flat"].notna().to_numpy()
    flat_events, flat_time = _flats(found[stated], calendar, known, group, rows)
    return Counted(events[:, used], time[:, used], after[used], flat_events, flat_time)


def _flats(
    found: pd.DataFrame, calendar: Calendar, known: Bools, group: NDArray[np.int64], rows: int
) -> tuple[Floats, Floats]:
    """Events and let months of each flat with events, before and after, laid out by row.

    Flats are in order of their figures: that of their pseudonyms would move last digits.
    """
    place, after = found["place"].to_numpy(), calendar.at("after")
    named = pd.MultiIndex.from_arrays([calendar.places[place], found["flat"].astype("str")])
    code, flats = pd.factorize(named, sort=True)
    n, late = len(flats), after[found["piece"]].astype(np.int64)
    events = np.bincount(late * n + code, minlength=2 * n).reshape(2, n).astype(float)
    flats = pd.MultiIndex.from_tuples(flats, names=calendar.flats.names)
    at, where = calendar.places.get_indexer(flats.get_level_values(0)), calendar.flats.get_indexer(flats)
    let = np.vstack([calendar.flat_exposure, np.zeros(len(after))])[where]
    own = np.where(known[at], let, 0.0)
    time = np.stack([own[:, ~after].sum(axis=1), own[:, after].sum(axis=1)])
    row, figures = group[at], np.vstack([events, time])
    order = np.lexsort([*figures, row])
    slot = np.arange(n) - np.searchsorted(row[order], row[order])
    laid = np.zeros((4, rows, int(slot.max(initial=0)) + 1))
    laid[:, row[order], slot] = figures[:, order]
    return laid[:2], laid[2:]


def _row_columns(counted: Counted, level: float) -> dict[str, NDArray[np.generic]]:
    """Columns of the results for each row of what was counted."""
    (before, after), (t_before, t_after) = counted.sums(counted.events), counted.sums(counted.time)
    nowhere = (t_before <= 0) | (t_after <= 0)
    lengths = np.where(nowhere, 1.0, t_before), np.where(nowhere, 1.0, t_after)
    exact = stats.rate_ratio(before, lengths[0], after, lengths[1], level=level)
    months = stats.month_permutation(*counted.months, block=counted.block)
    flats = _flip(counted, before, after)
    known = np.divide(
        counted.flat_events.sum(axis=(0, 2)),
        before + after,
        out=np.ones(len(before)),
        where=before + after > 0,
    )
    enough = known >= KNOWN_FLATS
    spread, freedom = stats.cluster_dispersion(*counted.flat_events, *counted.flat_time)
    low, high = interval(counted, level)
    flats_apart = counted.flat_events.sum(axis=0)
    most = flats_apart.max(axis=1, initial=0.0)
    found = {
        "before": PER * before / lengths[0],
        "after": PER * after / lengths[1],
        "estimate": exact.estimate,
        "low": low,
        "high": high,
        "level_attained": np.full(len(low), level),
        "p": np.where(enough, np.maximum(months.p, flats.p), months.p),
        "smallest_p": np.where(enough, np.maximum(months.smallest_p, flats.smallest_p), months.smallest_p),
        "p_mid": exact.p_mid,
        "p_exact": exact.p,
        "p_months": months.p,
        "p_flats": flats.p,
        "smallest_p_flats": flats.smallest_p,
        "p_zero": _if_none_after(counted, before, lengths, enough),
        "known_flats": known,
        "dispersion_flats": np.where(freedom > 0, spread, np.nan),
        "lag1": stats.autocorrelation(*counted.months),
        "largest_flat_share": np.divide(
            most, before + after, out=np.full(len(most), np.nan), where=before + after > 0
        ),
    }
    return {name: np.where(nowhere, np.nan, values) for name, values in found.items()} | {
        "events_before": before,
        "events_after": after,
        "exposure_before": t_before,
        "exposure_after": t_after,
        "months_before": (counted.time[:, ~counted.after] > 0).sum(axis=1),
        "months_after": (counted.time[:, counted.after] > 0).sum(axis=1),
        "flats_contributing": (flats_apart > 0).sum(axis=1),
        "unmeasured": unmeasured(nowhere, "no_exposure"),
    }


def _flip(counted: Counted, before: Floats, after: Floats) -> stats.SignFlip:
    """Flip the flats' scores; known flats stand for all events of their window."""
    scores = stats.cluster_scores(
        *counted.flat_events, *counted.flat_time, total_before=before, total_after=after
    )
    return stats.sign_flip(scores, interval=False, resamples=resamples(scores.shape[-1]))


def _if_none_after(counted: Counted, before: Floats, lengths: tuple[Floats, Floats], enough: Bools) -> Floats:
    """Give the p there would have been with no event after."""
    none = np.where(counted.after, np.where(np.isnan(counted.months[0]), np.nan, 0.0), counted.months[0])
    months = stats.month_permutation(none, *counted.months[1:], block=counted.block)
    emptied = np.stack([counted.flat_events[0], np.zeros_like(counted.flat_events[0])])
    flats = _flip(
        Counted(counted.events, counted.time, counted.after, emptied, counted.flat_time), before, 0 * before
    )
    exact = stats.rate_ratio(before, lengths[0], 0 * before, lengths[1])
    return np.maximum(exact.p, np.where(enough, np.maximum(months.p, flats.p), months.p))


def interval(counted: Counted, level: float) -> tuple[Floats, Floats]:
    """Widest interval of the rate ratio: over months, over flats, and exact; shape (rows,) each."""
    (before, after), (t_before, t_after) = counted.sums(counted.events), counted.sums(counted.time)
    nowhere = (t_before <= 0) | (t_after <= 0)
    lengths = np.where(nowhere, 1.0, t_before), np.where(nowhere, 1.0, t_after)
    exact = stats.rate_ratio(before, lengths[0], after, lengths[1], level=level)
    months = stats.quasi_poisson(*counted.months, level=level)
    phi, freedom = stats.cluster_dispersion(*counted.flat_events, *counted.flat_time)
    flats = stats.overdispersed_interval(before, lengths[0], after, lengths[1], phi, freedom, level=level)
    tells = freedom > 0
    low = np.minimum(np.minimum(exact.low, months.low), np.where(tells, flats[0], np.inf))
    high = np.maximum(np.maximum(exact.high, months.high), np.where(tells, flats[1], -np.inf))
    return np.where(nowhere, np.nan, low), np.where(nowhere, np.nan, high)


def enough_months(pieces: pd.DataFrame, least: int) -> bool:
    """Whether both sides hold at least `least` of the months compared; parts count by their days."""
    length = pieces["days"] / pieces["days_in_month"]
    held = [float(length[(pieces["side"] == side)].sum()) for side in ("before", "after")]
    return min(held) >= least - 1e-9


def _without_exposure(found: pd.DataFrame, known: Bools, within: Bools, size: int) -> NDArray[np.int64]:
    """Count the events in the windows that lie in months of unknown exposure, in all and per place."""
    place, piece = found["place"].to_numpy(), found["piece"].to_numpy()
    lost = within[piece] & ~known[place, piece]
    by_place = np.bincount(place[lost], minlength=len(known))
    return np.concatenate([[int(lost.sum())], by_place])[:size].astype(np.int64)


def _first(limits: tuple[Floats, Floats]) -> tuple[float, float]:
    return float(limits[0][0]), float(limits[1][0])
