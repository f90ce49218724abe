"""How many indicators of each goal got each verdict: the picture of the summary."""

from __future__ import annotations

from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from analysis.disclose import Disclosed
from analysis.params import Study, numbers
from analysis.present.figures import style
from analysis.present.figures.drawing import RESERVED, Words, alternative, reserved, visible
from analysis.wording import labels

_ROW, _HEAD, _LEFT = 0.5, 0.44, 2.3
"""Inches: height of a goal, of the heading; width of the goals' names."""
_COLUMNS = (
    "bedring",
    "forverring",
    "uendret",
    "for_lite_data",
    "usikkert_grunnlag",
    "beskrivelse",
    "ikke_maalt",
)
_ALWAYS = ("bedring", "forverring", "uendret", "for_lite_data")


@dataclass(frozen=True)
class GoalRow:
    """One goal: its name, its verdict, and the number of its indicators with each verdict."""

    name: str
    verdict: str
    counts: dict[str, int]
    reservations: tuple[str, ...] = ()
    """What must stand beside the goal's verdict."""


@dataclass(frozen=True)
class Goals:
    """What the picture needs."""

    rows: tuple[GoalRow, ...]
    left_out: str = ""
    """What the exploratory indicators, which are not counted, are called; empty where there are none."""

    @property
    def columns(self) -> tuple[str, ...]:
        """Verdicts shown: the conclusions always, the others where some indicator has them."""
        return tuple(v for v in _COLUMNS if v in _ALWAYS or any(row.counts[v] for row in self.rows))


def prepare(disclosed: Disclosed, study: Study) -> Goals | None:
    """Take the goals the edition shows; None where there are none."""
    frame = visible(disclosed.goals)
    rows = []
    for goal, row in zip(frame["goal"].tolist(), frame.to_dict("records"), strict=True):
        counts = {verdict: int(row[verdict]) for verdict in _COLUMNS if verdict in row}
        counts = {verdict: counts.get(verdict, 0) for verdict in _COLUMNS}
        verdict = str(row["verdict"])
        marks = ("følsom for valg",) if bool(row.get("sensitive", False)) else ()
        rows.append(GoalRow(labels.goal(str(goal), study), verdict, counts, marks))
    explored = study.plan.explored
    questions = all(indicator.is_question for indicator in explored)
    left_out = "Enkeltspørsmål fra kartleggingen" if questions else "Utforskende indikatorer"
    return Goals(tuple(rows), left_out if explored else "") if rows else None


def draw(goals: Goals) -> Figure:
    """Draw a tile per goal and verdict with the number of indicators."""
    height = _HEAD + _ROW * len(goals.rows) + 0.02
    figure = style.canvas(height)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_xlim(0, style.WIDTH)
    axes.set_ylim(height, 0)
    axes.set_axis_off()
    wide = (style.WIDTH - _LEFT) / len(goals.columns)
    for column, verdict in enumerate(goals.columns):
        name = style.wrap(labels.verdict(verdict), 9)
        style.small(
            axes,
            _LEFT + (column + 0.5) * wide,
            _HEAD - 0.06,
            name,
            ha="center",
            va="bottom",
            linespacing=0.95,
        )
    for place, row in enumerate(goals.rows):
        y = _HEAD + place * _ROW
        style.small(axes, 0.01, y + 0.15, row.name, weight=600)
        verdict = labels.verdict(row.verdict) + (f" – {RESERVED}" if row.reservations else "")
        style.small(axes, 0.01, y + 0.35, verdict, color=style.SOFT)
        for column, verdict in enumerate(goals.columns):
            _draw_tile(axes, _LEFT + column * wide, y, wide, verdict, row.counts[verdict])
    return style.finish(figure)


def _draw_tile(axes: Axes, x: float, y: float, wide: float, verdict: str, n: int) -> None:
    fill = style.VERDICTS[verdict] if n else style.PAPER
    edge = style.INK if n else style.LINE
    box = Rectangle(
        (x + 0.03, y + 0.04), wide - 0.06, _ROW - 0.08, facecolor=fill, edgecolor=edge, lw=1 if n else 0.6
    )
    axes.add_patch(box)
    ink = style.ink_on(fill) if n else style.SOFT
    style.small(
        axes, x + wide / 2, y + _ROW / 2, str(n), ha="center", va="center_baseline", fontsize=style.BASE,
        weight=600 if n else 400, color=ink,
    )  # fmt: skip


def words(goals: Goals) -> Words:
    """Say how many indicators in all got better and worse, and every goal's counts."""
    total = {verdict: sum(row.counts[verdict] for row in goals.rows) for verdict in _COLUMNS}
    decides = sum(n for verdict, n in total.items() if verdict not in ("beskrivelse", "ikke_maalt"))
    better, worse = total["bedring"] or "Ingen", total["forverring"] or "ingen"
    message = f"{better} av {numbers.number(decides, 0)} utfall viser bedring, og {worse} viser forverring."
    caption = (
        "Tallene er indikatorer med hver konklusjon. "
        "Under navnet på delmålet står konklusjonen for delmålet samlet."
    )
    if goals.left_out:
        caption += f" {goals.left_out} er ikke med."
    caption += f" {reserved({row.name: row.reservations for row in goals.rows})}".rstrip()
    return Words(message, caption, alternative("Tabell:", [_in_words(row) for row in goals.rows]))


def _in_words(row: GoalRow) -> str:
    counts = [f"{n} {labels.verdict(verdict).lower()}" for verdict, n in row.counts.items() if n]
    verdict = ", ".join([labels.verdict(row.verdict).lower(), *row.reservations])
    return f"{row.name} – {verdict} ({numbers.listed(counts) or 'ingen indikatorer'})"
