"""Events month by month (a run chart): counts, the median before, windows, and what was done.

It describes and never feeds a conclusion: rules that read a signal out of such a chart call one where
nothing changed in 3 to 60 per cent of simulated courses of this length.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from statistics import median

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from analysis.disclose import Disclosed
from analysis.params import Indicator, Study, Window, numbers
from analysis.present.figures import style
from analysis.present.figures.drawing import Words, alternative, visible
from analysis.wording import labels

_HEIGHT, _LEAST_TOP, _MID_MONTH = 2.3, 5, 15
_FILLS = {"before": style.BEFORE, "after": style.AFTER, "outside": style.PAPER}
_PERIODS = {1: "måned", 3: "kvartal", 6: "halvår", 12: "år"}
"""Months of a point → what a reader calls them."""


@dataclass(frozen=True)
class Point:
    """Events of one month, or of a few taken together; None where the number is not shown."""

    start: date
    end: date
    side: str
    events: int | None

    @property
    def middle(self) -> float:
        """Ordinal day in the middle of the point's months."""
        return (self.start.toordinal() + self.end.toordinal()) / 2


@dataclass(frozen=True)
class RunChart:
    """What the picture needs."""

    name: str
    points: tuple[Point, ...]
    windows: dict[str, Window]
    start: date
    """First day of the project."""
    totals: dict[str, int]
    """Events in each window, as the finding counts them; empty where they are not shown."""
    done: tuple[date, ...]
    """Middle of the months in which tenants and staff cleaned up together."""
    per: str

    @property
    def centre(self) -> float | None:
        """Median of the points before; None where one of them is not shown."""
        before = [point.events for point in self.points if point.side == "before"]
        return None if not before or None in before else float(median(n for n in before if n is not None))

    def drawn(self, side: str) -> int | None:
        """Events of a window's points; None where one of them is not shown."""
        own = [point.events for point in self.points if point.side == side]
        return None if not own or None in own else sum(n for n in own if n is not None)

    @property
    def shared_months(self) -> bool:
        """Whether the finding counts fewer events than are drawn: calendar months that both windows have."""
        pairs = ((self.drawn(side), self.totals.get(side)) for side in ("before", "after"))
        return any(drawn is not None and counted is not None and drawn > counted for drawn, counted in pairs)


def prepare(disclosed: Disclosed, study: Study, indicator: Indicator) -> RunChart | None:
    """Take the events of all addresses that the edition shows; None where there are none."""
    monthly = disclosed.monthly
    rows = monthly[(monthly["place"] == "all") & (monthly["indicator"] == indicator.id)]
    rows = rows.sort_values("month", kind="stable")
    points = _points(rows)
    if not any(point.events for point in points):
        return None
    months = int(rows["months"].max()) if "months" in rows else 1
    activities = disclosed.activities
    held = activities.loc[(activities["kind"] == "cleanup") & activities["date"].notna(), "date"].tolist()
    first, last = points[0].start, points[-1].end
    done = sorted({day.date().replace(day=_MID_MONTH) for day in held})
    windows = {"before": study.period.before, "after": study.period.after}
    return RunChart(
        indicator.name,
        points,
        windows,
        study.project.start,
        _totals(disclosed, indicator),
        tuple(day for day in done if first <= day <= last),
        _PERIODS.get(months, numbers.count(months, "måned", "måneder")),
    )


def _totals(disclosed: Disclosed, indicator: Indicator) -> dict[str, int]:
    results = visible(disclosed.results)
    own = results[(results["place"] == "all") & (results["indicator"] == indicator.id)]
    counted = {side: own[f"events_{side}"].dropna().tolist() for side in ("before", "after")}
    return {side: int(found[0]) for side, found in counted.items() if found}


def _points(rows: pd.DataFrame) -> tuple[Point, ...]:
    months = rows["months"] if "months" in rows else pd.Series(1, index=rows.index)
    hidden = rows["hidden"] if "hidden" in rows else pd.Series(False, index=rows.index)
    columns = (rows["month"], months, rows["side"], rows["events"], hidden)
    return tuple(
        Point(
            start.date(),
            (start + pd.DateOffset(months=int(n))).date(),
            str(side),
            None if concealed or numbers.is_missing(events) else int(events),
        )
        for start, n, side, events, concealed in zip(*(c.tolist() for c in columns), strict=True)
    )


