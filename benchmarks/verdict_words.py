"""From worlds to words by the project's own rules, for ``verdicts.py``; no rule is written again here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from verdict_worlds import Windows

from analysis.evaluate.basis.people import People
from analysis.evaluate.judging.judged import Judgement, judge
from analysis.evaluate.measures import Computed
from analysis.evaluate.measures._columns import Columns
from analysis.evaluate.measures._pairs import mcnemar, paired_columns, sign_flip
from analysis.evaluate.measures._rates import Counted, _row_columns, enough_months, interval
from analysis.params import Indicator, Study, load_period

Floats = NDArray[np.float64]
PERIOD = Path(__file__).parent.parent / "params/leie/periods/sluttrapport.yml"
RATES = ("naboklager", "driftshenvendelser")


@cache
def _whole() -> Study:
    return load_period(PERIOD)


def study_of(deciding: Sequence[Indicator], adjust: str) -> Study:
    """Return the sample's study, these outcomes alone deciding its first goal, adjusted as one family."""
    study = _whole()
    goal, family = study.plan.goals[0], study.plan.families[0]
    own = tuple(
        i.model_copy(update={"goal": goal.id, "family": family.id, "primary": False}) for i in deciding
    )
    plan = study.plan.model_copy(
        update={
            "goals": (goal.model_copy(update={"decided_by": tuple(i.id for i in own)}),),
            "families": (family.model_copy(update={"adjust": adjust, "exploratory": False}),),
            "indicators": own,
        }
    )
    return replace(study, plan=plan)


def indicator(name: str, **changed: object) -> Indicator:
    """Return an indicator of the sample's plan, with these fields changed."""
    return _whole().plan.indicator(name).model_copy(update=changed)


def rate_judgements(kinds: Sequence[Counted], design: Windows) -> list[dict[str, Judgement]]:
    """Judge every world: its kinds of event decide, with Holm over them where they are several."""
    names = RATES[: len(kinds)]
    study = study_of([indicator(name) for name in names], "holm" if len(kinds) > 1 else "none")
    held = enough_months(design.pieces[design.used], study.plan.min_months)
    computed = [_rates(each, study.plan.level, held) for each in kinds]
    return [judge(study, dict(zip(names, world, strict=True))) for world in zip(*computed, strict=True)]


def _rates(counted: Counted, level: float, held: bool) -> list[Computed]:
    """One rate of every world, as `rate_columns` gives it for all places together."""
    columns = _row_columns(counted, level)
    limits = cache(lambda wanted: interval(counted, wanted))

    def of_row(row: int) -> Computed:
        own: Columns = {name: values[row : row + 1] for name, values in columns.items()}
        return Computed(
            own | {"enough_months": np.array([held])},
            interval=lambda wanted: (float(limits(wanted)[0][row]), float(limits(wanted)[1][row])),
        )

    return [of_row(row) for row in range(len(counted.events))]


def pair_judgements(outcomes: Mapping[Indicator, Floats], adjust: str = "none") -> list[dict[str, Judgement]]:
    """Judge every world: values before and after of each outcome, shape (2, worlds, tenants)."""
    study = study_of(list(outcomes), adjust)
    computed = [_pairs(values, study, share=i.measure.type == "share") for i, values in outcomes.items()]
    names = [i.id for i in outcomes]
    return [judge(study, dict(zip(names, world, strict=True))) for world in zip(*computed, strict=True)]


def _pairs(values: Floats, study: Study, *, share: bool) -> list[Computed]:
    """One outcome of every world: the worlds are the places of one large project."""
    _, worlds, n = values.shape
    place, everybody = np.repeat(np.arange(worlds), n), np.ones(worlds * n, dtype=bool)
    people = People(pd.RangeIndex(worlds * n), everybody, place, place, ~everybody, ~everybody)
    infer = mcnemar if share else sign_flip
    columns = paired_columns(values.reshape(2, -1), people, worlds, infer, study.plan)
    change = values[1] - values[0]
    return [
        Computed(
            {name: v if isinstance(v, str) else v[row + 1 : row + 2] for name, v in columns.items()},
            change[row],
        )
        for row in range(worlds)
    ]
