"""The one results table: its columns, what each means, and how rows get exactly these columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.params import Indicator, Study

Kind = Literal["text", "count", "number", "flag"]


@dataclass(frozen=True)
class Column:
    """One column of the results table, as the data dictionary describes it."""

    name: str
    kind: Kind
    meaning: str
    unit: str = ""

    @property
    def dtype(self) -> str:
        """Pandas dtype of the column."""
        return {"text": "str", "count": "Int64", "number": "float64", "flag": "bool"}[self.kind]


COLUMNS: tuple[Column, ...] = (
    Column("project", "text", "Prosjektets id."),
    Column("period", "text", "Periodens id."),
    Column("indicator", "text", "Indikatorens id i evalueringsplanen."),
    Column("code", "text", "Prosjektets egen kode for indikatoren, for eksempel «1a»."),
    Column("goal", "text", "Id for delmålet indikatoren hører til."),
    Column("name", "text", "Indikatorens navn."),
    Column("unit", "text", "Enhet for verdiene før og etter."),
    Column("family", "text", "Familien p-verdien justeres i."),
    Column("primary", "flag", "Om dette er det ene hovedutfallet som ble valgt på forhånd."),
    Column("direction", "text", "Ønsket retning: lower (lavere er bedre) eller higher (høyere er bedre)."),
    Column(
        "measure",
        "text",
        "Type mål: rate, index, item, share, amount, duration, completion, backlog eller tenure.",
    ),
    Column("place", "text", "Adressens id, eller all for alle adressene samlet."),
    Column("role", "text", "inferential: samlet og testet. descriptive: én adresse, ikke testet."),
    Column("n_baseline", "count", "Leietakere i prosjektet den første dagen.", "personer"),
    Column(
        "n_before",
        "count",
        "Leietakere i prosjektet med verdi før; for lengden på leieforholdene: løpende leieforhold.",
        "personer",
    ),
    Column("n_after", "count", "Det samme etter.", "personer"),
    Column(
        "n_pairs",
        "count",
        "Leietakere i prosjektet med verdi både før og etter; verdiene bygger på disse.",
        "personer",
    ),
    Column(
        "lost_moved",
        "count",
        "Leietakere uten par som ikke lenger leier på adressen fra første dag.",
        "personer",
    ),
    Column(
        "lost_missing",
        "count",
        "Leietakere uten par som fortsatt leier der: svar eller opplysning mangler.",
        "personer",
    ),
    Column(
        "lost_not_invited",
        "count",
        "Andre på adressene med verdi etter, som ikke leide der den første dagen.",
        "personer",
    ),
    Column("lost_share", "number", "Andelen av leietakerne den første dagen som er uten par.", "andel 0–1"),
    Column("months_before", "count", "Måneder, eller deler av måneder, med utleide boliger før.", "måneder"),
    Column("months_after", "count", "Måneder, eller deler av måneder, med utleide boliger etter.", "måneder"),
    Column("events_before", "count", "Hendelser før.", "antall"),
    Column("events_after", "count", "Hendelser etter.", "antall"),
    Column(
        "exposure_before",
        "number",
        "Utleide boligmåneder før; en del av en måned regnes etter dager.",
        "boligmåneder",
    ),
    Column("exposure_after", "number", "Utleide boligmåneder etter.", "boligmåneder"),
    Column("flats_contributing", "count", "Ulike boliger bak hendelsene i begge vinduene.", "boliger"),
    Column(
        "largest_flat_share",
        "number",
        "Den største andelen av hendelsene som én bolig står for.",
        "andel 0–1",
    ),
    Column("done", "count", "Hvor mye av det planlagte som er gjort.", "antall"),
    Column("planned", "count", "Hvor mye som var planlagt.", "antall"),
    Column("before", "number", "Verdien før, i indikatorens enhet; andeler som tall fra 0 til 1."),
    Column("after", "number", "Verdien etter, i indikatorens enhet."),
    Column("estimate", "number", "Anslått endring: etter minus før, eller etter delt på før."),
    Column("estimate_type", "text", "difference (etter − før), ratio (etter / før) eller none."),
    Column("low", "number", "Nedre grense for intervallet rundt endringen; 0 er mulig for et forhold."),
    Column("high", "number", "Øvre grense for intervallet; inf betyr uten øvre grense."),
    Column("level_attained", "number", "Konfidensnivået intervallet minst har.", "andel 0–1"),
    Column(
        "important_change",
        "number",
        "Minste viktige endring etter planen, i endringens enhet; for rater en andel.",
    ),
    Column("p", "number", "Tosidig p etter den eksakte testen, ikke justert."),
    Column("p_mid", "number", "Mid-p etter samme test."),
    Column("p_adjusted", "number", "p justert for de andre indikatorene i familien; denne teller."),
    Column("smallest_p", "number", "Minste p disse dataene kunne ha gitt, ikke justert."),
    Column(
        "smallest_p_adjusted",
        "number",
        "Minste justerte p disse dataene kunne ha gitt.",
    ),
    Column("p_zero_adjusted", "number", "Justert p dersom ingen hendelser hadde skjedd etter (rater)."),
    Column("p_months", "number", "p når måneder byttes mellom før og etter (permutasjon), ikke justert."),
    Column("p_months_adjusted", "number", "p fra permutasjonen av måneder, justert i familien."),
    Column(
        "dispersion",
        "number",
        "Pearsons φ: 1 når hendelsene er spredt tilfeldig, større når de kommer i klynger.",
    ),
    Column("p_dispersion", "number", "Eksakt p for at spredningen er større enn tilfeldig."),
    Column("n_up", "count", "Leietakere med høyere verdi etter.", "personer"),
    Column("n_same", "count", "Leietakere med samme verdi.", "personer"),
    Column("n_down", "count", "Leietakere med lavere verdi etter.", "personer"),
    Column(
        "verdict",
        "text",
        "bedring, forverring, uendret, for_lite_data, usikkert_grunnlag, beskrivelse, ikke_maalt.",
    ),
    Column("verdict_rule", "text", "Hvilken regel som avgjorde; se docs/evaluation.md."),
    Column("verdict_reason", "text", "Begrunnelsen i en setning, med tallene."),
    Column("sensitive", "flag", "Om konklusjonen endrer seg ved andre rimelige valg («følsomt for valg»)."),
    Column(
        "method",
        "text",
        "Metodens id: sign_flip, signed_rank, month_permutation, rate_ratio, mcnemar, kaplan_meier "
        "eller description.",
    ),
    Column("warnings", "text", "Forbehold, adskilt med semikolon."),
)
"""Every column of ``results`` in order. What is missing is empty."""

NAMES = tuple(column.name for column in COLUMNS)

Columns: TypeAlias = dict[str, NDArray[Any] | str]
"""Columns of one indicator: all places together first, then each place; a text holds for all of them."""


def first_only(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Keep the value of all places together; places get none."""
    return np.concatenate([values[:1], np.full(len(values) - 1, np.nan)])


