"""The same question by another method: zeros dropped, all answers used, seasons matched, other addresses."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis import stats
from analysis.evaluate.counts import count_matrix, events_of
from analysis.evaluate.estimates import Basis, paired_changes, person_values
from analysis.evaluate.paired import paired_columns
from analysis.evaluate.people import followed
from analysis.evaluate.tables import Tables
from analysis.params import Indicator, Rate, Study

Floats = NDArray[np.float64]
CONCLUSIVE = ("bedring", "forverring", "usikkert_grunnlag")
MONTHS_A_YEAR = 12


def alternative_rows(study: Study, tables: Tables, shared: Basis, whole: pd.DataFrame) -> pd.DataFrame:
    """Answer each tested indicator by the other methods that fit it.

    These give a p without adjustment. A verdict of better or worse flips where the other method, asked alone,
    gives p above alpha or a change the other way; without a verdict there is nothing to flip.
    """
    rows: list[dict[str, object]] = []
    for indicator in study.plan.indicators:
        if indicator.id not in whole.index:
            continue
        values = person_values(study, tables, shared, indicator)
        if isinstance(indicator.measure, Rate):
            found = [season_matched(study, tables, shared, indicator), months_adjusted(whole, indicator)]
        elif values is not None and indicator.measure.type != "share":
            found = [all_available(values, shared, study.plan.level)]
            if indicator.measure.type == "item":
                found.append(wilcoxon_zeros(values, shared, study.plan.level))
        else:
            found = []
        main = whole[whole["indicator"] == indicator.id].iloc[0]
        rows += [
            {**row, "indicator": indicator.id, "flips": flips(main, row, study.plan.alpha)} for row in found
        ]
    frame = pd.DataFrame(rows).assign(place="all", n_variants=1)
    frame["n_flips"] = frame["flips"].astype(int)
    return pd.concat([frame, at_the_time(study, tables, shared, whole)], ignore_index=True)


def flips(main: pd.Series, row: dict[str, object], alpha: float) -> bool:
    """Whether another method's answer takes a verdict of better or worse away."""
    p, estimate = row.get("p"), row.get("estimate")
    if main["verdict"] not in CONCLUSIVE or not isinstance(p, float) or np.isnan(p):
        return False
    none = 1.0 if main["estimate_type"] == "ratio" else 0.0
    other_way = isinstance(estimate, float) and (estimate - none) * (main["estimate"] - none) < 0
    return bool(p > alpha or other_way)


def months_adjusted(whole: pd.DataFrame, indicator: Indicator) -> dict[str, object]:
    """Ask the permutation of months to agree at the family's level, not only by itself.

    Where events come in clusters the months are the only test that holds its level, and among several rates
    one or other agrees by chance more often than alpha.
    """
    row = whole[whole["indicator"] == indicator.id].iloc[0]
    kept = {name: float(row[name]) for name in ("before", "after", "estimate", "low", "high")}
    n = int(row["events_before"] + row["events_after"])
    label = "Stokking av måneder, justert for alle indikatorene i familien"
    return {
        "variant": "months_adjusted",
        "label": label,
        "n": n,
        **kept,
        "p": float(row["p_months_adjusted"]),
    }


def wilcoxon_zeros(values: Floats, shared: Basis, level: float) -> dict[str, object]:
    """Signed rank with zeros dropped before ranking, instead of Pratt's."""
    change = paired_changes(values, shared.people)
    some = ~np.isnan(change)
    result = stats.stratified_signed_rank(
        change[some], shared.people.place[some], zeros="wilcox", level=level
    )
    return {
        "variant": "wilcoxon_zeros",
        "label": "Like svar utelatt før rangering (Wilcoxon)",
        "n": int(some.sum()),
        "estimate": float(result.estimate),
        "low": float(result.low),
        "high": float(result.high),
        "p": float(result.p),
    }


def all_available(values: Floats, shared: Basis, level: float) -> dict[str, object]:
    """All baseline tenants with a value before or after, paired or not (partially overlapping t)."""
    answers = values[:, shared.people.in_project]
    before, after = answers[:, np.lexsort(answers)]  # the order of the people would move last digits
    result = stats.partially_overlapping_t(before, after, level=level)
    has = ~np.isnan(np.vstack([before, after]))
    return {
        "variant": "all_available",
        "label": "Alle svar, også uten par",
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


def season_matched(study: Study, tables: Tables, shared: Basis, indicator: Indicator) -> dict[str, object]:
    """Compare the calendar months both windows hold, each with itself: signs of the differences flipped."""
    label = {"variant": "season_matched", "label": "Bare kalendermåneder som er i begge vinduene, parvis"}
    if not isinstance(indicator.measure, Rate):
        raise TypeError(f"indicator must be a rate, found {indicator.measure.type}")
    known = ~np.isnan(shared.calendar.exposure)
    counts = count_matrix(events_of(indicator.measure, tables), shared.calendar.pieces, shared.places)
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
        return {**label, "note": "Vinduene har ingen kalendermåneder felles."}
    matched = sums[:, :, both]
    rate = matched[:, 0] / matched[:, 1]
    totals = matched.sum(axis=2)
    ratio = stats.rate_ratio(totals[0, 0], totals[0, 1], totals[1, 0], totals[1, 1], level=study.plan.level)
    return {
        **label,
        "n": int(totals[:, 0].sum()),
        "before": float(100 * totals[0, 0] / totals[0, 1]),
        "after": float(100 * totals[1, 0] / totals[1, 1]),
        "estimate": float(ratio.estimate),
        "low": float(ratio.low),
        "high": float(ratio.high),
        "p": float(stats.sign_flip(rate[1] - rate[0], interval=False).p),
        "note": f"{int(both.sum())} kalendermåneder",
    }


def at_the_time(study: Study, tables: Tables, shared: Basis, whole: pd.DataFrame) -> pd.DataFrame:
    """Values per tenant with each at the address at the end of the after window, in all and per address."""
    if (shared.people.place < 0).all():
        return pd.DataFrame()
    people = followed(study, tables.residents, shared.places, "at_the_time")
    frames = []
    for indicator in study.plan.indicators:
        if indicator.id not in whole.index:
            continue
        values = person_values(study, tables, shared, indicator)
        if values is None:
            continue
        n_places = len(shared.places)
        columns = paired_columns(values, people, n_places, indicator.measure.type, study.plan)
        rows = pd.DataFrame(columns, index=range(1 + n_places))
        rows = rows.assign(indicator=indicator.id, place=["all", *shared.places], n=rows["n_pairs"])
        main = whole[whole["indicator"] == indicator.id].iloc[0]
        flipped = flips(main, {"p": float(rows["p"].iloc[0])}, study.plan.alpha)
        rows["flips"] = [flipped, *[False] * len(shared.places)]
        frames.append(rows)
    if not frames:
        return pd.DataFrame()
    table = pd.concat(frames, ignore_index=True)
    label = "Leietakerne på adressen ved slutten av etter-vinduet"
    kept = ["indicator", "place", "n", "before", "after", "estimate", "low", "high", "p", "flips"]
    table = table[kept].assign(variant="at_the_time", label=label, n_variants=1)
    return table.assign(n_flips=table["flips"].astype(int))
