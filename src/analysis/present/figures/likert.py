"""Answers to each question before and after, as bars that part at the middle of the scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, to_hex
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from analysis.disclose import Disclosed
from analysis.params import Scale, Study, numbers
from analysis.present.figures import style
from analysis.present.figures.drawing import Words, alternative, visible
from analysis.wording import labels

_PLATE = {"facecolor": style.PAPER, "edgecolor": "none", "pad": 0.6}
MOST = 14
"""Items that stand on one page; more are divided."""
_BAR, _PITCH, _NAME, _KEY = 0.15, 0.19, 0.2, 0.34
"""Inches: height of a bar, distance between the bars of an item, a name above them, the key."""
_RIGHT = 0.56
"""Inches: room for n."""
_AIR = 0.08
"""Inches between items."""


@dataclass(frozen=True)
class _Layout:
    """Inches, and whether an item's name stands above its bars, as on a phone."""

    wide: float
    left: float
    above: bool

    @property
    def inside(self) -> float:
        """Width of the bars."""
        return self.wide - self.left - _RIGHT

    def step(self, sides: int) -> float:
        """Height of an item."""
        return _AIR + (_NAME if self.above else 0.0) + max(sides * _PITCH, 0.0 if self.above else 0.28)


def _layout(wide: float) -> _Layout:
    return _Layout(wide, 2.18, above=False) if wide >= style.WIDTH else _Layout(wide, 0.62, above=True)


@dataclass(frozen=True)
class Part:
    """People who chose the steps `low` to `high` (turned, so that higher is wanted)."""

    low: int
    high: int
    n: int


@dataclass(frozen=True)
class Answers:
    """What the picture needs; items stand in the order of the questionnaire."""

    names: dict[str, str]
    bars: dict[tuple[str, str], tuple[Part, ...]]
    """Item and side (``before``, ``after``) → the groups somebody chose, from low to high."""
    scale: Scale
    paired: bool
    """Only people who answered the item both times are counted."""
    n_hidden: int = 0
    """Items whose answers may not be shown."""

    @property
    def sides(self) -> tuple[str, ...]:
        """The sides with answers, in time order."""
        return tuple(side for side in ("before", "after") if any(held == side for _, held in self.bars))

    @property
    def middle(self) -> float:
        """Middle of the scale."""
        return (self.scale.low + self.scale.high) / 2

    @property
    def groups(self) -> list[tuple[int, int]]:
        """The answer groups in use, from low to high."""
        return sorted({(part.low, part.high) for parts in self.bars.values() for part in parts})

    def three_ways(self, item: str, side: str) -> tuple[int, int, int]:
        """People on the unwanted side, in the middle, and on the wanted side."""
        parts = self.bars.get((item, side), ())
        twice = [(part.low + part.high, part.n) for part in parts]
        below = sum(n for position, n in twice if position < 2 * self.middle)
        above = sum(n for position, n in twice if position > 2 * self.middle)
        return below, sum(n for _, n in twice) - below - above, above


def prepare(disclosed: Disclosed, study: Study, items: Sequence[str]) -> Answers | None:
    """Take the answers of all tenants to some items that the edition shows; None where there are none.

    People who answered both times are taken where the period has both waves, all answers otherwise.
    """
    rows = visible(disclosed.answers)
    rows = rows[(rows["place"] == "all") & rows["n"].gt(0) & rows["item"].isin(items)]
    if "value_low" not in rows:
        rows = rows.assign(value_low=rows["value"], value_high=rows["value"])
    paired = bool((rows["basis"] == "pairs").any())
    rows = rows[rows["basis"] == ("pairs" if paired else "all")].sort_values("value_low", kind="stable")
    sides = {study.period.waves.before: "before", study.period.waves.after: "after"}
    bars: dict[tuple[str, str], tuple[Part, ...]] = {}
    columns = (rows[name].tolist() for name in ("item", "wave", "value_low", "value_high", "n"))
    for item, wave, low, high, n in zip(*columns, strict=True):
        if wave in sides:
            key = (str(item), sides[wave])
            bars[key] = (*bars.get(key, ()), Part(int(low), int(high), int(n)))
    names = {i.id: labels.item(i.id, study) for i in study.questionnaire.items}
    names = {item: name for item, name in names.items() if any(held == item for held, _ in bars)}
    n_hidden = len(set(items) & set(disclosed.answers["item"]) - set(names))
    return Answers(names, bars, study.questionnaire.scale, paired, n_hidden) if names else None


