from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis.evaluate import Evaluation, evaluate
from analysis.evaluate.basis import Basis, basis
from analysis.evaluate.basis.months import Calendar
from analysis.evaluate.basis.people import People
from analysis.evaluate.basis.windows import month_pieces
from analysis.params import Study, Window, load_period
from analysis.sample import generate, world_tables


@cache
def loaded() -> Study:
    return load_period("params/leie/periods/sluttrapport.yml")


@cache
def world() -> SimpleNamespace:
    return SimpleNamespace(**world_tables(generate(loaded())))


@cache
def evaluated() -> Evaluation:
    """The sample's evaluation, made once for all rooms that are tested on it."""
    return evaluate(loaded(), world())  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def study() -> Study:
    return loaded()


@pytest.fixture(scope="session")
def sample() -> SimpleNamespace:
    return world()


@pytest.fixture(scope="session")
def shared(study: Study, sample: SimpleNamespace) -> Basis:
    return basis(study, sample)


@pytest.fixture(scope="session")
def found() -> Evaluation:
    return evaluated()


def window(start: str, end: str) -> Window:
    return Window(start=date.fromisoformat(start), end=date.fromisoformat(end))


def with_period(study: Study, **changes: Any) -> Study:
    return replace(study, period=study.period.model_copy(update=changes))


def with_tables(tables: SimpleNamespace, **changes: pd.DataFrame) -> SimpleNamespace:
    return SimpleNamespace(**{**vars(tables), **changes})


def spells(*rows: tuple[str, str, str, str, str | None]) -> pd.DataFrame:
    """Tenancy spells as (person, address, flat, start, end); in the project if running on 1 October 2023."""
    frame = pd.DataFrame(rows, columns=["person", "address", "flat", "start", "end"])
    frame["start"], frame["end"] = pd.to_datetime(frame["start"]), pd.to_datetime(frame["end"])
    day = pd.Timestamp("2023-10-01")
    running = (
        (frame["start"] <= day)
        & (frame["end"].isna() | (frame["end"] >= day))
        & (frame["address"] != "other")
    )
    frame["in_project"] = frame["person"].isin(frame.loc[running, "person"])
    return frame.assign(end_reason="annet")


def only(study: Study, *indicators: str, **changes: Any) -> Study:
    """The study with a plan of these indicators alone, which decide their goals; changed as said."""
    kept = [i for i in study.plan.indicators if i.id in indicators]
    plan = study.plan.model_copy(
        update={
            "indicators": tuple(i.model_copy(update=changes) for i in kept),
            "goals": tuple(
                g.model_copy(update={"decided_by": tuple(i.id for i in kept if i.goal == g.id)})
                for g in study.plan.goals
            ),
        }
    )
    return replace(study, plan=plan)


def answered(
    study: Study, sample: SimpleNamespace, changes: Sequence[int], places: Sequence[int] | None = None
) -> SimpleNamespace:
    """Tables in which each tenant's safety index changed by so much, from 3, at the address in this place."""
    addresses = [a.id for a in study.project.addresses]
    where = [0] * len(changes) if places is None else places
    names = [f"p{k:05d}" for k in range(len(changes))]
    tenants = spells(
        *((p, addresses[at], f"flat-{p}", "2020-01-01", None) for p, at in zip(names, where, strict=True))
    )
    items = ("q03", "q08", "q09", "q11")
    turned = np.array([item == "q09" for item in items])
    after = 3 + np.asarray(changes)[:, None] * np.ones(4, dtype=int)
    values = np.stack([np.full(after.shape, 3), after])
    rows = pd.DataFrame(
        {
            "person": np.tile(np.repeat(names, 4), 2),
            "wave": np.repeat([1, 2], after.size),
            "item": np.tile(items, 2 * len(names)),
            "value": np.where(turned, 8 - values, values).ravel(),
            "status": "answered",
        }
    )
    return with_tables(sample, survey=rows.astype({"value": "Int64"}), residents=tenants)


def crowd(n: int, **known: Any) -> People:
    """Baseline tenants of the first place who stayed there, save for what is said of them."""
    which = {name: np.full(n, name == "in_project") for name in ("in_project", "moved", "gone")}
    given = {**which, "place": np.zeros(n, dtype=np.int64), **{k: np.asarray(v) for k, v in known.items()}}
    return People(
        keys=pd.Index([f"p{k}" for k in range(n)], dtype="str"), **{"last": given["place"], **given}
    )


def months_of(study: Study, exposure: Any, flats: Sequence[tuple[str, str]] = ()) -> Calendar:
    """The months of a period with the same exposure in each, or one given per month, of places a, b, c, …

    Each of the `flats` (address, flat) is let all the time.
    """
    pieces = month_pieces(study.period, pd.Series([], dtype="datetime64[us]"))
    let = np.atleast_2d(np.asarray(exposure, dtype=float))
    return Calendar(
        pieces,
        pd.Index(list("abcdefg"[: len(let)]), dtype="str"),
        np.broadcast_to(let, (len(let), len(pieces))).copy(),
        pd.MultiIndex.from_tuples(sorted(flats), names=["address", "flat"]),
        np.ones((len(flats), len(pieces))),
    )


def basis_of(
    study: Study, places: pd.Index, people: People | None = None, answers: np.ndarray | None = None
) -> Basis:
    """What a measure rests on, made by hand; every month of every place has five let flats."""
    who = crowd(0) if people is None else people
    given = np.full((2, len(who), 0), np.nan) if answers is None else answers
    months = replace(months_of(study, np.full((len(places), 1), 5.0)), places=places)
    return Basis(places, who, months, given)
