"""The survey exports: Nettskjema text, a Microsoft Forms workbook, and the codes of SurveyXact."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np

from analysis.params import Questionnaire, Source
from analysis.sample.files import Cell, new_workbook, write_csv
from analysis.sample.handwriting import as_date, declared_words, typed_address, typed_label, typed_name
from analysis.sample.people import synthetic_ids
from analysis.sample.tenancies import OUTSIDE
from analysis.sample.world import World, stream
from analysis.workbooks import save_workbook, widen

FORMS_COLUMNS = (
    "ID",
    "Starttidspunkt",
    "Fullføringstidspunkt",
    "E-postadresse",
    "Navn",
    "Tidspunkt for siste endring",
)

REMARKS = (
    "Det trekker fra vinduene på kjøkkenet",
    "Et sted jeg kan låse døra og få være i fred",
    "Bedre lås på ytterdøra; og lys i oppgangen",
    "Har hatt dårlige erfaringer før",
    "Ringeklokke som virker",
    "Vet ikke helt",
    'At "fremmede" ikke slipper inn i kjelleren',
    "Det er greit som det er",
)
"""Invented answers to the open questions."""

WITH_FLAT = 0.25
"""Share who write their dwelling number behind the address."""


@dataclass(frozen=True)
class Response:
    """One person's answers in one wave, as the export will show them."""

    moment: datetime
    seconds: int
    who: dict[str, str]
    """What says whose answers these are, and which round: column of the source → what stands there."""
    answers: tuple[tuple[int, str], ...]
    """Value (0 when none) and what is written then, per item."""
    remarks: tuple[str, ...]


def write_survey(world: World, source: Source, path: Path, rng: np.random.Generator, *, mess: bool) -> Path:
    """Write the rounds of a source in the format it declares: forms, surveyxact, or else Nettskjema."""
    responses = [r for wave in source.rounds for r in _responses(world, wave, rng, mess=mess)]
    if source.reader.format == "forms":
        return _write_forms(world, source, responses, path, rng, mess=mess)
    if source.reader.format == "surveyxact":
        return _write_surveyxact(world, source, responses, path)
    return _write_nettskjema(world, source, responses, path, mess=mess)


def _who(source: Source) -> list[str]:
    """Return the mapped columns that say who answered in which round, as ordered in the file."""
    return [key for key in ("tenant", "name", "address", "wave") if key in source.columns]


def _responses(world: World, wave: int, rng: np.random.Generator, *, mess: bool) -> list[Response]:
    answers, questionnaire, names = world.answers, world.study.questionnaire, world.names
    numbers = world.tenant_numbers
    took_part = np.flatnonzero(answers.day[wave] >= 0)
    spell_of = _spells_on(world, wave)
    out = []
    for row in took_part[np.argsort(answers.day[wave][took_part], kind="stable")]:
        person, day = int(answers.person[row]), int(answers.day[wave][row])
        clock = timedelta(minutes=int(rng.integers(9 * 60, 15 * 60)), seconds=int(rng.integers(0, 60)))
        name = str(names[person])
        given = zip(answers.given[wave][row], answers.status[wave][row], strict=True)
        remarks = rng.integers(0, 2 * len(REMARKS), len(questionnaire.open_questions))
        out.append(
            Response(
                moment=datetime.combine(as_date(day), datetime.min.time()) + clock,
                seconds=int(rng.integers(240, 1900)),
                who={
                    "tenant": str(numbers[person]),
                    "name": typed_name(rng, name) if mess else name,
                    "address": _address(world, int(spell_of[person]), rng, mess=mess),
                    "wave": str(wave),
                },
                answers=tuple(
                    (int(value), _no_answer(questionnaire, int(status))) for value, status in given
                ),
                remarks=tuple(REMARKS[k] if k < len(REMARKS) else "" for k in remarks),
            )
        )
    out.sort(key=lambda response: response.moment)
    return _with_number(out, world, wave) if mess and out else out


def _no_answer(questionnaire: Questionnaire, status: int) -> str:
    if status == 2 and questionnaire.dont_know:
        return questionnaire.dont_know[0]
    if status == 3 and questionnaire.declined:
        return questionnaire.declined[0]
    return ""


def _with_number(responses: list[Response], world: World, wave: int) -> list[Response]:
    """Let one person of the first wave write an identity number in a free text."""
    if wave != 1 or not responses[0].remarks:
        return responses
    first, number = responses[0], synthetic_ids(stream(world.seed, "free text"), 1)[0]
    text = f"Ring meg hvis dere lurer på noe, fødselsnummer {number[:6]} {number[6:]}"
    return [replace(first, remarks=(*first.remarks[:-1], text)), *responses[1:]]


