"""Tying answers to persons: by key, self-made code, or name and address, with everybody left over listed."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analysis.clean.cells import by_value
from analysis.clean.findings import Findings
from analysis.clean.mapping import Records
from analysis.clean.people import Roster, name_key
from analysis.clean.wording import letters

MOST_LISTED = 40
"""Unlinked persons listed one by one, each with the roster's nearest row; the rest are listed together."""


@dataclass(frozen=True)
class Link:
    """Who gave a set of answers, and how it is known: key, code, name_address, name or none."""

    identity: str
    how: str
    doubt: str = ""


def link_persons(records: Records, roster: Roster, found: Findings) -> npt.NDArray[np.object_]:
    """Return the identity behind each record of a survey.

    A person who is in no roster keeps an identity made of what was written, so waves can still be linked,
    and is listed with the row.
    """
    targets = ("tenant", "code", "name", "address")
    columns = [
        by_value(records.address_written if t == "address" else records.column(t), str, None) for t in targets
    ]
    links = [
        _link(dict(zip(targets, cells, strict=True)), roster, f"{records.place.file}:{row}")
        for *cells, row in zip(*columns, records.rows, strict=True)
    ]
    _report(records, links, columns[2], roster, found)
    return np.array([link.identity for link in links], dtype=object)


def _link(cell: dict[str, str | None], roster: Roster, where: str) -> Link:
    if cell["tenant"]:
        number = letters(cell["tenant"])
        known = roster.by_tenant.get(number)
        return Link(known, "key") if known else Link(f"nr:{number}", "none")
    if cell["code"]:
        code = letters(cell["code"])
        return Link(
            roster.by_code.get(code, f"kode:{code}"),
            "code" if code in roster.by_code or not roster.by_code else "none",
        )
    if not cell["name"]:
        return Link(f"rad:{where}", "none", "nameless")
    name, address = name_key(cell["name"]), roster.place_of(cell["address"])
    here = roster.by_name_and_address.get((name, address), set())
    named = roster.by_name.get(name, set())
    if len(here) == 1:
        return Link(next(iter(here)), "name_address")
    if len(named) == 1:
        return Link(next(iter(named)), "name", "address" if cell["address"] else "")
    return Link(f"svar:{name}|{address}", "none", "namesakes" if named else "")


def _report(
    records: Records, links: Sequence[Link], names: npt.NDArray[np.object_], roster: Roster, found: Findings
) -> None:
    how = np.array([link.how for link in links])
    doubt = np.array([link.doubt for link in links])
    place, rows = records.place, records.rows
    linked = int((how != "none").sum())
    if roster.by_name or roster.by_tenant:
        found.add(
            "info", place, "linked", f"{linked} av {len(links)} besvarelser er koblet til {roster.file}"
        )
    for mask, severity, rule, text, action in (
        (
            (how == "name") & (doubt == "address"),
            "warning",
            "linked_by_name",
            "besvarelser er koblet på navn alene, fordi adressen ikke er blant personens",
            "Kontroller at det er samme person.",
        ),
        (
            (how == "name") & (doubt == ""),
            "info",
            "linked_by_name",
            "besvarelser uten adresse er koblet på navn alene",
            "",
        ),
        (
            (how == "none") & (doubt == "namesakes"),
            "warning",
            "namesakes",
            "flere leietakere har samme navn, og adressen skiller dem ikke; besvarelsen er ikke koblet",
            "Skriv adressen i besvarelsen, eller koble på leietakernummer.",
        ),
        (
            (how == "none") & (doubt == "nameless"),
            "warning",
            "nameless",
            "besvarelser sier ikke hvem de er fra og kan ikke kobles",
            "Fyll ut navn eller nøkkel i eksporten.",
        ),
    ):
        if mask.any():
            found.add(severity, place, rule, text, rows=rows[mask], action=action)
    if roster.by_name or roster.by_tenant or roster.by_code:
        _list_unlinked(records, np.flatnonzero((how == "none") & (doubt == "")), names, roster, found)


def _list_unlinked(
    records: Records,
    unlinked: npt.NDArray[np.int64],
    names: npt.NDArray[np.object_],
    roster: Roster,
    found: Findings,
) -> None:
    place, rows = records.place, records.rows
    if unlinked.size > MOST_LISTED:
        found.add(
            "warning",
            place,
            "unlinked",
            f"personene finnes ikke i {roster.file} og er ikke koblet",
            rows=rows[unlinked[MOST_LISTED:]],
            action="Kontroller navn, adresse eller nøkkel.",
        )
    for position in unlinked[:MOST_LISTED]:
        near = roster.similar_rows(names[position]) if names[position] else []
        listed = ", ".join(map(str, near))
        hint = f"Ligner på {roster.file}, rad {listed}. " if near else ""
        found.add(
            "warning",
            place,
            "unlinked",
            f"personen finnes ikke i {roster.file} og er ikke koblet",
            rows=[rows[position]],
            action=f"{hint}Rett skrivemåten i data/corrections.yml, eller legg personen i leieforholdene.",
        )


def report_lonely_codes(per_wave: dict[int, dict[str, tuple[Records, int]]], found: Findings) -> None:
    """List self-made codes met in one wave only, with the row of the code that looks most like each."""
    for wave, codes in per_wave.items():
        others = {
            code: at
            for other, found_codes in per_wave.items()
            if other != wave
            for code, at in found_codes.items()
        }
        if not others:
            continue
        for code in sorted(set(codes) - set(others)):
            records, row = codes[code]
            near = difflib.get_close_matches(code, list(set(others) - set(codes)), n=1, cutoff=0.6)
            if near:
                other, at = others[near[0]]
                found.add(
                    "warning",
                    records.place,
                    "code_unlinked",
                    "selvlaget kode finnes ikke i andre runder",
                    rows=[row],
                    action=f"Ligner på {other.place.file}, rad {at}. Er det samme person, så rett koden i "
                    "data/corrections.yml.",
                )
            else:
                found.add(
                    "info",
                    records.place,
                    "code_unlinked",
                    "selvlaget kode finnes ikke i andre runder",
                    rows=[row],
                )
