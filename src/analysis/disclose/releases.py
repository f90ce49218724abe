"""Releases: what was published once is copied into later reports, and never computed again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import pandas as pd

from analysis.disclose.forms import DisclosureError
from analysis.disclose.publication import word
from analysis.disclose.results import FIGURES, TEXTS, without_verdict
from analysis.params import Indicator, Period, Study, Window

FOLDER, CONTENT, INDEX = "released", "release.json", "releases.json"
"""Folder below the root; in a project's folder there, what a release printed, and the list of releases."""
SIDES = ("before", "after")
OF_SIDE = {
    "before": ("before", "events_before", "exposure_before", "months_before", "before_public"),
    "after": ("after", "events_after", "exposure_after", "months_after", "after_public", "done", "planned"),
}
"""Columns of the results that speak of one window."""
MEASURE = "measure"
"""What is kept beside the figures of an indicator: how it was measured."""
PRINTED_MONTHS = ["month", "events", "exposure", "months", "hidden", "hidden_reason"]


@dataclass(frozen=True)
class Release:
    """A published report: its period, and what it printed of each indicator, place and window.

    Attributes
    ----------
    figures
        (indicator, place, window or wave) → column, without its side → what was printed.
    monthly
        (indicator, place, window) → the bars drawn.
    """

    period: Period
    figures: dict[tuple[str, str, str], dict[str, Any]]
    monthly: dict[tuple[str, str, str], list[dict[str, Any]]]

    @classmethod
    def of(cls, content: dict[str, Any]) -> Self:
        """Read what `printed_content` returned."""
        return cls(
            period=Period.model_validate(content["period"], strict=False),
            figures={(i, place, of): told for i, place, of, told in content["figures"]},
            monthly={(i, place, of): rows for i, place, of, rows in content["monthly"]},
        )


def when(indicator: Indicator, side: str, period: Period) -> str:
    """Return what the figures of one side are of: «wave 2», or the first and last day of a window."""
    if indicator.declared.table == "survey":
        return f"wave {getattr(period.waves, side)}"
    window: Window = getattr(period, side)
    return f"{window.start}/{window.end}"


def printed_content(results: pd.DataFrame, monthly: pd.DataFrame, study: Study) -> dict[str, Any]:
    """Return what a public edition prints, to be kept with its release.

    Parameters
    ----------
    results, monthly
        The tables of the public edition.
    """
    figures, bars, places = [], [], _places(study)
    for row in results[~results["hidden"] & results["verdict"].ne("ikke_maalt")].to_dict("records"):
        indicator = study.plan.indicator(str(row["indicator"]))
        for side in SIDES:
            told = {_bare(c, side): row[c] for c in OF_SIDE[side] if not pd.isna(row[c]) and row[c] != ""}
            if told:
                of = when(indicator, side, study.period)
                told[MEASURE] = indicator.measure.model_dump(mode="json")
                figures.append([indicator.id, places[str(row["place"])], of, told])
    shown = monthly[~monthly["hidden"] & monthly["side"].isin(SIDES)]
    for key, rows in shown.groupby(["indicator", "place", "side"], sort=False):
        name, place, side = map(str, key)
        of = when(study.plan.indicator(name), side, study.period)
        drawn = rows[PRINTED_MONTHS].assign(month=rows["month"].astype(str)).to_dict("records")
        bars.append([name, places[place], of, drawn])
    content = {
        "period": study.period.model_dump(mode="json", by_alias=True),
        "figures": figures,
        "monthly": bars,
    }
    plain: dict[str, Any] = json.loads(json.dumps(content, default=_plain))
    return plain


def _places(study: Study) -> dict[str, str]:
    """Return what each place is called in public: a release names no address."""
    return {"all": "all", **{address.id: address.public_name for address in study.project.addresses}}


def _bare(column: str, side: str) -> str:
    return column.replace(side, "side", 1)


def _plain(value: Any) -> Any:
    return value.item()  # a number of numpy


def file_hash(path: Path) -> str:
    """SHA-256 of a file of a release, which is published anyway."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def releases_of(study: Study) -> list[Release]:
    """Read a project's releases, the first one first.

    Raises
    ------
    DisclosureError
        If a released folder is gone or changed, or the public edition of the period covers some days of a
        released window and not all of it: nothing may be published then.
    """
    folder = study.root / FOLDER / study.project.id
    found = [_read(folder, name, files) for name, files in index_of(folder).items()]
    if "offentlig" in study.period.editions:
        _hold_apart(study.period, found)
    return found


def index_of(folder: Path) -> dict[str, dict[str, str]]:
    """Return the releases listed in a project's folder: period → file → hash."""
    file = folder / INDEX
    if not file.is_file():
        return {}
    listed: dict[str, dict[str, str]] = json.loads(file.read_text(encoding="utf-8"))
    return listed


