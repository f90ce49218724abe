"""What a total less the shown addresses gives is of two addresses and enough people, or of nobody."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.disclose.complement import with_complement
from analysis.disclose.counts import show_answers
from analysis.disclose.restrict import _without_differences
from analysis.disclose.results import FIGURES, hide_small_groups
from analysis.evaluate.results import with_schema
from analysis.params import Disclosure

from ..evaluate.conftest import evaluated, loaded

LEAST = 3
RULE = Disclosure(restricted_min_group=LEAST)


def hidden(*n: int) -> list[bool]:
    """Which addresses with so many people are hidden, beside their total."""
    size = pd.Series([sum(n), *n])
    place = pd.Series(["all", *(f"a{i}" for i in range(len(n)))])
    return with_complement(size.lt(LEAST) & size.gt(0), place, size, [place.ne("")], LEAST).tolist()


@pytest.mark.parametrize(
    ("n", "expected"),
    [
        ((5, 4, 1), [False, False, True, True]),
        ((5, 4, 3), [False] * 4),
        ((5, 4, 2), [False, False, True, True]),
        ((5, 2, 2), [False, False, True, True]),
        ((5, 1, 1), [False, True, True, True]),
        ((9, 0, 0), [False] * 4),
        ((4, 0, 2), [False, True, False, True]),
        ((1, 1), [True, True, True]),
    ],
)
def test_the_smallest_others_are_hidden_until_the_rest_is_of_enough(
    n: tuple[int, ...], expected: list[bool]
) -> None:
    assert hidden(*n) == expected


def test_no_total_less_its_shown_addresses_is_of_one_address_or_of_too_few() -> None:
    rng = np.random.default_rng(1)
    for _ in range(500):
        n = rng.integers(0, 8, rng.integers(2, 7))
        total, *each = hidden(*n.tolist())
        away = n[np.array(each)]
        if len(away) and not total:
            assert away.sum() >= LEAST
            assert (away > 0).sum() > 1


def test_the_results_of_a_small_address_cannot_be_had_from_the_total() -> None:
    """The rest of all and the shown ones was one tenant's own answers at a named address."""
    rows = [
        {"indicator": "q05", "place": place, "verdict": "beskrivelse", "before": 3.0, "after": 4.0}
        | dict.fromkeys(("n_before", "n_after", "n_pairs"), n)
        for place, n in (("all", 9), ("a", 5), ("b", 3), ("c", 1))
    ]
    out = hide_small_groups(with_schema(pd.DataFrame(rows)), loaded().plan, RULE).set_index("place")
    assert out["hidden_reason"].to_dict() == {"all": "", "a": "", "b": "secondary", "c": "few_people"}
    assert out.loc[["b", "c"], FIGURES].isna().all(axis=None)


def _answers(pairs: int, everybody: int) -> pd.DataFrame:
    sets = {"pairs": pairs, "all": everybody}
    return pd.DataFrame(
        [
            {"item": "q01", "wave": 1, "place": "all", "basis": basis, "value": value, "n": n * (value == 1)}
            for basis, n in sets.items()
            for value in (1, 2)
        ]
    )


@pytest.mark.parametrize(("everybody", "expected"), [(10, False), (11, True), (12, True), (13, False)])
def test_all_answers_beside_pairs_are_hidden_where_the_difference_is_of_few(
    everybody: int, expected: bool
) -> None:
    out = show_answers(_answers(10, everybody), RULE, public=False)
    assert out.groupby("basis")["hidden"].all().to_dict() == {"all": expected, "pairs": False}
    assert out["n"].isna().tolist() == out["hidden"].tolist()


def test_answers_of_an_address_are_hidden_with_a_small_one() -> None:
    one = _answers(9, 9)
    each = [_answers(n, n).assign(place=place) for place, n in (("a", 5), ("b", 3), ("c", 1))]
    out = show_answers(pd.concat([one, *each], ignore_index=True), RULE, public=False)
    assert out.groupby("place")["hidden"].all().to_dict() == {"a": False, "all": False, "b": True, "c": True}


def test_runs_without_one_tenant_are_shown_only_where_the_project_approves_them() -> None:
    study = loaded()
    varied = pd.DataFrame(
        [
            {"indicator": "trygghet", "variant": variant, "n": n, "before": 3.0}
            for variant, n in (
                ("main", 10),
                ("without_tenant", 9),
                ("all_available", 11),
                ("signed_rank", 10),
            )
        ]
    ).astype({"n": "Int64"})
    results = evaluated().results.assign(hidden=False)

    def told(*forms: str) -> list[str]:
        rule = study.project.disclosure.model_copy(update={"restricted_forms": forms})
        project = study.project.model_copy(update={"disclosure": rule})
        out = _without_differences(varied, results, study.__class__(**{**vars(study), "project": project}))
        return out.loc[out["hidden"], "variant"].tolist()

    assert told() == ["without_tenant", "all_available"]
    assert told("each_tenant_left_out") == ["all_available"]
