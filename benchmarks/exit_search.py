"""False alarms of the search at the exit: finished runs held against rosters of people who are not in them.

    leie run leie/sluttrapport && leie run husvert/sluttevaluering
    python benchmarks/exit_search.py [ROSTERS]

The names are common in Norway; each roster has 13 people. A hit is a false alarm: nobody of them is in
the data.
"""

from __future__ import annotations

import dataclasses
import random
import sys
import time
from collections import Counter
from pathlib import Path

from analysis.clean.persons.name_search import Names
from analysis.clean.persons.personal import personal_in
from analysis.exit import pieces, wanted
from analysis.exit.carriers import FONTS
from analysis.exit.wanted import _own_words
from analysis.params import find_root, load_period

PERIODS = ("leie/periods/sluttrapport", "husvert/periods/sluttevaluering")
NAMES = Path(__file__).with_name("common_names.txt")
"""First names, an empty line, last names."""


def main(rosters: int) -> None:
    root, drawn = find_root(), random.Random(13)
    first, last = (part.split() for part in NAMES.read_text(encoding="utf-8").split("\n\n"))
    alarms: Counter[str] = Counter()
    hit = 0
    made = {period: load_period(root / "params" / f"{period}.yml") for period in PERIODS}
    texts = {
        period: sorted({
            (piece.text, piece.loose)
            for file in study.build_dir.rglob("*")
            if file.is_file() and file.suffix not in FONTS
            for piece in pieces(file)
        })
        for period, study in made.items()
    }  # fmt: skip
    base = {period: wanted(study) for period, study in made.items()}
    words = {period: _own_words(study) for period, study in made.items()}
    started = time.perf_counter()
    for number in range(rosters):
        period = PERIODS[number % len(PERIODS)]
        people = [f"{drawn.choice(first)} {drawn.choice(last)}" for _ in range(13)]
        names = dataclasses.replace(Names.of(people, own=words[period]), initials=frozenset())
        search = personal_in(names, made[period].project)
        seek = dataclasses.replace(base[period], persons=search, _known={})
        found = [(text, seek.kinds_in(text, loose=loose, public=False)) for text, loose in texts[period]]
        told = [(text[:60], kind) for text, kinds in found for kind in kinds]
        hit += bool(told)
        alarms.update(f"{kind}: {text}" for text, kind in told)
    seconds = (time.perf_counter() - started) / rosters
    print(f"{rosters} rosters of 13, {sum(map(len, texts.values()))} texts of {len(texts)} runs")
    print(f"rosters with a false alarm: {hit}; {seconds:.1f} s per run searched")
    for said, times in alarms.most_common(20):
        print(f"  {times:4} {said}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
