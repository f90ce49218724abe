"""What every measure of a period rests on: windows, months and exposure, people, answers."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.errors import AnalysisError
from analysis.evaluate.basis.answers import answer_cube
from analysis.evaluate.basis.exposure import FAR
from analysis.evaluate.basis.months import Calendar, calendar
from analysis.evaluate.basis.people import People, address_on, followed, respondents_only
from analysis.evaluate.basis.tables import Tables, absent
from analysis.params import Study

__all__ = ["Basis", "Others", "basis", "everybody"]


class DesignError(AnalysisError):
    """The data contradict the design that the project states."""


@dataclass(frozen=True)
class Others:
    """The comparison addresses, where nothing was done.

    Attributes
    ----------
    calendar
        Months of the windows and the exposure there.
    tenants
        Which of the people lived there on the first day of the project.
    """

    calendar: Calendar
    tenants: NDArray[np.bool_]


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
    others
        The comparison addresses; None where there are none.
    """

    places: pd.Index
    people: People
    calendar: Calendar
    answers: NDArray[np.float64]
    others: Others | None = None


def basis(study: Study, tables: Tables) -> Basis:
    """Prepare what all indicators share, once."""
    places = pd.Index(study.project.address_ids, dtype="str")
    unknown = absent(study, tables, "residents")
    people = respondents_only(tables.survey) if unknown else followed(study, tables.residents, places)
    return Basis(
        places,
        people,
        calendar(study, tables, places),
        answer_cube(study, tables.survey, people),
        others(study, tables, people),
    )


def others(study: Study, tables: Tables, people: People) -> Others | None:
    """Find the comparison addresses and who lived there.

    Raises
    ------
    DesignError
        If a tenant of the project lived at a comparison address on the first day.
    """
    places = pd.Index([a.id for a in study.project.addresses if a.comparison], dtype="str")
    if not len(places):
        return None
    spells = tables.residents.assign(end=tables.residents["end"].fillna(FAR))
    there = address_on(spells, pd.Timestamp(study.project.start), people.keys, places) >= 0
    if (there & people.in_project).any():
        raise DesignError(
            f"{int((there & people.in_project).sum())} tenant(s) of the project lived at a comparison "
            f"address on {study.project.start}. Take 'comparison: true' off the address in project.yml, or "
            "correct the tenancies."
        )
    return Others(calendar(study, tables, places), there)


def everybody(study: Study, tables: Tables, shared: Basis) -> Basis:
    """Follow all who answered the survey, at no address, for answers that cannot be linked to tenants."""
    people = respondents_only(tables.survey)
    return replace(shared, people=people, answers=answer_cube(study, tables.survey, people))
