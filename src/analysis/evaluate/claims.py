"""What has been claimed about the project, held against the results."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

from analysis.evaluate.estimates import Basis
from analysis.evaluate.grounds import FEWEST_FOR_PERCENT, completion_sentence, grounds, whole
from analysis.evaluate.judged import WEAK_MONTHS
from analysis.evaluate.reasons import change_in_words
from analysis.evaluate.records import running_on
from analysis.evaluate.tables import Tables, absent
from analysis.evaluate.verdict import Evidence
from analysis.params import Claim, Completion, Indicator, Period, Study, Window
from analysis.params import numbers as no
from analysis.params.claims import Change, MoversGranted, Unrecorded, Value

Status = Literal["holds", "not_shown", "contradicted", "no_data"]
Row = Mapping[str, Any]
"""A row of the results table, all places together."""
OPPOSITE = {"lower": "higher", "higher": "lower"}
COLUMNS = ("claim", "text", "source", "indicator", "status", "figure", "verdict", "n_people")
"""Columns of ``claims``; ``n_people`` is the people a figure rests on, where it is not an indicator's."""


@dataclass(frozen=True)
class Grounds:
    """What is needed to say what a figure of an indicator rests on."""

    indicator: Indicator
    period: Period

    def of(self, row: Row) -> str:
        """Say how many tenants, events or months are behind a row."""
        return grounds(row, self.indicator.measure, self.period)


def claims_table(study: Study, tables: Tables, shared: Basis, results: pd.DataFrame) -> pd.DataFrame:
    """Check every claim against the results: one row per claim, see `COLUMNS`."""
    whole = results[results["place"] == "all"]
    by_indicator: dict[str, Row] = {
        str(row["indicator"]): {str(k): v for k, v in row.items()} for row in whole.to_dict("records")
    }
    rows = [(c.id, c.text, c.source, *_checked(c, by_indicator, study, tables, shared)) for c in study.claims]
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    return table.astype({name: "Int64" if name == "n_people" else "str" for name in COLUMNS})


def _checked(
    claim: Claim, rows: Mapping[str, Row], study: Study, tables: Tables, shared: Basis
) -> tuple[str, Status, str, str, int | None]:
    """Give the indicator, status, figure, verdict and number of people behind one claim."""
    check = claim.check
    if study.period.after.end < study.project.start:
        return "", "no_data", "Perioden ligger før prosjektet.", "", None
    if isinstance(check, MoversGranted):
        status, figure, people = movers_granted(study, tables, shared)
        return "", status, figure, "", people
    if isinstance(check, Unrecorded):
        return "", "no_data", "Dette er ikke ført i dataene.", "", None
    row = rows[check.indicator]
    indicator = next(i for i in study.plan.indicators if i.id == check.indicator)
    rests_on = Grounds(indicator, study.period)
    status, figure = (
        changed(check, row, rests_on) if isinstance(check, Change) else reached(check, row, rests_on)
    )
    return check.indicator, status, figure, row["verdict"], None


def changed(check: Change, row: Row, rests_on: Grounds) -> tuple[Status, str]:
    """Whether an indicator changed as claimed.

    A tested indicator decides by its verdict: better or worse in the claimed direction holds; in the other,
    or unchanged, contradicts; all else is not shown, and so is a rate that is to be read as too little data.
    What is only counted decides by the count.
    """
    verdict = row["verdict"]
    if verdict == "ikke_maalt":
        return "no_data", row["verdict_reason"]
    figure = _before_and_after(row, rests_on)
    if verdict == "beskrivelse":
        moved = row["after"] - row["before"]
        if np.isnan(moved):
            return "no_data", figure
        wanted = moved < 0 if check.says == "lower" else moved > 0
        return ("holds" if wanted else "contradicted"), f"{figure} Tallet er ikke testet."
    figure += _change(row)
    if verdict == "uendret":
        return "contradicted", figure
    if verdict == "usikkert_grunnlag":
        return "not_shown", f"{figure} Grunnlaget er usikkert, fordi mange mangler tall."
    if verdict not in ("bedring", "forverring"):
        return "not_shown", figure
    if WEAK_MONTHS in str(row["warnings"]):
        return "not_shown", f"{figure} Konklusjonen «{verdict}» må leses som for lite data."
    went = row["direction"] if verdict == "bedring" else OPPOSITE[row["direction"]]
    return ("holds" if went == check.says else "contradicted"), figure


def _before_and_after(row: Row, rests_on: Grounds) -> str:
    if row["measure"] == "share":
        before, after = (round(row[side] * row["n_pairs"]) for side in ("before", "after"))
        return f"{before} før og {after} etter, av {row['n_pairs']} leietakere med tall begge ganger."
    return f"{_value(row, 'before')} før og {_value(row, 'after')} etter ({row['unit']}; {rests_on.of(row)})."


def _change(row: Row) -> str:
    """Say a tested change with its interval; nothing where there is none, or for a share of a few people."""
    estimate, low, high = (float(row[name]) for name in ("estimate", "low", "high"))
    if not math.isfinite(estimate) or math.isnan(low) or math.isnan(high):
        return ""
    kind, pairs = str(row["measure"]), whole(row["n_pairs"]) or 0
    if kind == "share" and pairs < FEWEST_FOR_PERCENT:
        return ""
    said = change_in_words(
        Evidence(kind, kind == "rate", True, math.nan, estimate, low, high, math.nan, math.nan, n_pairs=pairs)
    )
    return f" {said[0].upper()}{said[1:]}."


def _value(row: Row, side: str) -> str:
    return no.number(row[side], 0 if row["measure"] in ("amount", "duration") else 1)


def reached(check: Value, row: Row, rests_on: Grounds) -> tuple[Status, str]:
    """Whether the value after is below, or at least, what is claimed."""
    if row["verdict"] == "ikke_maalt" or np.isnan(row["after"]):
        return "no_data", row["verdict_reason"]
    value = float(row["after"])
    holds = value < check.below if check.below is not None else value >= float(check.at_least or 0)
    return ("holds" if holds else "contradicted"), _reached(row, rests_on)


def _reached(row: Row, rests_on: Grounds) -> str:
    measure = rests_on.indicator.measure
    if isinstance(measure, Completion):
        return completion_sentence(row, measure, rests_on.period)
    if row["measure"] == "share":
        having, of = round(row["after"] * row["n_pairs"]), whole(row["n_pairs"])
        return f"{having} av {of} leietakere med tall begge ganger."
    return f"{_value(row, 'after')} etter ({row['unit']}; {rests_on.of(row)})."


def movers_granted(study: Study, tables: Tables, shared: Basis) -> tuple[Status, str, int]:
    """Whether all baseline tenants with a new address at the end have a running decision on services."""
    if absent(study, tables, "services") or absent(study, tables, "residents"):
        return "no_data", "Det er ikke levert data om leieforhold og vedtak.", 0
    people = shared.people
    movers = people.keys[people.in_project & people.moved & ~people.gone]
    if not len(movers):
        return "no_data", "Ingen av leietakerne har fått ny adresse i perioden.", 0
    end = study.period.after.end
    running = running_on(tables.services, Window(start=end, end=end))
    granted = int(movers.isin(running["person"]).sum())
    moved = no.count(len(movers), "leietaker", "leietakere")
    figure = f"{granted} av {moved} med ny adresse hadde vedtak om tjenester ved slutten av perioden."
    return ("holds" if granted == len(movers) else "contradicted"), figure, len(movers)
