"""Both editions of the sample: what is hidden is gone, and what is shown reaches the thresholds."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pandas as pd
import pytest

from analysis.clean import Findings, Place
from analysis.clean.telling import told
from analysis.disclose import Disclosed, restrict, restrict_all
from analysis.disclose.results import FIGURES
from analysis.params import Edition, Study

from ..evaluate.conftest import evaluated, loaded, world

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def study() -> Study:
    return loaded()


@pytest.fixture(scope="module")
def editions(study: Study) -> dict[Edition, Disclosed]:
    findings = Findings()
    for row in (8, 11):
        unlinked = ("warning", Place("kartlegging-1", "k.csv"), "unlinked", "personen finnes ikke")
        like = {"resembles": "leieforhold.csv", "resembles_rows": [row, 19]}
        findings.add(*unlinked, rows=[row], action="Rett skrivemåten.", **like)  # type: ignore[arg-type]
    events = Place("hendelser", "h.xlsx")
    findings.add("warning", events, "one_day", "14 rader kan være én hendelse", rows=[14, 20, 21, 22])
    findings.add("warning", events, "many", "celler er tomme", rows=range(1, 400, 3))
    findings.add("warning", Place("ukjent", "u.csv"), "odd", "noe", rows=[7])
    corrections = pd.DataFrame({"source": ["hendelser"], "key": ["rad 3"]})
    full = SimpleNamespace(**{**vars(world()), "findings": findings.frame(), "corrections": corrections})
    return restrict_all(evaluated(), full, study)  # type: ignore[arg-type]


def of_people(study: Study) -> list[str]:
    return [i.id for i in study.plan.indicators if i.declared.counts == "persons"]


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
    shown = results[~results["hidden"] & results["indicator"].isin(of_people(study))]
    assert not shown.empty
    assert (shown["n_pairs"] >= study.project.disclosure.min_group).all()


def test_public_shows_all_addresses_of_an_indicator_of_people_or_none(
    editions: dict[Edition, Disclosed], study: Study
) -> None:
    results = editions["offentlig"].results
    people = results[(results["place"] != "all") & results["indicator"].isin(of_people(study))]
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
    public = editions["offentlig"].findings
    assert public[["rows", "resembles_rows"]].eq("").all(axis=None)
    assert told(public)["message"].tolist() == [
        "k.csv: personen finnes ikke.",
        "h.xlsx: 14 rader kan være én hendelse.",
        "h.xlsx: celler er tomme.",
        "u.csv: noe.",
    ]
    assert editions["offentlig"].corrections["key"].eq("").all()


def test_which_rows_are_which_persons_is_for_the_researcher_only(editions: dict[Edition, Disclosed]) -> None:
    shown = told(editions["begrenset"].findings)
    persons, events = shown[shown["source"] == "kartlegging-1"], shown[shown["source"] == "hendelser"]
    assert persons[["rows", "message", "action"]].to_numpy().tolist() == [
        ["", "k.csv: personen finnes ikke.", "Ligner på leieforhold.csv. Rett skrivemåten."]
    ]
    assert events["rows"].iloc[0] == "14, 20–22"
    assert "(rad 14, 20–22)" in events["message"].iloc[0]
    assert shown.loc[shown["source"] == "ukjent", "rows"].eq("").all(), "nobody declared whose its rows are"


WORDS = {"activities": ["responsible", "points"], "measures": ["preparation"]}


def test_records_own_words_are_in_the_restricted_edition_alone(editions: dict[Edition, Disclosed]) -> None:
    for table, words in WORDS.items():
        public, inside = (getattr(editions[edition], table) for edition in ("offentlig", "begrenset"))
        assert public[words].eq("").all(axis=None)
        assert inside[words].ne("").any().all()
        others = [c for c in getattr(evaluated(), table) if c not in [*words, "attended"]]
        pd.testing.assert_frame_equal(public[others], inside[others])
    assert "Runarveien 1 og 3; Midtåsveien 22; Lahelleveien" in set(
        editions["begrenset"].activities["points"]
    )


def test_an_evaluation_without_these_columns_is_shown_as_it_is(study: Study) -> None:
    old = replace(
        evaluated(),
        **{table: getattr(evaluated(), table).drop(columns=words) for table, words in WORDS.items()},
    )
    full = SimpleNamespace(**vars(world()))
    for edition in study.period.editions:
        shown = restrict(old, full, study, edition)  # type: ignore[arg-type]
        assert not {"responsible", "points"} & set(shown.activities)
        assert "preparation" not in shown.measures


def test_public_claims_about_few_people_have_neither_figure_nor_answer(
    editions: dict[Edition, Disclosed],
) -> None:
    claims = editions["offentlig"].claims.set_index("claim")
    assert claims.loc["flyttere-fikk-vedtak", ["n_people", "n_with"]].isna().all()
    assert claims.loc["flyttere-fikk-vedtak", "status"] == "withheld"
    inside = editions["begrenset"].claims.set_index("claim")
    assert inside.loc["flyttere-fikk-vedtak", "status"] == "holds"
    others = claims.index != "flyttere-fikk-vedtak"
    assert (claims.loc[others, "status"] == inside.loc[others, "status"]).all()
