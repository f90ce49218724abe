"""What every measure of a period rests on: windows, months and exposure, people, answers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.evaluate.basis.answers import answer_cube
from analysis.evaluate.basis.months import Calendar, calendar
from analysis.evaluate.basis.people import People, followed, respondents_only
from analysis.evaluate.basis.tables import Tables, absent
from analysis.params import Study

__all__ = ["Basis", "basis"]


@dataclass(frozen=True)
class Basis:
    """What all indicators of a period share.

    Attributes
    ----------
    places
        Ids of the project's own addresses.
    people
        The baseline tenants and everybody else with data.
    calendar
        Months of the windows and their exposure.
    answers
        Answers turned, shape (2, people, items), the wave before first; NaN is no answer.
    """

    places: pd.Index
    people: People
    calendar: Calendar
    answers: NDArray[np.float64]


def basis(study: Study, tables: Tables) -> Basis:
    """Prepare what all indicators share, once."""
    places = pd.Index(study.project.address_ids, dtype="str")
    unknown = absent(study, tables, "residents")
    people = respondents_only(tables.survey) if unknown else followed(study, tables.residents, places)
    return Basis(places, people, calendar(study, tables, places), answer_cube(study, tables.survey, people))
