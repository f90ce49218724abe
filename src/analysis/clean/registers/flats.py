"""Flats and exposure: flat-days there were, were let, under repair or unlawfully occupied, month by month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.clean.columns.addresses import AddressBook, address_ids
from analysis.clean.columns.date_columns import at_midnight, days
from analysis.clean.columns.flat_numbers import PlainFlats, flat_labels
from analysis.clean.columns.mapping import Records
from analysis.clean.columns.typed import FIX, kinds, require
from analysis.clean.files.cells import absent
from analysis.clean.findings import Findings, Place
from analysis.clean.registers.spell_checks import FOREVER
from analysis.clean.registers.tenancies import Spells, dwelling
from analysis.clean.wording import Lexicon
from analysis.params import Study

DAY = np.timedelta64(1, "D")
FLAT_REASONS: tuple[Literal["repair", "occupied"], ...] = ("repair", "occupied")
"""Why a flat could not be let; understood also where ``vocabulary.yml`` has no wording for them."""
ACTIONS = {
    "duplicate_row": "",
    "undated_outage": "Fyll ut datoen boligen gikk ut av bruk, ellers telles ingen døgn.",
}
"""Rule → what to do, where it is not to mend the cell."""


@dataclass(frozen=True)
class Stock:
    """The flats of the project.

    Attributes
    ----------
    flats
        One row per flat: ``address``, ``dwelling``.
    outages
        One row per span a flat could not be let: ``address``, ``dwelling``, ``start``, ``end`` (NaT = still),
        ``reason`` (``repair`` or ``occupied``), ``row``, ``table``.
    known
        Whether the project has a register of flats; otherwise only the numbers declared are known.
    places
        Where each ``table`` stands.
    """

    flats: pd.DataFrame
    outages: pd.DataFrame
    known: bool
    places: tuple[Place, ...] = ()

    def number(self, study: Study) -> dict[str, int]:
        """Return how many flats each address has: counted, or declared where there is no register."""
        declared = {a.id: a.flats for a in study.project.addresses}
        if not self.known:
            return declared
        counted = self.flats.groupby("address")["dwelling"].nunique()
        return {address: int(counted.get(address, 0)) for address in declared}


def read_stock(tables: list[Records], study: Study, plain: PlainFlats, found: Findings) -> Stock:
    """Read the register of flats; several rows of a flat are several outages of it."""
    book = AddressBook.of(study.project)
    frames = [
        _outages(records, book, study, plain, found).assign(table=n) for n, records in enumerate(tables)
    ]
    columns = {
        "address": "object",
        "dwelling": "object",
        "start": "datetime64[us]",
        "end": "datetime64[us]",
        "reason": "object",
        "row": "int64",
        "table": "int64",
    }
    if not frames:
        empty = pd.DataFrame({c: pd.Series(dtype=t) for c, t in columns.items()})
        return Stock(empty[["address", "dwelling"]], empty, known=False)
    frame = pd.concat(frames, ignore_index=True)
    flats = frame[["address", "dwelling"]].dropna().drop_duplicates(ignore_index=True)
    outages = frame.dropna(subset=["start", "address"]).reset_index(drop=True)
    stock = Stock(flats, outages, known=True, places=tuple(records.place for records in tables))
    counted = stock.number(study)
    for address in study.project.addresses:
        if counted[address.id] != address.flats:
            found.add(
                "warning",
                tables[0].place,
                "flats_declared",
                f"{counted[address.id]} boliger på {address.name}, men project.yml sier {address.flats}",
                action="Rett flats i project.yml, eller boligregisteret.",
            )
    return stock


def _outages(
    records: Records, book: AddressBook, study: Study, plain: PlainFlats, found: Findings
) -> pd.DataFrame:
    address = address_ids(records, book, found)
    label = flat_labels(records, address, plain, found)
    require(records, "flat", absent(label), found)
    start, end = days(records, "unavailable_from", found), days(records, "unavailable_to", found)
    reason = kinds(
        records,
        "reason",
        Lexicon({kind: study.vocabulary.flat_reasons.get(kind, ()) for kind in FLAT_REASONS}),
        "flat_reasons",
        found,
    )
    undated, unexplained = (records.column(c).isna().to_numpy() for c in ("unavailable_from", "reason"))
    homes = dwelling(address, label)
    spans = pd.DataFrame({"dwelling": homes, "start": start, "end": end, "reason": reason})
    again = spans.duplicated().to_numpy() & ~absent(homes)
    for mask, severity, rule, text in (
        (
            again,
            "warning",
            "duplicate_row",
            "samme bolig og periode står flere ganger og er tatt med én gang",
        ),
        (end < start, "error", "end_before_start", "perioden ute av drift slutter før den begynner"),
        (
            undated & ~np.isnat(end),
            "error",
            "no_start",
            "perioden ute av drift har slutt, men ingen start",
        ),
        (
            ~np.isnat(start) & unexplained,
            "error",
            "no_reason",
            "perioden ute av drift har ingen årsak (istandsetting eller okkupert)",
        ),
        (
            undated & np.isnat(end) & ~absent(reason),
            "warning",
            "undated_outage",
            "årsak uten datoer: boligen regnes som i bruk hele tiden",
        ),
    ):
        if mask.any():
            found.add(
                severity,
                records.place,
                rule,
                text,
                rows=records.rows[mask],
                action=ACTIONS.get(rule, FIX),
            )
    return pd.DataFrame(
        {
            "address": address,
            "dwelling": homes,
            "start": start,
            "end": end,
            "reason": reason,
            "row": records.rows,
        }
    )[~again]


def month_starts(study: Study) -> npt.NDArray[np.datetime64]:
    """Return the first day of each calendar month from the first window's to the last window's."""
    first, last = np.datetime64(study.period.before.start, "M"), np.datetime64(study.period.after.end, "M")
    return np.arange(first, last + 1, dtype="datetime64[M]").astype("datetime64[us]")


def exposure(stock: Stock, spells: Spells, study: Study, found: Findings) -> pd.DataFrame:
    """Return the table ``exposure``: flat-days per address and calendar month.

    A day a flat is let to two at once counts once. A flat let although under repair or occupied counts in
    both.
    The last day of a tenancy is a let day.
    """
    months = month_starts(study)
    ends = np.append(months[1:], (months[-1].astype("datetime64[M]") + 1).astype("datetime64[us]"))
    length = ((ends - months) / DAY).astype(np.int64)
    numbers = stock.number(study)
    addresses, flats = list(numbers), np.array(list(numbers.values()), dtype=np.int64)
    outages = stock.outages
    days = np.tile(length, len(addresses))
    table = pd.DataFrame(
        {
            "address": np.repeat(np.array(addresses, dtype=object), len(months)),
            "month": np.tile(months, len(addresses)),
            "days": days,
            "flats": np.repeat(flats, len(months)),
            "flat_days": np.repeat(flats, len(months)) * days,
            "let_flat_days": _days_per_month(_named(spells.frame), addresses, months, ends),
            "unavailable_flat_days": _days_per_month(
                outages[outages["reason"] == "repair"], addresses, months, ends
            ),
            "occupied_flat_days": _days_per_month(
                outages[outages["reason"] == "occupied"], addresses, months, ends
            ),
        }
    )
    _report(table, stock, spells, study, found)
    return table


def _named(frame: pd.DataFrame) -> pd.DataFrame:
    """Give a person whose flat is unknown a flat of their own, so that the days count, and count once."""
    own = "?" + frame["identity"].astype(str)
    return frame.assign(dwelling=frame["dwelling"].where(frame["dwelling"].notna(), own))


def _days_per_month(
    spans: pd.DataFrame,
    addresses: Sequence[str],
    months: npt.NDArray[np.datetime64],
    ends: npt.NDArray[np.datetime64],
) -> npt.NDArray[np.int64]:
    """Return the flat-days in spans, per address and month, months of an address after each other."""
    days = np.zeros((len(addresses), len(months)), dtype=np.int64)
    if spans.empty:
        return days.ravel()
    merged = _merged(spans.dropna(subset=["start"]))
    at = pd.Index(addresses).get_indexer(pd.Index(merged["address"]))
    merged, at = merged[at >= 0], at[at >= 0]
    first = merged["start"].to_numpy()
    after = (merged["end"].fillna(FOREVER) + DAY).to_numpy()
    for month, (start, end) in enumerate(zip(months, ends, strict=True)):
        shared = (np.minimum(after, end) - np.maximum(first, start)) / DAY
        np.add.at(days[:, month], at, np.maximum(shared, 0).astype(np.int64))
    return days.ravel()


def _merged(spans: pd.DataFrame) -> pd.DataFrame:
    """Return spans with those of the same flat that overlap or touch made one."""
    ordered = spans.sort_values(["address", "dwelling", "start"], kind="stable", ignore_index=True)
    end = ordered["end"].fillna(FOREVER)
    group = [ordered["address"], ordered["dwelling"]]
    latest = end.groupby(group).cummax().groupby(group).shift()
    number = (latest.isna() | (ordered["start"] > latest)).cumsum()
    joined = ordered.assign(end=end).groupby(number, sort=False)
    return pd.DataFrame(
        {"address": joined["address"].first(), "start": joined["start"].min(), "end": joined["end"].max()}
    )


def _report(table: pd.DataFrame, stock: Stock, spells: Spells, study: Study, found: Findings) -> None:
    place = Place("exposure", "tabellen exposure")
    over = table[table["let_flat_days"] > table["flat_days"]]
    if len(over):
        names = ", ".join(sorted({study.project.address(a).name for a in over["address"]}))
        found.add(
            "warning",
            place,
            "more_let_than_flats",
            f"flere utleide boligdøgn enn det finnes boliger til på {names}",
            action="Kontroller bolignumre og utflyttingsdatoer i leieforholdene.",
        )
    if not stock.known:
        found.add(
            "info",
            place,
            "no_stock",
            "prosjektet har ikke noe boligregister; antall boliger er det project.yml sier",
        )
        return
    homes = spells.frame.loc[spells.frame["address"].isin([a.id for a in study.project.addresses])]
    strange = homes["dwelling"].notna() & ~homes["dwelling"].isin(set(stock.flats["dwelling"]))
    for number, group in homes[strange].groupby("table"):
        found.add(
            "warning",
            spells.places[int(str(number))],
            "flat_not_in_stock",
            "leieforhold i boliger som ikke står i boligregisteret",
            rows=group["row"].to_numpy(dtype=np.int64),
            action="Rett bolignummeret, eller legg boligen i registeret.",
        )
    let = _let_meanwhile(stock.outages, homes)
    for number, group in stock.outages[let].groupby("table"):
        found.add(
            "warning",
            stock.places[int(str(number))],
            "let_out_of_use",
            "boligen er leid ut mens den er ute av drift; døgnene regnes som både utleid og ute av drift",
            rows=group["row"].to_numpy(dtype=np.int64),
            action="Kontroller datoene her og i leieforholdene.",
        )


def _let_meanwhile(outages: pd.DataFrame, homes: pd.DataFrame) -> pd.Series:
    """Whether a flat is let for more than a day of each span out of use; one may end as the other begins."""
    spans = outages.reset_index(names="outage").dropna(subset="dwelling")
    both = spans.merge(homes[["dwelling", "start", "end"]], on="dwelling", suffixes=("", "_let"))
    first = both[["start", "start_let"]].max(axis=1)
    last = both[["end", "end_let"]].fillna(FOREVER).min(axis=1)
    return pd.Series(outages.index.isin(both.loc[first < last, "outage"]), index=outages.index)


def let_at_start(spells: Spells, study: Study) -> int:
    """Return how many of the project's own flats were let on the first day of the project."""
    running = spells.frame[spells.running(at_midnight(study.project.start))]
    own = running[running["address"].isin(study.project.address_ids)]
    return int(_named(own)["dwelling"].nunique())
