"""The rent ledger → what each person owed at the end of each month; a balance that is off is a finding."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from analysis.clean.columns.date_columns import months
from analysis.clean.columns.mapping import Records
from analysis.clean.columns.typed import amounts, shown_decimal
from analysis.clean.files.cells import by_value
from analysis.clean.findings import Findings
from analysis.clean.persons.desk import Desk
from analysis.clean.persons.people import Roster
from analysis.clean.persons.record_persons import persons, report_strangers
from analysis.clean.registers.ledger_sums import (
    AMOUNTS,
    balances_before,
    change,
    decimal_that_adds_up,
    owed_above_zero,
)
from analysis.comparing import fold

TOLERANCE = 1.0
"""NOK by which a balance may miss the sum: some ledgers round to whole kroner."""
_CARRIED = re.compile(
    r"(?:(?P<opening>ib|inngående (?:saldo|balanse|restanse)|åpnings(?:saldo|balanse)"
    r"|(?:saldo|balanse|restanse) (?:overført|fra)|overført (?:saldo|balanse|restanse))"
    r"|ub|utgående (?:saldo|balanse|restanse))\b.*"
)
"""What stands for a month in a row that carries a balance in (`opening`) or out of the ledger."""


def clean(tables: list[Records], desk: Desk) -> pd.DataFrame:
    """Return the table ``arrears``.

    A balance below zero (paid in advance) is nothing owed, or less than nothing where the source says
    ``credits: negative``; where the sums of the file show that minus is how it writes a debt, its balances
    are turned. An empty balance is missing; empty or ``-`` in due and paid is zero. A balance carried in or
    out of the ledger, in a row or a column of its own, belongs to no month: the others are held against it.
    """
    roster, found = desk.roster, desk.found
    frames = [_month_rows(records, roster, found).assign(table=n) for n, records in enumerate(tables)]
    frame = _one_row_a_month(pd.concat(frames, ignore_index=True), tables, found)
    for number, records in enumerate(tables):
        here = frame[frame["table"] == number]
        _check_sums(here, records, found)
        report_strangers(here, records, roster, found)
        prepaid = here["balance"] < 0
        if prepaid.any():
            counted = "ingenting skyldig" if records.source.credits is None else "regnes som minus"
            found.add(
                "info",
                records.place,
                "prepaid",
                f"betalt på forskudd: {counted}",
                column=records.header("balance"),
                rows=here.loc[prepaid, "row"].to_numpy(),
            )
        unknown = here["blank"]
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
    least = np.array([0.0 if records.source.credits is None else -np.inf for records in tables])
    table = pd.DataFrame(
        {
            "person": desk.pseudonyms.column("person", frame["identity"]),
            "month": frame["month"],
            "balance": np.maximum(frame["balance"], least[frame["table"].to_numpy()]),
        }
    )
    return table.sort_values(["month", "person"], kind="stable", ignore_index=True)


def _month_rows(records: Records, roster: Roster, found: Findings) -> pd.DataFrame:
    """Return a row per month; the balance a row before the first one carries in is its opening balance.

    In a file whose months run backwards, the row before stands below.
    """
    carried = by_value(records.column("month"), _carried, "")
    monthly = carried == ""
    month = np.full(len(records), np.datetime64("NaT", "us"))
    month[monthly] = months(records.where(monthly), "month", found)
    frame = pd.DataFrame(
        {
            "identity": persons(records, roster, found),
            "month": month,
            "blank": records.column("balance").isna().to_numpy(),
            "row": records.rows,
        }
    )
    decimal = shown_decimal(records, AMOUNTS) or decimal_that_adds_up(frame, records)
    frame = frame.assign(**{target: amounts(records, target, decimal, found) for target in AMOUNTS})
    by_person = frame.assign(carried=carried).groupby("identity")
    backwards = (by_person["month"].diff() < pd.Timedelta(0)).any()
    before = by_person[["carried", "balance"]].shift(-1 if backwards else 1)
    frame["opening"] = frame["opening"].fillna(before["balance"].where(before["carried"] == "opening"))
    if not monthly.all():
        found.add(
            "info",
            records.place,
            "carried",
            "inngående og utgående saldo er ikke egne måneder; månedene er kontrollert mot dem",
            column=records.header("month"),
            rows=records.rows[~monthly],
        )
    closing = frame["balance"].where(carried == "closing")
    _report_off((closing - before["balance"]).abs().round(2) > TOLERANCE, frame, records, found)
    return owed_above_zero(frame[monthly].reset_index(drop=True), records, found)


def _carried(month: str) -> str:
    match = _CARRIED.fullmatch(fold(month))
    return "" if match is None else "opening" if match["opening"] else "closing"


def _one_row_a_month(frame: pd.DataFrame, tables: list[Records], found: Findings) -> pd.DataFrame:
    """Return the frame with identical rows once, and a month's running balance as one row.

    Other rows of the same person and month are an error.
    """
    same = frame.duplicated(["identity", "month", "due", "paid", "balance"])
    kept = _running_as_one(frame[~same], tables, found)
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


def _running_as_one(frame: pd.DataFrame, tables: list[Records], found: Findings) -> pd.DataFrame:
    """Return the frame with one row for those of a month whose balances follow each other down the file.

    A rent and a credit note, or every entry of the month: the last balance is that of the month. Only in
    files whose months do not run backwards.
    """
    months_back = frame.groupby(["table", "identity"])["month"].diff() < pd.Timedelta(0)
    forwards = ~months_back.groupby(frame["table"]).transform("any")
    rows_of = frame.groupby(["table", "identity", "month"], sort=False)
    expected = rows_of["balance"].shift() + frame["due"].fillna(0.0) - frame["paid"].fillna(0.0)
    follows = (rows_of.cumcount() == 0) | ((frame["balance"] - expected).abs().round(2) <= TOLERANCE)
    several = (rows_of["row"].transform("size") > 1) & forwards
    running = several & follows.groupby([frame["table"], frame["identity"], frame["month"]]).transform("all")
    if not running.any():
        return frame
    for number, group in frame[running].groupby("table"):
        found.add(
            "info",
            tables[int(str(number))].place,
            "running_balance",
            "flere rader i samme måned er lest som løpende saldo: den siste er månedens",
            rows=group["row"].to_numpy(),
        )
    whole = frame[running].groupby(["table", "identity", "month"], sort=False, as_index=False)
    sums = {"opening": "first", "due": "sum", "paid": "sum"}
    summed = whole.agg({**sums, **dict.fromkeys(("balance", "blank", "row"), "last")})
    return pd.concat([frame[~running], summed]).sort_values(["table", "row"], ignore_index=True)


def _check_sums(frame: pd.DataFrame, records: Records, found: Findings) -> None:
    """Check balance = balance before + due − paid: that carried in, and that of the month before."""
    if not {"due", "paid"} <= set(records.cells):
        return
    off = pd.Series(False, index=frame.index)
    for before in balances_before(frame):
        expected = before + change(frame)
        off |= ((frame["balance"] - expected).abs().round(2) > TOLERANCE) & ~_held_at_zero(
            expected, frame["balance"]
        )
    _report_off(off, frame, records, found)


def _report_off(off: pd.Series, frame: pd.DataFrame, records: Records, found: Findings) -> None:
    if off.any():
        found.add(
            "warning",
            records.place,
            "balance",
            "restansen stemmer ikke: restansen før + forfalt − betalt blir noe annet",
            column=records.header("balance"),
            rows=frame.loc[off, "row"].to_numpy(),
            action="Kontroller mot regnskapet. Restansen er brukt som den står.",
        )


def _held_at_zero(expected: pd.Series, balance: pd.Series) -> pd.Series:
    """Whether a ledger that shows no credit wrote zero where the sum is below it."""
    return (expected < 0) & (balance == 0)
