import pandas as pd
import pytest

from analysis.clean.findings import Findings
from analysis.clean.schemas import TYPES, typed, validate
from analysis.clean.store import Cleaned
from analysis.params import Study

from .conftest import rules


@pytest.fixture(scope="module")
def tables(halves: tuple[Cleaned, Cleaned]) -> dict[str, pd.DataFrame]:
    return {**halves[0].tables, **halves[1].tables}


def test_every_declared_table_is_made_with_its_columns(tables: dict[str, pd.DataFrame]) -> None:
    assert set(tables) == set(TYPES) - {"findings", "corrections"}
    for name, table in tables.items():
        assert {c: str(t) for c, t in table.dtypes.items()} == dict(TYPES[name]), name


def test_the_samples_tables_keep_their_schemas(sample: Study, tables: dict[str, pd.DataFrame]) -> None:
    found = Findings()
    for name, table in tables.items():
        validate(name, table, sample, found)
    assert rules(found) == []


BREAKS = [
    ("survey", "value", 8),
    ("survey", "item", "q99"),
    ("survey", "status", "kanskje"),
    ("survey", "person", "Testine Prøvestad"),
    ("residents", "address", "Runarveien 1"),
    ("residents", "end_reason", "rømt"),
    ("incidents", "kind", "brann"),
    ("incidents", "date", pd.Timestamp("2024-01-08 12:00")),
    ("incidents", "incident", "h0000002"),
    ("exposure", "let_flat_days", -1),
    ("exposure", "month", pd.Timestamp("2024-01-08")),
    ("exposure", "flat_days", 1),
    ("arrears", "balance", -5.0),
    ("measures", "status", "ferdig"),
    ("activities", "responsible", "Byggdrift; Heidi R"),
    ("services", "service", "fotpleie"),
    ("cases", "open", -1),
]


@pytest.mark.parametrize(("name", "column", "value"), BREAKS)
def test_a_broken_rule_is_an_error(
    sample: Study, tables: dict[str, pd.DataFrame], name: str, column: str, value: object
) -> None:
    broken = tables[name].copy()
    broken.loc[0, column] = value
    found = Findings()
    validate(name, typed(name, broken), sample, found)
    assert "schema" in rules(found, "error")


def test_a_date_before_its_beginning_is_an_error(sample: Study, tables: dict[str, pd.DataFrame]) -> None:
    broken = tables["residents"].copy()
    broken.loc[0, "end"] = broken.loc[0, "start"] - pd.Timedelta(days=1)
    found = Findings()
    validate("residents", broken, sample, found)
    assert "slutt etter start" in found.frame()["message"].iloc[0]
