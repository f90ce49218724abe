"""What an attacker takes from an edition's finished files: tables, alternative texts, points drawn.

Reads a rendered ``rapport.html``/``teknisk.html``, or the fragments that they are made of. Imports nothing of
the software.
"""

from __future__ import annotations

import base64
import html
import re
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import lxml.etree
import lxml.html

Table = list[list[str]]
HIDDEN, NONE = ":", "–"
_SVG = "{http://www.w3.org/2000/svg}"
WHOLE = 0.01
"""How far from a whole number a drawn count may lie; what is farther is no count."""


@dataclass
class Edition:
    """What stands in one edition.

    Attributes
    ----------
    tables
        Every table, its head first.
    alternatives
        Alternative texts of the figures, by the figure's id.
    points
        Heights of the points of a run chart, in the units of its axis, by the figure's id.
    """

    tables: list[Table] = field(default_factory=list)
    alternatives: dict[str, str] = field(default_factory=dict)
    points: dict[str, list[float]] = field(default_factory=dict)

    def rows(self, *head: str) -> list[dict[str, str]]:
        """Return the rows of every table whose head begins so, each cell by its column's name."""
        found = [t for t in self.tables if t and t[0][: len(head)] == list(head)]
        return [dict(zip(t[0], row, strict=False)) for t in found for row in t[1:]]

    def indicators(self) -> dict[str, dict[str, str]]:
        """Return the row of each indicator of all addresses together, by its label without the unit."""
        return {row["Indikator"]: row for row in self.rows("Indikator", "Før", "Etter")}


def row_of(rows: dict[str, dict[str, str]], name: str) -> dict[str, str] | None:
    """Return the row whose label is this name, a code and a unit after it or not."""
    for label, row in rows.items():
        if label == name or label.startswith((f"{name} (", f"{name}, ")):
            return row
    return None


def read_fragments(folder: Path) -> Edition:
    """Read ``_generert/*.qmd`` and ``figurer/*.svg`` of a report's inputs."""
    made = Edition()
    for file in sorted((folder / "_generert").glob("*.qmd")):
        text = html.unescape(file.read_text(encoding="utf-8"))
        made.tables += _markdown_tables(text)
        made.alternatives |= dict(re.findall(r'\{#fig-(\S+) fig-alt="([^"]*)"', text))
    for file in sorted((folder / "figurer").glob("forlop-*.svg")):
        if not file.stem.endswith("-smal"):
            made.points[file.stem] = heights(lxml.etree.parse(str(file)).getroot())
    return made


def read_html(*files: Path) -> Edition:
    """Read rendered reports, pictures inside them included."""
    made = Edition()
    for file in files:
        root = lxml.html.parse(str(file)).getroot()
        for table in root.iter("table"):
            rows = [[" ".join(cell.text_content().split()) for cell in row] for row in table.iter("tr")]
            made.tables.append(rows)
        for one in root.xpath("//*[starts-with(@id, 'fig-')]"):
            found = one.xpath(".//@alt | .//@aria-label | ./@alt | ./@aria-label")
            made.alternatives |= {one.get("id").removeprefix("fig-"): str(text) for text in found[:1]}
            for source in one.xpath(".//img[starts-with(@src, 'data:image/svg')]/@src")[:1]:
                if "forlop" in one.get("id"):
                    picture = lxml.etree.fromstring(base64.b64decode(source.partition(",")[2]))
                    made.points[one.get("id").removeprefix("fig-")] = heights(picture)
    return made


def _markdown_tables(text: str) -> list[Table]:
    tables: list[Table] = []
    for before, line in pairwise(["", *text.splitlines()]):
        if not line.startswith("|"):
            continue
        if set(line) <= set("|:- "):
            continue
        if not before.startswith("|"):
            tables.append([])
        cells = line.strip().strip("|").split("|")
        tables[-1].append([cell.strip().replace("**", "").replace("\u00a0", " ") for cell in cells])
    return tables


def heights(svg: lxml.etree._Element) -> list[float]:
    """Read the heights of a run chart's points off its axis, whatever is written beside them.

    The distance of two labelled ticks gives the scale, the foot of the ticks below the zero.
    """
    ticks, points, foot = {}, [], None
    for group in svg.iter(f"{_SVG}g"):
        name, inside = group.get("id") or "", (group.getparent().get("id") or "")
        at = [float(use.get("y")) for use in group.iter(f"{_SVG}use") if use.get("y")]
        if name.startswith("text_") and inside.startswith("ytick_"):
            label = next(iter(group.iter(lxml.etree.Comment))).text.strip()
            ticks[float(label)] = float(re.findall(r"translate\(\S+ (\S+)\)", _all(group))[0])
        elif name.startswith("line2d_") and inside.startswith("xtick_"):
            foot = at[0] if at else foot
        elif name.startswith("line2d_") and inside.startswith("axes_"):
            points += at
    if len(ticks) < 2 or foot is None:
        return []
    (low, at_low), *_, (high, at_high) = sorted(ticks.items())
    found = [(foot - y) * (high - low) / (at_low - at_high) for y in points]
    return [n for n in found if abs(n - round(n)) < WHOLE]


def _all(group: lxml.etree._Element) -> str:
    return " ".join(part.get("transform") or "" for part in group.iter(f"{_SVG}g"))
