"""Whom a row of the ledger or a decision is about: tied to the tenancy register, never by a likeness."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.clean.columns.mapping import Records
from analysis.clean.files.cells import as_objects
from analysis.clean.findings import Findings
from analysis.clean.persons.people import Roster, code_key, identities, name_key, number_key

OWN = "navn:"
"""How the identity of a person known by name alone begins."""


def persons(records: Records, roster: Roster, found: Findings) -> npt.NDArray[np.object_]:
    """Return the identity behind each row as the tenancy register has it; others keep one of their own.

    A tenant number is looked up as written, then without leading zeros, which spreadsheets take away. A
    name is looked up whichever of the names stands first. A name that several tenants have is tied to none
    of them. Whatever was not looked up as written is a finding with its rows.
    """
    own = identities(records, found)
    if "tenant" in records.cells:
        texts = as_objects(records.column("tenant"))
        held = [_by_number(text, roster) if text else set() for text in texts]
        how = (
            "warning",
            "linked_by_number",
            "rader er koblet på leietakernummer der bare nuller foran eller desimaler er annerledes",
            "Kontroller at det er samme person. Lagre kolonnen som tekst i Excel.",
        )
    elif "name" in records.cells:
        texts = as_objects(records.column("name"))
        held = [roster.by_name.get(name_key(text), set()) if text else set() for text in texts]
        how = ("info", "linked_by_name", "rader er koblet på navnet, som er alt kilden har", "")
    else:
        return own
    who = np.array(
        [next(iter(h)) if len(h) == 1 else mine for h, mine in zip(held, own, strict=True)], dtype=object
    )
    several = np.array([len(h) > 1 for h in held], dtype=bool)
    shared = (
        "warning",
        "namesakes",
        f"flere i {roster.file} passer, og radene er ikke koblet til noen av dem",
        "Ta med leietakernummeret i kilden, slik leieregisteret skriver det.",
    )
    for mask, (severity, rule, text, action) in ((who != own, how), (several, shared)):
        if mask.any():
            found.add(severity, records.place, rule, text, rows=records.rows[mask], action=action)
    return who


def _by_number(text: str, roster: Roster) -> set[str]:
    exact = roster.by_tenant.get(code_key(text))
    return {exact} if exact else roster.by_number.get(number_key(text), set())


def report_strangers(frame: pd.DataFrame, records: Records, roster: Roster, found: Findings) -> None:
    """Report rows of persons who are not in the tenancy register.

    Parameters
    ----------
    frame
        ``identity`` as `persons` gives it, and ``row``.
    """
    known = {
        *roster.by_tenant.values(),
        *(i for held in roster.by_name.values() for i in held),
        *roster.by_national_id.values(),
    }
    if not known:
        return
    known |= {OWN + name for name in roster.by_name}
    strange: npt.NDArray[np.bool_] = (frame["identity"].notna() & ~frame["identity"].isin(known)).to_numpy()
    if strange.any():
        found.add(
            "warning",
            records.place,
            "not_in_roster",
            f"personer som ikke finnes i {roster.file}",
            rows=frame["row"].to_numpy()[strange],
            action="Kontroller leietakernummeret eller skrivemåten av navnet.",
        )
