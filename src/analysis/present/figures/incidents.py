"""Events over time, one panel per kind, with the start of the project and the mean on each side of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator

from analysis.disclose import Disclosed
from analysis.params import Study, numbers
from analysis.present.figures import style
from analysis.present.figures.drawing import Words, alternative, visible
from analysis.wording import labels

_COLUMNS, _ROW, _PLOT, _HEAD, _KEY = 2, 1.78, 0.98, 0.5, 0.36
"""Panels a row; inches: height of a row of panels, of a panel's plot, of its heading, and of the key."""
FIGURE = "hendelser"
_HUNDRED = 100
_PLATE = {"facecolor": style.PAPER, "edgecolor": "none", "pad": 1}
_ARTICLES = {"måned": "en", "kvartal": "et"}
_FILLS = {"before": style.BEFORE, "after": style.AFTER, "outside": style.PANEL}


@dataclass(frozen=True)
class Bar:
    """One month, or a few months taken together."""

    start: date
    end: date
    side: str
    rate: float | None
    """Events per 100 let flat-months; None where it may not be shown or nothing was let."""
    hidden: bool


@dataclass(frozen=True)
class Panel:
    """One kind of event; `before` and `after` are its rates in the windows, None where not shown."""

    name: str
    bars: tuple[Bar, ...]
    before: float | None
    after: float | None
    verdict: str


@dataclass(frozen=True)
class Incidents:
    """What the picture needs."""

    panels: tuple[Panel, ...]
    start: date
    """First day of the project."""
    per: str
    """«måned», or «kvartal» where months are too small to show."""


def prepare(disclosed: Disclosed, study: Study) -> Incidents | None:
    """Take the incidents of all addresses that the edition shows; None where there are none to show.

    Ends of tenancies are counted in the same way, but are too rare for a picture by month.
    """
    rows = disclosed.monthly[disclosed.monthly["place"] == "all"].sort_values("month", kind="stable")
    results = visible(disclosed.results)
    whole = results[results["place"] == "all"].set_index("indicator")
    panels = []
    for indicator in study.plan.indicators:
        if indicator.declared.figure != FIGURE:
            continue
        own = rows[rows["indicator"] == indicator.id]
        bars = _bars(own)
        if any(bar.rate is not None for bar in bars):
            row = whole.loc[indicator.id] if indicator.id in whole.index else None
            before, after = (None, None) if row is None else (_shown(row["before"]), _shown(row["after"]))
            verdict = "" if row is None else str(row["verdict"])
            panels.append(Panel(indicator.name, bars, before, after, verdict))
    coarse = "months" in rows and bool((rows["months"] > 1).any())
    per = "kvartal" if coarse else "måned"
    return Incidents(tuple(panels), study.project.start, per) if panels else None


def _bars(rows: pd.DataFrame) -> tuple[Bar, ...]:
    bars = []
    hidden = (
        rows["hidden"].fillna(False).astype(bool) if "hidden" in rows else pd.Series(False, index=rows.index)
    )
    months = rows["months"] if "months" in rows else pd.Series(1, index=rows.index)
    columns = (rows["month"], months, rows["side"], rows["events"], rows["exposure"], hidden)
    for month, n, side, events, exposure, concealed in zip(*(c.tolist() for c in columns), strict=True):
        known = not concealed and not numbers.is_missing(events) and exposure > 0
        rate = _HUNDRED * float(events) / float(exposure) if known else None
        end = (month + pd.DateOffset(months=int(n))).date()
        bars.append(Bar(month.date(), end, str(side), rate, bool(concealed)))
    return tuple(bars)


def _shown(value: object) -> float | None:
    return None if numbers.is_missing(value) else float(value)  # type: ignore[arg-type]


