"""Figures stated in the project's own documents, held against each other and against the data."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import pandas as pd

from analysis.clean.columns.date_columns import at_midnight
from analysis.clean.findings import Findings, Place
from analysis.clean.registers.flats import Stock, let_at_start
from analysis.clean.registers.tenancies import Spells
from analysis.params import Fact, Study
from analysis.params.sources import SourceKind

PLACE = Place("project", "project.yml")
MEETING = "working_group_meeting"
COUNTS: Mapping[str, tuple[SourceKind, ...]] = MappingProxyType({
    "flats": ("flats",),
    "let_at_start": ("flats", "tenancies"),
    "without_contract_at_start": ("flats", "tenancies"),
    "tenants": ("tenancies",),
    "moved": ("tenancies",),
    "meetings_dated": ("activities",),
})  # fmt: skip
"""Names a fact may use in ``should_equal_data`` → kinds of source the count is made from."""


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
    """Add a warning with both numbers, and where each is from, for every stated figure that does not agree.

    An approximate figure agrees with what is within its leeway. A figure is held against no data where the
    project lacks them, or where a file of theirs is missing or has an error: that is stated.

    Parameters
    ----------
    counts
        What `data_counts` gives.
    found
        The findings so far, errors of the sources among them; the warnings are added here.
    """
    facts = {fact.id: fact for fact in study.project.facts}
    faulty = set(found.sources_unread())
    if PLACE.source in faulty:
        faulty = {source.id for source in study.project.sources}
    for fact in study.project.facts:
        if fact.should_equal_sum:
            _against_sum(fact, [facts[other] for other in fact.should_equal_sum], found)
        if fact.should_equal_data:
            _against_data(fact, counts, study, faulty, found)


def _against_sum(fact: Fact, parts: list[Fact], found: Findings) -> None:
    total = sum(part.value for part in parts)
    if abs(total - fact.value) <= sum(one.leeway for one in (fact, *parts)):
        return
    everywhere = {one.source for one in (fact, *parts)}
    alone = len(everywhere) == 1

    def said(one: Fact) -> str:
        return f"{_figure(one)} ({one.text}{'' if alone else f' ifølge {one.source}'})"

    found.add(
        "warning",
        PLACE,
        f"fact_sum_{fact.id}",
        f"{' + '.join(map(said, parts))} er {total}, ikke {said(fact)}"
        + (f"; tallene står i {fact.source}" if alone else ""),
        action="Finn ut hvilket tall som er riktig, og si det i rapporten.",
    )


def _against_data(
    fact: Fact, counts: Mapping[str, int], study: Study, faulty: set[str], found: Findings
) -> None:
    name = fact.should_equal_data or ""
    if name not in COUNTS:
        found.add(
            "error",
            PLACE,
            f"fact_{fact.id}",
            f"should_equal_data for «{fact.id}» er «{name}», som ikke finnes",
            action=f"Bruk en av {', '.join(COUNTS)}.",
        )
        return
    sources = [source for source in study.project.sources if source.kind in COUNTS[name]]
    wrong = [source.file for source in sources if source.id in faulty]
    if wrong or name not in counts:
        why = (
            f"{' og '.join(wrong)} mangler eller har feil"
            if wrong
            else "prosjektet har ingen data å holde tallet mot"
        )
        found.add(
            "info", PLACE, f"fact_{fact.id}", f"{fact.text} ifølge {fact.source} er ikke kontrollert: {why}"
        )
    elif abs(counts[name] - fact.value) > fact.leeway:
        files = " og ".join(source.file for source in sources)
        found.add(
            "warning",
            PLACE,
            f"fact_{fact.id}",
            f"{fact.text}: {_figure(fact)} ifølge {fact.source}, men {counts[name]} i dataene ({files})",
            action="Finn ut hvilket tall som er riktig, og si det i rapporten.",
        )


def _figure(fact: Fact) -> str:
    return f"om lag {fact.value}" if fact.approximate else str(fact.value)
