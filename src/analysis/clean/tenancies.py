"""The tenancy register → spells: who lived where from when to when, and what in it cannot be true."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.clean.addresses import AddressBook, flat_labels, key, report_unknown_addresses
from analysis.clean.cells import absent, by_value
from analysis.clean.findings import Findings
from analysis.clean.mapping import Records
from analysis.clean.people import identities
from analysis.clean.pseudonyms import Pseudonyms
from analysis.clean.typed import FIX, as_text, at_midnight, days, kinds
from analysis.clean.wording import Lexicon
from analysis.params import Study

OTHER = "other"
FOREVER = np.datetime64("2200-01-01T00:00:00.000000")
LONG_GAP = 90
"""Days between two tenancies of a person beyond which the gap is mentioned."""


@dataclass(frozen=True)
class Spells:
    """Tenancies, not yet pseudonymous.

    Attributes
    ----------
    frame
        One row per tenancy: ``identity``, ``address`` (project id, or ``other``), ``dwelling`` (comparable
        key of address and flat, None when the flat is unknown), ``start``, ``end`` (NaT = running),
        ``end_reason``, ``row``, ``table``.
    """

    frame: pd.DataFrame

    def running(self, day: np.datetime64) -> pd.Series:
        """Whether each spell runs on a day."""
        return (self.frame["start"] <= day) & (self.frame["end"].isna() | (self.frame["end"] >= day))


def dwelling(addresses: npt.NDArray[np.object_], labels: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    """Return the identity of a flat: address and dwelling number; None where either is unknown."""
    known = ~absent(addresses) & ~absent(labels)
    both = np.full(len(addresses), None, dtype=object)
    both[known] = addresses[known] + "|" + labels[known]
    return both


def read_spells(tables: list[Records], study: Study, found: Findings) -> Spells:
    """Read every tenancy; a date that cannot be, an address unknown or a reason unmapped is an error."""
    book = AddressBook.of(study.project)
    reasons = Lexicon(study.vocabulary.tenancy_end_reasons)
    frames = [_spells(records, book, reasons, found) for records in tables]
    columns = ["identity", "address", "dwelling", "start", "end", "end_reason", "row", "table"]
    if not frames:
        return Spells(
            pd.DataFrame(columns=columns).astype({"start": "datetime64[us]", "end": "datetime64[us]"})
        )
    frame = pd.concat([f.assign(table=n) for n, f in enumerate(frames)], ignore_index=True)
    frame = _without_duplicates(frame, tables, found)
    for number, records in enumerate(tables):
        _report(frame[frame["table"] == number], records, found)
    return Spells(frame)


def _spells(records: Records, book: AddressBook, reasons: Lexicon, found: Findings) -> pd.DataFrame:
    identity = identities(records, found)
    column = records.column("address")
    address = by_value(column, book.find, None)
    written = by_value(records.address_written, key, None)
    label = flat_labels(records, found)
    ours = ~absent(address)
    moved = by_value(column, lambda text: text == OTHER, False).astype(bool)
    elsewhere = ~ours & ~moved & column.notna().to_numpy()
    unlike = by_value(column, lambda text: book.resembles(text) is None, False).astype(bool)
    in_project = set(identity[ours])
    moved |= elsewhere & unlike & np.array([person in in_project for person in identity], dtype=bool)
    if (elsewhere & ~moved).any():
        report_unknown_addresses(records, elsewhere & ~moved, book, found, "error")
    if moved.any():
        found.add(
            "info",
            records.place,
            "moved_out",
            "leieforhold utenfor prosjektets adresser er tatt med som «annen adresse»",
            column=records.header("address"),
            rows=records.rows[moved],
        )
    start, end = days(records, "start", found, required=True), days(records, "end", found)
    reason = kinds(records, "end_reason", reasons, "tenancy_end_reasons", found)
    return pd.DataFrame(
        {
            "identity": identity,
            "address": np.where(ours, address, _other_where(moved)),
            "dwelling": dwelling(np.where(ours, address, written), label),
            "start": start,
            "end": end,
            "end_reason": reason,
            "row": records.rows,
        }
    )


def _other_where(moved: npt.NDArray[np.bool_]) -> npt.NDArray[np.object_]:
    values = np.full(len(moved), None, dtype=object)
    values[moved] = OTHER
    return values


def _without_duplicates(frame: pd.DataFrame, tables: list[Records], found: Findings) -> pd.DataFrame:
    again = frame.duplicated(["identity", "address", "dwelling", "start", "end", "end_reason"])
    for number, group in frame[again].groupby("table"):
        found.add(
            "warning",
            tables[int(str(number))].place,
            "duplicate_row",
            "samme leieforhold står flere ganger og er tatt med én gang",
            rows=group["row"].to_numpy(),
        )
    return frame[~again].reset_index(drop=True)


def _report(frame: pd.DataFrame, records: Records, found: Findings) -> None:
    backwards = frame["end"] < frame["start"]
    if backwards.any():
        found.add(
            "error",
            records.place,
            "end_before_start",
            "leieforhold slutter før de begynner",
            column=records.header("end"),
            rows=frame.loc[backwards, "row"].to_numpy(),
            action=FIX,
        )
    sound = frame[~backwards & frame["start"].notna()]
    for by, rule, text in (
        ("dwelling", "flat_let_twice", "samme bolig er leid ut til flere på samme tid"),
        ("identity", "two_homes", "samme person har to leieforhold på samme tid"),
    ):
        rows = overlapping(sound, by)
        if rows.size:
            found.add(
                "warning",
                records.place,
                rule,
                text,
                column=records.header("start"),
                rows=rows,
                action="Kontroller inn- og utflyttingsdatoene. Boligen regnes som utleid én gang.",
            )
    gaps = _gaps(sound)
    if gaps.size:
        found.add(
            "info",
            records.place,
            "gap",
            f"mer enn {LONG_GAP} dager mellom to leieforhold hos samme person",
            rows=gaps,
        )
    unexplained = sound["end"].notna() & sound["end_reason"].isna()
    if unexplained.any() and "end_reason" in records.cells:
        found.add(
            "warning",
            records.place,
            "no_end_reason",
            "leieforhold er avsluttet uten årsak",
            rows=sound.loc[unexplained, "row"].to_numpy(),
            column=records.header("end_reason"),
            action="Fyll ut årsaken. Uten den telles ikke oppsigelser riktig.",
        )
    early = sound["end"].isna() & sound["end_reason"].notna()
    if early.any():
        found.add(
            "warning",
            records.place,
            "reason_without_end",
            "årsak til utflytting er fylt ut uten utflyttingsdato",
            rows=sound.loc[early, "row"].to_numpy(),
            column=records.header("end"),
            action=FIX,
        )


def overlapping(frame: pd.DataFrame, by: str) -> npt.NDArray[np.int64]:
    """Return the rows of spells that share more than a day with an earlier one of the same flat or person.

    The last day of one and the first of the next may be the same.
    """
    ordered = frame.dropna(subset=[by]).sort_values([by, "start"], kind="stable")
    ends = ordered["end"].fillna(FOREVER)
    latest = ends.groupby(ordered[by]).cummax().groupby(ordered[by]).shift()
    return ordered.loc[latest > ordered["start"], "row"].to_numpy(dtype=np.int64)


def _gaps(frame: pd.DataFrame) -> npt.NDArray[np.int64]:
    ordered = frame.sort_values(["identity", "start"], kind="stable")
    before = (
        ordered["end"]
        .fillna(FOREVER)
        .groupby(ordered["identity"])
        .cummax()
        .groupby(ordered["identity"])
        .shift()
    )
    return ordered.loc[(ordered["start"] - before) > np.timedelta64(LONG_GAP, "D"), "row"].to_numpy(
        dtype=np.int64
    )


def residents(spells: Spells, study: Study, pseudonyms: Pseudonyms) -> pd.DataFrame:
    """Return the table ``residents``."""
    frame = spells.frame
    ours = frame["address"].isin([a.id for a in study.project.addresses])
    at_start = spells.running(at_midnight(study.project.start)) & ours
    own = set(study.project.address_ids)
    members = set(frame.loc[at_start & frame["address"].isin(own), "identity"])
    table = pd.DataFrame(
        {
            "person": pseudonyms.column("person", frame["identity"]),
            "address": as_text(frame["address"]),
            "flat": pseudonyms.column("flat", frame["dwelling"]),
            "start": frame["start"],
            "end": frame["end"],
            "end_reason": as_text(frame["end_reason"]).where(frame["end"].notna()),
            "in_project": frame["identity"].isin(members).to_numpy(dtype=bool),
        }
    )
    return table.sort_values(["start", "person", "address"], kind="stable", ignore_index=True)