def draw(incidents: Incidents) -> Figure:
    """Draw the panels two to a row; each has a scale of its own."""
    n_rows = -(-len(incidents.panels) // _COLUMNS)
    height = _KEY + n_rows * _ROW
    figure = style.canvas(height)
    _draw_key(figure, incidents, height)
    for place, panel in enumerate(incidents.panels):
        row, column = divmod(place, _COLUMNS)
        bottom = height - _KEY - row * _ROW - _HEAD - _PLOT
        axes = figure.add_axes(
            ((0.36 + column * 3.2) / style.WIDTH, bottom / height, 2.72 / style.WIDTH, _PLOT / height)
        )
        _draw_panel(axes, panel, incidents.start)
    return style.finish(figure)


def words(incidents: Incidents) -> Words:
    """Say for which kinds the figures suffice to conclude, and give every rate before and after."""
    caption = (
        f"Hendelser per 100 utleide boligmåneder, per {incidents.per}. Skalaen er ulik i rutene. "
        f"Stiplet strek er prosjektstart, {numbers.date_prose(incidents.start)}. "
        "Vannrett strek er raten i hele vinduet før og etter."
    )
    if any(bar.hidden for panel in incidents.panels for bar in panel.bars):
        caption += (
            f" Kolon (:) er {_ARTICLES[incidents.per]} {incidents.per} som er skjult fordi antallet er lite."
        )
    parts = [_panel_in_words(panel) for panel in incidents.panels]
    per = incidents.per
    head = f"Søyler per {per}, én rute per type hendelse. Rate før → etter, og høyeste {per}:"
    return Words(_message(incidents), caption, alternative(head, parts))


def _message(incidents: Incidents) -> str:
    known = [(p.before, p.after) for p in incidents.panels if p.before is not None and p.after is not None]
    if not known:
        return f"Figuren viser hendelser per {incidents.per}."
    better = [panel.name.lower() for panel in incidents.panels if panel.verdict == "bedring"]
    worse = [panel.name.lower() for panel in incidents.panels if panel.verdict == "forverring"]
    clear = [f"bedring for {numbers.listed(better)}"] * bool(better)
    clear += [f"forverring for {numbers.listed(worse)}"] * bool(worse)
    kinds = numbers.count(len(known), "hendelsestype", "hendelsestyper")
    if not clear:
        return f"Av {kinds} er det ingen der tallene er klare nok til å si bedring eller forverring."
    return f"Av {kinds} er tallene klare nok til å si {numbers.listed(clear)}."


def _panel_in_words(panel: Panel) -> str:
    parts = (
        [] if panel.before is None else [f"{numbers.number(panel.before)} → {numbers.number(panel.after)}"]
    )
    highest = max((bar for bar in panel.bars if bar.rate is not None), key=lambda bar: bar.rate or 0)
    if highest.rate:
        parts.append(f"{numbers.number(highest.rate)} i {numbers.month_prose(highest.start)}")
    elif not any(bar.hidden for bar in panel.bars):
        parts.append("ingen hendelser")
    return f"{panel.name} {', '.join(parts) or numbers.HIDDEN}"


def _draw_key(figure: Figure, incidents: Incidents, height: float) -> None:
    axes = figure.add_axes((0, 1 - 0.3 / height, 1, 0.3 / height))
    axes.set_axis_off()
    axes.set_xlim(0, style.WIDTH)
    axes.set_ylim(0, 0.3)
    x = 0.34
    drawn = {bar.side for panel in incidents.panels for bar in panel.bars}
    for side in (side for side in labels.SIDES if side in drawn):
        box = Rectangle((x, 0.06), 0.2, 0.22, facecolor=_FILLS[side], edgecolor=style.LINE, lw=0.6)
        axes.add_patch(box)
        style.small(axes, x + 0.26, 0.17, labels.SIDES[side])
        x += 0.5 + 0.07 * len(labels.SIDES[side])
    axes.plot([x + 0.1, x + 0.1], [0.06, 0.28], color=style.INK, lw=1.2, ls=(0, (3, 2)))
    style.small(axes, x + 0.2, 0.17, f"Prosjektstart {numbers.date_prose(incidents.start)}")


def _draw_panel(axes: Axes, panel: Panel, start: date) -> None:
    highest = max((bar.rate or 0 for bar in panel.bars), default=0)
    top = max(highest, panel.before or 0, panel.after or 0, 1) * 1.12
    axes.set_title(panel.name, pad=19)
    if panel.before is not None and panel.after is not None:
        change = f"før {numbers.number(panel.before)} · etter {numbers.number(panel.after)}"
        style.small(axes, 0, 1.1, change, transform=axes.transAxes, va="baseline")
    axes.set_ylim(0, top)
    for bar in panel.bars:
        left, right = bar.start.toordinal(), bar.end.toordinal()
        if bar.hidden:
            style.small(
                axes,
                (left + right) / 2,
                0.06 * top,
                numbers.HIDDEN,
                ha="center",
                va="bottom",
                zorder=5,
                bbox=_PLATE,
            )
        elif bar.rate:
            edge = style.LINE if bar.side == "outside" else style.PAPER
            axes.bar(
                left,
                bar.rate,
                width=right - left,
                align="edge",
                color=_FILLS[bar.side],
                edgecolor=edge,
                lw=0.6,
            )
    for side, mean in (("before", panel.before), ("after", panel.after)):
        within = [bar for bar in panel.bars if bar.side == side]
        if mean is not None and within:
            _draw_mean(axes, within, mean)
    axes.axvline(start.toordinal(), color=style.INK, lw=1.2, ls=(0, (3, 2)))
    if highest == 0 and not any(bar.hidden for bar in panel.bars):
        style.small(axes, 0.03, 0.5, "ingen hendelser", transform=axes.transAxes, color=style.SOFT)
    _draw_scales(axes, panel.bars)


def _draw_mean(axes: Axes, within: list[Bar], mean: float) -> None:
    span = [within[0].start.toordinal(), within[-1].end.toordinal()]
    axes.plot(span, [mean, mean], color=style.PAPER, lw=3.4, solid_capstyle="butt")
    axes.plot(span, [mean, mean], color=style.INK, lw=1.8, solid_capstyle="butt")


def _draw_scales(axes: Axes, bars: tuple[Bar, ...]) -> None:
    """Half-years below, few and round numbers to the left."""
    months = [bar.start for bar in bars] + [bars[-1].end]
    axes.set_xlim(months[0].toordinal(), months[-1].toordinal())
    ticks = [day for day in months[:-1] if (day.month - months[0].month) % 6 == 0]
    axes.set_xticks([day.toordinal() for day in ticks], [numbers.month_short(day) for day in ticks])
    for label in axes.get_xticklabels():
        label.set_horizontalalignment("left")
    axes.yaxis.set_major_locator(MaxNLocator(3, steps=[1, 2, 2.5, 5, 10]))
    axes.grid(axis="y")
    axes.spines["left"].set_visible(False)
