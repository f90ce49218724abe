"""The sentence beside a verdict: which rule decided, with its figures, in plain Norwegian."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from analysis.errors import AnalysisError
from analysis.evaluate.judging.verdict import MOST_CHANGED, upper_share_changed
from analysis.measure_types import Quantity
from analysis.params import Indicator, Plan, Study
from analysis.params import numbers as no
from analysis.wording import quantities
from analysis.wording.grounds import whole
from analysis.wording.labels import DATA, label

Row = Mapping[Any, Any]
"""A row of the results table."""
AT_ADDRESS = "Beskrivelse: konklusjonen trekkes for adressene samlet."
PROCESS = "Beskrivelse: tallet viser hva som er gjort, og er ikke testet."
UNMEASURED = {
    "before_project": "perioden ligger før prosjektet",
    "no_information": "det finnes ingen opplysninger om dette i perioden",
    "no_exposure": "ingen boliger var leid ut i et av vinduene, eller det er ukjent",
    "no_cases": "ingen saker i et av vinduene",
    "no_pairs": "ingen leietaker har tall både før og etter",
    "no_values": "det finnes ikke tall både før og etter",
}
"""Why a row is not measured, beside data and waves that the period lacks."""
PLAIN = Quantity(2, "", "")


class WordingError(AnalysisError):
    """Something was concluded that there are no words for."""


def reason(row: Row, indicator: Indicator, study: Study) -> str:
    """Say in one sentence why the verdict of a row of the results is what it is.

    Raises
    ------
    WordingError
        If no sentence is kept for the rule that decided.
    """
    rule, plan = str(row["verdict_rule"]), study.plan
    if rule == "unmeasured":
        return f"Ikke målt: {_unmeasured(row, indicator, study)}."
    if rule == "described":
        return AT_ADDRESS if indicator in plan.tested else PROCESS
    if rule.startswith("lost:"):
        return _lost(row, indicator, rule.removeprefix("lost:"))
    if rule == "2":
        unsure = "storrelse_usikker" in str(row["warnings"])
        tail = ", men størrelsen er usikker" if unsure else ""
        return f"{str(row['verdict']).capitalize()}: {_change(row, indicator)}{tail}."
    if rule == "3":
        return (
            f"Uendret: hele intervallet ({_interval(row, indicator)}) er mindre enn den minste viktige "
            f"endringen ({_important(row, indicator)})."
        )
    return f"For lite data: {_too_little(rule, row, indicator, plan)}."


def change_in_words(row: Row, indicator: Indicator) -> str:
    """Say the change with its interval: «endringen er +1,0 poeng (intervall 0,5 til 1,5 poeng)»."""
    if indicator.declared.estimate_type == "ratio":
        said = f"raten etter er {no.number(row['estimate'], 2)} ganger raten før"
    else:
        quantity = _quantity(row, indicator)
        scaled = no.hundredfold(row["estimate"]) if quantity.share else row["estimate"]
        said = f"endringen er {no.signed(scaled, quantity.decimals)}{quantity.several}"
    return f"{said} (intervall {_interval(row, indicator)})"


def _unmeasured(row: Row, indicator: Indicator, study: Study) -> str:
    why, waves = str(row["unmeasured"]), study.period.waves
    if why == "no_data":
        return f"det er ikke levert data om {DATA[indicator.declared.table]}"
    if why == "no_waves":
        missing = [name for name, wave in (("før", waves.before), ("etter", waves.after)) if wave is None]
        return f"perioden har ingen kartlegging {' og ingen '.join(missing)}"
    return label(UNMEASURED, why, "reason")


def _too_little(rule: str, row: Row, indicator: Indicator, plan: Plan) -> str:
    basis = indicator.declared.basis
    counted = f"{basis.column}_before", f"{basis.column}_after"
    n = sum(whole(row[c]) or 0 for c in counted) if basis.column == "events" else whole(row["n_pairs"]) or 0
    number = no.count(n, basis.one, basis.several)
    both = "" if basis.column == "events" else " med tall begge ganger"
    match rule:
        case "1.minimum":
            return f"tallene bygger på {number}{both}, og planen krever minst {indicator.minimum}"
        case "1.months":
            return f"sammenligningen krever minst {plan.min_months} måneder både før og etter"
        case "1.interval":
            return f"{number} er for få til et intervall på {no.percent(plan.level)}"
        case "1.smallest_p":
            least = no.p_value(row["smallest_p_adjusted"], "minste mulige justerte p")
            limit = no.number(plan.alpha, 2)
            return f"selv det tydeligste utfallet hadde vært for lite ({least}, grense {limit})"
        case "1.zero":
            least = no.p_value(row["p_zero_adjusted"], "justert p")
            return f"det var så få {basis.several} før at selv et fall til null hadde vært for lite ({least})"
        case "4.items":
            changed, pairs = whole(row["n_important"]) or 0, whole(row["n_pairs"]) or 0
            upper = no.number(upper_share_changed(changed, pairs, plan.level), 2)
            return (
                f"de fleste svarte likt, men andelen med en viktig endring kan være {upper} "
                f"(grensen er {no.number(MOST_CHANGED, 1)})"
            )
        case "4":
            return _too_wide(row, indicator, plan)
    raise WordingError(f"no sentence is kept for rule '{rule}'. Add it to wording/reasons.py.")


def _too_wide(row: Row, indicator: Indicator, plan: Plan) -> str:
    """Say what the interval holds, and what else stood in the way."""
    ratio = indicator.declared.estimate_type == "ratio"
    none, low, high = 1.0 if ratio else 0.0, float(row["low"]), float(row["high"])
    important, wanted_up = float(row["important_change"]), indicator.direction == "higher"
    open_to = []
    if low <= none <= high:
        open_to.append("ingen endring")
    if low <= none - important:
        open_to.append(_important_change("lavere", not wanted_up))
    if high >= none + important:
        open_to.append(_important_change("høyere", wanted_up))
    wide = f"intervallet er for bredt ({_interval(row, indicator)})"
    if open_to:
        wide += f" og rommer {'både ' * (len(open_to) > 1)}{no.listed(open_to)}"
    if low <= none <= high:
        return wide
    if ratio and float(row["p_adjusted"]) <= plan.alpha:
        months = no.p_value(row["p_months"], "stokking av måneder ga p")
        return f"{wide}; månedene svinger for mye til å si mer ({months})"
    return f"{wide}; den justerte p-verdien er over grensen ({no.p_value(row['p_adjusted'], 'justert p')})"


def _important_change(direction: str, better: bool) -> str:
    return f"en viktig {'bedring' if better else 'forverring'} ({direction} verdi)"


def _lost(row: Row, indicator: Indicator, rule: str) -> str:
    baseline = whole(row["n_baseline"]) or 0
    shown = {
        "2": f"hos de øvrige er {_change(row, indicator).replace('endringen er', 'endringen')}",
        "3": f"hos de øvrige er endringen mindre enn den minste viktige ({_interval(row, indicator)})",
    }
    tenants = no.count(baseline, "leietaker", "leietakere")
    without = f"{baseline - (whole(row['n_pairs']) or 0)} av {tenants} mangler tall før eller etter"
    return f"Usikkert grunnlag: {without}; {label(shown, rule, 'rule')}."


def _change(row: Row, indicator: Indicator) -> str:
    p = no.p_value(row["p_adjusted"], "justert p")
    return f"{change_in_words(row, indicator).removesuffix(')')}; {p})"


def _quantity(row: Row, indicator: Indicator) -> Quantity:
    """How the change of a row is written; no percentage points of few."""
    quantity = indicator.declared.change
    return PLAIN if quantities.few(quantity, row["n_pairs"]) else quantity


def _interval(row: Row, indicator: Indicator) -> str:
    if indicator.declared.estimate_type == "ratio":
        return no.interval(row["low"], row["high"], 2)
    return quantities.interval(_quantity(row, indicator), row["low"], row["high"])


def _important(row: Row, indicator: Indicator) -> str:
    important = indicator.important_change
    if important is None:
        return no.MISSING
    if indicator.declared.estimate_type == "ratio":
        return f"{no.number(1 - important, 2)} til {no.number(1 + important, 2)}"
    return quantities.size(_quantity(row, indicator), important)
