"""The case backlog: received, closed and open in each month."""

from __future__ import annotations

from analysis.source_kinds.declaration import Column, Entry, Field, Kind, Table, Workbook

KIND = Kind(
    id="cases",
    order=9,
    called="saksmengde",
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
        Column("month", "Måned", "filled"),
        Column("received", "Innkommet", "there"),
        Column("closed", "Ferdigbehandlet", "there"),
        Column("open", "Ubehandlet", "there"),
    ),
    instead={},
    per_address=(),
    workbook=Workbook(
        title="Ubehandlede saker",
        sheet="Saker",
        file="ubehandlede-saker",
        one_row="Én rad for hver måned.",
        entries=(
            Entry("month", "month", "Velg måneden fra listen. Én rad for hver måned.", required=True),
            Entry("received", "count", "Saker som kom inn i måneden."),
            Entry("closed", "count", "Saker som ble avsluttet i måneden."),
            Entry("open", "count", "Saker som ikke var behandlet ved slutten av måneden."),
        ),
    ),
    table=Table(
        name="cases",
        fields={
            "month": Field("month", "filled", None),
            "received": Field("count", "or missing", "not negative"),
            "closed": Field("count", "or missing", "not negative"),
            "open": Field("count", "or missing", "not negative"),
        },
        unique=("month",),
        rules=(),
    ),
)
