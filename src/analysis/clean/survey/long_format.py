"""One row for each answer → one row for each who answered."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from analysis.clean.columns.mapping import row_codes
from analysis.clean.files.cells import RawTable, as_categorical, as_objects, categorical, distinct
from analysis.clean.findings import Findings
from analysis.clean.survey.questions import QuestionMatcher
from analysis.comparing import fold
from analysis.params import Source
from analysis.params.sources import LONG_TARGETS

FEWEST = 2
"""Distinct statements in a column that make it one of questions."""


def one_row_each(table: RawTable, source: Source, matcher: QuestionMatcher, found: Findings) -> RawTable:
    """Return the table with a column for each question, where `columns` names those of question and answer.

    Rows are of one who answered where the other mapped columns are alike; where none of those is in the
    file, where all others are. One question answered twice by one is an error with its rows, and so is a file
    of this form whose columns are not named.
    """
    folded = [fold(header) for header in table.headers]
    named = {target: fold(header) for target, header in source.columns.items() if target in LONG_TARGETS}
    at = {target: folded.index(header) for target, header in named.items() if header in folded}
    if len(at) < len(LONG_TARGETS):
        _report_form(table, source, matcher, found)
        return table
    mapped = [folded.index(fold(h)) for h in source.columns.values() if fold(h) in folded]
    others = [c for c in range(len(folded)) if c not in at.values()]
    keys = [c for c in others if c in mapped] or others
    who, first = np.unique(row_codes(table.cells[keys].apply(as_categorical)), return_index=True)
    person = np.searchsorted(who, row_codes(table.cells[keys].apply(as_categorical)))
    question, texts = distinct(as_categorical(table.cells[at["question"]]))
    twice = pd.DataFrame({"who": person, "question": question}).duplicated().to_numpy() & (question >= 0)
    if twice.any():
        found.add(
            "error",
            table.place,
            "answered_twice",
            "samme spørsmål er besvart to ganger av samme person",
            column=table.headers[at["question"]],
            rows=table.rows[twice],
            action="Ta ut den ene med remove: true i data/corrections.yml.",
        )
    answers = np.full((len(who), len(texts)), None, dtype=object)
    answers[person[question >= 0], question[question >= 0]] = as_objects(
        as_categorical(table.cells[at["answer"]])
    )[question >= 0]
    order = np.argsort(first)
    kept = [table.cells[c].iloc[first[order]].reset_index(drop=True) for c in others]
    columns = [*kept, *(categorical(answers[order, n].tolist()) for n in range(len(texts)))]
    frame = pd.DataFrame(dict(enumerate(columns)), index=range(len(who)))
    headers = (*(table.headers[c] for c in others), *texts)
    return replace(table, headers=headers, cells=frame, rows=table.rows[first[order]])


def _report_form(table: RawTable, source: Source, matcher: QuestionMatcher, found: Findings) -> None:
    """Name the form where a column holds the statements and no header does."""
    if any(matcher.recognises(header) for header in table.headers):
        return
    for column, header in enumerate(table.headers):
        cells = distinct(as_categorical(table.cells[column]))[1] if header else []
        if sum(matcher.recognises(text) or matcher.is_item(text) for text in cells) >= FEWEST:
            found.add(
                "error",
                table.place,
                "long_format",
                "filen har ett svar i hver rad, og kolonnen sier hvilket spørsmål det er",
                column=header,
                action=f"Skriv question: {header}, og kolonnen med svaret som answer, under columns for "
                f"kilden «{source.id}» i project.yml.",
            )
            return