def _spells_on(world: World, wave: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Return, per person, the tenancy they had on the day they answered (-1 when none)."""
    spells, answers = world.spells, world.answers
    day = np.full(world.n_people, -1, dtype=np.int64)
    day[answers.person] = answers.day[wave]
    then = day[spells.person]
    running = np.flatnonzero((spells.start <= then) & (spells.end >= then))
    found = np.full(world.n_people, -1, dtype=np.int64)
    found[spells.person[running]] = running
    return found


def _address(world: World, spell: int, rng: np.random.Generator, *, mess: bool) -> str:
    if spell < 0:
        return ""
    flat = int(world.spells.flat[spell])
    if flat == OUTSIDE:
        return outside_address(world, spell)[0]
    address = world.study.project.addresses[int(world.stock.address[flat])]
    if not mess:
        return address.name
    if rng.random() < WITH_FLAT:
        return f"{address.name}, {world.stock.label[flat]}"
    return typed_address(rng, address)


def outside_address(world: World, spell: int) -> tuple[str, str]:
    """Return address and dwelling number of a tenancy outside the project's addresses."""
    pool = world.params.other_addresses
    person = int(world.spells.person[spell])
    return pool[person % len(pool)], f"H{1 + person % 3:02d}{1 + person % 4:02d}"


def _write_nettskjema(
    world: World, source: Source, responses: list[Response], path: Path, *, mess: bool
) -> Path:
    questionnaire, columns, who = world.study.questionnaire, source.columns, _who(source)
    headers = [item.text for item in questionnaire.items]
    if mess:
        headers = [_nettskjema_header(number, text) for number, text in enumerate(headers)]
    header = ["$submission_id", "$created", *headers, *(columns[key] for key in who),
              *questionnaire.open_questions, "$answer_time_ms"]  # fmt: skip
    rows = [header]
    for number, response in enumerate(responses):
        rows.append(
            [
                str(31_204_500 + 37 * number),
                response.moment.isoformat(sep=" "),
                *(str(value) if value else none for value, none in response.answers),
                *(response.who[key] for key in who),
                *response.remarks,
                str(response.seconds * 1000 + 417),
            ]
        )
    return write_csv(path, rows, encoding="utf-8-sig", quote_all=True)


def _nettskjema_header(number: int, text: str) -> str:
    """Return a question as the service exports it: HTML entities, stray spaces, a mark of the form's own."""
    text = text.replace("…", "&hellip;")
    if number == 0:
        return text + "?"
    if number % 5 == 2:
        return text + " "
    return " " + text if number % 7 == 3 else text


def _write_forms(
    world: World,
    source: Source,
    responses: list[Response],
    path: Path,
    rng: np.random.Generator,
    *,
    mess: bool,
) -> Path:
    questionnaire, columns, who = world.study.questionnaire, source.columns, _who(source)
    questions = [item.text for item in questionnaire.items]
    if mess:
        questions = [q.replace(" ", "\u00a0", 1) if k % 3 == 0 else q for k, q in enumerate(questions)]
    rows: list[list[Cell]] = [
        [*FORMS_COLUMNS, *(columns[key] for key in who), *questions, *questionnaire.open_questions]
    ]
    if mess and responses:
        responses = _one_twice(responses)
    for number, response in enumerate(responses, start=1):
        begun = response.moment - timedelta(seconds=response.seconds)
        labels = [_label(questionnaire, answer, rng, mess=mess) for answer in response.answers]
        rows.append([number, begun, response.moment, "anonymous", None, None,
                     *(response.who[key] for key in who), *labels,
                     *(remark or None for remark in response.remarks)])  # fmt: skip
    book = new_workbook("Sheet1")
    for row in rows:
        book.worksheets[0].append(row)
    widen(book.worksheets[0], [6, 18, 18, 14, 10, 18, 24, 24, *([22] * (len(rows[0]) - 8))])
    return save_workbook(book, path)


def _write_surveyxact(world: World, source: Source, responses: list[Response], path: Path) -> Path:
    """Write codes alone, under the variables that ``columns`` maps each statement to."""
    items, columns, who = world.study.questionnaire.items, source.columns, _who(source)
    codes = declared_words(source, "answer")
    variables = [columns.get(item.id, f"s_{item.number}") for item in items]
    rows = [["respondent", "created", "closed", *(columns[key] for key in who), *variables, "statoverall_4"]]
    for number, response in enumerate(responses):
        begun = response.moment - timedelta(seconds=response.seconds)
        given = [codes.get(none, none) if not value else str(value) for value, none in response.answers]
        moments = (moment.isoformat(sep=" ") for moment in (begun, response.moment))
        rows.append(
            [str(88_410_003 + 11 * number), *moments, *(response.who[key] for key in who), *given, "1"]
        )
    return write_csv(path, rows, encoding=source.reader.encoding or "utf-8")


def _one_twice(responses: list[Response]) -> list[Response]:
    """Let one person send the form half done first, and in full a little later."""
    index = len(responses) // 2
    full = responses[index]
    blank = ((0, ""),) * (len(full.answers) - 5)
    half = replace(
        full, moment=full.moment - timedelta(minutes=47), seconds=95,
        answers=(*full.answers[:5], *blank), remarks=("",) * len(full.remarks),
    )  # fmt: skip
    return [*responses[:index], half, *responses[index:]]


def _label(
    questionnaire: Questionnaire, answer: tuple[int, str], rng: np.random.Generator, *, mess: bool
) -> str | None:
    value, none = answer
    if not value:
        return none or None
    label = questionnaire.scale.labels[value - questionnaire.scale.low]
    return typed_label(rng, value, label) if mess else label
