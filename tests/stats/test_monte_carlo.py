"""What every method promises about chance: named when used, one default seed, bad seeds refused."""

import inspect

import numpy as np
import pytest

from analysis import stats

RNG = np.random.default_rng(4)
MANY = RNG.normal(size=60)
MONTHS = (RNG.poisson(3, 40), RNG.uniform(1, 2, 40), np.arange(40) >= 20)
DRAWN = {
    "sign_flip": lambda **k: stats.sign_flip(MANY, interval=False, **k),
    "stratified_sign_flip": lambda **k: stats.stratified_sign_flip(MANY, [0] * 60, interval=False, **k),
    "westfall_young": lambda **k: stats.westfall_young(RNG.integers(-3, 4, (3, 25)), **k),
    "brunner_munzel": lambda **k: stats.brunner_munzel(MANY[:14], MANY[14:30], **k),
    "month_permutation": lambda **k: stats.month_permutation(*MONTHS, **k),
    "dispersion": lambda **k: stats.dispersion(*MONTHS, **k),
}


@pytest.mark.parametrize("name", DRAWN)
def test_the_name_of_a_method_states_resamples_and_seed_when_chance_was_used(name):
    assert DRAWN[name](resamples=99, seed=3).method.endswith("(Monte Carlo, 99 resamples, seed 3)")


@pytest.mark.parametrize("name", DRAWN)
@pytest.mark.parametrize("seed", ["a", 1.5, -1, True, None])
def test_a_bad_seed_is_refused_by_name(name, seed):
    with pytest.raises(ValueError, match="seed must be a whole number of at least 0, found"):
        DRAWN[name](resamples=99, seed=seed)


def test_there_is_one_default_seed():
    seeds = {inspect.signature(getattr(stats, name)).parameters["seed"].default for name in DRAWN}
    assert len(seeds) == 1


def test_exact_methods_do_not_speak_of_chance():
    assert "Monte Carlo" not in stats.sign_flip([1, 2, 3]).method
    assert "Monte Carlo" not in stats.westfall_young([1, 2, 3]).method
    assert "Monte Carlo" not in stats.brunner_munzel([1, 2, 3], [2, 3, 4]).method


def test_westfall_young_takes_the_raw_p_from_the_exact_test_beyond_twenty_persons():
    items = RNG.integers(-2, 4, (4, 25)).astype(float)
    result = stats.westfall_young(items, resamples=499)
    assert result.p.tolist() == stats.sign_flip(items, interval=False).p.tolist()
    assert (result.p_adjusted >= result.p).all()
