"""Paired and rank methods against scipy and R's exactRankTests, as ratios from one run on one machine.

``python benchmarks/stats.py`` prints these together with the methods on counts.
"""

import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import stats as scipy_stats

from analysis.stats import brunner_munzel, rank_sum, sign_flip, signed_rank, westfall_young

PERSONS = 13
SEED = 20140605
R_SCRIPT = """
suppressMessages(library(exactRankTests)); set.seed(1); n <- 300
answers <- function(mean) pmin(pmax(round(rnorm(13, mean, 1.5)), 1), 7)
d <- lapply(1:n, function(i) { d <- answers(4.4) - answers(4); if (all(d == 0)) d[1] <- 1; d })
one <- function(d) suppressWarnings(wilcox.exact(d, conf.int = TRUE))
cat(system.time(for (i in 1:n) one(d[[i]]))[["elapsed"]] / n, "")
cat(system.time(for (i in 1:n) suppressWarnings(perm.test(d[[i]])))[["elapsed"]] / n, "")
cat(system.time(for (i in 1:n) suppressWarnings(wilcox.exact(answers(4.4), answers(4))))[["elapsed"]] / n)
"""
MILLION = """
import resource, time, numpy as np
from analysis.stats import signed_rank
rng = np.random.default_rng(1)
d = rng.integers(-6, 7, size=(1_000_000, 13)).astype(float)
start = time.perf_counter(); signed_rank(d)
print(time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Microseconds per group here and elsewhere."""

    task: str
    ours: float
    theirs: float
    other: str

    def __str__(self) -> str:
        ratio = self.theirs / self.ours
        return f"{self.task:<52} {self.ours:>9.1f} µs {self.theirs:>12.1f} µs {ratio:>8.0f} ×  {self.other}"


def answers(rng: np.random.Generator, mean: float, groups: int) -> np.ndarray:
    """Seven-point answers of 13 persons."""
    return np.clip(np.round(rng.normal(mean, 1.5, size=(groups, PERSONS))), 1, 7)


def microseconds(task: Callable[[], object], groups: int, repeats: int = 5) -> float:
    """Best microseconds per group of a few repeats, after one to warm up."""
    task()
    taken = []
    for _ in range(repeats):
        start = time.perf_counter()
        task()
        taken.append(time.perf_counter() - start)
    return 1e6 * min(taken) / groups


def scipy_batch(d: np.ndarray) -> object:
    """Run all 2¹³ sign patterns of the signed ranks by scipy, in one vectorised call."""
    signed = np.sign(d) * scipy_stats.rankdata(np.abs(d), axis=1)
    return scipy_stats.permutation_test(
        (signed,), lambda x, axis: x.sum(axis=axis), permutation_type="samples", vectorized=True, axis=1
    )


def r_microseconds() -> list[float]:
    """Microseconds per group in R for signed rank, sign-flip and rank sum; empty without R."""
    program = shutil.which("Rscript")
    if program is None:
        return []
    output = subprocess.run([program, "-e", R_SCRIPT], capture_output=True, text=True, check=True).stdout
    return [1e6 * float(part) for part in output.split()]


def comparisons() -> list[Comparison]:
    """All comparisons, measured one after the other."""
    rng = np.random.default_rng(SEED)
    before, after = answers(rng, 4.0, 10_000), answers(rng, 4.4, 10_000)
    d = after - before
    signed = microseconds(lambda: signed_rank(d), len(d))
    flip = microseconds(lambda: sign_flip(d, interval=False), len(d))
    flip_interval = microseconds(lambda: sign_flip(d[:500]), 500, repeats=1)
    unpaired = microseconds(lambda: rank_sum(before[:1000], after[:1000]), 1000, repeats=1)
    permuted = microseconds(lambda: brunner_munzel(before[:20], after[:20]), 20, repeats=1)
    family = microseconds(lambda: westfall_young(d[:14]), 14, repeats=2)
    batch = microseconds(lambda: scipy_batch(d[:40]), 40, repeats=1)
    one = microseconds(lambda: [scipy_stats.wilcoxon(row) for row in d[:3]], 3, repeats=1)
    table = [
        Comparison(
            "signed rank: p + Hodges–Lehmann + interval", signed, batch, "scipy permutation_test, p only"
        ),
        Comparison("signed rank: p + Hodges–Lehmann + interval", signed, one, "scipy wilcoxon, p only"),
        Comparison("sign-flip: p", flip, batch, "scipy permutation_test"),
    ]
    r = r_microseconds()
    if r:
        table += [
            Comparison(
                "signed rank: p + Hodges–Lehmann + interval", signed, r[0], "R wilcox.exact, conf.int"
            ),
            Comparison("sign-flip: p", flip, r[1], "R perm.test"),
            Comparison("rank sum: p + shift + interval, 13 + 13", unpaired, r[2], "R wilcox.exact, p only"),
        ]
    print(f"10,000 groups of signed rank with Hodges–Lehmann and interval: {signed * 1e-2:.3f} s")
    print(f"sign-flip with the matching interval of the mean: {flip_interval:.0f} µs a group")
    print(f"permuted Brunner–Munzel, 13 + 13 seven-point answers, exact: {permuted / 1000:.1f} ms a group")
    print(f"Westfall–Young, 14 items, all sign patterns: {family * 14 / 1000:.1f} ms a family")
    return table


def million_groups() -> str:
    """Time and peak memory of a million groups, in a process of its own."""
    output = subprocess.run(
        [sys.executable, "-c", MILLION], capture_output=True, text=True, check=True
    ).stdout
    taken, peak = (float(part) for part in output.split())
    unit = 1 if sys.platform == "darwin" else 1024
    return f"1,000,000 groups of signed rank: {taken:.1f} s, peak memory {peak * unit / 2**30:.2f} GiB"


def main() -> None:
    print("Paired and rank methods, n = 13 seven-point answers, one thread")
    table = comparisons()
    print(million_groups())
    print(
        f"peak memory of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20:.2f} GiB"
    )
    print(f"{'per group':<52} {'here':>12} {'there':>15} {'faster':>10}")
    for line in table:
        print(line)
