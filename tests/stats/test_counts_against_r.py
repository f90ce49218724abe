"""Every value that R has, from tests/reference/counts.R (versions in counts_session.txt)."""

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
    rate_ratio_bayes,
    rate_ratio_etest,
    ratio_of_rate_ratios,
    unpaired_proportions,
)

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
@pytest.mark.parametrize("method", ["central", "minlike", "blaker", "midp"])
def test_rate_ratio_p_is_that_of_r(method, level):
    r = rates(level)
    p = rate_ratio(r["kb"], r["tb"], r["ka"], r["ta"], method=method).p
    np.testing.assert_allclose(p, r[method], **EXACT)


@pytest.mark.parametrize("level", LEVELS)
def test_rate_ratio_central_limits_are_those_of_poisson_test(level):
    r = rates(level)
    found = rate_ratio(r["kb"], r["tb"], r["ka"], r["ta"], level=float(level))
    np.testing.assert_allclose(found.low, r["low"], **EXACT)
    np.testing.assert_allclose(found.high, r["high"], **EXACT)


@pytest.mark.parametrize("level", LEVELS)
def test_rate_ratio_mid_p_limits_are_those_of_a_root_finder(level):
    r = rates(level)
    found = rate_ratio(r["kb"], r["tb"], r["ka"], r["ta"], interval="midp", level=float(level))
    np.testing.assert_allclose(found.low, r["mid_low"], **ROOT)
    np.testing.assert_allclose(found.high, r["mid_high"], **ROOT)


@pytest.mark.parametrize("level", LEVELS)
def test_rate_ratio_posterior_is_that_of_qbeta(level):
    r = rates(level)
    found = rate_ratio_bayes(r["kb"], r["tb"], r["ka"], r["ta"], level=float(level))
    np.testing.assert_allclose(found.estimate, r["bayes_median"], **ROOT)
    np.testing.assert_allclose(found.low, r["bayes_low"], **ROOT)
    np.testing.assert_allclose(found.high, r["bayes_high"], **ROOT)
    np.testing.assert_allclose(found.probability_lower, r["bayes_lower"], **EXACT)


def test_e_test_is_that_of_direct_summation():
    kb, tb, ka, ta, p = numbers(read("counts_etest.csv"), "kb", "tb", "ka", "ta", "p")
    np.testing.assert_allclose(rate_ratio_etest(kb, tb, ka, ta).p, p, **EXACT)


def test_ratio_of_rate_ratios_is_fisher_with_a_null_odds_ratio():
    x, m1, m2, y, odds = numbers(tables := read("counts_tables.csv"), "x", "m1", "m2", "y", "or")
    central, mid, minlike, low, high = numbers(tables, "central", "midp", "minlike", "low", "high")
    found = ratio_of_rate_ratios(m1 - x, 1, x, odds, m2 - y, 1, y, 1)
    np.testing.assert_allclose(found.p, central, **EXACT)
    np.testing.assert_allclose(found.p_mid, mid, **EXACT)
    np.testing.assert_allclose(found.low, low / odds, **ROOT)
    np.testing.assert_allclose(found.high, high / odds, **ROOT)
    found = ratio_of_rate_ratios(m1 - x, 1, x, odds, m2 - y, 1, y, 1, method="minlike")
    np.testing.assert_allclose(found.p, minlike, **EXACT)


def test_fisher_is_that_of_fisher_test():
    x, m1, m2, y, odds = numbers(tables := read("counts_tables.csv"), "x", "m1", "m2", "y", "or")
    central, mid, minlike, low, high = numbers(tables, "central", "midp", "minlike", "low", "high")
    found = unpaired_proportions(y, m2, x, m1)
    plain = odds == 1
    np.testing.assert_allclose(found.p[plain], central[plain], **EXACT)
    np.testing.assert_allclose(found.p_mid[plain], mid[plain], **EXACT)
    np.testing.assert_allclose(found.p_minlike[plain], minlike[plain], **EXACT)
    np.testing.assert_allclose(found.odds_ratio_low[plain], low[plain], **ROOT)
    np.testing.assert_allclose(found.odds_ratio_high[plain], high[plain], **ROOT)


def test_paired_tables_are_those_of_binom_test_and_wilson_limits():
    table = read("counts_paired.csv")
    cells = numbers(table, "both", "only_before", "only_after", "neither")
    p, mid, odds_low, odds_high, low, high = numbers(
        table, "p", "midp", "odds_low", "odds_high", "low", "high"
    )
    found = paired_proportions(*cells)
    np.testing.assert_allclose(found.p, p, **EXACT)
    np.testing.assert_allclose(found.p_mid, mid, **EXACT)
    np.testing.assert_allclose(found.odds_ratio_low, odds_low, **EXACT)
    np.testing.assert_allclose(found.odds_ratio_high, odds_high, **EXACT)
    np.testing.assert_allclose(found.low, low, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(found.high, high, rtol=1e-9, atol=1e-12)


def test_proportion_intervals_are_those_of_binom_test_and_prop_test():
    table = read("counts_proportion.csv")
    x, n, level = numbers(table, "x", "n", "level")
    for name, method, tolerance in [
        ("cp", "clopper-pearson", EXACT),
        ("wilson", "wilson", EXACT),
        ("mid", "mid-p", ROOT),
    ]:
        low, high = numbers(table, f"{name}_low", f"{name}_high")
        for one in set(level):
            found = proportion_interval(x[level == one], n[level == one], method=method, level=one)
            np.testing.assert_allclose(found.low, low[level == one], rtol=tolerance["rtol"], atol=1e-14)
            np.testing.assert_allclose(found.high, high[level == one], rtol=tolerance["rtol"], atol=1e-14)


MONTHS = read("counts_months.csv")


@pytest.mark.parametrize("row", range(len(MONTHS["p"])))
def test_months_are_those_of_coin_and_glm(row):
    one = {key: [values[row]] for key, values in MONTHS.items()}
    count, exposure = (np.array(one[key][0].split(), dtype=float) for key in ("count", "exposure"))
    after = np.arange(len(count)) >= int(one["n_before"][0])
    p, distance, phi, glm_phi, ratio, low, high, t_p = (
        column[0] for column in numbers(one, "p", "distance", "phi", "glm_phi", "ratio", "low", "high", "t_p")
    )
    permuted = month_permutation(count, exposure, after)
    np.testing.assert_allclose([permuted.p, permuted.p_distance], [p, distance], **EXACT)
    np.testing.assert_allclose(dispersion(count, exposure, after).estimate, phi, **EXACT)
    if np.isfinite(ratio):  # glm's own dispersion is as good as its iterations
        np.testing.assert_allclose(phi, glm_phi, rtol=1e-6)
        found = quasi_poisson(count, exposure, after)
        np.testing.assert_allclose(
            [found.estimate, found.low, found.high, found.p], [ratio, low, high, t_p], rtol=1e-7
        )
