"""What the sums of a ledger show of how it is written: its decimal sign, and the sign of what is owed."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.clean.columns.mapping import Records
from analysis.clean.columns.numbers import is_unsettled, read_amount
from analysis.clean.files.cells import by_value
from analysis.clean.findings import Findings

AMOUNTS = ("opening", "due", "paid", "balance")
EXACT = 0.005
"""NOK within which a sum holds when it is to show something."""


def change(frame: pd.DataFrame) -> pd.Series:
    """Return what a month adds to what is owed: due − paid."""
    due_less_paid: pd.Series = frame["due"].fillna(0.0) - frame["paid"].fillna(0.0)
    return due_less_paid


def balances_before(frame: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """Return what each row's balance follows: that carried in, and that of the person's month before."""
    ordered = frame.sort_values(["identity", "month"], kind="stable")
    previous = ordered.groupby("identity")[["balance", "month"]].shift()
    number = ordered["month"].dt.year * 12 + ordered["month"].dt.month
    follows = number - (previous["month"].dt.year * 12 + previous["month"].dt.month) == 1
    return frame["opening"], previous["balance"].where(follows).reindex(frame.index)


def decimal_that_adds_up(frame: pd.DataFrame, records: Records) -> str | None:
    """Return the decimal sign with which every sum of the file holds, where the other sign breaks one.

    Parameters
    ----------
    frame
        Identity and month of each row.
    """
    holds = []
    for sign in (",", "."):
        read = frame.assign(**{target: _read(records, target, sign) for target in AMOUNTS})
        expected = [before + change(read) for before in balances_before(read)]
        off = [(read["balance"] - sums).abs().dropna().round(6) > EXACT for sums in expected]
        checked = sum(map(len, off))
        holds.append(sign if checked and not any(o.any() for o in off) else None)
    return next(filter(None, holds), None) if holds.count(None) == 1 else None


def _read(records: Records, target: str, sign: str) -> npt.NDArray[np.float64]:
    def amount(text: str) -> float:
        number = read_amount(text, sign if is_unsettled(text) else None)
        return np.nan if number is None else number

    return by_value(records.column(target), amount, np.nan).astype(np.float64)


def owed_above_zero(frame: pd.DataFrame, records: Records, found: Findings) -> pd.DataFrame:
    """Return the frame with what is owed above zero, as the source or the file's own sums say its sign.

    Balances below zero are an error where neither does.
    """
    source = records.source
    debt = source.debt or _sign_of_debt(frame)
    if debt is None and source.credits is None and (frame["balance"] < 0).any():
        found.add(
            "error",
            records.place,
            "debt_sign",
            "restanser under null kan være skyldig eller betalt på forskudd; forfalt og betalt viser ikke "
            "hvilket",
            column=records.header("balance"),
            rows=frame.loc[frame["balance"] < 0, "row"].to_numpy(),
            action="Skriv debt: positive (minus er forskudd) eller debt: negative (minus er skyldig) for "
            f"kilden «{source.id}» i project.yml.",
        )
    if debt != "negative":
        return frame
    if source.debt is None:
        found.add(
            "info",
            records.place,
            "debt_turned",
            "minus er skyldig i denne filen, slik forfalt og betalt viser; restansene er snudd",
            column=records.header("balance"),
        )
    return frame.assign(balance=0.0 - frame["balance"], opening=0.0 - frame["opening"])


def _sign_of_debt(frame: pd.DataFrame) -> str | None:
    """Return the sign of what is owed that some sums show and none contradicts; None where there is none.

    The first balance of a person also tells where it is all that was due, or paid, in its month.
    """
    moved = change(frame)
    opening, previous = balances_before(frame)
    before = opening.fillna(previous).fillna(0.0)
    tells = (moved.abs() > EXACT) & frame["balance"].notna()
    fits = {
        sign: (tells & ((frame["balance"] - before - factor * moved).abs().round(6) <= EXACT)).any()
        for sign, factor in (("positive", 1), ("negative", -1))
    }
    return next(sign for sign, shown in fits.items() if shown) if sum(fits.values()) == 1 else None
