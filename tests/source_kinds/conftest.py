from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from analysis.params import Study, find_root, load_period


@pytest.fixture
def study(tmp_path: Path) -> Study:
    """The sample project with nothing in its raw folder."""
    sample = load_period(find_root(Path(__file__)) / "params/leie/periods/sluttrapport.yml")
    return dataclasses.replace(sample, root=tmp_path)
