"""What tenants brought up in their own words, as themes a researcher coded: free text is never kept."""

from __future__ import annotations

from analysis.source_kinds.declaration import Column, Entry, Field, Kind, Table, Workbook
from analysis.source_kinds.survey import NAME, NUMBER_OR_CODE

KIND = Kind(
    id="themes",
    order=10,
    called="temaer fra samtalene",
    read_in=("survey",),
    names_persons=True,
    row_is_person=True,
    says_whose=False,
    roster=False,
    rounds=False,
    events=None,
    credits=False,
    ditto=True,
    columns=(
        Column("tenant", "Leietakernr", "optional"),
        Column("code", "Egen kode", "optional"),
        Column("name", "Navn", "optional"),
        Column("address", "Adresse", "optional"),
        Column("wave", "Runde", "filled"),
        Column("theme", "Tema", "filled"),
    ),
    instead={},
    per_address=(),
    workbook=Workbook(
        title="Temaer fra samtalene",
        sheet="Temaer",
        file="temaer",
        one_row="Én rad for hvert tema en leietaker har tatt opp.",
        entries=(
            Entry("tenant", "key", NUMBER_OR_CODE, when="tenant"),
            Entry("name", "key", NAME, when="name"),
            Entry("address", "choice", "Velg adressen fra listen.", offered="addresses", when="name"),
            Entry("code", "key", "Bare når leietakeren svarte med en egen kode."),
            Entry("wave", "count", "Nummeret på kartleggingen, 1 for den første.", required=True),
            Entry(
                "theme",
                "keyword",
                "Et kort stikkord som forskeren har valgt for det leietakeren svarte, for eksempel «støy». "
                "Skriv aldri av svaret. Én rad for hvert tema.",
                required=True,
            ),
        ),
    ),
    table=Table(
        name="themes",
        fields={
            "person": Field("text", "filled", "person"),
            "wave": Field("count", "filled", None),
            "theme": Field("text", "filled", None),
        },
        unique=(),
        rules=(),
    ),
)
