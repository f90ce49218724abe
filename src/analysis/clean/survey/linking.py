"""Tying answers to persons: by key, self-made code, or name and address, with everybody left over listed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from analysis.clean.columns.mapping import Records
from analysis.clean.files.cells import by_value
from analysis.clean.findings import Findings
from analysis.clean.persons.name_search import NO_NAMES
from analysis.clean.persons.people import Roster, code_key, loose_name, name_key, number_key
from analysis.comparing import fold, letters

MOST_LISTED = 40
"""Unlinked persons listed one by one, each with the roster's nearest row; the rest are listed together."""

DOUBTS: Mapping[tuple[str, str], tuple[str, str, str, str]] = MappingProxyType(
    {
        ("name", "address"): (
            "warning",
            "linked_by_name",
            "besvarelser er koblet på navn alene, fordi adressen ikke er blant personens",
            "Kontroller at det er samme person.",
        ),
        ("name", ""): (
            "info",
            "linked_by_name",
            "besvarelser uten adresse er koblet på navn alene",
            "",
        ),
        ("", "spelling"): (
            "warning",
            "linked_by_spelling",
            "besvarelser er koblet på adresse og på navn der bare æ, ø, å, aksenter eller bindestreker er "
            "skrevet annerledes",
            "Kontroller at det er samme person.",
        ),
        ("", "zeros"): (
            "warning",
            "linked_by_number",
            "besvarelser er koblet på leietakernummer der bare nuller foran eller desimaler er annerledes",
            "Kontroller at det er samme person. Lagre kolonnen som tekst i Excel.",
        ),
        ("", "somebody_else"): (
            "error",
            "key_and_name",
            "nøkkelen tilhører én person i leieforholdene, og navnet en annen",
            "Finn ut hvem som har svart, og rett nøkkelen eller navnet i data/corrections.yml.",
        ),
        ("", "other_name"): (
            "warning",
            "key_and_name",
            "navnet er et annet enn personen med denne nøkkelen har i leieforholdene; nøkkelen er brukt",
            "Kontroller at nøkkelen er riktig.",
        ),
        ("none", "namesakes"): (
            "warning",
            "namesakes",
            "flere leietakere har samme navn, og adressen skiller dem ikke; besvarelsen er ikke koblet",
            "Skriv adressen i besvarelsen. Bor de på samme adresse, så koble på leietakernummer.",
        ),
        ("none", "no_codes"): (
            "warning",
            "codes_of_nobody",
            "besvarelser har selvlagde koder, og leieforholdene har ingen: svarene kobles mellom rundene, "
            "men ikke til leietakerne, og teller ikke i resultatene",
            "Legg kodene i leieforholdene, og sett opp kolonnen som code.",
        ),
        ("none", "nameless"): (
            "warning",
            "nameless",
            "besvarelser sier ikke hvem de er fra og kan ikke kobles",
            "Fyll ut navn eller nøkkel i eksporten.",
        ),
    }
)
"""How a link was made (any, where empty) and what is doubtful about it → severity, rule, message, action."""


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
        _link(dict(zip(targets, cells, strict=True)), roster, f"{records.place.shown}:{row}")
        for *cells, row in zip(*columns, records.rows, strict=True)
    ]
    _report(records, links, columns[2], roster, found)
    return np.array([link.identity for link in links], dtype=object)


def _link(cell: dict[str, str | None], roster: Roster, where: str) -> Link:
    name = cell["name"] if cell["name"] and not _no_name(cell["name"]) else None
    if cell["tenant"] and letters(cell["tenant"]):
        return _checked(_by_number(cell["tenant"], roster), name, roster)
    if cell["code"] and code_key(cell["code"]):
        code = code_key(cell["code"])
        if code in roster.by_code:
            return _checked(Link(roster.by_code[code], "code"), name, roster)
        return Link(f"kode:{code}", "none", "" if roster.by_code or not roster.file else "no_codes")
    if name is None:
        return Link(f"rad:{where}", "none", "nameless")
    return _by_name(name, cell["address"], roster, where)


