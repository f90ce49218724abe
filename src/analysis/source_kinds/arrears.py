"""The rent ledger: what each tenant owed at the end of each month."""

from __future__ import annotations

from analysis.source_kinds.declaration import Column, Entry, Field, Kind, Table, Workbook
from analysis.source_kinds.survey import NAME
from analysis.source_kinds.tenancies import TENANT

KIND = Kind(
    id="arrears",
    order=5,
    called="husleie",
    read_in=("records",),
    names_persons=True,
    row_is_person=True,
    says_whose=True,
    roster=False,
    rounds=False,
    events=None,
    credits=True,
    ditto=True,
    columns=(
        Column("tenant", "Leietakernr", "optional"),
        Column("name", "Navn", "optional"),
        Column("month", "Måned", "filled"),
        Column("opening", "Inngående saldo", "optional"),
        Column("due", "Forfalt", "optional"),
        Column("paid", "Betalt", "optional"),
        Column("balance", "Restanse", "there"),
    ),
    instead={},
    per_address=(),
    workbook=Workbook(
        title="Husleie og restanser",
        sheet="Husleie",
        file="husleie",
        one_row="Én rad for hver leietaker og måned.",
        entries=(
            Entry("tenant", "key", TENANT, required=True, when="tenant"),
            Entry("name", "key", NAME, required=True, when="name"),
            Entry(
                "month",
                "month",
                "Velg måneden fra listen. Én rad for hver leietaker og måned.",
                required=True,
            ),
            Entry("due", "amount", "Husleie som forfalt i måneden, i kroner, for eksempel 7250,00."),
            Entry("paid", "amount", "Det som ble betalt i måneden, i kroner."),
            Entry(
                "balance",
                "amount",
                "Det leietakeren skyldte ved slutten av måneden. Skriv 0 når ingenting er skyldig.",
                required=True,
            ),
        ),
    ),
    table=Table(
        name="arrears",
        fields={
            "person": Field("text", "filled", "person"),
            "month": Field("month", "filled", None),
            "balance": Field("amount", "or missing", "not below a credit"),
        },
        unique=("person", "month"),
        rules=(),
    ),
)
