"""Do the methods keep their promises? Simulates data and writes docs/statistics/honesty.md.

``python benchmarks/coverage.py`` from the project root; seeded, some minutes, not part of the tests.
"""

import contextlib
import io
from collections.abc import Callable
from pathlib import Path

import coverage_counts
import coverage_paired
from findings import markdown

SEED = 20140605
SIMULATIONS_OF_COUNTS = 4_000
OUTPUT = Path(__file__).parent.parent / "docs" / "statistics" / "honesty.md"
OPENING = f"""# Honesty by simulation

Data were simulated and each method asked. «Type I error» is the share of data sets without any change in
which it claims one at p ≤ 0.05, promised to be at most 5 %; «coverage» is the share of 95 % intervals that
hold the truth, promised to be at least 95 %. A promise counts as kept when the worst condition is within
three standard errors of it. The methods that fail are shown because one would otherwise have used them.

Written by `python benchmarks/coverage.py` (seed {SEED}); rerun it rather than edit this page.
"""
COUNTS = f"""Type I error of the first four methods (rate unchanged), coverage of the last two (rate halved);
months are negative binomial with variance φ times the mean. Per cent of {SIMULATIONS_OF_COUNTS:,} simulations
a row; bold breaks the promise by more than three standard errors. Everything that knows totals only fails
when φ > 1; the permutation of months and the quasi-Poisson interval hold.
"""
WORLDS = f"""12 + 12 months, 13 flats let, 50 events a year, the flat of nine in ten known: worlds in which
the events of one flat, or of neighbouring months, are not independent of each other. «Flats differ»: a
gamma factor of variance 0.5 (mild) or 1 (strong, beside lasting differences of variance 2) on every flat,
drawn anew in each window. A rate's p is the larger of the permutation of two-month blocks and the flip over
flats, and its interval the widest of the three. Per cent of {SIMULATIONS_OF_COUNTS:,} simulations, bold as
above. Where months are alike (ρ = 0.5) the larger of the two comes near its level, at ρ = 0.8 it does not:
a slow drift cannot be told from a change.
"""


def printed_by(table: Callable[[int], None]) -> str:
    """Table of the methods on counts by month, as their own module prints it."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        table(SIMULATIONS_OF_COUNTS)
    return printed.getvalue()


def main() -> None:
    parts = [
        OPENING,
        "## Paired answers, two groups of persons, many items\n",
        coverage_paired.DESCRIPTION,
        markdown(coverage_paired.findings(SEED)) + "\n",
        "## Counts by month\n",
        COUNTS,
        printed_by(coverage_counts.main),
        "## Events of flats, and months that are alike\n",
        WORLDS,
        printed_by(coverage_counts.worlds_table),
    ]
    OUTPUT.write_text("\n".join(parts), encoding="utf-8")
    print(OUTPUT.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
