"""Which round each set of answers belongs to, where one form was used for several."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from analysis.clean.files.cells import by_value
from analysis.clean.findings import Findings, Place
from analysis.clean.survey.answer_times import days
from analysis.clean.survey.rounds import Wave
from analysis.comparing import cell_key
from analysis.params import Questionnaire, Source
from analysis.params.sources import Round

OUTSIDE, UNSAID, STRANGE = 0, -1, -2
"""No round: on a day outside all of them; nothing says which; the column says one that is not declared."""
Numbers = npt.NDArray[np.int64]
Rounds = Mapping[int, Round]


def in_rounds(
    whole: Wave, source: Source, beside: Rounds, questionnaire: Questionnaire, found: Findings
) -> list[Wave]:
    """Part the answers of one export by round, as ``waves`` of the source says.

    The column mapped as ``wave`` decides, where one is; else the Norwegian day on which the answers were
    given. Answers in no round are reported by row: outside all days as left out, anything else as an error.

    Parameters
    ----------
    beside
        Rounds that other sources take from the same file: their answers are left to them.
    """
    numbers = _numbers(whole, source, {**beside, **source.waves}, found)
    answered = whole.answered()
    counted = ", ".join(f"{np.count_nonzero(answered & (numbers == n))} i runde {n}" for n in source.rounds)
    found.add("info", whole.records.place, "rounds_parted", f"besvarelser er delt på runder: {counted}")
    numbered = {item.id: item.number for item in questionnaire.items}
    return [_part(whole, source, n, np.flatnonzero(numbers == n), numbered, found) for n in source.rounds]


def report_empty(waves: Sequence[Wave], source: Source, found: Findings) -> None:
    """Report the rounds of a source that none of its files has answers of."""
    for number in source.rounds:
        if waves and not any(len(wave.records) for wave in waves if wave.number == number):
            found.add(
                "warning",
                Place(source.id, source.file),
                "no_rows",
                f"ingen besvarelser hører til runde {number}",
                action=f"Er runden holdt, så kontroller waves for kilden «{source.id}» i project.yml.",
            )


def _numbers(whole: Wave, source: Source, rounds: Rounds, found: Findings) -> Numbers:
    """Return the round of each set of answers, or why it has none.

    A set without any answer and round is put in the first, where it is reported as what it is.
    """
    by_day, by_column = _by_day(whole, rounds), _by_column(whole, rounds)
    numbers = np.where(by_column == UNSAID, by_day, by_column)
    numbers[(numbers < 1) & ~whole.answered()] = source.rounds[0]
    dated = [n for n, part in rounds.items() if part.window is not None]
    disagree = np.isin(by_column, dated) & (by_day != by_column) & (by_day != UNSAID)
    where = f"for kilden «{source.id}» i project.yml"

    def say(
        severity: str, rule: str, mask: npt.NDArray[np.bool_], text: str, action: str, target: str = "wave"
    ) -> None:
        if mask.any():
            column, rows = whole.records.headers.get(target, ""), whole.records.rows[mask]
            found.add(severity, whole.records.place, rule, text, column=column, rows=rows, action=action)

    say(
        "error",
        "round_strange",
        numbers == STRANGE,
        "cellene sier en runde som ikke er satt opp under waves",
        f"Skriv ordet under called for runden, {where}, eller rett cellen i data/corrections.yml.",
    )
    say(
        "error",
        "round_contradiction",
        disagree,
        "cellene sier en runde, men besvarelsene er levert utenfor dagene til den",
        f"Rett cellen i data/corrections.yml, eller utvid from eller to under waves {where}.",
    )
    lacking = ["cellen er tom"] if "wave" in source.columns else []
    lacking += ["tidspunktet mangler eller kan ikke leses"] if dated else []
    say(
        "error",
        "round_unsaid",
        numbers == UNSAID,
        f"ingenting sier hvilken runde besvarelsene hører til: {' og '.join(lacking)}",
        "Fyll ut cellene i data/corrections.yml. Har filen en kolonne til som sier det, så skriv den som "
        f"wave (runden) eller submitted (tidspunktet) under columns {where}.",
    )
    say(
        "warning",
        "round_outside",
        numbers == OUTSIDE,
        "besvarelser er levert utenfor dagene til alle rundene og er ikke tatt med",
        f"Hører de til en runde, så utvid from eller to under waves {where}.",
        "submitted",
    )
    return numbers


def _by_column(whole: Wave, rounds: Rounds) -> Numbers:
    meant = {cell_key(name): n for n, part in rounds.items() for name in part.names(n)}
    return by_value(
        whole.records.column("wave"), lambda text: meant.get(cell_key(text), STRANGE), UNSAID
    ).astype(np.int64)


def _by_day(whole: Wave, rounds: Rounds) -> Numbers:
    windows = {n: part.window for n, part in rounds.items() if part.window is not None}
    day = days(whole.submitted)
    numbers = np.where(np.isnat(day) | (not windows), UNSAID, OUTSIDE).astype(np.int64)
    for number, window in windows.items():
        numbers[(day >= np.datetime64(window.start)) & (day <= np.datetime64(window.end))] = number
    return numbers


def _part(
    whole: Wave, source: Source, number: int, at: Numbers, numbered: Mapping[str, int], found: Findings
) -> Wave:
    """Return the answers of one round, without the items it was not asked."""
    place, answers = whole.records.place, {}
    action = f"under waves, runde {number}, for kilden «{source.id}» i project.yml."
    for item, (codes, read) in whole.answers.items():
        given = whole.answered(item)[at]
        left_out = item in source.waves[number].not_asked
        if left_out and not given.any():
            continue
        answers[item] = (codes[at], read)
        if left_out:
            found.add(
                "warning",
                place,
                "asked_after_all",
                f"spørsmål {numbered[item]} står under not_asked for runde {number}, men er besvart; svarene "
                "er tatt med",
                rows=whole.records.rows[at[given]],
                action=f"Ta {item} ut av not_asked {action}",
            )
        elif at.size and not given.any():
            found.add(
                "warning",
                place,
                "round_unanswered",
                f"ingen har svart på spørsmål {numbered[item]} i runde {number}",
                action=f"Var det ikke i skjemaet da, så skriv {item} under not_asked {action}",
            )
    return replace(
        whole,
        number=number,
        records=whole.records.take(at),
        identity=whole.identity[at],
        submitted=whole.submitted[at],
        answers=answers,
    )
