"""The same question by another method: ranks, all answers used, seasons matched, other addresses."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis import stats
from analysis.evaluate.basis import Basis, everybody
from analysis.evaluate.basis.months import count_matrix
from analysis.evaluate.basis.people import followed
from analysis.evaluate.basis.tables import Tables
from analysis.evaluate.measures import compute, person_values, rate_events, unlinked
from analysis.evaluate.measures._pairs import MANY, paired_changes
from analysis.measure_types import Choice
from analysis.params import Indicator, Study

Floats = NDArray[np.float64]
MONTHS_A_YEAR = 12
OTHER_DESIGN = ("as_groups", "linked_only")
"""Methods that answer by another design than the one the plan chose beforehand."""
SHOWN = ("bedring", "forverring", "usikkert_grunnlag")
"""Verdicts that another method, asked alone, can take away."""
COLUMNS = [
    "indicator", "variant", "n", "before", "after", "estimate", "low", "high", "p", "n_variants", "n_able",
    "flips",
]  # fmt: skip
"""Columns of an answer; the table of sensitivity says what they mean."""


@dataclass(frozen=True)
class Question:
    """One tested indicator to be answered by another method; `main` is its row of the main analysis."""

    study: Study
    tables: Tables
    shared: Basis
    indicator: Indicator
    main: pd.Series

    @property
    def answers(self) -> Floats:
        """Values per tenant before and after, shape (2, people)."""
        return person_values(self.study, self.tables, self.shared, self.indicator)


def alternative_rows(study: Study, tables: Tables, shared: Basis, whole: pd.DataFrame) -> pd.DataFrame:
    """Answer each deciding outcome by the other methods that fit it.

    These give a p without adjustment. A verdict of better or worse flips where the other method, asked alone
    and able to reach alpha, gives p above it, or a change the other way; without such a verdict there is
    nothing to take away, and the answer is shown without being counted.
    """
    questions = [
        Question(study, tables, shared, i, whole[whole["indicator"] == i.id].iloc[0])
        for i in study.plan.indicators
        if i.id in whole.index
    ]
    rows = [
        {"indicator": question.indicator.id, "variant": name, **_held_against(question, name, found)}
        for question in questions
        for name, answer in METHODS.items()
        if name in question.indicator.declared.affected_by and (found := answer(question))
    ]
    frame = pd.DataFrame(rows, columns=COLUMNS).assign(place="all")
    frame["n_flips"] = frame["flips"].astype(int)
    return pd.concat([frame, *at_the_time(study, tables, shared, questions)], ignore_index=True)


def _held_against(question: Question, method: str, found: dict[str, float]) -> dict[str, object]:
    """Say whether another method could have shown something, and whether it takes the verdict away.

    Linked answers taken as two groups, or the linked ones alone, are the design the plan did not choose:
    shown beside it, and not counted.
    """
    p, least = found.get("p", np.nan), found.pop("smallest_p", 0.0)
    counts = question.main["verdict"] in SHOWN and not np.isnan(p) and method not in OTHER_DESIGN
    turned = counts and turns(question.main, found["estimate"])
    alpha = question.study.plan.alpha
    able = counts and (turned or least <= alpha)
    return {**found, "n_variants": int(counts), "n_able": int(able), "flips": able and (turned or p > alpha)}


def turns(main: pd.Series, estimate: Any) -> bool:
    """Whether a verdict of better or worse stands on a change that goes the other way here."""
    none = 1.0 if main["estimate_type"] == "ratio" else 0.0
    return main["verdict"] in SHOWN and bool((float(estimate) - none) * (main["estimate"] - none) < 0)


def signed_rank(question: Question) -> dict[str, float]:
    """Exact signed rank (Pratt zeros) and the Hodges–Lehmann change, less moved by a few large changes."""
    if unlinked(question.indicator, question.study):
        return {}
    change = paired_changes(question.answers, question.shared.people)
    some = change[~np.isnan(change)]
    if not 0 < len(some) <= MANY:
        return {}
    middle = stats.hodges_lehmann(some, level=question.study.plan.level)
    ranks = stats.signed_rank(some)
    return {
        "n": len(some),
        "estimate": float(middle.estimate),
        "low": float(middle.low),
        "high": float(middle.high),
        "p": float(ranks.p),
        "smallest_p": float(ranks.smallest_p),
    }


def linked_only(question: Question) -> dict[str, float]:
    """Where answers are compared as two groups: only those known to be of the same person, sign flip."""
    if not unlinked(question.indicator, question.study):
        return {}
    values = _of_everybody(question)
    pairs = values[:, ~np.isnan(values).any(axis=0)]
    if not pairs.shape[1]:
        return {}
    return _with_means(pairs, stats.sign_flip(pairs[1] - pairs[0], level=question.study.plan.level))


def ranks_of_groups(question: Question) -> dict[str, float]:
    """Where answers are compared as two groups: ranks instead of means (permuted Brunner–Munzel)."""
    if not unlinked(question.indicator, question.study):
        return {}
    sides = [np.sort(side[~np.isnan(side)]) for side in _of_everybody(question)]
    ranks = stats.brunner_munzel(*sides, level=question.study.plan.level)
    chance = dict.fromkeys(
        ("estimate", "low", "high"), float("nan")
    )  # of a higher answer: no change of means
    return _with_means(sides, ranks) | chance


def as_groups(question: Question) -> dict[str, float]:
    """Where answers are compared per tenant: all answers as two groups, exact permutation of the mean."""
    if question.study.plan.answers == "unlinked":
        return {}
    sides = [np.sort(side[~np.isnan(side)]) for side in _of_everybody(question)]
    return _with_means(sides, stats.mean_difference(*sides, level=question.study.plan.level))


def _of_everybody(question: Question) -> Floats:
    who = everybody(question.study, question.tables, question.shared)
    return person_values(question.study, question.tables, who, question.indicator)


def _with_means(
    sides: Sequence[Floats] | Floats, test: stats.SignFlip | stats.MeanDifference | stats.BrunnerMunzel
) -> dict[str, float]:
    return {
        "n": sum(len(side) for side in sides),
        "before": _mean(sides[0]),
        "after": _mean(sides[1]),
        "estimate": float(test.estimate),
        "low": float(test.low),
        "high": float(test.high),
        "p": float(test.p),
        "smallest_p": float(test.smallest_p),
    }


def all_available(question: Question) -> dict[str, float]:
    """All baseline tenants with a value before or after, paired or not (partially overlapping t)."""
    if unlinked(question.indicator, question.study):
        return {}
    answers = question.answers[:, question.shared.people.in_project]
    before, after = answers[:, np.lexsort(answers)]  # the order of the people would move last digits
    result = stats.partially_overlapping_t(before, after, level=question.study.plan.level)
    has = ~np.isnan(np.vstack([before, after]))
    return {
        "n": int(has.any(axis=0).sum()),
        "before": _mean(before),
        "after": _mean(after),
        "estimate": float(result.estimate),
        "low": float(result.low),
        "high": float(result.high),
        "p": float(result.p),
    }


def _mean(values: Floats) -> float:
    known = values[~np.isnan(values)]
    return float(known.mean()) if len(known) else float("nan")


def season_matched(question: Question) -> dict[str, float]:
    """Compare the calendar months both windows hold, each with itself: signs of the differences flipped."""
    study, shared = question.study, question.shared
    calendar = shared.calendar.covered_by(study, question.indicator.declared.table)
    known = ~np.isnan(calendar.exposure)
    counts = count_matrix(rate_events(question.indicator, question.tables), calendar)
    events = np.where(known, counts, 0.0).sum(axis=0)
    time = np.where(known, calendar.exposure, 0.0).sum(axis=0)
    month = calendar.pieces["month"].dt.month.to_numpy() - 1
    sums = np.zeros((2, 2, MONTHS_A_YEAR))
    for row, side in enumerate(("before", "after")):
        at = calendar.at(side)
        sums[row, 0] = np.bincount(month[at], weights=events[at], minlength=MONTHS_A_YEAR)
        sums[row, 1] = np.bincount(month[at], weights=time[at], minlength=MONTHS_A_YEAR)
    both = (sums[:, 1] > 0).all(axis=0)
    if not both.any():
        return {}
    matched = sums[:, :, both]
    rate = matched[:, 0] / matched[:, 1]
    totals = matched.sum(axis=2)
    ratio = stats.rate_ratio(totals[0, 0], totals[0, 1], totals[1, 0], totals[1, 1], level=study.plan.level)
    flip = stats.sign_flip(rate[1] - rate[0], interval=False)
    return {
        "n": int(totals[:, 0].sum()),
        "before": float(100 * totals[0, 0] / totals[0, 1]),
        "after": float(100 * totals[1, 0] / totals[1, 1]),
        "estimate": float(ratio.estimate),
        "low": float(ratio.low),
        "high": float(ratio.high),
        "p": float(flip.p),
        "smallest_p": float(flip.smallest_p),
    }


METHODS: dict[Choice, Callable[[Question], dict[str, float]]] = {
    "season_matched": season_matched,
    "all_available": all_available,
    "signed_rank": signed_rank,
    "as_groups": as_groups,
    "linked_only": linked_only,
    "ranks_of_groups": ranks_of_groups,
}
"""Other method → what answers by it; empty where it cannot."""


def at_the_time(
    study: Study, tables: Tables, shared: Basis, questions: list[Question]
) -> Iterator[pd.DataFrame]:
    """Values per tenant with each at the address at the end of the after window, in all and per address."""
    if (shared.people.place < 0).all():
        return
    people = followed(study, tables.residents, shared.places, "at_the_time")
    elsewhere = replace(shared, people=people)
    for question in questions:
        if unlinked(question.indicator, study):
            continue
        if "attribution" not in question.indicator.declared.affected_by:
            continue
        columns = compute(study, tables, elsewhere, question.indicator).columns
        rows = pd.DataFrame(columns, index=range(1 + len(shared.places)))
        yield rows.assign(
            indicator=question.indicator.id,
            variant="at_the_time",
            place=["all", *shared.places],
            n=rows["n_pairs"],
            n_variants=0,
            n_able=0,
            n_flips=0,
            flips=False,
        )[[*COLUMNS, "place", "n_flips"]]
