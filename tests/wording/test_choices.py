"""Every choice and every planning note has words, and nothing else does."""

from __future__ import annotations

from typing import get_args

import pytest

from analysis.evaluate import plan_power, read_assumptions
from analysis.evaluate.robustness.alternatives import METHODS
from analysis.evaluate.robustness.variants import variants
from analysis.measure_types import Choice
from analysis.params import Study
from analysis.wording import choices, labels

from ..evaluate.conftest import basis, loaded, world


def test_the_line_is_moved_earlier_or_later_by_months_in_words() -> None:
    assert choices.CHOICES["line-1"] == "Skillet mellom før og etter 1 måned tidligere"
    assert choices.CHOICES["line+3"] == "Skillet mellom før og etter 3 måneder senere"


def test_every_choice_that_is_made_has_a_name() -> None:
    made = {v.group for v in variants(loaded(), world(), basis(loaded(), world()))}
    assert made | set(METHODS) | {"at_the_time"} == set(choices.CHOICES)
    assert set(METHODS) <= set(get_args(Choice))


def test_every_note_and_unit_of_a_planning_has_a_name(study: Study) -> None:
    assumed = read_assumptions(study)
    many = assumed.model_copy(update={"pairs": 35, "rates_before": {"naboklager": 0.0}})
    none = assumed.model_copy(update={"pairs": 8, "shares_before": {"i-restanse": 0.01}})
    tables = [plan_power(study, known) for known in (assumed, many, none)]
    notes = {note for table in tables for note in table["note"]}
    units = {unit for table in tables for unit in table["detectable_unit"]}
    assert notes == set(choices.PLANNING_NOTES)
    assert units == set(choices.DETECTABLE_UNITS)


@pytest.mark.parametrize("table", [choices.CHOICES, choices.PLANNING_NOTES, choices.DETECTABLE_UNITS])
def test_an_unknown_id_is_refused(table: dict[str, str]) -> None:
    with pytest.raises(labels.LabelError, match="'new' has no Norwegian name"):
        labels.label(table, "new")
