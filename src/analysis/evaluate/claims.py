"""What has been claimed about the project, held against the results."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal, Self

import numpy as np
import pandas as pd
from pydantic import Field, model_validator

from analysis.evaluate.estimates import Basis
from analysis.evaluate.grounds import completion_sentence, grounds, whole
from analysis.evaluate.records import running_on
from analysis.evaluate.tables import Tables, absent
from analysis.params import Completion, Indicator, Params, ParamsError, Period, Study, Window, read_params
from analysis.params import numbers as no
from analysis.params.model import Identifier, Text

Status = Literal["holds", "not_shown", "contradicted", "no_data"]
Row = Mapping[str, Any]
"""A row of the results table, all places together."""
OPPOSITE = {"lower": "higher", "higher": "lower"}
FILE = "claims.yml"
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


class Change(Params):
    """An indicator went down, or up."""

    type: Literal["change"]
    indicator: Identifier
    says: Literal["lower", "higher"]


class Value(Params):
    """An indicator's value after is below, or at least, a number."""

    type: Literal["value"]
    indicator: Identifier
    below: float | None = None
    at_least: float | None = None

    @model_validator(mode="after")
    def _one_limit(self) -> Self:
        if (self.below is None) == (self.at_least is None):
            raise ValueError("give either 'below' or 'at_least', and only one of them")
        return self


class MoversGranted(Params):
    """Every tenant who left the address during the project has a decision on services at the end."""

    type: Literal["movers_granted"]


class Unrecorded(Params):
    """Nothing in the records can tell."""

    type: Literal["unrecorded"]


class Claim(Params):
    """One claim, in our own words, and how to check it."""

    id: Identifier
    text: Text
    source: Text
    check: Annotated[Change | Value | MoversGranted | Unrecorded, Field(discriminator="type")]


class Claims(Params):
    """``params/<project>/claims.yml``."""

    claims: tuple[Claim, ...]


def read_claims(study: Study) -> tuple[Claim, ...]:
    """Read the project's claims; none where it has no such file.

    Raises
    ------
    ParamsError
        If the file is malformed or names an indicator the plan lacks.
    """
    path = study.params_dir / FILE
    if not path.exists():
        return ()
    claims = read_params(path, Claims, study.root).claims
    known = {indicator.id for indicator in study.plan.indicators}
    for claim in claims:
        named = claim.check.indicator if isinstance(claim.check, Change | Value) else None
        if named is not None and named not in known:
            raise ParamsError(
                f"{path.relative_to(study.root).as_posix()}: claim '{claim.id}' names unknown indicator "
                f"'{named}'. indicators.yml declares: {', '.join(sorted(known))}."
            )
    return claims


def claims_table(study: Study, tables: Tables, shared: Basis, results: pd.DataFrame) -> pd.DataFrame:
    """Check every claim against the results: one row per claim, see `COLUMNS`."""
    whole = results[results["place"] == "all"]
    by_indicator: dict[str, Row] = {
        str(row["indicator"]): {str(k): v for k, v in row.items()} for row in whole.to_dict("records")
    }
    rows = [
        (c.id, c.text, c.source, *_checked(c, by_indicator, study, tables, shared))
        for c in read_claims(study)
    ]
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
    or unchanged, contradicts; all else is not shown. What is only counted decides by the count.
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
    if verdict == "uendret":
        return "contradicted", figure
    if verdict not in ("bedring", "forverring"):
        return "not_shown", figure
    went = row["direction"] if verdict == "bedring" else OPPOSITE[row["direction"]]
    return ("holds" if went == check.says else "contradicted"), figure


def _before_and_after(row: Row, rests_on: Grounds) -> str:
    if row["measure"] == "share":
        before, after = (round(row[side] * row["n_pairs"]) for side in ("before", "after"))
        return f"{before} før og {after} etter, av {row['n_pairs']} leietakere med tall begge ganger."
    return f"{_value(row, 'before')} før og {_value(row, 'after')} etter ({row['unit']}; {rests_on.of(row)})."


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
