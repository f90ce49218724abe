"""Survey waves: wide exports → one row per person, wave and item."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.clean.columns.known_words import says_of
from analysis.clean.columns.mapping import map_columns
from analysis.clean.columns.reading import Bench
from analysis.clean.files.cells import RawTable, as_categorical, empty_column, where_value
from analysis.clean.files.layout import Recognises
from analysis.clean.findings import Findings
from analysis.clean.persons.people import Roster
from analysis.clean.persons.pseudonyms import Pseudonyms
from analysis.clean.survey.answer import AnswerReader
from analysis.clean.survey.answer_times import submitted
from analysis.clean.survey.answers import read_answers
from analysis.clean.survey.linking import link_persons
from analysis.clean.survey.long_format import one_row_each
from analysis.clean.survey.options import combined
from analysis.clean.survey.question_report import (
    check_headers,
    check_settings,
    has_headers,
    report_incomplete,
    report_matching,
)
from analysis.clean.survey.questions import QuestionMatcher
from analysis.clean.survey.rounds import Wave, latest
from analysis.clean.survey.which_round import Rounds, in_rounds, report_empty
from analysis.comparing import fold
from analysis.params import Questionnaire, Source, Study
from analysis.params.sources import LONG_TARGETS, SURVEY_TARGETS

_PARTLY = ("1", "ja", "x", "true", "delvis", "nogen svar", "noen svar", "some answers", "partial", "delvist")
UNFINISHED: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "surveyxact": dict.fromkeys(("statoverall_3", "status", "collectstatus", "samlet status"), _PARTLY),
    "qualtrics": {"finished": ("false", "0", "nei")},
    "limesurvey": {"submitdate": ("",), "date submitted": ("",)},
}
"""Tool → columns in which it says that somebody answered only some of the questions, and how."""
TRIED = {("qualtrics", "status"), ("qualtrics", "response type")}
_TRIED = ("survey preview", "1", "survey test", "4", "spam", "8", "survey preview spam", "9")
"""What Qualtrics says of answers that nobody asked for gave."""


def clean_waves(bench: Bench, roster: Roster, pseudonyms: Pseudonyms) -> pd.DataFrame:
    """Return the table ``survey``: what was answered, pseudonymous, one row per person, wave and item.

    Reversed items are not turned. A person who answered a wave twice counts with the latest answers.
    """
    report_incomplete(bench)
    waves: list[Wave] = []
    sources = bench.sources("survey")
    for source in sources:
        check_settings(source, bench.study.questionnaire, bench.found)
        matcher = _matcher(source, bench.study.questionnaire)
        expected = _expected(matcher, source, bench.study)
        beside = {
            n: part for other in sources if other.file == source.file for n, part in other.waves.items()
        }
        read: list[Wave] = []
        for table in bench.read(source, expected):
            corrected = bench.corrected(table, source)
            read += _read_waves(bench, corrected, source, beside, matcher, roster)
        if source.waves and not bench.found.has_errors:
            report_empty(read, source, bench.found)
        waves += read
    return _long(latest(waves, bench.found), pseudonyms)


def _matcher(source: Source, questionnaire: Questionnaire) -> QuestionMatcher:
    items = {item.id for item in questionnaire.items}
    return QuestionMatcher(questionnaire, {t: h for t, h in source.columns.items() if t in items})


def _expected(matcher: QuestionMatcher, source: Source, study: Study) -> Recognises:
    """Return the headers of a survey, and what its records say: answers, and when and where they are from."""
    usual = {fold(h) for h in (*source.columns.values(), *source.ignore)}
    meanings = source.values  # noqa: PD011  a field of the source, not of a frame
    said, read = says_of(source, study), AnswerReader(study.questionnaire, meanings.get("answer"))

    def says(header: str, text: str) -> bool:
        asked = matcher.recognises(header) or fold(header) in map(fold, matcher.declared_headers)
        return said(header, text) or (asked and not read(text).problem)

    return Recognises(lambda cell: fold(cell) in usual or matcher.recognises(cell), says)


def _read_waves(
    bench: Bench,
    table: RawTable,
    source: Source,
    beside: Rounds,
    matcher: QuestionMatcher,
    roster: Roster,
) -> list[Wave]:
    """Return the rounds of one table: one, or several of a form used for all; none if unreadable."""
    found, questionnaire = bench.found, bench.study.questionnaire
    table = one_row_each(table, source, matcher, found)
    table = combined(table, source, questionnaire, matcher, found)
    persons = source.model_copy(
        update={"columns": {t: h for t, h in source.columns.items() if t in SURVEY_TARGETS - {*LONG_TARGETS}}}
    )
    other = {fold(header) for header in (*persons.columns.values(), *source.ignore)}
    taken = frozenset(c for c, header in enumerate(table.headers) if fold(header) in other)
    matching = matcher.match(table.headers, taken)
    if not has_headers(table, source, matching):
        found.add(
            "error",
            table.place,
            "no_header",
            f"ingen celle i rad {table.header_row} er en kjent overskrift; filen kan mangle overskrifter",
            action="Eksporter på nytt med overskrifter, eller skriv i reader.header_row for kilden "
            f"«{source.id}» i project.yml hvilken rad de står i.",
        )
        return []
    check_headers(table, source, matcher, found)
    if not report_matching(table, source, questionnaire, matching, found):
        return []
    used = {m.column for m in matching.matches.values()} | set(matching.open_columns)
    rest = tuple("" if c in used else header for c, header in enumerate(table.headers))
    more = ("wave",) if "wave" in source.columns else ()
    records = map_columns(_emptied(table, rest, used), persons, found, extra_targets=more)
    if records is None:
        return []
    answers = read_answers(table, source, questionnaire, matching, found)
    if not len(table.rows):
        found.add(
            "warning",
            table.place,
            "no_rows",
            "eksporten har ingen besvarelser",
            action="Kontroller at den er hel.",
        )
    _report_partial(table, source, found)
    identity = link_persons(records, roster, found)
    whole = Wave(records, source.rounds[0], identity, submitted(table, records, found), answers)
    return in_rounds(whole, source, beside, questionnaire, found) if source.waves else [whole]


def _report_partial(table: RawTable, source: Source, found: Findings) -> None:
    """Say which answers the tool counts as partial, and refuse those it counts as tried out.

    Partial ones are used as far as they go.
    """
    partly, tried = np.zeros((2, len(table.rows)), dtype=bool)
    for column, header in enumerate(table.headers):
        said = UNFINISHED.get(source.reader.format, {}).get(fold(header))
        if said is not None:
            cells = as_categorical(table.cells[column])
            partly |= where_value(cells, lambda text, said=said: fold(text) in said, missing="" in said)  # type: ignore[misc]
        if (source.reader.format, fold(header)) in TRIED:
            tried |= where_value(as_categorical(table.cells[column]), lambda text: fold(text) in _TRIED)
    if tried.any():
        found.add(
            "error",
            table.place,
            "tried_answers",
            "besvarelser er merket som prøver eller søppel av verktøyet",
            rows=table.rows[tried],
            action="Ta dem ut av eksporten, eller med remove: true i data/corrections.yml.",
        )
    if partly.any():
        found.add(
            "info",
            table.place,
            "partial_answers",
            "besvarelser er ikke fullført; svarene som er gitt, er tatt med",
            rows=table.rows[partly],
        )


def _emptied(table: RawTable, headers: tuple[str, ...], used: set[int]) -> RawTable:
    """Return the table with the question columns blank, so that only the others are mapped."""
    blank = empty_column(len(table.rows))
    cells = pd.DataFrame(
        {c: (blank if c in used else table.cells[c]) for c in table.cells}, index=range(len(table.rows))
    )
    return replace(table, headers=headers, cells=cells)


def _long(waves: list[tuple[Wave, npt.NDArray[np.int64]]], pseudonyms: Pseudonyms) -> pd.DataFrame:
    parts = []
    for wave, rows in waves:
        person = pseudonyms.column("person", wave.identity[rows])
        for item, (codes, answers) in wave.answers.items():
            values = pd.array([a.value for a in answers], dtype="Int64")
            status = np.array([a.status for a in answers], dtype=object)
            parts.append(
                pd.DataFrame(
                    {
                        "person": person,
                        "wave": wave.number,
                        "item": item,
                        "value": values[codes[rows]],
                        "status": status[codes[rows]],
                    }
                )
            )
    table = (
        pd.concat(parts, ignore_index=True)
        if parts
        else pd.DataFrame(columns=["person", "wave", "item", "value", "status"])
    )
    return table.sort_values(["wave", "person", "item"], kind="stable", ignore_index=True)