def _read(folder: Path, name: str, files: dict[str, str]) -> Release:
    shown = f"{FOLDER}/{folder.name}/{name}"
    for file, digest in files.items():
        path = folder / name / file
        if not path.is_file() or path.is_symlink():
            raise DisclosureError(f"{shown}/{file}: the released file is gone. {_RESTORE}")
        if file_hash(path) != digest:
            raise DisclosureError(f"{shown}/{file}: changed since it was released. {_RESTORE}")
    return Release.of(json.loads((folder / name / CONTENT).read_text(encoding="utf-8")))


_RESTORE = (
    "What was published once must be known, so that later reports cannot be subtracted from it. Restore the "
    "folder from a backup or the repository."
)


def _hold_apart(period: Period, releases: Iterable[Release]) -> None:
    for release in releases:
        for mine in (period.before, period.after):
            for theirs in (release.period.before, release.period.after):
                if mine != theirs and mine.overlaps(theirs):
                    raise DisclosureError(
                        f"period '{period.id}': the window {mine.start} to {mine.end} covers some days of "
                        f"{theirs.start} to {theirs.end}, which '{release.period.id}' has published: the "
                        "difference would single people out. Use that very window, or one without its days, "
                        "or take 'offentlig' out of the editions."
                    )


def copied(results: pd.DataFrame, study: Study, releases: Sequence[Release]) -> pd.DataFrame:
    """Put what was published of a window in place of what the data say of it now.

    Where the two differ, the change between them and the verdict, which rest on the data of now, are taken
    out. An indicator that was measured otherwise is hidden: two measures of one window are a difference.

    Parameters
    ----------
    results
        What the public edition would print, as `analysis.disclose.results.publish` returns it.
    """
    out, places = results.copy(), _places(study)
    for at, row in zip(out.index, results.to_dict("records"), strict=True):
        if row["hidden"] or row["verdict"] == "ikke_maalt":
            continue
        indicator = study.plan.indicator(str(row["indicator"]))
        for side in SIDES:
            of = when(indicator, side, study.period)
            told = _told(releases, (indicator.id, places[str(row["place"])], of))
            if told is None:
                continue
            if told[MEASURE] != indicator.measure.model_dump(mode="json"):
                columns = [c for c in (*FIGURES, *TEXTS) if c in out]
                out.loc[at, columns] = [("" if c in TEXTS else None) for c in columns]
                out.loc[at, ["hidden", "hidden_reason"]] = True, "difference"
                without_verdict(out, at)
                break
            _copy(out, at, row, told, side)
    return out


def _copy(out: pd.DataFrame, at: Any, row: Mapping[Hashable, Any], told: dict[str, Any], side: str) -> None:
    """Put the figures of one side of a row in place; see `copied`."""
    then = {c: told.get(_bare(c, side), "" if c in TEXTS else None) for c in OF_SIDE[side]}
    differs = any(then[c] != row[c] and not (then[c] is None and pd.isna(row[c])) for c in then)
    for column, value in then.items():
        out.loc[at, column] = value
    if differs:
        out.loc[at, "estimate"] = None
        values: dict[str, Any] = {one: out.loc[at, one] for one in SIDES}
        known = row["word_public"] and not any(map(pd.isna, values.values()))
        out.loc[at, "word_public"] = word(values["before"], values["after"]) if known else ""
        without_verdict(out, at)


def _told(releases: Sequence[Release], key: tuple[str, str, str]) -> dict[str, Any] | None:
    return next((r.figures[key] for r in releases if key in r.figures), None)


def copied_months(monthly: pd.DataFrame, study: Study, releases: Sequence[Release]) -> pd.DataFrame:
    """Put the bars that were published of a window in place of those the data give now."""
    parts, places = [], _places(study)
    for key, rows in monthly.groupby(["indicator", "place", "side"], sort=False):
        name, place, side = map(str, key)
        of = when(study.plan.indicator(name), side, study.period) if side in SIDES else ""
        then = next((r.monthly[k] for r in releases if (k := (name, places[place], of)) in r.monthly), None)
        if then is not None:
            frame = pd.DataFrame(then)
            frame = frame.assign(month=pd.to_datetime(frame["month"]), indicator=name, place=place, side=side)
            parts.append(frame[list(rows.columns)].astype(rows.dtypes.to_dict()))
        else:
            parts.append(rows)
    return pd.concat(parts, ignore_index=True) if parts else monthly
