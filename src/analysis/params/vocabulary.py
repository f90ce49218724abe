"""Free wording in the records → declared kinds, editable by the researcher."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

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
    roles: tuple[Annotated[Text, Field(pattern=r"^[^;]+$")], ...] = ()
    """Who may be responsible for an activity, as the tables spell it: roles, never names."""
    flat_reasons: dict[Literal["repair", "occupied"], tuple[Text, ...]] = {}
    """Why a flat could not be let: under repair, or occupied without a contract."""

    @model_validator(mode="after")
    def _one_meaning_each(self) -> Self:
        for table, kinds in {**dict(self), "roles": dict.fromkeys(self.roles, ())}.items():
            told_apart(table, [(text, kind) for kind in kinds for text in (kind, *kinds[kind])])
        searched = {"activities": [w for said in self.activities.values() for w in said], "roles": self.roles}
        signs = [(table, text) for table, texts in searched.items() for text in texts if not letters(text)]
        for table, text in signs[:1]:
            raise ValueError(
                f"{table}: «{text}» has neither letters nor digits, and would be found in every title or "
                "cell. Remove it"
            )
        return self
