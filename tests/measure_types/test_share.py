from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from analysis.measure_types.share import DECLARED, NEEDS, OF_ARREARS, Share


def share(**said: Any) -> Share:
    return Share.model_validate({"type": "share", **said})


@pytest.mark.parametrize(
    ("said", "table", "names"),
    [
        ({"of": "in_arrears", "threshold": 3000.0}, "arrears", {}),
        ({"of": "service", "service": "hjemmetjeneste"}, "services", {"service": ("hjemmetjeneste",)}),
        (
            {"of": "item", "item": "q03", "at_least": 5},
            "survey",
            {"item": ("q03",), "answer above the lowest": ("5",)},
        ),
        ({"of": "event", "kinds": ("politi",)}, "incidents", {"incident kind": ("politi",)}),
    ],
)
def test_a_share_says_its_table_and_what_it_names(
    said: dict[str, Any], table: str, names: dict[str, tuple[str, ...]]
) -> None:
    measure = share(**said)
    assert (measure.declared.table, measure.names) == (table, names)
    assert measure.declared.publication == OF_ARREARS.publication


@pytest.mark.parametrize(
    ("said", "message"),
    [
        (
            {"of": "item", "item": "q03"},
            "by of and item and at_least: missing at_least, not its own nothing",
        ),
        ({"of": "event"}, "missing kinds"),
        ({"of": "service"}, "missing service"),
        ({"of": "service_at_home", "service": "x"}, "missing nothing, not its own service"),
        ({"of": "in_arrears", "kinds": ("politi",)}, "not its own kinds"),
        ({"of": "item", "item": "q03", "at_least": 5, "threshold": 100.0}, "not its own threshold"),
    ],
)
def test_a_share_takes_what_it_is_of_and_nothing_else(said: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        share(**said)


def test_every_share_is_declared_and_says_what_it_needs() -> None:
    assert DECLARED.keys() == NEEDS.keys()
    assert {of for of, declared in DECLARED.items() if "windows" not in declared.affected_by} == {"item"}
