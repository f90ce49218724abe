"""Logs of what happened: one row per event, or per number of events already counted together."""

from __future__ import annotations

from analysis.source_kinds.declaration import Column, Entry, Field, Kind, Table, Workbook

KIND = Kind(
    id="incidents",
    order=4,
    called="hendelseslogg",
    read_in=("records",),
    names_persons=False,
    row_is_person=False,
    says_whose=False,
    roster=False,
    rounds=False,
    events="happened",
    credits=False,
    ditto=True,
    columns=(
        Column("date", "Dato", "filled"),
        Column("address", "Adresse", "filled"),
        Column("flat", "Leilighet", "optional"),
        Column("kind", "Hva skjedde", "filled"),
        Column("month", "Måned", "optional"),
        Column("count", "Antall", "optional"),
        Column("closed", "Utbedret dato", "optional"),
        Column("reported_by", "Meldt av", "optional"),
    ),
    instead={"date": "month"},
    per_address=(),
    workbook=Workbook(
        title="Hendelseslogg",
        sheet="Hendelser",
        file="hendelseslogg",
        one_row="Én rad for hver hendelse. Før loggen fortløpende, også når du er usikker på boligen.",
        entries=(
            Entry(
                "",
                "number",
                "Et eget nummer for hver hendelse: 1, 2, 3 … Det skiller to like hendelser på samme dag.",
                header="Løpenr.",
            ),
            Entry("date", "date", "Dagen det skjedde eller ble meldt, dd.mm.åååå.", required=True),
            Entry("address", "choice", "Velg adressen fra listen.", required=True, offered="addresses"),
            Entry(
                "flat",
                "flat",
                "Bolignummeret, for eksempel H0101. La stå tom når det gjelder fellesareal eller er ukjent.",
            ),
            Entry(
                "kind",
                "choice",
                "Velg fra listen. Skjedde flere ting, skriver du én rad for hver.",
                required=True,
                offered="incident_kinds",
            ),
            Entry(
                "closed",
                "date",
                "Bare for feil og mangler: dagen det var reparert. La stå tom til da.",
                not_before="date",
            ),
            Entry(
                "reported_by",
                "choice",
                "Velg rolle. Skriv aldri navnet på den som meldte.",
                offered="reporters",
            ),
        ),
    ),
    table=Table(
        name="incidents",
        fields={
            "incident": Field("text", "filled", None),
            "date": Field("day", "filled", None),
            "address": Field("text", "filled", "address"),
            "flat": Field("text", "or missing", None),
            "kind": Field("text", "filled", "incident kind"),
            "closed": Field("day", "or missing", None),
            "reported_by": Field("text", "or missing", None),
        },
        unique=("incident",),
        rules=("closed after reported",),
    ),
)
