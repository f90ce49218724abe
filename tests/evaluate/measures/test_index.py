from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.evaluate.measures.index import values
from analysis.measure_types.index import Index
from analysis.params import Study

from ..conftest import basis_of, crowd

NAN = np.nan
PLACES = pd.Index(["a"], dtype="str")


def shared(study: Study, **items: tuple[float, ...]) -> object:
    """Answers of two people to some items, (before, before, after, after)."""
    cube = np.full((2, 2, len(study.questionnaire.items)), np.nan)
    for position, item in enumerate(study.questionnaire.items):
        if item.id in items:
            cube[:, :, position] = np.reshape(items[item.id], (2, 2))
    who = crowd(2)
    return basis_of(study, PLACES, who, cube)


def test_an_index_is_the_mean_of_what_was_answered_if_enough_was(study: Study) -> None:
    answers = shared(
        study,
        q03=(2, 5, NAN, 1),
        q08=(4, 5, NAN, 2),
        q09=(2, NAN, NAN, 3),
        q11=(NAN, NAN, NAN, 6),
        q01=(7, 7, 7, 7),
    )
    index = Index(type="index", items=("q03", "q08", "q09", "q11"), min_items=3)
    found = values(index, study, None, answers)  # type: ignore[arg-type]
    assert found[0, 0] == pytest.approx((2 + 4 + 2) / 3)
    assert np.isnan(found[0, 1]), "two of four answers are too few"
    assert np.isnan(found[1, 0])
    assert found[1, 1] == 3
