import dataclasses
from collections.abc import Callable
from typing import Any

import pytest
import yaml

from analysis.clean import CleanError, clean_records
from analysis.clean.columns.corrections import load_corrections
from analysis.clean.findings import Findings
from analysis.clean.store import Cleaned
from analysis.params import ParamsError, Study

from ..conftest import INCIDENT_HEADER, INCIDENTS, csv_bytes, only, record_findings, rules, xlsx_bytes

Make = Callable[..., Study]
ROWS = [
    ["31.09.2022", "Runarveien 1", "H0101", "Tagging", "Nabo", ""],
    ["01.10.2022", "Runarveien 3", "", "Politi", "Nabo", ""],
    ["02.10.2022", "Runarveien 3", "", "Politi", "Nabo", ""],
]
FIX = {
    "source": "hendelser",
    "row": 2,
    "column": "Dato",
    "old": "31.09.2022",
    "new": "30.09.2022",
    "reason": "September har 30 dager",
    "who": "prosjektmedarbeider",
    "date": "2024-10-07",
}


def study(make: Make, *entries: dict[str, Any]) -> Study:
    made = make([INCIDENTS], {"logg.csv": csv_bytes([INCIDENT_HEADER, *ROWS])})
    (made.root / "data/corrections.yml").write_text(
        yaml.safe_dump({"corrections": list(entries)}), encoding="utf-8"
    )
    return made


def cleaned(make: Make, *entries: dict[str, Any]) -> Cleaned:
    return clean_records(study(make, *entries))


def test_a_correction_is_applied_and_listed_and_the_raw_file_is_untouched(project_of: Make) -> None:
    made = study(project_of, FIX)
    before = (made.raw_dir / "logg.csv").read_bytes()
    result = clean_records(made)
    assert str(result.tables["incidents"]["date"].min().date()) == "2022-09-30"
    assert result.corrections.to_dict("records") == [
        {
            "source": "hendelser",
            "key": "logg.csv, rad 2",
            "column": "Dato",
            "reason": "September har 30 dager",
            "who": "prosjektmedarbeider",
            "date": "2024-10-07",
        }
    ]
    assert (made.raw_dir / "logg.csv").read_bytes() == before


@pytest.mark.parametrize("key", [{"Dato": "31.09.2022"}, {"date": "31.09.2022", "Adresse": "Runarveien 1"}])
def test_a_row_may_be_named_by_its_cells(project_of: Make, key: dict[str, str]) -> None:
    entry = {k: v for k, v in FIX.items() if k != "row"} | {"key": key, "column": "date"}
    assert len(cleaned(project_of, entry).corrections) == 1


def test_an_old_value_that_is_no_longer_there_is_an_error(project_of: Make) -> None:
    found = record_findings(study(project_of, {**FIX, "old": "30.09.2022"}))
    assert only(found, "correction_stale")["rows"] == "2"


def test_a_date_is_the_same_however_the_correction_writes_it(project_of: Make) -> None:
    result = cleaned(project_of, FIX, {**FIX, "row": 3, "old": "2022-10-01", "new": "2022-10-05"})
    assert len(result.corrections) == 2


@pytest.mark.parametrize(
    "change", [{"row": 99}, {"column": "Tid"}, {"row": None, "key": {"Dato": "1.1.1999"}}]
)
def test_a_correction_that_matches_nothing_is_an_error(project_of: Make, change: dict[str, Any]) -> None:
    entry = {k: v for k, v in {**FIX, **change}.items() if v is not None}
    assert "correction_unmatched" in rules(record_findings(study(project_of, entry)), "error")


def test_a_correction_that_matches_two_rows_is_an_error(project_of: Make) -> None:
    entry = {k: v for k, v in FIX.items() if k != "row"} | {
        "key": {"Adresse": "Runarveien 3"},
        "old": "01.10.2022",
    }
    assert only(record_findings(study(project_of, FIX, entry)), "correction_ambiguous")["rows"] == "3, 4"


