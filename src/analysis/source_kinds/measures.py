"""The action plan: how far each measure has come at each address."""

from __future__ import annotations

from analysis.source_kinds.declaration import Column, Entry, Field, Kind, Table, Workbook

STATUS_OF = "status-"
"""Target of an address's own status: this and the address id."""
STATUSES = ("done", "ongoing", "ordered", "waiting", "undecided")
"""How far a measure has come, from furthest to least far."""

KIND = Kind(
    id="measures",
    order=8,
    called="handlingsplan",
    read_in=("records",),
    names_persons=False,
    row_is_person=False,
    says_whose=False,
    roster=False,
    rounds=False,
    events=None,
    credits=False,
    ditto=True,
    columns=(
        Column("measure", "Tiltak", "filled"),
        Column("status", "Plan", "optional"),
        Column("preparation", "Forberedelser", "optional"),
    ),
    instead={},
    per_address=("{address}", STATUS_OF + "{address}"),
    workbook=Workbook(
        title="Handlingsplan",
        sheet="Tiltak",
        file="handlingsplan",
        one_row="Én rad for hvert tiltak, med status for hver adresse.",
        entries=(
            Entry("measure", "text", "En kort tittel på tiltaket. Én rad for hvert tiltak.", required=True),
            Entry(
                "status",
                "choice",
                "Hva planen sier. Kan stå tom. Statusen for hver adresse kommer i kolonnene etter.",
                header="Plan",
                offered="measure_wordings",
            ),
            Entry("preparation", "text", "Hva som må gjøres først, og av hvilken rolle. Skriv ikke navn."),
            Entry(
                STATUS_OF + "{address}",
                "choice",
                "Velg hvor langt tiltaket er kommet på adressen. La stå tom når tiltaket ikke gjelder der.",
                header="Status {address}",
                offered="measure_statuses",
            ),
        ),
    ),
    table=Table(
        name="measures",
        fields={
            "measure": Field("text", "filled", None),
            "address": Field("text", "filled", "address"),
            "status": Field("text", "filled", STATUSES),
            "wording": Field("words", "filled", None),
            "preparation": Field("words", "filled", None),
        },
        unique=("measure", "address"),
        rules=(),
    ),
)