def draw(answers: Answers, wide: float = style.WIDTH) -> Figure:
    """Draw a bar per item and side; the number in a part of a bar is people."""
    layout = _layout(wide)
    step = layout.step(len(answers.sides))
    top = 0.2 + _KEY * sum(1 for shown in _key(answers) if shown)
    inside = step * len(answers.names)
    height = top + inside + 0.05
    figure = style.canvas(height, wide)
    axes = figure.add_axes((layout.left / wide, 0.05 / height, layout.inside / wide, inside / height))
    ways = [answers.three_ways(*key) for key in answers.bars]
    axes.set_xlim(
        -0.15 - max(low + mid / 2 for low, mid, _ in ways),
        0.15 + max(high + mid / 2 for _, mid, high in ways),
    )
    axes.set_ylim(inside, 0)
    axes.set_axis_off()
    axes.axvline(0, color=style.SOFT, lw=0.8, zorder=0)
    outside = axes.get_yaxis_transform()
    for row, (item, name) in enumerate(answers.names.items()):
        first = row * step + (_NAME if layout.above else 0.0) + _AIR / 2
        middle = first + len(answers.sides) * _PITCH / 2
        text, y = (name, row * step + 0.11) if layout.above else (style.wrap(name, 21), middle)
        x = (0.01 - layout.left) / layout.inside
        style.small(
            axes,
            x,
            y,
            text,
            transform=outside,
            linespacing=0.95,
            zorder=5,
            bbox=_PLATE if layout.above else None,
        )
        for place, side in enumerate(answers.sides):
            _draw_bar(axes, answers, (item, side), first + (place + 0.5) * _PITCH, layout)
    _draw_key(figure, answers, top, height)
    return style.finish(figure)


def words(answers: Answers) -> Words:
    """Say on how many items more people gave the wanted answer, and give every number."""
    totals = {sum(part.n for part in parts) for parts in answers.bars.values()}
    n = str(min(totals)) if len(totals) == 1 else f"{min(totals)} til {max(totals)}"
    caption = f"Tallene i søylene er personer, {n} per spørsmål."
    if answers.paired:
        caption += " Bare de som svarte begge ganger er med."
    caption += " Svar til høyre for streken er på den ønskede siden av skalaen."
    if any(labels.REVERSED in name for name in answers.names.values()):
        caption += f" Spørsmål merket «{labels.REVERSED}» er regnet om, slik at dette gjelder også der."
    if len(answers.sides) > 1:
        caption += " Antallene er ikke testet."
    if answers.n_hidden:
        caption += f" {numbers.count(answers.n_hidden, 'spørsmål')} er skjult i denne utgaven."
    when = ", før → etter" if len(answers.sides) == 2 else f", {labels.SIDES[answers.sides[0]].lower()}"
    head = f"Liggende søyler per spørsmål. Personer med uønsket svar, midt på, ønsket svar{when}:"
    parts = [
        f"{name} {' → '.join(_counts(answers, item, side) for side in answers.sides)}"
        for item, name in answers.names.items()
    ]
    return Words(_message(answers), caption, alternative(head, parts))


def _message(answers: Answers) -> str:
    one = len(answers.names) == 1
    items = numbers.count(len(answers.names), "spørsmål")
    shares = {key: answers.three_ways(*key)[2] / sum(answers.three_ways(*key)) for key in answers.bars}
    if one and answers.paired and len(answers.sides) == 2:
        before, after = (answers.three_ways(*key)[2] for key in answers.bars)
        how = "like mange" if after == before else "flere" if after > before else "færre"
        than = "som" if after == before else "enn"
        return f"På det ene spørsmålet ga {how} det ønskede svaret etter {than} før."
    if len(answers.sides) < 2:
        most = sum(share > 0.5 for share in shares.values())
        return f"På {most or 'ingen'} av {items} ga over halvparten det ønskede svaret."
    both = [i for i in answers.names if (i, "before") in shares and (i, "after") in shares]
    more = sum(shares[i, "after"] > shares[i, "before"] for i in both)
    fewer = sum(shares[i, "after"] < shares[i, "before"] for i in both)
    if answers.paired:
        as_many = f", og på {len(both) - more - fewer} like mange" if more + fewer < len(both) else ""
        return (
            f"På {more or 'ingen'} av {items} ga flere det ønskede svaret etter enn før, "
            f"på {fewer or 'ingen'} færre{as_many}."
        )
    return f"På {more} av {items} var andelen med det ønskede svaret større etter enn før, på {fewer} mindre."


