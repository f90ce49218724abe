"""Generated parts of the mandate and the method: goals, windows, and when the survey was held."""

from __future__ import annotations

import pandas as pd

from analysis.evaluate.results import role
from analysis.params import Goal, Indicator, Plan, Window, numbers
from analysis.present.markup import bold, bullets, callout, escape_markdown, joined
from analysis.present.material import Material, goal_title
from analysis.present.tables import Table, table_or_sentence
from analysis.wording import labels, quantities


def goals(material: Material) -> str:
    """Return the goals, and the indicators that measure them."""
    plan = material.study.plan
    exploratory = plan.exploratory
    short = {g.id: g.id if g.id.isdigit() else g.short for g in plan.goals}
    order = [g.id for g in plan.goals]
    used = [i for i in plan.indicators if i.family not in exploratory]
    used.sort(key=lambda i: order.index(i.goal))
    table = table_or_sentence(
        "mal",
        [
            (
                _named(i),
                short[i.goal],
                labels.label(labels.ROLES, role(i, plan), "role"),
                i.explanation,
                wanted(i),
            )
            for i in used
        ],
        "Planen har bare utforskende indikatorer.",
        caption="Indikatorene, med delmål og rolle. Antallet bak hver (n) står ved resultatene",
        head=("Indikator", "Delmål", "Rolle", "Hva tallet viser", "Ønsket endring"),
        align="lllll",
        wide=True,
    )
    single = len(plan.indicators) - len(used)
    note = "«Minst» er den minste endringen som har betydning."
    if single:
        one, several = labels.explored(plan)
        if single == 1:
            note += f" I tillegg vises {'ett' if one == several else 'én'} {one}. Det er utforskende."
        else:
            note += f" I tillegg vises {numbers.in_words(single)} {several}. De er utforskende."
    main = f"{bold('Hovedmål.')} {escape_markdown(plan.main_goal)}" if plan.main_goal else ""
    titles = joined(main, bullets(_with_parts(goal) for goal in plan.goals))
    said = escape_markdown(f"{note} {_families(plan)}".rstrip())
    return joined("## Delmål og indikatorer {#sec-mal}", titles, table, said)


def _with_parts(goal: Goal) -> str:
    """Name a goal, and its sub-goals where it has any."""
    parts = "; ".join(f"{part.code} {part.title[0].lower()}{part.title[1:]}" for part in goal.parts)
    return bold(goal_title(goal)) + (f" – {escape_markdown(parts)}" if parts else "")


def _families(plan: Plan) -> str:
    """Name the families whose p-values are adjusted together, with how many each holds."""
    adjusted = [*plan.deciding, *(i for i in plan.explored if i in plan.tested)]
    held = {f: sum(i.family == f.id for i in adjusted) for f in plan.families}
    together = [
        f"«{family.name}» ({numbers.number(n, 0)}, {labels.label(ADJUSTED, family.adjust, 'adjustment')})"
        for family, n in held.items()
        if n > 1
    ]
    if not together:
        return ""
    return (
        "Familiene av indikatorer som testes sammen, hvor mange hver har, og hvordan p-verdiene justeres: "
        f"{numbers.listed(together)}."
    )


ADJUSTED = {
    "holm": "Holm",
    "westfall_young": "Westfall og Young",
    "bh": "Benjamini og Hochberg",
    "none": "ikke justert",
}
"""How p-values of a family are adjusted → what a reader sees."""


def wanted(indicator: Indicator) -> str:
    """Say the change that is wanted, and how large it must be to matter where the plan says so."""
    least, declared = indicator.important_change, indicator.declared
    direction = {"lower": "lavere", "higher": "høyere"}[indicator.direction]
    if least is None:
        return direction
    ratio = declared.estimate_type == "ratio"
    size = numbers.percent(least) if ratio else quantities.size(declared.change, least)
    return f"{direction}, minst {size}"


def windows(material: Material) -> str:
    """Return a table of the windows and their survey waves, and why the start lies where it does."""
    period = material.study.period
    rows = [
        _window_row("Før", period.before, period.waves.before),
        _window_row("Etter", period.after, period.waves.after),
    ]
    if period.washout:
        rows.insert(1, _window_row("Mellomtid, ikke med", period.washout, None))
    n = numbers.count(len(material.study.project.address_ids), "adresse", "adresser")
    table = Table(
        id="vinduer",
        caption=f"Tidsrommene som sammenlignes (n = {n})",
        head=("Tidsrom", "Fra", "Til", "Måneder", "Kartlegging"),
        rows=rows,
        align="lllrl",
    )
    note = material.study.project.start_note if material.timing == "across" else ""
    return joined(table.source(), escape_markdown(note))


def survey_timing(material: Material) -> str:
    """Say so when the first survey was held after the project had started."""
    first = _first_survey(material)
    start = pd.Timestamp(material.study.project.start)
    if first is None or first < start or material.study.period.waves.before is None:
        return ""
    later = (first.year - start.year) * 12 + first.month - start.month
    delay = f"{numbers.in_words(later)} {'måned' if later == 1 else 'måneder'}" if later else "under en måned"
    return callout(
        "note",
        "Første kartlegging er ikke fra før prosjektet",
        escape_markdown(
            f"Den første kartleggingen begynte i {numbers.month_prose(first)}, {delay} etter prosjektstart. "
            "For "
            "svarene i skjemaet betyr «før» derfor tidlig i prosjektet. Det leietakerne merket de første "
            "månedene, "
            "vises ikke som endring."
        ),
    )


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


def _named(indicator: Indicator) -> str:
    return f"{indicator.name} (hovedutfall)" if indicator.primary else indicator.name


def _window_row(name: str, window: Window, wave: int | None) -> tuple[str, ...]:
    survey = f"Runde {wave}" if wave is not None else "Ingen"
    start, end = numbers.date_table(window.start), numbers.date_table(window.end)
    return (name, start, end, str(window.months), survey)