def draw(chart: RunChart, wide: float = style.WIDTH) -> Figure:
    """Draw a point for each month, the windows behind them, and the median of the months before."""
    figure = style.canvas(_HEIGHT, wide)
    left, right = 0.42, 0.08
    axes = figure.add_axes(
        (left / wide, 0.36 / _HEIGHT, (wide - left - right) / wide, (_HEIGHT - 0.36 - 0.62) / _HEIGHT)
    )
    known = [point.events for point in chart.points if point.events is not None]
    top = max(*known, _LEAST_TOP) * 1.25
    axes.set_ylim(0, top)
    axes.set_xlim(chart.points[0].start.toordinal(), chart.points[-1].end.toordinal())
    for side, window in chart.windows.items():
        span = window.start.toordinal(), window.end.toordinal()
        axes.axvspan(*span, facecolor=style.PANEL, edgecolor="none", zorder=0)
        total = chart.totals.get(side)
        text = labels.SIDES[side] + ("" if total is None else f": {numbers.number(total, 0)} i alt")
        style.small(axes, sum(span) / 2, 0.94 * top, text, ha="center", weight=600)
    _draw_median(axes, chart)
    shown = [(point.middle, point.events) for point in chart.points if point.events is not None]
    axes.plot([x for x, _ in shown], [n for _, n in shown], color=style.SOFT, lw=1, zorder=2)
    for point in chart.points:
        if point.events is None:
            style.small(axes, point.middle, 0.05 * top, numbers.HIDDEN, ha="center")
            continue
        axes.plot(
            point.middle, point.events, marker="o", ms=6, mfc=_FILLS[point.side], mec=style.INK, mew=0.9,
            zorder=3, clip_on=False,
        )  # fmt: skip
    for day in chart.done:
        axes.plot(day.toordinal(), 0.03 * top, marker="^", ms=6, color=style.INK, zorder=4, clip_on=False)
    axes.axvline(chart.start.toordinal(), color=style.INK, lw=1.2, ls=(0, (3, 2)))
    _draw_scales(axes, chart, wide)
    axes.set_title(f"{chart.name}, antall per {chart.per}", pad=22)
    key = "stiplet: prosjektstart" + (" · trekant: dugnad" if chart.done else "")
    style.small(axes, 0, 1.07, key, transform=axes.transAxes, color=style.SOFT)
    return style.finish(figure)


def _draw_median(axes: Axes, chart: RunChart) -> None:
    if chart.centre is None:
        return
    before, last = chart.windows["before"], chart.points[-1].end.toordinal()
    end = before.end.toordinal()
    axes.plot([before.start.toordinal(), end], [chart.centre] * 2, color=style.AFTER, lw=2, zorder=1)
    axes.plot([end, last], [chart.centre] * 2, color=style.AFTER, lw=2, ls=(0, (1, 1.2)), zorder=1)


def _draw_scales(axes: Axes, chart: RunChart, wide: float) -> None:
    """Half-years below (years on a phone), few and whole numbers to the left."""
    step = 6 if wide >= style.WIDTH else 12
    first = chart.points[0].start
    days = [point.start for point in chart.points]
    ticks = [day for day in days if (day.month - first.month + 12 * (day.year - first.year)) % step == 0]
    axes.set_xticks([day.toordinal() for day in ticks], [numbers.month_short(day) for day in ticks])
    for label in axes.get_xticklabels():
        label.set_horizontalalignment("left")
    axes.yaxis.set_major_locator(MaxNLocator(4, integer=True))
    axes.spines["left"].set_visible(False)


def words(chart: RunChart) -> Words:
    """Say how many there were in each window, and how to read the chart."""
    before, after = chart.totals.get("before"), chart.totals.get("after")
    message = f"Figuren viser {chart.name.lower()} per {chart.per}."
    if before is not None and after is not None:
        message = (
            f"{chart.name}: {numbers.number(before, 0)} i tidsrommet før, {numbers.number(after, 0)} etter."
        )
    caption = (
        f"En prikk er antallet i {'et' if chart.per in ('kvartal', 'halvår', 'år') else 'en'} {chart.per}."
    )
    if chart.centre is not None:
        caption += " Den vannrette streken er medianen før, ført videre som prikker."
    if any(point.events is None for point in chart.points):
        caption += " Kolon (:) er et antall som er skjult fordi det er lite."
    if chart.shared_months:
        caption += " Tallene øverst gjelder bare kalendermånedene som er i begge tidsrommene."
    caption += " Figuren beskriver og avgjør ingenting."
    known = [point for point in chart.points if point.events is not None]
    most = max(known, key=lambda point: point.events or 0)
    parts = [f"høyest {most.events} ({numbers.month_prose(most.start)})", f"sist {known[-1].events}"]
    if chart.centre is not None:
        parts = [f"median før {numbers.number(chart.centre, 1).removesuffix(',0')}", *parts]
    return Words(message, caption, alternative(f"Linje med antall per {chart.per}:", parts, ", "))
