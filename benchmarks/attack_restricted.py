"""Attacks on the restricted edition: figures of too few people by subtraction."""

from __future__ import annotations

import re
from collections.abc import Iterator

from attack_cells import Cell
from attack_reading import HIDDEN, Edition, row_of

from analysis.params import Indicator, Study


def _n(row: dict[str, str] | None) -> int | None:
    """Read how many people a row rests on; None where it is hidden or not there."""
    found = re.match(r"(\d+)( av \d+)?$", (row or {}).get("Grunnlag (n)", ""))
    return int(found[1]) if found and row and row["Før"] != HIDDEN else None


def total_less_addresses(edition: Edition, study: Study, least: int) -> Iterator[Cell]:
    """Subtract the printed addresses from all: who is at the others, and how many those are."""
    whole = edition.indicators()
    places = edition.rows("Utfall", "Før", "Etter")
    for indicator in _of_people(study):
        total = _n(row_of(whole, indicator.name))
        own = [_n(row) for row in places if row_of({row["Utfall"]: row}, indicator.name)]
        shown = [n for n in own if n is not None]
        if total is not None and shown:
            left = total - sum(shown)
            if 0 < left < least:
                yield Cell("restricted: total less addresses", indicator.id, left, left)
        for n in shown:
            if n < least:
                yield Cell("restricted: few people at an address", indicator.id, n, n)
        if total is not None and total < least:
            yield Cell("restricted: few people", indicator.id, total, total)


def index_less_items(edition: Edition, study: Study, least: int) -> Iterator[Cell]:
    """Subtract an index from its questions: what is left are the answers of those who are in one alone."""
    whole = edition.indicators()
    items = {str(getattr(i.measure, "item", "")): i for i in study.plan.indicators if i.is_question}
    for index in _of_people(study):
        asked = [items[item] for item in getattr(index.measure, "items", ()) if item in items]
        n = _n(row_of(whole, index.name))
        each = [_n(row_of(whole, item.name)) for item in asked]
        if n is None or not each or None in each or len(each) < len(getattr(index.measure, "items", ())):
            continue
        left = sum(abs(n - m) for m in each if m is not None)
        if 0 < left < least:
            yield Cell("restricted: index less its questions", index.id, left, left)


def _of_people(study: Study) -> list[Indicator]:
    return [i for i in study.plan.indicators if i.declared.counts == "persons"]
