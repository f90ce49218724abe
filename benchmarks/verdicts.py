"""How often the words are wrong where nothing changed, and right where something did.

Worlds are made up (``verdict_worlds.py``) and judged by the project's own rules (``verdict_words.py``):
counts and answers go through the same estimates, adjustment and verdicts as a report's.
``verdict_families.py`` has the families of worlds and their limits. Exits with 1 when a limit is broken.

    python benchmarks/verdicts.py --worlds 2000 --write
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from verdict_families import (
    Found,
    pairs_unchanged,
    pairs_uneven,
    power,
    rates_unchanged,
    unchanged_falsely,
    unchanged_rightly,
)

DOCUMENT = Path(__file__).parent.parent / "docs" / "evaluation.md"
HEADING = "## How often verdicts are wrong, and right"
INTRODUCTION = f"""{HEADING}

Made-up worlds are judged by the project's own rules, from the estimate to the word. «Limit» is the most
false words, or the fewest right ones, that the rules are held to: false words within two standard errors,
right ones as they stand. Rows without a limit are stated for what they are. «First version» is what the
rules before these gave for six rates adjusted together, or for one outcome.

Written by `python benchmarks/verdicts.py --write`; rerun it rather than edit this section.
"""
RATES_WITHOUT = """### Rates: false «bedring» or «forverring»

A goal that naboklager decides alone, or that naboklager and driftshenvendelser decide together. 37.5 and
63.5 events a year at 13 let flats, four of which change hands; the flat of nine in ten events is known.
«Flats differ»: a gamma factor of variance 0.5 (mildly) or 1 (strongly, beside lasting differences of
variance 2) on every flat, drawn anew for a new tenant. ρ is the correlation of neighbouring months' log
factors. Season: ±30 %, its height in a random month. At ρ = 0.8 the words are wrong about three times as
often as promised: a slow drift cannot be told from a change, and every report says so.

12 + 6 months are compared by the calendar months they share, 12 + 9 and 12 + 10 as they are (a season of
±30 % could shift their ratio by less than a tenth). 6 + 6 months of one year share none and are never
judged.

Twelve months against nine are dealt out singly, which months that are alike (ρ = 0.5) make wrong too often:
the limit is not reached there. Two-month blocks from nine months a side would give 5.2 % (one) and 5.3 %
(two), and find 63 % instead of 68 % (φ = 1, one) or 42 % instead of 51 % (φ = 2, one) of falls to 0.45.
"""
PAIRS_WITHOUT = """### Tenants: false «bedring» or «forverring»

Before and after swapped at random for each tenant; of n = 4, 5, 6, 8, 10, 13, 16 and 20 the worst (amounts
to 16).
"""
PAIRS_UNEVEN = """Where changes are 0 on average in a larger population, but a few gain much while most lose
a little, those followed may hold too few of the few: their own mean is then not 0. No test of so few
tenants can see those who are not there, and the words speak of the tenants followed only:
"""
FALSELY = """### False «uendret»

The mean of the tenants changed by the important amount, all of it in a share of them: exactly «so many» of
those followed, or each «by chance», so that the mean of those followed is something else. The worst of n =
8, 13, 16 and 20 (amounts to 16). Where one in ten changes and none of them is among the followed, what is
left is a group that did not change: that no rule can see, and the rows are stated.
"""
POWER = """### «Bedring» where something became better

Complaints fall to 0.45 of 56 a year; the second outcome, where there is one, is unchanged. Answers rise by
one point on average, with a standard deviation of 0.7 between tenants.
"""
RIGHTLY = """### «Uendret» where nothing changed

Answers differ by their own noise alone. A rate needs several hundred events a year.
"""
SECTIONS: dict[str, tuple[str, Callable[[int], Iterator[Found]]]] = {
    "rates": (RATES_WITHOUT, rates_unchanged),
    "pairs": (PAIRS_WITHOUT, pairs_unchanged),
    "uneven": (PAIRS_UNEVEN, pairs_uneven),
    "falsely": (FALSELY, unchanged_falsely),
    "power": (POWER, power),
    "rightly": (RIGHTLY, unchanged_rightly),
}


def table(found: list[Found]) -> str:
    """Lay findings out as a Markdown table; the column of the first version only where it is known."""
    heads = ["world", "deciding", "worlds", "%", "s.e.", "limit", "", "first version, %"]
    width = len(heads) if any(f.before for f in found) else len(heads) - 1
    rows = [heads, ["---"] * len(heads), *(f.cells for f in found)]
    return "\n".join("| " + " | ".join(row[:width]) + " |" for row in rows)


def written(text: str) -> None:
    """Put the section into docs/evaluation.md, in place of the one there."""
    document = DOCUMENT.read_text(encoding="utf-8")
    start = document.index(HEADING)
    following = re.search(r"^## ", document[start + len(HEADING) :], re.MULTILINE)
    rest = document[start + len(HEADING) + following.start() :] if following else ""
    DOCUMENT.write_text(f"{document[:start]}{text}\n{rest}", encoding="utf-8")


def main() -> None:
    """Print the tables, and put them into docs/evaluation.md where asked to."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--worlds", type=int, default=500)
    parser.add_argument("--only", nargs="+", choices=SECTIONS, help="these tables; not with --write")
    parser.add_argument("--write", action="store_true", help="into docs/evaluation.md")
    arguments = parser.parse_args()
    if arguments.write and arguments.only:
        parser.error("--write takes all tables: leave out --only")
    parts, broken = [INTRODUCTION], []
    print(INTRODUCTION, flush=True)
    for name in arguments.only or SECTIONS:
        opening, find = SECTIONS[name]
        start, found = time.perf_counter(), list(find(arguments.worlds))
        broken += [f.world for f in found if not f.kept]
        parts.append(f"{opening}\n{table(found)}\n")
        print(parts[-1], flush=True)
        print(f"{name}: {time.perf_counter() - start:.0f} s", file=sys.stderr, flush=True)
    if arguments.write:
        written("\n".join(parts))
    sys.exit(f"limit broken: {'; '.join(broken)}" if broken else 0)


if __name__ == "__main__":
    main()
