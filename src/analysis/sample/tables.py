"""A world as the processed tables the evaluation reads, without going through files."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.sample.calendar import FOREVER, Days
from analysis.sample.incidents import NO_FLAT, NOT_CLOSED
from analysis.sample.money import SERVICES
from analysis.sample.survey import STATUSES
from analysis.sample.tenancies import OUTSIDE
from analysis.sample.world import World

OTHER = "other"
"""Address after a move out of the project's addresses."""

FINDINGS = (
    "severity", "source", "file", "sheet", "column", "rows", "rule", "message", "action", "resembles",
    "resembles_rows",
)  # fmt: skip
CORRECTIONS = ("source", "key", "column", "reason", "who", "date")


def world_tables(world: World) -> dict[str, pd.DataFrame]:
    """Return the processed tables of a world, as named and shaped in ``docs/architecture.md``.

    Persons, flats and events have made-up keys (``p00001``, ``f00001``, ``i000001``) in place of pseudonyms.

    Examples
    --------
    >>> from analysis.params import load_period
    >>> from analysis.sample import generate
    >>> tables = world_tables(generate(load_period("params/leie/periods/sluttrapport.yml")))
    >>> tables["exposure"].shape, int(tables["residents"].query("in_project")["person"].nunique())
    ((108, 8), 13)
    """
    tables = {
        "survey": _survey(world),
        "residents": _residents(world),
        "incidents": _incidents(world),
        "exposure": exposure(world),
        "arrears": _arrears(world),
        "services": _services(world),
        "activities": _activities(world),
        "measures": _measures(world),
        "cases": _cases(world),
        "themes": pd.DataFrame(
            {"person": [], "wave": pd.Series([], dtype="int64"), "theme": []}, dtype=object
        ),
        "findings": pd.DataFrame(columns=FINDINGS, dtype=object),
        "corrections": pd.DataFrame(columns=CORRECTIONS, dtype=object),
    }
    return {
        name: table.astype({column: "str" for column in table if table[column].dtype == object})
        for name, table in tables.items()
    }


def exposure(world: World) -> pd.DataFrame:
    """Return flat-days per address and month: in all, let, under repair, unlawfully occupied."""
    calendar, stock = world.calendar, world.stock
    ids = _address_ids(world)[:-1]
    months = len(calendar.first)
    flats = np.bincount(stock.address, minlength=len(ids))
    days = np.tile(calendar.lengths, len(ids))
    own = world.spells.flat != OUTSIDE
    where = stock.address[world.spells.flat[own]]
    let = calendar.per_group(where, len(ids), world.spells.start[own], world.spells.end[own])
    out = {}
    for kind in ("repair", "occupied"):
        rows = world.outages.kind == kind
        where = stock.address[world.outages.flat[rows]]
        out[kind] = calendar.per_group(where, len(ids), world.outages.start[rows], world.outages.end[rows])
    return pd.DataFrame(
        {
            "address": np.repeat(ids, months),
            "month": _dates(np.tile(calendar.first, len(ids))),
            "days": days,
            "flats": np.repeat(flats, months),
            "flat_days": np.repeat(flats, months) * days,
            "let_flat_days": let.ravel(),
            "unavailable_flat_days": out["repair"].ravel(),
            "occupied_flat_days": out["occupied"].ravel(),
        }
    )


def _dates(days: Days, missing: NDArray[np.bool_] | None = None) -> NDArray[np.datetime64]:
    absent = np.zeros_like(days, dtype=bool) if missing is None else missing
    dates = np.where(absent, 0, days).astype("datetime64[D]").astype("datetime64[us]")
    return np.where(absent, np.datetime64("NaT"), dates)


def _keys(prefix: str, numbers: Days, width: int) -> NDArray[np.object_]:
    top = int(numbers.max(initial=-1)) + 1
    names = np.array([f"{prefix}{k + 1:0{width}d}" for k in range(top)], dtype=object)
    return np.asarray(names[numbers], dtype=object)


def _address_ids(world: World) -> NDArray[np.object_]:
    """Return ids by address number; the last is the address outside the project."""
    n = int(world.stock.address.max()) + 1
    return np.array([*(a.id for a in world.study.project.addresses[:n]), OTHER], dtype=object)


