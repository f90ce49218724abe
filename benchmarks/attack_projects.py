"""Random projects for the attacker (``attack.py``): the samples' machinery with other numbers.

2–40 tenants at 1–6 addresses, few events, one dominating debtor, 5 or 7 points, other thresholds.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd

from analysis.params import Address, Disclosure, Plan, Study, load_period
from analysis.sample import SampleParams, Truth, generate, read_sample_params, world_tables

BASES = ("leie/periods/sluttrapport", "husvert/periods/sluttevaluering")
"""On seven and on five points."""
FEWEST, MOST = 2, 40


@dataclass(frozen=True)
class Drawn:
    """One project.

    Attributes
    ----------
    seed
        What it was drawn from.
    study, tables
        Parameters and processed tables, as the pipeline takes them.
    """

    seed: int
    study: Study
    tables: SimpleNamespace


@cache
def base(number: int) -> tuple[Study, SampleParams]:
    """Return a sample project's parameters and those of its sample."""
    study = load_period(f"params/{BASES[number]}.yml")
    return study, read_sample_params(study)


def draw(seed: int) -> Drawn:
    """Draw the project of a seed; the same everywhere."""
    rng = np.random.default_rng([2026, seed])
    study, params = base(int(rng.integers(len(BASES))))
    tenants = int(rng.integers(FEWEST, MOST + 1))
    let = _parts(rng, tenants, int(rng.integers(1, min(6, tenants) + 1)))
    addresses = tuple(_address(number, n, int(rng.integers(0, 3))) for number, n in enumerate(let))
    rule = Disclosure(
        min_group=int(rng.choice([4, 5, 5, 5, 7])), max_share=float(rng.choice([0.5, 0.75, 0.8]))
    )
    project = study.project.model_copy(update={"addresses": addresses, "disclosure": rule})
    study = replace(study, project=project, plan=_plan(rng, study.plan))
    params = _params(rng, params, addresses, let)
    tables = world_tables(generate(study, truth=_truth(rng, params.truth, tenants), seed=seed, params=params))
    return Drawn(seed, study, SimpleNamespace(**_with_debtor(rng, tables)))


def _plan(rng: np.random.Generator, plan: Plan) -> Plan:
    """Let one project in ten have answers that cannot be linked; only linked ones are adjusted jointly."""
    if rng.random() >= 0.1:
        return plan
    families = tuple(f.model_copy(update={"adjust": "holm"}) for f in plan.families)
    return plan.model_copy(update={"answers": "unlinked", "families": families})


def _parts(rng: np.random.Generator, tenants: int, addresses: int) -> list[int]:
    """Divide the tenants on the addresses, at least one at each."""
    cuts = np.sort(rng.choice(np.arange(1, tenants), addresses - 1, replace=False))
    return [int(n) for n in np.diff([0, *cuts, tenants])]


def _address(number: int, let: int, vacant: int) -> Address:
    letter = "ABCDEF"[number]
    return Address(
        id=f"vei-{number + 1}", name=f"Prøveveien {number + 1}", public_name=f"Sted {letter}",
        flats=let + vacant,
    )  # fmt: skip


def _params(
    rng: np.random.Generator, params: SampleParams, addresses: tuple[Address, ...], let: list[int]
) -> SampleParams:
    layout = {
        a.id: type(next(iter(params.layout.values())))(let=n) for a, n in zip(addresses, let, strict=True)
    }
    states = ["done", "ongoing", "waiting", "undecided"]
    measures = tuple(
        m.model_copy(update={"status": {a.id: str(rng.choice(states)) for a in addresses}})
        for m in params.measures
    )
    n = sum(let)
    activities = tuple(
        a
        if a.invited is None
        else a.model_copy(
            update={"invited": (came := int(rng.integers(1, n + 1))), "attended": int(rng.integers(came + 1))}
        )
        for a in params.activities
    )
    changed: dict[str, Any] = {
        "layout": layout, "measures": measures, "activities": activities, "incident_slip": None,
        "tenancy_slip": None,
    }  # fmt: skip
    return params.model_copy(update=changed)


def _truth(rng: np.random.Generator, truth: Truth, tenants: int) -> Truth:
    few = float(np.exp(rng.uniform(np.log(0.08), np.log(1.5))))
    incidents = {
        kind: one.model_copy(
            update={"rate": few * one.rate, "ratio": float(np.exp(rng.normal(np.log(one.ratio), 0.4)))}
        )
        for kind, one in truth.incidents.items()
    }
    ends = {
        k: e.model_copy(update={"rate": float(rng.uniform(0, 2)) * e.rate})
        for k, e in truth.tenancies.ends.items()
    }
    movers = int(rng.integers(0, max(1, tenants // 4) + 1)) if truth.tenancies.movers else 0
    tenancies = truth.tenancies.model_copy(update={"ends": ends, "movers": movers, "movers_within": 0})
    survey = truth.survey
    if survey is not None:
        gone = float(rng.choice([0.0, 0.02, 0.1]))
        late, silent = (int(rng.integers(0, 1 + tenants // 5)) for _ in range(2))
        survey = survey.model_copy(update={"missing": gone, "late": late, "silent": silent})
    return truth.model_copy(update={"incidents": incidents, "tenancies": tenancies, "survey": survey})


def _with_debtor(rng: np.random.Generator, tables: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Let one tenant owe most of it in three worlds of four."""
    arrears = tables["arrears"]
    times = float(rng.choice([1.0, 3.0, 10.0, 100.0]))
    own = arrears.groupby("person")["balance"].sum()
    if own.empty:
        return tables
    larger = arrears["balance"].mask(arrears["person"].eq(own.idxmax()), arrears["balance"] * times)
    return {**tables, "arrears": arrears.assign(balance=larger.round(2))}
