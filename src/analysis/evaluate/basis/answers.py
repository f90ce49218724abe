"""Answers as values: reversed items turned, indices as means of what was answered."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.evaluate.basis.people import People
from analysis.params import Questionnaire, Study

Floats = NDArray[np.float64]


def turned(survey: pd.DataFrame, questionnaire: Questionnaire) -> pd.DataFrame:
    """Turn reversed items, so that a higher value is always better: low + high − answer.

    Examples
    --------
    >>> from analysis.params import Item, Scale
    >>> scale = Scale(low=1, high=3, labels=("nei", "både og", "ja"))
    >>> items = (Item(id="uro", number=1, text="Det er uro", short="Uro", reversed=True),)
    >>> answers = pd.DataFrame({"item": ["uro", "uro"], "value": pd.array([3, None], dtype="Int64")})
    >>> turned(answers, Questionnaire(title="T", scale=scale, items=items))["value"].tolist()
    [1, <NA>]
    """
    reversed_items = [item.id for item in questionnaire.items if item.reversed]
    ends = questionnaire.scale.low + questionnaire.scale.high
    value = survey["value"].where(~survey["item"].isin(reversed_items), ends - survey["value"])
    return survey.assign(value=value)


def answer_cube(study: Study, survey: pd.DataFrame, people: People) -> Floats:
    """Lay the turned answers out as (2, people, items), the wave before first; NaN is no answer.

    Items stand in the order of the questionnaire. A wave the period does not have is all missing.
    """
    items = pd.Index([item.id for item in study.questionnaire.items])
    cube = np.full((2, len(people), len(items)), np.nan)
    answers = turned(survey, study.questionnaire)
    for side, wave in enumerate((study.period.waves.before, study.period.waves.after)):
        if wave is None:
            continue
        rows = answers[(answers["wave"] == wave) & answers["value"].notna()]
        person, item = (
            people.keys.get_indexer(pd.Index(rows["person"])),
            items.get_indexer(pd.Index(rows["item"])),
        )
        known = (person >= 0) & (item >= 0)
        cube[side, person[known], item[known]] = rows["value"].to_numpy(dtype=float)[known]
    return cube


def answer_counts(study: Study, cube: Floats, people: People, places: pd.Index) -> pd.DataFrame:
    """Count the turned answers: ``item``, ``wave``, ``place``, ``basis``, ``value``, ``n``.

    ``basis`` is ``all`` for every answer of a baseline tenant and ``pairs`` for tenants who answered the
    item both times. Values nobody chose have no row.
    """
    items = np.array([item.id for item in study.questionnaire.items])
    both = np.asarray(~np.isnan(cube).any(axis=0))
    parts = []
    for side, wave in enumerate((study.period.waves.before, study.period.waves.after)):
        person, item = np.nonzero(~np.isnan(cube[side]) & people.in_project[:, None])
        frame = pd.DataFrame(
            {
                "item": items[item],
                "wave": np.full(len(item), wave if wave is not None else 0, dtype="int64"),
                "place": np.where(people.place[person] < 0, "", places.to_numpy()[people.place[person]]),
                "value": cube[side, person, item].astype("int64"),
                "pair": both[person, item],
            }
        )
        parts += [frame.assign(basis="all"), frame[frame["pair"]].assign(basis="pairs")]
    rows = pd.concat(parts)
    rows = pd.concat([rows.assign(place="all"), rows[rows["place"] != ""]])
    keys = ["item", "wave", "place", "basis", "value"]
    return rows.groupby(keys, observed=True).size().rename("n").reset_index()


def response_flow(cube: Floats, people: People, places: pd.Index) -> pd.DataFrame:
    """Follow the baseline tenants from invited to pairs.

    Columns ``stage``, ``place``, ``n``, ``lost_reason``, ``n_lost``.

    Somebody took part in a wave who answered at least one item. The losses of a stage are those of the
    invited who are not in it, one row per reason: ``moved`` (no contract at the baseline address at the end
    of the after window) or ``missing`` (still there, no answer). A stage without losses has one row with an
    empty reason.
    """
    took = np.asarray((~np.isnan(cube)).any(axis=2))
    base = people.in_project
    stages = {"invited": base, "wave_before": base & took[0], "wave_after": base & took[1]}
    stages["pairs"] = stages["wave_before"] & stages["wave_after"]
    rows = []
    for name, taking_part in stages.items():
        n = _by_place(taking_part, people, places)
        lost = {
            "moved": _by_place(base & ~taking_part & people.moved, people, places),
            "missing": _by_place(base & ~taking_part & ~people.moved, people, places),
        }
        for reason, n_lost in lost.items():
            rows.append(_flow_rows(name, places, n, reason, n_lost, n_lost > 0))
        nothing = (lost["moved"] + lost["missing"]) == 0
        rows.append(_flow_rows(name, places, n, "", lost["moved"], nothing))
    flow = pd.concat(rows, ignore_index=True)
    order = pd.Index(["all", *places])
    stage = list(stages)
    at = flow["stage"].map(stage.index) * (len(order) + 1) + order.get_indexer(pd.Index(flow["place"]))
    return flow.iloc[np.argsort(at.to_numpy(), kind="stable")].reset_index(drop=True)


def _by_place(who: NDArray[np.bool_], people: People, places: pd.Index) -> NDArray[np.int64]:
    """Count people in all and by place, the whole first."""
    placed = who & (people.place >= 0)
    counts = np.bincount(people.place[placed], minlength=len(places))
    return np.concatenate([[int(who.sum())], counts]).astype(np.int64)


def _flow_rows(
    stage: str,
    places: pd.Index,
    n: NDArray[np.int64],
    reason: str,
    n_lost: NDArray[np.int64],
    kept: NDArray[np.bool_],
) -> pd.DataFrame:
    names = np.array(["all", *places])
    return pd.DataFrame(
        {"stage": stage, "place": names[kept], "n": n[kept], "lost_reason": reason, "n_lost": n_lost[kept]}
    )
