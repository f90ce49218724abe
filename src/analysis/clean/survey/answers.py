"""The answers of one export, read once per distinct text; what is no answer is reported by rows."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from analysis.clean.files.cells import RawTable, distinct
from analysis.clean.findings import Findings
from analysis.clean.survey.answer import MISSING, Answer, AnswerReader
from analysis.clean.survey.questions import Matching
from analysis.params import Questionnaire, Source

_MEND = (
    "Rett eksporten, legg en rettelse i data/corrections.yml, eller skriv hva svaret betyr, under "
    "values.answer for kilden «{source}» i project.yml («-» for ikke besvart)."
)
PROBLEMS = {
    "outside": ("svar utenfor {low}–{high}", _MEND),
    "between": ("svar som er desimaltall, på skalaen {low}–{high}", _MEND),
    "unreadable": (
        "svar som verken er tall eller svaralternativ på skalaen {low}–{high}",
        _MEND,
    ),
    "contradiction": (
        "svar der tall og tekst ikke stemmer overens på skalaen {low}–{high}",
        _MEND,
    ),
    "unmapped": (
        "svar er tall som values ikke sier hva betyr, mens andre tall på skalaen {low}–{high} har fått en "
        "annen betydning",
        "Skriv alle tallene under values for kilden «{source}» i project.yml, også dem som betyr seg selv.",
    ),
}
"""Problem → what is said of the number of answers that have it, and what to do."""


def read_answers(
    table: RawTable, source: Source, questionnaire: Questionnaire, matching: Matching, found: Findings
) -> dict[str, tuple[npt.NDArray[np.int64], list[Answer]]]:
    """Return item → (codes, answers); what is no answer is reported.

    The answer of a row is ``answers[codes[row]]``; code −1, the last of them, is an empty cell.
    """
    scale = questionnaire.scale
    out: dict[str, tuple[npt.NDArray[np.int64], list[Answer]]] = {}
    respelled: list[int] = []
    meanings = source.values
    for item, match in matching.matches.items():
        read = AnswerReader(questionnaire, {**meanings.get("answer", {}), **meanings.get(item, {})})
        codes, values = distinct(table.cells[match.column])
        answers = [read(value) for value in values]
        for problem, (text, action) in PROBLEMS.items():
            rows = table.rows[np.isin(codes, [n for n, a in enumerate(answers) if a.problem == problem])]
            if rows.size:
                found.add(
                    "error",
                    table.place,
                    f"answer_{problem}",
                    f"{rows.size} {text.format(low=scale.low, high=scale.high)}",
                    column=table.headers[match.column],
                    rows=rows,
                    action=action.format(source=source.id),
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
