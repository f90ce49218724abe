import itertools
from dataclasses import replace

import numpy as np
import pytest

from analysis.params import ParamsError, Study
from analysis.sample import SampleParams, World, generate
from analysis.sample.calendar import FOREVER
from analysis.sample.survey import LATE_DAYS
from analysis.sample.tenancies import MOVED, OUTSIDE


def running(world: World, day: int) -> np.ndarray:
    return (world.spells.start <= day) & (world.spells.end >= day)


@pytest.fixture(scope="module", params=range(8))
def any_world(request: pytest.FixtureRequest, study: Study, params: SampleParams) -> World:
    return generate(study, seed=request.param, params=params)


def test_every_seed_has_the_figures_of_the_final_report_at_the_start(any_world: World) -> None:
    start = any_world.calendar.start
    let = running(any_world, start) & (any_world.spells.flat != OUTSIDE)
    outages = any_world.outages
    unavailable = outages.flat[(outages.start <= start) & (outages.end >= start)]
    assert len(any_world.stock.label) == 23
    assert let.sum() == 13
    assert len(unavailable) == 2
    assert len(set(range(23)) - set(any_world.spells.flat[let]) - set(unavailable)) == 8


def test_a_flat_has_one_tenancy_at_a_time_and_none_while_out_of_use(any_world: World) -> None:
    spans = [
        (flat, start, end)
        for source in (any_world.spells, any_world.outages)
        for flat, start, end in zip(source.flat, source.start, source.end, strict=True)
        if flat != OUTSIDE
    ]
    spans.sort()
    for one, other in itertools.pairwise(spans):
        assert one[0] != other[0] or one[2] < other[1]


def test_a_tenancy_ends_no_earlier_than_it_begins(any_world: World) -> None:
    assert (any_world.spells.end >= any_world.spells.start).all()


def test_a_reason_is_given_exactly_for_tenancies_that_ended(any_world: World) -> None:
    assert ((any_world.spells.reason != "") == (any_world.spells.end < FOREVER)).all()


def test_four_tenants_of_the_project_move_and_each_has_a_decision_from_the_move_on(any_world: World) -> None:
    spells, decisions = any_world.spells, any_world.decisions
    movers = spells.person[spells.reason == MOVED]
    assert len(set(movers)) == 4
    assert any_world.in_project[movers].all()
    for person, left in zip(movers, spells.end[spells.reason == MOVED], strict=True):
        mine = (decisions.person == person) & (decisions.start == left + 1)
        new_home = (spells.person == person) & (spells.start == left + 1)
        assert mine.sum() == 1
        assert new_home.sum() == 1


def test_two_or_more_movers_leave_the_addresses(any_world: World) -> None:
    assert (any_world.spells.flat == OUTSIDE).sum() >= 2


def test_tenancies_start_and_end_in_both_years(any_world: World) -> None:
    calendar, spells = any_world.calendar, any_world.spells
    for low, high in ((calendar.begin, calendar.start - 1), (calendar.start, calendar.end)):
        assert ((spells.end >= low) & (spells.end <= high)).any()
        assert ((spells.start >= low) & (spells.start <= high)).any()


def test_the_balance_adds_up_from_month_to_month(any_world: World) -> None:
    ledger = any_world.ledger
    step = ledger.balance[:, 1:] - ledger.balance[:, :-1]
    np.testing.assert_allclose(step, (ledger.due - ledger.paid)[:, 1:], atol=0.011)
    assert (ledger.balance >= 0).all()


def test_cases_add_up_from_month_to_month(any_world: World) -> None:
    received, closed, left = any_world.cases
    assert (left[1:] == left[:-1] + received[1:] - closed[1:]).all()
    assert (left >= 0).all()


def test_incidents_with_a_flat_name_one_of_their_own_address(any_world: World) -> None:
    events = any_world.events
    known = events.flat >= 0
    assert (any_world.stock.address[events.flat[known]] == events.address[known]).all()


def test_repairs_come_after_reports_and_only_for_maintenance(any_world: World) -> None:
    events = any_world.events
    closed = events.closed >= 0
    assert (events.closed[closed] >= events.day[closed]).all()
    assert set(events.kind[closed]) <= {"drift"}


def test_the_sample_has_thirteen_tenants_twelve_on_time_and_eleven_pairs(world: World) -> None:
    answers = world.answers
    closed = world.truth.survey.first_wave.end.toordinal() - 719163
    assert (answers.day[1] >= 0).sum() == 13
    assert ((answers.day[1] >= 0) & (answers.day[1] <= closed)).sum() == 12
    assert answers.day[1].max() == closed + LATE_DAYS
    assert ((answers.day[1] >= 0) & (answers.day[2] >= 0)).sum() == 11


def test_the_same_seed_gives_the_same_world_and_another_seed_another(
    study: Study, params: SampleParams
) -> None:
    one, same, other = (generate(study, seed=s, params=params) for s in (3, 3, 4))
    assert (one.events.day == same.events.day).all()
    assert (one.names == same.names).all()
    assert len(one.events.day) != len(other.events.day) or (one.events.day != other.events.day).any()


def test_a_change_in_one_part_leaves_the_others_as_they_were(study: Study, params: SampleParams) -> None:
    truth = params.truth
    more = truth.incidents["politi"].model_copy(update={"rate": 40.0})
    changed = truth.model_copy(update={"incidents": {**truth.incidents, "politi": more}})
    one, other = generate(study, params=params), generate(study, changed, params=params)
    assert (one.spells.start == other.spells.start).all()
    assert (one.answers.given[2] == other.answers.given[2]).all()
    assert (one.ledger.paid == other.ledger.paid).all()


def test_scale_multiplies_addresses_flats_and_tenants(study: Study, params: SampleParams) -> None:
    world = generate(study, seed=1, scale=7, params=params)
    assert len(world.stock.label) == 7 * 23
    assert world.in_project.sum() == 7 * 13
    assert len(world.study.project.addresses) == 21
    assert (world.spells.reason == MOVED).sum() == 7 * 4


def test_a_scale_below_one_is_refused(study: Study, params: SampleParams) -> None:
    with pytest.raises(ParamsError, match="scale is 0; it must be 1 or more"):
        generate(study, scale=0, params=params)


def test_a_world_without_movers_or_slips_is_possible(study: Study, params: SampleParams) -> None:
    bare = params.model_copy(update={"incident_slip": None, "tenancy_slip": None})
    world = generate(study, params.truth.without_effect(), seed=5, params=bare)
    assert MOVED not in set(world.spells.reason)
    assert world.events.day.min() >= world.calendar.begin


def test_generating_changes_nothing_it_was_given(study: Study, params: SampleParams) -> None:
    before = replace(study)
    generate(study, seed=9, scale=2, params=params)
    assert study == before
