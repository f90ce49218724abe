from __future__ import annotations

import pandas as pd
import pytest

from analysis.clean import clean_survey
from analysis.params import Study

from ..conftest import only, rules, survey_findings
from .conftest import (
    KLADDAR,
    TESTINE,
    Make,
    one_wave,
    two_waves,
    varied,
)


def test_the_latest_of_two_sets_of_answers_counts(sample: Study, project_of: Make) -> None:
    people = [
        ["Testine Prøvestad", "Runarveien 1", "2024-02-01 10:00:00", *["7"] * 14],
        ["TESTINE  PRØVESTAD", "Runarv. 1", "2024-01-01 10:00:00", *["1"] * 14],
    ]
    study = one_wave(sample, project_of, people, extra=["$created"], reader={"format": "nettskjema"})
    cleaned = clean_survey(study)
    assert set(cleaned.tables["survey"]["value"]) == {7}
    assert only(cleaned.findings, "answered_twice")["rows"] == "3"


def test_names_in_one_round_only_are_listed_without_a_register_too(sample: Study, project_of: Make) -> None:
    study = two_waves(
        sample,
        project_of,
        [["Per Ola Prøvestad", "Runarveien 3", *varied(1)], ["Kari Testdal", "Runarveien 1", *varied(2)]],
        [["Per Prøvestad", "Runarveien 3", *varied(3)]],
        roster=None,
    )
    frame = survey_findings(study)
    lonely = frame[frame["rule"] == "name_unlinked"]
    assert lonely[["resembles", "resembles_rows"]].to_numpy().tolist() == [["k2.csv", "2"], ["k1.csv", "2"]]
    assert only(frame, "one_round")["rows"] == "3"


def test_persons_of_the_register_who_answered_once_are_listed(sample: Study, project_of: Make) -> None:
    both, once = ["Testine Prøvestad", "Runarveien 1"], ["Kladdar Prøvestad", "Runarveien 3"]
    study = two_waves(sample, project_of, [[*both, *varied(1)], [*once, *varied(2)]], [[*both, *varied(3)]])
    found = only(survey_findings(study), "one_round")
    assert (found["file"], found["rows"], found["severity"]) == ("k1.csv", "3", "info")


def timed(sample: Study, make: Make, one: str, other: str) -> Study:
    rows = [
        ["Testine Prøvestad", "Runarveien 1", one, *["1"] * 14],
        ["Testine Prøvestad", "Runarveien 1", other, *["2"] * 14],
    ]
    return one_wave(sample, make, rows, extra=["$created"], reader={"format": "nettskjema"})


@pytest.mark.parametrize(
    ("one", "other", "value"),
    [
        ("2024-01-08T10:00:00Z", "2024-01-08T10:30:00+01:00", 1),
        ("08.01.2024 14:00", "08.01.2024 09:00", 1),
        ("08.01.2024 09:00", "08.01.2024 kl. 14.00", 2),
        ("2024-01-08T10:00:00.900", "2024-01-08T10:00:00.100", 1),
    ],
)
def test_the_latest_answer_is_known_by_zone_clock_and_parts_of_seconds(
    sample: Study, project_of: Make, one: str, other: str, value: int
) -> None:
    study = timed(sample, project_of, one, other)
    assert set(clean_survey(study).tables["survey"]["value"]) == {value}
    assert "det siste svaret er brukt" in only(survey_findings(study), "answered_twice")["message"]


@pytest.mark.parametrize("when", ["", "tull", "08.01.2024"])
def test_two_answers_no_time_tells_apart_say_so(sample: Study, project_of: Make, when: str) -> None:
    found = only(survey_findings(timed(sample, project_of, when, when)), "answered_twice")
    assert "tidspunktene mangler eller er like" in found["message"]
    assert found["action"]


def rounds(sample: Study, make: Make, first: list[list[str]], second: list[list[str]]) -> pd.DataFrame:
    study = two_waves(
        sample,
        make,
        first,
        second,
        identity=["$created", "Navn", "Adresse"],
        reader={"format": "nettskjema"},
    )
    return survey_findings(study)


def test_answers_of_an_earlier_round_lying_in_a_later_one_are_an_error(
    sample: Study, project_of: Make
) -> None:
    old = [["2024-01-08T10:00:00Z", *TESTINE, *varied(1)], ["2024-01-09T10:00:00Z", *KLADDAR, *varied(2)]]
    new = [["2024-08-08T10:00:00Z", *TESTINE, *varied(3)]]
    found = only(rounds(sample, project_of, old, [*new, *old]), "same_submission")
    assert (found["severity"], found["file"], found["rows"]) == ("error", "k2.csv", "3, 4")


def test_a_round_answered_before_the_one_before_it_was_over_is_a_warning(
    sample: Study, project_of: Make
) -> None:
    first = [["2024-01-08T10:00:00Z", *TESTINE, *varied(1)], ["2024-02-09T10:00:00Z", *KLADDAR, *varied(2)]]
    second = [["2024-02-01T10:00:00Z", *TESTINE, *varied(3)], ["2024-08-09T10:00:00Z", *KLADDAR, *varied(4)]]
    found = only(rounds(sample, project_of, first, second), "round_too_early")
    assert (found["file"], found["rows"]) == ("k2.csv", "2")


def test_the_same_answers_from_everybody_in_two_rounds_are_a_warning(sample: Study, project_of: Make) -> None:
    people = [[*TESTINE, *varied(1)], [*KLADDAR, *varied(2)], ["Simulf Demodal", "Runarveien 1", *varied(3)]]
    assert (
        only(survey_findings(two_waves(sample, project_of, people, people)), "same_answers")["rows"] == "2–4"
    )
    changed = [people[0], people[1], [*people[2][:2], *varied(4)]]
    assert "same_answers" not in rules(survey_findings(two_waves(sample, project_of, people, changed)))