def _survey(world: World) -> pd.DataFrame:
    answers = world.answers
    items = np.array([item.id for item in world.study.questionnaire.items], dtype=object)
    statuses = np.array(STATUSES, dtype=object)
    people = _keys("p", answers.person, 5)
    frames = []
    for wave, day in answers.day.items():
        took_part = day >= 0
        values = pd.array(answers.given[wave][took_part].ravel(), dtype="Int64")
        status = answers.status[wave][took_part].ravel()
        values[status != 0] = pd.NA
        n = int(took_part.sum())
        frames.append(
            pd.DataFrame(
                {
                    "person": np.repeat(people[took_part], len(items)),
                    "wave": pd.array(np.full(n * len(items), wave), dtype="Int64"),
                    "item": np.tile(items, n),
                    "value": values,
                    "status": statuses[status],
                }
            )
        )
    return pd.concat(frames, ignore_index=True)


def _residents(world: World) -> pd.DataFrame:
    spells = world.spells
    flats = np.append(_keys("f", np.arange(len(world.stock.label)), 5), OTHER)
    addresses = _address_ids(world)[np.append(world.stock.address, -1)]
    running = spells.end >= FOREVER
    return pd.DataFrame(
        {
            "person": _keys("p", spells.person, 5),
            "address": addresses[spells.flat],
            "flat": flats[spells.flat],
            "start": _dates(spells.start),
            "end": _dates(spells.end, running),
            "end_reason": pd.Series(spells.reason, dtype="str").mask(running),
            "in_project": world.in_project[spells.person],
        }
    )


def _incidents(world: World) -> pd.DataFrame:
    events = world.events
    flats = np.append(_keys("f", np.arange(len(world.stock.label)), 5), np.array([None], dtype=object))
    return pd.DataFrame(
        {
            "incident": _keys("i", np.arange(len(events.day)), 6),
            "date": _dates(events.day),
            "address": _address_ids(world)[events.address],
            "flat": pd.Series(flats[np.where(events.flat == NO_FLAT, -1, events.flat)], dtype="str"),
            "kind": events.kind,
            "closed": _dates(events.closed, events.closed == NOT_CLOSED),
            "reported_by": pd.Series(events.reported_by, dtype="str").mask(events.reported_by == ""),
        }
    )


def _arrears(world: World) -> pd.DataFrame:
    person, month = np.nonzero(world.ledger.rents)
    return pd.DataFrame(
        {
            "person": _keys("p", person, 5),
            "month": _dates(world.calendar.first[month]),
            "balance": world.ledger.balance[person, month],
        }
    )


def _services(world: World) -> pd.DataFrame:
    decisions = world.decisions
    service, agency, at_home = (np.array(column, dtype=object) for column in zip(*SERVICES, strict=True))
    return pd.DataFrame(
        {
            "person": _keys("p", decisions.person, 5),
            "service": service[decisions.service],
            "agency": agency[decisions.service],
            "decided": _dates(decisions.decided),
            "start": _dates(decisions.start),
            "end": _dates(decisions.end, decisions.end >= FOREVER),
            "at_home": at_home[decisions.service].astype(bool),
        }
    )


def _activities(world: World) -> pd.DataFrame:
    rows = [
        (
            f"a{number:02d}",
            row.kind,
            day,
            row.approximate,
            row.invited,
            row.attended,
            row.title,
            row.roles,
            row.points,
        )
        for number, row in enumerate(world.params.activities, start=1)
        for day in (row.dates or (None,))
    ]
    columns = [
        "activity", "kind", "date", "approximate", "invited", "attended", "title", "responsible", "points",
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=columns).astype(
        {"invited": "Int64", "attended": "Int64", "approximate": bool}
    )
    table["date"] = pd.to_datetime(table["date"]).astype("datetime64[us]")
    return table


def _measures(world: World) -> pd.DataFrame:
    rows = [
        (row.text, address, status, row.plan, row.preparation)
        for row in world.params.measures
        for address, status in row.status.items()
    ]
    return pd.DataFrame(rows, columns=["measure", "address", "status", "wording", "preparation"])


def _cases(world: World) -> pd.DataFrame:
    received, closed, left = (pd.array(column, dtype="Int64") for column in world.cases)
    return pd.DataFrame(
        {
            "month": _dates(world.calendar.first[: len(received)]),
            "received": received,
            "closed": closed,
            "open": left,
        }
    )
