"""Answers to the questionnaire, one export or more for each round."""

from __future__ import annotations

from analysis.source_kinds.declaration import Column, Entry, Field, Kind, Table, Workbook

STATUSES = ("answered", "missing", "dont_know", "declined")
"""What came of asking a person an item."""
NUMBER_OR_CODE = (
    "Leietakernummeret fra boligsystemet, det samme i alle skjemaene. Må fylles ut når «Egen kode» "
    "ikke er det. Skriv ikke navn."
)
NAME = "Navnet slik det står i leieforholdene. Det brukes bare til å koble radene, og det lagres ikke videre."

KIND = Kind(
    id="survey",
    order=1,
    called="kartlegging",
    read_in=("survey",),
    names_persons=True,
    row_is_person=True,
    says_whose=False,
    roster=False,
    rounds=True,
    events=None,
    credits=False,
    ditto=False,
    columns=(
        Column("tenant", "Leietakernr", "optional"),
        Column("code", "Egen kode", "optional"),
        Column("name", "Navn", "optional"),
        Column("address", "Adresse", "optional"),
        Column("submitted", "Dato", "optional"),
    ),
    instead={},
    per_address=(),
    workbook=Workbook(
        title="Kartlegging",
        sheet="Kartlegging",
        file="kartlegging",
        one_row="Én rad for hver leietaker som har svart.",
        entries=(
            Entry("tenant", "key", NUMBER_OR_CODE, when="tenant"),
            Entry("name", "key", NAME, when="name"),
            Entry("address", "choice", "Velg adressen fra listen.", offered="addresses", when="name"),
            Entry(
                "code",
                "key",
                "Bare når leietakeren har laget en egen kode for å svare anonymt. Da skal ingen andre felt "
                "si hvem det er.",
            ),
            Entry("submitted", "date", "Dagen skjemaet ble besvart, dd.mm.åååå."),
            Entry(
                "{item}",
                "answer",
                "Skriv tallet som ble svart, fra {lowest} til {highest}.{no_answers} La cellen stå tom når "
                "det ikke er svart.",
                offered="answers",
            ),
        ),
    ),
    table=Table(
        name="survey",
        fields={
            "person": Field("text", "filled", "person"),
            "wave": Field("count", "filled", None),
            "item": Field("text", "filled", "item"),
            "value": Field("count", "or missing", "on the scale"),
            "status": Field("text", "filled", STATUSES),
        },
        unique=("person", "wave", "item"),
        rules=("value when answered",),
    ),
)
