from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import io
from collections.abc import Callable

import pandas as pd
import pytest
import yaml
from openpyxl import load_workbook

from analysis.clean import CleanError, check, clean_survey
from analysis.clean.store import Cleaned
from analysis.params import Source, Study

from ..conftest import TENANCIES, TENANCY_HEADER, csv_bytes, only, rules, survey_findings

Make = Callable[..., Study]
ROSTER = csv_bytes(
    [
        TENANCY_HEADER,
        ["1", "Testine Prøvestad", "Runarveien 1", "H0101", "01.01.2020", "", ""],
        ["2", "Kladdar Prøvestad", "Runarveien 3", "H0101", "01.01.2020", "", ""],
        ["3", "Simulf Demodal", "Midtåsveien 22", "H0101", "01.01.2020", "", ""],
        *(
            [str(n), f"Simulf Kladd{n}", "Midtåsveien 22", f"H010{n}", "01.01.2020", "", ""]
            for n in range(4, 8)
        ),
    ]
)
WINTER = {"from": dt.date(2024, 1, 8), "to": dt.date(2024, 2, 12)}
AUTUMN = {"from": dt.date(2024, 9, 2), "to": dt.date(2024, 9, 20)}
BY_DAY = {1: WINTER, 2: AUTUMN}
BY_COLUMN = {1: {"called": "Før"}, 2: {"called": ["Etter", "Andre gang"]}}
FIRST, SECOND = "2024-01-10T10:00:00+01:00", "2024-09-10T10:00:00+02:00"


def one_form(
    sample: Study,
    make: Make,
    people: list[tuple[str, str, str, str]],
    waves: dict[int, dict[str, object]],
    *,
    last: tuple[str, ...] = (),
    **more: object,
) -> Study:
    """A form whose rows are (when, round, tenant, answer to every question); `last`: answers to the last."""
    header = ["$created", "Runde", "Nr", *(item.text for item in sample.questionnaire.items)]
    rows = [[when, part, who, *[point] * 14] for when, part, who, point in people]
    for row, text in zip(rows, last, strict=False):
        row[-1] = text
    columns = {"tenant": "Nr", **({} if waves is BY_DAY else {"wave": "Runde"})}
    form = {
        "id": "k",
        "kind": "survey",
        "file": "k.csv",
        "reader": {"format": "nettskjema"},
        "columns": columns,
        "ignore": ["Runde"],
        "waves": waves,
        **more,
    }
    files = {"k.csv": csv_bytes([header, *rows]), "leieforhold.csv": ROSTER}
    return make([form, TENANCIES], files)


def given(study: Study) -> dict[int, list[int]]:
    """Round → answer of each person to the first question, sorted."""
    return parted(clean_survey(study))


def parted(cleaned: Cleaned) -> dict[int, list[int]]:
    table = cleaned.tables["survey"]
    first = table[table["item"] == "q01"]
    return {int(wave): sorted(part["value"]) for wave, part in first.groupby("wave")}


def test_the_day_an_answer_was_given_decides_its_round(sample: Study, project_of: Make) -> None:
    people = [(FIRST, "", "1", "3"), (FIRST, "", "2", "4"), (SECOND, "", "1", "5"), (SECOND, "", "2", "6")]
    study = one_form(sample, project_of, people, BY_DAY)
    assert given(study) == {1: [3, 4], 2: [5, 6]}
    table = clean_survey(study).tables["survey"]
    assert table.groupby("person")["wave"].nunique().tolist() == [2, 2]
    assert "2 i runde 1, 2 i runde 2" in only(survey_findings(study), "rounds_parted")["message"]


def test_both_days_belong_to_the_round_by_norwegian_time(sample: Study, project_of: Make) -> None:
    expected = {
        "2024-01-08T00:00:00+01:00": 1,
        "2024-01-07T23:30:00Z": 1,
        "2024-02-12T23:59:00+01:00": 1,
        "2024-02-12T23:30:00Z": None,
        "2024-09-01T22:30:00Z": 2,
        "20.09.2024": 2,
        "21.09.2024": None,
    }
    people = [(when, "", str(number), str(number)) for number, when in enumerate(expected, start=1)]
    cleaned = clean_survey(one_form(sample, project_of, people, BY_DAY))
    assert parted(cleaned) == {1: [1, 2, 3], 2: [5, 6]}
    assert only(cleaned.findings, "round_outside")["rows"] == "5, 8"


@pytest.mark.parametrize("when", ["", "i høst", "13.13.2024 10:00"])
def test_an_answer_without_a_moment_is_an_error_with_its_row(
    sample: Study, project_of: Make, when: str
) -> None:
    people = [(FIRST, "", "1", "3"), (when, "", "2", "4"), (SECOND, "", "1", "5")]
    with pytest.raises(CleanError) as caught:
        clean_survey(one_form(sample, project_of, people, BY_DAY))
    assert only(caught.value.findings, "round_unsaid")["rows"] == "3"


