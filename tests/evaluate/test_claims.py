"""Claims are held against the verdicts, or against what is only counted."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from analysis.evaluate import Evaluation
from analysis.evaluate.claims import COLUMNS, changed, movers_granted, reached
from analysis.params import Study
from analysis.params.claims import Change, Value

from .conftest import basis_of, crowd, with_tables

ROW = {
    "direction": "lower", "before": 40.0, "after": 20.0, "verdict": "bedring", "verdict_rule": "3",
    "warnings": "",
}  # fmt: skip
COUNTED = {**ROW, "verdict": "beskrivelse", "verdict_rule": "activity"}
LOWER = Change(type="change", indicator="i", says="lower")
HIGHER = Change(type="change", indicator="i", says="higher")


@pytest.mark.parametrize(
    ("check", "verdict", "expected"),
    [
        (LOWER, "bedring", "holds"),
        (LOWER, "forverring", "contradicted"),
        (HIGHER, "bedring", "contradicted"),
        (HIGHER, "forverring", "holds"),
        (LOWER, "uendret", "contradicted"),
        (LOWER, "for_lite_data", "not_shown"),
        (LOWER, "usikkert_grunnlag", "not_shown"),
        (LOWER, "ikke_maalt", "no_data"),
        (LOWER, "beskrivelse", "not_shown"),
        (HIGHER, "beskrivelse", "not_shown"),
    ],
)
def test_a_change_is_decided_by_the_verdict(check: Change, verdict: str, expected: str) -> None:
    found = changed(check, {**ROW, "verdict": verdict})
    assert found == {"status": expected, "grounds": "unmeasured" if verdict == "ikke_maalt" else "change"}
    wanted_up = changed(check, {**ROW, "verdict": verdict, "direction": "higher"})["status"]
    turned = {"holds": "contradicted", "contradicted": "holds"}
    assert wanted_up == (turned[expected] if verdict in ("bedring", "forverring") else expected)


@pytest.mark.parametrize("rule", ["supports", "explores"])
def test_an_outcome_without_a_word_shows_no_claim_whatever_its_figures(rule: str) -> None:
    row = {**ROW, "verdict": "beskrivelse", "verdict_rule": rule}
    assert {changed(check, row)["status"] for check in (LOWER, HIGHER)} == {"not_shown"}


@pytest.mark.parametrize("rule", ["activity", "context"])
def test_what_was_done_and_what_surrounds_answer_by_the_count(rule: str) -> None:
    row = {**COUNTED, "verdict_rule": rule}
    assert changed(LOWER, row)["status"] == "holds"
    assert changed(HIGHER, row)["status"] == "contradicted"


@pytest.mark.parametrize(("check", "after"), [(LOWER, 40.0), (HIGHER, 40.0), (LOWER, 40.1), (HIGHER, 39.9)])
def test_a_count_that_stands_still_or_goes_the_other_way_contradicts(check: Change, after: float) -> None:
    assert changed(check, {**COUNTED, "after": after})["status"] == "contradicted"


def test_a_count_known_only_once_is_no_data() -> None:
    for side in ("before", "after"):
        assert changed(LOWER, {**COUNTED, side: float("nan")})["status"] == "no_data"


@pytest.mark.parametrize(("verdict", "status"), [("bedring", "holds"), ("forverring", "contradicted")])
def test_no_warning_takes_an_answer_back(verdict: str, status: str) -> None:
    row = {**ROW, "verdict": verdict, "warnings": "overspredning;en_bolig_dominerer;storrelse_usikker"}
    assert changed(LOWER, row)["status"] == status


@pytest.mark.parametrize(
    ("check", "expected"),
    [
        (Value(type="value", indicator="i", below=20.5), "holds"),
        (Value(type="value", indicator="i", below=20.0), "contradicted"),
        (Value(type="value", indicator="i", at_least=20.0), "holds"),
        (Value(type="value", indicator="i", at_least=21.0), "contradicted"),
    ],
)
def test_a_value_is_held_against_its_limit(check: Value, expected: str) -> None:
    assert reached(check, {**ROW, "verdict": "beskrivelse"}) == {"status": expected, "grounds": "value"}
    for missing in ({"verdict": "ikke_maalt"}, {"after": float("nan")}):
        assert reached(check, {**ROW, **missing}) == {"status": "no_data", "grounds": "unmeasured"}


MOVERS = replace(
    crowd(5, in_project=np.arange(5) < 4, moved=np.arange(5) > 0, gone=np.arange(5) == 3),
    keys=pd.Index(["stayed", "moved", "granted", "gone", "visitor"]),
)


@pytest.mark.parametrize(
    ("with_decision", "status", "n_with"),
    [
        (("moved", "granted"), "holds", 2),
        (("granted", "gone", "visitor"), "contradicted", 1),
        ((), "contradicted", 0),
    ],
)
def test_movers_are_baseline_tenants_with_a_new_address_who_can_still_be_followed(
    study: Study, sample: SimpleNamespace, with_decision: tuple[str, ...], status: str, n_with: int
) -> None:
    """A decision must run on the last day of the after window."""
    services = pd.DataFrame(
        {"person": [*with_decision, "moved"], "start": pd.Timestamp("2024-01-01")}
    ).assign(end=[pd.NaT] * len(with_decision) + [pd.Timestamp("2024-09-29")])
    shared = basis_of(study, pd.Index(["a"]), MOVERS)
    found = movers_granted(study, with_tables(sample, services=services), shared)
    assert found == {"status": status, "grounds": "movers", "n_people": 2, "n_with": n_with}


def test_without_movers_or_registers_nothing_is_known_of_them(study: Study, sample: SimpleNamespace) -> None:
    nobody = basis_of(study, pd.Index(["a"]), replace(MOVERS, moved=MOVERS.gone))
    assert movers_granted(study, sample, nobody)["grounds"] == "no_movers"
    for kind in ("services", "tenancies"):
        sources = tuple(s for s in study.project.sources if s.kind != kind)
        without = replace(study, project=study.project.model_copy(update={"sources": sources}))
        found = movers_granted(without, sample, basis_of(study, pd.Index(["a"]), MOVERS))
        assert found == {"status": "no_data", "grounds": "no_registers", "n_people": 0}


@pytest.mark.slow
def test_every_claim_of_the_sample_has_a_row(study: Study, found: Evaluation) -> None:
    table = found.claims
    assert {name: str(dtype) for name, dtype in table.dtypes.items()} == COLUMNS
    assert table["claim"].tolist() == [claim.id for claim in study.claims]
    by_claim = table.set_index("claim")
    assert by_claim.loc["syv-moter", ["status", "grounds"]].tolist() == ["contradicted", "value"]
    assert by_claim.loc["lavt-oppmote", "status"] == "holds"
    assert by_claim.loc["individuell-oppfolging", ["status", "grounds"]].tolist() == ["no_data", "unrecorded"]
    assert by_claim.loc["flyttere-fikk-vedtak", "n_people"] == 4
