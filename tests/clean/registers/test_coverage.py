from __future__ import annotations

from collections.abc import Callable

from analysis.clean import check
from analysis.params import Study

from ..conftest import INCIDENT_HEADER, INCIDENTS, TENANCIES, TENANCY_HEADER, csv_bytes, only, rules

Make = Callable[..., Study]
COVERS = {"from": "2023-01-01", "to": "2024-01-31"}


def log(make: Make, *days: str, **more: object) -> Study:
    rows = [[day, "Runarveien 1", "", "Tagging", "Nabo", str(n)] for n, day in enumerate(days)]
    return make([{**INCIDENTS, **more}], {"logg.csv": csv_bytes([INCIDENT_HEADER, *rows])})


def test_an_event_outside_what_the_log_covers_is_an_error_with_its_row(project_of: Make) -> None:
    days = ("31.12.2022", "01.01.2023", "31.01.2024", "01.02.2024")
    outside = only(check(log(project_of, *days, covers=COVERS)), "outside_coverage")
    assert (outside["severity"], outside["rows"], outside["column"]) == ("error", "2, 5", "Dato")
    assert "fra 01.01.2023 til 31.01.2024" in outside["message"]
    assert "«hendelser»" in outside["action"]


def test_a_log_that_says_nothing_of_what_it_covers_has_nothing_outside(project_of: Make) -> None:
    assert "outside_coverage" not in rules(check(log(project_of, "31.12.2022", "01.02.2024")))


def test_a_tenancy_may_begin_before_and_end_after_what_the_register_covers(project_of: Make) -> None:
    ended = ["31.12.2022", "01.01.2023", "01.02.2024", ""]
    rows = [
        [str(n), f"Leietaker {n}", "Runarveien 1", f"H010{n}", "01.01.2020", end, "Flyttet" if end else ""]
        for n, end in enumerate(ended, start=1)
    ]
    files = {"leieforhold.csv": csv_bytes([TENANCY_HEADER, *rows])}
    outside = only(check(project_of([{**TENANCIES, "covers": COVERS}], files)), "outside_coverage")
    assert (outside["rows"], outside["column"]) == ("2", "Ut")
    assert "fra 01.01.2023" in outside["message"]
    assert "til" not in outside["message"].split("fra 01.01.2023")[1]
