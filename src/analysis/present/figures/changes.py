"""Changes with their intervals, one row per indicator: the figure the verdicts can be checked against.

Two pictures come from here: the indicators of the goals, and the single questions of the survey.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from analysis.disclose import Disclosed
from analysis.measure_types import Declaration, Panel
from analysis.params import Indicator, Study, numbers
from analysis.present.evidence import choices, reservations, word
from analysis.present.figures import style
from analysis.present.figures.drawing import RESERVED, Words, alternative, reserved, visible
from analysis.wording import labels
from analysis.wording.quantities import FEWEST_FOR_PERCENT, bounded, few

_ROW, _HEAD, _FOOT, _LEFT, _WIDE, _GAP = 0.345, 0.27, 0.34, 2.12, 2.3, 0.14
"""Inches: height of a row, of a panel's heading and axis; left margin, width, gap to the verdicts."""
_LARGEST_RATIO = 8.0
"""Ratios beyond this (and below its inverse) are drawn as arrows."""
_TICKS = {2: (0.5, 1, 2), 4: (0.25, 0.5, 1, 2, 4), 8: (0.125, 0.25, 0.5, 1, 2, 4, 8)}
_TIP, _TIP_BEYOND = 1.04, 1.11
"""Where arrows point to, in reaches of the axis: farther out where the estimate itself lies beyond."""


@dataclass(frozen=True)
class Change:
    """One row: figures in the unit drawn (per cent for shares), None where there is none."""

    name: str
    declared: Declaration
    direction: str
    estimate: float | None
    low: float | None
    high: float | None
    important: float | None
    """Smallest important change, in the unit drawn; for ratios a fraction."""
    verdict: str
    primary: bool
    nothing_happened: bool
    """No event before or after: a ratio does not exist."""
    n: int
    """Tenants with a value both times, or events before and after together."""
    role: str = "decides"
    """What the indicator is for."""
    reservations: tuple[str, ...] = ()
    """What must stand beside the conclusion."""

    @property
    def is_ratio(self) -> bool:
        """Whether no change is 1 and the axis is logarithmic."""
        return self.declared.estimate_type == "ratio"

    @property
    def verdict_name(self) -> str:
        """The verdict as drawn, marked where the caption says more."""
        return word(self.verdict, self.role) + (f" – {RESERVED}" if self.reservations else "")

    @property
    def drawn(self) -> bool:
        """Whether there is a figure to draw."""
        return self.estimate is not None and not self.nothing_happened and not self.few

    @property
    def few(self) -> bool:
        """Whether this is a share of too few tenants to be shown in per cent."""
        return few(self.declared.change, self.n)

    @property
    def figures(self) -> str:
        """The change and its interval, or in words why there is none."""
        if self.nothing_happened:
            return "ingen hendelser"
        if self.few:
            return f"under {FEWEST_FOR_PERCENT} leietakere"
        if self.estimate is None:
            return "kan ikke beregnes"
        decimals = self.declared.change.decimals
        shape = numbers.number if self.is_ratio else numbers.signed
        estimate = shape(self.estimate, decimals)
        if self.low is None or self.high is None:
            return f"{estimate} (uten intervall)"
        none = 1.0 if self.is_ratio else 0.0
        high = bounded(self.high) if self.is_ratio else self.high
        return f"{estimate} ({numbers.interval(self.low, high, decimals, no_change=none)})"


@dataclass(frozen=True)
class Changes:
    """What the picture needs: panels in order, each with rows sorted by goal."""

    panels: tuple[tuple[Change, ...], ...]
    level: float
    n_hidden: int
    items: bool = False
    """Whether the rows are single questions."""

    @property
    def rows(self) -> list[Change]:
        """All rows."""
        return [row for panel in self.panels for row in panel]


def prepare(disclosed: Disclosed, study: Study) -> Changes | None:
    """Take the outcomes that decide or support, all addresses together."""
    return _prepare(disclosed, study, exploratory=False)


def prepare_items(disclosed: Disclosed, study: Study) -> Changes | None:
    """Take the exploratory indicators: as a rule the single questions of the survey."""
    return _prepare(disclosed, study, exploratory=True)


