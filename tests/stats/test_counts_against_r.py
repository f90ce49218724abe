"""Every value that R has, from counts.R (versions in counts_session.txt) and paired_difference.R."""

import csv
from pathlib import Path

import numpy as np
import pytest

from analysis.stats import (
    dispersion,
    month_permutation,
    paired_proportions,
    proportion_interval,
    quasi_poisson,
    rate_ratio,
    ratio_of_rate_ratios,
    unpaired_proportions,
)
from analysis.stats._score_limits import wilson_limits

REFERENCE = Path(__file__).parents[1] / "reference"
EXACT = {"rtol": 1e-9, "atol": 0}
ROOT = {"rtol": 1e-7, "atol": 1e-14}


def read(name):
    with (REFERENCE / name).open() as file:
        rows = list(csv.DictReader(file))
    return {key: [row[key] for row in rows] for key in rows[0]}


def numbers(table, *names):
    return [np.array([float("nan") if x == "NA" else float(x) for x in table[name]]) for name in names]


RATES = read("counts_rate_ratio.csv")
LEVELS = sorted(set(RATES["level"]))


def rates(level):
    columns = numbers(RATES, *RATES)
    kept = columns[list(RATES).index("level")] == float(level)
    return dict(zip(RATES, (column[kept] for column in columns), strict=True))


@pytest.mark.parametrize("level", LEVELS)
def test_rate_ratio_p_and_mid_p_are_those_of_pbinom(level):
    r = rates(level)
    found = rate_ratio(r["kb"], r["tb"], r["ka"], r["ta"])
    np.testing.assert_allclose(found.p, r["central"], **EXACT)
    np.testing.assert_allclose(found.p_mid, r["midp"], **EXACT)


@pytest.mark.parametrize("level", LEVELS)
def test_rate_ratio_central_limits_are_those_of_poisson_test(level):
    r = rates(level)
    found = rate_ratio(r["kb"], r["tb"], r["ka"], r["ta"], level=float(level))
    np.testing.assert_allclose(found.low, r["low"], **EXACT)
    np.testing.assert_allclose(found.high, r["high"], **EXACT)


def test_ratio_of_rate_ratios_is_fisher_with_a_null_odds_ratio():
    x, m1, m2, y, odds = numbers(tables := read("counts_tables.csv"), "x", "m1", "m2", "y", "or")
    central, mid, low, high = numbers(tables, "central", "midp", "low", "high")
    found = ratio_of_rate_ratios(m1 - x, 1, x, odds, m2 - y, 1, y, 1)
    np.testing.assert_allclose(found.p, central, **EXACT)
    np.testing.assert_allclose(found.p_mid, mid, **EXACT)
    np.testing.assert_allclose(found.low, low / odds, **ROOT)
    np.testing.assert_allclose(found.high, high / odds, **ROOT)


def test_fisher_is_that_of_the_hypergeometric_tails():
    x, m1, m2, y, odds = numbers(tables := read("counts_tables.csv"), "x", "m1", "m2", "y", "or")
    central, mid = numbers(tables, "central", "midp")
    found = unpaired_proportions(y, m2, x, m1)
    plain = odds == 1
    np.testing.assert_allclose(found.p[plain], central[plain], **EXACT)
    np.testing.assert_allclose(found.p_mid[plain], mid[plain], **EXACT)


def test_paired_tables_are_those_of_binom_test():
    table = read("counts_paired.csv")
    cells = numbers(table, "both", "only_before", "only_after", "neither")
    p, mid = numbers(table, "p", "midp")
    found = paired_proportions(*cells)
    np.testing.assert_allclose(found.p, p, **EXACT)
    np.testing.assert_allclose(found.p_mid, mid, **EXACT)


@pytest.mark.parametrize("level", ["0.95", "0.8"])
def test_paired_differences_are_those_of_mcnemar_exact_dp(level):
    """Within its tolerance as published, and closer when its integrals and roots are told to be exact."""
    table = read("paired_difference.csv")
    n, rose, fell, at, p, low, high, tight_low, tight_high = (
        column[np.array(table["level"], dtype=float) == float(level)] for column in numbers(table, *table)
    )
    found = paired_proportions(0, fell, rose, n - rose - fell, level=float(level))
    assert set(at) == {float(level)}
    np.testing.assert_allclose(found.p, p, **EXACT)
    for mine, published, tight in [(found.low, low, tight_low), (found.high, high, tight_high)]:
        np.testing.assert_allclose(mine, published, rtol=0, atol=1e-4)
        np.testing.assert_allclose(mine, tight, rtol=0, atol=1e-6)


def test_proportion_intervals_are_those_of_binom_test_and_prop_test():
    table = read("counts_proportion.csv")
    x, n, level = numbers(table, "x", "n", "level")
    for one in set(level):
        kept = level == one
        exact = proportion_interval(x[kept], n[kept], level=one)
        limits = {"cp": (exact.low, exact.high), "wilson": wilson_limits(x[kept], n[kept], one)}
        for name, found in limits.items():
            expected = numbers(table, f"{name}_low", f"{name}_high")
            for side in (0, 1):
                np.testing.assert_allclose(found[side], expected[side][kept], rtol=1e-9, atol=1e-14)


MONTHS = read("counts_months.csv")


@pytest.mark.parametrize("row", range(len(MONTHS["p"])))
def test_months_are_those_of_coin_and_glm(row):
    one = {key: [values[row]] for key, values in MONTHS.items()}
    count, exposure = (np.array(one[key][0].split(), dtype=float) for key in ("count", "exposure"))
    after = np.arange(len(count)) >= int(one["n_before"][0])
    p, phi, glm_phi, ratio, low, high, t_p = (
        column[0] for column in numbers(one, "p", "phi", "glm_phi", "ratio", "low", "high", "t_p")
    )
    np.testing.assert_allclose(month_permutation(count, exposure, after).p, p, **EXACT)
    np.testing.assert_allclose(dispersion(count, exposure, after).estimate, phi, **EXACT)
    if np.isfinite(ratio):  # glm's own dispersion is as good as its iterations
        np.testing.assert_allclose(phi, glm_phi, rtol=1e-6)
        found = quasi_poisson(count, exposure, after)
        np.testing.assert_allclose(
            [found.estimate, found.low, found.high, found.p], [ratio, low, high, t_p], rtol=1e-7
        )
