"""Another municipality edits its params alone: its workbooks read back too."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest

from analysis import clean
from analysis.params import Study, load_period

from .conftest import D, Typed, records


@pytest.fixture
def other(tmp_path: Path) -> Study:
    """Another municipality: another questionnaire, other addresses and kinds, hardly any vocabulary."""
    (tmp_path / "notebooks").mkdir()
    shutil.copytree(Path(__file__).parent / "fjord", tmp_path / "params/fjord")
    return load_period(tmp_path / "params/fjord/periods/aaret.yml")


def test_the_workbooks_of_another_project_read_back(other: Study, typed: Typed) -> None:
    home = {
        "Leietakernr": "7",
        "Adresse": "Storgata 5 B",
        "Bolignummer": "H0101",
        "Innflyttet": D(2024, 6, 1),
    }
    study = typed(
        other,
        {
            "survey.xlsx": [
                {
                    "Leietakernr": "7",
                    "Det er rolig om natten, og jeg får sove": 5,
                    "= Jeg hilser på naboene mine": "Usikker",
                }
            ],
            "tenancies.xlsx": [home],
            "flats.xlsx": [
                {"Adresse": "Storgata 5 B", "Bolignummer": "H0101"},
                {
                    "Adresse": "Åsveien 12",
                    "Bolignummer": "H0101",
                    "Ute av drift fra": D(2025, 3, 1),
                    "Ute av drift til": D(2025, 3, 31),
                    "Årsak": "Bebodd uten kontrakt",
                },
            ],
            "incidents.xlsx": [
                {"Løpenr.": n, "Dato": D(2025, 3, n), "Adresse": "Elvegata 9", "Hva skjedde": name}
                for n, name in enumerate(other.project.incident_kinds.values(), start=1)
            ],
            "services.xlsx": [
                {
                    "Leietakernr": "7",
                    "Tjeneste": "Praktisk hjelp i hjemmet",
                    "Fra": D(2025, 1, 1),
                    "I boligen": "Ja",
                }
            ],
            "measures.xlsx": [
                {"Tiltak": "Nye dører", "Status Storgata 5 B": "Utført", "Status Åsveien 12": "Venter"}
            ],
            "activities.xlsx": [{"Aktivitet": "Vårdugnad", "Dato gjennomført": D(2025, 4, 1)}],
            "cases.xlsx": [{"Måned": "januar 2025", "Ubehandlet": 3}],
        },
    )
    answers = clean.clean_survey(study).tables["survey"]
    assert answers[["item", "value", "status"]].to_numpy().tolist()[:2] == [
        ["nabo", pd.NA, "dont_know"],
        ["ro", 5, "answered"],
    ]
    tables = records(study)
    assert tables["incidents"]["kind"].tolist() == ["brann", "braak", "annet"]
    assert set(tables["incidents"]["address"]) == {"elvegata-9"}
    assert tables["measures"][["address", "status"]].to_numpy().tolist() == [
        ["storgata-5b", "done"],
        ["aasveien-12", "waiting"],
    ]
    assert tables["services"][["service", "at_home"]].to_numpy().tolist() == [["hjelp", True]]
    assert tables["exposure"]["occupied_flat_days"].sum() == 31
    assert tables["cases"]["open"].tolist() == [3]