def _prepare(disclosed: Disclosed, study: Study, *, exploratory: bool) -> Changes | None:
    results = disclosed.results
    own = {
        i.id: i
        for i in study.plan.indicators
        if i.declared.panel and (i.family in study.plan.exploratory) == exploratory
    }
    tested = results["role"].isin(("decides", "supports", "explores")) & results["verdict"].ne("ikke_maalt")
    whole = results[(results["place"] == "all") & tested & results["indicator"].isin(own)]
    goals = [goal.id for goal in study.plan.goals]
    whole = whole.sort_values("goal", key=lambda goal: goal.map(goals.index), kind="stable")
    shown = visible(whole)
    questions = all(own[name].is_question for name in whole["indicator"])
    panel_of = {name: i.declared.panel for name, i in own.items() if i.declared.panel}
    panels = []
    for panel in sorted(set(panel_of.values()), key=lambda panel: panel.position):
        for direction in ("higher", "lower"):
            there = [name for name, its in panel_of.items() if its == panel]
            within = shown["indicator"].isin(there) & (shown["direction"] == direction)
            rows = [_change(row, own[str(row["indicator"])]) for _, row in shown[within].iterrows()]
            panels += [tuple(rows)] if rows else []
    if not panels or not any(row.drawn for panel in panels for row in panel):
        return None
    return Changes(tuple(panels), study.plan.level, len(whole) - len(shown), questions)


def _change(row: pd.Series, indicator: Indicator) -> Change:
    declared = indicator.declared
    scale = 100.0 if declared.change.share else 1.0
    figures = {
        name: None if numbers.is_missing(row[name]) else scale * float(row[name])
        for name in ("estimate", "low", "high")
    }
    important = indicator.important_change
    columns = ("events_before", "events_after") if declared.counts == "events" else ("n_pairs",)
    behind = [int(row[name]) for name in columns if not numbers.is_missing(row[name])]
    return Change(
        name=str(row["name"]),
        declared=declared,
        direction=str(row["direction"]),
        important=None if important is None else scale * important,
        verdict=str(row["verdict"]),
        primary=bool(row["primary"]),
        nothing_happened=declared.counts == "events" and behind == [0, 0],
        n=sum(behind),
        role=str(row["role"]),
        reservations=reservations(
            str(row["verdict"]), choices(row.to_dict())[:2] if row["sensitive"] else None
        ),
        **figures,
    )


def draw(changes: Changes) -> Figure:
    """Draw a panel per kind of measure; figures and verdict stand in words beside each row."""
    heights = [_HEAD + _ROW * len(panel) + _FOOT for panel in changes.panels]
    height = sum(heights) + 0.02
    figure = style.canvas(height)
    top = height
    for panel, needed in zip(changes.panels, heights, strict=True):
        inside = _ROW * len(panel)
        axes = figure.add_axes(
            (_LEFT / style.WIDTH, (top - _HEAD - inside) / height, _WIDE / style.WIDTH, inside / height)
        )
        _draw_panel(axes, panel)
        top -= needed
    return style.finish(figure)


def words(changes: Changes) -> Words:
    """Count the verdicts, and give every change with its interval."""
    caption = (
        f"Merket er endringen fra før til etter, streken {numbers.percent(changes.level)}-intervallet. "
        "Fylt merke: konklusjon. Åpent merke: for lite data, usikkert grunnlag eller støttende tall. "
        "Grått felt: endringer for små til å regnes som viktige."
    )
    if any(_beyond(row) for row in changes.rows):
        caption += " Pil: intervallet fortsetter utenfor figuren."
    people = [row.n for row in changes.rows if not row.is_ratio]
    if any(people):
        what = "Svarene" if changes.items else "Svar, andeler og beløp"
        caption += f" {what} bygger på {_span(people)} leietakere med verdi både før og etter."
    events = [row.n for row in changes.rows if row.is_ratio]
    if any(events):
        noun = "hendelse eller leieforhold" if set(events) == {1} else "hendelser eller leieforhold"
        caption += f" Ratene bygger på {_span(events)} {noun}, før og etter til sammen."
    caption += f" {reserved({row.name: row.reservations for row in changes.rows})}".rstrip()
    if changes.n_hidden:
        caption += (
            f" {numbers.count(changes.n_hidden, 'indikator', 'indikatorer')} er skjult i denne utgaven."
        )
    parts = []
    for panel in changes.panels:
        rows = [_row_in_words(row) for row in panel]
        parts.append(f"{_panel(panel).unit}: {', '.join(rows)}")
    head = "Endring (intervall); uten konklusjon der ingen er sagt."
    return Words(_message(changes), caption, alternative(head, parts))


