"""What makes a step run again."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from analysis.clean import CleanError
from analysis.clean.persons.pseudonyms import FILE_VARIABLE, KEY_VARIABLE
from analysis.params import Study, load_period
from analysis.pipeline.errors import PipelineError
from analysis.pipeline.steps import State, steps_of

KEY, OTHER = "q7Lr2ZtVn4XcB9mKd3Ws8YfH", "p8Ks3YuWm5YdC0nLe4Xt9ZgJ"


@pytest.fixture
def study(project: Path, monkeypatch: pytest.MonkeyPatch) -> Study:
    monkeypatch.delenv(FILE_VARIABLE, raising=False)
    return load_period(project / "params/leie/periods/sluttrapport.yml")


def depends(study: Study, name: str) -> dict[str, dict[str, str]]:
    return State(next(step for step in steps_of(study) if step.name == name), study, {}).depends


def test_another_pseudonym_key_makes_both_halves_again(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    """Persons of the survey and of the records are the same persons only under the same key."""
    for step in ("clean_survey", "clean_records"):
        monkeypatch.setenv(KEY_VARIABLE, KEY)
        before = depends(study, step)
        assert KEY not in str(before)
        monkeypatch.setenv(KEY_VARIABLE, OTHER)
        assert depends(study, step)["environment"] != before["environment"]
        assert {group: own for group, own in depends(study, step).items() if group != "environment"} == {
            group: own for group, own in before.items() if group != "environment"
        }


def test_what_follows_does_not_ask_for_the_key(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(KEY_VARIABLE, raising=False)
    real = dataclasses.replace(study, project=study.project.model_copy(update={"synthetic": False}))
    assert "pseudonym key" not in depends(real, "render")["environment"]
    with pytest.raises(CleanError, match="no pseudonym key"):
        depends(real, "clean_survey")


def test_the_records_depend_on_every_raw_file_and_the_survey_on_its_own(study: Study) -> None:
    survey, records = (depends(study, step)["inputs"] for step in ("clean_survey", "clean_records"))
    raw = {f"data/raw/leie/{path.name}" for path in study.raw_dir.iterdir()}
    assert raw | {"data/corrections.yml"} == set(records)
    assert {Path(name).name for name in survey} == {
        "kartlegging-1.csv", "kartlegging-2.xlsx", "leieforhold.csv", "corrections.yml",
    }  # fmt: skip


def test_a_project_folder_without_the_lock_is_told_what_to_copy(project: Path, study: Study) -> None:
    (project / "requirements.lock").unlink()
    with pytest.raises(
        PipelineError, match=r"requirements\.lock: no such file .* Copy it from the repository"
    ):
        depends(study, "render")
