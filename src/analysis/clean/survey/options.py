"""One column for each answer option → one column for each statement.

Tools write a question with crosses as a column per option: «Statement - Helt enig», REDCap's ``q01___5``,
LimeSurvey's ``q01[5]``, or the options in a row of their own below the statements.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.clean.columns.numbers import read_yes_no
from analysis.clean.files.cells import RawTable, as_categorical, by_value, categorical, empty_column
from analysis.clean.findings import Findings
from analysis.clean.survey.answer import AnswerReader
from analysis.clean.survey.questions import QuestionMatcher
from analysis.clean.telling import listed
from analysis.comparing import fold, wording_key
from analysis.params import Questionnaire, Source

_CHECKED = {
    "checked": True,
    "valgt": True,
    "unchecked": False,
    "ikke valgt": False,
    "1,0": True,
    "0,0": False,
}
_LABELLED = re.compile(r"[^\W\d_]{2}|[^\w\s\d.,()\[\]:–—-]")
"""What makes an option of a header certain by itself: a word, or a sign such as a star."""


@dataclass(frozen=True)
class _Option:
    """A column for one option of one statement."""

    column: int
    item: str
    text: str
    value: int | None
    """Point of the scale; None for «vet ikke» and the like."""


def combined(
    table: RawTable,
    source: Source,
    questionnaire: Questionnaire,
    matcher: QuestionMatcher,
    found: Findings,
) -> RawTable:
    """Return the table with the columns of each statement's options as one, headed by the statement.

    Two crosses for one statement, and cells that are neither a cross nor empty, are errors with their rows;
    so is a row without a cross where the scale has options that no column is for.
    """
    table = _with_options_below(table, source, questionnaire, matcher)
    groups = _groups(table, source, questionnaire, matcher, found)
    if not groups:
        return table
    texts = {item.id: item.text for item in questionnaire.items}
    headers, cells = list(table.headers), dict(table.cells.items())
    for item, options in groups.items():
        for option in options:
            headers[option.column], cells[option.column] = "", empty_column(len(table.rows))
        first = options[0].column
        headers[first], cells[first] = texts[item], _one_answer(table, options, questionnaire, found)
    columns = sum(map(len, groups.values()))
    found.add(
        "info",
        table.place,
        "options_combined",
        f"{columns} kolonner, én for hvert svaralternativ, er lest som {len(groups)} spørsmål",
    )
    frame = pd.DataFrame({c: cells[c] for c in table.cells}, index=range(len(table.rows)))
    return replace(table, headers=tuple(headers), cells=frame)


def _groups(
    table: RawTable,
    source: Source,
    questionnaire: Questionnaire,
    matcher: QuestionMatcher,
    found: Findings,
) -> dict[str, list[_Option]]:
    ignored = {fold(header) for header in source.ignore}
    declared = matcher.declared_columns(table.headers)
    meanings = source.values  # noqa: PD011  a field of the source, not of a frame
    groups: dict[str, list[_Option]] = {}
    strange: list[str] = []
    for column, header in enumerate(table.headers):
        if not header or fold(header) in ignored or column in declared:
            continue
        for item, rest in matcher.behind_statement(header):
            read = AnswerReader(questionnaire, {**meanings.get("answer", {}), **meanings.get(item, {})})(rest)
            if not read.problem and read.status != "missing" and not read.respelled:
                groups.setdefault(item, []).append(_Option(column, item, rest, read.value))
                break
            if matcher.is_option_code(header):
                strange.append(header)
    if strange:
        found.add(
            "error",
            table.place,
            "option_code",
            f"kolonnene er én for hvert svaralternativ, men {listed([f'«{header}»' for header in strange])} "
            "er ikke et svar på skalaen",
            action="Skriv hva kodene bak spørsmålet betyr, alle sammen, under values.answer for kilden "
            f'«{source.id}» i project.yml, for eksempel «"0": "{questionnaire.scale.low}"».',
        )
    return {
        item: options
        for item, options in groups.items()
        if (len(options) > 1 or _LABELLED.search(options[0].text))
        and len({wording_key(option.text) for option in options}) == len(options)
    }


def _with_options_below(
    table: RawTable, source: Source, questionnaire: Questionnaire, matcher: QuestionMatcher
) -> RawTable:
    """Return the table with the headers of both rows, where the row below the statements is their options."""
    if not len(table.rows) or table.rows[0] != table.header_row + 1:
        return table
    below = {int(str(c)): str(text) for c, text in table.cells.iloc[0].dropna().items()}
    above, headers = "", list(table.headers)
    meanings = source.values  # noqa: PD011  a field of the source, not of a frame
    read = AnswerReader(questionnaire, meanings.get("answer"))
    for column in range(len(headers)):
        above = table.headers[column] or above
        if column in below:
            answer = read(below[column])
            if answer.problem or not _LABELLED.search(below[column]) or not matcher.recognises(above):
                return table
            headers[column] = f"{above} - {below[column]}"
    blank = [column for column, header in enumerate(table.headers) if not header]
    if len(below) < 2 or not set(blank) & set(below):
        return table
    keep = np.ones(len(table.rows), dtype=bool)
    keep[0] = False
    return replace(table.keep(keep), headers=tuple(headers))


def _one_answer(
    table: RawTable, options: Sequence[_Option], questionnaire: Questionnaire, found: Findings
) -> pd.Series:
    empty: bool | None = False
    marks = np.zeros((len(options), len(table.rows)), dtype=bool)
    for n, option in enumerate(options):
        column = as_categorical(table.cells[option.column])
        read = by_value(column, partial(_mark, own=option.text), empty)
        strange = np.array([mark is None for mark in read], dtype=bool)
        _report(
            table,
            option.column,
            strange,
            "option_mark",
            "celler er verken kryss, 1, 0 eller tomme, men kolonnen er for ett svaralternativ",
            "Rett eksporten, eller legg en rettelse i data/corrections.yml.",
            found,
        )
        marks[n] = ~strange & np.array([mark is True for mark in read], dtype=bool)
    several = marks.sum(axis=0) > 1
    _report(
        table,
        options[0].column,
        several,
        "several_options",
        "flere svaralternativer er krysset av for samme spørsmål",
        "Rett eksporten, eller legg en rettelse i data/corrections.yml.",
        found,
    )
    unmarked = marks.sum(axis=0) == 0
    lacking = _lacking(options, questionnaire)
    _report(
        table,
        options[0].column,
        unmarked & bool(lacking),
        "option_lacking",
        "spørsmålet har én kolonne for hvert svaralternativ, men ingen for "
        f"{listed([f'«{label}»' for label in lacking])}; rader uten kryss kan ha svart det",
        "Eksporter alle svaralternativene, og ta dem ut av ignore i project.yml. Eller eksporter ett svar i "
        "hver kolonne.",
        found,
    )
    texts = np.array([*(option.text for option in options), None], dtype=object)
    chosen = np.where(unmarked | several, len(options), marks.argmax(axis=0))
    return categorical(texts[chosen].tolist())


def _mark(text: str, own: str) -> bool | None:
    """Return whether an option is chosen: a cross, a 1, «Ja», or the option itself; None if neither."""
    known: Mapping[str, bool] = _CHECKED
    if fold(text) in known:
        return known[fold(text)]
    marked = read_yes_no(text)
    return True if marked is None and wording_key(text) == wording_key(own) else marked


def _lacking(options: Sequence[_Option], questionnaire: Questionnaire) -> list[str]:
    there = {option.value for option in options}
    return [label for label, step in questionnaire.scale.meanings if int(step) not in there]


def _report(
    table: RawTable,
    column: int,
    where: npt.NDArray[np.bool_],
    rule: str,
    text: str,
    action: str,
    found: Findings,
) -> None:
    if where.any():
        header, rows = table.headers[column], table.rows[where]
        found.add("error", table.place, rule, text, column=header, rows=rows, action=action)
