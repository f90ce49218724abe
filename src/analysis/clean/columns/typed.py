"""Text columns → amounts, counts, kinds; what cannot be read is a finding with its rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.clean.columns.mapping import Records
from analysis.clean.columns.numbers import (
    is_unsettled,
    read_amount,
    read_count,
    read_yes_no,
    settled_decimal,
    sign_of,
)
from analysis.clean.files.cells import absent, as_objects, by_value, distinct, recoded
from analysis.clean.findings import Findings, Unknown
from analysis.clean.wording import MAX_HINTS, Lexicon, nearest

FIX = "Rett cellen i kilden, eller legg en rettelse i data/corrections.yml."


def shown_decimal(records: Records, targets: Sequence[str]) -> str | None:
    """Return the decimal sign declared, else that the amounts of these columns show; None where unknown."""
    texts = (text for target in targets for text in distinct(records.column(target))[1])
    return records.source.reader.decimal or settled_decimal(texts)


def amounts(records: Records, target: str, decimal: str | None, found: Findings) -> npt.NDArray[np.float64]:
    """Read a column of NOK; missing is NaN, unreadable is an error.

    Parameters
    ----------
    decimal
        The decimal sign of the file, where it is known. «1.234» is an error where it is not, and so is
        «1,234» where comma is decimal without being declared: no amount has thousandths.
    """
    declared = records.source.reader.decimal
    codes, values = distinct(records.column(target))
    doubtful = [
        n
        for n, text in enumerate(values)
        if declared is None and is_unsettled(text) and decimal in (None, sign_of(text))
    ]
    if doubtful:
        found.add(
            "error",
            records.place,
            "thousands_or_decimals",
            "punktum eller komma med tre sifre etter kan være tusenskille eller desimaltegn",
            column=records.header(target),
            rows=records.rows[np.isin(codes, doubtful)],
            action=f"Skriv under reader for kilden «{records.source.id}» i project.yml hva som er "
            'desimaltegn: decimal: "," eller decimal: ".".',
        )
    return _numbers(
        records,
        target,
        lambda text: read_amount(text, decimal if is_unsettled(text) else declared),
        "beløp kan ikke leses",
        "Skriv beløpet som 1234,50. ",
        found,
    )


def counts(records: Records, target: str, found: Findings) -> pd.Series:
    """Read a column of whole numbers ≥ 0 as Int64; unreadable is an error."""
    values = _numbers(
        records, target, read_count, "antall er ikke hele tall fra 0", "Skriv antallet med sifre. ", found
    )
    return pd.Series(pd.array(np.where(np.isnan(values), 0, values).astype(np.int64), dtype="Int64")).mask(
        np.isnan(values)
    )


def _numbers(
    records: Records,
    target: str,
    read: Callable[[str], float | int | None],
    text: str,
    hint: str,
    found: Findings,
) -> npt.NDArray[np.float64]:
    column = records.column(target)
    values = by_value(column, lambda cell: np.nan if (n := read(cell)) is None else n, np.nan).astype(
        np.float64
    )
    bad = np.isnan(values) & column.notna().to_numpy()
    if bad.any():
        found.add(
            "error",
            records.place,
            f"number_{target}",
            text,
            column=records.header(target),
            rows=records.rows[bad],
            action=hint + FIX,
        )
    return values


def flags(records: Records, target: str, found: Findings) -> npt.NDArray[np.bool_]:
    """Read a column of ja/nei; an empty or unreadable cell is an error."""
    column = records.column(target)
    values = by_value(column, read_yes_no, None)
    bad = column.notna().to_numpy() & absent(values)
    if bad.any():
        found.add(
            "error",
            records.place,
            "yes_no",
            "svar er verken ja eller nei",
            column=records.header(target),
            rows=records.rows[bad],
            action="Skriv Ja eller Nei. " + FIX,
        )
    require(records, target, column.isna().to_numpy(), found)
    return by_value(column, lambda text: read_yes_no(text) is True, False).astype(bool)


def kind_column(
    records: Records, target: str, lexicon: Lexicon, section: str, found: Findings, *, severity: str = "error"
) -> pd.Series:
    """Map wordings to declared kinds; an unknown one is a finding with its rows and the nearest known.

    Returns
    -------
    categorical Series
        Kind per row; missing where empty or unknown.
    """
    column = records.column(target)
    known = recoded(column, lexicon.kind)
    unknown = (column.notna() & known.isna()).to_numpy()
    if unknown.any():
        report_unknown(records, target, unknown, lexicon, section, found, severity=severity)
    return known


def kinds(records: Records, target: str, lexicon: Lexicon, section: str, found: Findings) -> npt.NDArray[Any]:
    """Return what `kind_column` does as an array of object, None where missing."""
    return as_objects(kind_column(records, target, lexicon, section, found))


def report_unknown(
    records: Records,
    target: str,
    unknown: npt.NDArray[np.bool_],
    lexicon: Lexicon,
    section: str,
    found: Findings,
    *,
    severity: str = "error",
) -> None:
    """Report wordings the vocabulary lacks, one finding per nearest known one, without quoting the cell."""
    codes, values = distinct(records.column(target))
    by_hint: dict[str, list[int]] = {}
    likely: dict[str, str] = {}
    for number, code in enumerate(np.unique(codes[unknown])):
        near = nearest(values[code], lexicon.wordings, n=1) if number < MAX_HINTS else None
        likely |= {values[code]: lexicon.wordings[near[0]]} if near else {}
        hint = (
            f"ligner mest på «{near[0]}» ({lexicon.wordings[near[0]]})"
            if near
            else "ligner ikke på noen av dem"
        )
        by_hint.setdefault(hint, []).append(int(code))
    if severity == "error":
        report_counts(records, target, unknown, f"{section} i vocabulary.yml", likely, found)
    for hint, members in by_hint.items():
        rows = records.rows[unknown & np.isin(codes, members)]
        found.add(
            severity,
            records.place,
            f"unknown_{target}",
            f"ordlyd som ikke står i vocabulary.yml{'' if severity == 'error' else ', er utelatt'}; {hint}",
            column=records.header(target),
            rows=rows,
            action=f"Legg ordlyden under {section} i vocabulary.yml, der den hører hjemme."
            + ("" if severity == "error" else " Er det et navn, så la det være."),
        )


def report_counts(
    records: Records,
    target: str,
    unknown: npt.NDArray[np.bool_],
    section: str,
    nearest_to: Mapping[str, str],
    found: Findings,
    *,
    addresses: bool = False,
) -> None:
    """Take down how often each unknown wording stands; where names are known, it is decided which to show."""
    codes, values = distinct(records.column(target))
    numbers, times = np.unique(codes[unknown], return_counts=True)
    counts = {values[int(n)]: int(t) for n, t in zip(numbers, times, strict=True)}
    found.unknown.append(
        Unknown(records.place, records.header(target), section, counts, nearest_to, addresses)
    )


def require(records: Records, target: str, empty: npt.NDArray[np.bool_], found: Findings) -> None:
    """Add an error for the rows where a required cell is empty."""
    if empty.any():
        found.add(
            "error",
            records.place,
            "empty_cell",
            "celler er tomme, men må ha en verdi",
            column=records.header(target),
            rows=records.rows[empty],
            action=FIX,
        )


def as_text(values: npt.NDArray[Any] | pd.Series) -> pd.Series:
    """Return text with missing where None.

    Examples
    --------
    >>> as_text(np.array(["a", None], dtype=object)).isna().tolist()
    [False, True]
    """
    return pd.Series(values, dtype="object").astype("str")
