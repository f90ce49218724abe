"""What the cleaner of a kind of export works with, beside its records."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.clean.columns.flat_numbers import PlainFlats
from analysis.clean.findings import Findings
from analysis.clean.persons.people import Roster
from analysis.clean.persons.pseudonyms import Pseudonyms
from analysis.params import Study


@dataclass(frozen=True)
class Desk:
    """The project, who is who and what flats there are, how persons are made pseudonymous, and findings."""

    study: Study
    roster: Roster
    plain_flats: PlainFlats
    pseudonyms: Pseudonyms
    found: Findings
