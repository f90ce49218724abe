"""SPSS files are read by labels where the extra is installed, and refused with the way to install it else."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyreadstat
import pytest

from analysis.clean import clean_survey
from analysis.clean.files import spss
from analysis.params import Study

from ..conftest import TENANCIES, only, rules, survey_findings
from ..survey.conftest import FULL, ROSTER, Make, headers


def _source(**more: object) -> dict[str, object]:
    return {"id": "k1", "kind": "survey", "wave": 1, "file": "k.sav", "columns": {"tenant": "nr"}, **more}


def test_without_the_extra_the_message_says_how_to_get_it(
    project_of: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spss, "_reader", lambda: None)
    files = {"k.sav": b"$FL2@(#) SPSS", "leieforhold.csv": ROSTER}
    told = only(survey_findings(project_of([_source(), TENANCIES], files)), "unknown_format")
    assert "pyreadstat" in told["action"]


def test_labels_are_answers_and_questions_headers(sample: Study, project_of: Make, tmp_path: Path) -> None:
    items = [f"v{n}" for n, _ in enumerate(headers(sample))]
    given = [[float(a) for a in FULL], [99.0, *(float(a) for a in FULL[1:])]]
    frame = pd.DataFrame({"nr": ["1", "2"], **{v: [row[n] for row in given] for n, v in enumerate(items)}})
    scale = {float(n): label for n, label in enumerate(sample.questionnaire.scale.labels, 1)}
    pyreadstat.write_sav(
        frame,
        str(tmp_path / "k.sav"),
        column_labels=["Leietakernummer", *headers(sample)],
        variable_value_labels={item: {**scale, 99.0: "Vet ikke"} for item in items},
        missing_ranges={item: [99.0] for item in items},
    )
    files = {"k.sav": (tmp_path / "k.sav").read_bytes(), "leieforhold.csv": ROSTER}
    survey = clean_survey(project_of([_source(), TENANCIES], files)).tables["survey"]
    assert survey["status"].value_counts().to_dict() == {"answered": 27, "dont_know": 1}
    broken = {**files, "k.sav": files["k.sav"][:400]}
    assert "broken_spss" in rules(survey_findings(project_of([_source(), TENANCIES], broken)), "error")
