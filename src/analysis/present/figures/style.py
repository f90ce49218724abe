"""The house style of the charts: `apply` before drawing, `finish` after, and the colours in between.

Charts are drawn on figures of their own, never through pyplot's global state. Fonts come from a package,
under a family name that no system font has, and text is saved as paths: a chart looks the same, to the
byte, on every machine. The colours stay apart under the common kinds of colour blindness and in grey
(held by a test), and no chart tells anything by colour alone.

Everything is drawn for two readers: a page 16 cm wide (`WIDTH`), and a phone (`NARROW`), each with its own
layout and the same letters.
"""

from __future__ import annotations

import dataclasses
import functools
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import font_source_sans_pro
import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.ticker import FuncFormatter

from analysis.params import numbers

WIDTH = 6.3
"""Inches; the text width of the printed report."""
NARROW = 3.45
"""Inches; a phone 360 px wide, where a chart is shown in its own size."""
BASE, SMALL = 11.0, 10.0
"""Points: running text of a chart, and its smallest text."""

FAMILY = "Rapportskrift"
INK, SOFT, LINE, PANEL, PAPER = "#1b2733", "#4a5764", "#c3ccd4", "#f2f5f8", "#ffffff"
BEFORE, AFTER = "#a8b2bb", "#0b4f6c"
"""Fill of what belongs to before and after."""
LIKERT = ("#b3541e", "#e08a4f", "#f2bd95", "#e3e8ec", "#9dbcd4", "#427ba6", "#12436d")
"""From the least to the most wanted answer."""

_WEIGHTS = {"SourceSansPro-Regular.ttf": 400, "SourceSansPro-Semibold.ttf": 600, "SourceSansPro-It.ttf": 400}
_RC: dict[Any, Any] = {
    "font.family": FAMILY,
    "font.size": BASE,
    "axes.titlesize": BASE,
    "axes.titleweight": 600,
    "axes.titlelocation": "left",
    "axes.titlepad": 6,
    "axes.labelsize": SMALL,
    "axes.labelcolor": SOFT,
    "axes.edgecolor": SOFT,
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.unicode_minus": True,
    "axes.axisbelow": True,
    "xtick.labelsize": SMALL,
    "ytick.labelsize": SMALL,
    "xtick.color": SOFT,
    "ytick.color": SOFT,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "xtick.major.size": 3,
    "ytick.major.size": 0,
    "text.color": INK,
    "text.parse_math": False,  # labels come from data: a dollar sign is a dollar sign
    "grid.color": LINE,
    "grid.linewidth": 0.6,
    "hatch.linewidth": 0.6,
    "lines.linewidth": 1.4,
    "legend.frameon": False,
    "legend.fontsize": SMALL,
    "figure.facecolor": PAPER,
    "savefig.facecolor": PAPER,
    "svg.fonttype": "path",
    "svg.hashsalt": "leie",
    "path.simplify": False,
}


@contextmanager
def apply() -> Iterator[None]:
    """Draw and save in the house style; outside the ``with`` nothing has changed.

    Examples
    --------
    >>> with apply():
    ...     figure = canvas(2.0)
    >>> float(figure.get_figwidth())
    6.3
    """
    _register_fonts()
    with mpl.rc_context({**mpl.rcParamsDefault, "backend": mpl.rcParams["backend"], **_RC}):
        yield


def canvas(height: float, width: float = WIDTH) -> Figure:
    """Return an empty figure of the given height and width in inches."""
    return Figure(figsize=(width, height), layout=None)


def finish(figure: Figure) -> Figure:
    """Give every axes the last touches: Norwegian numbers on the axes, no stray ticks, ink on white.

    Axes whose ticks were labelled by hand keep their labels.
    """
    for axes in figure.axes:
        for axis in (axes.xaxis, axes.yaxis):
            if type(axis.get_major_formatter()).__name__ == "ScalarFormatter":
                axis.set_major_formatter(FuncFormatter(_tick))
            axis.label.set_color(SOFT)
        axes.tick_params(which="minor", length=0)
        axes.set_facecolor("none")
    return figure


def save(figure: Figure, path: Path) -> None:
    """Write the figure as SVG: the same bytes each time, without date or program name."""
    with apply():
        figure.savefig(path, format="svg", metadata={"Date": None, "Creator": None})


def wrap(text: str, width: int) -> str:
    r"""Break a label into lines of at most `width` letters.

    Examples
    --------
    >>> wrap("Tid fra melding til reparasjon", 18)
    'Tid fra melding\ntil reparasjon'
    """
    return "\n".join(textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=True))


def ink_on(fill: str) -> str:
    """Return the text colour, dark or white, that reads best on a fill.

    Examples
    --------
    >>> ink_on("#12436d"), ink_on("#eceff1")
    ('#ffffff', '#1b2733')
    """
    return max((PAPER, INK), key=lambda ink: contrast(ink, fill))


def contrast(one: str, other: str) -> float:
    """Contrast of two colours, from 1 to 21 (WCAG 2.2).

    Examples
    --------
    >>> contrast("#ffffff", "#000000")
    21.0
    """
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def small(axes: Axes, x: float, y: float, text: str, **more: Any) -> Text:
    """Write small text at a point of the axes' data."""
    return axes.text(x, y, text, **{"fontsize": SMALL, "color": INK, "va": "center", **more})


def _tick(value: float, _position: int | None) -> str:
    decimals = next(d for d in range(4) if d == 3 or numbers.rounded(value, d) == numbers.rounded(value, 6))
    return numbers.number(value, decimals)


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@functools.cache
def _register_fonts() -> None:
    """Make the packaged fonts known under a name that no font of the system has."""
    for file, weight in _WEIGHTS.items():
        path = Path(font_source_sans_pro.font_directory) / file
        entry = font_manager.ttfFontProperty(font_manager.get_font(str(path)))
        named = dataclasses.replace(entry, name=FAMILY, weight=weight)
        font_manager.fontManager.ttflist.append(named)
