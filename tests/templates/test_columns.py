from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from analysis.params import ParamsError, Source, Study
from analysis.source_kinds import KINDS
from analysis.templates import column_map, columns
from analysis.templates.columns import known_by


def changed(study: Study, part: str, **values: Any) -> Study:
    return dataclasses.replace(study, **{part: getattr(study, part).model_copy(update=values)})


@pytest.mark.parametrize("kind", KINDS)
def test_every_column_is_explained_in_whole_sentences(sample: Study, kind: Any) -> None:
    for column in columns(kind, sample):
        assert column.explanation[0].isupper() and column.explanation.endswith("."), column.header
        assert "  " not in column.explanation


def test_tenants_are_named_by_number_where_the_register_has_one(sample: Study) -> None:
    assert known_by(sample) == "tenant"
    assert "name" not in column_map("survey", sample)
    assert "name" not in column_map("services", sample)


def test_tenants_are_named_by_name_and_address_where_the_register_has_nothing_else(sample: Study) -> None:
    register = Source.model_validate(
        {"id": "l", "kind": "tenancies", "file": "l.csv", "columns": {"name": "Navn", "address": "Adresse"}}
    )
    study = changed(sample, "project", sources=(register,))
    assert known_by(study) == "name"
    assert {"name", "address"} <= set(column_map("survey", study))
    assert "tenant" not in column_map("services", study)
    assert list(column_map("tenancies", study)).count("name") == 1


def test_no_workbook_asks_for_an_identity_number(sample: Study) -> None:
    assert not [kind for kind in KINDS if "national_id" in column_map(kind, sample)]


def test_a_column_with_nothing_to_choose_is_left_out(sample: Study) -> None:
    study = changed(sample, "vocabulary", reported_by={}, tenancy_end_reasons={}, measure_statuses={})
    assert "reported_by" not in column_map("incidents", study)
    assert "end_reason" not in column_map("tenancies", study)
    assert "status" not in column_map("measures", study)
    assert "status-runarveien-1" in column_map("measures", study)


def test_service_decisions_without_declared_services_are_an_error_that_says_what_to_add(
    sample: Study,
) -> None:
    with pytest.raises(ParamsError, match=r"declares no services.*Add them under services"):
        columns("services", changed(sample, "vocabulary", services={}))


def test_two_columns_with_one_header_are_refused(sample: Study) -> None:
    first, second, *rest = sample.questionnaire.items
    items = (first.model_copy(update={"text": "dato"}), second, *rest)
    with pytest.raises(ParamsError, match=r"two columns called «dato» \(submitted and q01\)"):
        columns("survey", changed(sample, "questionnaire", items=items))


def test_a_wave_has_no_column_for_an_item_it_left_out(sample: Study) -> None:
    assert len(columns("survey", sample)) - len(columns("survey", sample, ("q05", "q14"))) == 2
