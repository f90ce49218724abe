"""What the clean room makes of the messy files is the world they were written from."""

import shutil
from pathlib import Path

import pandas as pd
import pytest

from analysis import clean
from analysis.clean.store import Cleaned
from analysis.params import load_period
from analysis.sample import generate, world_tables, write_sample

Halves = tuple[Cleaned, Cleaned]


@pytest.fixture(scope="module", params=[None, 1, 8])
def both(
    request: pytest.FixtureRequest, root: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Halves, dict[str, pd.DataFrame], dict[str, pd.DataFrame]]:
    """What was cleaned of a sample's files, the tables of its world, and those that came back."""
    folder = tmp_path_factory.mktemp("project")
    shutil.copytree(root / "params/leie", folder / "params/leie")
    (folder / "notebooks").mkdir()
    (folder / "data").mkdir()
    shutil.copy(root / "data/corrections.yml", folder / "data/corrections.yml")
    write_sample(folder, "leie", seed=request.param)
    study = load_period(folder / "params/leie/periods/sluttrapport.yml")
    halves = clean.clean_survey(study), clean.clean_records(study)
    return halves, world_tables(generate(study, seed=request.param)), {**halves[0].tables, **halves[1].tables}


def test_the_sample_has_findings_and_no_error(both: tuple[Halves, dict, dict]) -> None:
    assert {severity for half in both[0] for severity in half.findings["severity"]} == {"warning", "info"}


@pytest.mark.parametrize("table", ["exposure", "cases", "measures"])
def test_tables_without_people_come_back_as_they_were(both: tuple[Halves, dict, dict], table: str) -> None:
    _, true, cleaned = both
    keys = list(true[table].columns)[:2]
    one, other = (t[table].sort_values(keys) for t in (true, cleaned))
    if table == "exposure":  # known from the first month a window needs
        one = one[one["month"].isin(other["month"])]
    one, other = one.reset_index(drop=True), other.reset_index(drop=True)
    pd.testing.assert_frame_equal(one, other, check_dtype=False)


def test_incidents_come_back_with_date_place_kind_and_repair(both: tuple[Halves, dict, dict]) -> None:
    columns = ["date", "address", "kind", "closed", "reported_by"]
    one, other = (
        t["incidents"][columns].sort_values(columns).reset_index(drop=True) for t in (both[1], both[2])
    )
    pd.testing.assert_frame_equal(one, other, check_dtype=False)


def test_activities_come_back_with_kind_date_and_title(both: tuple[Halves, dict, dict]) -> None:
    columns = ["kind", "date", "approximate", "invited", "attended", "title"]
    one, other = (t["activities"][columns].reset_index(drop=True) for t in (both[1], both[2]))
    pd.testing.assert_frame_equal(one, other, check_dtype=False)


def test_answers_arrears_and_services_come_back_in_number_and_sum(both: tuple[Halves, dict, dict]) -> None:
    _, true, cleaned = both
    for keys in (["wave", "item", "status"],):
        one, other = (t["survey"].groupby(keys)["value"].agg(["size", "sum"]) for t in (true, cleaned))
        pd.testing.assert_frame_equal(one, other, check_dtype=False)
    one, other = (t["arrears"].groupby("month")["balance"].agg(["size", "sum"]) for t in (true, cleaned))
    pd.testing.assert_frame_equal(one, other, check_dtype=False)
    columns = ["service", "agency", "decided", "start", "end", "at_home"]
    one, other = (t["services"][columns].sort_values(columns).reset_index(drop=True) for t in (true, cleaned))
    pd.testing.assert_frame_equal(one, other, check_dtype=False)


def test_both_waves_are_linked_to_the_same_people(both: tuple[Halves, dict, dict]) -> None:
    _, true, cleaned = both

    def pairs(table: pd.DataFrame) -> list[list[float]]:
        survey = table["survey"].assign(question=lambda t: t["wave"].astype(str) + t["item"])
        wide = survey.pivot_table("value", "person", "question", aggfunc="first", dropna=False)
        return sorted(wide.astype(float).fillna(0).to_numpy().tolist())

    assert pairs(true) == pairs(cleaned)


def test_residents_come_back_with_spells_and_who_is_in_the_project(both: tuple[Halves, dict, dict]) -> None:
    columns = ["address", "start", "end", "end_reason", "in_project"]
    one, other = (
        t["residents"][columns].sort_values(["start", "address"]).reset_index(drop=True)
        for t in (both[1], both[2])
    )
    pd.testing.assert_frame_equal(one, other, check_dtype=False)
