"""The progress plan: what was done when, and how many came."""

from __future__ import annotations

from analysis.source_kinds.declaration import Column, Entry, Field, Kind, Table, Workbook

OTHER_ROLE = "annen"
"""Who is responsible for an activity where no declared role is."""

KIND = Kind(
    id="activities",
    order=7,
    called="fremdriftsplan",
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
        Column("activity", "Aktivitet", "filled"),
        Column("responsible", "Ansvarlig", "optional"),
        Column("date", "Dato gjennomført", "there"),
        Column("invited", "Inviterte", "optional"),
        Column("attended", "Møtte", "optional"),
    ),
    instead={},
    per_address=(),
    workbook=Workbook(
        title="Fremdriftsplan",
        sheet="Aktiviteter",
        file="fremdriftsplan",
        one_row="Én rad for hver aktivitet.",
        entries=(
            Entry(
                "activity",
                "text",
                "Hva som ble gjort. Begynn med et av ordene i listen, så telles aktiviteten riktig, og skriv "
                "gjerne mer etter, for eksempel et nummer. Punkter, som en agenda, skrives på linjer under "
                "med strek foran.",
                required=True,
                offered="activities",
                free=True,
            ),
            Entry(
                "responsible",
                "text",
                "Rollen, eller flere med komma mellom. Skriv ikke navn: bare roller som er ført opp i "
                "oppsettet, tas med.",
                offered="roles",
                free=True,
            ),
            Entry(
                "date",
                "dates",
                "Dagen det ble gjort, dd.mm.åååå. «Løpende» og «fra 08.01.2024» kan også skrives. Uten dato "
                "regnes det ikke som gjort.",
            ),
            Entry("invited", "count", "Antall beboere som ble invitert, når det er aktuelt."),
            Entry("attended", "count", "Antall beboere som møtte."),
        ),
    ),
    table=Table(
        name="activities",
        fields={
            "activity": Field("text", "filled", None),
            "kind": Field("text", "filled", None),
            "date": Field("day", "or missing", None),
            "approximate": Field("flag", "filled", None),
            "invited": Field("count", "or missing", "not negative"),
            "attended": Field("count", "or missing", "not negative"),
            "title": Field("text", "filled", None),
            "responsible": Field("words", "filled", "roles"),
            "points": Field("words", "filled", None),
        },
        unique=(),
        rules=(),
    ),
)
