"""What decides, what supports, what was done: read from the plan, and refused where it cannot be."""

from __future__ import annotations

import math
import shutil
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from analysis.params import Goal, Plan, load_period, period_files

ROOT = Path(__file__).parents[2]
FILE = "indicators.yml"
PLAN: Plan = load_period(ROOT / "params/leie/periods/sluttrapport.yml").plan


@pytest.fixture
def project(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "params", tmp_path / "params")
    (tmp_path / "notebooks").mkdir()
    return tmp_path


def edited(project: Path, old: str, new: str, name: str = FILE) -> Plan:
    path = project / "params" / "leie" / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return load_period(project / "params/leie/periods/sluttrapport.yml").plan


def refused(project: Path, old: str, new: str) -> str:
    with pytest.raises(Exception, match=FILE) as caught:
        edited(project, old, new)
    return str(caught.value)


def plan_of(**changes: Any) -> Plan:
    """The sample's plan with parts of it as given, checked anew."""
    given = {name: tuple(part) if isinstance(part, list) else part for name, part in changes.items()}
    return Plan.model_validate({**PLAN.model_dump(by_alias=True), **given})


def with_goal(goal: str, *decided_by: str) -> Plan:
    goals = [{**g.model_dump(), **({"decided_by": decided_by} if g.id == goal else {})} for g in PLAN.goals]
    return plan_of(goals=goals)


def with_indicator(name: str, **changes: Any) -> Plan:
    indicators = [
        {**i.model_dump(by_alias=True), **(changes if i.id == name else {})} for i in PLAN.indicators
    ]
    return plan_of(indicators=indicators)


def test_what_decides_is_named_and_comes_in_the_order_of_the_plan() -> None:
    assert [i.id for i in PLAN.deciding] == ["naboklager", "trygghet", "medvirkning"]
    assert PLAN.deciding_of(PLAN.goals[0]) == ("trygghet", "naboklager")
    assert PLAN.deciding_of(PLAN.goals[2]) == ()


def test_a_goal_that_names_nothing_is_decided_by_the_primary_where_it_is_its_own() -> None:
    """As in plans written before outcomes had roles."""
    old = with_goal("1")
    assert [i.id for i in old.deciding] == ["trygghet", "medvirkning"]
    assert with_goal("2").deciding_of(with_goal("2").goals[1]) == ()


def test_a_role_left_out_is_an_outcome_where_the_family_is_tested_and_else_an_activity() -> None:
    assert PLAN.role(PLAN.indicator("haerverk")) == "outcome"
    untested = plan_of(
        families=[{**f.model_dump(), "tested": f.id not in ("prosess", "bolig")} for f in PLAN.families]
    )
    assert untested.role(untested.indicator("restanse")) == "activity"
    assert untested.role(untested.indicator("flyttet")) == "context", "what is said stands"


@pytest.mark.parametrize(
    ("indicator", "tested"),
    [
        ("trygghet", True),
        ("haerverk", True),
        ("q01", True),
        ("politi", False),
        ("vedtak", False),
        ("moter", False),
    ],
)
def test_only_outcomes_are_tested(indicator: str, tested: bool) -> None:
    assert (PLAN.indicator(indicator) in PLAN.tested) is tested


def test_what_explores_decides_nothing() -> None:
    assert {i.family for i in PLAN.explored} == PLAN.exploratory == {"sporsmal"}
    assert not set(PLAN.explored) & set(PLAN.deciding)


@pytest.mark.parametrize(
    ("important", "for_one", "great"),
    [(0.5, None, 1.0), (0.5, 0.75, 0.75), (None, 0.75, 0.75), (None, None, math.inf)],
)
def test_a_change_is_great_for_one_tenant_at_twice_what_is_important_unless_said(
    important: float | None, for_one: float | None, great: float
) -> None:
    changes = {"important_change": important, "important_for_one": for_one}
    assert PLAN.important_for_one(PLAN.indicator("trygghet").model_copy(update=changes)) == great


@pytest.mark.parametrize("value", [0, -1])
@pytest.mark.parametrize("field", ["important_for_one", "important_change"])
def test_an_important_change_is_more_than_nothing(field: str, value: float) -> None:
    with pytest.raises(ValidationError, match=field):
        with_indicator("trygghet", **{field: value})


def test_police_visits_the_project_arranged_cannot_decide(project: Path) -> None:
    said = refused(project, "decided_by: [trygghet, naboklager]", "decided_by: [trygghet, politi]")
    assert (
        "goal '1': 'politi' has the role context and cannot decide: what surrounds the project is no" in said
    )
    assert said.startswith("params/leie/indicators.yml"), "one message, with the file"
    assert said.endswith("Name an outcome in decided_by.")


def test_what_the_project_did_cannot_decide(project: Path) -> None:
    said = refused(project, "decided_by: [medvirkning]", "decided_by: [vedtak]")
    assert "'vedtak'" in said and "none of its indicators" in said
    goals = [g.model_dump() | ({"decided_by": ("moter",)} if g.id == "4" else {}) for g in PLAN.goals]
    with pytest.raises(ValueError, match=r"'moter' has the role activity and cannot decide: what was done"):
        plan_of(goals=goals)


