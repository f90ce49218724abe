"""The frozen plan: what was decided beforehand, its hash and date, and what has changed since."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from analysis.model import Text
from analysis.params import AnalysisError, Params, Period, Plan, Study, period_files, read_params

FILE = "plan.lock.yml"
ABSENT = "–"
"""Stands for a value that is not there on one side of a change."""


class LockError(AnalysisError):
    """The plan is frozen already, or its lock does not fit its own hash."""


class Lock(Params):
    """``params/<project>/plan.lock.yml``: written once, before the second wave, and never edited."""

    frozen_on: date
    hash: Text
    """SHA-256 of the canonical content."""
    content: dict[str, Any]
    """The plan, the questionnaire, and the windows and waves of every period, as they were."""


@dataclass(frozen=True)
class Change:
    """One difference between the frozen plan and the plan in use."""

    where: str
    was: str
    now: str


def plan_hash(plan: Plan) -> str:
    """SHA-256 of a plan: the same for the same decisions, whatever the layout of the file."""
    return _hash(_plain(plan, stated=False))


def locked_content(study: Study) -> dict[str, Any]:
    """Everything a lock holds: plan, questionnaire, and what every period of the project compares."""
    periods = [read_params(path, Period, study.root) for path in period_files(study.root, study.project.id)]
    return _content(study, periods)


def followed_content(study: Study) -> dict[str, Any]:
    """Everything that decides this period's analysis; what other periods compare is not its concern."""
    return _content(study, [study.period])


def _content(study: Study, periods: list[Period], *, stated: bool = False) -> dict[str, Any]:
    """Return what is locked; with `stated` without what nobody wrote."""
    decided = {"before", "after", "washout", "waves"}
    return {
        "plan": _plain(study.plan, stated=stated),
        "questionnaire": _plain(study.questionnaire, stated=stated),
        "start": study.project.start.isoformat(),
        "periods": {p.id: json.loads(p.model_dump_json(include=decided, by_alias=True)) for p in periods},
    }


def freeze(study: Study, day: date) -> Path:
    """Write the lock with date and hash.

    Raises
    ------
    LockError
        If the plan is frozen already: a lock that can be renewed at will locks nothing.
    """
    path = study.params_dir / FILE
    shown = path.relative_to(study.root).as_posix()
    if path.exists():
        held = read_lock(study)
        frozen_on = held.frozen_on if held else day
        raise LockError(
            f"{shown}: the plan was frozen on {frozen_on}; a lock is written once. Changes since then are "
            "listed in the report. To start a new project with this plan, delete the file and say why."
        )
    content = locked_content(study)
    lock = {"frozen_on": day.isoformat(), "hash": _hash(content), "content": content}
    head = "# Written by `leie plan --freeze`. Do not edit: the report says when the plan no longer fits.\n"
    text = yaml.safe_dump(lock, allow_unicode=True, sort_keys=True, width=110)
    path.write_text(head + text, encoding="utf-8")
    return path


def read_lock(study: Study) -> Lock | None:
    """Read the lock; None where the plan was never frozen.

    Raises
    ------
    LockError
        If the content no longer gives the hash: the lock was edited.
    """
    path = study.params_dir / FILE
    if not path.exists():
        return None
    lock = read_params(path, Lock, study.root)
    if _hash(lock.content) != lock.hash:
        raise LockError(
            f"{path.relative_to(study.root).as_posix()}: the content does not give hash {lock.hash[:12]}…; "
            "the file was edited after it was written. Restore it from version control."
        )
    return lock


def compare_with_lock(study: Study) -> tuple[Change, ...]:
    """List every difference between the frozen plan and this period's analysis; empty without a lock.

    An option that did not exist when the plan was frozen, and that nobody has set since, is no difference.
    """
    lock = read_lock(study)
    if lock is None:
        return ()
    was, now = dict(_leaves(_of_period(lock, study))), dict(_leaves(followed_content(study)))
    stated = dict(_leaves(_content(study, [study.period], stated=True)))
    places = [place for place in dict.fromkeys([*was, *now]) if place in was or place in stated]
    pairs = ((place, was.get(place, ABSENT), now.get(place, ABSENT)) for place in places)
    return tuple(Change(place, old, new) for place, old, new in pairs if old != new)


def _of_period(lock: Lock, study: Study) -> dict[str, Any]:
    own = {k: v for k, v in lock.content["periods"].items() if k == study.period.id}
    return {**lock.content, "periods": own}


def plan_table(study: Study) -> pd.DataFrame:
    """Say whether the analysis followed a frozen plan, one row per change.

    Returns
    -------
    pandas.DataFrame
        ``status`` (``not_frozen``, ``followed``, ``changed``), ``frozen_on`` (missing when not frozen),
        ``frozen_hash``, ``hash`` (of what was frozen for this period, and of what is in use), ``where``,
        ``was``, ``now``. One row without a change where there is none.
    """
    lock = read_lock(study)
    changes = compare_with_lock(study)
    status = "not_frozen" if lock is None else "changed" if changes else "followed"
    rows = [(change.where, change.was, change.now) for change in changes] or [("", "", "")]
    table = pd.DataFrame(rows, columns=["where", "was", "now"], dtype="str")
    table.insert(0, "status", status)
    frozen_on = pd.Series([pd.Timestamp(lock.frozen_on) if lock else pd.NaT] * len(table))
    table.insert(1, "frozen_on", frozen_on)
    table.insert(2, "frozen_hash", _hash(_of_period(lock, study)) if lock else "")
    table.insert(3, "hash", _hash(followed_content(study)))
    text = dict.fromkeys(("status", "frozen_hash", "hash"), "str")
    return table.astype({**text, "frozen_on": "datetime64[us]"})


def _plain(model: Params, *, stated: bool) -> Any:
    return json.loads(model.model_dump_json(exclude_defaults=stated))


def _hash(content: object) -> str:
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _leaves(value: object, place: str = "") -> Iterator[tuple[str, str]]:
    """Walk to every single value; list entries with an id are named by it, so that order does not matter."""
    if isinstance(value, dict):
        for key, entry in value.items():
            yield from _leaves(entry, f"{place}.{key}" if place else str(key))
    elif isinstance(value, list) and value and all(isinstance(e, dict) and "id" in e for e in value):
        for entry in value:
            yield from _leaves(entry, f"{place}.{entry['id']}")
    else:
        yield place, json.dumps(value, ensure_ascii=False)
