"""The action plan → how far each measure has come at each address it is marked for."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.clean.columns.mapping import Records
from analysis.clean.columns.typed import kinds, require
from analysis.clean.files.cells import absent, by_value
from analysis.clean.findings import Findings
from analysis.clean.persons.desk import Desk
from analysis.clean.registers.activities import title_of
from analysis.clean.wording import Lexicon
from analysis.comparing import fold
from analysis.params import Study
from analysis.source_kinds.measures import STATUS_OF, STATUSES

_MARKS = {"x", "ja", "j", "✓", "✔", "v", "1", "ok"}
_NO_MARKS = {"", "nei", "n", "0", "-", "–"}


def clean(tables: list[Records], desk: Desk) -> pd.DataFrame:
    """Return the table ``measures``: one row per measure and address it is marked for.

    The status is the address's own where the plan has one, else that of the measure's plan wording. An
    address with a column for its status but none for marks is marked where it has a status.
    """
    parts = [_measures(records, desk.study, desk.found).assign(table=n) for n, records in enumerate(tables)]
    columns = ["measure", "address", "status", "wording", "preparation"]
    table = pd.concat(parts, ignore_index=True)
    again = table.duplicated(["measure", "address"])
    for number, group in table[again].groupby("table"):
        desk.found.add(
            "warning",
            tables[int(str(number))].place,
            "duplicate_row",
            "tiltak står flere ganger for samme adresse; det første er brukt",
            rows=group["row"].to_numpy(dtype=np.int64),
            action="Behold den raden som gjelder. Er det to tiltak, så gi dem hvert sitt navn.",
        )
    return table.loc[~again, columns].reset_index(drop=True).astype("str")


def _measures(records: Records, study: Study, found: Findings) -> pd.DataFrame:
    title = by_value(records.column("measure"), title_of, None)
    require(records, "measure", records.column("measure").isna().to_numpy(), found)
    lexicon = Lexicon({**dict.fromkeys(STATUSES, ()), **study.vocabulary.measure_statuses})
    planned = kinds(records, "status", lexicon, "measure_statuses", found)
    wording = by_value(records.column("status"), _on_one_line, "")
    preparation = by_value(records.column("preparation"), _on_one_line, "")
    parts = []
    somewhere = np.zeros(len(records), dtype=bool)
    for address in study.project.addresses:
        if not {address.id, STATUS_OF + address.id} & set(records.cells):
            continue
        own = _own_status(records, address.id, lexicon, found)
        marked = _marked(records, address.id, found) if address.id in records.cells else ~absent(own)
        status = np.where(absent(own), planned, own)
        unread = records.column(STATUS_OF + address.id).notna() | records.column("status").notna()
        require(records, "status", marked & ~unread.to_numpy(), found)
        frame = pd.DataFrame(
            {
                "measure": title,
                "address": address.id,
                "status": status,
                "wording": wording,
                "preparation": preparation,
                "row": records.rows,
            }
        )
        parts.append(frame[marked])
        somewhere |= marked
    if not somewhere.all():
        found.add(
            "warning",
            records.place,
            "measure_nowhere",
            "tiltak som ikke gjelder noen adresse er ikke tatt med",
            rows=records.rows[~somewhere],
            action="Merk adressene tiltaket gjelder, eller gi det en status der.",
        )
    columns = ["measure", "address", "status", "wording", "preparation", "row"]
    return pd.concat(parts).sort_index(kind="stable") if parts else pd.DataFrame(columns=columns)


def _on_one_line(text: str) -> str:
    return " ".join(text.split())


def _own_status(records: Records, address: str, lexicon: Lexicon, found: Findings) -> npt.NDArray[np.object_]:
    target = STATUS_OF + address
    if target not in records.cells:
        return np.full(len(records), None, dtype=object)
    return kinds(records, target, lexicon, "measure_statuses", found)


def _marked(records: Records, address: str, found: Findings) -> npt.NDArray[np.bool_]:
    column = records.column(address)
    marked = by_value(column, lambda text: text.casefold().strip(" .") in _MARKS, False).astype(bool)
    unread = (
        column.notna().to_numpy()
        & ~marked
        & ~by_value(column, lambda text: fold(text) in _NO_MARKS, True).astype(bool)
    )
    if unread.any():
        found.add(
            "error",
            records.place,
            "mark",
            "merker kan ikke leses",
            column=records.headers[address],
            rows=records.rows[unread],
            action="Skriv X der tiltaket gjelder adressen, ellers ingenting.",
        )
    return marked
