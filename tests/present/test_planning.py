"""What a design could show is printed in columns and written as table and figure."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from analysis.evaluate import plan_power, read_assumptions
from analysis.params import Study, load_period
from analysis.present.planning import HEADINGS, planning_text, write_planning
from analysis.wording.labels import LabelError

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def study() -> Study:
    return load_period(ROOT / "params" / "leie" / "periods" / "sluttrapport.yml")


@pytest.fixture(scope="module")
def planning(study: Study) -> pd.DataFrame:
    return plan_power(study, read_assumptions(study))


def test_each_tested_indicator_outside_exploratory_families_has_a_line(
    study: Study, planning: pd.DataFrame
) -> None:
    head, rule, *lines = planning_text(planning, study).splitlines()
    assert all(name in head for name in HEADINGS)
    assert set(rule) == {"-"}
    exploratory = {f.id for f in study.plan.families if f.exploratory}
    shown = planning[~planning["family"].isin(exploratory)]
    names = [*shown.loc[shown["decides"], "name"], *shown.loc[~shown["decides"], "name"]]
    assert [line[: len(name)] for line, name in zip(lines, names, strict=True)] == names


def test_columns_stand_under_each_other(study: Study, planning: pd.DataFrame) -> None:
    head, _, *lines = planning_text(planning, study).splitlines()
    at = head.index("Kan vises")
    assert {line[at : at + 3].strip() for line in lines} <= {"ja", "nei"}


def test_table_and_figure_are_written_the_same_twice(planning: pd.DataFrame, tmp_path: Path) -> None:
    first = [p.read_bytes() for p in write_planning(planning, tmp_path / "a")]
    second = [p.read_bytes() for p in write_planning(planning, tmp_path / "b")]
    assert first == second
    assert [p.name for p in sorted((tmp_path / "a").iterdir())] == ["plan.csv", "plan.svg"]


def test_without_a_known_chance_there_is_a_table_and_no_figure(
    planning: pd.DataFrame, tmp_path: Path
) -> None:
    unknown = planning.assign(power_important=float("nan"))
    assert [p.name for p in write_planning(unknown, tmp_path)] == ["plan.csv"]


@pytest.mark.parametrize("column", ["note", "detectable_unit"])
def test_a_note_without_words_is_refused_and_not_left_empty(
    planning: pd.DataFrame, tmp_path: Path, column: str
) -> None:
    with pytest.raises(LabelError, match="'new' has no Norwegian name"):
        write_planning(planning.assign(**{column: "new"}), tmp_path)
