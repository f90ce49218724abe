"""What happened at the addresses: counts per month at a stated rate, then a day and a flat for each event."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.sample.calendar import Calendar, Days, day_number
from analysis.sample.model import IncidentSlip, IncidentTruth, RepairTruth, Truth
from analysis.sample.tenancies import Stock

NO_FLAT = -1
NOT_CLOSED = -1

PRESENCE = 0.25
"""Share of what is logged during the project that the project's own worker reported."""

NOT_NOTED = 0.06
"""Share of incidents logged without who reported them."""


@dataclass(frozen=True)
class Events:
    """Incidents, one per row, in the order they happened."""

    day: Days
    address: Days
    flat: Days
    """Number of the flat, or `NO_FLAT`."""
    kind: NDArray[np.object_]
    closed: Days
    """Day mended, or `NOT_CLOSED`."""
    reported_by: NDArray[np.object_]
    """Empty when not noted."""

    def rows(self, which: Days | slice) -> Events:
        """Return some of the incidents, or all in another order."""
        return Events(*(getattr(self, column.name)[which] for column in fields(self)))


def expected_counts(
    truth: IncidentTruth, calendar: Calendar, let_days: Days, treated: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """Return the expected events per address and month, before the gamma factor.

    Parameters
    ----------
    let_days
        Let flat-days, addresses × months.
    treated
        Whether each address is one of the project's own.
    """
    angle = 2 * np.pi * (calendar.month_of_year - truth.peak_month) / 12
    wave = 1 + truth.season * np.cos(angle)
    level = truth.rate / 100 * np.where(calendar.after & treated[:, None], truth.ratio, 1.0)
    return np.asarray(let_days / calendar.lengths * wave * level, dtype=np.float64)


def draw_events(
    rng: np.random.Generator, truth: Truth, calendar: Calendar, stock: Stock, let_by_flat: Days
) -> Events:
    """Draw every incident.

    Parameters
    ----------
    let_by_flat
        Let days, flats × months.
    """
    address_of_flat, n_addresses = stock.address, int(stock.address.max()) + 1
    let_days = np.zeros((n_addresses, let_by_flat.shape[1]), dtype=np.int64)
    np.add.at(let_days, address_of_flat, let_by_flat)
    bounds = np.searchsorted(address_of_flat, np.arange(n_addresses + 1))
    treated = stock.treated[bounds[:-1]]
    restless = rng.gamma(1.5, 1 / 1.5, len(address_of_flat))
    weight_let = _cumulative(restless[:, None] * let_by_flat)
    weight_vacant = _cumulative(calendar.lengths[None, :] - let_by_flat)
    parts = []
    for kind, kind_truth in truth.incidents.items():
        expected = expected_counts(kind_truth, calendar, let_days, treated)
        if kind_truth.dispersion > 0:
            expected = expected * rng.gamma(1 / kind_truth.dispersion, kind_truth.dispersion, expected.shape)
        counts = rng.poisson(expected)
        address, month = (np.repeat(index.ravel(), counts.ravel()) for index in np.indices(counts.shape))
        day = _days(rng, calendar, address, month)
        weights = weight_vacant if kind_truth.vacant else weight_let
        flat = _flats(rng, weights, bounds, address, month)
        flat[rng.random(len(flat)) >= kind_truth.flat_known] = NO_FLAT
        closed = np.full(len(day), NOT_CLOSED)
        if truth.repair and kind in truth.repair.kinds:
            closed = _closed(rng, truth.repair, calendar, day, treated[address])
        reporter = _reporters(rng, kind_truth.reporters or truth.reporters, len(day))
        if truth.project_worker:
            there = (day >= calendar.start) & treated[address]
            reporter[there & (rng.random(len(day)) < PRESENCE)] = truth.project_worker
        reporter[rng.random(len(day)) < NOT_NOTED] = ""
        parts.append((day, address, flat, np.full(len(day), kind, dtype=object), closed, reporter))
    events = Events(*(np.concatenate(column) for column in zip(*parts, strict=True)))
    return events.rows(np.lexsort((events.address, events.day)))


def with_slip(events: Events, slip: IncidentSlip, address: int) -> Events:
    """Put the incident before the records first."""
    first: list[Any] = [day_number(slip.date), address, NO_FLAT, slip.kind, NOT_CLOSED, slip.reported_by]
    columns = (getattr(events, column.name) for column in fields(events))
    return Events(*(np.insert(column, 0, value) for column, value in zip(columns, first, strict=True)))


def _days(rng: np.random.Generator, calendar: Calendar, address: Days, month: Days) -> Days:
    """Draw days within the months: different ones for one kind at one address, where there is room."""
    lengths = calendar.lengths[month]
    day = rng.integers(0, lengths)
    for _ in range(6):
        key = (address * len(calendar.first) + month) * 31 + day
        _, first = np.unique(key, return_index=True)
        again = np.ones(len(day), dtype=bool)
        again[first] = False
        if not again.any():
            break
        day[again] = rng.integers(0, lengths[again])
    return np.asarray(calendar.first[month] + day, dtype=np.int64)


def _cumulative(weight: NDArray[np.float64] | Days) -> NDArray[np.float64]:
    """Return running sums down the flats, from 0, one column per month."""
    out = np.zeros((weight.shape[0] + 1, weight.shape[1]))
    np.cumsum(weight, axis=0, out=out[1:])
    return out


def _flats(
    rng: np.random.Generator, cumulative: NDArray[np.float64], bounds: Days, address: Days, month: Days
) -> Days:
    """Draw a flat of the address with chance proportional to its weight in the month."""
    flat = np.full(len(address), NO_FLAT, dtype=np.int64)
    target = rng.random(len(address))
    for m in np.unique(month):
        rows = np.flatnonzero(month == m)
        column = cumulative[:, m]
        low, high = column[bounds[address[rows]]], column[bounds[address[rows] + 1]]
        found = np.searchsorted(column, low + target[rows] * (high - low), side="right") - 1
        flat[rows] = np.where(high > low, np.minimum(found, bounds[address[rows] + 1] - 1), NO_FLAT)
    return flat


def _closed(
    rng: np.random.Generator, truth: RepairTruth, calendar: Calendar, day: Days, treated: NDArray[np.bool_]
) -> Days:
    median = truth.median_days * np.where((day >= calendar.start) & treated, truth.ratio, 1.0)
    closed = day + np.maximum(np.rint(median * np.exp(rng.normal(0, truth.log_sd, len(day)))), 0).astype(
        np.int64
    )
    return np.where(closed > calendar.end, NOT_CLOSED, closed)


def _reporters(rng: np.random.Generator, roles: tuple[str, ...], n: int) -> NDArray[np.object_]:
    pool = np.array(roles or ("",), dtype=object)
    return np.asarray(pool[rng.integers(0, len(pool), n)], dtype=object)
