"""The register of tenancies: who lived where from when to when, and whom the other exports mean."""

from __future__ import annotations

from analysis.source_kinds.declaration import Column, Entry, Field, Kind, Table, Workbook

TENANT = "Leietakernummeret fra boligsystemet. Bruk samme nummer i alle skjemaene. Skriv ikke navn."
NAME = (
    "Leietakerens navn, når et spørreskjema bare har navn. Det brukes til å kjenne igjen personen "
    "og til å sikre at navnet ikke havner i rapporten. Det lagres ikke videre."
)
OTHER_ADDRESS = "Annen adresse"
"""What the workbook calls an address outside the project."""

KIND = Kind(
    id="tenancies",
    order=3,
    called="leieforhold",
    read_in=("records", "survey"),
    names_persons=True,
    row_is_person=True,
    says_whose=True,
    roster=True,
    rounds=False,
    events="announced",
    credits=False,
    ditto=True,
    columns=(
        Column("tenant", "Leietakernr", "optional"),
        Column("name", "Navn", "optional"),
        Column("national_id", "Fødselsnummer", "optional"),
        Column("code", "Egen kode", "optional"),
        Column("address", "Adresse", "filled"),
        Column("flat", "Bolignummer", "there"),
        Column("start", "Innflyttet", "filled"),
        Column("end", "Utflyttet", "there"),
        Column("end_reason", "Årsak til utflytting", "optional"),
    ),
    instead={},
    per_address=(),
    workbook=Workbook(
        title="Leieforhold",
        sheet="Leieforhold",
        file="leieforhold",
        one_row="Én rad for hvert leieforhold. En leietaker som flytter, får en ny rad.",
        entries=(
            Entry("tenant", "key", TENANT, required=True, when="tenant"),
            Entry("name", "key", NAME, when="tenant"),
            Entry("name", "key", NAME, required=True, when="name"),
            Entry(
                "address",
                "choice",
                "Velg adressen fra listen. Flytter en leietaker til en bolig utenfor prosjektet, velger du "
                f"«{OTHER_ADDRESS}».",
                required=True,
                offered="addresses_and_other",
            ),
            Entry("flat", "flat", "Bolignummeret, for eksempel H0101. La stå tom for andre adresser."),
            Entry("start", "date", "Første dag kontrakten gjelder, dd.mm.åååå.", required=True),
            Entry(
                "end",
                "date",
                "Siste dag kontrakten gjaldt. La stå tom når leietakeren fortsatt bor der.",
                not_before="start",
            ),
            Entry(
                "end_reason",
                "choice",
                "Velg hvorfor leieforholdet tok slutt. Fylles ut sammen med «Utflyttet».",
                offered="end_reasons",
                together_with="end",
            ),
        ),
    ),
    table=Table(
        name="residents",
        fields={
            "person": Field("text", "filled", "person"),
            "address": Field("text", "filled", "address or other"),
            "flat": Field("text", "or missing", None),
            "start": Field("day", "filled", None),
            "end": Field("day", "or missing", None),
            "end_reason": Field("text", "or missing", "end reason"),
            "in_project": Field("flag", "filled", None),
        },
        unique=(),
        rules=("end after start",),
    ),
)
