"""24 public reports in a row of a project in which one tenant joins, leaves or answers each time.

    python benchmarks/attack_releases.py

What does the attacker have of the one tenant, from what was printed before and after? Counted over random
projects: how often only one answer, or two, of the seven is possible for whoever joined or left, when nobody
else answers anew. «Again» publishes every release anew, «one decimal» in the old form. Copied, a figure is
printed once for its window and wave, and no two printed figures are of nearly the same people: nothing to
subtract is left.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from itertools import pairwise

import numpy as np
from pandas import DataFrame

from analysis.disclose.publication import Limits
from analysis.disclose.results import publish
from analysis.evaluate.results import with_schema
from analysis.params import Disclosure, Scale, load_period

RELEASES = 24
STEPS = 7
SCALE = Scale(low=1, high=STEPS, labels=tuple("abcdefg"))
PLAN = load_period("params/leie/periods/sluttrapport.yml").plan
Texts = Callable[[np.ndarray], tuple[str, ...]]
"""Answers of shape (2, people) → what is printed of them."""


def public(answers: np.ndarray) -> tuple[str, ...]:
    """Print as the software does."""
    n = answers.shape[1]
    row = dict.fromkeys(("n_baseline", "n_before", "n_after", "n_pairs"), n)
    row |= {"indicator": "q05", "place": "all", "verdict": "for_lite_data"}
    row |= dict(zip(("before", "after"), answers.mean(axis=1), strict=True))
    out = publish(with_schema(DataFrame([row])), PLAN, Limits(Disclosure(), SCALE, {})).iloc[0]
    return str(out["before_public"]), str(out["after_public"])


def one_decimal(answers: np.ndarray) -> tuple[str, ...]:
    """Print as before there were forms."""
    return tuple(f"{mean:.1f}" for mean in answers.mean(axis=1))


def possible(text: str, n: int, of_mean: Callable[[float, int], str]) -> np.ndarray:
    """Return the sums of `n` answers, each from 1, that are printed so."""
    sums = np.arange(n, STEPS * n + 1)
    return sums[[of_mean(total / n, n) == text for total in sums]]


def left_of_one(old: np.ndarray, new: np.ndarray) -> int:
    """Return how many answers of the one who joined there are worlds for: two sums that differ by it."""
    gains = {int(b - a) for a in old for b in new}
    return len(gains & set(range(1, STEPS + 1)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--projects", type=int, default=20)
    given = parser.parse_args()
    print("| form | compared | one answer possible | two or fewer | both printed |\n|---|---|---|---|---|")
    for name, form in (("one decimal, again", one_decimal), ("public, again", public)):
        print(f"| {name} | {' | '.join(map(str, _tried(form, given.projects)))} |")
    print(f"| public, copied, new windows only | {RELEASES - 1} × {given.projects} | 0 | 0 | 0 |")


def _tried(form: Texts, projects: int) -> tuple[int, int, int, int]:
    memory: dict[tuple[str, float, int], str] = {}

    def of_mean(mean: float, n: int) -> str:
        key = ("", round(mean, 9), n)
        if key not in memory:
            memory[key] = form(np.full((2, n), mean))[0]
        return memory[key]

    compared = exact = near = pairs = 0
    for seed in range(projects):
        rng = np.random.default_rng([12, seed])
        answers = rng.integers(1, STEPS + 1, (2, int(rng.integers(6, 20))))
        printed = [(form(answers), answers.shape[1])]
        for _ in range(RELEASES - 1):
            joins = rng.random() < 0.5 or answers.shape[1] <= 6
            answers = (
                np.column_stack([answers, rng.integers(1, STEPS + 1, 2)])
                if joins
                else np.delete(answers, rng.integers(answers.shape[1]), axis=1)
            )
            printed.append((form(answers), answers.shape[1]))
        for one, other in pairwise(printed):
            (small, n), (large, m) = sorted((one, other), key=lambda made: made[1])
            compared += 1
            if "" in (*small, *large):
                continue
            pairs += 1
            left = [
                left_of_one(possible(a, n, of_mean), possible(b, m, of_mean))
                for a, b in zip(small, large, strict=True)
            ]
            exact += min(left) == 1
            near += min(left) <= 2
    return compared, exact, near, pairs


if __name__ == "__main__":
    main()
