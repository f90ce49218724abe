"""What the cleaner of a kind of export works with, beside its records."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.clean.findings import Findings
from analysis.clean.persons.people import Roster
from analysis.clean.persons.pseudonyms import Pseudonyms
from analysis.params import Study


@dataclass(frozen=True)
class Desk:
    """The project, who is who in it, how persons are made pseudonymous, and where findings go."""

    study: Study
    roster: Roster
    pseudonyms: Pseudonyms
    found: Findings
