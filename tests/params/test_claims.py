"""Claims are declared so that each can be checked in exactly one way."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from analysis.params.claims import Claim, Claims, Unrecorded, Value


def test_a_value_needs_exactly_one_limit() -> None:
    for limits in ({}, {"below": 1.0, "at_least": 2.0}):
        with pytest.raises(ValidationError, match="only one of them"):
            Value.model_validate({"type": "value", "indicator": "i", **limits})


def test_two_claims_of_one_id_are_refused() -> None:
    claim = Claim(id="a", text="A", source="S", check=Unrecorded(type="unrecorded"))
    assert Claims(claims=(claim,)).claims == (claim,)
    with pytest.raises(ValidationError, match="id used more than once: a"):
        Claims(claims=(claim, claim))


def test_only_a_claim_about_an_indicator_names_one() -> None:
    value = Value(type="value", indicator="i", below=1.0)
    assert Claim(id="a", text="A", source="S", check=value).indicator == "i"
    assert Claim(id="a", text="A", source="S", check=Unrecorded(type="unrecorded")).indicator is None
