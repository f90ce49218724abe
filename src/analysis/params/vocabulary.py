"""Free wording in the records → declared kinds, editable by the researcher."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import model_validator

from analysis.model import Identifier, Params, Text


class Vocabulary(Params):
    """Wordings of ``params/<project>/vocabulary.yml``, compared without regard to case and spaces."""

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
            seen: dict[str, str] = {}
            for kind, wordings in getattr(self, table).items():
                for wording in wordings:
                    key = " ".join(wording.casefold().split())
                    if seen.setdefault(key, kind) != kind:
                        raise ValueError(
                            f"{table}: «{wording}» is listed under both '{seen[key]}' and '{kind}'"
                        )
        return self
