from pathlib import Path

import pandas as pd
import pytest

from analysis.params import ParamsError, Study
from analysis.sample import SampleParams, World, generate, write_incident_table
from analysis.sample.handwriting import address_spellings


@pytest.fixture(scope="module")
def many(study: Study, params: SampleParams) -> World:
    return generate(study, seed=2, scale=30, params=params)


def test_csv_and_parquet_hold_the_same_rows(many: World, tmp_path: Path) -> None:
    one = pd.read_csv(write_incident_table(many, tmp_path / "a.csv"), sep=";", dtype=str)
    other = pd.read_parquet(write_incident_table(many, tmp_path / "a.parquet"))
    assert len(one) == len(many.events.day)
    assert one.fillna("").to_numpy().tolist() == other.fillna("").to_numpy().tolist()


def test_without_mess_dates_addresses_and_kinds_are_those_of_the_world(many: World, tmp_path: Path) -> None:
    table = pd.read_parquet(write_incident_table(many, tmp_path / "a.parquet", mess=False))
    events, project = many.events, many.study.project
    assert (pd.to_datetime(table["Dato"]).to_numpy() == events.day.astype("datetime64[D]")).all()
    assert table["Adresse"].tolist() == [project.addresses[a].name for a in events.address]
    assert table["Hva skjedde"].tolist() == [project.incident_kinds[k] for k in events.kind]
    assert table["Utbedret dato"].notna().sum() == (events.closed >= 0).sum()
    assert table["Meldt av"].isna().sum() == (events.reported_by == "").sum()
    labels = [many.stock.label[f] if f >= 0 else "" for f in events.flat]
    assert table["Leilighet"].fillna("").tolist() == labels


def test_with_mess_every_spelling_is_declared_for_its_own_address(many: World, tmp_path: Path) -> None:
    table = pd.read_parquet(write_incident_table(many, tmp_path / "a.parquet"))
    known = [set(address_spellings(a)) for a in many.study.project.addresses]
    assert all(text in known[a] for text, a in zip(table["Adresse"], many.events.address, strict=True))
    assert table["Dato"].str.fullmatch(r"\d{4}-\d\d-\d\d").mean() < 0.6


def test_another_suffix_is_refused(world: World, tmp_path: Path) -> None:
    with pytest.raises(ParamsError, match=r"a\.xls: unknown suffix"):
        write_incident_table(world, tmp_path / "a.xls")
