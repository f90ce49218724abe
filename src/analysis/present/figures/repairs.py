"""Days from report to repair, as the share of faults not yet mended (Kaplan–Meier), before and after."""

from __future__ import annotations

from dataclasses import dataclass

from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from analysis.disclose import Disclosed
from analysis.params import Indicator, Study, numbers
from analysis.present.figures import style
from analysis.present.figures.drawing import Words, alternative, visible
from analysis.wording import labels
from analysis.wording.quantities import FEWEST_FOR_PERCENT

_HEIGHT, _HALF = 2.3, 0.5
_LINES = {"before": (0, (4, 1.5)), "after": "-"}
_COLOURS = {"before": style.SOFT, "after": style.AFTER}
_DAYS = (7, 14, 30, 60)
"""Days for which the alternative text gives the share."""


@dataclass(frozen=True)
class Curve:
    """Share not yet mended from each of `days` on, of `n` faults."""

    days: tuple[float, ...]
    share: tuple[float, ...]
    n: int

    @property
    def median(self) -> float | None:
        """First day by which at most half are open; None when that never comes."""
        return next(
            (day for day, share in zip(self.days, self.share, strict=True) if share <= _HALF + 1e-12), None
        )

    def open_after(self, day: float) -> float:
        """Share still open after this many days."""
        return [share for start, share in zip(self.days, self.share, strict=True) if start <= day][-1]


@dataclass(frozen=True)
class Repairs:
    """What the picture needs: a curve per side."""

    curves: dict[str, Curve]


def prepare(disclosed: Disclosed, _: Study, indicator: Indicator) -> Repairs | None:
    """Take the curves of a duration that the edition shows; None where there are none.

    A side with fewer than ten faults is left out: shares of so few say more than is known.
    """
    rows = visible(disclosed.repairs)
    if rows.empty:
        return None
    curves = {}
    for side in ("before", "after"):
        own = rows[(rows["indicator"] == indicator.id) & (rows["side"] == side)].dropna(
            subset=["days", "share_open"]
        )
        if len(own) and own["at_risk"].iloc[0] >= FEWEST_FOR_PERCENT:
            days, share = (tuple(float(v) for v in own[name]) for name in ("days", "share_open"))
            curves[side] = Curve(days, share, int(own["at_risk"].iloc[0]))
    return Repairs(curves) if curves else None


def draw(repairs: Repairs, wide: float = style.WIDTH) -> Figure:
    """Draw a falling stair per side, named where it crosses one half."""
    figure = style.canvas(_HEIGHT, wide)
    axes = figure.add_axes((0.62 / wide, 0.5 / _HEIGHT, (wide - 0.8) / wide, 1.36 / _HEIGHT))
    longest = max(curve.days[-1] for curve in repairs.curves.values())
    for side, curve in repairs.curves.items():
        axes.step(
            curve.days,
            [100 * share for share in curve.share],
            where="post",
            color=_COLOURS[side],
            lw=2.2,
            ls=_LINES[side],
        )
    axes.axhline(50, color=style.LINE, lw=0.8, zorder=0)
    axes.set_xlim(0, longest * 1.02)
    axes.set_ylim(0, 103)
    axes.set_yticks([0, 50, 100], [numbers.percent(f) for f in (0, 0.5, 1)])
    axes.xaxis.set_major_locator(MaxNLocator(7 if wide >= style.WIDTH else 4, integer=True))
    axes.set_xlabel("Dager siden feilen ble meldt")
    axes.set_title("Andel av feilene som ikke er utbedret", pad=10)
    for row, (side, curve) in enumerate(repairs.curves.items()):
        y = 92 - 18 * row
        text = f"{labels.SIDES[side]}: {_median(curve)} (n = {curve.n})"
        x = (0.52 if wide >= style.WIDTH else 0.22) * longest
        axes.plot([x, x + 0.08 * longest], [y, y], color=_COLOURS[side], lw=2.2, ls=_LINES[side])
        style.small(axes, x + 0.1 * longest, y, text)
    return style.finish(figure)


def words(repairs: Repairs) -> Words:
    """Say the medians, and the share still open after some days."""
    medians = {side: curve.median for side, curve in repairs.curves.items()}
    before, after = medians.get("before"), medians.get("after")
    if before is None or after is None:
        known = [f"{labels.SIDES[side].lower()} {_median(curve)}" for side, curve in repairs.curves.items()]
        message = f"Tiden til halvparten av feilene var utbedret: {numbers.listed(known)}."
    else:
        change = "kortere" if after < before else "lengre" if after > before else "like lang"
        than = "som før" if change == "like lang" else "enn før"
        message = (
            f"Tiden til halvparten av feilene var utbedret, var {change} etter {than}: "
            f"{numbers.count(after, 'dag', 'dager')} mot {numbers.number(before, 0)}."
        )
    n = [f"{labels.SIDES[side].lower()} {curve.n}" for side, curve in repairs.curves.items()]
    caption = (
        f"Antall feil: {numbers.listed(n)}. Åpne saker er regnet med så lenge de har vart (Kaplan–Meier). "
        "Forskjellen er ikke testet."
    )
    parts = [_in_words(side, curve) for side, curve in repairs.curves.items()]
    return Words(message, caption, alternative("To trappelinjer. Andel ikke utbedret:", parts))


def _median(curve: Curve) -> str:
    return (
        "over halvparten er åpne"
        if curve.median is None
        else f"median {numbers.count(curve.median, 'dag', 'dager')}"
    )


def _in_words(side: str, curve: Curve) -> str:
    within = [day for day in _DAYS if day <= curve.days[-1]]
    shares = [
        f"{numbers.percent(curve.open_after(day))} etter {numbers.count(day, 'dag', 'dager')}"
        for day in within
    ]
    return f"{labels.SIDES[side]}: {', '.join([*shares, _median(curve)])}"
