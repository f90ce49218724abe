"""The figure a claim is held against, in a sentence."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from analysis.params import Indicator, Study
from analysis.params import numbers as no
from analysis.wording import quantities
from analysis.wording.grounds import completion_sentence, grounds, whole
from analysis.wording.labels import label
from analysis.wording.reasons import Row, change_in_words, reason

WITHOUT_FIGURE = {
    "before_project": "Perioden ligger før prosjektet.",
    "unrecorded": "Dette er ikke ført i dataene.",
    "no_registers": "Det er ikke levert data om leieforhold og vedtak.",
    "no_movers": "Ingen av leietakerne har fått ny adresse i perioden.",
}
"""What an answer stands on where it is no figure."""


def claim_figure(claim: Mapping[Any, Any], row: Row | None, study: Study) -> str:
    """Say the figure behind the answer to a claim.

    Parameters
    ----------
    claim
        A row of the table of claims.
    row
        The row of the results it names, all places together; None where it names none.

    Raises
    ------
    LabelError
        If there are no words for what the answer stands on.
    """
    stands_on = str(claim["grounds"])
    if stands_on == "movers":
        moved = no.count(claim["n_people"], "leietaker", "leietakere")
        granted = no.number(claim["n_with"], 0)
        return f"{granted} av {moved} med ny adresse hadde vedtak om tjenester ved slutten av perioden."
    if row is None:
        return label(WITHOUT_FIGURE, stands_on, "grounds of a claim")
    indicator = study.plan.indicator(str(claim["indicator"]))
    if stands_on == "unmeasured":
        return reason(row, indicator, study)
    if stands_on == "value":
        return _reached(row, indicator, study)
    return label({"change": _changed(row, indicator, study)}, stands_on, "grounds of a claim")


def _changed(row: Row, indicator: Indicator, study: Study) -> str:
    figure, verdict = _before_and_after(row, indicator, study), row["verdict"]
    if verdict == "beskrivelse" and row["verdict_rule"] in ("activity", "context"):
        moved = float(row["after"]) - float(row["before"])
        return figure if math.isnan(moved) else f"{figure} Tallet er ikke testet."
    figure += _change(row, indicator)
    if verdict == "beskrivelse":
        return f"{figure} Tallet støtter delmålet, men avgjør det ikke."
    if verdict == "usikkert_grunnlag":
        return f"{figure} Grunnlaget er usikkert, fordi mange mangler tall."
    return figure


def _before_and_after(row: Row, indicator: Indicator, study: Study) -> str:
    declared = indicator.declared
    if declared.counts == "persons" and declared.value.share:
        before, after = (round(row[side] * row["n_pairs"]) for side in ("before", "after"))
        return f"{before} før og {after} etter, av {row['n_pairs']} leietakere med tall begge ganger."
    before, after = (_value(row[side], indicator) for side in ("before", "after"))
    rests_on = grounds(row, declared, study.period)
    return f"{before} før og {after} etter ({indicator.unit}; {rests_on})."


def _value(amount: Any, indicator: Indicator) -> str:
    """Write a value whose unit follows in brackets."""
    quantity = indicator.declared.value
    return quantities.value(quantity, amount) if quantity.share else no.number(amount, quantity.decimals)


def _change(row: Row, indicator: Indicator) -> str:
    """Say a tested change with its interval; nothing where there is none, or for a share of a few people."""
    estimate, low, high = (float(row[name]) for name in ("estimate", "low", "high"))
    if not math.isfinite(estimate) or math.isnan(low) or math.isnan(high):
        return ""
    if quantities.few(indicator.declared.change, whole(row["n_pairs"])):
        return ""
    said = change_in_words(row, indicator)
    return f" {said[0].upper()}{said[1:]}."


def _reached(row: Row, indicator: Indicator, study: Study) -> str:
    declared = indicator.declared
    if declared.estimate_type == "none":
        return completion_sentence(row, declared, study.period)
    if declared.value.share:
        having, of = round(row["after"] * row["n_pairs"]), whole(row["n_pairs"])
        return f"{having} av {of} leietakere med tall begge ganger."
    return (
        f"{_value(row['after'], indicator)} etter ({indicator.unit}; {grounds(row, declared, study.period)})."
    )
