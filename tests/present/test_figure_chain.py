"""The chain of results: every indicator that is not exploratory stands with its goal."""

from __future__ import annotations

from dataclasses import replace

import pytest
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from analysis.params import load_period
from analysis.present.figures import chain, style

from .conftest import ROOT


def drawn(content, wide=style.WIDTH):
    with style.apply():
        return chain.draw(content, wide).axes[0]


def flat(axes):
    return [" ".join(text.get_text().split()) for text in axes.texts]


@pytest.mark.parametrize("period", ["husvert/periods/sluttevaluering", "leie/periods/sluttrapport"])
@pytest.mark.parametrize("wide", [style.WIDTH, style.NARROW])
def test_every_indicator_that_is_not_exploratory_is_in_the_picture_once_and_no_question(period, wide):
    own = load_period(ROOT / "params" / f"{period}.yml")
    content = chain.prepare(None, own)
    explored = set(own.plan.explored)
    kept = sorted(i.name for i in own.plan.indicators if i not in explored)
    assert sorted(name for link in content.links for name in link.measured) == kept
    shown = " ".join(flat(drawn(content, wide))).lower()
    assert not [name for name in kept if name.lower() not in shown]


def test_goals_stand_in_the_order_of_the_plan_with_what_was_done_and_what_decides_first(study):
    content = chain.prepare(None, study)
    assert [link.goal for link in content.links] == [goal.short for goal in study.plan.goals]
    first = content.links[0]
    assert (first.measured[: first.n_deciding], first.n_deciding) == (("Naboklager", "Opplevd trygghet"), 2)
    goal = study.plan.goals[0]
    assert set(first.done) == {*goal.means, *goal.actions} and len(set(first.done)) == len(first.done)
    measured = [text.lower() for text in flat(drawn(content)) if text.startswith(("Avgjør", "Viser"))]
    assert measured[0].startswith("avgjør: naboklager og opplevd trygghet. ellers: oppsigelser,")
    assert measured[2].startswith("viser: tiltak i handlingsplanen,")  # nothing decides


def test_three_boxes_per_goal_are_joined_by_arrows_and_an_empty_one_is_left_out(study):
    content = chain.prepare(None, study)
    bare = replace(content, links=(replace(content.links[0], done=()), *content.links[1:]))
    for links, boxes in ((content, 12), (bare, 11)):
        patches = drawn(links).patches
        assert sum(isinstance(patch, FancyBboxPatch) for patch in patches) == boxes
        assert sum(isinstance(patch, FancyArrowPatch) for patch in patches) == boxes - 4


def test_words_count_what_measures_the_goals_and_what_decides(study):
    said = chain.words(chain.prepare(None, study))
    n = len(study.plan.indicators) - len(study.plan.explored)
    assert said.message == f"{n} indikatorer måler 4 delmål. {len(study.plan.deciding)} av dem avgjør."
    assert "Samarbeid med drift: 8 tiltak, 4 indikatorer" in said.alt