def _panel(rows: Sequence[Change]) -> Panel:
    """Return the panel that rows of one type are drawn in."""
    panel = rows[0].declared.panel
    if panel is None:
        raise ValueError(f"rows must have a panel, found none for {rows[0].name}")
    return panel


def _span(counts: Sequence[int]) -> str:
    least, most = (numbers.number(n, 0) for n in (min(counts), max(counts)))
    return least if least == most else f"{least} til {most}"


def _message(changes: Changes) -> str:
    if changes.items:
        return f"Figuren viser endringen på {numbers.count(len(changes.rows), 'spørsmål')}, uten konklusjon."
    decides = [row for row in changes.rows if row.role == "decides"]
    n = {verdict: sum(row.verdict == verdict for row in decides) for verdict in labels.VERDICTS}
    count = len(decides)
    if not count:
        shown = numbers.count(len(changes.rows), "endring", "endringer")
        return f"Figuren viser {shown} som støtter, uten konklusjon."
    noun = f"{numbers.count(count, 'utfall')} som avgjør"
    open_ends = [f"{n['for_lite_data']} har for lite data til å konkludere"] * bool(n["for_lite_data"])
    open_ends += [f"{n['usikkert_grunnlag']} har usikkert grunnlag"] * bool(n["usikkert_grunnlag"])
    rest = f" {numbers.listed(open_ends)}." if open_ends else ""
    if not n["bedring"] and not n["forverring"] and not n["uendret"]:
        why = "det er for lite data" if not n["usikkert_grunnlag"] else "grunnlaget er usikkert"
        said = "Det ene utfallet som avgjør, gir ikke" if count == 1 else f"Ingen av {noun}, gir"
        return f"{said} grunnlag for å konkludere" + (f":{rest}" if len(open_ends) > 1 else f"; {why}.")
    unchanged = [f"{n['uendret']} er uendret"] * bool(n["uendret"])
    if count == 1:
        one = {"bedring": "bedring, ikke forverring", "forverring": "forverring, ikke bedring"}
        return f"Det ene utfallet som avgjør, {_only(one, decides[0].verdict)}."
    found = [f"{n['bedring'] or 'ingen'} bedring", f"{n['forverring'] or 'ingen'} forverring", *unchanged]
    return f"Av {noun}, viser {numbers.listed(found)}.{rest}"


def _only(shown: dict[str, str], verdict: str) -> str:
    return f"viser {shown[verdict]}" if verdict in shown else "er uendret"


def _row_in_words(row: Change) -> str:
    verdict = "" if row.verdict == "beskrivelse" else f" {row.verdict_name.lower()}"
    return f"{row.name} {row.figures}{verdict}"


def _beyond(row: Change) -> bool:
    if row.low is None or row.high is None:
        return False
    if row.is_ratio:
        return row.low < 1 / _LARGEST_RATIO or row.high > _LARGEST_RATIO
    return math.isinf(row.low) or math.isinf(row.high)


def _position(value: float, *, ratio: bool) -> float:
    """Place of a value on the axis: doublings for ratios."""
    if not ratio:
        return value
    return math.log2(value) if value > 0 else -math.inf


def _reach(panel: Sequence[Change]) -> float:
    """Half the width of the axis, the same to both sides of no change."""
    ratio = panel[0].is_ratio
    ends = [
        abs(_position(end, ratio=ratio))
        for row in panel
        for end in (row.low, row.high, row.estimate)
        if end is not None
    ]
    finite = [end for end in ends if math.isfinite(end)]
    if ratio:
        return float(min(math.log2(_LARGEST_RATIO), max([*(math.ceil(end) for end in finite), 1])))
    least = max([row.important or 0 for row in panel] + [0.001])
    return 1.06 * max([*finite, least])