def test_a_row_without_any_answer_is_only_that(sample: Study, project_of: Make) -> None:
    people = [(FIRST, "", "1", "3"), ("", "", "2", ""), (SECOND, "", "1", "5")]
    study = one_form(sample, project_of, people, BY_DAY)
    assert given(study) == {1: [3], 2: [5]}
    assert only(survey_findings(study), "no_answers")["rows"] == "3"


def test_a_column_may_name_the_round_in_several_ways(sample: Study, project_of: Make) -> None:
    people = [
        ("", "FØR ", "1", "3"),
        ("", "1", "2", "4"),
        ("", "Andre gang", "1", "5"),
        ("", "Etter", "2", "6"),
    ]
    assert given(one_form(sample, project_of, people, BY_COLUMN)) == {1: [3, 4], 2: [5, 6]}


def test_a_strange_or_empty_name_of_a_round_is_an_error_that_does_not_quote_it(
    sample: Study, project_of: Make
) -> None:
    people = [("", "Før", "1", "3"), ("", "Midtveis", "1", "4"), ("", "", "2", "5"), ("", "Etter", "1", "5")]
    frame = check(one_form(sample, project_of, people, BY_COLUMN))
    strange, unsaid = only(frame, "round_strange"), only(frame, "round_unsaid")
    assert (strange["severity"], strange["rows"], strange["column"]) == ("error", "3", "Runde")
    assert (unsaid["severity"], unsaid["rows"]) == ("error", "4")
    assert "Midtveis" not in frame.to_csv()


def test_the_day_decides_where_the_column_is_empty_and_may_not_contradict_it(
    sample: Study, project_of: Make
) -> None:
    waves = {n: {**BY_DAY[n], **BY_COLUMN[n]} for n in (1, 2)}
    people = [
        (FIRST, "Før", "1", "3"),
        (FIRST, "", "2", "4"),
        (SECOND, "", "1", "5"),
        ("", "Etter", "2", "6"),
    ]
    assert given(one_form(sample, project_of, people, waves)) == {1: [3, 4], 2: [5, 6]}
    people[0] = (FIRST, "Etter", "3", "3")
    found = only(survey_findings(one_form(sample, project_of, people, waves)), "round_contradiction")
    assert (found["severity"], found["rows"]) == ("error", "2")


def test_the_latest_answer_counts_within_a_round_not_across_them(sample: Study, project_of: Make) -> None:
    people = [
        (SECOND, "", "1", "5"),
        (FIRST, "", "1", "3"),
        ("2024-01-10T08:30:00Z", "", "1", "2"),
        ("2024-01-10T09:30:00Z", "", "1", "4"),
    ]
    study = one_form(sample, project_of, people, BY_DAY)
    assert given(study) == {1: [4], 2: [5]}
    assert only(survey_findings(study), "answered_twice")["rows"] == "3, 4"


def test_who_answered_one_round_only_is_listed_with_rows_of_the_file(sample: Study, project_of: Make) -> None:
    people = [(SECOND, "", "3", "5"), (FIRST, "", "1", "3"), (SECOND, "", "1", "4"), (FIRST, "", "2", "4")]
    frame = survey_findings(one_form(sample, project_of, people, BY_DAY))
    assert frame.query("rule == 'one_round'")["rows"].tolist() == ["5", "2"]


def test_a_question_one_round_was_not_asked_has_no_rows_in_it(sample: Study, project_of: Make) -> None:
    people = [(FIRST, "", "1", "3"), (FIRST, "", "2", "4"), (SECOND, "", "1", "5")]
    silent = one_form(sample, project_of, people, BY_DAY, last=("", ""))
    assert "q14 under not_asked" in only(survey_findings(silent), "round_unanswered")["action"]
    waves = {1: {**WINTER, "not_asked": ["q14"]}, 2: AUTUMN}
    told = one_form(sample, project_of, people, waves, last=("", ""), columns={"tenant": "Nr"})
    table = clean_survey(told).tables["survey"]
    assert table.query("item == 'q14'")["wave"].tolist() == [2]
    assert "round_unanswered" not in rules(survey_findings(told))
    answered = one_form(sample, project_of, people, waves, last=("", "6"), columns={"tenant": "Nr"})
    assert only(survey_findings(answered), "asked_after_all")["rows"] == "3"
    kept = clean_survey(answered).tables["survey"].query("item == 'q14' and wave == 1")
    assert kept["status"].value_counts().to_dict() == {"missing": 1, "answered": 1}


def test_a_round_nobody_has_answered_yet_is_a_warning(sample: Study, project_of: Make) -> None:
    study = one_form(sample, project_of, [(FIRST, "", "1", "3")], BY_DAY)
    assert given(study) == {1: [3]}
    assert "runde 2" in only(survey_findings(study), "no_rows")["message"]


def corrected(study: Study, **entry: object) -> Study:
    entry = {
        "source": "k",
        "reason": "r",
        "who": "prosjektmedarbeider",
        "date": dt.date(2024, 10, 1),
        **entry,
    }
    (study.root / "data/corrections.yml").write_text(yaml.safe_dump({"corrections": [entry]}), "utf-8")
    return study


