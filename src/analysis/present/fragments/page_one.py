"""Page one: did it get better, the findings that matter, what is recommended, and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from analysis.params import numbers
from analysis.present.evidence import CONCLUDED, TESTED, Evidence
from analysis.present.gaps import gaps
from analysis.present.markup import bold, bullets, callout, escape_markdown, joined, technical
from analysis.present.material import Material
from analysis.present.tables import Table
from analysis.wording import labels
from analysis.wording import sentences as say
from analysis.wording.findings import finding
from analysis.wording.goals import main_goal
from analysis.wording.lists import ended, lowered

MOST_FINDINGS = 3
ADVICE_WIDTHS = (52, 28, 22, 14)


def page_one(material: Material) -> str:
    """Return the answer, three findings, the recommendations, and the reservations that apply."""
    study = material.study
    main = (
        f"{bold(say.MAIN_GOAL + ':')} {escape_markdown(study.plan.main_goal)}" if study.plan.main_goal else ""
    )
    answer = f"{bold(say.SHORT_ANSWER + ':')} {escape_markdown(main_goal(material.disclosed.results))}"
    return joined(
        _draft(material),
        f"# {say.ANSWER} {{#sec-svaret .unnumbered}}",
        timing_notice(material),
        main,
        answer,
        escape_markdown(_compares(material)),
        f"## {say.FINDINGS} {{#sec-funnene .unnumbered}}",
        _findings(material),
        f"## {say.ADVICE} {{#sec-anbefalinger .unnumbered}}",
        _advice(material),
        f"## {say.HOW_SURE} {{#sec-sikkerhet .unnumbered}}",
        bullets(_reservations(material)),
    )


def no_advice(material: Material) -> str:
    """Say why the period gives no recommendations; nothing where it does."""
    if material.timing == "before_start":
        return say.ADVICE_BEFORE
    return "" if material.final else say.ADVICE_LATER


def timing_notice(material: Material) -> str:
    """Explain a period whose windows do not lie on each side of the project's start."""
    project = material.study.project
    start = numbers.date_prose(project.start)
    later = say.WRITTEN_LATER.format(appendices=_appendices(material))
    if material.timing == "before_start":
        title, text = say.BEFORE_START, f"{say.BEFORE_START_MEANS.format(start=start)} {later}"
    elif material.timing == "within":
        title, text = say.WITHIN, say.WITHIN_MEANS.format(start=start)
    elif material.timing == "mixed":
        title, text = say.MIXED, say.MIXED_MEANS.format(start=start)
    elif not material.final:
        lasts = "varte" if material.study.period.report_date > project.end else "varer"
        said = say.NOT_OVER_MEANS.format(lasts=lasts, end=numbers.date_prose(project.end))
        title, text = say.NOT_OVER, f"{said} {later}"
    else:
        return ""
    return callout("important", title, escape_markdown(text))


def chosen(material: Material) -> list[Evidence]:
    """Choose the findings for page one, by a rule that looks at no figure.

    Outcomes that decide come first: those with a conclusion, then the primary one, then the order of the
    plan; where they are fewer than three, outcomes that support follow in the order of the plan.
    """
    plan = material.study.plan
    primary = next(i.id for i in plan.indicators if i.primary)
    measured = [row for row in material.evidence if row.measured]
    decides = [row for row in measured if row.role == "decides"]
    decides.sort(key=lambda row: (row.verdict not in CONCLUDED, row.indicator != primary))
    supports = [row for row in measured if row.role == "supports" and not row.hidden]
    return [*decides, *supports][:MOST_FINDINGS]


def _draft(material: Material) -> str:
    """Mark a report in which something is not written yet."""
    missing = gaps(material.study)
    if not missing:
        return ""
    n = numbers.count(len(missing), "del", "deler")
    return callout("caution", say.DRAFT.format(n=n), bullets(escape_markdown(gap.what) for gap in missing))


def _compares(material: Material) -> str:
    study = material.study
    before, after = study.period.before, study.period.after
    places = len(study.project.address_ids)
    said = say.COMPARES.format(
        before=numbers.span_prose(before.start, before.end),
        after=numbers.span_prose(after.start, after.end),
        places=f"{numbers.in_words(places)} {'adresse' if places == 1 else 'adresser'}",
    )
    return f"{said} {say.SYNTHETIC}" if study.project.synthetic else said


