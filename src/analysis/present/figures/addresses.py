"""The addresses side by side: each outcome before and after at every address, on an axis of its own.

One row per outcome, one column per address; the open marker is before, the filled one after, and the numbers
below say what they rest on. Nothing here has a word: an address decides nothing alone.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.disclose import Disclosed
from analysis.measure_types import Declaration
from analysis.params import Study, numbers
from analysis.present.figures import style
from analysis.present.figures.drawing import Words, alternative, visible
from analysis.wording import labels, quantities
from analysis.wording.grounds import grounds

BETTER = "til høyre er bedre →"
MOST_PLACES, MOST_OUTCOMES = 6, 5
"""Columns, and rows, up to which the picture can be read on a page."""
_ROW, _HEAD, _LEFT, _PAD = 0.62, 0.62, 1.75, 0.16
"""Inches: a row, the heading, the margin for names, and the air inside a cell."""


@dataclass(frozen=True)
class Cell:
    """One outcome at one address; None where the edition does not show it, or there is no value."""

    before: float | None
    after: float | None
    n: float | None
    """Tenants behind a share."""
    basis: str


@dataclass(frozen=True)
class Outcome:
    """One row: its name, how its values are written, and a cell for each address."""

    name: str
    declared: Declaration
    wanted_up: bool
    cells: tuple[Cell, ...]

    @property
    def reach(self) -> tuple[float, float]:
        """Least and greatest value of the row's axis, the same at every address."""
        values = [v for cell in self.cells for v in (cell.before, cell.after) if v is not None]
        low, high = min(values), max(values)
        margin = 0.08 * (high - low) or 0.5
        return low - margin, high + margin


@dataclass(frozen=True)
class Addresses:
    """What the picture needs."""

    places: tuple[str, ...]
    outcomes: tuple[Outcome, ...]


def prepare(disclosed: Disclosed, study: Study) -> Addresses | None:
    """Take the outcomes that decide, then those that support, as far as a page holds them.

    None where the edition shows none per address, or the addresses are one or too many.
    """
    results = visible(disclosed.results)
    own = results[results["place"].ne("all") & results["role"].isin(("decides", "supports"))]
    own = own[own["verdict"].ne("ikke_maalt") & own["before"].notna() & own["after"].notna()]
    places = [a for a in study.project.address_ids if a in set(own["place"])]
    if not 1 < len(places) <= MOST_PLACES:
        return None
    ordered = sorted(study.plan.tested, key=lambda i: i not in study.plan.deciding)
    outcomes: list[Outcome] = []
    for indicator in ordered:
        rows = own[own["indicator"] == indicator.id].set_index("place")
        if len(rows) and len(outcomes) < MOST_OUTCOMES and indicator.family not in study.plan.exploratory:
            cells = tuple(_cell(rows, place, indicator.declared, study) for place in places)
            wanted_up = indicator.direction == "higher"
            outcomes.append(Outcome(indicator.name, indicator.declared, wanted_up, cells))
    names = tuple(labels.place(place, disclosed.place_names) for place in places)
    return Addresses(names, tuple(outcomes)) if outcomes else None


def _cell(rows: pd.DataFrame, place: str, declared: Declaration, study: Study) -> Cell:
    if place not in rows.index:
        return Cell(None, None, None, "")
    row = rows.loc[place].to_dict()
    n = None if numbers.is_missing(row["n_pairs"]) else float(row["n_pairs"])
    return Cell(float(row["before"]), float(row["after"]), n, grounds(row, declared, study.period))


def draw(addresses: Addresses, wide: float = style.WIDTH) -> Figure:
    """Draw a grid: outcomes down, addresses across; on a phone a block per outcome."""
    if wide < style.WIDTH:
        return _draw_narrow(addresses, wide)
    height = _HEAD + _ROW * len(addresses.outcomes)
    figure = style.canvas(height, wide)
    column_wide = (wide - _LEFT) / len(addresses.places)
    top = figure.add_axes((0, 1 - _HEAD / height, 1, _HEAD / height))
    top.set_xlim(0, wide)
    top.set_ylim(_HEAD, 0)
    top.set_axis_off()
    for column, place in enumerate(addresses.places):
        middle = _LEFT + (column + 0.5) * column_wide
        style.small(top, middle, 0.2, style.wrap(place, 16), ha="center", weight=600)
    top.plot([0.06], [0.22], marker="o", ms=7, mfc=style.PAPER, mec=style.INK)
    style.small(top, 0.16, 0.22, "før")
    top.plot([0.56], [0.22], marker="o", ms=7, mfc=style.AFTER, mec=style.INK)
    style.small(top, 0.66, 0.22, "etter")
    style.small(top, 0.0, 0.5, BETTER, color=style.SOFT)
    for row, outcome in enumerate(addresses.outcomes):
        bottom = height - _HEAD - _ROW * (row + 1)
        for column, cell in enumerate(outcome.cells):
            box = (_LEFT + column * column_wide + _PAD, bottom, column_wide - 2 * _PAD, _ROW)
            axes = figure.add_axes((box[0] / wide, box[1] / height, box[2] / wide, box[3] / height))
            _draw_cell(axes, outcome, cell)
        name = figure.add_axes((0, bottom / height, _LEFT / wide, _ROW / height))
        name.set_axis_off()
        name.set_xlim(0, 1)
        name.set_ylim(0, 1)
        style.small(name, 0.0, 0.5, style.wrap(outcome.name, 22), linespacing=0.95)
    return style.finish(figure)