def _counts(answers: Answers, item: str, side: str) -> str:
    """Three numbers, or two where a group reaches across the middle and cannot be split."""
    if (item, side) not in answers.bars:
        return numbers.MISSING
    unwanted, middle, wanted = answers.three_ways(item, side)
    groups = [(p.low, p.high) for held, parts in answers.bars.items() if held[0] == item for p in parts]
    across = any(low <= answers.middle <= high and low < high for low, high in groups)
    return f"{unwanted} og {wanted}" if across else f"{unwanted}, {middle}, {wanted}"


def _fill(low: int, high: int, scale: Scale) -> str:
    shades = LinearSegmentedColormap.from_list("likert", style.LIKERT, N=601)
    return to_hex(shades(((low + high) / 2 - scale.low) / (scale.high - scale.low)))


def _draw_bar(axes: Axes, answers: Answers, key: tuple[str, str], y: float, layout: _Layout) -> None:
    outside = axes.get_yaxis_transform()
    style.small(axes, -0.08 / layout.inside, y, labels.SIDES[key[1]], ha="right", transform=outside)
    parts = answers.bars.get(key, ())
    if not parts:
        style.small(axes, 0, y, " ikke besvart", color=style.SOFT)
        return
    unwanted, middle, _ = answers.three_ways(*key)
    start = -unwanted - middle / 2
    for part in parts:
        fill = _fill(part.low, part.high, answers.scale)
        axes.barh(y, part.n, left=start, height=_BAR, color=fill, edgecolor=style.PAPER, lw=0.8)
        ink = style.ink_on(fill)
        style.small(axes, start + part.n / 2, y, str(part.n), ha="center", va="center_baseline", color=ink)
        start += part.n
    n = sum(part.n for part in parts)
    style.small(axes, 1 + 0.06 / layout.inside, y, f"n = {n}", transform=outside)


def _key(answers: Answers) -> tuple[bool, list[tuple[int, int]]]:
    """Whether single steps of the scale are drawn, and which groups have to be named in words."""
    steps = any(low == high != answers.middle for low, high in answers.groups)
    return steps, [(low, high) for low, high in answers.groups if not (steps and low == high)]


def _draw_key(figure: Figure, answers: Answers, top: float, height: float) -> None:
    """Name the shades: the steps of the scale as a strip with its ends named, groups of steps in words."""
    wide = figure.get_figwidth()
    axes = figure.add_axes((0, 1 - top / height, 1, top / height))
    axes.set_axis_off()
    axes.set_xlim(0, wide)
    axes.set_ylim(top, 0)
    scale, (steps, groups) = answers.scale, _key(answers)
    y = 0.2
    if steps:
        box = min(0.3, (wide - 1.9) / len(scale.labels))
        left = 0.068 * len(scale.labels[0]) + 0.12
        style.small(axes, left - 0.08, y, scale.labels[0], ha="right")
        for step in range(scale.low, scale.high + 1):
            x, fill = left + box * (step - scale.low), _fill(step, step, scale)
            _draw_box(axes, x, y, fill, box)
            style.small(
                axes, x + box / 2, y, str(step), ha="center", va="center_baseline", color=style.ink_on(fill)
            )
        style.small(axes, left + 0.08 + box * len(scale.labels), y, scale.labels[-1])
        y += _KEY
    x = 0.02
    for low, high in groups:
        name = _group_name(low, high, answers)
        _draw_box(axes, x, y, _fill(low, high, scale), 0.3)
        style.small(axes, x + 0.36, y, name)
        x += 0.56 + 0.068 * len(name)


def _draw_box(axes: Axes, x: float, y: float, fill: str, wide: float) -> None:
    axes.add_patch(Rectangle((x, y - 0.11), wide, 0.22, facecolor=fill, edgecolor=style.PAPER, lw=0.8))


def _group_name(low: int, high: int, answers: Answers) -> str:
    if low == high:
        return f"{answers.scale.labels[low - answers.scale.low]} ({low})"
    across = low <= answers.middle <= high
    low_end = low == answers.scale.low
    name = ("Ikke ønsket" if low_end else "Ikke uønsket") if across else ("Uønsket" if low_end else "Ønsket")
    return f"{name} svar ({low}–{high})"
