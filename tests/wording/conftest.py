from __future__ import annotations

import pytest

from analysis.evaluate import Evaluation
from analysis.params import Study

from ..evaluate.conftest import evaluated, loaded


@pytest.fixture(scope="session")
def study() -> Study:
    return loaded()


@pytest.fixture(scope="session")
def found() -> Evaluation:
    return evaluated()
