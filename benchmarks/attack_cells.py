"""Attacks on an edition's finished files, one for each kind of table; see ``attack.py``.

The attacker knows the methods (the plan, the table of safe forms, the thresholds), the scale, the addresses
and how many tenants the project has; as an insider an own answer besides. What it calls open it has found in
witness worlds: other data that print the same. Nothing of the rooms that decide is imported.
"""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from pathlib import Path

from attack_reading import HIDDEN, NONE, Edition, row_of

from analysis.params import Indicator, Study

OPEN = 3
"""Fewest places between the smallest and the largest number that a count of people keeps."""
Interval = tuple[int, int]
Own = tuple[float, float]
World = list[tuple[int, int]]
"""Answers before and after of each person, counted from 0."""
FORMS = Path(__file__).parents[1] / "src/analysis/disclose/safe_forms.csv"
"""A method, and as such known to everybody."""


@dataclass(frozen=True)
class Cell:
    """One hidden number that an attack went for.

    Attributes
    ----------
    attack, what
        Which attack, on which indicator or stage.
    low, high
        The numbers that witness worlds leave.
    """

    attack: str
    what: str
    low: float
    high: float

    @property
    def width(self) -> float:
        """Largest less smallest."""
        return self.high - self.low


def number(text: str) -> float:
    """Read a printed number."""
    return float(re.sub(r"[^\d,−-]", "", text).replace("−", "-").replace(",", "."))


def people(text: str) -> tuple[int, int, int] | None:
    """Read «9–13 av 13»."""
    found = re.fullmatch(r"(\d+)–(\d+) av (\d+)", text)
    return (int(found[1]), int(found[2]), int(found[3])) if found else None


# --- two means ---------------------------------------------------------------------------------------------


@cache
def forms(steps: int) -> tuple[tuple[int, int, int], ...]:
    """Return the published table of forms of a scale: from n, to n, halves merged at the ends."""
    rows = csv.DictReader(FORMS.read_text(encoding="utf-8").splitlines())
    return tuple(
        (int(r["n_from"]), int(r["n_to"]), int(r["merged"])) for r in rows if int(r["steps"]) == steps
    )