def _draw_panel(axes: Axes, panel: Sequence[Change]) -> None:
    ratio, reach = panel[0].is_ratio, _reach(panel)
    axes.set_xlim(-reach * 1.08, reach * 1.08)
    axes.set_ylim(len(panel) - 0.5, -0.5)
    for spine in ("left", "right", "top"):
        axes.spines[spine].set_visible(False)
    axes.set_yticks([])
    if ratio:
        ticks = _TICKS[round(2**reach)]
        texts = [numbers.number(t, 3).rstrip("0").rstrip(",") for t in ticks]
        axes.set_xticks([math.log2(t) for t in ticks], texts)
    else:
        axes.locator_params(axis="x", nbins=6)
    axes.axvline(0, color=style.INK, lw=1)
    _heading(axes, panel)
    for y, row in enumerate(panel):
        _draw_row(axes, y, row, reach)


def _heading(axes: Axes, panel: Sequence[Change]) -> None:
    """Name the measure, and the side that is better."""
    place = axes.get_xaxis_transform()
    left = -axes.get_xlim()[1] * (1 + 2 * _LEFT / _WIDE)
    y = 1 + 0.1 / (_ROW * len(panel))
    axes.text(left, y, _panel(panel).title, transform=place, weight=600, va="center")
    text = "til høyre er bedre" if panel[0].direction == "higher" else "til venstre er bedre"
    right = axes.get_xlim()[1] * (1 + 2 * _GAP / _WIDE)
    style.small(axes, right, y, text, transform=place, weight=600, color=style.AFTER)


def _draw_row(axes: Axes, y: int, row: Change, reach: float) -> None:
    wide = axes.get_xlim()[1]
    left, right = -wide * (1 + 2 * _LEFT / _WIDE), wide * (1 + 2 * _GAP / _WIDE)
    name = f"{row.name} (hovedutfall)" if row.primary else row.name
    style.small(axes, left, y, style.wrap(name, 28), weight=600 if row.primary else 400, linespacing=0.95)
    style.small(axes, right, y - 0.22, row.verdict_name, weight=600)
    style.small(axes, right, y + 0.23, row.figures, color=style.SOFT)
    if row.important:
        _draw_unimportant(axes, y, row)
    if row.estimate is None or not row.drawn:
        return
    x = _position(row.estimate, ratio=row.is_ratio)
    if row.low is not None and row.high is not None:
        low, high = (_position(limit, ratio=row.is_ratio) for limit in (row.low, row.high))
        _draw_interval(axes, y, low, high, reach, tip=_TIP if abs(x) < reach else _TIP_BEYOND)
    axes.plot(
        max(-reach, min(reach, x)), y, marker=style.MARKERS[row.verdict], ms=7.5, mec=style.INK, mew=1.2,
        mfc=style.VERDICTS[row.verdict], zorder=4, clip_on=False,
    )  # fmt: skip


def _draw_unimportant(axes: Axes, y: int, row: Change) -> None:
    """Shade the changes too small to matter."""
    important = row.important or 0.0
    low, high = (
        (math.log2(1 - important), math.log2(1 + important)) if row.is_ratio else (-important, important)
    )
    axes.add_patch(Rectangle((low, y - 0.34), high - low, 0.68, facecolor=style.LIKERT[3], lw=0, zorder=0))


def _draw_interval(axes: Axes, y: int, low: float, high: float, reach: float, tip: float) -> None:
    """Draw a line from limit to limit, with an arrow (at `tip` reaches) where a limit lies beyond."""
    axes.plot(
        [max(low, -reach), min(high, reach)], [y, y], color=style.INK, lw=1.6, solid_capstyle="butt", zorder=3
    )
    for limit, sign, marker in ((low, -1, "<"), (high, 1, ">")):
        if sign * limit > reach:
            axes.plot(
                sign * reach * tip, y, marker=marker, ms=6, color=style.INK, mew=0, zorder=3, clip_on=False
            )
        else:
            axes.plot([limit, limit], [y - 0.13, y + 0.13], color=style.INK, lw=1.6, zorder=3)
