"""Unknown wordings that recur and name nobody are shown with numbers, as YAML that mends the settings."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import yaml

from analysis.clean import clean_records
from analysis.params import Study

from ..conftest import INCIDENT_HEADER, INCIDENTS, TENANCIES, TENANCY_HEADER, csv_bytes, only, record_findings

Make = Callable[..., Study]
ROSTER = csv_bytes([TENANCY_HEADER, ["1", "Kari Kladdesen", "Runarveien 1", "H0101", "01.01.2020", "", ""]])


def _study(make: Make, *wordings: str, where: str = "Runarveien 1") -> Study:
    rows = [[f"{n % 28 + 1:02d}.01.2024", where, "", what, "", str(n)] for n, what in enumerate(wordings)]
    files = {"logg.csv": csv_bytes([INCIDENT_HEADER, *rows]), "leieforhold.csv": ROSTER}
    return make([INCIDENTS, TENANCIES], files)


def _pasted(action: str) -> dict[str, list[str]]:
    read: dict[str, list[str]] = yaml.safe_load(action[action.index("{") :])
    return read


def test_wordings_that_recur_are_shown_with_their_numbers(project_of: Make) -> None:
    study = _study(
        project_of, "Slagsmål", "slagsmål i gang", "Slagsmål", "Knuste ruter", "Knuste ruter", "Slagsmål"
    )
    told = only(record_findings(study), "unknown_wordings")
    assert "«Slagsmål» (3), «Knuste ruter» (2); 1 til" in told["message"]
    assert _pasted(told["action"]) == {"SLAG": ["Slagsmål"], "haerverk": ["Knuste ruter"]}


def test_what_may_name_somebody_is_never_shown(project_of: Make) -> None:
    named = ["Bråk hos Kladdesen", "Bråk fra Olsen", "Ring 91 23 45 67", "Fyll i H0203"]
    found = record_findings(_study(project_of, *named, *named))
    assert found.loc[found["rule"] == "unknown_wordings"].empty
    assert not any(word in " ".join(found["message"]) for word in ("Kladdesen", "Olsen", "91 23", "H0203"))


def test_what_is_pasted_mends_the_settings(project_of: Make) -> None:
    study = _study(project_of, "Knuste ruter", "Knuste ruter")
    pasted = _pasted(only(record_findings(study), "unknown_wordings")["action"])
    words = study.vocabulary.incidents
    mended = {kind: (*said, *pasted.get(kind, ())) for kind, said in words.items()}
    vocabulary = study.vocabulary.model_copy(update={"incidents": mended})
    events = clean_records(dataclasses.replace(study, vocabulary=vocabulary)).tables["incidents"]
    assert events["kind"].tolist() == ["haerverk", "haerverk"]


def test_spellings_of_addresses_are_shown_too(project_of: Make) -> None:
    study = _study(project_of, "Hærverk", "Hærverk", where="Runarveien nr 1")
    told = only(record_findings(study), "unknown_wordings")
    assert "«Runarveien nr 1» (2)" in told["message"]
    assert _pasted(told["action"]) == {"Runarveien 1": ["Runarveien nr 1"]}
