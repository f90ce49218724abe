"""One indicator has one word: no two places of a report give it two, in any edition, period or project."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

from analysis.disclose import restrict_all
from analysis.disclose.results import WITHHELD
from analysis.evaluate import evaluate
from analysis.params import Study, load_period, period_files
from analysis.present.fragments.chapters import chapters
from analysis.present.material import Material
from analysis.present.proof import words_of
from analysis.present.provenance import Provenance
from analysis.sample import generate, world_tables
from analysis.wording import labels

ROOT = Path(__file__).resolve().parents[2]
PERIODS = [path for project in ("leie", "husvert") for path in period_files(ROOT, project)]


@pytest.fixture(scope="module")
def evaluated() -> dict[Path, tuple[Study, SimpleNamespace]]:
    made = {}
    for path in PERIODS:
        study = load_period(path)
        made[path] = study, SimpleNamespace(**world_tables(generate(study)))
    return made


@pytest.mark.slow
@pytest.mark.parametrize("path", PERIODS, ids=lambda path: f"{path.parents[1].name}/{path.stem}")
def test_no_two_places_of_a_report_give_one_indicator_two_words(
    path: Path, evaluated: dict[Path, tuple[Study, SimpleNamespace]]
) -> None:
    study, tables = evaluated[path]
    evaluation = evaluate(study, tables)
    for frame in ("findings", "corrections"):
        empty = pd.DataFrame(columns=["severity", "rule", "source", "file", "key", "message"])
        setattr(tables, frame, getattr(tables, frame, empty))
    for disclosed in restrict_all(evaluation, tables, study).values():
        material = Material(disclosed, study, Provenance((), "", ()))
        sources = list(chapters(material).values())
        whole = material.whole.set_index("indicator")
        for indicator in study.plan.indicators:
            row = whole.loc[indicator.id]
            own = labels.verdict(str(row["verdict"])).lower()
            expected = {own} if row["verdict"] != "beskrivelse" else set()
            said = words_of(indicator.name, sources)
            assert said <= expected, indicator.id
            if expected and row["verdict"] not in ("ikke_maalt", WITHHELD):
                assert said, f"{indicator.id}: its word is printed nowhere"
