"""Survey waves: wide exports → one row per person, wave and item."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.clean.answers import MISSING, Answer, AnswerReader
from analysis.clean.cells import RawTable, as_categorical, by_value, distinct
from analysis.clean.dates import read_dates
from analysis.clean.findings import Findings, Place
from analysis.clean.kinds import KINDS, TIMESTAMPS
from analysis.clean.linking import link_persons, report_lonely_codes
from analysis.clean.mapping import Records, column_letter, map_columns
from analysis.clean.people import Roster
from analysis.clean.pseudonyms import Pseudonyms
from analysis.clean.questions import Matching, QuestionMatcher
from analysis.clean.reading import Bench
from analysis.clean.source_files import read_tables
from analysis.clean.wording import fold, letters, nearest
from analysis.params import Questionnaire, Source

HOW = {
    "exact": "ordrett",
    "declared": "satt opp i project.yml",
    "contained": "utsagnet er en del av overskriften",
    "truncated": "overskriften er avkortet",
    "number": "etter nummer eller kode",
    "spelling": "overskriften er skrevet litt annerledes",
}
PROBLEMS = {
    "outside": "svar utenfor",
    "unreadable": "svar som verken er tall eller svaralternativ på skalaen",
    "contradiction": "svar der tall og tekst ikke stemmer overens på skalaen",
}


@dataclass(frozen=True)
class Wave:
    """The answers of one table of one wave, one row per respondent."""

    records: Records
    number: int
    identity: npt.NDArray[np.object_]
    submitted: npt.NDArray[np.datetime64]
    answers: Mapping[str, tuple[npt.NDArray[np.int64], list[Answer]]]
    """Item → (codes, answers): the answer of each row is ``answers[codes[row]]``."""


def clean_waves(bench: Bench, roster: Roster, pseudonyms: Pseudonyms) -> pd.DataFrame:
    """Return the table ``survey``: what was answered, pseudonymous, one row per person, wave and item.

    Reversed items are not turned. A person who answered a wave twice counts with the latest answers.
    """
    _report_incomplete(bench)
    waves: list[Wave] = []
    for source in bench.sources("survey"):
        declared = {item: header for item, header in source.columns.items() if item not in KINDS["survey"]}
        matcher = QuestionMatcher(bench.study.questionnaire, declared)
        usual = {fold(h) for t, h in source.columns.items()} | {fold(h) for h in source.ignore}
        tables = read_tables(bench.study, source, partial(_expected, matcher, usual), bench.found)
        for table in tables:
            wave = _read_wave(
                bench, bench.corrector.apply(table, source, bench.found), source, matcher, roster
            )
            waves += [] if wave is None else [wave]
    _report_codes(waves, bench.found)
    return _long(_latest(waves, bench.found), pseudonyms)


def _expected(matcher: QuestionMatcher, usual: set[str], cell: str) -> bool:
    return fold(cell) in usual or matcher.recognises(cell)


def _report_incomplete(bench: Bench) -> None:
    place = bench.sources("survey")[:1]
    for item in bench.study.questionnaire.items:
        if item.incomplete and place:
            found_at = Place(place[0].id, "questionnaire.yml")
            bench.found.add(
                "warning",
                found_at,
                "incomplete_item",
                f"spørsmål {item.number} er avkortet i kilden: ordlyden er ikke hel",
                action="Skriv hele utsagnet i questionnaire.yml når det er kjent. Tolk svarene varsomt.",
            )


def _read_wave(
    bench: Bench, table: RawTable, source: Source, matcher: QuestionMatcher, roster: Roster
) -> Wave | None:
    found, questionnaire = bench.found, bench.study.questionnaire
    persons = source.model_copy(
        update={"columns": {t: h for t, h in source.columns.items() if t in KINDS["survey"]}}
    )
    taken = frozenset(
        c
        for c, header in enumerate(table.headers)
        if fold(header) in {fold(h) for h in (*persons.columns.values(), *source.ignore)}
    )
    matching = matcher.match(table.headers, taken)
    if not _report_matching(table, source, questionnaire, matching, found):
        return None
    used = {m.column for m in matching.matches.values()} | set(matching.open_columns)
    rest = tuple("" if c in used else header for c, header in enumerate(table.headers))
    records = map_columns(_emptied(table, rest, used), persons, found)
    if records is None:
        return None
    answers = _read_answers(table, source, questionnaire, matching, found)
    if not len(table.rows):
        found.add(
            "warning",
            table.place,
            "no_rows",
            "eksporten har ingen besvarelser",
            action="Kontroller at den er hel.",
        )
    return Wave(
        records, source.wave or 0, link_persons(records, roster, found), _submitted(table, records), answers
    )


def _emptied(table: RawTable, headers: tuple[str, ...], used: set[int]) -> RawTable:
    """Return the table with the question columns blank, so that only the others are mapped."""
    blank = pd.Series(
        pd.Categorical.from_codes(np.full(len(table.rows), -1), categories=pd.Index([], dtype="str"))
    )
    cells = pd.DataFrame(
        {c: (blank if c in used else table.cells[c]) for c in table.cells}, index=range(len(table.rows))
    )
    return replace(table, headers=headers, cells=cells)


def _report_matching(
    table: RawTable, source: Source, questionnaire: Questionnaire, matching: Matching, found: Findings
) -> bool:
    numbers = {item.id: item.number for item in questionnaire.items}
    for column, items in matching.ambiguous.items():
        which = ", ".join(str(numbers.get(item, "åpent spørsmål")) for item in items)
        found.add(
            "error",
            table.place,
            "ambiguous_question",
            f"overskriften kan høre til flere spørsmål ({which})",
            column=table.headers[column],
            action=f"Skriv hvilken det er (for eksempel {items[0]}) under columns for kilden «{source.id}» i "
            "project.yml.",
        )
    for item, columns in matching.doubled.items():
        letters_of = " og ".join(column_letter(c) for c in columns)
        found.add(
            "error",
            table.place,
            "doubled_question",
            f"spørsmål {numbers[item]} står i flere kolonner: {letters_of}",
            column=table.headers[columns[0]],
            action="Skriv den ene under ignore for kilden i project.yml.",
        )
    missing = [
        i for i in questionnaire.items if i.id not in matching.matches and i.id not in source.not_asked
    ]
    missing = [i for i in missing if not any(i.id in items for items in matching.ambiguous.values())]
    left = [
        h for c, h in enumerate(table.headers) if h and c not in {m.column for m in matching.matches.values()}
    ]
    for asked in missing:
        near = nearest(asked.text, left)
        hint = f" Ligner mest: {', '.join(f'«{n}»' for n in near)}." if near else ""
        found.add(
            "error",
            table.place,
            "missing_question",
            f"fant ingen kolonne for spørsmål {asked.number}; filen har "
            f"{', '.join(f'«{h}»' for h in left) or 'ingen andre kolonner'}",
            column=asked.text,
            action=f"Sett opp {asked.id} under columns for kilden «{source.id}» i project.yml, eller under "
            f"not_asked.{hint}",
        )
    _report_how(table, numbers, matching, found)
    return not (matching.ambiguous or matching.doubled or missing)


def _report_how(table: RawTable, numbers: Mapping[str, int], matching: Matching, found: Findings) -> None:
    by_how: dict[str, int] = {}
    for match in matching.matches.values():
        by_how[match.how] = by_how.get(match.how, 0) + 1
        if match.how not in ("exact", "declared"):
            severity = "warning" if match.how == "spelling" else "info"
            found.add(
                severity,
                table.place,
                "question_matched",
                f"koblet til spørsmål {numbers[match.item]}: {HOW[match.how]}",
                column=table.headers[match.column],
                action="Kontroller koblingen." if severity == "warning" else "",
            )
    if by_how:
        counted = ", ".join(f"{n} {HOW[how]}" for how, n in by_how.items())
        found.add(
            "info", table.place, "questions_matched", f"{len(matching.matches)} spørsmål funnet: {counted}"
        )
    if matching.open_columns:
        found.add(
            "info",
            table.place,
            "free_text",
            f"{len(matching.open_columns)} åpne spørsmål er fritekst og er ikke lest",
        )


def _read_answers(
    table: RawTable, source: Source, questionnaire: Questionnaire, matching: Matching, found: Findings
) -> dict[str, tuple[npt.NDArray[np.int64], list[Answer]]]:
    scale = questionnaire.scale
    out: dict[str, tuple[npt.NDArray[np.int64], list[Answer]]] = {}
    respelled: list[int] = []
    meanings = source.values  # noqa: PD011  a field of the source, not of a frame
    for item, match in matching.matches.items():
        read = AnswerReader(questionnaire, {**meanings.get("answer", {}), **meanings.get(item, {})})
        codes, values = distinct(table.cells[match.column])
        answers = [read(value) for value in values]
        for problem, text in PROBLEMS.items():
            rows = table.rows[np.isin(codes, [n for n, a in enumerate(answers) if a.problem == problem])]
            if rows.size:
                found.add(
                    "error",
                    table.place,
                    f"answer_{problem}",
                    f"{rows.size} {text} {scale.low}–{scale.high}",
                    column=table.headers[match.column],
                    rows=rows,
                    action="Rett eksporten, legg en rettelse i data/corrections.yml, eller sett opp values.",
                )
        respelled += table.rows[np.isin(codes, [n for n, a in enumerate(answers) if a.respelled])].tolist()
        out[item] = (codes.astype(np.int64), [*answers, MISSING])
    if respelled:
        found.add(
            "info",
            table.place,
            "answer_spelling",
            f"{len(respelled)} svar med skrivefeil er lest som det ene alternativet de kan være",
            rows=respelled,
        )
    return out


def _submitted(table: RawTable, records: Records) -> npt.NDArray[np.datetime64]:
    """Return when each set of answers was given, to the second; NaT when unknown."""
    folded = [fold(header) for header in table.headers]
    column = next((table.cells[folded.index(name)] for name in map(fold, TIMESTAMPS) if name in folded), None)
    if "submitted" in records.cells:
        column = records.column("submitted")
    if column is None:
        return np.full(len(table.rows), np.datetime64("NaT", "s"))
    moments = by_value(as_categorical(column), _moment, None)
    return np.array([None if moment is None else moment for moment in moments], dtype="datetime64[s]")


def _moment(text: str) -> datetime | date | None:
    try:
        return datetime.fromisoformat(text[:19])
    except ValueError:
        read = read_dates(text)
        return read.days[0] if read.days else None


def _latest(waves: list[Wave], found: Findings) -> list[tuple[Wave, npt.NDArray[np.int64]]]:
    """Return for each wave's table the rows that count: with an answer, and the latest of each person."""
    rows = pd.concat(
        [
            pd.DataFrame(
                {
                    "wave": w.number,
                    "person": w.identity,
                    "when": w.submitted,
                    "table": n,
                    "at": np.arange(len(w.records)),
                    "answered": _n_answered(w),
                }
            )
            for n, w in enumerate(waves)
        ]
        or [pd.DataFrame(columns=["wave", "person", "when", "table", "at", "answered"])],
        ignore_index=True,
    )
    blank = rows[rows["answered"] == 0]
    for number, group in blank.groupby("table"):
        wave = waves[int(str(number))]
        found.add(
            "warning",
            wave.records.place,
            "no_answers",
            "besvarelser uten noe svar er ikke tatt med",
            rows=wave.records.rows[group["at"].to_numpy()],
        )
    kept = rows[rows["answered"] > 0].sort_values(["when", "table", "at"], na_position="first", kind="stable")
    last = kept.drop_duplicates(["wave", "person"], keep="last")
    dropped = kept.drop(last.index)
    for number, group in dropped.groupby("table"):
        wave = waves[int(str(number))]
        found.add(
            "warning",
            wave.records.place,
            "answered_twice",
            f"samme person har svart flere ganger i runde {wave.number}; "
            "det siste svaret er brukt, og disse radene er ikke tatt med",
            rows=wave.records.rows[group["at"].to_numpy()],
        )
    return [
        (wave, np.sort(last.loc[last["table"] == n, "at"].to_numpy(dtype=np.int64)))
        for n, wave in enumerate(waves)
    ]


def _n_answered(wave: Wave) -> npt.NDArray[np.int64]:
    total = np.zeros(len(wave.records), dtype=np.int64)
    for codes, answers in wave.answers.values():
        total += np.array([a.status != "missing" or a.problem is not None for a in answers], dtype=np.int64)[
            codes
        ]
    return total


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


def _report_codes(waves: list[Wave], found: Findings) -> None:
    per_wave: dict[int, dict[str, tuple[Records, int]]] = {}
    for wave in waves:
        codes = by_value(wave.records.column("code"), letters, None)
        for code, row in zip(codes, wave.records.rows, strict=True):
            if code:
                per_wave.setdefault(wave.number, {})[code] = (wave.records, int(row))
    report_lonely_codes(per_wave, found)
