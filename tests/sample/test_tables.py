import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.sample import World, world_tables


@pytest.fixture(scope="module")
def tables(world: World) -> dict[str, pd.DataFrame]:
    return world_tables(world)


def columns_of_the_contract(root: Path) -> dict[str, list[str]]:
    """Read table → columns from the page that holds the contracts."""
    text = (root / "docs/architecture.md").read_text(encoding="utf-8")
    section = text.split("## Tables in")[1].split("\n## ")[0]
    contract = {}
    for line in section.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        name = re.fullmatch(r"`(\w+)`", cells[0])
        if name and len(cells) == 3:
            without_remarks = re.sub(r"\([^()]*(\([^()]*\)[^()]*)*\)", "", cells[2])
            contract[name[1]] = re.findall(r"`(\w+)`", without_remarks)
    return contract


def test_tables_have_exactly_the_columns_of_the_contract(root: Path, tables: dict[str, pd.DataFrame]) -> None:
    contract = columns_of_the_contract(root)
    assert len(contract) == 12
    assert {name: list(table.columns) for name, table in tables.items()} == contract


def test_dates_are_dates_at_midnight(tables: dict[str, pd.DataFrame]) -> None:
    for name, column in (
        ("residents", "start"), ("residents", "end"), ("incidents", "date"), ("incidents", "closed"),
        ("exposure", "month"), ("arrears", "month"), ("services", "decided"), ("activities", "date"),
        ("cases", "month"),
    ):  # fmt: skip
        values = tables[name][column]
        assert values.dtype == "datetime64[us]"
        assert (values.dropna() == values.dropna().dt.normalize()).all()


def test_a_value_is_given_exactly_for_answered_items(tables: dict[str, pd.DataFrame]) -> None:
    survey = tables["survey"]
    assert (survey["value"].notna() == (survey["status"] == "answered")).all()
    assert survey["value"].dropna().between(1, 7).all()
    assert not survey.duplicated(["person", "wave", "item"]).any()


def test_exposure_equals_counting_flats_day_by_day(world: World, tables: dict[str, pd.DataFrame]) -> None:
    residents = tables["residents"]
    days = pd.date_range("2021-10-01", "2024-09-30")
    rows = []
    for address in world.study.project.address_ids:
        there = residents[residents["address"] == address]
        let = [((there["start"] <= day) & ~(there["end"] < day)).sum() for day in days]
        rows.append(pd.Series(let, index=days).resample("MS").sum())
    wanted = np.concatenate([r.to_numpy() for r in rows])
    assert (tables["exposure"]["let_flat_days"].to_numpy() == wanted).all()


def test_exposure_adds_up_to_no_more_than_the_flats(tables: dict[str, pd.DataFrame]) -> None:
    table = tables["exposure"]
    used = table["let_flat_days"] + table["unavailable_flat_days"] + table["occupied_flat_days"]
    assert (used <= table["flat_days"]).all()
    assert table.drop_duplicates("address")["flats"].tolist() == [8, 8, 7]


def test_arrears_are_known_exactly_while_a_person_rents(
    world: World, tables: dict[str, pd.DataFrame]
) -> None:
    residents = tables["residents"]
    for person, table in tables["arrears"].groupby("person"):
        spells = residents[residents["person"] == person]
        for month in table["month"]:
            last = month + pd.offsets.MonthEnd(0)
            assert ((spells["start"] <= last) & ~(spells["end"] < last)).any()


def test_activities_have_one_row_per_date_and_one_when_undated(
    world: World, tables: dict[str, pd.DataFrame]
) -> None:
    table = tables["activities"]
    assert len(table) == sum(max(len(row.dates), 1) for row in world.params.activities)
    assert (table["kind"] == "working_group_meeting").sum() == 5
    assert table["date"].isna().sum() == 3


def test_no_table_holds_a_name_or_an_identity_number(world: World, tables: dict[str, pd.DataFrame]) -> None:
    secrets = {*world.names, *world.national_ids}
    for table in tables.values():
        for column in table.select_dtypes("str"):
            assert not secrets & set(table[column].dropna())
