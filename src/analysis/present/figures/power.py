"""What the design could show: the chance of finding the smallest important change, per indicator."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from analysis.disclose import Disclosed
from analysis.params import Study, numbers
from analysis.present.figures import style
from analysis.present.figures.drawing import Words, alternative, visible
from analysis.wording import labels

_ROW, _HEAD, _FOOT, _LEFT, _WIDE = 0.34, 0.46, 0.34, 2.4, 1.95
"""Inches: height of a row, of the heading, of the axis; width of the names and of the bars."""
_PLATE = {"facecolor": style.PAPER, "edgecolor": "none", "pad": 0.6}
_LEAST = 0.005
"""Chances below this would round to nothing."""
_ENOUGH = 0.8
"""The chance a design is commonly asked to give."""


@dataclass(frozen=True)
class Chance:
    """One indicator: chance (0–1) of finding the smallest important change; None where it is not known."""

    name: str
    power: float | None
    needed: str
    """The change that would be found in eight of ten cases, in words."""


@dataclass(frozen=True)
class Power:
    """What the picture needs, the greatest chance first."""

    rows: tuple[Chance, ...]


def prepare(disclosed: Disclosed, _: Study) -> Power | None:
    """Take the tested indicators measured in the period whose results the edition shows; none exploratory."""
    rows = visible(disclosed.planning)
    results = disclosed.results
    if rows.empty or "power_important" not in rows:
        return None
    whole = results[results["place"] == "all"]
    measured = whole[whole["verdict"].ne("ikke_maalt")]
    left_out = set(whole["indicator"]) - set(visible(measured)["indicator"])
    return from_planning(rows[~rows["indicator"].isin(left_out)])


def from_planning(planning: pd.DataFrame) -> Power | None:
    """Take the outcomes of a planning table that decide a goal; None when no chance of them is known."""
    rows = planning[planning["decides"].astype(bool)]
    chances = [
        Chance(
            str(row["name"]),
            None if numbers.is_missing(row["power_important"]) else float(row["power_important"]),
            needed(row),
        )
        for row in rows.to_dict("records")
    ]
    if all(chance.power is None for chance in chances):
        return None
    return Power(tuple(sorted(chances, key=lambda c: -1.0 if c.power is None else c.power, reverse=True)))


def needed(row: Mapping[Hashable, Any]) -> str:
    """Say the change that would be found in eight of ten cases; a share with a note has no room for it."""
    if not row["could_show"]:
        return "kan ikke vises"
    if numbers.is_missing(row["detectable"]):
        return "kan ikke vises med disse dataene"
    size = float(row["detectable"])
    match row["detectable_unit"]:
        case "ratio" if size < 1:
            return f"fall på {numbers.percent(1 - size)}"
        case "ratio":
            return f"økning på {numbers.percent(size - 1)}"
        case "fraction":
            return (
                "kan ikke vises med disse dataene"
                if row["note"]
                else numbers.percentage_points(size).lstrip("+")
            )
        case "sd":
            return f"{numbers.number(size)} standardavvik"
        case "points":
            return f"{numbers.number(size)} poeng"
    raise labels.LabelError(f"no words for a change that can be found in '{row['detectable_unit']}'")


def _percent(power: float) -> str:
    return f"under {numbers.percent(0.01)}" if 0 < power < _LEAST else numbers.percent(power)


def draw(power: Power, wide: float = style.WIDTH) -> Figure:
    """Draw a bar per indicator against the line of eight in ten; on a phone below the names."""
    if wide < style.WIDTH:
        return _draw_narrow(power, wide)
    inside = _ROW * len(power.rows)
    height = _HEAD + inside + _FOOT
    figure = style.canvas(height, wide)
    axes = figure.add_axes((_LEFT / wide, _FOOT / height, _WIDE / wide, inside / height))
    axes.set_xlim(0, 1)
    axes.set_ylim(len(power.rows) - 0.5, -0.5)
    axes.set_yticks([])
    axes.set_xticks([0, 0.4, _ENOUGH], [numbers.percent(tick) for tick in (0, 0.4, _ENOUGH)])
    axes.axvline(_ENOUGH, color=style.INK, lw=1.2, ls=(0, (3, 2)))
    outside = axes.get_yaxis_transform()
    above = -0.5 - 0.26 / _ROW
    for x, text in ((0, "Sjanse for å oppdage\nminste viktige endring"), (1.12, "For 80 % sjanse\ntrengs")):
        style.small(axes, x, above, text, transform=outside, weight=600, linespacing=1)
    for y, chance in enumerate(power.rows):
        style.small(axes, -_LEFT / _WIDE, y, style.wrap(chance.name, 30), transform=outside, linespacing=0.95)
        style.small(
            axes,
            1.12,
            y,
            style.wrap(chance.needed, 24),
            transform=outside,
            color=style.SOFT,
            linespacing=0.95,
        )
        if chance.power is None:
            style.small(axes, 0.02, y, "ikke beregnet", color=style.SOFT)
            continue
        fill = style.AFTER if chance.power >= _ENOUGH else style.BEFORE
        axes.barh(y, chance.power, height=0.62, color=fill)
        style.small(axes, chance.power + 0.03, y, _percent(chance.power), bbox=_PLATE)
    return style.finish(figure)


def _draw_narrow(power: Power, wide: float) -> Figure:
    step, head = 0.62, 0.3
    height = head + step * len(power.rows) + _FOOT
    figure = style.canvas(height, wide)
    inside = wide - 0.32
    axes = figure.add_axes((0.16 / wide, _FOOT / height, inside / wide, step * len(power.rows) / height))
    axes.set_xlim(0, 1.15)
    axes.set_ylim(step * len(power.rows), 0)
    axes.set_yticks([])
    axes.set_xticks([0, 0.4, _ENOUGH], [numbers.percent(tick) for tick in (0, 0.4, _ENOUGH)])
    axes.axvline(_ENOUGH, color=style.INK, lw=1.2, ls=(0, (3, 2)))
    style.small(axes, 0, -0.14, "Sjanse for å oppdage minste viktige endring", weight=600)
    for row, chance in enumerate(power.rows):
        top = row * step
        said = f"{chance.name}: {'ikke beregnet' if chance.power is None else _percent(chance.power)}"
        style.small(axes, 0.0, top + 0.12, said, bbox=_PLATE, zorder=4)
        style.small(axes, 0.0, top + 0.47, f"80 %: {chance.needed}", color=style.SOFT, bbox=_PLATE, zorder=4)
        if chance.power is not None:
            fill = style.AFTER if chance.power >= _ENOUGH else style.BEFORE
            axes.barh(top + 0.3, chance.power, height=0.16, color=fill)
    return style.finish(figure)


def words(power: Power) -> Words:
    """Say for how many indicators the design is likely to find an important change."""
    known = [chance for chance in power.rows if chance.power is not None]
    enough = sum((chance.power or 0) >= _ENOUGH for chance in known)
    if len(known) == 1:
        whom = f"For den ene indikatoren er sjansen {'minst' if enough else 'under'}"
    else:
        noun = numbers.count(len(known), "indikator", "indikatorer")
        whom = f"For {enough or 'ingen'} av {noun} er sjansen minst"
    message = f"{whom} {numbers.percent(_ENOUGH)} for å oppdage den minste endringen som regnes som viktig."
    caption = (
        "Beregnet ut fra antall leietakere, hendelser og måneder i tidsrommet før, ikke ut fra resultatene. "
        f"Stiplet strek er {numbers.percent(_ENOUGH)}. Til høyre står endringen som trengs for å nå den."
    )
    parts = [
        f"{c.name} {'ikke beregnet' if c.power is None else _percent(c.power)} ({c.needed})"
        for c in power.rows
    ]
    head = f"Søyler. Sjanse, og i parentes endringen som trengs for {numbers.percent(_ENOUGH)}:"
    return Words(message, caption, alternative(head, parts))