def _no_name(text: str) -> bool:
    """Whether a cell for a name holds none: signs or one letter alone, «n/a», or words such as «anonym»."""
    words = fold(text).split()
    few = len(set(letters(text))) < 2 or words == ["n/a"]
    return few or all(word in NO_NAMES or word == "å" for word in words)


def _by_number(text: str, roster: Roster) -> Link:
    number = code_key(text)
    if known := roster.by_tenant.get(number):
        return Link(known, "key")
    alike = roster.by_number.get(number_key(text), set())
    if len(alike) == 1:
        return Link(next(iter(alike)), "key", "zeros")
    return Link(f"nr:{number}", "none")


def _checked(link: Link, name: str | None, roster: Roster) -> Link:
    """Return a link by key or code, in doubt where the name beside it is somebody else's."""
    if name is None or link.how == "none" or roster.is_named(link.identity, name):
        return link
    if roster.by_name.get(name_key(name)) or roster.by_loose_name.get(loose_name(name)):
        return replace(link, doubt="somebody_else")
    return replace(link, doubt="other_name") if roster.by_name else link


def _by_name(text: str, address: str | None, roster: Roster, where: str) -> Link:
    name, loose, place = name_key(text), loose_name(text), roster.place_of(address)
    here = roster.by_name_and_address.get((name, place), set())
    if len(here) == 1:
        return Link(next(iter(here)), "name_address")
    named = roster.by_name.get(name, set())
    loosely = roster.by_loose_name_and_address.get((loose, place), set())
    if len(named | loosely) == 1:
        only = next(iter(named | loosely))
        if not named:
            return Link(only, "name_address", "spelling")
        return Link(only, "name", "address" if address else "")
    if named or loosely:
        return Link(f"rad:{where}", "none", "namesakes")
    return Link(f"svar:{name}|{place}", "none")


def _report(
    records: Records, links: Sequence[Link], names: npt.NDArray[np.object_], roster: Roster, found: Findings
) -> None:
    place, rows = records.place, records.rows
    linked = sum(link.how != "none" for link in links)
    if roster.by_name or roster.by_tenant:
        found.add(
            "info", place, "linked", f"{linked} av {len(links)} besvarelser er koblet til {roster.file}"
        )
    for (how, doubt), (severity, rule, text, action) in DOUBTS.items():
        mask = np.array([how in ("", link.how) and doubt == link.doubt for link in links], dtype=bool)
        if mask.any():
            found.add(severity, place, rule, text, rows=rows[mask], action=action)
    if roster.by_name or roster.by_tenant or roster.by_code:
        unlinked = [n for n, link in enumerate(links) if link.how == "none" and not link.doubt]
        _list_unlinked(records, np.array(unlinked, dtype=np.int64), names, roster, found)


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
            f"personene finnes ikke i {roster.file}: radene er ikke koblet og teller ikke i resultatene",
            rows=rows[unlinked[MOST_LISTED:]],
            action="Kontroller navn, adresse eller nøkkel.",
        )
    addresses = by_value(records.address_written, str, None)
    for position in unlinked[:MOST_LISTED]:
        near = _similar_rows(names[position], addresses[position], roster) if names[position] else []
        found.add(
            "warning",
            place,
            "unlinked",
            f"personen finnes ikke i {roster.file}: raden er ikke koblet og teller ikke i resultatene",
            rows=[rows[position]],
            action="Rett skrivemåten i data/corrections.yml, eller legg personen i leieforholdene. "
            "Har personen aldri vært leietaker, så la raden stå.",
            resembles=roster.file if near else "",
            resembles_rows=near,
        )


def _similar_rows(name: str, address: str | None, roster: Roster) -> list[int]:
    """Return rows of the roster with a name like this one, or with its first name at the same address.

    The second is how somebody stands there who has married or taken another surname.
    """
    first = set(loose_name(name.partition(",")[2] or name.split()[0]).split())
    place = roster.place_of(address)
    here = {
        other for other, at in roster.by_loose_name_and_address if at == place and first <= set(other.split())
    }
    rows = {row for other in here if place and first for row in roster.rows_of_name[other]}
    return sorted({*roster.similar_rows(name), *rows})
