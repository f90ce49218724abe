"""Exact small-sample statistics: tie-aware, vectorised over groups, honest at n = 1…20.

Every function takes one group (values on the last axis) or arrays of groups, treats NaN as missing and
returns a frozen result. Differences are after − before; p is two-sided. Nothing here knows what the numbers
are about.

Values are float64, at most 1e60 in size, exposures also at least 1e-60. Differences of decimal amounts tie as
they are written; values that were float32 are taken at face value, so round them to their decimals first.
"""

from analysis.stats.adjust import adjust
from analysis.stats.autocorrelation import autocorrelation
from analysis.stats.brunner_munzel import BrunnerMunzel, brunner_munzel
from analysis.stats.clusters import cluster_dispersion, cluster_scores
from analysis.stats.dispersion import Dispersion, dispersion
from analysis.stats.hodges_lehmann import HodgesLehmann, hodges_lehmann
from analysis.stats.mean_difference import MeanDifference, mean_difference
from analysis.stats.month_permutation import MonthPermutation, month_permutation
from analysis.stats.paired_proportions import PairedProportions, paired_proportions
from analysis.stats.partially_overlapping_t import PartiallyOverlappingT, partially_overlapping_t
from analysis.stats.planning import largest_significant_count, pairs_needed, smallest_attainable_p
from analysis.stats.power import Power, power_counts, power_paired, power_paired_proportions
from analysis.stats.proportion_interval import ProportionInterval, proportion_interval
from analysis.stats.quasi_poisson import QuasiPoisson, overdispersed_interval, quasi_poisson
from analysis.stats.rank_sum import RankSum, rank_sum
from analysis.stats.rate_ratio import RateRatio, rate_ratio
from analysis.stats.ratio_of_rate_ratios import RatioOfRateRatios, ratio_of_rate_ratios
from analysis.stats.reliability import Reliability, reliability
from analysis.stats.sign_flip import SignFlip, StratifiedSignFlip, sign_flip, stratified_sign_flip
from analysis.stats.sign_test import SignTest, sign_test
from analysis.stats.signed_rank import (
    SignedRank,
    StratifiedSignedRank,
    signed_rank,
    stratified_signed_rank,
)
from analysis.stats.unpaired_proportions import UnpairedProportions, unpaired_proportions
from analysis.stats.westfall_young import WestfallYoung, westfall_young

__all__ = [
    "BrunnerMunzel",
    "Dispersion",
    "HodgesLehmann",
    "MeanDifference",
    "MonthPermutation",
    "PairedProportions",
    "PartiallyOverlappingT",
    "Power",
    "ProportionInterval",
    "QuasiPoisson",
    "RankSum",
    "RateRatio",
    "RatioOfRateRatios",
    "Reliability",
    "SignFlip",
    "SignTest",
    "SignedRank",
    "StratifiedSignFlip",
    "StratifiedSignedRank",
    "UnpairedProportions",
    "WestfallYoung",
    "adjust",
    "autocorrelation",
    "brunner_munzel",
    "cluster_dispersion",
    "cluster_scores",
    "dispersion",
    "hodges_lehmann",
    "largest_significant_count",
    "mean_difference",
    "month_permutation",
    "overdispersed_interval",
    "paired_proportions",
    "pairs_needed",
    "partially_overlapping_t",
    "power_counts",
    "power_paired",
    "power_paired_proportions",
    "proportion_interval",
    "quasi_poisson",
    "rank_sum",
    "rate_ratio",
    "ratio_of_rate_ratios",
    "reliability",
    "sign_flip",
    "sign_test",
    "signed_rank",
    "smallest_attainable_p",
    "stratified_sign_flip",
    "stratified_signed_rank",
    "unpaired_proportions",
    "westfall_young",
]
