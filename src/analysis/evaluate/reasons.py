"""The sentence beside a verdict: which rule decided, with its figures, in plain Norwegian."""

from __future__ import annotations

from analysis.evaluate.verdict import MOST_CHANGED, Decision, Evidence, upper_share_changed
from analysis.params import Plan
from analysis.params import numbers as no

AT_ADDRESS = "Beskrivelse: konklusjonen trekkes for adressene samlet."
PROCESS = "Beskrivelse: tallet viser hva som er gjort, og er ikke testet."


def reason(decision: Decision, evidence: Evidence, plan: Plan) -> str:
    """Say in one sentence why the verdict is what it is."""
    if decision.rule.startswith("lost:"):
        return _lost(Decision(decision.verdict, decision.rule.removeprefix("lost:")), evidence)
    if decision.verdict in ("bedring", "forverring"):
        tail = ", men størrelsen er usikker" if decision.size_uncertain else ""
        return f"{decision.verdict.capitalize()}: {_change(evidence)}{tail}."
    if decision.rule == "3":
        return (
            f"Uendret: hele intervallet ({_interval(evidence)}) er mindre enn den minste viktige endringen "
            f"({_important(evidence)})."
        )
    return f"For lite data: {_too_little(decision.rule, evidence, plan)}."


def _too_little(rule: str, evidence: Evidence, plan: Plan) -> str:
    if rule == "1.minimum":
        what = (
            no.count(evidence.basis, *evidence.counted)
            if evidence.ratio
            else f"{_tenants(evidence.basis)} med tall begge ganger"
        )
        return f"tallene bygger på {what}, og planen krever minst {evidence.minimum}"
    if rule == "1.months":
        return f"sammenligningen krever minst {plan.min_months} måneder både før og etter"
    if rule == "1.interval":
        basis = no.count(evidence.basis, *evidence.counted) if evidence.ratio else _tenants(evidence.n_pairs)
        return f"{basis} er for få til et intervall på {no.percent(plan.level)}"
    if rule == "1.smallest_p":
        least = no.p_value(evidence.smallest_p_adjusted, "minste mulige justerte p")
        return (
            f"selv det tydeligste utfallet hadde vært for lite ({least}, grense {no.number(plan.alpha, 2)})"
        )
    if rule == "1.zero":
        least = no.p_value(evidence.p_zero_adjusted, "justert p")
        return (
            f"det var så få {evidence.counted[1]} før at selv et fall til null hadde vært for lite ({least})"
        )
    if rule == "4.items":
        upper = upper_share_changed(evidence, plan.level)
        return (
            f"de fleste svarte likt, men andelen med en viktig endring kan være {no.number(upper, 2)} "
            f"(grensen er {no.number(MOST_CHANGED, 1)})"
        )
    return _too_wide(evidence, plan)


def _too_wide(evidence: Evidence, plan: Plan) -> str:
    """Say what the interval holds, and what else stood in the way."""
    open_to = []
    if evidence.low <= evidence.no_change <= evidence.high:
        open_to.append("ingen endring")
    if evidence.low <= evidence.no_change - evidence.important:
        open_to.append(_important_change("lavere", not evidence.wanted_up))
    if evidence.high >= evidence.no_change + evidence.important:
        open_to.append(_important_change("høyere", evidence.wanted_up))
    wide = f"intervallet er for bredt ({_interval(evidence)})"
    if open_to:
        wide += f" og rommer {'både ' * (len(open_to) > 1)}{no.listed(open_to)}"
    if not evidence.one_sided:
        return wide
    if evidence.ratio and evidence.p_adjusted <= plan.alpha:
        months = no.p_value(evidence.p_months, "stokking av måneder ga p")
        return f"{wide}; månedene svinger for mye til å si mer ({months})"
    return f"{wide}; den justerte p-verdien er over grensen ({no.p_value(evidence.p_adjusted, 'justert p')})"


def _important_change(direction: str, better: bool) -> str:
    return f"en viktig {'bedring' if better else 'forverring'} ({direction} verdi)"


def _lost(decision: Decision, evidence: Evidence) -> str:
    shown = {
        "2": f"hos de øvrige er {_change(evidence).replace('endringen er', 'endringen')}",
        "3": f"hos de øvrige er endringen mindre enn den minste viktige ({_interval(evidence)})",
    }
    lost = evidence.n_baseline - evidence.n_pairs
    without = f"{lost} av {_tenants(evidence.n_baseline)} mangler tall før eller etter"
    return f"Usikkert grunnlag: {without}; {shown[decision.rule]}."


def _tenants(n: int) -> str:
    return no.count(n, "leietaker", "leietakere")


def change_in_words(evidence: Evidence) -> str:
    """Say the change with its interval: «endringen er +1,0 poeng (intervall 0,5 til 1,5 poeng)»."""
    what = "raten etter er" if evidence.ratio else "endringen er"
    return f"{what} {_estimate(evidence)} (intervall {_interval(evidence)})"


def _change(evidence: Evidence) -> str:
    p = no.p_value(evidence.p_adjusted, "justert p")
    return f"{change_in_words(evidence).removesuffix(')')}; {p})"


def _estimate(evidence: Evidence) -> str:
    if evidence.ratio:
        return f"{no.number(evidence.estimate, 2)} ganger raten før"
    if evidence.kind == "share":
        return (
            no.percentage_points(evidence.estimate)
            if evidence.n_pairs >= 10
            else no.signed(evidence.estimate, 2)
        )
    if evidence.kind == "amount":
        return f"{no.signed(evidence.estimate, 0)}{no.SPACE}kr"
    return f"{no.signed(evidence.estimate, 1)} poeng"


def _interval(evidence: Evidence) -> str:
    if evidence.ratio:
        return no.interval(evidence.low, evidence.high, 2)
    if evidence.kind == "share":
        if evidence.n_pairs >= 10:
            return no.percentage_points_interval(evidence.low, evidence.high)
        return no.interval(evidence.low, evidence.high, 2)
    if evidence.kind == "amount":
        return no.nok_interval(evidence.low, evidence.high)
    return no.interval(evidence.low, evidence.high, 1, " poeng")


def _important(evidence: Evidence) -> str:
    if evidence.ratio:
        return f"{no.number(1 - evidence.important, 2)} til {no.number(1 + evidence.important, 2)}"
    if evidence.kind == "share":
        return (
            no.percentage_points(evidence.important).lstrip("+")
            if evidence.n_pairs >= 10
            else no.number(evidence.important, 2)
        )
    if evidence.kind == "amount":
        return no.nok(evidence.important)
    return f"{no.number(evidence.important, 1)} poeng"
