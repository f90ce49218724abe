"""How much of what was planned was done."""

from __future__ import annotations

from typing import ClassVar, Literal

from analysis.measure_types.declaration import (
    COUNT,
    PER_CENT,
    Basis,
    Declaration,
    MeasureType,
    Names,
    PublicForm,
    Quantity,
)


class Completion(MeasureType):
    """How much of what was planned was done: a description, never tested."""

    type: Literal["completion"]
    of: Literal["measures_done", "meetings_held", "cleanups_held", "cleanup_attendance", "agencies_involved"]
    position: ClassVar[int] = 7

    @property
    def declared(self) -> Declaration:
        """What the measure is."""
        return DECLARED[self.of]

    @property
    def names(self) -> Names:
        """Nothing."""
        return {}


def _done(
    table: str,
    value: Quantity,
    basis: Basis,
    *,
    figure: str | None,
    publication: PublicForm,
    before_project: bool,
) -> Declaration:
    return Declaration(
        table=table,
        counts="whole",
        tested=False,
        adjusts_jointly=False,
        estimate_type="none",
        value=value,
        change=COUNT,
        unit_after=False,
        basis=basis,
        figure=figure,
        affected_by=frozenset(),
        publication=publication,
        before_project=before_project,
    )


DECLARED = {
    "measures_done": _done(
        "measures",
        PER_CENT,
        Basis("done", "punkt", "punkter", "i handlingsplanen er utført"),
        figure=None,
        publication="figure",
        before_project=False,
    ),
    "meetings_held": _done(
        "activities",
        COUNT,
        Basis("done", "møte", "møter", "er ført med dato"),
        figure=None,
        publication="figure",
        before_project=False,
    ),
    "cleanups_held": _done(
        "activities",
        COUNT,
        Basis("period", "dugnad", "dugnader", "er holdt"),
        figure=None,
        publication="figure",
        before_project=False,
    ),
    "cleanup_attendance": _done(
        "activities",
        PER_CENT,
        Basis("done", "invitasjon", "invitasjoner", "endte med oppmøte"),
        figure=None,
        publication="range_of_done",
        before_project=False,
    ),
    "agencies_involved": _done(
        "services",
        COUNT,
        Basis("tenants", "etat", "etater", "har vedtak som gjelder"),
        figure=None,
        publication="more_or_fewer",
        before_project=True,
    ),
}
"""What is counted → what it is."""
