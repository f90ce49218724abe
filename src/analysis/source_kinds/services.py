"""Decisions on services: who was granted what, by whom, from when to when."""

from __future__ import annotations

from analysis.source_kinds.declaration import Column, Entry, Field, Kind, Table, Workbook
from analysis.source_kinds.survey import NAME
from analysis.source_kinds.tenancies import TENANT

KIND = Kind(
    id="services",
    order=6,
    called="vedtak om tjenester",
    read_in=("records",),
    names_persons=True,
    row_is_person=True,
    says_whose=True,
    roster=False,
    rounds=False,
    events=None,
    credits=False,
    ditto=True,
    columns=(
        Column("tenant", "Leietakernr", "optional"),
        Column("name", "Navn", "optional"),
        Column("service", "Tjeneste", "filled"),
        Column("agency", "Etat", "optional"),
        Column("decided", "Vedtaksdato", "optional"),
        Column("start", "Fra", "filled"),
        Column("end", "Til", "there"),
        Column("at_home", "I boligen", "filled"),
    ),
    instead={},
    per_address=(),
    workbook=Workbook(
        title="Vedtak om tjenester",
        sheet="Vedtak",
        file="tjenestevedtak",
        one_row="Én rad for hvert vedtak.",
        entries=(
            Entry("tenant", "key", TENANT, required=True, when="tenant"),
            Entry("name", "key", NAME, required=True, when="name"),
            Entry("service", "choice", "Velg tjenesten vedtaket gjelder.", required=True, offered="services"),
            Entry(
                "agency", "text", "Enheten som har fattet vedtaket. Skriv navnet på enheten likt hver gang."
            ),
            Entry("decided", "date", "Dagen vedtaket ble fattet, dd.mm.åååå."),
            Entry("start", "date", "Første dag tjenesten gis.", required=True),
            Entry(
                "end",
                "date",
                "Siste dag tjenesten ble gitt. La stå tom når vedtaket fortsatt gjelder.",
                not_before="start",
            ),
            Entry(
                "at_home",
                "choice",
                "Ja når tjenesten gis hjemme hos leietakeren, ellers Nei.",
                required=True,
                offered="yes_no",
            ),
        ),
    ),
    table=Table(
        name="services",
        fields={
            "person": Field("text", "filled", "person"),
            "service": Field("text", "filled", "service"),
            "agency": Field("text", "or missing", None),
            "decided": Field("day", "or missing", None),
            "start": Field("day", "filled", None),
            "end": Field("day", "or missing", None),
            "at_home": Field("flag", "filled", None),
        },
        unique=(),
        rules=("end after start",),
    ),
)
