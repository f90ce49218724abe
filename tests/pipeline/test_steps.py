"""What makes a step run again."""

from __future__ import annotations

import dataclasses
from datetime import date
from pathlib import Path

import pytest

from analysis.clean import CleanError
from analysis.clean.persons.pseudonyms import FILE_VARIABLE, KEY_VARIABLE
from analysis.params import Study, load_period
from analysis.pipeline.errors import PipelineError
from analysis.pipeline.files import file_hash
from analysis.pipeline.steps import State, parameter_hashes, side_by_side, steps_of

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


def hashed(study: Study) -> dict[str, dict[str, str]]:
    """Step → hashes of the settings it reads."""
    return {step.name: parameter_hashes(study, step.settings) for step in steps_of(study)}


def changed(one: dict[str, dict[str, str]], other: dict[str, dict[str, str]]) -> set[str]:
    return {name for name in one if one[name] != other[name]}


def test_a_report_date_redraws_the_report_and_a_window_everything(study: Study) -> None:
    later = study.period.model_copy(update={"report_date": date(2030, 1, 1)})
    redrawn = changed(hashed(study), hashed(dataclasses.replace(study, period=later)))
    assert redrawn == {"present", "render"}
    without = study.period.model_copy(update={"waves": study.period.waves.model_copy(update={"after": None})})
    again = changed(hashed(study), hashed(dataclasses.replace(study, period=without)))
    assert again == {step.name for step in steps_of(study)}


@pytest.mark.parametrize(
    ("file", "touched"),
    [
        ("report.yml", {"present", "render"}),
        ("claims.yml", {"compare", "present", "render"}),
        ("sample.yml", set()),
    ],
)
def test_settings_touch_only_the_steps_that_read_them(
    project: Path, study: Study, file: str, touched: set[str]
) -> None:
    before, path = hashed(study), project / "params/leie" / file
    path.write_text(path.read_text(encoding="utf-8") + "# more\n", encoding="utf-8")
    assert changed(before, hashed(study)) == touched


def test_each_parameter_file_has_its_own_hash(project: Path, study: Study) -> None:
    own = hashed(study)["present"]
    for name in ("claims.yml", "planning.yml", "report.yml"):
        assert own[f"params/leie/{name}"] == file_hash(project / "params/leie" / name)


def test_prose_of_another_project_touches_nothing(project: Path, study: Study) -> None:
    (project / "report/husvert").mkdir(parents=True, exist_ok=True)
    present = next(step for step in steps_of(study) if step.name == "present")
    (project / "report/husvert/mandat.qmd").write_text("Annet.", encoding="utf-8")
    names = {path.relative_to(project).as_posix() for path in present.reads()}
    assert "report/leie/mandat.qmd" in names
    assert "report/kapitler/metode.qmd" in names
    assert not [name for name in names if name.startswith("report/husvert/")]


def test_steps_of_which_none_reads_what_another_makes_run_side_by_side(study: Study) -> None:
    groups = [[step.name for step in group] for group in side_by_side(steps_of(study))]
    assert groups == [["clean_survey", "clean_records"], ["compare"], ["present"], ["render"]]
