"""A report folder: complete, made anew, the same each time, and nothing left behind after an error."""

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from analysis.params import Study
from analysis.present.provenance import Provenance
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
    assert {"prosjekt/innledning.qmd", "_generert/sammendrag.qmd", "figurer/handlingsplan.svg"} <= there
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


def test_researchers_recommendation_reaches_its_goal(
    elsewhere: Study, make_disclosed: Any, tmp_path: Path
) -> None:
    own = elsewhere.root / "report" / elsewhere.project.id / "anbefaling-4.qmd"
    own.write_text("Sett opp *bedre* lys.\n", encoding="utf-8")
    made = write_inputs(
        make_disclosed(elsewhere), elsewhere, "begrenset", tmp_path / "out", provenance=NO_INPUTS
    )
    assert "Sett opp *bedre* lys." in (made / "_generert" / "resultater.qmd").read_text(encoding="utf-8")


def test_missing_prose_is_named_file_by_file_before_anything_is_written(
    elsewhere: Study, make_disclosed: Any, tmp_path: Path
) -> None:
    own = elsewhere.root / "report" / elsewhere.project.id
    (own / "mandat.qmd").unlink()
    (own / "rolle.qmd").write_text("\n", encoding="utf-8")  # a heading with nothing below it would be printed
    with pytest.raises(ReportSourceError, match=r"report/leie/mandat\.qmd, report/leie/rolle\.qmd"):
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


def test_inputs_are_hashed_where_nobody_hands_them_over(
    elsewhere: Study, make_disclosed: Any, tmp_path: Path
) -> None:
    elsewhere.raw_dir.mkdir(parents=True)
    (elsewhere.raw_dir / "husleie.csv").write_bytes(b"")
    made = write_inputs(make_disclosed(elsewhere), elsewhere, "begrenset", tmp_path / "out")
    source = (made / "_generert" / "reproduserbarhet.qmd").read_text(encoding="utf-8")
    assert "e3b0c44298fc" in source
    assert str(tmp_path) not in source
