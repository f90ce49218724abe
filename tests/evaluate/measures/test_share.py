from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis.evaluate.measures.share import renting_throughout, values
from analysis.measure_types.share import Share
from analysis.params import Study

from ..conftest import crowd, spells, window, with_period

PEOPLE = crowd(3, moved=[False, False, True], gone=[False, False, True])


def based_on(answers: np.ndarray | None = None, others: Any = None) -> Any:
    """What the measure reads of the basis."""
    return SimpleNamespace(places=pd.Index(["a"]), people=PEOPLE, answers=answers, others=others)


def arrears(*rows: tuple[str, str, float | None]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["person", "month", "balance"])
    return frame.assign(month=pd.to_datetime(frame["month"]), balance=frame["balance"].astype("Float64"))


def of(
    study: Study, what: str, threshold: float = 0, said: dict[str, Any] | None = None, **tables: pd.DataFrame
) -> np.ndarray:
    measure = Share(type="share", of=what, threshold=threshold, **(said or {}))  # type: ignore[arg-type]
    return values(measure, study, SimpleNamespace(**tables), based_on())


def test_in_arrears_asks_the_last_month_end_and_nothing_earlier(study: Study) -> None:
    table = arrears(
        ("p0", "2023-09-01", 1), ("p0", "2024-09-01", 0), ("p1", "2023-08-01", 500), ("p1", "2024-09-01", 500)
    )
    values = of(study, "in_arrears", arrears=table)
    assert values[:, 0].tolist() == [1.0, 0.0]
    assert np.isnan(values[0, 1]), "a stale balance is not the balance at the end"
    assert values[1, 1] == 1.0
    assert of(study, "in_arrears", 500, arrears=table)[1, 1] == 0.0


def test_running_service_counts_the_last_day_of_the_window(study: Study) -> None:
    services = pd.DataFrame(
        [
            ("p0", "2023-09-30", None, True),
            ("p1", "2022-01-01", "2023-09-29", True),
            ("p1", "2024-09-30", None, False),
            ("p2", "2022-01-01", None, True),
        ],
        columns=["person", "start", "end", "at_home"],
    )
    services = services.assign(start=pd.to_datetime(services["start"]), end=pd.to_datetime(services["end"]))
    at_home = of(study, "service_at_home", services=services)
    assert at_home[0].tolist() == [1.0, 0.0, 1.0]
    assert at_home[1].tolist()[:2] == [1.0, 0.0]
    assert np.isnan(at_home[1, 2]), "of somebody without a contract nobody knows"
    assert of(study, "service_decision", services=services)[1, 1] == 1.0


def test_windows_shorter_than_a_month_end_use_the_one_before(study: Study) -> None:
    short = with_period(
        study, before=window("2023-01-01", "2023-01-20"), after=window("2023-02-01", "2023-02-28")
    )
    values = of(short, "in_arrears", arrears=arrears(("p0", "2022-12-01", 5), ("p0", "2023-02-01", 5)))
    assert values[:, 0].tolist() == [1.0, 1.0]


def test_a_debt_of_just_the_limit_is_not_over_it(study: Study) -> None:
    table = arrears(("p0", "2023-09-01", 3000), ("p1", "2023-09-01", 3000.01), ("p2", "2023-09-01", None))
    before = of(study, "in_arrears", 3000, arrears=table)[0]
    assert before[:2].tolist() == [0.0, 1.0]
    assert np.isnan(before[2]), "an unknown balance is no balance of zero"


def test_a_named_service_is_that_one_and_no_other(study: Study) -> None:
    services = pd.DataFrame({"person": ["p0", "p1"], "service": ["lar", "nav"], "end": pd.NaT})
    services = services.assign(start=pd.Timestamp("2023-01-01"), at_home=False)
    found = of(study, "service", said={"service": "lar"}, services=services)
    assert found[0].tolist() == [1.0, 0.0, 0.0]
    assert np.isnan(found[1, 2])


def test_an_answer_of_just_the_value_counts_and_none_is_unknown(study: Study) -> None:
    items = [item.id for item in study.questionnaire.items]
    answers = np.full((2, 3, len(items)), np.nan)
    answers[0, :, items.index("q03")] = [4, 5, 7]
    answers[1, 0, items.index("q03")] = 5
    measure = Share(type="share", of="item", item="q03", at_least=5)
    shared = based_on(answers)
    found = values(measure, study, SimpleNamespace(), shared)  # type: ignore[arg-type]
    assert found[0].tolist() == [0.0, 1.0, 1.0]
    assert found[1, 0] == 1.0
    assert np.isnan(found[1, 1:]).all()


LIVING = spells(
    ("p0", "a", "f0", "2020-01-01", None),
    ("p1", "a", "f1", "2020-01-01", "2023-12-31"),
    ("p1", "a", "f2", "2024-01-01", None),
    ("p2", "a", "f1", "2024-01-01", None),
)


def logged(*rows: tuple[str, str | None], kind: str = "politi", address: str = "a") -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["date", "flat"])
    return frame.assign(date=pd.to_datetime(frame["date"]), kind=kind, address=address)


