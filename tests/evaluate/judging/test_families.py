from __future__ import annotations

import math

import numpy as np
import pytest

from analysis import stats
from analysis.evaluate.judging.families import adjusted
from analysis.params import Family, Study


def rows(study: Study, family: str, p: float = 0.02, least: float = 0.001) -> dict[str, dict[str, float]]:
    members = [i for i in study.plan.indicators if i.family == family]
    return {i.id: {"p": p * (k + 1), "smallest_p": least, "p_zero": math.nan} for k, i in enumerate(members)}


def test_holm_within_the_family_and_nothing_across_families(study: Study) -> None:
    events, housing = rows(study, "hendelser"), rows(study, "bolig", 0.01)
    both = adjusted({**events, **housing}, {}, study.plan)
    for part in (events, housing):
        expected = stats.adjust([row["p"] for row in part.values()])
        assert [both[name][0] for name in part] == pytest.approx(expected.tolist())


def test_the_primary_stands_alone(study: Study) -> None:
    assert adjusted({"trygghet": {"p": 0.04, "smallest_p": 0.01}}, {}, study.plan)["trygghet"][:2] == (
        0.04,
        0.01,
    )


def test_an_indicator_that_is_not_measured_takes_no_part(study: Study) -> None:
    events = rows(study, "hendelser")
    fewer = dict(list(events.items())[:2])
    assert adjusted(fewer, {}, study.plan)["naboklager"][0] == pytest.approx(min(0.02 * 2, 1))


def test_least_adjusted_p_is_what_holm_gives_when_every_test_is_at_its_least(study: Study) -> None:
    events = rows(study, "hendelser", least=0.01)
    found = adjusted(events, {}, study.plan)
    assert [a.smallest for a in found.values()] == pytest.approx([0.07] * 7)
    assert all(a.p >= a.smallest for a in found.values())


def test_adjusted_p_at_zero_replaces_only_its_own_test(study: Study) -> None:
    events = rows(study, "hendelser", least=0.001)
    events["naboklager"]["p_zero"] = 0.0625
    found = adjusted(events, {}, study.plan)
    assert found["naboklager"].zero == pytest.approx(0.0625)
    assert math.isnan(found["driftshenvendelser"].zero)


def test_items_are_adjusted_jointly_and_may_reach_their_own_least_p(study: Study) -> None:
    rng = np.random.default_rng(1)
    changes = {f"q{k:02d}": rng.integers(-1, 3, 13).astype(float) for k in range(1, 15)}
    whole = {name: {"p": 0.5, "smallest_p": 0.5} for name in changes}
    found = adjusted(whole, changes, study.plan)
    joint = stats.westfall_young(np.vstack(list(changes.values())))
    assert [a.p for a in found.values()] == np.asarray(joint.p_adjusted).tolist()
    assert [a.smallest for a in found.values()] == np.asarray(joint.smallest_p).tolist()


def test_a_family_that_is_not_tested_has_no_adjusted_p(study: Study) -> None:
    assert not next(f for f in study.plan.families if f.id == "prosess").tested
    assert all(
        math.isnan(value)
        for value in adjusted({"vedtak": {"p": 0.01, "smallest_p": 0.01}}, {}, study.plan)["vedtak"]
    )


def test_bonferroni_is_not_a_choice_of_the_plan() -> None:
    with pytest.raises(ValueError, match="adjust"):
        Family(id="x", name="X", adjust="bonferroni")  # type: ignore[arg-type]


def test_months_are_adjusted_with_the_tests_beside_them(study: Study) -> None:
    housing = rows(study, "bolig", 0.1)
    housing["oppsigelser"] |= {"p_months": 0.01}
    found = adjusted(housing, {}, study.plan)
    assert found["oppsigelser"].months == pytest.approx(len(housing) * 0.01), (
        "the least of all is multiplied by all"
    )
    assert found["oppsigelser"].p == pytest.approx(len(housing) * 0.1), "the months change no other p"
    assert math.isnan(found["restanse"].months)


def test_a_rates_months_stand_among_the_tests_and_not_only_among_other_months(study: Study) -> None:
    housing = rows(study, "bolig", 0.001)
    last = list(housing)[-1]
    housing[last] |= {"p_months": 0.04}
    assert adjusted(housing, {}, study.plan)[last].months == pytest.approx(0.04), "the largest of its family"
