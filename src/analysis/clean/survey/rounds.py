"""Rounds of a survey held together: answers given twice, in one round only, or put in the wrong one."""

from __future__ import annotations

import difflib
import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.clean.columns.mapping import Records
from analysis.clean.findings import Findings
from analysis.clean.persons.people import loose_name, shares_names
from analysis.clean.survey.answer import Answer
from analysis.clean.survey.answer_times import Moments
from analysis.clean.survey.linking import MOST_LISTED

FEWEST_ALIKE = 3
"""Persons who must all have answered alike in two rounds before that is remarked on."""
CODE_LIKE = 0.6
NAME_LIKE = 0.8
"""Likeness, of 1, from which a code or a name in another round is pointed out."""
Index = npt.NDArray[np.int64]
_STATUSES = {"missing": -1, "dont_know": -2, "declined": -3}


@dataclass(frozen=True)
class Wave:
    """The answers of one table of one wave, one row per respondent."""

    records: Records
    number: int
    identity: npt.NDArray[np.object_]
    submitted: Moments
    answers: Mapping[str, tuple[Index, list[Answer]]]
    """Item → (codes, answers): the answer of each row is ``answers[codes[row]]``."""

    def answered(self, *items: str) -> npt.NDArray[np.bool_]:
        """Whether each respondent gave any answer, «vet ikke» among them, to these items (all, if none)."""
        said = np.zeros(len(self.records), dtype=bool)
        for codes, answers in (self.answers[item] for item in items or self.answers):
            said |= np.array([a.status != "missing" or a.problem is not None for a in answers])[codes]
        return said


def latest(waves: list[Wave], found: Findings) -> list[tuple[Wave, Index]]:
    """Return for each wave's table the rows that count: with an answer, and the latest of each person.

    What is left out, and what looks like the answers of another round, is reported.
    """
    rows = _rows(waves)
    _report(
        rows[~rows["answered"]],
        waves,
        found,
        "warning",
        "no_answers",
        "besvarelser uten noe svar er ikke tatt med",
    )
    rows = rows[rows["answered"]]
    if not _same_submissions(rows, waves, found):
        _report_order(rows, waves, found)
    kept = rows.sort_values(["when", "table", "at"], na_position="first", kind="stable")
    last = kept.drop_duplicates(["wave", "person"], keep="last")
    _report_twice(kept.drop(last.index), last, waves, found)
    _report_alike(last, waves, found)
    _report_one_round(last, waves, found)
    return [
        (wave, np.sort(last.loc[last["table"] == n, "at"].to_numpy(np.int64))) for n, wave in enumerate(waves)
    ]


def _rows(waves: list[Wave]) -> pd.DataFrame:
    """Return one row per set of answers; ``alike`` is equal for those that answered alike."""
    everywhere = sorted(set.intersection(*(set(wave.answers) for wave in waves))) if waves else []
    parts = []
    for n, wave in enumerate(waves):
        alike = np.zeros(len(wave.records), dtype=np.uint64)
        for item, (codes, answers) in sorted(wave.answers.items()):
            points = np.array([_STATUSES.get(a.status, a.value) for a in answers], dtype=np.int64)
            if item in everywhere:
                mixed = np.column_stack([alike, points[codes].astype(np.uint64)])
                alike = pd.util.hash_array(mixed[:, 0]) * np.uint64(31) + pd.util.hash_array(mixed[:, 1])
        part = {"wave": wave.number, "person": wave.identity, "when": wave.submitted, "table": n}
        parts.append(
            pd.DataFrame({**part, "at": np.arange(len(alike)), "answered": wave.answered(), "alike": alike})
        )
    columns = ["wave", "person", "when", "table", "at", "answered", "alike"]
    return (
        pd.concat(parts, ignore_index=True)
        if parts
        else pd.DataFrame(columns=columns).astype({"answered": bool})
    )


def _report(
    rows: pd.DataFrame,
    waves: list[Wave],
    found: Findings,
    severity: str,
    rule: str,
    message: str,
    action: str = "",
) -> None:
    """Add one finding for each table that holds any of these rows."""
    for number, group in rows.groupby("table"):
        wave = waves[int(str(number))]
        at = np.sort(group["at"].to_numpy(np.int64))
        text = message.format(wave=wave.number)
        found.add(severity, wave.records.place, rule, text, rows=wave.records.rows[at], action=action)


def _report_twice(dropped: pd.DataFrame, last: pd.DataFrame, waves: list[Wave], found: Findings) -> None:
    used = dropped[["wave", "person"]].merge(
        last[["wave", "person", "when"]], on=["wave", "person"], how="left"
    )
    later = used["when"].to_numpy() > dropped["when"].to_numpy()
    twice = "samme person har svart flere ganger i runde {wave}; "
    _report(
        dropped[later],
        waves,
        found,
        "warning",
        "answered_twice",
        twice + "det siste svaret er brukt, og disse radene er ikke tatt med",
        "Skal et tidligere svar gjelde, så ta ut det siste med remove: true i data/corrections.yml.",
    )
    _report(
        dropped[~later],
        waves,
        found,
        "warning",
        "answered_twice",
        twice + "tidspunktene mangler eller er like, så raden lengst ned er brukt, og disse er ikke tatt med",
        "Kontroller hvilket svar som gjelder. Skal det være et annet, så ta ut raden som er brukt, med "
        "remove: true i data/corrections.yml.",
    )


