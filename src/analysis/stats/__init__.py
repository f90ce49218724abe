"""Exact small-sample statistics: tie-aware, vectorised over groups, honest at n = 1…20.

Every function takes one group (values on the last axis) or arrays of groups, treats NaN as missing and
returns a frozen result. Differences are after − before. Nothing here knows what the numbers are about.
"""

from analysis.stats.adjust import adjust
from analysis.stats.dispersion import Dispersion, dispersion
from analysis.stats.hodges_lehmann import HodgesLehmann, hodges_lehmann
from analysis.stats.month_permutation import MonthPermutation, month_permutation
from analysis.stats.proportion_interval import ProportionInterval, proportion_interval
from analysis.stats.quasi_poisson import QuasiPoisson, quasi_poisson
from analysis.stats.rank_biserial import RankBiserial, rank_biserial
from analysis.stats.rate_ratio import RateRatio, rate_ratio
from analysis.stats.sign_flip import SignFlip, sign_flip
from analysis.stats.sign_test import SignTest, sign_test
from analysis.stats.signed_rank import SignedRank, signed_rank

__all__ = [
    "Dispersion",
    "HodgesLehmann",
    "MonthPermutation",
    "ProportionInterval",
    "QuasiPoisson",
    "RankBiserial",
    "RateRatio",
    "SignFlip",
    "SignTest",
    "SignedRank",
    "adjust",
    "dispersion",
    "hodges_lehmann",
    "month_permutation",
    "proportion_interval",
    "quasi_poisson",
    "rank_biserial",
    "rate_ratio",
    "sign_flip",
    "sign_test",
    "signed_rank",
]