@pytest.mark.parametrize("where", [{"row": 3}, {"key": {"Nr": "2", "$created": ""}}])
def test_a_correction_by_row_or_key_may_say_the_round(
    sample: Study, project_of: Make, where: dict[str, object]
) -> None:
    people = [(FIRST, "", "1", "3"), ("", "", "2", "4"), (SECOND, "", "1", "5"), (SECOND, "", "2", "6")]
    study = one_form(sample, project_of, people, BY_DAY)
    mended = corrected(study, **where, column="$created", old=None, new="2024-01-20 10:00")
    assert given(mended) == {1: [3, 4], 2: [5, 6]}


def test_two_sources_may_share_a_file_and_leave_each_others_rounds_alone(
    sample: Study, project_of: Make
) -> None:
    header = ["$created", "Runde", "Nr", *(item.text for item in sample.questionnaire.items)]
    rows = [[FIRST, "Før", "1", *["3"] * 14], [SECOND, "Etter", "1", *["5"] * 14]]
    for waves, columns in (
        (BY_DAY, {"tenant": "Nr"}),
        (BY_COLUMN, {"tenant": "Nr", "wave": "Runde"}),
    ):
        base = {"kind": "survey", "file": "k.csv", "reader": {"format": "nettskjema"}, "ignore": ["Runde"]}
        sources = [{**base, "id": f"k{n}", "columns": columns, "waves": {n: waves[n]}} for n in (1, 2)]
        files = {"k.csv": csv_bytes([header, *rows]), "leieforhold.csv": ROSTER}
        study = project_of([*sources, TENANCIES], files)
        assert given(study) == {1: [3], 2: [5]}
        assert not {"round_outside", "round_strange"} & set(rules(survey_findings(study)))


def test_a_form_exported_twice_gives_every_answer_once(sample: Study, project_of: Make) -> None:
    header = ["$created", "Nr", *(item.text for item in sample.questionnaire.items)]
    rows = [[FIRST, "1", *["3"] * 14], [SECOND, "1", *["5"] * 14]]
    form = {"id": "k", "kind": "survey", "file": "data-*.csv", "reader": {"format": "nettskjema"}}
    files = {
        "data-1-2024-03-01.csv": csv_bytes([header, rows[0]]),
        "data-1-2024-10-01.csv": csv_bytes([header, *rows]),
        "leieforhold.csv": ROSTER,
    }
    study = project_of([{**form, "columns": {"tenant": "Nr"}, "waves": BY_DAY}, TENANCIES], files)
    assert given(study) == {1: [3], 2: [5]}
    assert "no_rows" not in rules(survey_findings(study))


def test_rows_in_are_rows_out_plus_rows_reported(sample: Study, project_of: Make) -> None:
    people = [
        (FIRST, "", "1", "3"),
        (SECOND, "", "1", "5"),
        ("2024-05-01", "", "2", "4"),
        ("2024-01-11", "", "1", "2"),
        (FIRST, "", "3", ""),
    ]
    cleaned = clean_survey(one_form(sample, project_of, people, BY_DAY))
    frame: pd.DataFrame = cleaned.findings
    out = frame[frame["rule"].isin(["round_outside", "answered_twice", "no_answers"])]["rows"]
    assert len(cleaned.tables["survey"]) // 14 + out.str.split(", ").str.len().sum() == len(people)


def test_the_sample_put_in_one_form_gives_the_table_of_its_two_exports(copied: Study) -> None:
    raw = copied.root / "data/raw/leie"
    first = list(csv.reader(io.StringIO((raw / "kartlegging-1.csv").read_text("utf-8-sig")), delimiter=";"))
    forms = load_workbook(raw / "kartlegging-2.xlsx").worksheets[0].iter_rows(min_row=2, values_only=True)
    second = [[row[0], row[2], *row[8:22], row[6], row[7], *row[22:], "1"] for row in forms]
    (raw / "kartlegging.csv").write_bytes(csv_bytes([*first, *second]))
    waves = {1: {"from": dt.date(2024, 1, 8), "to": dt.date(2024, 2, 29)}, 2: AUTUMN}
    one, _, *others = copied.project.sources
    changed = {"id": "k", "file": "kartlegging.csv", "wave": None, "waves": waves}
    form = Source.model_validate({**one.model_dump(), **changed}, strict=False)
    project = copied.project.model_copy(update={"sources": (form, *others)})
    both = clean_survey(dataclasses.replace(copied, project=project)).tables["survey"]
    pd.testing.assert_frame_equal(both, clean_survey(copied).tables["survey"])


def test_a_name_under_not_asked_that_is_no_question_is_listed_once_for_all_rounds(
    sample: Study, project_of: Make
) -> None:
    frame = survey_findings(one_form(sample, project_of, [(FIRST, "", "1", "3")], BY_DAY, not_asked=["q99"]))
    assert only(frame, "unknown_target")["message"].endswith("spørsmål eller kolonner: q99")
