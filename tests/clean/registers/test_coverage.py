from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest

from analysis.clean.registers.coverage import UNLIKELY, Silence, silences
from analysis.params import Study, Window

from ..conftest import (
    INCIDENT_HEADER,
    INCIDENTS,
    TENANCIES,
    TENANCY_HEADER,
    csv_bytes,
    only,
    record_findings,
    rules,
)

Make = Callable[..., Study]
COVERS = {"from": "2023-01-01", "to": "2024-01-31"}


def log(make: Make, *days: str, **more: object) -> Study:
    rows = [[day, "Runarveien 1", "", "Tagging", "Nabo", str(n)] for n, day in enumerate(days)]
    return make([{**INCIDENTS, **more}], {"logg.csv": csv_bytes([INCIDENT_HEADER, *rows])})


def test_an_event_outside_what_the_log_covers_is_an_error_with_its_row(project_of: Make) -> None:
    days = ("31.12.2022", "01.01.2023", "31.01.2024", "01.02.2024")
    outside = only(record_findings(log(project_of, *days, covers=COVERS)), "outside_coverage")
    assert (outside["severity"], outside["rows"], outside["column"]) == ("error", "2, 5", "Dato")
    assert "fra 01.01.2023 til 31.01.2024" in outside["message"]
    assert "«hendelser»" in outside["action"]


def test_a_log_that_says_nothing_of_what_it_covers_has_nothing_outside(project_of: Make) -> None:
    assert "outside_coverage" not in rules(record_findings(log(project_of, "31.12.2022", "01.02.2024")))


def test_a_tenancy_may_begin_before_and_end_after_what_the_register_covers(project_of: Make) -> None:
    ended = ["31.12.2022", "01.01.2023", "01.02.2024", ""]
    rows = [
        [str(n), f"Leietaker {n}", "Runarveien 1", f"H010{n}", "01.01.2020", end, "Flyttet" if end else ""]
        for n, end in enumerate(ended, start=1)
    ]
    files = {"leieforhold.csv": csv_bytes([TENANCY_HEADER, *rows])}
    outside = only(record_findings(project_of([{**TENANCIES, "covers": COVERS}], files)), "outside_coverage")
    assert (outside["rows"], outside["column"]) == ("2", "Ut")
    assert "fra 01.01.2023" in outside["message"]
    assert "til" not in outside["message"].split("fra 01.01.2023")[1]


def every(days: int, start: str, end: str) -> list[str]:
    """A day every so many days, as written in a log."""
    return [f"{day:%d.%m.%Y}" for day in pd.date_range(start, end, freq=f"{days}D")]


def silent(study: Study) -> dict[str, str]:
    """Rule → message, of the silences found."""
    frame = record_findings(study)
    hits = frame[frame["rule"].str.startswith("silence")]
    assert set(hits["severity"]) <= {"warning"}
    return dict(zip(hits["rule"], hits["message"], strict=True))


@pytest.mark.parametrize(
    ("days", "rule", "said"),
    [
        (every(7, "2023-05-01", "2024-09-30"), "silence_first", "fra 01.10.2022 til 30.04.2023"),
        (every(7, "2022-10-01", "2024-03-01"), "silence_last", "til 30.09.2024"),
        (
            [*every(7, "2022-10-01", "2023-04-01"), *every(7, "2023-11-04", "2024-09-30")],
            "silence_inside",
            "fra 02.04.2023 til 03.11.2023",
        ),
        (every(7, "2020-01-01", "2022-09-01"), "silence_last", "til 30.09.2024"),
    ],
)
def test_a_silence_unlikely_at_the_logs_own_pace_is_a_warning(
    project_of: Make, days: list[str], rule: str, said: str
) -> None:
    found = silent(log(project_of, *days))
    assert list(found) == [rule]
    assert said in found[rule]


def test_a_log_that_says_what_it_covers_is_believed(project_of: Make) -> None:
    covers = {"from": "2022-10-01", "to": "2024-09-30"}
    assert not silent(log(project_of, *every(7, "2023-05-01", "2024-09-30"), covers=covers))


