"""Figures stated in the project's own documents, held against each other and against the data."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from analysis.clean.columns.typed import at_midnight
from analysis.clean.findings import Findings, Place
from analysis.clean.registers.flats import Stock, let_at_start
from analysis.clean.registers.tenancies import Spells
from analysis.params import Fact, Study

PLACE = Place("project", "project.yml")
MEETING = "working_group_meeting"


def data_counts(
    study: Study, spells: Spells | None, stock: Stock | None, activities: pd.DataFrame | None
) -> dict[str, int]:
    """Return the counts a fact may be held against, by the name used in ``should_equal_data``.

    ``flats``: flats of the project's addresses. ``let_at_start``: of these, let on its first day.
    ``without_contract_at_start``: the rest. ``tenants``: persons with a running contract there that day.
    ``moved``: of these, persons with a later contract for another flat. ``meetings_dated``: working-group
    meetings with a date. A count whose source the project lacks (None) is left out; a source without rows
    counts none.
    """
    counts: dict[str, int] = {}
    if stock is not None:
        numbers = stock.number(study)
        counts["flats"] = sum(numbers[address] for address in study.project.address_ids)
    if spells is not None:
        counts |= {"tenants": len(_tenants(spells, study)), "moved": moved(spells, study)}
        if stock is not None:
            counts["let_at_start"] = let_at_start(spells, study)
            counts["without_contract_at_start"] = counts["flats"] - counts["let_at_start"]
    if activities is not None:
        dated = activities[(activities["kind"] == MEETING) & activities["date"].notna()]
        counts["meetings_dated"] = int(dated["activity"].nunique())
    return counts


def _tenants(spells: Spells, study: Study) -> set[str]:
    running = spells.frame[spells.running(at_midnight(study.project.start))]
    return set(running.loc[running["address"].isin(study.project.address_ids), "identity"])


def moved(spells: Spells, study: Study) -> int:
    """Return how many tenants of the first day later got a contract for a flat they did not have that day.

    A new contract for a flat held already is no move. Where either flat is unknown, one for the same
    address is taken for none.
    """
    frame = spells.frame
    start = at_midnight(study.project.start)
    running = frame[spells.running(start) & frame["address"].isin(study.project.address_ids)]
    later = frame[frame["start"] > start].reset_index(names="later")
    both = later.merge(running, on="identity", suffixes=("", "_then"))
    same_flat = both["dwelling"] == both["dwelling_then"]
    unknown = both["dwelling"].isna() | both["dwelling_then"].isna()
    had = both.loc[same_flat | (unknown & (both["address"] == both["address_then"])), "later"]
    return int(both.loc[~both["later"].isin(had), "identity"].nunique())


def reconcile(study: Study, counts: Mapping[str, int], found: Findings) -> None:
    """Add a warning with both numbers for every stated figure that does not agree."""
    facts = {fact.id: fact for fact in study.project.facts}
    for fact in study.project.facts:
        if fact.should_equal_sum:
            _against_sum(fact, [facts[other] for other in fact.should_equal_sum], found)
        if fact.should_equal_data:
            _against_data(fact, counts, found)


def _against_sum(fact: Fact, parts: list[Fact], found: Findings) -> None:
    total = sum(part.value for part in parts)
    if total != fact.value:
        added = " + ".join(f"{part.value} ({part.text})" for part in parts)
        found.add(
            "warning",
            PLACE,
            f"fact_sum_{fact.id}",
            f"{added} er {total}, ikke {fact.value} ({fact.text}); tallene står i {fact.source}",
            action="Finn ut hvilket tall som er riktig, og si det i rapporten.",
        )


def _against_data(fact: Fact, counts: Mapping[str, int], found: Findings) -> None:
    name = fact.should_equal_data or ""
    if name not in COUNTS:
        found.add(
            "error",
            PLACE,
            f"fact_{fact.id}",
            f"should_equal_data er «{name}», som ikke finnes",
            action=f"Bruk en av {', '.join(COUNTS)}.",
        )
    elif name not in counts:
        found.add(
            "info",
            PLACE,
            f"fact_{fact.id}",
            f"{fact.text}: {fact.value} ifølge {fact.source}; prosjektet har ikke kilden "
            "tallet kunne vært kontrollert mot",
        )
    elif counts[name] != fact.value:
        found.add(
            "warning",
            PLACE,
            f"fact_{fact.id}",
            f"{fact.text}: {fact.value} ifølge {fact.source}, men {counts[name]} i dataene",
            action="Finn ut hvilket tall som er riktig, og si det i rapporten.",
        )


COUNTS = ("flats", "let_at_start", "without_contract_at_start", "tenants", "moved", "meetings_dated")
"""Names a fact may use in ``should_equal_data``."""
