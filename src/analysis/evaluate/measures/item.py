"""One item of the questionnaire per tenant."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from analysis.evaluate.basis import Basis
from analysis.evaluate.basis.tables import Tables
from analysis.evaluate.measures._pairs import sign_flip
from analysis.evaluate.measures._power import changes
from analysis.measure_types.item import ItemMeasure
from analysis.params import Study

infer = sign_flip
power = changes(spread=1.25, step=1.0, unit="points")


def values(measure: ItemMeasure, study: Study, _: Tables, shared: Basis) -> NDArray[np.float64]:
    """Answer of each tenant, reversed items turned, shape (2, people)."""
    order = [item.id for item in study.questionnaire.items]
    return shared.answers[:, :, order.index(measure.item)]
