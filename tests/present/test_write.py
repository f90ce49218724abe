"""A report folder: complete, made anew, the same each time, and nothing left behind after an error."""

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from analysis.params import Study
from analysis.params.report import Noun, Words
from analysis.present.provenance import Provenance
from analysis.present.text import ProseError
from analysis.present.write import ReportSourceError, write_inputs
from analysis.wording.language import LanguageError

NO_INPUTS = Provenance((), "ba9876543210", (("Python", "3.11"),))


@pytest.fixture
def elsewhere(study: Study, tmp_path: Path) -> Study:
    """Return the study in a copy of the project that holds only its parameters and the report's sources."""
    for folder in ("report", "params"):
        shutil.copytree(study.root / folder, tmp_path / "project" / folder)
    return replace(study, root=tmp_path / "project")


def _files(folder: Path) -> dict[str, bytes]:
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()
    }


def test_folder_holds_sources_own_prose_values_and_generated_parts(
    elsewhere: Study, make_disclosed: Any, tmp_path: Path
) -> None:
    made = write_inputs(
        make_disclosed(elsewhere), elsewhere, "begrenset", tmp_path / "out", provenance=NO_INPUTS
    )
    there = set(_files(made))
    assert {"rapport.qmd", "_quarto.yml", "referanser.bib", "_verdier.yml", "kapitler/metode.qmd"} <= there
    assert {
        "prosjekt/innledning.qmd",
        "teknisk.qmd",
        "_generert/side-en.qmd",
        "figurer/kjede-smal.svg",
    } <= there
    values = yaml.safe_load((made / "_verdier.yml").read_text(encoding="utf-8"))
    assert values["verdier"]["prosjekt"]["ant_adresser"] == "tre"


def test_same_input_gives_the_same_bytes(elsewhere: Study, make_disclosed: Any, tmp_path: Path) -> None:
    disclosed = make_disclosed(elsewhere)
    first = write_inputs(disclosed, elsewhere, "begrenset", tmp_path / "a", provenance=NO_INPUTS)
    second = write_inputs(disclosed, elsewhere, "begrenset", tmp_path / "b", provenance=NO_INPUTS)
    assert _files(first) == _files(second)


def test_nothing_of_an_earlier_run_survives(elsewhere: Study, make_disclosed: Any, tmp_path: Path) -> None:
    old = tmp_path / "out" / "_generert" / "gammel.qmd"
    old.parent.mkdir(parents=True)
    old.write_text("gammelt", encoding="utf-8")
    write_inputs(make_disclosed(elsewhere), elsewhere, "begrenset", tmp_path / "out", provenance=NO_INPUTS)
    assert not old.exists()


def test_sources_are_only_read(elsewhere: Study, make_disclosed: Any, tmp_path: Path) -> None:
    before = _files(elsewhere.root)
    write_inputs(make_disclosed(elsewhere), elsewhere, "begrenset", tmp_path / "out", provenance=NO_INPUTS)
    assert _files(elsewhere.root) == before


def test_the_researchers_assessment_reaches_its_goal_in_the_edition_it_is_meant_for(
    elsewhere: Study, make_disclosed: Any, tmp_path: Path
) -> None:
    own = elsewhere.root / "report" / elsewhere.project.id / "vurdering-4.qmd"
    own.write_text("Det er *bedre* lys.\n\n::: {.bare-begrenset}\nOgså hos naboen.\n:::\n", encoding="utf-8")
    for edition in ("begrenset", "offentlig"):
        disclosed = make_disclosed(elsewhere, edition)
        made = write_inputs(disclosed, elsewhere, edition, tmp_path / edition, provenance=NO_INPUTS)
        source = (made / "_generert" / "resultater.qmd").read_text(encoding="utf-8")
        section = source.split("{#sec-delmal-4}")[1]
        assert "Det er *bedre* lys." in section and "bare-begrenset" not in section
        assert ("Også hos naboen." in section) is (edition == "begrenset")


def test_a_part_that_is_not_closed_stops_the_report_and_leaves_nothing(
    elsewhere: Study, make_disclosed: Any, tmp_path: Path
) -> None:
    own = elsewhere.root / "report" / elsewhere.project.id / "rolle.qmd"
    own.write_text("::: {.bare-begrenset}\nTekst.\n", encoding="utf-8")
    with pytest.raises(ProseError, match=r"rolle\.qmd, linje 1"):
        write_inputs(
            make_disclosed(elsewhere), elsewhere, "begrenset", tmp_path / "out", provenance=NO_INPUTS
        )
    assert not (tmp_path / "out").exists()


