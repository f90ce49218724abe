"""The same question by another method: zeros dropped, all answers used, seasons matched, other addresses."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis import stats
from analysis.evaluate.basis import Basis
from analysis.evaluate.basis.months import count_matrix
from analysis.evaluate.basis.people import followed
from analysis.evaluate.basis.tables import Tables
from analysis.evaluate.measures import compute, person_values, rate_events
from analysis.evaluate.measures._pairs import paired_changes
from analysis.measure_types import Choice
from analysis.params import Indicator, Study

Floats = NDArray[np.float64]
CONCLUSIVE = ("bedring", "forverring", "usikkert_grunnlag")
MONTHS_A_YEAR = 12
COLUMNS = ["indicator", "variant", "n", "before", "after", "estimate", "low", "high", "p", "flips"]
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
    """Answer each tested indicator by the other methods that fit it.

    These give a p without adjustment. A verdict of better or worse flips where the other method, asked alone,
    gives p above alpha or a change the other way; without a verdict there is nothing to flip.
    """
    questions = [
        Question(study, tables, shared, i, whole[whole["indicator"] == i.id].iloc[0])
        for i in study.plan.indicators
        if i.id in whole.index
    ]
    rows = []
    for question in questions:
        for name, answer in METHODS.items():
            if name in question.indicator.declared.affected_by:
                found = answer(question)
                flipped = flips(question.main, found, study.plan.alpha)
                rows.append({"indicator": question.indicator.id, "variant": name, **found, "flips": flipped})
    frame = pd.DataFrame(rows, columns=COLUMNS).assign(place="all", n_variants=1)
    frame["n_flips"] = frame["flips"].astype(int)
    return pd.concat([frame, *at_the_time(study, tables, shared, questions)], ignore_index=True)


def flips(main: pd.Series, row: dict[str, object], alpha: float) -> bool:
    """Whether another method's answer takes a verdict of better or worse away."""
    p, estimate = row.get("p"), row.get("estimate")
    if main["verdict"] not in CONCLUSIVE or not isinstance(p, float) or np.isnan(p):
        return False
    none = 1.0 if main["estimate_type"] == "ratio" else 0.0
    other_way = isinstance(estimate, float) and (estimate - none) * (main["estimate"] - none) < 0
    return bool(p > alpha or other_way)


def months_adjusted(question: Question) -> dict[str, object]:
    """Ask the permutation of months to agree at the family's level, not only by itself.

    Where events come in clusters the months are the only test that holds its level, and among several rates
    one or other agrees by chance more often than alpha.
    """
    row = question.main
    kept = {name: float(row[name]) for name in ("before", "after", "estimate", "low", "high")}
    n = int(row["events_before"] + row["events_after"])
    return {"n": n, **kept, "p": float(row["p_months_adjusted"])}


def wilcoxon_zeros(question: Question) -> dict[str, object]:
    """Signed rank with zeros dropped before ranking, instead of Pratt's."""
    people = question.shared.people
    change = paired_changes(question.answers, people)
    some = ~np.isnan(change)
    result = stats.stratified_signed_rank(
        change[some], people.place[some], zeros="wilcox", level=question.study.plan.level
    )
    return {
        "n": int(some.sum()),
        "estimate": float(result.estimate),
        "low": float(result.low),
        "high": float(result.high),
        "p": float(result.p),
    }


def all_available(question: Question) -> dict[str, object]:
    """All baseline tenants with a value before or after, paired or not (partially overlapping t)."""
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


def season_matched(question: Question) -> dict[str, object]:
    """Compare the calendar months both windows hold, each with itself: signs of the differences flipped."""
    study, shared = question.study, question.shared
    known = ~np.isnan(shared.calendar.exposure)
    found = rate_events(question.indicator, question.tables)
    counts = count_matrix(found, shared.calendar.pieces, shared.places)
    events = np.where(known, counts, 0.0).sum(axis=0)
    time = np.where(known, shared.calendar.exposure, 0.0).sum(axis=0)
    month = shared.calendar.pieces["month"].dt.month.to_numpy() - 1
    sums = np.zeros((2, 2, MONTHS_A_YEAR))
    for row, side in enumerate(("before", "after")):
        at = shared.calendar.at(side)
        sums[row, 0] = np.bincount(month[at], weights=events[at], minlength=MONTHS_A_YEAR)
        sums[row, 1] = np.bincount(month[at], weights=time[at], minlength=MONTHS_A_YEAR)
    both = (sums[:, 1] > 0).all(axis=0)
    if not both.any():
        return {}
    matched = sums[:, :, both]
    rate = matched[:, 0] / matched[:, 1]
    totals = matched.sum(axis=2)
    ratio = stats.rate_ratio(totals[0, 0], totals[0, 1], totals[1, 0], totals[1, 1], level=study.plan.level)
    return {
        "n": int(totals[:, 0].sum()),
        "before": float(100 * totals[0, 0] / totals[0, 1]),
        "after": float(100 * totals[1, 0] / totals[1, 1]),
        "estimate": float(ratio.estimate),
        "low": float(ratio.low),
        "high": float(ratio.high),
        "p": float(stats.sign_flip(rate[1] - rate[0], interval=False).p),
    }


METHODS: dict[Choice, Callable[[Question], dict[str, object]]] = {
    "season_matched": season_matched,
    "months_adjusted": months_adjusted,
    "all_available": all_available,
    "wilcoxon_zeros": wilcoxon_zeros,
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
        if "attribution" not in question.indicator.declared.affected_by:
            continue
        columns = compute(study, tables, elsewhere, question.indicator).columns
        rows = pd.DataFrame(columns, index=range(1 + len(shared.places)))
        flipped = flips(question.main, {"p": float(rows["p"].iloc[0])}, study.plan.alpha)
        rows["flips"] = [flipped, *[False] * len(shared.places)]
        yield rows.assign(
            indicator=question.indicator.id,
            variant="at_the_time",
            place=["all", *shared.places],
            n=rows["n_pairs"],
            n_variants=1,
            n_flips=rows["flips"].astype(int),
        )[[*COLUMNS, "place", "n_variants", "n_flips"]]
