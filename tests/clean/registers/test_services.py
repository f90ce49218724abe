from collections.abc import Callable

from analysis.clean import clean_records
from analysis.params import Study

from ..conftest import csv_bytes, only, record_findings, rules

Make = Callable[..., Study]
SOURCE = {"id": "vedtak", "kind": "services", "file": "v.csv", "columns": {"tenant": "Nr"}}
HEADER = ["Nr", "Tjeneste", "Etat", "Vedtaksdato", "Fra", "Til", "I boligen"]
ROW = ["1", "Ambulerende tjeneste", "Psykisk helse og rus", "01.01.2023", "08.01.2023", "", "Ja"]


def test_a_decision_is_read_and_agencies_have_one_spelling(project_of: Make) -> None:
    rows = [ROW, ["2", *ROW[1:]], ["3", "lar", "PSYKISK HELSE OG RUS", *ROW[3:6], "nei"]]
    table = clean_records(project_of([SOURCE], {"v.csv": csv_bytes([HEADER, *rows])})).tables["services"]
    assert set(table["agency"]) == {"Psykisk helse og rus"}
    assert sorted(table["service"]) == ["ambulerende", "ambulerende", "lar"]
    assert table["at_home"].sum() == 2


def test_a_decision_written_twice_counts_once(project_of: Make) -> None:
    result = clean_records(project_of([SOURCE], {"v.csv": csv_bytes([HEADER, ROW, ROW])}))
    assert len(result.tables["services"]) == 1
    assert only(result.findings, "duplicate_row")["rows"] == "3"


def test_a_decision_in_two_spellings_of_the_agency_or_two_files_counts_once(project_of: Make) -> None:
    other = [*ROW[:2], "psykisk helse  og rus", *ROW[3:]]
    files = {"v1.csv": csv_bytes([HEADER, ROW, other]), "v2.csv": csv_bytes([HEADER, ["2", *ROW[1:]], ROW])}
    result = clean_records(project_of([{**SOURCE, "file": "v*.csv"}], files))
    assert len(result.tables["services"]) == 2
    told = result.findings[result.findings["rule"] == "duplicate_row"]
    assert told[["file", "rows"]].to_numpy().tolist() == [["v1.csv", "3"], ["v2.csv", "3"]]


def test_faults_are_errors_with_rows(project_of: Make) -> None:
    rows = [
        ["1", "Fotpleie", *ROW[2:]],
        [*ROW[:4], "08.01.2023", "01.01.2023", "Ja"],
        [*ROW[:6], "kanskje"],
        ["", *ROW[1:]],
    ]
    found = record_findings(project_of([SOURCE], {"v.csv": csv_bytes([HEADER, *rows])}))
    got = {
        rule: only(found, rule)["rows"]
        for rule in ("unknown_service", "end_before_start", "yes_no", "no_person")
    }
    assert got == {"unknown_service": "2", "end_before_start": "3", "yes_no": "4", "no_person": "5"}


def test_an_approximate_date_used_as_exact_and_a_year_that_is_a_slip_are_warnings(project_of: Make) -> None:
    rows = [
        [*ROW[:4], "ca. 08.01.2023", "", "Ja"],
        [*ROW[:4], "uke 12 2023", "", "Ja"],
        [*ROW[:4], "08.01.2042", "", "Ja"],
    ]
    result = clean_records(project_of([SOURCE], {"v.csv": csv_bytes([HEADER, *rows])}))
    assert only(result.findings, "date_approximate")["rows"] == "2, 3"
    assert only(result.findings, "date_unlikely")["rows"] == "4"
    starts = result.tables["services"]["start"].dt.strftime("%Y-%m-%d").tolist()
    assert starts == ["2023-01-08", "2023-03-20", "2042-01-08"]
    exact = clean_records(project_of([SOURCE], {"v.csv": csv_bytes([HEADER, ROW])}))
    assert not {"date_approximate", "date_unlikely"} & set(rules(exact.findings))