def _findings(material: Material) -> str:
    rows = {str(r["indicator"]): r for r in material.whole.to_dict("records")}
    lines = []
    for row in chosen(material):
        indicator = material.study.plan.indicator(row.indicator)
        said = say.ALL_HIDDEN if row.hidden else finding(rows[row.indicator], indicator, material.study)
        verdict = f": {labels.verdict(row.verdict).lower()}" if row.role == "decides" else ""
        marks = "".join(f" {ended(mark.capitalize())}" for mark in row.reservations)
        lines.append(f"{bold(f'{row.name}{verdict}.')} {escape_markdown(f'{said}{marks}')}")
    if not lines:
        return say.NOTHING_MEASURED
    return "\n".join(f"{n}. {line}" for n, line in enumerate(lines, start=1))


def _advice(material: Material) -> str:
    if no_advice(material):
        return no_advice(material)
    advice = material.study.report.recommendations
    if not advice:
        return say.NO_ADVICE
    return Table(
        id="anbefalinger",
        caption=f"{say.ADVICE} (n = {numbers.count(len(advice), 'anbefaling', 'anbefalinger')})",
        head=("Hva", "Hvem", "Når", "Kostnad"),
        widths=ADVICE_WIDTHS,
        rows=[(_capital(one.what), one.who, one.when, one.cost) for one in advice],
        align="llll",
        wide=True,
    ).source()


def _reservations(material: Material) -> list[str]:
    """Say how far the figures can be trusted, and who made them; each once in the report."""
    compared = (
        say.COMPARED.format(places=material.compared_with) if material.compared_with else say.NO_COMPARISON
    )
    said = [
        _grades(material.evidence),
        say.NOT_WHY.format(compared=compared),
        late_survey(material),
        _evaluator(material),
        frozen(material),
    ]
    read = say.READ_MORE.format(technical=technical("", say.TECHNICAL))
    return [*(escape_markdown(one) for one in said if one), read]


def _grades(rows: Sequence[Evidence]) -> str:
    graded = [row.certainty for row in rows if row.verdict in TESTED]
    low = graded.count("lav")
    if not graded:
        return ""
    if len(graded) == 1:
        return say.GRADED_ONE.format(grade=graded[0])
    some, others = numbers.all_in_words(low, len(graded) - low, neuter=True)
    mixed = f"lav for {some} og svært lav for {others} av"
    return say.GRADED.format(grade=mixed if 0 < low < len(graded) else f"{graded[0]} for alle")


def late_survey(material: Material) -> str:
    """Say so when the first survey was held after the project had started."""
    first, start = _first_survey(material), pd.Timestamp(material.study.project.start)
    if first is None or first < start or material.study.period.waves.before is None:
        return ""
    later = (first.year - start.year) * 12 + first.month - start.month
    delay = f"{numbers.in_words(later)} {'måned' if later == 1 else 'måneder'}" if later else "under en måned"
    return say.LATE_SURVEY.format(month=numbers.month_prose(first), delay=delay)


def _first_survey(material: Material) -> pd.Timestamp | None:
    """Return the day the first survey began: of the progress plan, else of the survey's own days."""
    activities = material.disclosed.activities
    held = activities[(activities["kind"] == "survey") & activities["date"].notna()]
    if len(held):
        return pd.Timestamp(held["date"].min())
    wave = material.study.period.waves.before
    rounds = [s.waves[wave].window for s in material.study.project.sources if wave in s.waves]
    days = [pd.Timestamp(window.start) for window in rounds if window is not None]
    return min(days, default=None)


def _evaluator(material: Material) -> str:
    evaluator = material.study.report.evaluator
    if evaluator is None:
        return say.EVALUATOR_MISSING
    said = labels.label(say.EVALUATED_BY, evaluator.independence, "independence").format(by=evaluator.by)
    return f"{said} {ended(evaluator.note)}" if evaluator.note else said


def frozen(material: Material) -> str:
    """Say whether the analysis followed a plan that was frozen beforehand."""
    made = material.provenance
    if made.plan_status == "not_frozen":
        return say.NOT_FROZEN
    if made.plan_status != "followed":
        return say.CHANGED_PLAN.format(day=made.frozen_on)
    return (say.FROZEN_LATE if made.frozen_late else say.FROZEN).format(day=made.frozen_on)


def _appendices(material: Material) -> str:
    plans = [f"{name}en" for name in ("handlingsplan", "fremdriftsplan") if name in material.appendices]
    return f", {numbers.listed(lowered(plans, first=True))}" if plans else ""


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
