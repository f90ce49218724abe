"""The case backlog → cases received, closed and open in each month."""

from __future__ import annotations

import pandas as pd

from analysis.clean.columns.date_columns import months
from analysis.clean.columns.mapping import Records
from analysis.clean.columns.typed import counts
from analysis.clean.findings import Findings
from analysis.clean.persons.desk import Desk


def clean(tables: list[Records], desk: Desk) -> pd.DataFrame:
    """Return the table ``cases``; a backlog that does not follow from the month before is a finding."""
    parts = [_cases(records, desk.found).assign(table=n) for n, records in enumerate(tables)]
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
            desk.found.add(
                severity,
                records.place,
                rule,
                text,
                rows=group["row"].to_numpy(),
                column=records.header(target),
                action=action,
            )
    return table[["month", "received", "closed", "open"]]


def _cases(records: Records, found: Findings) -> pd.DataFrame:
    numbers = {target: counts(records, target, found) for target in ("received", "closed", "open")}
    return pd.DataFrame({"month": months(records, "month", found), **numbers, "row": records.rows})
