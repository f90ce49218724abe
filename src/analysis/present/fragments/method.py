"""What is compared and measured: the windows, the chain from means to goals, and the indicators."""

from __future__ import annotations

from analysis.evaluate.results import role
from analysis.params import Goal, Indicator, Plan, Window, numbers
from analysis.present.fragments.placed import figure_at
from analysis.present.markup import bold, bullets, escape_markdown, joined
from analysis.present.material import Material, goal_title
from analysis.present.tables import Table
from analysis.wording import labels, quantities
from analysis.wording import sentences as say


def chain(material: Material) -> str:
    """Return the goals with their sub-goals, and the chain from means to goals as a picture."""
    plan = material.study.plan
    main = f"{bold(say.MAIN_GOAL + '.')} {escape_markdown(plan.main_goal)}" if plan.main_goal else ""
    titles = bullets(_with_parts(goal) for goal in plan.goals)
    return joined("## Fra tiltak til mål {#sec-mal}", main, titles, figure_at(material, "kjede"))


def indicators(material: Material) -> str:
    """Return what each indicator measures, what it is for, and which change is wanted."""
    plan = material.study.plan
    order = [g.id for g in plan.goals]
    used = sorted(plan.indicators, key=lambda i: order.index(i.goal))
    table = Table(
        id="mal",
        caption=f"Indikatorene (n = {len(used)}), med rolle, ønsket retning og minste endring av betydning",
        head=("Indikator", "Rolle", "Hva tallet viser", "Ønsket endring"),
        rows=[
            (
                f"{_named(i)} ({i.code[0].lower()}{i.code[1:]})",
                labels.label(labels.ROLES, role(i, plan), "role"),
                i.explanation,
                wanted(i),
            )
            for i in used
        ],
        align="llll",
        wide=True,
    )
    return joined(table.source(), escape_markdown(_families(plan)))


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
    return f"{say.FAMILIES} {numbers.listed(together)}." if together else ""


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
        caption=say.WINDOWS.format(n=n),
        head=("Tidsrom", "Fra", "Til", "Måneder", "Kartlegging"),
        rows=rows,
        align="lllrl",
    )
    note = material.study.project.start_note if material.timing == "across" else ""
    return joined(table.source(), escape_markdown(note))


def _named(indicator: Indicator) -> str:
    return f"{indicator.name} – hovedutfall" if indicator.primary else indicator.name


def _window_row(name: str, window: Window, wave: int | None) -> tuple[str, ...]:
    survey = f"Runde {wave}" if wave is not None else "Ingen"
    start, end = numbers.date_table(window.start), numbers.date_table(window.end)
    return (name, start, end, str(window.months), survey)
