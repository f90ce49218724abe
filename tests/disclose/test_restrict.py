"""Both editions of the sample: what is hidden is gone, and what is shown reaches the thresholds."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

from analysis.disclose import Disclosed, restrict_all
from analysis.disclose.results import FIGURES, PEOPLE
from analysis.evaluate import evaluate
from analysis.params import Edition, Study, load_period
from analysis.sample import generate, world_tables

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def study() -> Study:
    return load_period(ROOT / "params" / "leie" / "periods" / "sluttrapport.yml")


@pytest.fixture(scope="module")
def editions(study: Study) -> dict[Edition, Disclosed]:
    tables = world_tables(generate(study))
    findings = pd.DataFrame({"severity": ["warning"], "message": ["x"], "rows": ["14"]})
    corrections = pd.DataFrame({"source": ["hendelser"], "key": ["rad 3"]})
    full = SimpleNamespace(**{**tables, "findings": findings, "corrections": corrections})
    return restrict_all(evaluate(study, full), full, study)  # type: ignore[arg-type]


def test_a_hidden_row_has_no_figure_left(editions: dict[Edition, Disclosed]) -> None:
    for disclosed in editions.values():
        hidden = disclosed.results[disclosed.results["hidden"]]
        assert not hidden.empty
        assert hidden[FIGURES].isna().all(axis=None)
        assert (hidden["hidden_reason"] != "").all()


def test_public_rows_of_people_rest_on_enough_of_them(
    editions: dict[Edition, Disclosed], study: Study
) -> None:
    results = editions["offentlig"].results
    shown = results[~results["hidden"] & results["measure"].isin(PEOPLE)]
    assert not shown.empty
    assert (shown["n_pairs"] >= study.project.disclosure.min_group).all()


def test_public_shows_all_addresses_of_an_indicator_of_people_or_none(
    editions: dict[Edition, Disclosed],
) -> None:
    results = editions["offentlig"].results
    people = results[(results["place"] != "all") & results["measure"].isin(PEOPLE)]
    assert people.groupby("indicator")["hidden"].nunique().eq(1).all()


def test_public_names_no_address(editions: dict[Edition, Disclosed], study: Study) -> None:
    named = {a.name for a in study.project.addresses}
    assert not named & set(editions["offentlig"].place_names.values())
    assert named <= set(editions["begrenset"].place_names.values())


def test_public_sensitivity_says_only_whether_a_verdict_flips(editions: dict[Edition, Disclosed]) -> None:
    varied = editions["offentlig"].sensitivity.query("variant != 'main'")
    assert not varied.empty
    assert varied[["estimate", "low", "high", "p", "n"]].isna().all(axis=None)
    assert varied["flips"].notna().all()


def test_public_findings_and_corrections_point_at_no_row(editions: dict[Edition, Disclosed]) -> None:
    assert editions["offentlig"].findings["rows"].eq("").all()
    assert editions["offentlig"].corrections["key"].eq("").all()
    assert editions["begrenset"].findings["rows"].eq("14").all()


def test_public_claims_about_few_people_have_neither_figure_nor_answer(
    editions: dict[Edition, Disclosed],
) -> None:
    claims = editions["offentlig"].claims.set_index("claim")
    assert pd.isna(claims.loc["flyttere-fikk-vedtak", "figure"])
    assert claims.loc["flyttere-fikk-vedtak", "status"] == "withheld"
    inside = editions["begrenset"].claims.set_index("claim")
    assert inside.loc["flyttere-fikk-vedtak", "status"] == "holds"
    others = claims.index != "flyttere-fikk-vedtak"
    assert (claims.loc[others, "status"] == inside.loc[others, "status"]).all()
