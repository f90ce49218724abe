"""The tenancy register → spells: who lived where from when to when, and what in it cannot be true."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.clean.columns.addresses import AddressBook, key, report_unknown_addresses
from analysis.clean.columns.date_columns import at_midnight, days, report_far_dates
from analysis.clean.columns.flat_numbers import PlainFlats, flat_labels
from analysis.clean.columns.mapping import Records
from analysis.clean.columns.typed import as_text, kinds
from analysis.clean.files.cells import absent, by_value
from analysis.clean.findings import Findings, Place
from analysis.clean.persons.people import identities
from analysis.clean.persons.pseudonyms import Pseudonyms
from analysis.clean.registers.coverage import report_outside, report_silences
from analysis.clean.registers.spell_checks import FOREVER, report_spells
from analysis.clean.registers.tenant_numbers import report_tenant_numbers
from analysis.clean.wording import Lexicon
from analysis.params import Study

OTHER = "other"


@dataclass(frozen=True)
class Spells:
    """Tenancies, not yet pseudonymous.

    Attributes
    ----------
    frame
        One row per tenancy: ``identity``, ``address`` (project id, or ``other``), ``dwelling`` (comparable
        key of address and flat, None when the flat is unknown), ``start``, ``end`` (NaT = running),
        ``end_reason``, ``row``, ``table``.
    places
        Where each ``table`` stands.
    """

    frame: pd.DataFrame
    places: tuple[Place, ...] = ()

    def running(self, day: np.datetime64) -> pd.Series:
        """Whether each spell runs on a day."""
        return (self.frame["start"] <= day) & (self.frame["end"].isna() | (self.frame["end"] >= day))


def dwelling(addresses: npt.NDArray[np.object_], labels: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    """Return the identity of a flat: address and dwelling number; None where either is unknown."""
    known = ~absent(addresses) & ~absent(labels)
    both = np.full(len(addresses), None, dtype=object)
    both[known] = addresses[known] + "|" + labels[known]
    return both


def read_spells(tables: list[Records], study: Study, plain: PlainFlats, found: Findings) -> Spells:
    """Read every tenancy; a date that cannot be, an address unknown or a reason unmapped is an error."""
    book = AddressBook.of(study.project)
    reasons = Lexicon(study.vocabulary.tenancy_end_reasons)
    frames = [_spells(records, book, reasons, study, plain, found) for records in tables]
    columns = ["identity", "address", "dwelling", "start", "end", "end_reason", "row", "table"]
    if not frames:
        return Spells(
            pd.DataFrame(columns=columns).astype({"start": "datetime64[us]", "end": "datetime64[us]"})
        )
    frame = pd.concat([f.assign(table=n) for n, f in enumerate(frames)], ignore_index=True)
    frame = _without_duplicates(frame, tables, found)
    spell = _spell_numbers(frame)
    by_end = frame["end"].fillna(FOREVER).sort_values(kind="stable").index
    renewed = spell.loc[by_end].duplicated(keep="last").sort_index()
    report_spells(frame.assign(spell=spell, renewed=renewed), tables, found)
    report_tenant_numbers(tables, found)
    whole = frame.assign(start=frame.groupby(spell)["start"].transform("min"))[~renewed]
    ours = whole[whole["address"] != OTHER]
    once = np.ones(len(ours), dtype=np.int64)
    report_silences(tables, ours["table"].to_numpy(), ours["end"].to_numpy(), once, study.period, found)
    return Spells(whole[columns].reset_index(drop=True), tuple(records.place for records in tables))


def _spell_numbers(frame: pd.DataFrame) -> pd.Series:
    """Return a number per row, alike for contracts of a person for one flat that overlap or follow at once.

    A new contract without a day between is no move; a person of unknown flat has one flat of the address.
    """
    nowhere = frame["dwelling"].isna() & frame["address"].ne(OTHER)
    ordered = frame.assign(home=frame["dwelling"].where(~nowhere, frame["address"]))
    ordered = ordered.sort_values(["identity", "home", "start"], kind="stable")
    by = [ordered["identity"], ordered["home"]]
    latest = ordered["end"].fillna(FOREVER).groupby(by).cummax().groupby(by).shift()
    apart = latest.isna() | ordered["start"].isna() | (ordered["start"] > latest + np.timedelta64(1, "D"))
    return apart.cumsum().sort_index()


def _spells(
    records: Records,
    book: AddressBook,
    reasons: Lexicon,
    study: Study,
    plain: PlainFlats,
    found: Findings,
) -> pd.DataFrame:
    identity = identities(records, found)
    column = records.column("address")
    address = by_value(column, book.find, None)
    written = by_value(records.address_written, key, None)
    label = flat_labels(records, address, plain, found)
    ours = ~absent(address)
    moved = by_value(column, lambda text: text == OTHER, False).astype(bool)
    elsewhere = ~ours & ~moved & column.notna().to_numpy()
    in_project = set(identity[ours])
    perhaps = elsewhere & np.array([person in in_project for person in identity], dtype=bool)
    asked = column[perhaps].cat.remove_unused_categories()  # each is held against every address
    moved[perhaps] = by_value(asked, lambda text: book.resembles(text) is None, False)
    if (elsewhere & ~moved).any():
        report_unknown_addresses(records, elsewhere & ~moved, book, found)
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
    report_far_dates(records, "start", start, study.project, found, also_long_before=False)
    report_outside(records, "end", end, end, found)
    reason = kinds(records, "end_reason", reasons, "tenancy_end_reasons", found)
    return pd.DataFrame(
        {
            "identity": identity,
            "address": np.where(ours, address, _other_where(moved)),
            "dwelling": dwelling(np.where(ours, address, written), label),
            "start": start,
            "end": end,
            "end_reason": reason,
            "end_blank": records.column("end").isna().to_numpy(),
            "reason_blank": records.column("end_reason").isna().to_numpy() & ("end_reason" in records.cells),
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
