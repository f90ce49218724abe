"""From invited to pairs: how many took part in each wave of the survey, and why the others did not."""

from __future__ import annotations

import re
from dataclasses import dataclass

from matplotlib.figure import Figure

from analysis.disclose import Disclosed
from analysis.params import Study, numbers
from analysis.present.figures import style
from analysis.present.figures.drawing import Words, alternative, visible
from analysis.wording import labels

_ROW, _LEFT, _WIDE = 0.42, 1.62, 2.5
"""Inches: height of a stage, width of the stages' names, length of the longest bar."""


@dataclass(frozen=True)
class Stage:
    """One stage: its name, people in it, and those of the invited who are not, by reason."""

    id: str
    name: str
    n: int
    lost: dict[str, int]

    @property
    def losses(self) -> str:
        """The losses in words; empty where nobody is missing."""
        return ", ".join(
            f"{n} {labels.label(labels.LOST_REASONS, reason)}" for reason, n in self.lost.items()
        )


@dataclass(frozen=True)
class Flow:
    """What the picture needs."""

    stages: tuple[Stage, ...]


def prepare(disclosed: Disclosed, study: Study) -> Flow | None:
    """Take the flow of all tenants that the edition shows; None where no wave was held.

    A stage of a wave the period does not have is left out, and so are pairs without both waves.
    """
    rows = visible(disclosed.flow)
    rows = rows[(rows["place"] == "all") & rows["n"].notna()]
    waves = {"wave_before": study.period.waves.before, "wave_after": study.period.waves.after}
    held = [stage for stage in ("wave_before", "wave_after") if waves[stage] is not None]
    wanted = ["invited", *held, *(["pairs"] if len(held) > 1 else [])]
    stages = []
    for stage in wanted:
        own = rows[rows["stage"] == stage]
        if len(own):
            lost = {
                str(reason): int(n)
                for reason, n in zip(own["lost_reason"].tolist(), own["n_lost"].tolist(), strict=True)
                if not numbers.is_missing(reason) and reason and not numbers.is_missing(n) and n
            }
            stages.append(Stage(stage, labels.label(labels.STAGES, stage), int(own["n"].iloc[0]), lost))
    return Flow(tuple(stages)) if held and len(stages) > 1 else None


def draw(flow: Flow) -> Figure:
    """Draw a bar per stage with its number, and the losses in words beside it."""
    height = _ROW * len(flow.stages) + 0.04
    figure = style.canvas(height)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_xlim(0, style.WIDTH)
    axes.set_ylim(height - 0.02, -0.02)
    axes.set_axis_off()
    most = max(stage.n for stage in flow.stages) or 1
    for row, stage in enumerate(flow.stages):
        y = (row + 0.5) * _ROW
        style.small(axes, 0.01, y, stage.name, fontsize=style.BASE)
        axes.barh(y, _WIDE, left=_LEFT, height=0.32, color=style.PANEL)
        fill = style.AFTER if stage.id == "pairs" else style.BEFORE
        axes.barh(y, _WIDE * stage.n / most, left=_LEFT, height=0.32, color=fill)
        ink = style.ink_on(fill) if stage.n else style.INK
        style.small(
            axes,
            _LEFT + 0.1,
            y,
            str(stage.n),
            va="center_baseline",
            weight=600,
            fontsize=style.BASE,
            color=ink,
        )
        style.small(axes, _LEFT + _WIDE + 0.12, y, style.wrap(_together(stage.losses), 28))
    return style.finish(figure)


def _together(losses: str) -> str:
    """Keep each number on the line of what it counts."""
    return re.sub(r"(?<=\d) ", numbers.SPACE, losses)


def words(flow: Flow) -> Words:
    """Say how many of the invited answered both times, or in the wave held."""
    first, last = flow.stages[0], flow.stages[-1]
    did = "svarte begge ganger" if last.id == "pairs" else last.name.lower()
    message = f"{last.n} av {numbers.count(first.n, 'invitert leietaker', 'inviterte leietakere')} {did}."
    caption = "Antall leietakere. De inviterte er de som leide på adressene den første dagen i prosjektet."
    if any(stage.lost for stage in flow.stages):
        caption += " Til høyre står hvor mange av de inviterte som mangler, og hvorfor."
    parts = [f"{s.name} {s.n}" + (f" ({s.losses})" if s.lost else "") for s in flow.stages]
    return Words(message, caption, alternative("Søyler ovenfra og ned:", parts))