@pytest.mark.parametrize(
    ("decided_by", "said"),
    [
        (("trygghet", "naboklager", "haerverk"), "at most 2 different outcomes may decide a goal"),
        (("trygghet", "trygghet"), "at most 2 different outcomes may decide a goal"),
        (("trygghet", "medvirkning"), "names 'medvirkning', which is none of its indicators: naboklager,"),
        (("trygghet", "brann"), "names 'brann', which is none of its indicators"),
        (("trygghet", "q01"), "'q01' is exploratory and cannot decide"),
        (("naboklager", "haerverk"), "decided_by leaves out the primary outcome 'trygghet'"),
    ],
)
def test_who_may_decide_a_goal_is_held(decided_by: tuple[str, ...], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        with_goal("1", *decided_by)


def test_two_outcomes_may_decide_and_one(project: Path) -> None:
    assert len(with_goal("1", "trygghet", "haerverk").deciding) == 3
    assert len(with_goal("1", "trygghet").deciding) == 2


def test_an_outcome_of_a_family_that_is_not_tested_cannot_decide() -> None:
    families = [{**f.model_dump(), "tested": f.id != "hendelser"} for f in PLAN.families]
    with pytest.raises(ValueError, match="'naboklager' has the role activity and cannot decide"):
        plan_of(families=families)


def test_a_role_nobody_declared_is_refused_with_its_line(project: Path) -> None:
    said = refused(project, "role: context", "role: backdrop")
    assert "indicators.yml: line " in said
    assert "role" in said and "backdrop" in said


def test_what_cannot_be_tested_is_given_a_role_or_refused(project: Path) -> None:
    said = refused(project, "family: prosess, important_change: 7, role: context", "family: prosess")
    assert "indicator 'reparasjonstid': a duration is described, not tested; give it a role" in said


def test_a_tested_outcome_says_what_is_important() -> None:
    with pytest.raises(ValueError, match="indicator 'naboklager': important_change is missing"):
        with_indicator("naboklager", important_change=None)
    assert with_indicator("politi", important_change=None).indicator("politi").important_change is None


def test_goals_have_their_parts_as_the_project_numbers_them_and_a_main_goal() -> None:
    assert [part.code for part in PLAN.goals[0].parts] == ["1a", "1b", "1c", "1d", "1e"]
    assert [part.code for part in PLAN.goals[1].parts] == ["2a", "2b"]
    assert PLAN.main_goal is not None
    assert plan_of(main_goal=None).main_goal is None
    assert Goal(id="x", title="X", short="X").parts == ()


def test_a_plan_written_before_there_were_roles_still_loads(project: Path) -> None:
    """No roles, no deciding outcomes, no main goal: the primary alone decides."""
    path = project / "params" / "leie" / FILE
    kept = [
        line.replace(", role: activity", "").replace(", role: context", "")
        for line in path.read_text(encoding="utf-8").splitlines()
        if not line.startswith("main_goal") and "decided_by:" not in line
    ]
    text = "\n".join(kept).replace(
        "name: Gjennomføring, adjust: none}", "name: Gjennomføring, adjust: none, tested: false}"
    )
    path.write_text(text + "\n", encoding="utf-8")
    plan = load_period(project / "params/leie/periods/sluttrapport.yml").plan
    assert [i.id for i in plan.deciding] == ["trygghet"]
    assert plan.role(plan.indicator("moter")) == "activity"
    assert plan.role(plan.indicator("politi")) == "outcome"


@pytest.mark.parametrize("name", ["leie", "husvert"])
def test_every_goal_of_both_projects_is_decided_by_two_at_most(name: str) -> None:
    plan = load_period(period_files(ROOT, name)[0]).plan
    for goal in plan.goals:
        assert len(plan.deciding_of(goal)) <= 2
    assert {i.id for i in plan.indicators if i.primary} <= {i.id for i in plan.deciding}


@pytest.mark.parametrize(
    ("old", "new", "at"),
    [
        ("decided_by: [medvirkning]", "decided_by: [moter]", "goals.1.decided_by"),
        ("decided_by: [medvirkning]", "decided_by: [medvirkning, hjem, flyttinger]", "goals.1.decided_by"),
        ("important_change: 2000, minimum", "minimum", "indicators.3"),
    ],
)  # fmt: skip
def test_a_fault_of_the_whole_plan_names_the_line_it_stands_at(
    project: Path, old: str, new: str, at: str
) -> None:
    text = (ROOT / "params/leie" / FILE).read_text(encoding="utf-8")
    before = text[: text.index(old)].splitlines()
    line = (
        len(before) if at.startswith("goals") else 1 + max(n for n, t in enumerate(before) if "- {id:" in t)
    )
    assert f"line {line}: {at}: " in refused(project, old, new)