def test_an_empty_cell_is_corrected_from_null(project_of: Make) -> None:
    result = cleaned(project_of, FIX, {**FIX, "row": 3, "column": "Leilighet", "old": None, "new": "H0202"})
    assert result.tables["incidents"]["flat"].notna().sum() == 2


def test_a_row_can_be_taken_out_with_a_reason(project_of: Make) -> None:
    entry = {k: v for k, v in FIX.items() if k != "new"} | {"remove": True}
    result = cleaned(project_of, entry)
    assert len(result.tables["incidents"]) == 2
    assert len(result.corrections) == 1


def test_corrections_of_another_project_are_left_alone_and_of_an_unknown_source_are_an_error(
    project_of: Make,
) -> None:
    assert len(cleaned(project_of, FIX, {**FIX, "project": "annet", "row": 77}).corrections) == 1
    assert "correction_unmatched" in rules(
        record_findings(study(project_of, FIX, {**FIX, "project": "leie", "source": "finnesikke"})), "error"
    )


@pytest.mark.parametrize(
    "entry",
    [
        {**FIX, "key": {"Dato": "x"}},
        {k: v for k, v in FIX.items() if k != "reason"},
        {**FIX, "typo": 1},
        {**FIX, "remove": True},
    ],
)
def test_a_malformed_correction_is_an_error_that_names_the_file(
    project_of: Make, entry: dict[str, Any]
) -> None:
    with pytest.raises(ParamsError, match=r"data/corrections\.yml"):
        cleaned(project_of, entry)


def test_every_correction_must_hold_for_the_tables_to_be_made(project_of: Make) -> None:
    with pytest.raises(CleanError, match=r"rettelse nr\. 2"):
        cleaned(project_of, FIX, {**FIX, "row": 50})


def test_the_samples_corrections_are_all_used(copied: Study) -> None:
    assert len(clean_records(dataclasses.replace(copied)).corrections) == 2


LEDGER = {
    "id": "husleie",
    "kind": "arrears",
    "file": "h.csv",
    "columns": {"tenant": "Nr", "month": "Mnd", "balance": "Restanse"},
}
OF_LEDGER = {**FIX, "source": "husleie", "column": "Restanse"}


@pytest.mark.parametrize(
    ("cell", "old"), [("7 110,00", 7110), ("7110,5", "7110.5"), ("kr 7.110,50", 7110.5), ("7110", 7110.0)]
)
def test_an_amount_is_the_same_however_the_correction_writes_it(
    project_of: Make, cell: str, old: object
) -> None:
    rows = [["Nr", "Mnd", "Restanse"], ["1", "10.2023", cell]]
    made = project_of([LEDGER], {"h.csv": csv_bytes(rows)})
    (made.root / "data/corrections.yml").write_text(
        yaml.safe_dump({"corrections": [{**OF_LEDGER, "old": old, "new": 12}]}), encoding="utf-8"
    )
    assert clean_records(made).tables["arrears"]["balance"].tolist() == [12]


@pytest.mark.parametrize(("cell", "old"), [("0101", "101"), ("1.234", 1234), ("1.234", 1.234), ("-", 0)])
def test_what_only_may_be_the_same_number_is_another_value(project_of: Make, cell: str, old: object) -> None:
    rows = [["Nr", "Mnd", "Restanse"], ["1", "10.2023", cell]]
    made = project_of([LEDGER], {"h.csv": csv_bytes(rows)})
    (made.root / "data/corrections.yml").write_text(
        yaml.safe_dump({"corrections": [{**OF_LEDGER, "old": old, "new": 12}]}), encoding="utf-8"
    )
    assert "correction_stale" in rules(record_findings(made), "error")


def test_a_source_that_does_not_exist_is_an_error_also_where_no_project_is_named(project_of: Make) -> None:
    made = study(project_of, FIX, {**FIX, "source": "hendelsr"})
    assert "rettelse nr. 2" in only(record_findings(made), "correction_unmatched")["message"]
    for project in ("leie", "annet"):
        (made.root / "params" / project).mkdir(parents=True)
        (made.root / "params" / project / "project.yml").touch()
    assert only(record_findings(made), "correction_unmatched")["severity"] == "warning"


