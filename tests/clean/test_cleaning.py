"""The whole room on the sample: what comes out is what the generator put in."""

import hashlib

import pandas as pd
import pytest

from analysis import sample as generator
from analysis.clean import CleanError, check, clean_records, clean_survey
from analysis.clean.store import Cleaned
from analysis.params import Study
from analysis.sample.tables import world_tables

from .conftest import rules, with_sources


@pytest.fixture(scope="module")
def truth(sample: Study) -> dict[str, pd.DataFrame]:
    return world_tables(generator.generate(sample))


@pytest.fixture(scope="module")
def got(halves: tuple[Cleaned, Cleaned]) -> dict[str, pd.DataFrame]:
    return {**halves[0].tables, **halves[1].tables}


PLAIN = {
    "survey": ["wave", "item", "value", "status"],
    "residents": ["address", "start", "end", "end_reason", "in_project"],
    "incidents": ["date", "address", "kind", "closed", "reported_by"],
    "exposure": [
        "address",
        "month",
        "days",
        "flats",
        "flat_days",
        "let_flat_days",
        "unavailable_flat_days",
        "occupied_flat_days",
    ],
    "services": ["service", "agency", "decided", "start", "end", "at_home"],
    "activities": ["kind", "date", "approximate", "invited", "attended", "title", "responsible", "points"],
    "measures": ["measure", "address", "status", "wording", "preparation"],
    "cases": ["month", "received", "closed", "open"],
}


@pytest.mark.parametrize("name", sorted(PLAIN))
def test_cleaning_the_sample_gives_back_the_world_it_was_made_from(
    truth: dict[str, pd.DataFrame], got: dict[str, pd.DataFrame], name: str
) -> None:
    made, cleaned = truth[name], got[name]
    if name == "exposure":  # known from the first month a window needs
        made = made[made["month"].isin(cleaned["month"])]
    counted = [
        frame[PLAIN[name]].astype(str).replace("None", "nan").value_counts().sort_index()
        for frame in (made, cleaned)
    ]
    pd.testing.assert_series_equal(*counted)


def test_balances_and_persons_are_those_of_the_world(
    truth: dict[str, pd.DataFrame], got: dict[str, pd.DataFrame]
) -> None:
    sums = [sorted(t["arrears"].groupby("person")["balance"].sum().round(2)) for t in (truth, got)]
    assert sums[0] == pytest.approx(sums[1])
    for name in ("survey", "residents", "services", "arrears"):
        per_person = [sorted(t[name].groupby("person").size()) for t in (truth, got)]
        assert per_person[0] == per_person[1], name


def test_persons_are_the_same_in_every_table(got: dict[str, pd.DataFrame]) -> None:
    residents = set(got["residents"]["person"])
    for name in ("survey", "arrears", "services"):
        assert set(got[name]["person"]) <= residents, name


def test_the_raw_files_are_left_as_they_were(copied: Study) -> None:
    def digests() -> dict[str, str]:
        return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in copied.raw_dir.iterdir()}

    before = digests()
    clean_survey(copied)
    clean_records(copied)
    check(copied)
    assert digests() == before
    assert not copied.processed_dir.exists()


def test_check_lists_what_cleaning_would_and_needs_no_key(
    copied: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEIE_PSEUDONYM_KEY", "short")
    assert "error" not in set(check(copied)["severity"])
    with pytest.raises(CleanError):
        clean_records(copied)


def test_a_missing_file_is_an_error_that_lists_the_files_there(copied: Study) -> None:
    (copied.raw_dir / "husleie.csv").unlink()
    with pytest.raises(
        CleanError, match=r"husleie\.csv: filen finnes ikke i data/raw/leie/; mappen har boliger\.csv"
    ):
        clean_records(with_sources(copied, "leieforhold", "husleie"))


def test_a_missing_roster_does_not_stop_a_survey(copied: Study) -> None:
    (copied.raw_dir / "leieforhold.csv").unlink()
    assert clean_survey(copied).tables["survey"]["person"].nunique() >= 13


READ_BY = {
    "kartlegging-1.csv": (clean_survey, "kartlegging-1"),
    "hendelseslogg.xlsx": (clean_records, "hendelser"),
}


@pytest.mark.parametrize("name", READ_BY)
@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"   \n",
        b"\x00" * 50,
        b"<html><table></table></html>",
        b"%PDF-1.7",
        b"PK\x03\x04rubbish",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600,
        b"a;b;c\n1;2;3\n",
    ],
)
def test_what_is_no_export_is_an_error_in_norwegian(copied: Study, name: str, data: bytes) -> None:
    (copied.raw_dir / name).write_bytes(data)
    clean, source = READ_BY[name]
    with pytest.raises(CleanError) as caught:
        clean(with_sources(copied, source))
    assert name in str(caught.value)
    assert rules(caught.value.findings, "error")


def test_a_ten_megabyte_cell_is_an_error_with_its_row(copied: Study) -> None:
    path = copied.raw_dir / "leieforhold.csv"
    lines = path.read_bytes().split(b"\r\n")
    lines[3] = lines[3].replace(b";", b";" + b"x" * 10_000_000, 1)
    path.write_bytes(b"\r\n".join(lines))
    with pytest.raises(CleanError, match=r"mer enn 32767 tegn \(rad 4\)"):
        clean_records(with_sources(copied, "leieforhold"))


def test_a_pattern_reads_every_file_it_fits(copied: Study) -> None:
    copied = with_sources(copied, "leieforhold", "husleie")
    path = copied.raw_dir / "husleie.csv"
    head, *rest = path.read_bytes().split(b"\r\n")
    half = len(rest) // 2
    (copied.raw_dir / "husleie-1.csv").write_bytes(b"\r\n".join([head, *rest[:half]]))
    (copied.raw_dir / "husleie-2.csv").write_bytes(b"\r\n".join([head, *rest[half:]]))
    whole = clean_records(copied)
    sources = tuple(
        s.model_copy(update={"file": "husleie-*.csv"}) if s.id == "husleie" else s
        for s in copied.project.sources
    )
    study = type(copied)(
        copied.root,
        copied.project.model_copy(update={"sources": sources}),
        copied.questionnaire,
        copied.plan,
        copied.vocabulary,
        copied.period,
    )
    pd.testing.assert_frame_equal(clean_records(study).tables["arrears"], whole.tables["arrears"])


@pytest.mark.parametrize("file", ["../hemmelig.csv", "/etc/passwd", "..\\x.csv"])
def test_a_source_outside_the_raw_folder_is_refused(copied: Study, file: str) -> None:
    sources = (copied.project.sources[2].model_copy(update={"file": file}),)
    study = type(copied)(
        copied.root,
        copied.project.model_copy(update={"sources": sources}),
        copied.questionnaire,
        copied.plan,
        copied.vocabulary,
        copied.period,
    )
    assert "outside_raw" in rules(check(study), "error")


def test_cleaned_shows_itself_in_a_notebook(halves: tuple[Cleaned, Cleaned]) -> None:
    assert "survey" in halves[0]._repr_html_()
