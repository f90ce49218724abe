from pathlib import Path

import pytest

from analysis.params import Study, find_root, load_period
from analysis.sample import SampleParams, World, generate, read_sample_params


@pytest.fixture(scope="session")
def root() -> Path:
    return find_root(Path(__file__))


@pytest.fixture(scope="session")
def study(root: Path) -> Study:
    return load_period(root / "params/leie/periods/sluttrapport.yml")


@pytest.fixture(scope="session")
def params(study: Study) -> SampleParams:
    return read_sample_params(study)


@pytest.fixture(scope="session")
def world(study: Study, params: SampleParams) -> World:
    return generate(study, params=params)


@pytest.fixture(scope="session")
def large(study: Study, params: SampleParams) -> World:
    """Fifty copies of the project: what is estimated from it lies close to the truth."""
    return generate(study, seed=11, scale=50, params=params)


@pytest.fixture(scope="session")
def large_without_effect(study: Study, params: SampleParams) -> World:
    return generate(study, params.truth.without_effect(), seed=12, scale=50, params=params)
