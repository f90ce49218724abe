"""The sentence beside a verdict: which rule decided, with its figures, in plain Norwegian."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from analysis import stats
from analysis.errors import AnalysisError
from analysis.evaluate.judging.verdict import MOST_CHANGED
from analysis.evaluate.measures import KNOWN_FLATS
from analysis.evaluate.planning import reachable
from analysis.measure_types import Quantity
from analysis.params import Indicator, Plan, Study
from analysis.params import numbers as no
from analysis.wording import quantities
from analysis.wording.grounds import whole
from analysis.wording.labels import DATA, label

Row = Mapping[Any, Any]
"""A row of the results table."""
WITHOUT_WORD = {
    "supports": "Støtter: tallet belyser delmålet, men avgjør det ikke.",
    "explores": "Utforskende: tallet kan reise spørsmål, men ikke avgjøre noe.",
    "activity": "Aktivitet: tallet viser hva som ble gjort, ikke virkningen.",
    "context": "Bakgrunn: tallet viser noe om omgivelsene og blir ikke vurdert.",
}
"""Role → why a row has no word."""
AT_ADDRESS = "Utforskende: konklusjonen trekkes for adressene samlet."
ALONE = "Adressen kan ikke vise noe alene: {}."
UNMEASURED = {
    "before_project": "perioden ligger før prosjektet",
    "no_information": "det finnes ingen opplysninger om dette i perioden",
    "no_exposure": "ingen boliger var leid ut i et av vinduene, eller loggen dekker det ikke",
    "no_shared_months": "de to tidsrommene har ingen kalendermåneder felles, og årstiden kan flytte tallet",
    "no_cases": "ingen saker i et av vinduene",
    "no_pairs": "ingen leietaker har tall både før og etter",
    "no_comparison": "det finnes ikke tall fra adressene uten prosjektet",
    "no_addresses": "svarene sier ikke hvem som ga dem, og kan derfor ikke deles på adressene",
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
    if rule == "address":
        return _at_address(row, indicator, plan)
    if rule in WITHOUT_WORD:
        return WITHOUT_WORD[rule]
    if rule.startswith("lost:"):
        return _lost(row, indicator, rule.removeprefix("lost:"))
    if rule == "3":
        unsure = "storrelse_usikker" in str(row["warnings"])
        tail = ", men størrelsen er usikker" if unsure else ""
        return f"{str(row['verdict']).capitalize()}: {_change(row, indicator)}{tail}."
    if rule in ("2", "2.small"):
        return f"Uendret: {_unimportant(row, indicator)}{_small(rule, row, indicator)}."
    return f"For lite data: {_too_little(rule, row, indicator, plan)}."


def _at_address(row: Row, indicator: Indicator, plan: Plan) -> str:
    """Say whether an address could show anything alone."""
    if indicator not in plan.tested or no.is_missing(row["smallest_p"]):
        return AT_ADDRESS
    if float(row["smallest_p"]) <= plan.alpha:
        return AT_ADDRESS
    if indicator.declared.counts == "events":
        return ALONE.format("for få hendelser, måneder eller boliger")
    pairs = whole(row["n_pairs"]) or 0
    if pairs >= int(stats.pairs_needed(plan.alpha)):
        return ALONE.format("for få har endret seg")
    return ALONE.format(f"{no.count(pairs, 'leietaker', 'leietakere')} med tall begge ganger er for få")


def _unimportant(row: Row, indicator: Indicator) -> str:
    return (
        f"hele intervallet ({_interval(row, indicator)}) er mindre enn den minste viktige endringen "
        f"({_important(row, indicator)})"
    )


def _small(rule: str, row: Row, indicator: Indicator) -> str:
    """Say so where a change is shown that the plan does not call important."""
    if rule != "2.small":
        return ""
    none = 1.0 if indicator.declared.estimate_type == "ratio" else 0.0
    better = (float(row["estimate"]) > none) == (indicator.direction == "higher")
    return (
        f", men det er en liten {'bedring' if better else 'forverring'}, mindre enn det planen kaller viktig"
    )


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
    """Say why nothing could be concluded, and what would have been needed."""
    basis = indicator.declared.basis
    counted = f"{basis.column}_before", f"{basis.column}_after"
    n = sum(whole(row[c]) or 0 for c in counted) if basis.column == "events" else whole(row["n_pairs"]) or 0
    number = no.count(n, basis.one, basis.several)
    both = "" if basis.column == "events" else " med tall begge ganger"
    if row["method"] == "mean_difference":
        number, both = f"{whole(row['n_before'])} + {whole(row['n_after'])} svar", ""
    tests = max(1, sum(i.family == indicator.family for i in plan.deciding))
    needed = reachable(indicator, tests, plan)
    match rule:
        case "1.minimum":
            return f"tallene bygger på {number}{both}, og planen krever minst {indicator.minimum}"
        case "1.months":
            return f"det trengs minst {plan.min_months} måneder med tall både før og etter"
        case "1.flats_unknown":
            known = no.number(n * float(row["known_flats"]), 0)
            return f"boligen er oppgitt for bare {known} av {number}, og det trengs {no.percent(KNOWN_FLATS)}"
        case "1.tenants":
            wanted = f"; det trengs minst {needed['pairs_needed']}" if both else ""
            return f"{number}{both} er for få{wanted}"
        case "1.changed":
            return (
                f"for få{_of_all(row, 'n_up', 'n_down')} har endret seg; det trengs minst "
                f"{needed['pairs_needed']} med endring"
            )
        case "1.flats":
            flats = no.count(row["flats_contributing"], "bolig", "boliger")
            return (
                f"hendelsene kommer fra for få boliger ({flats}); "
                f"det trengs minst {stats.pairs_needed(plan.alpha, tests=tests)} med endring"
            )
        case "1.events":
            before = no.count(row["events_before"], basis.one, basis.several)
            if (whole(row["events_before"]) or 0) >= (needed["events_needed"] or 0):
                return f"{before} før ligger i for få måneder eller boliger til å vise et fall, selv til null"
            return (
                f"{before} før er for få til å vise et fall, selv til null; det trengs minst "
                f"{needed['events_needed']}"
            )
        case "1.interval":
            return f"{number} er for få til et intervall på {no.percent(plan.level)}"
        case "4.minority":
            return (
                "snittet er lite endret, men tallene utelukker ikke at mer enn "
                f"{no.percent(MOST_CHANGED)} av slike leietakere har endret seg mye{_of_all(row, 'n_great')}"
            )
        case "4.adjusted":
            raw, adjusted = no.p_value(row["p"], "p"), no.p_value(row["p_adjusted"], "justert p")
            return f"endringen holder ikke når {tests} er prøvd ({raw}, {adjusted})"
        case "4.tests":
            return f"testene er uenige: {_each_test(row)}"
        case "4.wide":
            return _too_wide(row, indicator)
    raise WordingError(f"no sentence is kept for rule '{rule}'. Add it to wording/reasons.py.")


def _of_all(row: Row, *columns: str) -> str:
    """Say how many of the pairs; nothing where the edition may not."""
    counts = [whole(row[column]) for column in columns]
    known = [count for count in counts if count is not None]
    return f" ({sum(known)} av {whole(row['n_pairs'])})" if len(known) == len(counts) else ""


def _each_test(row: Row) -> str:
    """Give the p of each test that a rate was put to."""
    named = {"months": "over måneder", "flats": "over boliger", "exact": "for hver hendelse alene"}
    return no.listed([f"{no.p_value(row[f'p_{test}'], 'p')} {where}" for test, where in named.items()])


def _too_wide(row: Row, indicator: Indicator) -> str:
    """Say what the interval holds."""
    ratio = indicator.declared.estimate_type == "ratio"
    none, low, high = 1.0 if ratio else 0.0, float(row["low"]), float(row["high"])
    important, wanted_up = float(row["important_change"]), indicator.direction == "higher"
    open_to = ["ingen endring"] if low <= none <= high else []
    if low <= none - important:
        open_to.append(_important_change(not wanted_up))
    if high >= none + important:
        open_to.append(_important_change(wanted_up))
    wide = f"intervallet er for bredt ({_interval(row, indicator)})"
    return f"{wide} og kan bety {no.listed(open_to).replace(' og ', ' eller ')}" if open_to else wide


def _important_change(better: bool) -> str:
    return f"en viktig {'bedring' if better else 'forverring'}"


def _lost(row: Row, indicator: Indicator, rule: str) -> str:
    baseline = whole(row["n_baseline"]) or 0
    shown = {
        "3": f"hos de øvrige er {_change(row, indicator).replace('endringen er', 'endringen')}",
        **dict.fromkeys(("2", "2.small"), f"hos de øvrige er endringen liten ({_interval(row, indicator)})"),
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
    quantity = PLAIN if indicator.declared.estimate_type == "ratio" else _quantity(row, indicator)
    return quantities.interval(indicator.declared, quantity, row["low"], row["high"])


def _important(row: Row, indicator: Indicator) -> str:
    important = indicator.important_change
    if important is None:
        return no.MISSING
    if indicator.declared.estimate_type == "ratio":
        return f"{no.number(1 - important, 2)} til {no.number(1 + important, 2)}"
    return quantities.size(_quantity(row, indicator), important)
