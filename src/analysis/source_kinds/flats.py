"""The register of flats, and when each could not be let."""

from __future__ import annotations

from analysis.source_kinds.declaration import Column, Entry, Field, Kind, Table, Workbook

KIND = Kind(
    id="flats",
    order=2,
    called="boligregister",
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
        Column("address", "Adresse", "filled"),
        Column("flat", "Bolignummer", "filled"),
        Column("unavailable_from", "Ute av drift fra", "optional"),
        Column("unavailable_to", "Ute av drift til", "optional"),
        Column("reason", "Årsak", "optional"),
    ),
    instead={},
    per_address=(),
    workbook=Workbook(
        title="Boliger",
        sheet="Boliger",
        file="boliger",
        one_row="Én rad for hver bolig. Har den vært ute av drift flere ganger, får den flere rader.",
        entries=(
            Entry("address", "choice", "Velg adressen fra listen.", required=True, offered="addresses"),
            Entry("flat", "flat", "Bolignummeret på døren, for eksempel H0101.", required=True),
            Entry(
                "unavailable_from",
                "date",
                "Første dag boligen ikke kunne leies ut. La stå tom når boligen har vært i bruk. Én rad for "
                "hver gang.",
            ),
            Entry(
                "unavailable_to",
                "date",
                "Siste dag boligen ikke kunne leies ut. La stå tom når den fortsatt er ute av drift.",
                not_before="unavailable_from",
            ),
            Entry(
                "reason",
                "choice",
                "Velg hvorfor. Fylles ut sammen med «Ute av drift fra».",
                offered="flat_reasons",
                together_with="unavailable_from",
            ),
        ),
    ),
    table=Table(
        name="exposure",
        fields={
            "address": Field("text", "filled", "address"),
            "month": Field("month", "filled", None),
            "days": Field("whole", "filled", "days of a month"),
            "flats": Field("whole", "filled", "not negative"),
            "flat_days": Field("whole", "filled", "not negative"),
            "let_flat_days": Field("whole", "filled", "not negative"),
            "unavailable_flat_days": Field("whole", "filled", "not negative"),
            "occupied_flat_days": Field("whole", "filled", "not negative"),
        },
        unique=("address", "month"),
        rules=("flats times days",),
    ),
)
