from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.evaluate.measures.item import values
from analysis.measure_types.item import ItemMeasure
from analysis.params import Study

from ..conftest import basis_of, crowd


def test_an_item_is_its_own_answers_before_first(study: Study) -> None:
    cube = np.arange(2.0 * 1 * 14).reshape(2, 1, 14)
    who = crowd(1)
    shared = basis_of(study, pd.Index(["a"]), who, cube)
    for position, item in enumerate(study.questionnaire.items):
        found = values(ItemMeasure(type="item", item=item.id), study, None, shared)  # type: ignore[arg-type]
        assert found.tolist() == [[position], [14 + position]]
