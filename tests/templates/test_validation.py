from __future__ import annotations

import pytest

from analysis.params import Study
from analysis.templates import columns
from analysis.templates.validation import missing_value, validation


def position(study: Study, kind: str, target: str | None) -> tuple[tuple, int]:  # type: ignore[type-arg]
    made = columns(kind, study)  # type: ignore[arg-type]
    return made, next(n for n, c in enumerate(made) if c.target == target)


def test_a_date_may_not_precede_the_one_it_follows(sample: Study) -> None:
    made, at = position(sample, "tenancies", "end")
    check = validation(made, at, None)
    assert check.type == "date"
    assert check.formula1 == "MAX($E2,18264)"
    assert "Datoen kan ikke være før «Innflyttet»." in check.error


def test_an_identity_number_is_refused_where_a_person_is_named(sample: Study) -> None:
    check = validation(*position(sample, "tenancies", "tenant"), None)
    assert check.formula1 == "AND(LEN(A2)<=60,NOT(AND(LEN(A2)=11,ISNUMBER(--A2))))"
    assert "Fødselsnummer skal aldri stå i filen" in check.error


def test_a_number_of_an_event_may_stand_once(sample: Study) -> None:
    check = validation(*position(sample, "incidents", None), None)
    assert check.formula1 == "AND(ISNUMBER(A2),COUNTIF($A$2:$A$1048576,A2)=1)"


def test_every_input_cell_of_the_column_is_checked(sample: Study) -> None:
    check = validation(*position(sample, "incidents", "date"), None)
    assert str(check.sqref) == "B2:B1048576"
    assert check.allow_blank


def test_a_required_cell_is_coloured_only_on_a_row_with_something_typed(sample: Study) -> None:
    rule = missing_value(*position(sample, "incidents", "address"))
    assert rule is not None
    assert rule.formula == ["AND(ISBLANK($C2),COUNTA($A2:$G2)>0)"]


def test_a_reason_is_asked_for_once_there_is_an_end(sample: Study) -> None:
    rule = missing_value(*position(sample, "tenancies", "end_reason"))
    assert rule is not None
    assert rule.formula == ["AND(ISBLANK($G2),NOT(ISBLANK($F2)))"]


@pytest.mark.parametrize("target", ["flat", "closed", "reported_by"])
def test_what_may_be_empty_is_never_coloured(sample: Study, target: str) -> None:
    assert missing_value(*position(sample, "incidents", target)) is None
