"""The project's own lists: activities with dates as people write them, measures per address, case backlog."""

from __future__ import annotations

import re

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.clean.columns.mapping import Records
from analysis.clean.columns.typed import as_text, cell_dates, counts, kinds, months, require
from analysis.clean.files.cells import absent, by_value
from analysis.clean.findings import Findings
from analysis.clean.schemas import MEASURE_STATUSES
from analysis.clean.wording import Lexicon, fold
from analysis.params import Source, Study

UNSORTED = "other"
STATUS_OF = "status-"
"""Target of an address's own status: this and the address id."""
_MARKS = {"x", "ja", "j", "✓", "✔", "v", "1", "ok"}
_NO_MARKS = {"", "nei", "n", "0", "-", "–"}


def clean_activities(tables: list[Records], study: Study, found: Findings) -> pd.DataFrame:
    """Return the table ``activities``: one row per activity and date; an undated one has one row.

    The title is the first line of the activity's text. «Fom», «ca.» and «løpende» make a date approximate.
    How many were invited and came is said once, on the first date.
    """
    parts = [_activities(records, study, found) for records in tables]
    columns = ["activity", "kind", "date", "approximate", "invited", "attended", "title"]
    if not parts:
        return pd.DataFrame(columns=columns).astype(
            {"date": "datetime64[us]", "invited": "Int64", "attended": "Int64"}
        )
    table = pd.concat([p.assign(table=n) for n, p in enumerate(parts)], ignore_index=True)
    number = table.groupby(["table", "number"], sort=False).ngroup() + 1
    return table.assign(activity="a" + number.astype(str).str.zfill(3))[columns]


def _activities(records: Records, study: Study, found: Findings) -> pd.DataFrame:
    text = by_value(records.column("activity"), str, "")
    require(records, "activity", text == "", found)
    titles = np.array([_title(t) for t in text], dtype=object)
    kind = np.array([kind_of_activity(title, study.vocabulary.activities) for title in titles], dtype=object)
    unknown = absent(kind) & (text != "")
    if unknown.any():
        found.add(
            "info",
            records.place,
            "unknown_activity",
            "aktiviteter som ikke er av noe slag i vocabulary.yml",
            column=records.header("activity"),
            rows=records.rows[unknown],
            action="Skal de telles, så legg ordlyden under activities i vocabulary.yml.",
        )
    codes, read = cell_dates(records, "date", found, free=True, keeps_approximate=True)
    invited, attended = counts(records, "invited", found), counts(records, "attended", found)
    _check_attendance(records, invited, attended, found)
    dates = [read[code] for code in codes]
    count = np.array([max(len(d.days), 1) for d in dates], dtype=np.int64)
    at = np.repeat(np.arange(len(records)), count)
    if (count > 1).any():
        found.add(
            "info",
            records.place,
            "several_dates",
            "aktiviteter med flere datoer er delt i én rad for hver dato",
            column=records.header("date"),
            rows=records.rows[count > 1],
        )
    undated = np.array([not d.days and not d.approximate and not d.problem for d in dates], dtype=bool)
    if undated.any():
        found.add(
            "info",
            records.place,
            "undated",
            "aktiviteter uten dato regnes ikke som gjennomført",
            column=records.header("date"),
            rows=records.rows[undated],
        )
    each = [day for d in dates for day in (d.days or (None,))]
    later = np.diff(at, prepend=-1) == 0
    return pd.DataFrame(
        {
            "number": at,
            "kind": as_text(np.where(absent(kind), UNSORTED, kind)[at]),
            "date": np.array(each, dtype="datetime64[D]").astype("datetime64[us]"),
            "approximate": np.array([d.approximate for d in dates], dtype=bool)[at],
            "invited": invited.iloc[at].reset_index(drop=True).mask(later),
            "attended": attended.iloc[at].reset_index(drop=True).mask(later),
            "title": as_text(titles[at]),
        }
    )


def _title(text: str) -> str:
    return text.split("\n", 1)[0].strip(" :–-")


def kind_of_activity(title: str, vocabulary: dict[str, tuple[str, ...]]) -> str | None:
    """Return the kind whose wording the title begins with, else contains as whole words; the longest wins.

    Examples
    --------
    >>> words = {"working_group_meeting": ("arbeidsgruppemøte",), "meeting_call": ("innkalle til",)}
    >>> kind_of_activity("Innkalle til 2 arbeidsgruppemøte", words)
    'meeting_call'
    >>> kind_of_activity("Arbeidsgruppemøte 2", words)
    'working_group_meeting'
    """
    folded = fold(title)
    wordings = sorted(
        ((fold(w), kind) for kind, ws in vocabulary.items() for w in ws), key=lambda pair: -len(pair[0])
    )
    for begins in (True, False):
        for wording, kind in wordings:
            pattern = rf"(?<!\w){re.escape(wording)}(?!\w)"
            if (re.match if begins else re.search)(pattern, folded):
                return kind
    return None


