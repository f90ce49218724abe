"""Open cases at the end of each month, with the start of the project and the mean on each side of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from analysis.disclose import Disclosed
from analysis.params import Indicator, Study, Window, numbers
from analysis.present.figures import style
from analysis.present.figures.drawing import Words, alternative, visible
from analysis.wording import labels

_HEIGHT, _HALF_YEAR = 2.1, 6


@dataclass(frozen=True)
class Backlog:
    """What the picture needs: open cases by last day of the month, and the mean in each window."""

    open: dict[date, int]
    means: dict[str, float]
    spans: dict[str, tuple[date, date]]
    start: date
    """First day of the project."""


def prepare(disclosed: Disclosed, study: Study, _: Indicator) -> Backlog | None:
    """Take the months that lie in the windows; None where the edition shows none."""
    rows = visible(disclosed.cases)
    rows = rows[rows["open"].notna()].sort_values("month", kind="stable")
    ends = [(pd.Timestamp(month) + pd.offsets.MonthEnd(0)).date() for month in rows["month"].tolist()]
    held = dict(zip(ends, (int(n) for n in rows["open"].tolist()), strict=True))
    windows: dict[str, Window] = {"before": study.period.before, "after": study.period.after}
    inside = {side: [day for day in held if w.start <= day <= w.end] for side, w in windows.items()}
    means = {side: sum(held[day] for day in days) / len(days) for side, days in inside.items() if days}
    if not means:
        return None
    drawn = {day: n for day, n in held.items() if windows["before"].start <= day <= windows["after"].end}
    return Backlog(
        drawn,
        means,
        {side: (days[0], days[-1]) for side, days in inside.items() if days},
        study.project.start,
    )


def draw(backlog: Backlog, wide: float = style.WIDTH) -> Figure:
    """Draw the open cases as a line, the means as lines with their number."""
    figure = style.canvas(_HEIGHT, wide)
    axes = figure.add_axes((0.5 / wide, 0.34 / _HEIGHT, (wide - 0.75) / wide, 1.38 / _HEIGHT))
    days = list(backlog.open)
    top = 1.16 * max(*backlog.open.values(), 1)
    axes.plot(
        [day.toordinal() for day in days],
        list(backlog.open.values()),
        color=style.SOFT,
        lw=1.2,
        marker="o",
        ms=4,
    )
    for side, (first, last) in backlog.spans.items():
        mean = backlog.means[side]
        span = [first.toordinal(), last.toordinal()]
        axes.plot(span, [mean, mean], color=style.AFTER, lw=2.4, solid_capstyle="butt")
        text = f"{labels.SIDES[side]}: {numbers.number(mean, 0)} i snitt"
        text = text if wide >= style.WIDTH else text.replace(": ", ":\n")
        style.small(axes, sum(span) / 2, 0.1 * top, text, ha="center", weight=600, color=style.AFTER)
    if days[0] < backlog.start <= days[-1]:
        axes.axvline(backlog.start.toordinal(), color=style.INK, lw=1.2, ls=(0, (3, 2)))
        style.small(axes, backlog.start.toordinal() + 8, 0.97 * top, "Prosjektstart")
    axes.set_ylim(0, top)
    ticks = days[:: _HALF_YEAR if wide >= style.WIDTH else 2 * _HALF_YEAR]
    axes.set_xticks([day.toordinal() for day in ticks], [numbers.month_short(day) for day in ticks])
    axes.yaxis.set_major_locator(MaxNLocator(4, integer=True))
    axes.grid(axis="y")
    axes.spines["left"].set_visible(False)
    axes.set_title("Ubehandlede saker ved månedsslutt", pad=8)
    return style.finish(figure)


def words(backlog: Backlog) -> Words:
    """Say the means before and after, and the first, highest, lowest and last month."""
    means = {side: numbers.number(mean, 0) for side, mean in backlog.means.items()}
    if len(means) < len(("before", "after")):
        side, mean = next(iter(means.items()))
        when = labels.SIDES[side].lower()
        message = f"I snitt var {mean} saker ubehandlet ved månedsslutt i perioden {when}."
    else:
        message = (
            f"I snitt var {means['after']} saker ubehandlet ved månedsslutt i perioden etter, "
            f"mot {means['before']} i perioden før."
        )
    caption = (
        f"Hele kontoret, {numbers.count(len(backlog.open), 'måned', 'måneder')}. Forskjellen er ikke testet."
    )
    days = list(backlog.open)
    least, most = min(days, key=backlog.open.__getitem__), max(days, key=backlog.open.__getitem__)
    named = {"Først": days[0], "høyest": most, "lavest": least, "sist": days[-1]}
    parts = [f"{name} {backlog.open[day]} ({numbers.month_prose(day)})" for name, day in named.items()]
    return Words(message, caption, alternative("Linje over måneder. Ubehandlede saker:", parts))
