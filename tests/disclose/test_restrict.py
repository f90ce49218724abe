"""Both editions of the sample: what is hidden is gone, and what is shown reaches the thresholds."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pandas as pd
import pytest

from analysis.clean import Findings, Place
from analysis.clean.telling import told
from analysis.disclose import Disclosed, restrict, restrict_all
from analysis.disclose.restrict import PLANNED
from analysis.disclose.results import FIGURES, WITHHELD
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


def test_of_people_public_prints_no_test_no_interval_no_change_and_no_number(
    editions: dict[Edition, Disclosed], study: Study
) -> None:
    results = editions["offentlig"].results
    own = results[results["indicator"].isin(of_people(study))]
    assert own[[c for c in FIGURES if c not in ("before", "after")]].isna().all(axis=None)
    assert own["verdict"].isin(["beskrivelse", "ikke_maalt", WITHHELD]).all()
    assert not own.query("not hidden").empty


def test_public_prints_most_of_the_indicators(editions: dict[Edition, Disclosed]) -> None:
    whole = editions["offentlig"].results.query("place == 'all'")
    assert (~whole["hidden"]).sum() >= 27


def test_a_goal_whose_deciding_word_is_withheld_has_none_in_public(
    editions: dict[Edition, Disclosed], study: Study
) -> None:
    results = editions["offentlig"].results.query("place == 'all'").set_index("indicator")
    for goal in study.plan.goals:
        row = editions["offentlig"].goals.set_index("goal").loc[goal.id]
        decides = study.plan.deciding_of(goal)
        withheld = any(results.loc[name, "verdict"] == WITHHELD for name in decides)
        assert (row["verdict"] == WITHHELD) == withheld


def test_public_names_no_address(editions: dict[Edition, Disclosed], study: Study) -> None:
    named = {a.name for a in study.project.addresses}
    assert not named & set(editions["offentlig"].place_names.values())
    assert named <= set(editions["begrenset"].place_names.values())


def test_public_sensitivity_is_of_printed_verdicts_and_says_only_whether_they_flip(
    editions: dict[Edition, Disclosed],
) -> None:
    varied, results = editions["offentlig"].sensitivity, editions["offentlig"].results
    judged = results.loc[
        results["place"].eq("all") & ~results["verdict"].isin(["beskrivelse", WITHHELD]), "indicator"
    ]
    assert set(varied["indicator"]) <= set(judged)
    assert varied[["before", "after", "estimate", "low", "high", "p", "n"]].isna().all(axis=None)
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


WORDS = {"activities": ["responsible", "points"], "measures": ["wording", "preparation"]}


def test_records_own_words_are_in_the_restricted_edition_alone(editions: dict[Edition, Disclosed]) -> None:
    for table, words in WORDS.items():
        public, inside = (getattr(editions[edition], table) for edition in ("offentlig", "begrenset"))
        assert public[words].eq("").all(axis=None)
        assert inside[words].ne("").any().all()
        others = [c for c in getattr(evaluated(), table) if c not in [*words, "attended", "title"]]
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


def test_a_public_claim_has_an_answer_only_where_the_figures_it_rests_on_are_printed(
    editions: dict[Edition, Disclosed],
) -> None:
    claims, inside = (editions[e].claims.set_index("claim") for e in ("offentlig", "begrenset"))
    assert claims[["n_people", "n_with"]].isna().all(axis=None)
    withheld = {"flyttere-fikk-vedtak", "tryggere", "mindre-restanse", "lavt-oppmote"}
    assert claims.loc[list(withheld), "status"].eq("withheld").all()
    assert inside.loc["flyttere-fikk-vedtak", "status"] == "holds"
    for open_to_all in ("faerre-naboklager", "faerre-saker", "syv-moter"):
        assert claims.loc[open_to_all, "status"] == inside.loc[open_to_all, "status"] != "withheld"


def test_a_claim_on_a_class_is_withheld_also_where_the_figure_is_its_number(study: Study) -> None:
    """Answered there and nowhere else, it would say that the figure is exactly that."""
    found, at = evaluated(), evaluated().results["indicator"].eq("trygghet")
    exact = found.results.assign(after=found.results["after"].mask(at, 3.5))
    full = SimpleNamespace(**vars(world()))
    public = restrict(replace(found, results=exact), full, study, "offentlig")  # type: ignore[arg-type]
    assert public.results.loc[at & public.results["place"].eq("all"), "after"].tolist() == [3.5]
    assert public.claims.set_index("claim").loc["tryggere", "status"] == "withheld"


def test_public_planning_tells_nothing_made_from_how_many_had_something(
    editions: dict[Edition, Disclosed], study: Study
) -> None:
    shares = [i.id for i in study.plan.indicators if i.declared.publication == "range_of_people"]
    planning = editions["offentlig"].planning
    assert planning.loc[planning["indicator"].isin(shares), PLANNED].isna().all(axis=None)
    assert planning.loc[planning["indicator"].eq("trygghet"), "power_important"].notna().all()
