"""Figures where they stand in a chapter."""

from __future__ import annotations

from analysis.present.markup import escape_markdown, figure, joined
from analysis.present.material import Drawing, Material


def figures_of(material: Material, goal: str) -> str:
    """Return the figures that stand with a goal, in their order."""
    return joined(*(_placed(drawn) for drawn in material.figures if drawn.goal == goal))


def figures_in(material: Material, *beginnings: str) -> str:
    """Return the figures whose ids begin so, such as the pages of one that was divided."""
    return joined(*(_placed(drawn) for drawn in material.figures if drawn.id.startswith(beginnings)))


def figure_at(material: Material, figure_id: str) -> str:
    """Return one figure, or say why it could not be drawn."""
    for drawn in material.figures:
        if drawn.id == figure_id:
            return _placed(drawn)
    return escape_markdown(material.skipped.get(figure_id, ""))


def _placed(drawn: Drawing) -> str:
    return figure(drawn.id, drawn.file, drawn.caption, drawn.alt, narrow=drawn.narrow)
