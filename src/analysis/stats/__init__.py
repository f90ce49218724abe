"""Exact small-sample statistics: tie-aware, vectorised over groups, honest at n = 1…20.

Every function takes one group (values on the last axis) or arrays of groups, treats NaN as missing and
returns a frozen result. Differences are after − before. Nothing here knows what the numbers are about.

Values are float64, at most 1e60 in size, exposures also at least 1e-60. Differences of decimal amounts tie as
they are written; values that were float32 are taken at face value, so round them to their decimals first.
"""

from analysis.stats._power import Power
from analysis.stats.adjust import adjust
from analysis.stats.brunner_munzel import BrunnerMunzel, brunner_munzel
from analysis.stats.cliffs_delta import CliffsDelta, cliffs_delta
from analysis.stats.dispersion import Dispersion, dispersion
from analysis.stats.hodges_lehmann import HodgesLehmann, hodges_lehmann
from analysis.stats.minimal_change import MinimalChange, minimal_detectable_change
from analysis.stats.month_permutation import MonthPermutation, month_permutation
from analysis.stats.paired_proportions import PairedProportions, paired_proportions
from analysis.stats.partially_overlapping_t import PartiallyOverlappingT, partially_overlapping_t
from analysis.stats.planning import largest_significant_count, pairs_needed, smallest_attainable_p
from analysis.stats.power import (
    power,
    power_counts,
    power_months,
    power_paired_proportions,
    power_unpaired_proportions,
)
from analysis.stats.power_answers import power_paired, power_two_samples
from analysis.stats.proportion_interval import ProportionInterval, proportion_interval
from analysis.stats.quasi_poisson import QuasiPoisson, quasi_poisson
from analysis.stats.rank_biserial import RankBiserial, rank_biserial
from analysis.stats.rank_sum import RankSum, rank_sum
from analysis.stats.rate_ratio import RateRatio, rate_ratio
from analysis.stats.rate_ratio_bayes import RateRatioBayes, rate_ratio_bayes
from analysis.stats.rate_ratio_etest import RateRatioETest, rate_ratio_etest
from analysis.stats.ratio_of_rate_ratios import RatioOfRateRatios, ratio_of_rate_ratios
from analysis.stats.sign_flip import SignFlip, sign_flip
from analysis.stats.sign_test import SignTest, sign_test
from analysis.stats.signed_rank import SignedRank, signed_rank
from analysis.stats.stratified_rank_sum import StratifiedRankSum, stratified_rank_sum
from analysis.stats.stratified_sign_flip import StratifiedSignFlip, stratified_sign_flip
from analysis.stats.stratified_signed_rank import StratifiedSignedRank, stratified_signed_rank
from analysis.stats.unpaired_proportions import UnpairedProportions, unpaired_proportions
from analysis.stats.westfall_young import WestfallYoung, westfall_young

__all__ = [
    "BrunnerMunzel",
    "CliffsDelta",
    "Dispersion",
    "HodgesLehmann",
    "MinimalChange",
    "MonthPermutation",
    "PairedProportions",
    "PartiallyOverlappingT",
    "Power",
    "ProportionInterval",
    "QuasiPoisson",
    "RankBiserial",
    "RankSum",
    "RateRatio",
    "RateRatioBayes",
    "RateRatioETest",
    "RatioOfRateRatios",
    "SignFlip",
    "SignTest",
    "SignedRank",
    "StratifiedRankSum",
    "StratifiedSignFlip",
    "StratifiedSignedRank",
    "UnpairedProportions",
    "WestfallYoung",
    "adjust",
    "brunner_munzel",
    "cliffs_delta",
    "dispersion",
    "hodges_lehmann",
    "largest_significant_count",
    "minimal_detectable_change",
    "month_permutation",
    "paired_proportions",
    "pairs_needed",
    "partially_overlapping_t",
    "power",
    "power_counts",
    "power_months",
    "power_paired",
    "power_paired_proportions",
    "power_two_samples",
    "power_unpaired_proportions",
    "proportion_interval",
    "quasi_poisson",
    "rank_biserial",
    "rank_sum",
    "rate_ratio",
    "rate_ratio_bayes",
    "rate_ratio_etest",
    "ratio_of_rate_ratios",
    "sign_flip",
    "sign_test",
    "signed_rank",
    "smallest_attainable_p",
    "stratified_rank_sum",
    "stratified_sign_flip",
    "stratified_signed_rank",
    "unpaired_proportions",
    "westfall_young",
]
