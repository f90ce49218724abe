"""What in the tenancy register cannot be true, or is worth a look: over all its files together."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.clean.columns.mapping import Records
from analysis.clean.columns.typed import FIX
from analysis.clean.findings import Findings

FOREVER = np.datetime64("2200-01-01T00:00:00.000000")
LONG_GAP = 90
"""Days between two tenancies of a person beyond which the gap is mentioned."""
Mask = npt.NDArray[np.bool_]
CHECK_DATES = "Kontroller inn- og utflyttingsdatoene. Boligen regnes som utleid én gang."


def report_spells(frame: pd.DataFrame, tables: Sequence[Records], found: Findings) -> None:
    """Report spells that end before they start, overlap, leave long gaps, or whose end and reason disagree.

    Parameters
    ----------
    frame
        As `Spells.frame`, but a row per contract; ``spell`` is alike for those that make one tenancy,
        ``renewed`` whether another goes on after it, ``end_blank`` and ``reason_blank`` whether the
        export has such a cell and it is empty, ``table`` the position in `tables` and ``row`` the row
        there.
    """
    started, ended = frame["start"].notna(), frame["end"].notna()
    backwards = (frame["end"] < frame["start"]).to_numpy()
    sound = frame[~backwards & started].reset_index(drop=True)
    renewed = frame["renewed"].to_numpy()
    unexplained = (ended & frame["reason_blank"]).to_numpy() & ~backwards & ~renewed
    early = (frame["end_blank"] & frame["end_reason"].notna()).to_numpy()
    fill = "Fyll ut årsaken. Uten den telles ikke oppsigelser riktig."
    twice = overlapping(sound, "dwelling", apart=sound["identity"])
    two_homes = overlapping(sound, "identity", apart=sound["spell"])
    for part, mask, severity, rule, text, target, action in (
        (frame, backwards, "error", "end_before_start", "leieforhold slutter før de begynner", "end", FIX),
        (
            sound,
            twice,
            "warning",
            "flat_let_twice",
            "samme bolig er leid ut til flere på samme tid",
            "start",
            CHECK_DATES,
        ),
        (
            sound,
            two_homes,
            "warning",
            "two_homes",
            "samme person har to leieforhold på samme tid",
            "start",
            CHECK_DATES,
        ),
        (
            sound,
            _after_long_gap(sound),
            "info",
            "gap",
            f"mer enn {LONG_GAP} dager mellom to leieforhold hos samme person",
            "",
            "",
        ),
        (
            frame,
            renewed,
            "info",
            "renewed",
            "samme person fortsetter i boligen med ny kontrakt: kontraktene er ett leieforhold",
            "end",
            "",
        ),
        (
            frame,
            renewed & (ended & frame["end_reason"].notna()).to_numpy(),
            "warning",
            "renewed_reason",
            "årsak til utflytting er ikke brukt: samme person fortsetter i boligen",
            "end_reason",
            "Kontroller årsaken og datoene.",
        ),
        (
            frame,
            unexplained,
            "warning",
            "no_end_reason",
            "leieforhold er avsluttet uten årsak",
            "end_reason",
            fill,
        ),
        (
            frame,
            early,
            "warning",
            "reason_without_end",
            "årsak til utflytting er fylt ut uten utflyttingsdato",
            "end",
            FIX,
        ),
    ):
        for number, group in part[mask].groupby("table"):
            records = tables[int(str(number))]
            column = records.header(target) if target else ""
            rows = group["row"].to_numpy()
            found.add(severity, records.place, rule, text, column=column, rows=rows, action=action)


def overlapping(frame: pd.DataFrame, by: str, apart: pd.Series) -> Mask:
    """Whether each spell shares more than a day with one begun no later, alike in `by` but not in `apart`.

    The last day of one and the first of the next may be the same.
    """
    hit = np.zeros(len(frame), dtype=bool)
    order = np.lexsort((np.arange(len(frame)), frame["start"].to_numpy()))
    order = order[frame[by].notna().to_numpy()[order]]
    ends = frame["end"].fillna(FOREVER).to_numpy()
    starts, groups, others = frame["start"].to_numpy(), frame[by].to_numpy(), apart.to_numpy()
    latest: dict[object, list[int]] = {}
    for at in order:
        held = latest.setdefault(groups[at], [])
        hit[at] = any(ends[one] > starts[at] for one in held if others[one] != others[at])
        latest[groups[at]] = _two_latest([*held, at], ends, others)
    return hit


def _two_latest(
    spells: Sequence[int], ends: npt.NDArray[np.datetime64], others: npt.NDArray[np.object_]
) -> list[int]:
    """Return the spell that ends last, and the last to end of those unlike it: no other can matter."""
    best = max(spells, key=lambda at: ends[at])
    rest = [at for at in spells if others[at] != others[best]]
    return [best, max(rest, key=lambda at: ends[at])] if rest else [best]


def _after_long_gap(frame: pd.DataFrame) -> Mask:
    ordered = frame.sort_values(["identity", "start"], kind="stable")
    ends = ordered["end"].fillna(FOREVER)
    before = ends.groupby(ordered["identity"]).cummax().groupby(ordered["identity"]).shift()
    long = (ordered["start"] - before) > np.timedelta64(LONG_GAP, "D")
    return np.asarray(long.sort_index().to_numpy(), dtype=bool)
