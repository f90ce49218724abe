"""Exports of one or two rounds, and a register of tenants with namesakes."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from analysis.clean import clean_survey
from analysis.params import Study

from ..conftest import TENANCIES, TENANCY_HEADER, csv_bytes

Make = Callable[..., Study]
ROSTER = csv_bytes(
    [
        TENANCY_HEADER,
        ["1", "Testine Prøvestad", "Runarveien 1", "H0101", "01.01.2020", "", ""],
        ["2", "Kladdar Prøvestad", "Runarveien 3", "H0101", "01.01.2020", "", ""],
        ["3", "Simulf Demodal", "Midtåsveien 22", "H0101", "01.01.2020", "", ""],
        ["4", "Simulf Demodal", "Midtåsveien 22", "H0102", "01.01.2020", "", ""],
        ["5", "Simulf Demodal", "Runarveien 1", "H0102", "01.01.2020", "", ""],
    ]
)
NORDIC = csv_bytes(
    [
        TENANCY_HEADER,
        ["0101", "Åse-Marie Bjørnæs", "Runarveien 1", "H0101", "01.01.2020", "", ""],
        ["0102", "Per Ola Prøvestad", "Runarveien 3", "H0101", "01.01.2020", "", ""],
    ]
)
FULL = ["1", "2", "3", "4", "5", "6", "7", "1", "2", "3", "4", "5", "6", "7"]
TESTINE, KLADDAR = ["Testine Prøvestad", "Runarveien 1"], ["Kladdar Prøvestad", "Runarveien 3"]


def source(wave: int, file: str, **more: object) -> dict[str, object]:
    return {
        "id": f"k{wave}",
        "kind": "survey",
        "wave": wave,
        "file": file,
        "columns": {"name": "Navn", "address": "Adresse"},
        **more,
    }


def headers(study: Study) -> list[str]:
    return [item.text for item in study.questionnaire.items]


def one_wave(
    sample: Study, make: Make, people: list[list[str]], *, extra: list[str] | None = None, **more: object
) -> Study:
    rows = [["Navn", "Adresse", *(extra or []), *headers(sample)], *people]
    return make(
        [source(1, "k.csv", **more), TENANCIES], {"k.csv": csv_bytes(rows), "leieforhold.csv": ROSTER}
    )


def two_waves(
    sample: Study,
    make: Make,
    first: list[list[str]],
    second: list[list[str]],
    *,
    identity: list[str] | None = None,
    roster: bytes | None = ROSTER,
    **more: object,
) -> Study:
    head = [*(identity or ["Navn", "Adresse"]), *headers(sample)]
    files = {"k1.csv": csv_bytes([head, *first]), "k2.csv": csv_bytes([head, *second])}
    sources = [source(1, "k1.csv", **more), source(2, "k2.csv", **more)]
    if roster is not None:
        sources, files = [*sources, TENANCIES], {**files, "leieforhold.csv": roster}
    return make(sources, files)


def varied(seed: int) -> list[str]:
    return [str((seed * 5 + n * n) % 7 + 1) for n in range(14)]


def answers(table: pd.DataFrame, person: str) -> list[object]:
    return table[table["person"] == person].sort_values("item")["value"].tolist()


def persons(study: Study) -> dict[int, set[str]]:
    table = clean_survey(study).tables["survey"]
    return {int(str(wave)): set(rows["person"]) for wave, rows in table.groupby("wave")}
