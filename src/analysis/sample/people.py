"""Invented people: names nobody bears, and identity numbers of the synthetic series."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

FIRST = (
    "Testine", "Fiktor", "Prøvald", "Syntea", "Modella", "Eksempla", "Utkasta",
    "Demonius", "Oppdikta", "Kladdar", "Mønstrid", "Liksomine", "Tenkulf", "Påfunna",
    "Skissbjørn", "Innbillia", "Simulf", "Prøvlaug", "Fabula", "Artifisia",
)  # fmt: skip
LAST = (
    "Fiktivsen", "Prøvestad", "Testerud", "Syntesdal", "Eksempelås", "Luftslottrud", "Liksomvik",
    "Oppdiktnes", "Mønsterli", "Påfunnhaug", "Skisseberg", "Kladdeland", "Demodal", "Utkastrud",
    "Modellvoll", "Tenkesen", "Fabelhus", "Simulstad", "Kunstighaug", "Maltjern", "Rosinrud", "Låtebråten",
)  # fmt: skip

FIRST_WEIGHTS = np.array([3, 7, 6, 1, 8, 9, 4, 5, 2])
SECOND_WEIGHTS = np.array([5, 4, 3, 2, 7, 6, 5, 4, 3, 2])


def invented_names(rng: np.random.Generator, n: int) -> NDArray[np.object_]:
    """Draw `n` different names; past 440 a middle initial keeps them apart.

    Examples
    --------
    >>> names = invented_names(np.random.default_rng(1), 1000)
    >>> len(set(names))
    1000
    """
    pairs = len(FIRST) * len(LAST)
    order = rng.permutation(pairs)
    numbers = np.arange(n)
    pair, round_ = order[numbers % pairs], numbers // pairs
    first = np.array(FIRST, dtype=object)[pair % len(FIRST)]
    last = np.array(LAST, dtype=object)[pair // len(FIRST)]
    if n <= pairs:
        return np.asarray(first + " " + last, dtype=object)
    initials = np.array([_initial(int(r)) for r in range(int(round_.max()) + 1)], dtype=object)
    return np.asarray(first + initials[round_] + " " + last, dtype=object)


def _initial(round_: int) -> str:
    letters = ""
    while round_ > 0:
        round_, rest = divmod(round_ - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f" {letters}." if letters else ""


def synthetic_ids(rng: np.random.Generator, n: int) -> NDArray[np.object_]:
    """Draw `n` different synthetic national identity numbers of people born 1950–1999.

    80 is added to the month, as in the tax administration's test population, so that no number can
    belong to anyone; both modulus-11 check digits hold.

    Examples
    --------
    >>> number = synthetic_ids(np.random.default_rng(1), 1)[0]
    >>> len(number), 81 <= int(number[2:4]) <= 92
    (11, True)
    """
    found = np.empty(0, dtype=np.int64)
    while len(found) < n:
        batch = _valid_ids(rng, 2 * (n - len(found)) + 8)
        combined = np.concatenate([found, batch])
        _, first_seen = np.unique(combined, return_index=True)
        found = combined[np.sort(first_seen)]
    return np.array([f"{number:011d}" for number in found[:n]], dtype=object)


def _valid_ids(rng: np.random.Generator, n: int) -> NDArray[np.int64]:
    days = rng.integers(
        np.datetime64("1950-01-01", "D").astype(int), np.datetime64("2000-01-01", "D").astype(int), n
    )
    dates = days.astype("datetime64[D]")
    months = dates.astype("datetime64[M]")
    day = (dates - months).astype(int) + 1
    month = months.astype(int) % 12 + 1 + 80
    year = months.astype("datetime64[Y]").astype(int) + 1970 - 1900
    serial = rng.integers(0, 500, n)
    stem = ((day * 100 + month) * 100 + year) * 1000 + serial
    digits = stem[:, None] // 10 ** np.arange(8, -1, -1) % 10
    first = -(digits @ FIRST_WEIGHTS) % 11
    second = -(np.column_stack([digits, first]) @ SECOND_WEIGHTS) % 11
    valid = (first < 10) & (second < 10)
    return np.asarray((stem * 100 + first * 10 + second)[valid], dtype=np.int64)
