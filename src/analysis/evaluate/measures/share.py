"""Whether something holds for each tenant before and after: a debt, a service, an answer, an event."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.evaluate.basis import Basis
from analysis.evaluate.basis.exposure import FAR
from analysis.evaluate.basis.months import covered
from analysis.evaluate.basis.tables import Tables
from analysis.evaluate.measures._pairs import mcnemar
from analysis.evaluate.measures._power import share_power
from analysis.evaluate.measures._rates import KNOWN_FLATS
from analysis.evaluate.measures._registers import last_month_end, running_on
from analysis.measure_types.share import Share
from analysis.params import Period, Study

Floats = NDArray[np.float64]
infer = mcnemar
power = share_power


def values(measure: Share, study: Study, tables: Tables, shared: Basis) -> Floats:
    """Whether it holds for each person: 1, 0 or NaN where nobody knows; shape (2, people)."""
    return _VALUES[measure.of](measure, study, tables, shared)


def in_arrears(measure: Share, study: Study, tables: Tables, shared: Basis) -> Floats:
    """Whether each person owed more than the threshold at the last month end of each window."""
    arrears, people = tables.arrears, shared.people
    month_end = arrears["month"] + pd.offsets.MonthEnd(0)
    person = people.keys.get_indexer(pd.Index(arrears["person"]))
    balance = arrears["balance"].to_numpy(dtype=float, na_value=np.nan)
    found = np.full((2, len(people)), np.nan)
    for row, window in enumerate((study.period.before, study.period.after)):
        known = (month_end == last_month_end(window)).to_numpy() & (person >= 0) & ~np.isnan(balance)
        found[row, person[known]] = balance[known] > measure.threshold
    return found


def service_at_home(_: Share, study: Study, tables: Tables, shared: Basis) -> Floats:
    """Whether each person had a running decision on a service in the home; see `running_service`."""
    return running_service(study, tables.services[tables.services["at_home"].astype(bool)], shared)


def service_decision(_: Share, study: Study, tables: Tables, shared: Basis) -> Floats:
    """Whether each person had a running decision on any service; see `running_service`."""
    return running_service(study, tables.services, shared)


def service(measure: Share, study: Study, tables: Tables, shared: Basis) -> Floats:
    """Whether each person had a running decision on the service named; see `running_service`."""
    return running_service(study, tables.services[tables.services["service"] == measure.service], shared)


def item(measure: Share, study: Study, _: Tables, shared: Basis) -> Floats:
    """Whether each person's answer, a reversed item turned, was the lowest that counts or above it."""
    answers = shared.answers[:, :, [one.id for one in study.questionnaire.items].index(str(measure.item))]
    return np.where(np.isnan(answers), np.nan, answers >= float(measure.at_least or 0))


def event(measure: Share, study: Study, tables: Tables, shared: Basis) -> Floats:
    """Whether an event of the kinds was logged for a flat that each person rented on the day.

    Both windows are looked at for as many days, the last of the longer one: who is followed for longer has
    more events. NaN for a person who did not rent known flats of the project on every one of those days (or
    of the comparison addresses on every one); in a window that the log does not cover; and for all of the
    project, or of the comparison, where the flat is known of fewer of the events than rates may be decided
    on.
    """
    spans = last_days(study.period)
    logged = covered(study, measure.declared.table, spans)
    events = tables.incidents[tables.incidents["kind"].isin(measure.kinds)]
    found = np.full((2, len(shared.people)), np.nan)
    for places in (shared.places, *([] if shared.others is None else [shared.others.calendar.places])):
        spells = tables.residents[tables.residents["address"].isin(places) & tables.residents["flat"].notna()]
        spells = spells.assign(end=spells["end"].fillna(FAR))
        there = events[events["address"].isin(places)]
        counted = [there[there["date"].between(start, end)] for start, end in spans.itertuples(index=False)]
        known = pd.concat(counted)["flat"].notna()
        if len(known) and known.mean() < KNOWN_FLATS:
            continue
        for row, (start, end) in enumerate(spans.itertuples(index=False)):
            own = counted[row].merge(spells, on=["address", "flat"])
            struck = own.loc[own["date"].between(own["start"], own["end"]), "person"]
            followed = shared.people.keys.isin(renting_throughout(spells, start, end)) & logged[row]
            found[row, followed] = shared.people.keys[followed].isin(struck)
    return found


def last_days(period: Period) -> pd.DataFrame:
    """Return ``start`` and ``end`` of the last days of each window, as many as the shorter one has.

    Examples
    --------
    >>> from datetime import date
    >>> from analysis.params import Window
    >>> period = Period(
    ...     id="p", title="P", description="P", report_date=date(2024, 1, 1),
    ...     before=Window(start=date(2022, 1, 1), end=date(2022, 12, 31)),
    ...     after=Window(start=date(2023, 1, 1), end=date(2023, 1, 31)),
    ... )
    >>> last_days(period)["start"].dt.date.tolist()
    [datetime.date(2022, 12, 1), datetime.date(2023, 1, 1)]
    """
    ends = pd.to_datetime([period.before.end, period.after.end])
    days = min(period.before.days, period.after.days)
    return pd.DataFrame({"start": ends - pd.Timedelta(days=days - 1), "end": ends})


def renting_throughout(spells: pd.DataFrame, start: pd.Timestamp, end: pd.Timestamp) -> pd.Index:
    """Return the persons whose spells, in whatever flats, leave no day of a span out."""
    touching = spells[(spells["start"] <= end) & (spells["end"] >= start)].sort_values("start", kind="stable")
    by_person = touching.groupby("person")
    until = by_person["end"].cummax().groupby(touching["person"]).shift()
    gap = touching["start"] > until + pd.Timedelta(days=1)
    whole = (by_person["start"].min() <= start) & (by_person["end"].max() >= end)
    return whole.index[whole & ~gap.groupby(touching["person"]).any()]


def running_service(study: Study, services: pd.DataFrame, shared: Basis) -> Floats:
    """Whether each person had a running decision on the last day of each window.

    NaN after for a person without any running contract then: nobody knows what they receive.
    """
    people = shared.people
    found = np.zeros((2, len(people)))
    for row, window in enumerate((study.period.before, study.period.after)):
        found[row] = people.keys.isin(running_on(services, window)["person"])
    found[1, people.gone] = np.nan
    return found


_VALUES: dict[str, Callable[[Share, Study, Tables, Basis], Floats]] = {
    "in_arrears": in_arrears,
    "service_at_home": service_at_home,
    "service_decision": service_decision,
    "service": service,
    "item": item,
    "event": event,
}
