"""Figures where they stand in a chapter: each after a sentence that points to it."""

from __future__ import annotations

from collections.abc import Collection

from analysis.present.figures.table import ENTRIES, Slot
from analysis.present.markup import escape_markdown, figure, joined
from analysis.present.material import Material


def figures_at(material: Material, slot: Slot, only: Collection[str] | None = None) -> str:
    """Return the source of the figures of a slot, or say of each that it could not be drawn.

    Parameters
    ----------
    slot
        The place in the chapter.
    only
        Ids of those wanted; None for all of the slot.
    """
    wanted = [e.id for e in ENTRIES if e.slot == slot and (only is None or e.id in only)]
    return joined(*(_figure(material, name) for name in wanted))


def _figure(material: Material, figure_id: str) -> str:
    for found in material.figures:
        if found.id == figure_id:
            pointer = f"@Fig-{found.id} viser {found.shows}."
            return joined(pointer, figure(found.id, found.file, found.caption, found.alt))
    return escape_markdown(material.skipped.get(figure_id, ""))
