"""How many times faster than R and scipy, in one run on one machine: python benchmarks/stats_counts.py.

rateratio.test is not in Debian; ``poisson.test`` of base R does the same work (one p, one Clopper–Pearson
interval) and stands in for it, with the mid-p from ``pbinom`` and ``dbinom``.
"""

import shutil
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import stats

from analysis.stats import month_permutation, paired_proportions, rate_ratio, unpaired_proportions

R_RATES = """
set.seed(1); n <- %(groups)d; m <- %(mean)d
kb <- rpois(n, m * runif(n, .5, 1.5)); ka <- rpois(n, m * runif(n, .3, 1.1))
tb <- runif(n, 5, 20); ta <- runif(n, 5, 20)
one <- function(i) {
  t <- poisson.test(c(ka[i], kb[i] + 1), c(ta[i], tb[i])); m <- ka[i] + kb[i]; s <- ta[i] / (ta[i] + tb[i])
  tail <- min(pbinom(ka[i], m, s), 1 - pbinom(ka[i] - 1, m, s))
  c(t$p.value, t$conf.int, 2 * (tail - dbinom(ka[i], m, s) / 2))
}
cat(system.time(for (i in 1:n) one(i))[["elapsed"]] / n)
"""
R_MONTHS = """
suppressMessages(library(coin)); set.seed(1); n <- 60; g <- factor(rep(0:1, each = 12))
one <- function() pvalue(oneway_test(as.numeric(rpois(24, 3)) ~ g, distribution = exact()))
cat(system.time(for (i in 1:n) one())[["elapsed"]] / n)
"""


@dataclass(frozen=True, slots=True)
class Ratio:
    """Seconds per group here and there."""

    task: str
    ours: float
    theirs: float
    other: str

    @property
    def times_faster(self) -> float:
        """How many times as long theirs takes."""
        return self.theirs / self.ours


def seconds(task: Callable[[], object], groups: int, repeats: int = 3) -> float:
    """Best seconds per group of a few repeats, after one to warm up."""
    task()
    taken = []
    for _ in range(repeats):
        start = time.perf_counter()
        task()
        taken.append(time.perf_counter() - start)
    return min(taken) / groups


def r_seconds(script: str) -> float | None:
    """Seconds per group as R measured them; None without R."""
    program = shutil.which("Rscript")
    if program is None:
        return None
    done = subprocess.run([program, "--vanilla", "-e", script], capture_output=True, text=True, check=True)
    return float(done.stdout)


def ratios() -> list[Ratio]:
    """Every comparison that this machine can make."""
    generator = np.random.default_rng(1)
    found = []
    for mean, task in (
        (10, "rate ratio: p, mid-p, interval"),
        (1_000, "the same, counts near 1,000, all distinct"),
    ):
        before, after = (
            generator.poisson(mean * generator.uniform(*spread, 10_000))
            for spread in ((0.5, 1.5), (0.3, 1.1))
        )
        t_before, t_after = generator.uniform(5, 20, (2, 10_000))
        ours = seconds(lambda b=before, a=after, t=t_before, u=t_after: rate_ratio(b, t, a, u), 10_000)
        theirs = r_seconds(R_RATES % {"groups": 1_000, "mean": mean})
        if theirs is None:
            print("R is not installed (apt install r-base-core r-cran-coin): no comparison with poisson.test")
        else:
            found.append(Ratio(task, ours, theirs, "R poisson.test"))
    pairs = list(zip(after.tolist(), (after + before + 1).tolist(), strict=True))[:500]
    scalar = seconds(lambda: [stats.binomtest(k, n, 0.5).proportion_ci() for k, n in pairs], 500)
    found.append(Ratio("rate ratio: p, mid-p, interval", ours, scalar, "scipy binomtest + proportion_ci"))
    months = generator.poisson(3, (2_000, 24))
    ours = seconds(lambda: month_permutation(months, 1.0, np.arange(24) >= 12), 2_000)
    if (theirs := r_seconds(R_MONTHS)) is not None:
        found.append(
            Ratio("month permutation, 12 + 12, equal exposure", ours, theirs, "R coin::oneway_test exact")
        )
    length = generator.integers(28, 32, 24).astype(float)
    ours = seconds(lambda: month_permutation(months[:200], length, np.arange(24) >= 12), 200)
    if theirs is not None:
        found.append(
            Ratio("month permutation, 12 + 12, unequal exposure", ours, theirs, "R coin::oneway_test exact")
        )
    tables = generator.multinomial(13, [0.3, 0.1, 0.4, 0.2], 10_000).T
    ours = seconds(lambda: paired_proportions(*tables), 10_000, 1)
    scalar = seconds(lambda: [stats.binomtest(3, 10).pvalue for _ in range(1_000)], 1_000)
    found.append(
        Ratio("paired proportions: everything", ours, scalar, "scipy binomtest (exact McNemar alone)")
    )
    x, y = generator.binomial(13, 0.6, 5_000), generator.binomial(12, 0.4, 5_000)
    ours = seconds(lambda: unpaired_proportions(x, 13, y, 12), 5_000, 1)
    scalar = seconds(lambda: [stats.fisher_exact([[3, 9], [9, 4]]).pvalue for _ in range(100)], 100)
    found.append(Ratio("unpaired proportions: everything", ours, scalar, "scipy fisher_exact alone"))
    return found


def main() -> None:
    print(f"{'task':45} {'µs a group':>11} {'theirs, µs':>11} {'times':>7}  compared with")
    for one in ratios():
        times = f"{one.ours * 1e6:11.2f} {one.theirs * 1e6:11.1f} {one.times_faster:7.0f}"
        print(f"{one.task:45} {times}  {one.other}")


if __name__ == "__main__":
    main()