def plan_columns(study: Study, places: Sequence[str]) -> pd.DataFrame:
    """Lay out what the plan says of every indicator and place, in the order of the rows."""
    one = pd.DataFrame([_planned(indicator) for indicator in study.plan.indicators])
    size = 1 + len(places)
    rows = one.loc[one.index.repeat(size)].reset_index(drop=True)
    return rows.assign(
        project=study.project.id,
        period=study.period.id,
        place=np.tile(np.array(["all", *places]), len(one)),
        role=np.tile(np.array(["inferential", *["descriptive"] * len(places)]), len(one)),
    )


def _planned(indicator: Indicator) -> dict[str, object]:
    important = indicator.important_change
    return {
        "indicator": indicator.id,
        "code": indicator.code,
        "goal": indicator.goal,
        "name": indicator.name,
        "unit": indicator.unit,
        "family": indicator.family,
        "primary": indicator.primary,
        "direction": indicator.direction,
        "measure": indicator.measure.type,
        "estimate_type": estimate_type(indicator),
        "important_change": np.nan if important is None else important,
    }


def estimate_type(indicator: Indicator) -> str:
    """Name the kind of estimate: rates have a ratio, completion none, all else a difference."""
    return {"rate": "ratio", "completion": "none"}.get(indicator.measure.type, "difference")


def with_schema(frame: pd.DataFrame) -> pd.DataFrame:
    """Give a frame exactly the columns of the results table, with their dtypes; what it lacks is missing.

    Examples
    --------
    >>> table = with_schema(pd.DataFrame({"indicator": ["naboklager"], "n_pairs": [12.0]}))
    >>> table.columns.tolist() == list(NAMES), table["n_pairs"].tolist(), table["code"].tolist()
    (True, [12], [''])
    """
    fill: dict[str, object] = {"text": "", "flag": False, "count": pd.NA, "number": np.nan}
    wide = frame.reindex(columns=list(NAMES)).astype(object)
    filled = {c.name: wide[c.name].where(wide[c.name].notna(), fill[c.kind]) for c in COLUMNS}
    return pd.DataFrame(filled).astype({c.name: c.dtype for c in COLUMNS}).reset_index(drop=True)
