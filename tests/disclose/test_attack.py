"""The project's own attacker: it reads what an edition prints, knows the methods, and tries to find people.

It goes through every data set by adding one person at a time, and shares no code with the proof. What
it calls open it has found in two data sets with one and the same publication.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from analysis.clean import Findings
from analysis.disclose import Disclosed, restrict_all
from analysis.disclose.publication import Limits
from analysis.disclose.results import publish
from analysis.evaluate.results import with_schema
from analysis.params import Disclosure, Edition, Scale

from ..evaluate.conftest import evaluated, loaded, world

SCALE = Scale(low=1, high=7, labels=tuple("abcdefg"))
WIDE = 3
Text = Callable[[int, int], str]
"""Sum of so many answers → what is printed of their mean."""


@cache
def reachable(n: int) -> np.ndarray:
    """Which (up, down, sum before, sum after) some `n` people can have; answers counted from 0."""
    if n == 0:
        return np.ones((1, 1, 1, 1), dtype=bool)
    fewer, size = reachable(n - 1), 6 * n + 1
    found = np.zeros((n + 1, n + 1, size, size), dtype=bool)
    for before in range(7):
        for after in range(7):
            up, down = int(after > before), int(after < before)
            found[up : up + n, down : down + n, before : before + size - 6, after : after + size - 6] |= fewer
    return found


@cache
def sides(n: int) -> np.ndarray:
    """Which (agreed, disagreed, sum) some `n` people can have in one wave."""
    if n == 0:
        return np.ones((1, 1, 1), dtype=bool)
    fewer, size = sides(n - 1), 6 * n + 1
    found = np.zeros((n + 1, n + 1, size), dtype=bool)
    for answer in range(7):
        agreed, against = int(answer > 3), int(answer < 3)
        found[agreed : agreed + n, against : against + n, answer : answer + size - 6] |= fewer
    return found


def sums_of(text: Text, n: int) -> dict[str, np.ndarray]:
    """Printed text → the sums it can stand for."""
    printed = [text(total, n) for total in range(6 * n + 1)]
    return {said: np.flatnonzero([p == said for p in printed]) for said in dict.fromkeys(printed)}


def narrowest(text: Text, n: int, *, insider: bool, keys: set[tuple[str, str]] | None = None) -> int:
    """Return the narrowest count that some publication leaves, to anybody or to one of the `n`."""
    of_text = sums_of(text, n)
    found = n
    for before_text, before in of_text.items():
        for after_text, after in of_text.items():
            if keys is None or (before_text, after_text) in keys:
                found = min(found, _left(before, after, n, insider=insider))
    return found


def _left(before: np.ndarray, after: np.ndarray, n: int, *, insider: bool) -> int:
    found = n
    for own_before in range(7) if insider else [0]:
        for own_after in range(7) if insider else [0]:
            others = n - insider
            b, a = before - own_before, after - own_after
            b, a = b[(b >= 0) & (b <= 6 * others)], a[(a >= 0) & (a <= 6 * others)]
            if not len(b) or not len(a):
                continue
            worlds = reachable(others)[:, :, b[0] : b[-1] + 1, a[0] : a[-1] + 1].any(axis=(2, 3))
            up, down = np.nonzero(worlds)
            counts = [up, down, others - up - down]
            for wave in (b, a):
                counts += np.nonzero(sides(others)[:, :, wave[0] : wave[-1] + 1].any(axis=2))
            found = min(found, *(int(np.ptp(count)) for count in counts))
    return found


@cache
def published(total: int, n: int) -> str:
    """What the public edition prints of the mean of a question that `n` of 13 answered both times."""
    counts = {"n_baseline": 13} | dict.fromkeys(("n_before", "n_after", "n_pairs"), n)
    row = {
        "indicator": "q05",
        "place": "all",
        "verdict": "beskrivelse",
        "after": 4.0,
        "before": 1 + total / n,
    }
    limits = Limits(Disclosure(), SCALE, {})
    return str(
        publish(with_schema(pd.DataFrame([row | counts])), loaded().plan, limits)["before_public"].iloc[0]
    )


@pytest.mark.slow
@pytest.mark.parametrize("n", [9, 10, 11])
def test_no_public_means_leave_a_count_narrower_than_three_to_anybody_or_to_one_of_them(n: int) -> None:
    assert published(3 * n, n), "something is printed"
    for insider in (False, True):
        assert narrowest(published, n, insider=insider) >= WIDE


@pytest.mark.parametrize("n", [6, 8])
def test_below_the_highest_range_nothing_is_printed(n: int) -> None:
    """«5–8 av 13» has the form of five people, and none is safe."""
    assert {published(total, n) for total in range(6 * n + 1)} == {""}


@pytest.mark.parametrize(
    ("weaker", "n"),
    [
        (lambda total, n: f"{total / n:.1f}", 10),
        (lambda total, n: str(np.clip(np.floor(2 * total / n + 0.5), 2, 10)), 11),
        (lambda total, n: str(np.clip(np.floor(2 * total / n + 0.5), 3, 9)), 10),
    ],
    ids=["one decimal", "ends merged less", "one person fewer"],
)
def test_the_attacker_wins_against_a_weaker_form(weaker: Text, n: int) -> None:
    assert narrowest(weaker, n, insider=True) < WIDE


@pytest.fixture(scope="module")
def editions() -> dict[Edition, Disclosed]:
    nothing = pd.DataFrame({"source": [], "key": []})
    tables = SimpleNamespace(**{**vars(world()), "findings": Findings().frame(), "corrections": nothing})
    return restrict_all(evaluated(), tables, loaded())  # type: ignore[arg-type]


def test_in_the_samples_public_edition_no_count_of_people_is_narrower_than_three(
    editions: dict[Edition, Disclosed],
) -> None:
    """The attacker knows how many answered each question, which is printed as a range only."""
    of_people = {i.id for i in loaded().plan.indicators if i.declared.table == "survey"}
    n = evaluated().results.query("place == 'all'").set_index("indicator")["n_pairs"]
    rows = editions["offentlig"].results.query("place == 'all' and not hidden")
    rows = rows[rows["indicator"].isin(of_people) & rows["before"].notna()]
    assert len(rows) >= 8
    for row in rows.to_dict("records"):
        people = int(n[row["indicator"]])
        keys = {(str(row["before_public"]), str(row["after_public"]))}
        for insider in (False, True):
            assert narrowest(published, people, insider=insider, keys=keys) >= WIDE, row["indicator"]


def test_in_the_samples_restricted_edition_no_total_less_its_addresses_is_of_too_few(
    editions: dict[Edition, Disclosed],
) -> None:
    study, shown = loaded(), editions["begrenset"]
    least = study.project.disclosure.restricted_min_group
    of_people = [i.id for i in study.plan.indicators if i.declared.counts == "persons"]
    size = evaluated().results.set_index(["indicator", "place"])["n_pairs"].fillna(0)
    rows = shown.results[shown.results["indicator"].isin(of_people)]
    away = rows[rows["hidden"] & rows["place"].ne("all")]
    assert not away.empty
    for indicator, own in away.groupby("indicator"):
        if not rows.loc[rows["indicator"].eq(indicator) & rows["place"].eq("all"), "hidden"].all():
            n = size.loc[[(indicator, place) for place in own["place"]]]
            assert n.sum() >= least
            assert n.gt(0).sum() > 1
    sets = evaluated().answers.groupby(["item", "wave", "place", "basis"])["n"].sum()
    told = shown.answers.groupby(["item", "wave", "place", "basis"])["hidden"].all()
    for (item, wave, basis), n in sets.groupby(["item", "wave", "basis"]):
        each = n.droplevel(["item", "wave", "basis"])
        gone = [place for place in each.index if place != "all" and told[item, wave, place, basis]]
        gone = [place for place in gone if each[place] > 0]
        if gone and not told[item, wave, "all", basis]:
            assert each[gone].sum() >= least
            assert len(gone) > 1