def _check_attendance(records: Records, invited: pd.Series, attended: pd.Series, found: Findings) -> None:
    more = (attended > invited).fillna(False).to_numpy(dtype=bool)
    if more.any():
        found.add(
            "warning",
            records.place,
            "more_attended",
            "flere møtte enn det var invitert",
            column=records.header("attended"),
            rows=records.rows[more],
            action="Kontroller tallene.",
        )


def measure_targets(study: Study) -> list[str]:
    """Return the targets of an action plan beside the usual ones: per address a mark, and a status."""
    ids = [a.id for a in study.project.addresses]
    return [*ids, *(STATUS_OF + address for address in ids)]


def with_address_headers(source: Source, study: Study) -> Source:
    """Return the source with a header for each address: its own name where the project maps none."""
    if source.columns:
        return source
    own = {a.id: a.name for a in study.project.addresses}
    return source.model_copy(update={"columns": own})


def clean_measures(tables: list[Records], study: Study, found: Findings) -> pd.DataFrame:
    """Return the table ``measures``: one row per measure and address it is marked for.

    The status is the address's own where the plan has one, else that of the measure's plan wording. An
    address with a column for its status but none for marks is marked where it has a status.
    """
    parts = [_measures(records, study, found).assign(table=n) for n, records in enumerate(tables)]
    columns = ["measure", "address", "status", "wording"]
    table = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=[*columns, "table"])
    again = table.duplicated(["measure", "address"])
    for number, group in table[again].groupby("table"):
        found.add(
            "warning",
            tables[int(str(number))].place,
            "duplicate_row",
            "tiltak står flere ganger for samme adresse; det første er brukt",
            rows=group["row"].to_numpy(dtype=np.int64),
            action="Behold den raden som gjelder. Er det to tiltak, så gi dem hvert sitt navn.",
        )
    return table.loc[~again, columns].reset_index(drop=True).astype("str")


def _measures(records: Records, study: Study, found: Findings) -> pd.DataFrame:
    title = by_value(records.column("measure"), _title, None)
    require(records, "measure", records.column("measure").isna().to_numpy(), found)
    lexicon = Lexicon({**dict.fromkeys(MEASURE_STATUSES, ()), **study.vocabulary.measure_statuses})
    planned = kinds(records, "status", lexicon, "measure_statuses", found)
    wording = by_value(records.column("status"), lambda text: " ".join(text.split()), None)
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
        text = np.where(absent(wording), "", wording)
        frame = pd.DataFrame(
            {"measure": title, "address": address.id, "status": status, "wording": text, "row": records.rows}
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
    columns = ["measure", "address", "status", "wording", "row"]
    return pd.concat(parts).sort_index(kind="stable") if parts else pd.DataFrame(columns=columns)


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


def clean_cases(tables: list[Records], found: Findings) -> pd.DataFrame:
    """Return the table ``cases``; a backlog that does not follow from the month before is a finding."""
    columns = ["month", "received", "closed", "open"]
    parts = [_cases(records, found).assign(table=n) for n, records in enumerate(tables)]
    if not parts:
        return pd.DataFrame(columns=columns).astype(
            {"month": "datetime64[us]", **dict.fromkeys(columns[1:], "Int64")}
        )
    table = pd.concat(parts, ignore_index=True).sort_values("month", kind="stable", ignore_index=True)
    again = table["month"].duplicated(keep=False) & table["month"].notna()
    number = table["month"].dt.year * 12 + table["month"].dt.month
    off = (number.diff() == 1) & (
        table["open"] != table["open"].shift() + table["received"] - table["closed"]
    ).fillna(False)
    for mask, severity, rule, text, target, action in (
        (
            again,
            "error",
            "two_rows_a_month",
            "samme måned står flere ganger",
            "month",
            "Slett eller rett den ene.",
        ),
        (
            off,
            "warning",
            "backlog",
            "ubehandlede saker stemmer ikke med forrige måned + innkommet − ferdigbehandlet",
            "open",
            "Kontroller tallene. De er brukt som de står.",
        ),
    ):
        for file, group in table[mask].groupby("table"):
            records = tables[int(str(file))]
            found.add(
                severity,
                records.place,
                rule,
                text,
                rows=group["row"].to_numpy(),
                column=records.header(target),
                action=action,
            )
    return table[columns]


def _cases(records: Records, found: Findings) -> pd.DataFrame:
    numbers = {target: counts(records, target, found) for target in ("received", "closed", "open")}
    return pd.DataFrame({"month": months(records, "month", found), **numbers, "row": records.rows})
