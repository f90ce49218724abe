"""One column per answer option, as tools and people write it, is read as one answer or refused by name."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from analysis.clean import clean_survey
from analysis.params import Study

from ..conftest import TENANCIES, csv_bytes, only, rules, survey_findings, xlsx_bytes
from .conftest import FULL, KLADDAR, ROSTER, TESTINE, Make, headers, source

Header = Callable[[Study, int, int], str]
POINTS = range(1, 8)


def _label(sample: Study, point: int) -> str:
    return sample.questionnaire.scale.labels[point - 1]


def _study(sample: Study, make: Make, lines: list[list[str]], **more: object) -> Study:
    files = {"k.csv": csv_bytes(lines), "leieforhold.csv": ROSTER}
    return make([source(1, "k.csv", **more), TENANCIES], files)


def _crossed(given: str, mark: str = "1", empty: str = "") -> list[str]:
    return [mark if str(point) == given else empty for point in POINTS]


def _lines(sample: Study, header: Header, people: list[list[str]], mark: str, empty: str) -> list[list[str]]:
    items = range(len(sample.questionnaire.items))
    head = ["Navn", "Adresse", *(header(sample, item, point) for item in items for point in POINTS)]
    rows = [[*who, *(cell for answer in FULL for cell in _crossed(answer, mark, empty))] for who in people]
    return [head, *rows]


HEADERS: dict[str, Header] = {
    "redcap": lambda s, item, point: f"{s.questionnaire.items[item].id}___{point}",
    "limesurvey": lambda s, item, point: f"{s.questionnaire.items[item].id}[{point}]",
    "dash": lambda s, item, point: f"{headers(s)[item]} - {_label(s, point)}",
    "brackets": lambda s, item, point: f"{item + 1}. {headers(s)[item]} [{_label(s, point).upper()}]",
    "colon": lambda s, item, point: f"Hvor enig er du? {headers(s)[item]}: {point} {_label(s, point)}",
}


@pytest.mark.parametrize("header", HEADERS)
@pytest.mark.parametrize(("mark", "empty"), [("1", "0"), ("x", ""), ("Ja", "Nei"), ("Checked", "Unchecked")])
def test_options_in_columns_are_one_answer(
    sample: Study, project_of: Make, header: str, mark: str, empty: str
) -> None:
    lines = _lines(sample, HEADERS[header], [TESTINE, KLADDAR], mark, empty)
    cleaned = clean_survey(_study(sample, project_of, lines))
    assert cleaned.tables["survey"]["value"].tolist() == [int(answer) for answer in FULL] * 2
    assert "options_combined" in rules(cleaned.findings, "info")


def test_the_option_itself_is_a_cross(sample: Study, project_of: Make) -> None:
    lines = _lines(sample, HEADERS["dash"], [TESTINE], "x", "")
    lines[1] = [head.rpartition(" - ")[2] if cell == "x" else cell for head, cell in zip(*lines, strict=True)]
    assert clean_survey(_study(sample, project_of, lines)).tables["survey"]["value"].tolist() == [
        int(answer) for answer in FULL
    ]


@pytest.mark.parametrize("blank", [None, ""])
def test_options_in_a_row_below_the_statements_are_one_answer(
    sample: Study, project_of: Make, blank: str | None
) -> None:
    items = [cell for text in headers(sample) for cell in (text, *[blank] * 6)]
    options = [_label(sample, point) for _ in headers(sample) for point in POINTS]
    crosses = [cell or blank for answer in FULL for cell in _crossed(answer, "x")]
    rows = [["Navn", "Adresse", *items], [blank, blank, *options], [*TESTINE, *crosses]]
    name, data = ("k.xlsx", xlsx_bytes({"Svar": rows})) if blank is None else ("k.csv", csv_bytes(rows))
    study = project_of([source(1, name), TENANCIES], {name: data, "leieforhold.csv": ROSTER})
    assert clean_survey(study).tables["survey"]["value"].tolist() == [int(answer) for answer in FULL]


def test_crosses_that_say_two_things_or_nothing_are_errors_with_rows(sample: Study, project_of: Make) -> None:
    lines = _lines(sample, HEADERS["dash"], [TESTINE, KLADDAR], "x", "")
    lines[1][3], lines[2][4] = "x", "kanskje"
    found = survey_findings(_study(sample, project_of, lines))
    assert only(found, "several_options")["rows"] == "2"
    assert only(found, "option_mark")["rows"] == "3"


def test_a_column_of_one_option_is_no_question(sample: Study, project_of: Make) -> None:
    lines = _lines(sample, HEADERS["dash"], [TESTINE], "1", "")
    left_out = [head for head in lines[0][2:] if not head.endswith(f" - {_label(sample, 7)}")]
    found = survey_findings(_study(sample, project_of, lines, ignore=left_out))
    assert set(rules(found, "error")) == {"option_lacking"}
    assert "ignore" in found.loc[found["rule"] == "option_lacking", "action"].iloc[0]


def test_codes_that_are_no_answers_are_read_as_values_says(sample: Study, project_of: Make) -> None:
    def header(study: Study, item: int, point: int) -> str:
        return f"{study.questionnaire.items[item].id}___{point - 1}"

    lines = _lines(sample, header, [TESTINE], "1", "0")
    assert "option_code" in rules(survey_findings(_study(sample, project_of, lines)), "error")
    meant = {"answer": {str(point - 1): str(point) for point in POINTS}}
    study = _study(sample, project_of, lines, values=meant)
    assert clean_survey(study).tables["survey"]["value"].tolist() == [int(answer) for answer in FULL]


def test_a_header_that_explains_the_scale_or_has_a_number_after_it_is_a_question(
    sample: Study, project_of: Make
) -> None:
    first, *rest = headers(sample)
    lines = [["Navn", "Adresse", f"{first} (1 = uenig, 7 = enig)", *rest], [*TESTINE, *FULL]]
    assert clean_survey(_study(sample, project_of, lines)).tables["survey"]["value"].tolist() == [
        int(answer) for answer in FULL
    ]
