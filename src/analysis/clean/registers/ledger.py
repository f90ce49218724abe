"""The rent ledger → what each person owed at the end of each month; a balance that is off is a finding."""

from __future__ import annotations

import pandas as pd

from analysis.clean.columns.mapping import Records
from analysis.clean.columns.typed import amounts, months
from analysis.clean.findings import Findings
from analysis.clean.persons.people import Roster
from analysis.clean.persons.pseudonyms import Pseudonyms
from analysis.clean.persons.record_persons import persons, report_strangers

TOLERANCE = 1.0
"""NOK by which a balance may miss the sum: some ledgers round to whole kroner."""


def clean_arrears(
    tables: list[Records], roster: Roster, pseudonyms: Pseudonyms, found: Findings
) -> pd.DataFrame:
    """Return the table ``arrears``.

    A balance below zero (paid in advance) is nothing owed. An empty balance is missing; empty or ``-`` in
    due and paid is zero.
    """
    frames = [_month_rows(records, roster, found).assign(table=n) for n, records in enumerate(tables)]
    columns = {
        "identity": "object",
        "month": "datetime64[us]",
        "due": "float64",
        "paid": "float64",
        "balance": "float64",
        "row": "int64",
        "table": "int64",
    }
    frame = (
        pd.concat(frames, ignore_index=True)
        if frames
        else pd.DataFrame({c: pd.Series(dtype=t) for c, t in columns.items()})
    )
    frame = _one_row_a_month(frame, tables, found)
    for number, records in enumerate(tables):
        here = frame[frame["table"] == number]
        _check_sums(here, records, found)
        report_strangers(here, records, roster, found)
        prepaid = here["balance"] < 0
        if prepaid.any():
            found.add(
                "info",
                records.place,
                "prepaid",
                "betalt på forskudd: ingenting skyldig",
                column=records.header("balance"),
                rows=here.loc[prepaid, "row"].to_numpy(),
            )
        unknown = here["balance"].isna()
        if unknown.any():
            found.add(
                "warning",
                records.place,
                "no_balance",
                "restansen er tom og er ukjent for måneden",
                column=records.header("balance"),
                rows=here.loc[unknown, "row"].to_numpy(),
                action="Fyll ut restansen, også når den er 0.",
            )
    table = pd.DataFrame(
        {
            "person": pseudonyms.column("person", frame["identity"]),
            "month": frame["month"],
            "balance": frame["balance"].clip(lower=0.0),
        }
    )
    return table.sort_values(["month", "person"], kind="stable", ignore_index=True)


def _month_rows(records: Records, roster: Roster, found: Findings) -> pd.DataFrame:
    due, paid = (amounts(records, target, found) for target in ("due", "paid"))
    return pd.DataFrame(
        {
            "identity": persons(records, roster, found),
            "month": months(records, "month", found),
            "due": due,
            "paid": paid,
            "balance": amounts(records, "balance", found),
            "row": records.rows,
        }
    )


def _one_row_a_month(frame: pd.DataFrame, tables: list[Records], found: Findings) -> pd.DataFrame:
    """Return the frame with identical rows once; two different rows of a person and month are an error."""
    same = frame.duplicated(["identity", "month", "due", "paid", "balance"])
    kept = frame[~same]
    clash = (
        kept.duplicated(["identity", "month"], keep=False) & kept["identity"].notna() & kept["month"].notna()
    )
    for mask, part, severity, rule, text in (
        (same, frame, "warning", "duplicate_row", "samme måned står flere ganger og er tatt med én gang"),
        (clash, kept, "error", "two_balances", "samme person har ulike rader for samme måned"),
    ):
        for number, group in part[mask].groupby("table"):
            found.add(
                severity,
                tables[int(str(number))].place,
                rule,
                text,
                rows=group["row"].to_numpy(),
                action="Rett kilden, eller ta ut den ene med remove: true i data/corrections.yml."
                if severity == "error"
                else "",
            )
    return kept.reset_index(drop=True)


def _check_sums(frame: pd.DataFrame, records: Records, found: Findings) -> None:
    """Check balance = balance of the month before + due − paid, where months follow each other."""
    if not {"due", "paid"} <= set(records.cells):
        return
    ordered = frame.sort_values(["identity", "month"], kind="stable")
    previous = ordered.groupby("identity")[["balance", "month"]].shift()
    number = ordered["month"].dt.year * 12 + ordered["month"].dt.month
    follows = number - (previous["month"].dt.year * 12 + previous["month"].dt.month) == 1
    expected = previous["balance"] + ordered["due"].fillna(0.0) - ordered["paid"].fillna(0.0)
    off = (
        follows
        & ((ordered["balance"] - expected).abs().round(2) > TOLERANCE)
        & ~_held_at_zero(expected, ordered["balance"])
    )
    if off.any():
        found.add(
            "warning",
            records.place,
            "balance",
            f"{int(off.sum())} saldoer stemmer ikke: forrige restanse + forfalt − betalt "
            "blir noe annet enn restansen",
            column=records.header("balance"),
            rows=ordered.loc[off, "row"].to_numpy(),
            action="Kontroller mot regnskapet. Restansen er brukt som den står.",
        )


def _held_at_zero(expected: pd.Series, balance: pd.Series) -> pd.Series:
    """Whether a ledger that shows no credit wrote zero where the sum is below it."""
    return (expected < 0) & (balance == 0)