def _same_submissions(rows: pd.DataFrame, waves: list[Wave], found: Findings) -> bool:
    """Report answers given at the same moment by the same person, and alike, in two rounds."""
    timed = rows[rows["when"].notna()]
    keys = ["person", "when", "alike"]
    first = timed.sort_values(["wave", "table", "at"]).drop_duplicates(keys)
    both = timed.merge(first[[*keys, "wave"]], on=keys, suffixes=("", "_first"))
    again = both[both["wave"] != both["wave_first"]]
    _report(
        again,
        waves,
        found,
        "error",
        "same_submission",
        "de samme besvarelsene (samme person, tidspunkt og svar) ligger også i en tidligere runde enn {wave}",
        "Eksporter bare besvarelsene fra denne runden, eller ta ut radene med remove: true i "
        "data/corrections.yml. Er samme fil satt opp for begge runder, så rett file i project.yml.",
    )
    return len(again) > 0


def _report_order(rows: pd.DataFrame, waves: list[Wave], found: Findings) -> None:
    numbers = sorted({wave.number for wave in waves})
    for before, after in itertools.pairwise(numbers):
        ended = rows.loc[rows["wave"] == before, "when"].max()
        early = rows[(rows["wave"] == after) & (rows["when"] < ended)]
        _report(
            early,
            waves,
            found,
            "warning",
            "round_too_early",
            f"besvarelser i runde {{wave}} er levert før runde {before} var ferdig",
            "Kontroller at besvarelsene hører til riktig runde.",
        )


def _report_alike(last: pd.DataFrame, waves: list[Wave], found: Findings) -> None:
    numbers = sorted({wave.number for wave in waves})
    for before, after in itertools.combinations(numbers, 2):
        pair = last[last["wave"] == before].merge(
            last[last["wave"] == after], on="person", suffixes=("_before", "")
        )
        if len(pair) >= FEWEST_ALIKE and (pair["alike"] == pair["alike_before"]).all():
            _report(
                pair,
                waves,
                found,
                "warning",
                "same_answers",
                f"alle som svarte i både runde {before} og {{wave}}, svarte det samme begge ganger",
                "Kontroller at det ikke er den samme eksporten som er lagt inn to ganger.",
            )


def _report_one_round(last: pd.DataFrame, waves: list[Wave], found: Findings) -> None:
    """List everybody who answered in one round only; codes and names written, with the likest elsewhere."""
    if last["wave"].nunique() < 2:
        return
    single = last[~last["person"].duplicated(keep=False) & ~last["person"].str.startswith("rad:")]
    written = single[single["person"].str.startswith(("kode:", "svar:"))].sort_values(["wave", "table", "at"])
    written["text"] = written["person"].map(_compared)
    listed = [
        index
        for position, index in enumerate(written.index)
        if position < MOST_LISTED and _list_lonely(position, written, waves, found)
    ]
    _report(
        single.drop(index=listed),
        waves,
        found,
        "info",
        "one_round",
        "personer har svart i runde {wave}, men ikke i noen annen",
    )


def _list_lonely(position: int, alone: pd.DataFrame, waves: list[Wave], found: Findings) -> bool:
    """List a code, or a name that is like one in another round; return whether it was listed."""
    mine = alone.iloc[position]
    others = alone[alone["wave"] != mine["wave"]]
    near = others[_alike(mine["text"], others["text"])]
    code = str(mine["person"]).startswith("kode:")
    if near.empty and not code:
        return False
    wave, action, resembles, like = waves[int(mine["table"])], "", "", []
    if not near.empty:
        other = waves[int(near.iloc[0]["table"])].records
        resembles, like = other.place.shown, [int(other.rows[int(near.iloc[0]["at"])])]
        what = "koden" if code else "skrivemåten"
        action = f"Er det samme person, så rett {what} i data/corrections.yml."
    found.add(
        "warning" if action else "info",
        wave.records.place,
        "code_unlinked" if code else "name_unlinked",
        f"{'selvlaget kode' if code else 'navnet'} finnes ikke i andre runder",
        rows=[wave.records.rows[int(mine["at"])]],
        action=action,
        resembles=resembles,
        resembles_rows=like,
    )
    return True


def _compared(identity: str) -> tuple[str, str]:
    """Return what is compared of an identity made of what was written: ``kode`` or ``svar``, and the text."""
    kind, _, text = identity.partition(":")
    return kind, loose_name(text.partition("|")[0]) if kind == "svar" else text


def _alike(mine: tuple[str, str], others: Iterable[tuple[str, str]]) -> list[bool]:
    """Whether each other may be the same person's code or name."""
    kind, text = mine
    least = CODE_LIKE if kind == "kode" else NAME_LIKE
    match = difflib.SequenceMatcher(None, "", text)
    found = []
    for other_kind, other in others:
        match.set_seq1(other)
        found.append(
            kind == other_kind
            and (
                (kind == "svar" and shares_names(text, other))
                or (
                    match.real_quick_ratio() >= least
                    and match.quick_ratio() >= least
                    and match.ratio() >= least
                )
            )
        )
    return found
