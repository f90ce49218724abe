"""Wordings the settings lack, shown with their numbers as YAML to paste: those that recur and name nobody."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from itertools import groupby

from analysis.clean.findings import Findings, Unknown
from analysis.clean.telling import listed

RECURS = 2
"""Rows a wording must stand in: one that stands once may be about one person, and is told by row alone."""
MOST_SHOWN = 12
"""Wordings told with their numbers; the YAML has them all."""
NO_KIND, NO_ADDRESS = "SLAG", "ADRESSE"
"""What stands in the YAML where no known wording is near: to be replaced by the one it is."""
_CAPITAL_INSIDE = re.compile(r"\W[A-ZÆØÅ]\w")
"""A capital after the first word: a name, unless the wording is an address."""


def show_unknown(found: Findings, personal: Callable[[str], str | None]) -> None:
    """Add one error for each place wordings can be declared, with those that may be shown.

    Parameters
    ----------
    found
        The findings, and the unknown wordings met on the way.
    personal
        What kind of personal data a text holds; None where it holds none.
    """
    wordings = sorted(found.unknown, key=lambda one: one.section)
    for section, parts in groupby(wordings, key=lambda one: one.section):
        group = list(parts)
        counts, addresses = _counted(group), group[0].addresses
        shown = {
            text: number
            for text, number in counts.items()
            if number >= RECURS and not personal(text) and (addresses or not _CAPITAL_INSIDE.search(text))
        }
        if not shown:
            continue
        nearest = {text: near for one in group for text, near in one.nearest.items()}
        told = listed([f"«{text}» ({number})" for text, number in shown.items()], MOST_SHOWN)
        left = len(counts) - len(shown)
        found.add(
            "error",
            group[0].place,
            "unknown_wordings",
            f"ukjente ordlyder som går igjen, med antall rader: {told}"
            + (f"; {left} til står bare én gang eller kan nevne noen" if left else ""),
            column=group[0].column,
            action=f"Lim inn under {section}, og flytt det som er foreslått feil: "
            + _yaml(shown, nearest, NO_ADDRESS if addresses else NO_KIND),
        )


def _counted(group: Iterable[Unknown]) -> dict[str, int]:
    """Return each wording with its rows in all files, most first."""
    counts: dict[str, int] = {}
    for one in group:
        for text, number in one.counts.items():
            counts[text] = counts.get(text, 0) + number
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def _yaml(shown: Iterable[str], nearest: dict[str, str], unknown: str) -> str:
    """Write wordings under what each is nearest to, as YAML on one line."""
    by_kind: dict[str, list[str]] = {}
    for text in shown:
        by_kind.setdefault(nearest.get(text, unknown), []).append(json.dumps(text, ensure_ascii=False))
    return "{" + ", ".join(f"{kind}: [{', '.join(texts)}]" for kind, texts in sorted(by_kind.items())) + "}"
