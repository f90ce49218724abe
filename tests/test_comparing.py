"""What is compared by a key is held apart by it, wherever the settings declare wordings."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from analysis.comparing import cell_key, told_apart, wording_key
from analysis.params import Questionnaire
from analysis.params.vocabulary import Vocabulary

ITEM = {"id": "q01", "number": 1, "text": "Jeg trives", "short": "Trives"}


def _form(labels: tuple[str, ...], low: int = 1, **more: Any) -> Questionnaire:
    scale = {"low": low, "high": low + len(labels) - 1, "labels": labels}
    return Questionnaire.model_validate({"title": "t", "scale": scale, "items": (ITEM,), **more})


@pytest.mark.parametrize("signs", ["😡🙁😐🙂😀", "👎👍", "−+", "☹☺"])
def test_signs_are_keys_of_their_own(signs: str) -> None:
    assert len({wording_key(sign) for sign in signs}) == len({cell_key(sign) for sign in signs}) == len(signs)
    assert len({wording_key(signs[0] * n) for n in range(1, 6)}) == 5


def test_two_texts_of_one_meaning_may_be_alike() -> None:
    told_apart("ord", [("Enig", "5"), ("ENIG!", "5")])


@pytest.mark.parametrize(
    ("labels", "more", "named"),
    [
        (("Enig", "Enig!"), {}, "«Enig» .1. and «Enig!» .2."),
        (("Nei", "Ja"), {"dont_know": ("ja",)}, "«Ja» .2. and «ja» .dont_know."),
        (("Nei", "Ja"), {"dont_know": ("?",), "declined": (" ? ",)}, "dont_know.*declined"),
        (("2", "1"), {}, "«2» stands for 1"),
        (("Nei", "Ja"), {"items": (ITEM, {**ITEM, "id": "q02", "number": 2, "text": "Jeg trives!"})}, "q02"),
        (("Nei", "Ja"), {"open_questions": ("JEG TRIVES",)}, "open question"),
    ],
)
def test_answers_and_statements_that_collapse_are_refused_with_both_named(
    labels: tuple[str, ...], more: dict[str, Any], named: str
) -> None:
    with pytest.raises(ValidationError, match=named):
        _form(labels, **more)


def test_numbers_may_be_labels_of_themselves() -> None:
    assert _form(("−1", "0", "1"), low=-1).scale.meanings == [("−1", "-1"), ("0", "0"), ("1", "1")]


@pytest.mark.parametrize(
    ("table", "kinds", "named"),
    [
        ("services", {"bistand": ("Hjelp",), "lar": ("hjelp.",)}, "«Hjelp» .bistand. and «hjelp.» .lar."),
        ("reported_by", {"nabo": (), "vekter": ("Nabo",)}, "«nabo» .nabo. and «Nabo» .vekter."),
        ("measure_statuses", {"done": ("✓",), "waiting": (" ✓",)}, "done.*waiting"),
        ("activities", {"report": ("?",)}, "every title"),
    ],
)
def test_wordings_of_two_kinds_that_collapse_are_refused_with_both_named(
    table: str, kinds: dict[str, tuple[str, ...]], named: str
) -> None:
    with pytest.raises(ValidationError, match=named):
        Vocabulary.model_validate({"incidents": {}, table: kinds})
