"""Small projects on disk: the sample's parameters with the sources and files a test wants."""

from __future__ import annotations

import csv
import dataclasses
import io
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml
from openpyxl import Workbook

from analysis.clean import CleanError, clean_records, clean_survey
from analysis.clean.findings import Findings, Place
from analysis.clean.store import Cleaned
from analysis.params import Project, Source, Study, find_root, load_period

Rows = Sequence[Sequence[Any]]


@pytest.fixture(scope="session")
def sample() -> Study:
    """The sample project where it lies in the repository."""
    return load_period(find_root(Path(__file__)) / "params/leie/periods/sluttrapport.yml")


@pytest.fixture(scope="session")
def halves(sample: Study) -> tuple[Cleaned, Cleaned]:
    """The sample's survey and its records, cleaned once; not to be changed."""
    return clean_survey(sample), clean_records(sample)


@pytest.fixture
def copied(sample: Study, tmp_path: Path) -> Study:
    """The sample project, its raw files and corrections copied to a folder of its own."""
    shutil.copytree(sample.root / "data/raw/leie", tmp_path / "data/raw/leie")
    shutil.copy(sample.root / "data/corrections.yml", tmp_path / "data/corrections.yml")
    return dataclasses.replace(sample, root=tmp_path)


@pytest.fixture
def project_of(sample: Study, tmp_path: Path) -> Callable[..., Study]:
    """Make a project with these sources, and these raw files (bytes by name)."""

    def make(sources: Sequence[dict[str, Any]], files: dict[str, bytes], **changes: Any) -> Study:
        folder = tmp_path / "data/raw/leie"
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(data)
        declared = tuple(Source.model_validate({"reader": {}, **s}, strict=False) for s in sources)
        project: Project = sample.project.model_copy(update={"sources": declared, "facts": (), **changes})
        return dataclasses.replace(sample, root=tmp_path, project=project)

    return make


def survey_findings(study: Study) -> pd.DataFrame:
    """What cleaning the survey finds, whether it makes a table or stops."""
    return _findings(clean_survey, study)


def record_findings(study: Study) -> pd.DataFrame:
    """What cleaning all but the survey finds, whether it makes tables or stops."""
    return _findings(clean_records, study)


def _findings(half: Callable[[Study], Cleaned], study: Study) -> pd.DataFrame:
    try:
        return half(study).findings
    except CleanError as error:
        return error.findings


def with_sources(study: Study, *ids: str) -> Study:
    """The copied project with these sources alone, and the corrections of them."""
    path = study.root / "data/corrections.yml"
    entries = yaml.safe_load(path.read_text(encoding="utf-8"))["corrections"]
    kept = {"corrections": [entry for entry in entries if entry["source"] in ids]}
    path.write_text(yaml.safe_dump(kept, allow_unicode=True), encoding="utf-8")
    sources = tuple(source for source in study.project.sources if source.id in ids)
    assert len(sources) == len(ids)
    return dataclasses.replace(study, project=study.project.model_copy(update={"sources": sources}))


def csv_bytes(rows: Rows, *, delimiter: str = ";", encoding: str = "utf-8") -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode(encoding)


def xlsx_bytes(sheets: dict[str, Rows], merged: Sequence[str] = ()) -> bytes:
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        for cells in merged:
            sheet.merge_cells(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def rules(findings: Any, severity: str | None = None) -> list[str]:
    """Ids of the rules found, of one severity or all."""
    frame = findings.frame() if isinstance(findings, Findings) else findings
    return list(frame["rule"] if severity is None else frame.loc[frame["severity"] == severity, "rule"])


def only(findings: Any, rule: str) -> dict[str, str]:
    """The one finding by this rule."""
    frame = findings.frame() if isinstance(findings, Findings) else findings
    hits = frame[frame["rule"] == rule]
    assert len(hits) == 1, f"{len(hits)} findings by {rule}: {list(frame['rule'])}"
    return hits.iloc[0].to_dict()


HERE = Place("kilde", "fil.csv")
INCIDENTS = {
    "id": "hendelser",
    "kind": "incidents",
    "file": "logg.csv",
    "columns": {
        "date": "Dato",
        "address": "Adresse",
        "flat": "Leilighet",
        "kind": "Hva",
        "reported_by": "Meldt av",
    },
    "ignore": ["Merknad"],
}
INCIDENT_HEADER = ["Dato", "Adresse", "Leilighet", "Hva", "Meldt av", "Merknad"]
TENANCIES = {
    "id": "leieforhold",
    "kind": "tenancies",
    "file": "leieforhold.csv",
    "columns": {
        "tenant": "Nr",
        "name": "Navn",
        "address": "Adresse",
        "flat": "Bolig",
        "start": "Inn",
        "end": "Ut",
        "end_reason": "Årsak",
    },
}
TENANCY_HEADER = ["Nr", "Navn", "Adresse", "Bolig", "Inn", "Ut", "Årsak"]
