"""Free wording in the records → declared kinds, editable by the researcher."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import model_validator

from analysis.comparing import letters, told_apart
from analysis.model import Identifier, Params, Text


class Vocabulary(Params):
    """Wordings of ``params/<project>/vocabulary.yml``, compared without regard to case, spaces and signs."""

    incidents: dict[Identifier, tuple[Text, ...]]
    """Kind of incident → wordings found in logs."""
    tenancy_end_reasons: dict[Identifier, tuple[Text, ...]] = {}
    activities: dict[Identifier, tuple[Text, ...]] = {}
    """Kind of activity → wordings an activity's text begins with or contains."""
    measure_statuses: dict[Identifier, tuple[Text, ...]] = {}
    services: dict[Identifier, tuple[Text, ...]] = {}
    reported_by: dict[Identifier, tuple[Text, ...]] = {}
    """Who reported an incident, as a role: never a name."""
    flat_reasons: dict[Literal["repair", "occupied"], tuple[Text, ...]] = {}
    """Why a flat could not be let: under repair, or occupied without a contract."""

    @model_validator(mode="after")
    def _one_meaning_each(self) -> Self:
        for table in type(self).model_fields:
            kinds = getattr(self, table)
            told_apart(table, [(text, kind) for kind in kinds for text in (kind, *kinds[kind])])
        signs = [text for wordings in self.activities.values() for text in wordings if not letters(text)]
        if signs:
            raise ValueError(
                f"activities: «{signs[0]}» has neither letters nor digits, and would be found in every "
                "title. Remove it"
            )
        return self
