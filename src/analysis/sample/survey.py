"""Two waves of answers with a known shift, and who answered when."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.params import Questionnaire
from analysis.sample.calendar import day_number
from analysis.sample.model import SurveyTruth

LATE_DAYS = 14
"""Days after the first wave closed that late answers came in."""

STATUSES = ("answered", "missing", "dont_know", "declined")


@dataclass(frozen=True)
class Answers:
    """The survey: people × items per wave."""

    person: NDArray[np.int64]
    """Person of each row."""
    given: dict[int, NDArray[np.int64]]
    """Wave → people × items; 0 where not answered."""
    status: dict[int, NDArray[np.int64]]
    """Wave → people × items, index into `STATUSES`."""
    day: dict[int, NDArray[np.int64]]
    """Wave → day answered; -1 when the person did not take part."""


def nobody_answers(questionnaire: Questionnaire, person: NDArray[np.int64]) -> Answers:
    """Return two waves in which nobody took part, for a project without a survey."""
    none = np.zeros((len(person), len(questionnaire.items)), dtype=np.int64)
    return Answers(person, {1: none, 2: none}, {1: none, 2: none}, dict.fromkeys((1, 2), none[:, 0] - 1))


def draw_answers(
    rng: np.random.Generator,
    questionnaire: Questionnaire,
    truth: SurveyTruth,
    person: NDArray[np.int64],
    housed: dict[int, NDArray[np.bool_]],
    scale: int,
) -> Answers:
    """Draw both waves for the tenants of the project.

    Parameters
    ----------
    person
        Numbers of the tenants with a running contract on the first day of the project.
    housed
        Wave → whether each still rents from the municipality when its last answers come.
        The others do not take part.
    """
    n, items = len(person), questionnaire.items
    turn = np.array([-1.0 if item.reversed else 1.0 for item in items])
    known = [truth.items.get(item.id) for item in items]
    middle = (questionnaire.scale.low + questionnaire.scale.high) / 2
    mean = np.array([middle if t is None else t.mean for t in known])
    shift = np.array([0.0 if t is None else t.shift for t in known])
    unsure = np.array([truth.dont_know if t is None or t.dont_know is None else t.dont_know for t in known])
    # One draw per answer: declined lies lowest, then unsure, then skipped, then answered.
    bounds = truth.declined + np.column_stack([unsure + truth.missing, unsure, np.zeros(len(items))])
    lasting = rng.normal(0, truth.person_sd, (n, 1)) * turn + rng.normal(0, truth.item_sd, (n, len(items)))
    given, status, day = {}, {}, {}
    late, silent = _few(rng, truth.late * scale, housed[1]), _few(rng, truth.silent * scale, housed[2])
    for wave, moved, window in ((1, 0.0, truth.first_wave), (2, 1.0, truth.second_wave)):
        latent = mean + moved * shift + lasting + rng.normal(0, truth.noise_sd, (n, len(items)))
        drawn = np.clip(np.floor(latent + 0.5), questionnaire.scale.low, questionnaire.scale.high).astype(
            np.int64
        )
        status[wave] = (rng.random((n, len(items)))[:, :, None] < bounds).sum(axis=2)
        given[wave] = np.where(status[wave] == 0, drawn, 0)
        first, last = day_number(window.start), day_number(window.end)
        day[wave] = rng.integers(first, last + 1, n)
        if wave == 1:
            day[wave][late] = last + LATE_DAYS
        else:
            day[wave][silent] = -1
        day[wave][~housed[wave]] = -1
    return Answers(person, given, status, day)


def _few(rng: np.random.Generator, count: int, among: NDArray[np.bool_]) -> NDArray[np.int64]:
    return np.asarray(rng.permutation(np.flatnonzero(among))[:count], dtype=np.int64)