def _draw_narrow(addresses: Addresses, wide: float) -> Figure:
    block = 0.3 + _ROW * len(addresses.places)
    height = 0.3 + block * len(addresses.outcomes)
    figure = style.canvas(height, wide)
    page = figure.add_axes((0, 0, 1, 1))
    page.set_xlim(0, wide)
    page.set_ylim(height, 0)
    page.set_axis_off()
    style.small(page, 0.02, 0.12, BETTER, color=style.SOFT)
    for row, outcome in enumerate(addresses.outcomes):
        top = 0.3 + row * block
        style.small(page, 0.02, top + 0.14, outcome.name, weight=600)
        for line, (place, cell) in enumerate(zip(addresses.places, outcome.cells, strict=True)):
            y = top + 0.3 + line * _ROW
            style.small(page, 0.02, y + _ROW / 2, style.wrap(place, 14))
            axes = figure.add_axes((1.2 / wide, 1 - (y + _ROW) / height, (wide - 1.3) / wide, _ROW / height))
            _draw_cell(axes, outcome, cell)
    return style.finish(figure)


def _draw_cell(axes: Axes, outcome: Outcome, cell: Cell) -> None:
    low, high = outcome.reach if outcome.wanted_up else outcome.reach[::-1]
    axes.set_xlim(low, high)  # to the right is better, whatever is measured
    axes.set_ylim(0, 1)
    axes.set_xticks([])
    axes.set_yticks([])
    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.plot([low, high], [0.52, 0.52], color=style.LINE, lw=1, zorder=0)
    middle = (low + high) / 2
    if cell.before is None or cell.after is None:
        style.small(axes, middle, 0.72, numbers.HIDDEN, ha="center")
        return
    axes.plot([cell.before, cell.after], [0.52, 0.52], color=style.INK, lw=1.6, zorder=2)
    axes.plot(cell.before, 0.52, marker="o", ms=7, mfc=style.PAPER, mec=style.INK, zorder=3, clip_on=False)
    axes.plot(cell.after, 0.52, marker="o", ms=7, mfc=style.AFTER, mec=style.INK, zorder=4, clip_on=False)
    style.small(axes, middle, 0.82, _values(outcome.declared, cell), ha="center")
    style.small(axes, middle, 0.18, cell.basis, ha="center", color=style.SOFT, fontsize=style.SMALL)


def _values(declared: Declaration, cell: Cell) -> str:
    """Write before and after without their unit: «3,1 → 1,9»; a share of few people as «1 av 5 → 2 av 5»."""
    known = [value for value in (cell.before, cell.after) if value is not None]
    if declared.value.share:
        return " → ".join(quantities.value(declared.value, value, cell.n) for value in known)
    return " → ".join(numbers.number(value, declared.value.decimals) for value in known)


def words(addresses: Addresses) -> Words:
    """Count how many of the shown changes went the wanted way, and give every value."""
    cells = [(o, cell) for o in addresses.outcomes for cell in o.cells if cell.before is not None]
    better = sum(_went_well(outcome, cell) for outcome, cell in cells)
    message = (
        f"{better} av {numbers.count(len(cells), 'tall', 'tall')} på adressene gikk i ønsket retning. "
        "En adresse avgjør ingenting alene."
    )
    caption = (
        "Hvert utfall har samme akse på alle adressene, og til høyre er bedre. Over linjen står verdien "
        "før og "
        "etter, under den hva tallet bygger på (n)."
    )
    parts = [f"{o.name}: {_row_in_words(addresses.places, o)}" for o in addresses.outcomes]
    return Words(message, caption, alternative("Rutenett av verdier før → etter.", parts))


def _went_well(outcome: Outcome, cell: Cell) -> bool:
    moved = (cell.after or 0.0) - (cell.before or 0.0)
    return moved > 0 if outcome.wanted_up else moved < 0


def _row_in_words(places: tuple[str, ...], outcome: Outcome) -> str:
    shown = (
        numbers.HIDDEN if cell.before is None else _values(outcome.declared, cell) for cell in outcome.cells
    )
    return ", ".join(f"{place} {values}" for place, values in zip(places, shown, strict=True))