def sums(text: str, n: int, steps: int, lowest: int) -> Interval:
    """Return the smallest and largest sum of `n` answers, counted from 0, whose mean is printed so."""
    k, half = steps - 1, round(2 * (number(text) - lowest))
    low = 0 if text.endswith("lavere") else -(-(2 * half - 1) * n // 4)
    high = k * n if text.endswith("høyere") else -(-(2 * half + 1) * n // 4) - 1
    return max(low, 0), min(high, k * n)


def possible_n(texts: tuple[str, str], basis: str, tenants: int, steps: int, lowest: int) -> list[int]:
    """Return the numbers of people that the printed classes and the range leave, by the table of forms.

    The method: the form is that of the fewest of the printed range; where none is printed, answers are not
    linked, and four numbers of people have one form.
    """
    span = people(basis) or (0, tenants, tenants)
    found = []
    for n in range(span[0], span[1] + 1):
        fewest = span[0] if people(basis) else n - n % 4
        merged = [m for low, high, m in forms(steps) if low <= fewest <= high]
        if merged and all(_fits(text, merged[0], steps, lowest) for text in texts):
            found.append(n)
    return found


def _fits(text: str, merged: int, steps: int, lowest: int) -> bool:
    half, top = round(2 * (number(text) - lowest)), 2 * (steps - 1) - merged
    if text.endswith("lavere"):
        return half == merged
    return half == top if text.endswith("høyere") else merged < half < top


def ends(found: Iterable[bool]) -> Interval | None:
    """Return the first and the last number for which a world was found."""
    held = [count for count, there in enumerate(found) if there]
    return (held[0], held[-1]) if held else None


@cache
def changed(n: int, k: int, before: Interval, after: Interval, which: str) -> Interval | None:
    """Return the fewest and most people that went up, stayed or went down in any world built."""

    def there(count: int) -> bool:
        rest = range(n - count + 1)
        turned = {"up": lambda o: (count, n - count - o, o), "down": lambda o: (o, n - count - o, count)}
        turned["same"] = lambda o: (o, count, n - count - o)
        return any(build(*turned[which](other), k, before, after) for other in rest)

    return ends(there(count) for count in range(n + 1))


def build(up: int, same: int, down: int, k: int, before: Interval, after: Interval) -> World | None:
    """Build answers of so many people with sums in the intervals, person by person, and count them again."""
    left = [up, same, down]
    target = _target(left, k, before, after)
    if target is None:
        return None
    b, a = target
    world: World = []
    for kind, pairs in enumerate(_pairs(k)):
        while left[kind]:
            left[kind] -= 1
            fits = (p for p in pairs if _target(left, k, (b - p[0],) * 2, (a - p[1],) * 2))
            pair = next(fits, None)
            if pair is None:
                return None
            world.append(pair)
            b, a = b - pair[0], a - pair[1]
    counted = (sum(y > x for x, y in world), sum(y == x for x, y in world), sum(y < x for x, y in world))
    told = before[0] <= sum(x for x, _ in world) <= before[1]
    told &= after[0] <= sum(y for _, y in world) <= after[1]
    return world if told and counted == (up, same, down) else None


def _target(left: list[int], k: int, before: Interval, after: Interval) -> Interval | None:
    """Return two sums in the intervals to aim at; where they cannot be met, nothing is built."""
    up, same, down = left
    b = max(before[0], down), min(before[1], (k - 1) * up + k * (same + down))
    a = max(after[0], up), min(after[1], k * (up + same) + (k - 1) * down)
    rise = max(a[0] - b[1], up - k * down), min(a[1] - b[0], k * up - down)
    if b[0] > b[1] or a[0] > a[1] or rise[0] > rise[1]:
        return None
    start = max(b[0], a[0] - rise[0])
    return start, start + rise[0]


@cache
def _pairs(k: int) -> tuple[World, World, World]:
    every = [(b, a) for b in range(k + 1) for a in range(k + 1)]
    up, same, down = ([p for p in every if (p[1] > p[0]) - (p[1] < p[0]) == way] for way in (1, 0, -1))
    return up, same, down


@cache
def answered(n: int, k: int, total: Interval, which: str) -> Interval | None:
    """Return the fewest and most people above or below the middle of the scale in any world built."""

    def there(count: int) -> bool:
        return any(_one_side(count, other, n, k, total, which) for other in range(n - count + 1))

    return ends(there(count) for count in range(n + 1))


def _one_side(count: int, other: int, n: int, k: int, total: Interval, which: str) -> bool:
    agree, against = (count, other) if which == "agree" else (other, count)
    between, middle = n - count - other, k / 2
    if between and middle != int(middle):
        return False
    above, below = int(middle) + 1, int(-(-middle // 1)) - 1
    world = [above] * agree + [int(middle)] * between + [0] * against
    for i, answer in enumerate(world):
        top = k if answer == above and i < agree else below if i >= agree + between else answer
        world[i] += min(top - answer, max(0, total[0] - sum(world)))
    right = sum(x > middle for x in world) == agree and sum(x < middle for x in world) == against
    return right and total[0] <= sum(world) <= total[1]


def means(n: int, k: int, before: Interval, after: Interval, own: Own | None) -> Iterator[Interval]:
    """Yield what witness worlds leave of each count; with an own answer, of the others."""
    sums_left = [_less(total, one) for total, one in zip((before, after), own or (0, 0), strict=True)]
    others = n - (own is not None)
    found = [changed(others, k, *sums_left, which) for which in ("up", "same", "down")]
    found += [answered(others, k, total, which) for total in sums_left for which in ("agree", "against")]
    yield from (interval for interval in found if interval is not None)


def _less(total: Interval, own: float) -> Interval:
    return max(math.ceil(total[0] - own), 0), math.floor(total[1] - own)


def two_means(edition: Edition, study: Study, tenants: int, insiders: dict[str, list[Own]]) -> Iterator[Cell]:
    """Attack up/same/down and agree/disagree of every printed pair of means, and how many answered.

    `insiders` holds, by indicator, the answers of those who know their own, counted from 0 (NaN for a wave
    that cannot be linked): the attacker is each in turn, and knows how many answered.
    """
    scale = study.questionnaire.scale
    steps, k = len(scale.labels), len(scale.labels) - 1
    for indicator, row in _rows(edition, study, "survey"):
        texts = (row["Før"], row["Etter"])
        if not all(_is_class(text) for text in texts):
            continue
        owners = insiders[indicator.id]
        sides = [[own[side] for own in owners if not math.isnan(own[side])] for side in (0, 1)]
        pair = [sums(text, len(own), steps, scale.low) for text, own in zip(texts, sides, strict=True)]
        linked = all(len(side) == len(owners) for side in sides)
        for one in [None, *sorted(set(owners))] if linked else []:
            for low, high in means(len(owners), k, pair[0], pair[1], one):
                yield Cell("means, insider" if one else "means, outsider", indicator.id, low, high)
        for own, total in zip(sides, pair, strict=True) if not linked else []:
            for b in [None, *sorted(set(own))]:
                for which in ("agree", "against"):
                    found = answered(len(own) - (b is not None), k, _less(total, b or 0), which)
                    if found:
                        yield Cell("means, not linked", indicator.id, *found)
        n = possible_n(texts, row.get("Grunnlag (n)", NONE), tenants, steps, scale.low)
        if n:
            yield Cell("people behind a mean", indicator.id, n[0], n[-1])


def _is_class(text: str) -> bool:
    return bool(re.fullmatch(r"\d+,[05]( eller (lavere|høyere))?", text))


def _rows(edition: Edition, study: Study, *tables: str) -> Iterator[tuple[Indicator, dict[str, str]]]:
    rows = edition.indicators()
    for indicator in study.plan.indicators:
        row = row_of(rows, indicator.name)
        if row is not None and indicator.declared.table in tables:
            yield indicator, row


# --- counts of people --------------------------------------------------------------------------------------


def ranges(edition: Edition, study: Study, tenants: int) -> Iterator[Cell]:
    """Attack printed ranges of people, and how many are missing from what they are of."""
    for indicator, row in _rows(edition, study, *TABLES):
        for side in ("Før", "Etter"):
            found = people(row[side])
            if found is None:
                continue
            low, high, total = found
            yield Cell("range of people", indicator.id, low, high)
            if total != tenants and indicator.declared.publication != "range_of_done":
                yield Cell("people behind a share", indicator.id, total, total)


def flow(edition: Edition) -> Iterator[Cell]:
    """Attack the response flow: how many answered before, after, and both times, all three together."""
    rows = {row["Trinn"]: people(row["Personer (n)"]) for row in edition.rows("Trinn", "Personer (n)")}
    stages = [rows.get(stage) for stage in ("Svarte før", "Svarte etter", "Svarte begge ganger")]
    if any(stage is None for stage in stages):
        return
    before, after, both = (range(s[0], s[1] + 1) for s in stages if s)
    total = stages[0][2] if stages[0] else 0
    worlds = [
        (b, a, p) for b in before for a in after for p in both if max(0, a + b - total) <= p <= min(a, b)
    ]
    for what, column in zip(("before", "after", "both"), zip(*worlds, strict=True), strict=True):
        yield Cell("response flow", what, min(column), max(column))


# --- events ------------------------------------------------------------------------------------------------

TABLES = ("survey", "arrears", "services", "activities", "incidents", "tenancy_ends", "residents", "measures")


def events(edition: Edition, study: Study) -> dict[str, tuple[int, int]]:
    """Read the counts before and after of every printed rate and repair time, by indicator."""
    found = {}
    for indicator, row in _rows(edition, study, *TABLES):
        counts = re.match(r"(\d+) \+ (\d+) ", row.get("Grunnlag (n)", ""))
        if counts and indicator.declared.publication in ("rate", "weeks"):
            found[indicator.id] = (int(counts[1]), int(counts[2]))
    return found


def _kinds(indicator: Indicator, study: Study) -> frozenset[str]:
    named = getattr(indicator.measure, "kinds", ()) or ()
    of_incidents = indicator.declared.table == "incidents"
    return frozenset(
        named or (study.project.incident_kinds if of_incidents else study.vocabulary.tenancy_end_reasons)
    )


def subtraction(edition: Edition, study: Study, least: int) -> Iterator[Cell]:
    """Subtract printed counts of some kinds from those of more kinds: what is left of the others.

    One count and all that it wholly holds, in every disjoint choice.
    """
    told = events(edition, study)
    which = {i.id: (i.declared.table, _kinds(i, study)) for i in study.plan.indicators if i.id in told}
    for whole, (table, kinds) in which.items():
        inside = [o for o, (t, k) in which.items() if o != whole and t == table and k <= kinds]
        for size in range(1, len(inside) + 1):
            for some in combinations(inside, size):
                if sum(len(which[o][1]) for o in some) != len(
                    frozenset().union(*(which[o][1] for o in some))
                ):
                    continue
                for side in (0, 1):
                    left = told[whole][side] - sum(told[o][side] for o in some)
                    if 0 < left < least:
                        yield Cell("counts less counts", f"{whole} less {'+'.join(some)}", left, left)


def hidden_elsewhere(edition: Edition, study: Study) -> Iterator[Cell]:
    """Look for the count of a hidden rate where the same events are counted for something else."""
    told = events(edition, study)
    for indicator, row in _rows(edition, study, "incidents"):
        if row["Før"] != HIDDEN or indicator.declared.publication != "rate":
            continue
        for other in study.plan.indicators:
            if other.id in told and _kinds(other, study) == _kinds(indicator, study):
                for n in told[other.id]:
                    yield Cell("hidden count printed elsewhere", f"{indicator.id} from {other.id}", n, n)


def drawn(edition: Edition, study: Study, least: int) -> Iterator[Cell]:
    """Read the heights drawn, and subtract the count of the table from those of each window."""
    told = events(edition, study)
    for figure, points in edition.points.items():
        name = figure.removeprefix("forlop-")
        counts = [round(point) for point in points]
        for n in counts:
            if 0 < n < least:
                yield Cell("drawn count", name, n, n)
        total = sum(counts)
        if name in told:
            for side in (0, 1):
                for cut in range(1, len(counts)):
                    window = sum(counts[:cut]) if side == 0 else total - sum(counts[:cut])
                    other = total - window
                    fits = other == told[name][1 - side]
                    left = window - told[name][side]
                    if fits and 0 < left < least:
                        yield Cell("drawn less counted", name, left, left)


def addresses(edition: Edition, study: Study, least: int) -> Iterator[Cell]:
    """Subtract the printed addresses from the total of each rate."""
    told = events(edition, study)
    of_places: dict[str, list[tuple[int, int]]] = {}
    for row in edition.rows("Utfall", "Før", "Etter"):
        counts = re.match(r"(\d+) \+ (\d+)", row.get("Grunnlag (n)", ""))
        if counts:
            label = row["Utfall"]
            names = [i.id for i in study.plan.indicators if row_of({label: row}, i.name)]
            of_places.setdefault(names[0] if names else label, []).append((int(counts[1]), int(counts[2])))
    for name, counts_there in of_places.items():
        if name in told:
            for side in (0, 1):
                left = told[name][side] - sum(c[side] for c in counts_there)
                if 0 < left < least:
                    yield Cell("total less addresses", name, left, left)


# --- what else is said ------------------------------------------------------------------------------------


def answers_to_claims(edition: Edition, study: Study) -> Iterator[Cell]:
    """Look for the answer to a claim about people: it says how the exact figure lies, and tests it."""
    rows = {row["Påstand"]: row["Svar"] for row in edition.rows("Påstand", "Svar")}
    of_people = {i.id for i in study.plan.indicators if i.declared.counts == "persons"}
    for claim in study.claims:
        if claim.indicator in of_people and rows.get(claim.text, "Vises ikke").startswith(
            ("Stemmer", "Ikke vist")
        ):
            yield Cell("answer to a claim", claim.indicator, 0, 0)


def power(edition: Edition, study: Study) -> Iterator[Cell]:
    """Look for the power of a share: it is made from how many had it before."""
    text = edition.alternatives.get("styrke", "")
    for indicator in study.plan.deciding:
        if indicator.declared.publication == "range_of_people" and f"{indicator.name} " in text:
            yield Cell("power of a share", indicator.id, 0, 0)
