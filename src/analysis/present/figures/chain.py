"""The chain of results: for each goal what was done, what is measured, and what is to be reached."""

from __future__ import annotations

from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from analysis.disclose import Disclosed
from analysis.params import Study
from analysis.present.figures import style
from analysis.present.figures.drawing import Words, alternative
from analysis.wording.lists import lowered, separated

_LINE, _PAD, _GAP = 0.16, 0.08, 0.1
"""Inches: height of a line of text, air inside a box, air between boxes."""
_LETTER = 0.064
"""Inches a letter takes on average."""
_SHARES = (0.42, 0.42, 0.16)
"""Widths of the three columns."""


@dataclass(frozen=True)
class Link:
    """One goal: what was done, what measures it (what decides first), and its short name."""

    done: tuple[str, ...]
    measured: tuple[str, ...]
    n_deciding: int
    goal: str


@dataclass(frozen=True)
class Chain:
    """What the picture needs, goals in the order of the plan."""

    links: tuple[Link, ...]


def prepare(_: Disclosed, study: Study) -> Chain:
    """Take the goals of the plan with everything that leads there; single questions are left out."""
    plan = study.plan
    links = []
    for goal in plan.goals:
        own = [i for i in plan.indicators if i.goal == goal.id and i.family not in plan.exploratory]
        own.sort(key=lambda i: i not in plan.deciding)
        done = tuple(dict.fromkeys([*goal.means, *goal.actions]))
        measured = tuple(indicator.name for indicator in own)
        links.append(Link(done, measured, sum(i in plan.deciding for i in own), goal.short))
    return Chain(tuple(links))


def draw(chain: Chain, wide: float = style.WIDTH) -> Figure:
    """Draw a row of boxes per goal, joined by arrows; below each other where there is little room."""
    narrow = wide < style.WIDTH
    columns = [wide] * 3 if narrow else [share * (wide - 2 * 0.22) for share in _SHARES]
    rows = [
        [_wrapped(text, width) for text, width in zip(_texts(link), columns, strict=True)]
        for link in chain.links
    ]
    heights = [_row_height(row, narrow) for row in rows]
    head = 0.0 if narrow else 0.3
    height = head + sum(heights) + _GAP * len(rows)
    figure = style.canvas(height, wide)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_xlim(0, wide)
    axes.set_ylim(height, 0)
    axes.set_axis_off()
    lefts = [0.0, 0.0, 0.0] if narrow else [0.0, columns[0] + 0.22, columns[0] + columns[1] + 0.44]
    if not narrow:
        for x, text in zip(lefts, ("Det prosjektet gjorde", "Det vi måler", "Delmål"), strict=True):
            style.small(axes, x + 0.02, 0.14, text, weight=600)
    y = head
    for row, tall in zip(rows, heights, strict=True):
        _draw_row(axes, row, (lefts, columns), y, tall, narrow=narrow)
        y += tall + _GAP
    return style.finish(figure)


def _texts(link: Link) -> tuple[str, str, str]:
    deciding, others = link.measured[: link.n_deciding], link.measured[link.n_deciding :]
    measured = [f"Avgjør: {separated(lowered(deciding, first=True))}."] * bool(deciding)
    head = "Ellers" if deciding else "Viser"
    measured += [f"{head}: {separated(lowered(others, first=True))}."] * bool(others)
    return ", ".join(lowered(link.done)), "\n".join(measured), link.goal


def _wrapped(text: str, width: float) -> str:
    letters = int((width - 2 * _PAD) / _LETTER)
    return "\n".join(style.wrap(part, letters) for part in text.split("\n"))


def _tall(text: str) -> float:
    return 2 * _PAD + _LINE * len(text.split("\n")) if text else 0.0


def _row_height(row: list[str], narrow: bool) -> float:
    return sum(_tall(text) + 0.16 for text in row if text) if narrow else max(_tall(text) for text in row)


def _draw_row(
    axes: Axes,
    row: list[str],
    places: tuple[list[float], list[float]],
    y: float,
    tall: float,
    *,
    narrow: bool,
) -> None:
    lefts, columns = places
    last = None
    for column, (text, x, width) in enumerate(zip(row, lefts, columns, strict=True)):
        if not text:
            continue
        high = _tall(text) if narrow else tall
        fill = style.AFTER if column == 2 else style.PANEL
        box = FancyBboxPatch(
            (x + 0.02, y + 0.02), width - 0.04, high - 0.04, boxstyle="round,pad=0,rounding_size=0.06",
            facecolor=fill, edgecolor=style.LINE, lw=0.8,
        )  # fmt: skip
        axes.add_patch(box)
        weight = 600 if column == 2 else 400
        style.small(
            axes, x + _PAD, y + high / 2, text, color=style.ink_on(fill), weight=weight, linespacing=1.12
        )
        if last is not None:
            ends = (
                ((x + width / 2, y - 0.15), (x + width / 2, y + 0.02))
                if narrow
                else (last, (x + 0.02, y + high / 2))
            )
            axes.add_patch(
                FancyArrowPatch(*ends, arrowstyle="-|>", mutation_scale=9, color=style.SOFT, lw=1.2)
            )
        last = (x + width - 0.02, y + high / 2)
        if narrow:
            y += high + 0.16


def words(chain: Chain) -> Words:
    """Count what measures the goals, and read the chain."""
    n = sum(len(link.measured) for link in chain.links)
    deciding = sum(link.n_deciding for link in chain.links)
    message = f"{n} indikatorer måler {len(chain.links)} delmål. {deciding} av dem avgjør."
    caption = "Fra venstre: det prosjektet gjorde, det vi måler, og delmålet det skal si noe om."
    parts = [
        f"{link.goal}: {len(link.done)} tiltak, {len(link.measured)} indikatorer" for link in chain.links
    ]
    return Words(message, caption, alternative("Kjede i tre ledd for hvert delmål.", parts))
