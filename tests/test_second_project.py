"""The second example project: as unlike the first as the parameters allow, and read all the same.

Its reports are tried where it is run: tests/pipeline/test_run_again.py.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

from analysis import clean
from analysis.cli import main
from analysis.params import ParamsError, Study, find_root, load_period, period_files
from analysis.sample import generate, read_sample_params, world_tables, write_sample

ROOT = find_root(Path(__file__))
PROJECT = "husvert"
FINAL = f"params/{PROJECT}/periods/sluttevaluering.yml"


@pytest.fixture(scope="module")
def study() -> Study:
    return load_period(ROOT / FINAL)


@pytest.fixture(scope="module")
def first() -> Study:
    return load_period(ROOT / "params/leie/periods/sluttrapport.yml")


@pytest.fixture(scope="module")
def cleaned(study: Study) -> dict[str, pd.DataFrame]:
    return {**clean.clean_survey(study).tables, **clean.clean_records(study).tables}


def test_it_shares_no_statement_scale_kind_or_goal_with_the_first(study: Study, first: Study) -> None:
    for shared in (
        {i.text for i in study.questionnaire.items} & {i.text for i in first.questionnaire.items},
        set(study.questionnaire.scale.labels) & set(first.questionnaire.scale.labels),
        set(study.project.incident_kinds) & set(first.project.incident_kinds),
        {g.id for g in study.plan.goals} & {g.id for g in first.plan.goals},
        {i.id for i in study.plan.indicators} & {i.id for i in first.plan.indicators},
        {a.public_name for a in study.project.addresses} & {a.public_name for a in first.project.addresses},
    ):
        assert shared == set()


def test_committed_files_are_what_the_stated_seed_gives(tmp_path: Path) -> None:
    written = write_sample(ROOT, PROJECT, out=tmp_path)
    raw = ROOT / "data/raw" / PROJECT
    assert sorted(p.name for p in raw.iterdir()) == sorted(p.name for p in written)
    for path in written:
        assert path.read_bytes() == (raw / path.name).read_bytes(), path.name


def test_what_is_read_is_the_world_that_was_written(study: Study, cleaned: dict[str, pd.DataFrame]) -> None:
    true = world_tables(generate(study))
    inside = true["exposure"]["month"] >= pd.Timestamp(study.period.before.start)
    true["exposure"] = true["exposure"][inside]
    for table, columns in (
        ("exposure", list(true["exposure"].columns)),
        ("incidents", ["date", "address", "kind", "closed", "reported_by"]),
        ("residents", ["start", "address", "end", "end_reason", "in_project"]),
        ("arrears", ["month", "balance"]),
        ("survey", ["wave", "item", "value", "status"]),
    ):
        one, other = (
            tables[table][columns].sort_values(columns, ignore_index=True) for tables in (true, cleaned)
        )
        pd.testing.assert_frame_equal(one, other, check_dtype=False)


def test_parts_the_project_lacks_are_empty_tables(study: Study, cleaned: dict[str, pd.DataFrame]) -> None:
    true = world_tables(generate(study))
    for table in ("services", "cases", "activities", "measures"):
        assert true[table].empty
        assert cleaned[table].empty


def test_both_rounds_lie_in_one_file_of_codes(study: Study, cleaned: dict[str, pd.DataFrame]) -> None:
    assert len([s for s in study.project.sources if s.kind == "survey"]) == 1
    assert set(cleaned["survey"]["wave"]) == {1, 2}
    assert set(cleaned["survey"]["value"].dropna()) == {1, 2, 3, 4, 5}


def test_nobody_at_the_comparison_address_is_followed(study: Study, cleaned: dict[str, pd.DataFrame]) -> None:
    there = cleaned["residents"]["address"] == "skogkanten-2"
    assert there.any()
    assert not cleaned["residents"][there]["in_project"].any()
    assert cleaned["residents"]["in_project"].any()


def test_at_the_comparison_address_nothing_changes(study: Study) -> None:
    world = generate(study, seed=1, scale=60)
    tables = world_tables(world)
    start = pd.Timestamp(study.project.start)
    compared = {a.id for a in world.study.project.addresses if a.comparison}
    exposure = tables["exposure"].assign(
        months=lambda t: t["let_flat_days"] / t["days"],
        after=lambda t: t["month"] >= start,
        other=lambda t: t["address"].isin(compared),
    )
    months = exposure.groupby(["other", "after"])["months"].sum()
    events = tables["incidents"].query("kind == 'natturo'")
    counts = events.groupby([events["address"].isin(compared), events["date"] >= start]).size()
    rate = counts / months
    ratio = {other: rate[other, True] / rate[other, False] for other in (False, True)}
    assert ratio[True] == pytest.approx(1.0, abs=0.08)
    assert ratio[False] == pytest.approx(world.truth.incidents["natturo"].ratio, abs=0.05)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("  arrears: {", "  #", "truth.arrears is missing, but project.yml has the source 'reskontro'"),
        ("project_worker: husvert", "project_worker: vakt", "truth.incidents.reporters names vakt"),
        ("      dod: {", "      doed: {", "truth.tenancies.ends names doed"),
        ("repair: {from: 2023-11-06, to: 2024-06-14}", "", "has flats 'repair', but 'repair' with its days"),
        ("    ends:", "    movers: 1\n    ends:", "1 tenants move, but 'moves' does not say on which days"),
    ],
)
def test_a_fault_in_its_sample_file_is_told_with_file_and_key(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    shutil.copytree(ROOT / "params" / PROJECT, tmp_path / "params" / PROJECT)
    (tmp_path / "notebooks").mkdir()
    file = tmp_path / "params" / PROJECT / "sample.yml"
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(ParamsError, match=re.escape(message)) as caught:
        read_sample_params(load_period(tmp_path / FINAL))
    assert f"params/{PROJECT}/sample.yml" in str(caught.value)


def test_without_a_name_every_period_of_every_project_is_meant() -> None:
    told = CliRunner().invoke(main, ["--root", str(ROOT), "status"]).output.splitlines()
    periods = [file for name in (PROJECT, "leie") for file in period_files(ROOT, name)]
    assert [line for line in told if "/" in line.split(" ")[0]] == [
        f"{file.parent.parent.name}/{file.stem}" for file in periods
    ]
