"""The survey exports: Nettskjema text, a Microsoft Forms workbook, and the codes of SurveyXact."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np

from analysis.params import Questionnaire
from analysis.sample.calendar import Days, as_date
from analysis.sample.files import Export
from analysis.sample.handwriting import declared_words, typed_address, typed_label, typed_name
from analysis.sample.people import synthetic_ids
from analysis.sample.tenancies import OUTSIDE
from analysis.sample.world import World, stream

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

    @property
    def begun(self) -> datetime:
        """When the person opened the form."""
        return self.moment - timedelta(seconds=self.seconds)


def write_survey(export: Export) -> Path:
    """Write the rounds of a source in the format it declares: forms, surveyxact, or else Nettskjema."""
    responses = [r for wave in export.source.rounds for r in _responses(export, wave)]
    who = export.keys("tenant", "name", "address", "wave")
    if export.source.reader.format == "forms":
        return _write_forms(export, who, responses)
    if export.source.reader.format == "surveyxact":
        return _write_surveyxact(export, who, responses)
    return _write_nettskjema(export, who, responses)


def _responses(export: Export, wave: int) -> list[Response]:
    world, rng = export.world, export.rng
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
                    "name": typed_name(rng, name) if export.mess else name,
                    "address": _address(export, int(spell_of[person])),
                    "wave": str(wave),
                },
                answers=tuple(
                    (int(value), _no_answer(questionnaire, int(status))) for value, status in given
                ),
                remarks=tuple(REMARKS[k] if k < len(REMARKS) else "" for k in remarks),
            )
        )
    out.sort(key=lambda response: response.moment)
    return _with_number(out, world, wave) if export.mess and out else out


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


def _spells_on(world: World, wave: int) -> Days:
    """Return, per person, the tenancy they had on the day they answered (-1 when none)."""
    spells, answers = world.spells, world.answers
    day = np.full(world.n_people, -1, dtype=np.int64)
    day[answers.person] = answers.day[wave]
    then = day[spells.person]
    running = np.flatnonzero((spells.start <= then) & (spells.end >= then))
    found = np.full(world.n_people, -1, dtype=np.int64)
    found[spells.person[running]] = running
    return found


def _address(export: Export, spell: int) -> str:
    world, rng = export.world, export.rng
    if spell < 0:
        return ""
    flat = int(world.spells.flat[spell])
    if flat == OUTSIDE:
        return outside_address(world, spell)[0]
    address = world.study.project.addresses[int(world.stock.address[flat])]
    if not export.mess:
        return address.name
    if rng.random() < WITH_FLAT:
        return f"{address.name}, {world.stock.label[flat]}"
    return typed_address(rng, address)


def outside_address(world: World, spell: int) -> tuple[str, str]:
    """Return address and dwelling number of a tenancy outside the project's addresses."""
    pool = world.params.other_addresses
    person = int(world.spells.person[spell])
    return pool[person % len(pool)], f"H{1 + person % 3:02d}{1 + person % 4:02d}"


def _write_nettskjema(export: Export, who: list[str], responses: list[Response]) -> Path:
    questionnaire, columns = export.world.study.questionnaire, export.source.columns
    headers = [item.text for item in questionnaire.items]
    if export.mess:
        headers = [_nettskjema_header(number, text) for number, text in enumerate(headers)]
    rows = [["$submission_id", "$created", *headers, *(columns[key] for key in who),
             *questionnaire.open_questions, "$answer_time_ms"]]  # fmt: skip
    rows += [
        [
            str(31_204_500 + 37 * number),
            response.moment.isoformat(sep=" "),
            *(str(value) if value else none for value, none in response.answers),
            *(response.who[key] for key in who),
            *response.remarks,
            str(response.seconds * 1000 + 417),
        ]
        for number, response in enumerate(responses)
    ]
    return export.write_csv(rows, "utf-8-sig", quote_all=True)


def _nettskjema_header(number: int, text: str) -> str:
    """Return a question as the service exports it: HTML entities, stray spaces, a mark of the form's own."""
    text = text.replace("…", "&hellip;")
    if number == 0:
        return text + "?"
    if number % 5 == 2:
        return text + " "
    return " " + text if number % 7 == 3 else text


def _write_forms(export: Export, who: list[str], responses: list[Response]) -> Path:
    questionnaire, columns = export.world.study.questionnaire, export.source.columns
    questions = [item.text for item in questionnaire.items]
    if export.mess:
        questions = [q.replace(" ", "\u00a0", 1) if k % 3 == 0 else q for k, q in enumerate(questions)]
    header = [*FORMS_COLUMNS, *(columns[key] for key in who), *questions, *questionnaire.open_questions]
    sheet = export.sheet("Sheet1")
    sheet.append(header)
    if export.mess and responses:
        responses = _one_twice(responses)
    for number, response in enumerate(responses, start=1):
        labels = [_label(questionnaire, answer, export) for answer in response.answers]
        sheet.append([number, response.begun, response.moment, "anonymous", None, None,
                      *(response.who[key] for key in who), *labels,
                      *(remark or None for remark in response.remarks)])  # fmt: skip
    return export.save(sheet, [6, 18, 18, 14, 10, 18, 24, 24, *([22] * (len(header) - 8))])


def _write_surveyxact(export: Export, who: list[str], responses: list[Response]) -> Path:
    """Write codes alone, under the variables that ``columns`` maps each statement to."""
    items, columns = export.world.study.questionnaire.items, export.source.columns
    codes = declared_words(export.source, "answer")
    variables = [columns.get(item.id, f"s_{item.number}") for item in items]
    rows = [["respondent", "created", "closed", *(columns[key] for key in who), *variables, "statoverall_4"]]
    for number, response in enumerate(responses):
        given = [codes.get(none, none) if not value else str(value) for value, none in response.answers]
        moments = (moment.isoformat(sep=" ") for moment in (response.begun, response.moment))
        rows.append(
            [str(88_410_003 + 11 * number), *moments, *(response.who[key] for key in who), *given, "1"]
        )
    return export.write_csv(rows)


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


def _label(questionnaire: Questionnaire, answer: tuple[int, str], export: Export) -> str | None:
    value, none = answer
    if not value:
        return none or None
    label = questionnaire.scale.labels[value - questionnaire.scale.low]
    return typed_label(export.rng, value, label) if export.mess else label
