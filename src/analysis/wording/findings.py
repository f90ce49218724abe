"""A finding in one sentence: who changed and how many, the level, and what is concluded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from analysis.params import Indicator, Study
from analysis.params import numbers as no
from analysis.wording import quantities
from analysis.wording.goals import side_of_scale
from analysis.wording.grounds import whole

Row = Mapping[Any, Any]
"""A row of the results table."""


def finding(row: Row, indicator: Indicator, study: Study) -> str:
    """Say in a sentence or two what was found, with counts and level; empty where nothing may be shown.

    Parameters
    ----------
    row
        Of the results table, all addresses together.
    """
    if bool(row.get("hidden", False)) or (no.is_missing(row["after"]) and not row.get("after_public")):
        return ""
    if indicator.declared.counts == "events":
        return _events(row, indicator)
    return " ".join(filter(None, [_people(row, indicator), _levels(row, indicator, study)]))


def _events(row: Row, indicator: Indicator) -> str:
    basis = indicator.declared.basis
    before, after = whole(row["events_before"]), whole(row["events_after"])
    if before is None or after is None:
        return ""
    if not before and not after:
        return f"Ingen {basis.several}, verken før eller etter."
    counts = f"{no.count(before, basis.one, basis.several)} før og {no.number(after, 0)} etter."
    if no.is_missing(row["estimate"]):
        return counts
    change = quantities.change(indicator.declared, row["estimate"])
    limits = quantities.change_interval(indicator.declared, row["low"], row["high"])
    interval = "" if limits == no.MISSING else f" ({limits.removesuffix(' ganger')})"
    return f"{counts} Endringen i raten er {change}{interval}."


def _people(row: Row, indicator: Indicator) -> str:
    """Say how many moved the wanted way and how many the other; nothing where the edition may not."""
    pairs, up, down = (whole(row.get(name)) for name in ("n_pairs", "n_up", "n_down"))
    if pairs is None or up is None or down is None or indicator.declared.value.share:
        return ""
    wanted, other = (up, down) if indicator.direction == "higher" else (down, up)
    better, worse = (
        ("svarer mer positivt", "mindre positivt")
        if indicator.declared.table == "survey"
        else ("har et bedre tall", "et dårligere")
    )
    none = "ingen" if not other else no.number(other, 0)
    return f"{no.number(wanted, 0)} av {no.number(pairs, 0)} {better} enn før, {none} {worse}."


def _levels(row: Row, indicator: Indicator, study: Study) -> str:
    """Say the level before and after, and on which side of the scale it lies."""
    declared, n = indicator.declared, whole(row["n_pairs"])
    before, after = (
        row.get(f"{side}_public") or quantities.value(declared.value, row[side], n)
        for side in ("before", "after")
    )
    if no.MISSING in (before, after):
        return ""
    what = "Andelen" if declared.value.share else "Snittet"
    lies = side_of_scale(row, study)
    return f"{what} gikk fra {before} til {after}{f' og er {lies}' if lies else ''}."
