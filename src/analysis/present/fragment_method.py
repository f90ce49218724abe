"""Generated parts of the mandate and the method: goals, windows, and when the survey was held."""

from __future__ import annotations

import pandas as pd

from analysis.params import Indicator, Window, numbers
from analysis.present import labels
from analysis.present.markup import callout, escape_markdown, joined
from analysis.present.material import Material, goal_title, in_words
from analysis.present.tables import Table
from analysis.present.values import months


def goals(material: Material) -> str:
    """Return the goals, each with the indicators that measure it."""
    plan = material.study.plan
    exploratory = {family.id for family in plan.families if family.exploratory}
    rows = [
        (
            goal_title(goal) if first else "",
            indicator.name,
            indicator.unit,
            labels.DIRECTIONS[indicator.direction],
        )
        for goal in plan.goals
        for first, indicator in _marked(
            [i for i in plan.indicators if i.goal == goal.id and i.family not in exploratory]
        )
    ]
    table = Table(
        id="mal",
        caption="Delmålene og målene som brukes, med enhet og ønsket retning. Antall personer (n) står ved hvert resultat.",
        head=("Delmål", "Mål", "Enhet", "Ønsket retning"),
        rows=rows,
        widths=(32, 28, 24, 16),
        align="llll",
    )
    single = sum(1 for i in plan.indicators if i.family in exploratory)
    note = f"I tillegg vises {in_words(single)} enkeltspørsmål. De er utforskende." if single else ""
    return joined("## Delmål og mål {#sec-mal}", table.source(), escape_markdown(note))


def windows(material: Material) -> str:
    """Return a table of the windows and the survey waves that belong to them."""
    period = material.study.period
    rows = [
        _window_row("Før", period.before, period.waves.before),
        _window_row("Etter", period.after, period.waves.after),
    ]
    if period.washout:
        rows.insert(1, _window_row("Mellomtid, ikke med", period.washout, None))
    n = numbers.number(len(material.study.project.address_ids), 0)
    return Table(
        id="vinduer",
        caption=f"Tidsrommene som sammenlignes (n = {n} adresser)",
        head=("Tidsrom", "Fra", "Til", "Måneder", "Kartlegging"),
        rows=rows,
        widths=(24, 19, 19, 14, 24),
        align="lllrl",
    ).source()


def survey_timing(material: Material) -> str:
    """Say so when the first survey was held after the project had started."""
    first = _first_survey(material.disclosed.activities)
    start = pd.Timestamp(material.study.project.start)
    if first is None or first < start or material.study.period.waves.before is None:
        return ""
    later = (first.year - start.year) * 12 + first.month - start.month
    delay = f"{in_words(later)} {'måned' if later == 1 else 'måneder'}" if later else "under en måned"
    return callout(
        "note",
        "Første kartlegging er ikke fra før prosjektet",
        escape_markdown(
            f"Den første kartleggingen begynte i {numbers.month_prose(first)}, {delay} etter prosjektstart. For svarene i "
            "skjemaet betyr «før» derfor tidlig i prosjektet. Det leietakerne merket de første månedene, vises ikke som endring."
        ),
    )


def _first_survey(activities: pd.DataFrame) -> pd.Timestamp | None:
    held = activities[(activities["kind"] == "survey") & activities["date"].notna()]
    return None if held.empty else pd.Timestamp(held["date"].min())


def _window_row(name: str, window: Window, wave: int | None) -> tuple[str, ...]:
    survey = f"Runde {wave}" if wave is not None else "Ingen"
    return (
        name,
        numbers.date_table(window.start),
        numbers.date_table(window.end),
        str(months(window)),
        survey,
    )


def _marked(rows: list[Indicator]) -> list[tuple[bool, Indicator]]:
    return [(i == 0, row) for i, row in enumerate(rows)]