def test_what_is_not_written_is_marked_in_a_draft_and_counted_on_page_one(
    elsewhere: Study, make_disclosed: Any, tmp_path: Path
) -> None:
    own = elsewhere.root / "report" / elsewhere.project.id
    (own / "mandat.qmd").unlink()
    (own / "rolle.qmd").write_text("\n", encoding="utf-8")  # a heading with nothing below it would be printed
    made = write_inputs(
        make_disclosed(elsewhere), elsewhere, "begrenset", tmp_path / "out", provenance=NO_INPUTS
    )
    assert (made / "rapport.qmd").read_text(encoding="utf-8").count("Ikke skrevet ennå") == 2
    page_one = (made / "_generert" / "side-en.qmd").read_text(encoding="utf-8").replace("&nbsp;", " ")
    assert "Utkast&#58; 2 deler mangler" in page_one


def test_shared_chapters_speak_in_the_projects_own_words_and_the_researchers_stay_as_written(
    elsewhere: Study, make_disclosed: Any, tmp_path: Path
) -> None:
    words = Words(tenant=Noun(forms=("beboer", "beboeren", "beboere", "beboerne")))
    own = replace(elsewhere, report=elsewhere.report.model_copy(update={"words": words}))
    made = write_inputs(make_disclosed(own), own, "begrenset", tmp_path / "out", provenance=NO_INPUTS)
    shared = (made / "kapitler" / "metode.qmd").read_text(encoding="utf-8").lower()
    assert "beboer" in shared and "leietaker" not in shared
    assert "leietaker" in (made / "prosjekt" / "mandat.qmd").read_text(encoding="utf-8").lower()
    results = (made / "_generert" / "side-en.qmd").read_text(encoding="utf-8").lower()
    assert "leietakere" not in results.replace("leietakernes", "")


def test_a_shared_file_that_is_missing_is_named_before_anything_is_written(
    elsewhere: Study, make_disclosed: Any, tmp_path: Path
) -> None:
    (elsewhere.root / "report" / "referanser.bib").unlink()
    with pytest.raises(ReportSourceError, match=r"the report lacks report/referanser\.bib"):
        write_inputs(
            make_disclosed(elsewhere), elsewhere, "begrenset", tmp_path / "out", provenance=NO_INPUTS
        )
    assert not (tmp_path / "out").exists()


def test_tables_of_another_edition_are_refused(elsewhere: Study, make_disclosed: Any, tmp_path: Path) -> None:
    disclosed = make_disclosed(elsewhere, "begrenset")
    with pytest.raises(ReportSourceError, match="edition 'offentlig' was asked for"):
        write_inputs(disclosed, elsewhere, "offentlig", tmp_path / "out", provenance=NO_INPUTS)


def test_refused_sentence_leaves_no_folder_behind(
    elsewhere: Study, make_disclosed: Any, tmp_path: Path
) -> None:
    own = tuple(
        i.model_copy(update={"explanation": "Tiltaket beviser alt."}) for i in elsewhere.plan.indicators
    )
    claiming = replace(elsewhere, plan=elsewhere.plan.model_copy(update={"indicators": own}))
    with pytest.raises(LanguageError):
        write_inputs(make_disclosed(claiming), claiming, "begrenset", tmp_path / "out", provenance=NO_INPUTS)
    assert not (tmp_path / "out").exists()


def test_inputs_are_named_where_nobody_hands_them_over_and_their_hash_is_not_printed(
    elsewhere: Study, make_disclosed: Any, tmp_path: Path
) -> None:
    elsewhere.raw_dir.mkdir(parents=True)
    (elsewhere.raw_dir / "husleie.csv").write_bytes(b"")
    made = write_inputs(make_disclosed(elsewhere), elsewhere, "begrenset", tmp_path / "out")
    source = (made / "_generert" / "reproduserbarhet.qmd").read_text(encoding="utf-8")
    assert "husleie.csv" in source
    assert "e3b0c44298fc" not in source, "names can be guessed until the hash fits"
    assert str(tmp_path) not in source
