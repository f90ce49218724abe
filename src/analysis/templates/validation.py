"""What each cell accepts, and what a person is told who types something else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from analysis.source_kinds.declaration import Holds
from analysis.templates.columns import Column
from analysis.workbooks import shortened

FIRST_ROW, LAST_ROW = 2, 1_048_576
EARLIEST, LATEST = 18_264, 73_415
"""01.01.1950 and 31.12.2100 as spreadsheets count days."""
LONGEST_TEXT, LONGEST_KEY = 250, 60
"""Characters in a title, and in a key or keyword: the clean room takes no longer theme."""
MOST, MOST_NOK = 1_000_000, 100_000_000
MISSING_FILL = "FFF2CC"
PROMPT_TITLE, PROMPT = 32, 255
"""Most characters a spreadsheet shows in the title and the text of a message."""


@dataclass(frozen=True)
class Rule:
    """What a kind of cell accepts, as arguments of a data validation, and what is said otherwise."""

    accepts: Mapping[str, str]
    told: str


def _between(kind: str, least: int, most: int) -> dict[str, str]:
    return {"type": kind, "operator": "between", "formula1": str(least), "formula2": str(most)}


_NO_ELEVEN_DIGITS = "NOT(AND(LEN({cell})=11,ISNUMBER(--{cell})))"
_DATE = "Skriv en dato som dd.mm.åååå, for eksempel 24.11.2023. Godtas den ikke, skriv 2023-11-24."
_COUNT = "Skriv antallet som et helt tall fra 0, med sifre."
_RULES: Mapping[Holds, Rule] = MappingProxyType({
    "date": Rule(_between("date", EARLIEST, LATEST), _DATE),
    "count": Rule(_between("whole", 0, MOST), _COUNT),
    "number": Rule({"type": "custom", "formula1": "AND(ISNUMBER({cell}),COUNTIF({column},{cell})=1)"},
                   "Skriv et tall som ingen annen rad har."),
    "amount": Rule(_between("decimal", -MOST_NOK, MOST_NOK),
                   "Skriv beløpet i kroner med sifre, for eksempel 7250,50. Ikke skriv kr."),
    "flat": Rule({"type": "custom", "formula1":
                  'AND(LEN({cell})=5,ISNUMBER(FIND(UPPER(LEFT({cell},1)),"HUKL")),ISNUMBER(--MID({cell},2,4)))'},
                 "Skriv bolignummeret som en bokstav (H, U, K eller L) og fire sifre, for eksempel H0101."),
    "key": Rule({"type": "custom", "formula1": f"AND(LEN({{cell}})<={LONGEST_KEY},{_NO_ELEVEN_DIGITS})"},
                "For langt, eller et fødselsnummer. Fødselsnummer skal aldri stå i filen."),
    "keyword": Rule({"type": "textLength", "operator": "lessThanOrEqual", "formula1": str(LONGEST_KEY)},
                    f"Skriv et stikkord på høyst {LONGEST_KEY} tegn. Skriv ikke av det noen har sagt."),
    "text": Rule({"type": "textLength", "operator": "lessThanOrEqual", "formula1": str(LONGEST_TEXT)},
                 f"Skriv kort, høyst {LONGEST_TEXT} tegn, og uten navn eller helseopplysninger."),
})  # fmt: skip
"""What is typed → what is accepted; ``{cell}`` is the cell, ``{column}`` all input cells of its column."""


def validation(made: tuple[Column, ...], at: int, listed: str | None) -> DataValidation:
    """Return the data validation of a column.

    Parameters
    ----------
    made
        The columns of the workbook, in order.
    at
        Which of them, from 0.
    listed
        Where its drop-down list stands, or None.
    """
    column = made[at]
    rule = _RULES.get(column.holds)
    if listed is not None:
        told = "Velg en verdi fra listen, eller skriv den slik den står der."
        rule = Rule({"type": "list", "formula1": listed}, told)
    check = (
        DataValidation(**_filled(rule, made, at), allow_blank=True)
        if rule
        else DataValidation(allow_blank=True)
    )
    if rule and not column.free:
        check.showErrorMessage, check.errorStyle = True, "stop"
        check.errorTitle, check.error = column.header[:PROMPT_TITLE], _told(rule, made, at)
    check.showInputMessage = True
    check.promptTitle, check.prompt = column.header[:PROMPT_TITLE], _shortened(column)
    check.add(cells(at))
    return check


def cells(at: int) -> str:
    """Return all input cells of a column counted from 0.

    Examples
    --------
    >>> cells(1)
    'B2:B1048576'
    """
    letter = get_column_letter(at + 1)
    return f"{letter}{FIRST_ROW}:{letter}{LAST_ROW}"


def missing_value(made: tuple[Column, ...], at: int) -> FormulaRule | None:
    """Return the rule that colours a cell that must be filled and is not, on a row with something typed."""
    column = made[at]
    if column.required:
        first, last = (f"${get_column_letter(n)}{FIRST_ROW}" for n in (1, len(made)))
        asked = f"COUNTA({first}:{last})>0"
    elif column.together_with:
        asked = f"NOT(ISBLANK({_cell(_position(made, column.together_with))}))"
    else:
        return None
    fill = PatternFill(bgColor=MISSING_FILL, fill_type="solid")
    return FormulaRule(formula=[f"AND(ISBLANK({_cell(at)}),{asked})"], fill=fill)


def _filled(rule: Rule, made: tuple[Column, ...], at: int) -> dict[str, str]:
    letter = get_column_letter(at + 1)
    names = {"cell": _cell(at).replace("$", ""), "column": f"${letter}${FIRST_ROW}:${letter}${LAST_ROW}"}
    accepts = {k: v.format(**names) if k.startswith("formula") else v for k, v in rule.accepts.items()}
    earlier = made[at].not_before
    if earlier:
        accepts["formula1"] = f"MAX({_cell(_position(made, earlier))},{EARLIEST})"
    return accepts


def _told(rule: Rule, made: tuple[Column, ...], at: int) -> str:
    earlier = made[at].not_before
    if not earlier:
        return rule.told
    return f"{rule.told} Datoen kan ikke være før «{made[_position(made, earlier)].header}»."


def _position(made: tuple[Column, ...], target: str) -> int:
    return next(n for n, column in enumerate(made) if column.target == target)


def _cell(at: int) -> str:
    return f"${get_column_letter(at + 1)}{FIRST_ROW}"


def _shortened(column: Column) -> str:
    text = column.explanation if not column.required else f"Må fylles ut. {column.explanation}"
    return shortened(text, PROMPT)