def events(study: Study, incidents: pd.DataFrame, residents: pd.DataFrame = LIVING) -> np.ndarray:
    return of(study, "event", said={"kinds": ("politi",)}, incidents=incidents, residents=residents)


def test_an_event_counts_for_who_rented_the_flat_that_day(study: Study) -> None:
    """The windows are a year to 30 September 2023 and one from 1 October, a leap day longer."""
    found = events(study, logged(("2023-09-30", "f0"), ("2023-12-31", "f1"), ("2024-01-01", "f1")))
    assert found[:, 0].tolist() == [1.0, 0.0]
    assert found[:, 1].tolist() == [0.0, 1.0], "moved within the project, and is followed in both flats"
    assert np.isnan(found[:, 2]).all(), "did not rent throughout either window"


@pytest.mark.parametrize(
    ("day", "held"), [("2024-10-01", 0.0), ("2024-09-30", 1.0), ("2023-10-02", 1.0), ("2023-10-01", 0.0)]
)
def test_an_event_outside_the_window_or_of_another_kind_is_none(study: Study, day: str, held: float) -> None:
    assert events(study, logged((day, "f0")))[1, 0] == held
    assert events(study, logged((day, "f0"), kind="drift"))[1, 0] == 0.0


def test_both_windows_are_looked_at_for_as_many_days(study: Study) -> None:
    short = with_period(study, after=window("2023-10-01", "2024-03-31"))
    in_the_year = logged(("2022-12-24", "f0"), ("2023-06-01", "f1"))
    assert events(study, in_the_year)[0, :2].tolist() == [1.0, 1.0]
    assert events(short, in_the_year)[0, :2].tolist() == [0.0, 1.0]


@pytest.mark.parametrize(("unknown", "known"), [(1, 4), (2, 7)])
def test_below_four_of_five_known_flats_nobody_knows_who_had_an_event(
    study: Study, unknown: int, known: int
) -> None:
    rows = [("2024-01-10", "f0")] * known + [("2024-01-10", None)] * unknown
    found = events(study, logged(*rows))
    assert np.isnan(found).all() == (unknown == 2)


def test_a_window_the_log_does_not_cover_is_unknown(study: Study) -> None:
    def covering(start: str) -> Study:
        sources = tuple(
            source.model_copy(update={"covers": window(start, "2024-09-30")})
            if source.kind == "incidents"
            else source
            for source in study.project.sources
        )
        return replace(study, project=study.project.model_copy(update={"sources": sources}))

    log = logged(("2024-01-10", "f0"))
    assert events(covering("2022-10-01"), log)[:, 0].tolist() == [0.0, 1.0]
    late = events(covering("2022-10-02"), log)[:, 0]
    assert np.isnan(late[0])
    assert late[1] == 1.0


def test_tenants_of_comparison_addresses_have_their_own_events(study: Study) -> None:
    """Unknown flats of the project say nothing of those of the comparison."""
    residents = spells(("p0", "a", "f0", "2020-01-01", None), ("p1", "b", "f0", "2020-01-01", None))
    log = pd.concat(
        [logged(("2024-01-10", "f0"), ("2024-01-11", None)), logged(("2024-01-10", "f0"), address="b")]
    )
    others = SimpleNamespace(calendar=SimpleNamespace(places=pd.Index(["b"])))
    measure = Share(type="share", of="event", kinds=("politi",))
    tables: Any = SimpleNamespace(incidents=log, residents=residents)
    found = values(measure, study, tables, based_on(others=others))
    assert np.isnan(found[:, 0]).all()
    assert found[:, 1].tolist() == [0.0, 1.0]


def test_without_tenancies_or_events_nobody_is_followed_and_nothing_happened(study: Study) -> None:
    assert np.isnan(events(study, logged(("2024-01-10", "f0")), LIVING.iloc[:0])).all()
    assert events(study, logged())[:, :2].tolist() == [[0.0, 0.0], [0.0, 0.0]]


def test_renting_throughout_leaves_no_day_out() -> None:
    start, end = pd.Timestamp("2024-01-01"), pd.Timestamp("2024-12-31")
    found = renting_throughout(
        spells(
            ("whole", "a", "f", "2024-01-01", "2024-12-31"),
            ("late", "a", "f", "2024-01-02", "2024-12-31"),
            ("early", "a", "f", "2023-01-01", "2024-12-30"),
            ("moved", "a", "f", "2023-01-01", "2024-06-30"),
            ("moved", "a", "g", "2024-07-01", "2025-06-30"),
            ("gap", "a", "f", "2023-01-01", "2024-06-30"),
            ("gap", "a", "g", "2024-07-02", "2025-06-30"),
            ("two", "a", "f", "2023-01-01", "2025-06-30"),
            ("two", "a", "g", "2024-03-01", "2024-04-01"),
        ),
        start,
        end,
    )
    assert sorted(found) == ["moved", "two", "whole"]
