from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import yaml

from analysis.clean import check, clean_survey
from analysis.params import Study

from ..conftest import csv_bytes, only, rules

Make = Callable[..., Study]
ROSTER = {
    "id": "leieforhold",
    "kind": "tenancies",
    "file": "leieforhold.csv",
    "columns": {
        "name": "Etternavn + Fornavn + Mellomnavn",
        "address": "Adresse",
        "flat": "Bolig",
        "start": "Inn",
        "end": "Ut",
    },
}
TENANTS = [
    ["Fornavn", "Mellomnavn", "Etternavn", "Adresse", "Bolig", "Inn", "Ut"],
    ["Testine", "", "Prøvestad", "Runarveien 1", "H0101", "01.01.2020", ""],
    ["Simulf", "Fantas", "Demodal", "Runarveien 3", "H0101", "01.01.2020", ""],
]
FORM = {
    "id": "k",
    "kind": "survey",
    "wave": 1,
    "file": "k.csv",
    "columns": {"name": "Fornavn + Etternavn", "address": "Adresse", "submitted": "Dato + Tid"},
}


def answers(sample: Study, make: Make, people: list[list[str]], **changes: object) -> Study:
    header = ["Fornavn", "Etternavn", "Adresse", "Dato", "Tid", *(i.text for i in sample.questionnaire.items)]
    rows = [header, *([*cells, *[str(n)] * 14] for n, cells in enumerate(people, start=1))]
    files = {"k.csv": csv_bytes(rows), "leieforhold.csv": csv_bytes(TENANTS)}
    return make([{**FORM, **changes}, ROSTER], files)


def test_columns_joined_by_a_plus_are_read_as_one(sample: Study, project_of: Make) -> None:
    people = [
        ["Testine", "Prøvestad", "Runarveien 1", "08.01.2024", "14:00"],
        ["Testine", "Prøvestad", "Runarveien 1", "08.01.2024", "09:00"],
        ["Simulf Fantas", "Demodal", "Runarveien 3", "09.01.2024", ""],
    ]
    study = answers(sample, project_of, people)
    frame = check(study)
    assert rules(frame, "error") == []
    assert "3 av 3" in only(frame, "linked")["message"]
    assert only(frame, "answered_twice")["rows"] == "3"
    assert set(clean_survey(study).tables["survey"]["value"]) == {1, 3}


def test_a_correction_names_the_columns_as_they_stand(sample: Study, project_of: Make) -> None:
    study = answers(sample, project_of, [["Testine", "Provestad", "Runarveien 3", "08.01.2024", "14:00"]])
    assert "unlinked" in rules(check(study))
    mend = {"source": "k", "row": 2, "column": "Etternavn", "old": "Provestad", "new": "Prøvestad"}
    mend |= {"reason": "r", "who": "prosjektmedarbeider", "date": dt.date(2024, 10, 1)}
    (study.root / "data/corrections.yml").write_text(yaml.safe_dump({"corrections": [mend]}), "utf-8")
    assert "1 av 1" in only(check(study), "linked")["message"]


def test_a_joined_name_is_searched_for_before_saving(sample: Study, project_of: Make) -> None:
    people = [["Kladdar", "Liksomvik", "Runarveien 1", "08.01.2024", ""]]
    study = answers(sample, project_of, people, file="kladdar-liksomvik.csv")
    (study.root / "data/raw/leie/k.csv").rename(study.root / "data/raw/leie/kladdar-liksomvik.csv")
    assert any(rule.startswith("personal") for rule in rules(check(study), "error"))


def test_a_part_the_file_lacks_is_a_missing_column(sample: Study, project_of: Make) -> None:
    people = [["Testine", "Prøvestad", "Runarveien 1", "08.01.2024", ""]]
    columns = {**FORM["columns"], "name": "Fornavn + Slektsnavn"}  # type: ignore[dict-item]
    frame = check(answers(sample, project_of, people, columns=columns))
    assert "missing_column" in rules(frame, "error")