def test_a_log_kept_all_the_time_or_of_few_events_is_not_suspected(project_of: Make) -> None:
    assert not silent(log(project_of, *every(7, "2022-10-01", "2024-09-30")))
    assert not silent(log(project_of, "01.06.2023", "01.07.2023", "01.09.2023"))


def test_files_of_one_source_are_one_log(project_of: Make) -> None:
    rows = [[day, "Runarveien 1", "", "Tagging", "Nabo", day] for day in every(7, "2022-10-01", "2024-09-30")]
    half = len(rows) // 2
    files = {
        f"logg-{n}.csv": csv_bytes([INCIDENT_HEADER, *part])
        for n, part in enumerate((rows[:half], rows[half:]))
    }
    assert not silent(project_of([{**INCIDENTS, "file": "logg-*.csv"}], files))


def test_what_lies_between_the_windows_is_not_asked_of_the_log(project_of: Make) -> None:
    days = [*every(7, "2022-10-01", "2023-03-31"), *every(7, "2024-04-01", "2024-09-30")]
    study = log(project_of, *days)
    assert list(silent(study)) == ["silence_inside"]
    halves = {
        "before": Window.model_validate({"from": date(2022, 10, 1), "to": date(2023, 3, 31)}),
        "after": Window.model_validate({"from": date(2024, 4, 1), "to": date(2024, 9, 30)}),
    }
    assert not silent(replace(study, period=study.period.model_copy(update=halves)))


FIRST, LAST = np.datetime64("2022-10-01"), np.datetime64("2024-09-30")


def of(days: npt.ArrayLike, events: npt.ArrayLike | None = None) -> dict[str, Silence]:
    dates = FIRST + np.asarray(days).astype("timedelta64[D]")
    counts = np.ones(len(dates), dtype=np.int64) if events is None else np.asarray(events)
    return {silence.where: silence for silence in silences(dates, counts, [(FIRST, LAST)])}


def test_the_probability_is_that_of_a_kept_log_of_one_pace() -> None:
    """Against the share of logs of n days drawn evenly whose first, or longest, silence is as long."""
    rng = np.random.default_rng(20261130)
    drawn = np.sort(rng.integers(0, 731, (20_000, 12)), axis=1)
    longest = np.diff(drawn).max(axis=1) - 1
    found = of([250, 260, 280, 300, 330, 340, 500, 520, 600, 650, 700, 730])
    assert found["first"].p == pytest.approx((drawn[:, 0] >= 250).mean(), abs=0.005)
    assert (longest >= 159).mean() <= found["inside"].p


def test_a_record_that_nothing_happened_breaks_a_silence_and_is_no_event() -> None:
    every_week = np.arange(0, 731, 7)
    events = np.where((every_week > 100) & (every_week < 400), 0, 1)
    assert of(every_week[events > 0])["inside"].p < UNLIKELY
    assert of(every_week, events)["inside"].p > UNLIKELY


@pytest.mark.parametrize(("phi", "season"), [(1, 0.0), (1, 0.3), (2, 0.3), (3, 0.3)])
def test_logs_without_gaps_are_suspected_in_at_most_five_per_cent(phi: int, season: float) -> None:
    rng, worlds, n = np.random.default_rng(20261130), 300, 100
    begins = np.append(np.arange(24) * 731 // 24, 731)
    wrong = 0
    for _ in range(worlds):
        mean = n / 24 * (1 + season * np.cos(2 * np.pi * (np.arange(24) + rng.integers(12)) / 12))
        monthly = rng.poisson(mean) if phi == 1 else rng.negative_binomial(mean / (phi - 1), 1 / phi)
        days = [rng.integers(low, high, k) for low, high, k in zip(begins, begins[1:], monthly, strict=False)]
        wrong += any(silence.p < UNLIKELY for silence in of(np.concatenate(days)).values())
    assert wrong <= worlds * 0.05