def test_corrections_keep_their_number_in_the_file(project_of: Make) -> None:
    found = record_findings(study(project_of, {**FIX, "project": "annet"}, {**FIX, "row": 50}))
    assert "rettelse nr. 2" in only(found, "correction_unmatched")["message"]


@pytest.mark.parametrize("remains", ["", "# alt er rettet i kilden\n", "corrections:\n"])
def test_a_file_whose_entries_are_all_deleted_corrects_nothing(project_of: Make, remains: str) -> None:
    made = study(project_of)
    (made.root / "data/corrections.yml").write_text(remains, encoding="utf-8")
    assert not rules(record_findings(made), "error").count("correction_unmatched")
    assert load_corrections(made, Findings()).entries == {}


def test_a_row_taken_out_cannot_be_corrected_too(project_of: Make) -> None:
    out = {k: v for k, v in FIX.items() if k != "new"} | {"remove": True}
    assert only(record_findings(study(project_of, out, FIX)), "correction_removed")["rows"] == "2"


def test_a_row_number_that_two_files_or_sheets_have_needs_the_file(project_of: Make) -> None:
    book = xlsx_bytes({"2022": [INCIDENT_HEADER, *ROWS], "2023": [INCIDENT_HEADER, *ROWS]})
    made = project_of([{**INCIDENTS, "file": "logg.xlsx", "reader": {"sheet": "*"}}], {"logg.xlsx": book})
    entry = {**FIX, "row": 3, "old": "01.10.2022", "new": "02.10.2022"}

    def found(**more: str) -> list[str]:
        (made.root / "data/corrections.yml").write_text(
            yaml.safe_dump({"corrections": [{**entry, **more}]}), encoding="utf-8"
        )
        return rules(record_findings(made), "error")

    assert "correction_ambiguous" in found()
    assert "correction_ambiguous" in found(file="logg.xlsx")
    assert not [rule for rule in found(file="logg.xlsx (ark «2023»)") if rule.startswith("correction")]


def test_a_forgotten_new_value_is_an_error_and_empties_nothing(project_of: Make) -> None:
    with pytest.raises(ParamsError, match="null empties the cell"):
        cleaned(project_of, {name: value for name, value in FIX.items() if name != "new"})


def test_a_cell_is_emptied_where_that_is_written(project_of: Make) -> None:
    empty = {**FIX, "column": "Leilighet", "old": "H0101", "new": None}
    assert cleaned(project_of, FIX, empty).tables["incidents"]["flat"].isna().all()


@pytest.mark.parametrize("change", [{"new": "7110,50"}, {"remove": True}])
def test_what_a_correction_takes_away_no_longer_says_how_the_column_is_read(
    project_of: Make, change: dict[str, Any]
) -> None:
    """7,110.50 said that a point is a decimal mark; without it the column says so by 7110,50, or asks."""
    ledger = {"id": "h", "kind": "arrears", "file": "h.csv", "columns": {"balance": "Saldo"}}
    rows = [["Leietakernr", "Måned", "Saldo"], ["1", "10.2023", "1.234"], ["2", "10.2023", "7,110.50"]]
    made = project_of([ledger], {"h.csv": csv_bytes(rows)})
    mend = {**FIX, "source": "h", "row": 3, "column": "Saldo", "old": "7,110.50", "new": None, **change}
    kept = {name: value for name, value in mend.items() if name != "new" or "remove" not in change}
    (made.root / "data/corrections.yml").write_text(yaml.safe_dump({"corrections": [kept]}), "utf-8")
    if "remove" in change:
        assert rules(record_findings(made), "error") == ["thousands_or_decimals"]
    else:
        assert sorted(clean_records(made).tables["arrears"]["balance"]) == [1234, 7110.5]
