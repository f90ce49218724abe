"""What a kind of export is stands in its declaration, whole, or nothing runs."""

from __future__ import annotations

import dataclasses
import types
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

import analysis.source_kinds as room
from analysis.clean import cleaning
from analysis.clean.schemas import TYPES
from analysis.clean.store import Tables
from analysis.params import AnalysisError, ParamsError, Source, find_root, load_period
from analysis.sample import generate
from analysis.sample.exports import write_exports
from analysis.source_kinds import KINDS, Column, Kind, KindError, kind_of
from analysis.source_kinds.declaration import Entry
from analysis.source_kinds.flats import KIND as FLATS

ROOT = find_root(Path(__file__))
ATTRIBUTES = [field.name for field in dataclasses.fields(Kind)]


def parts(kind: Kind) -> dict[str, Any]:
    return {name: getattr(kind, name) for name in ATTRIBUTES}


@pytest.mark.parametrize("left_out", ATTRIBUTES)
def test_a_declaration_that_leaves_anything_out_is_refused(left_out: str) -> None:
    said = parts(FLATS)
    del said[left_out]
    with pytest.raises(ValidationError, match=left_out):
        Kind(**said)


def test_an_attribute_nobody_knows_is_refused() -> None:
    with pytest.raises(ValidationError, match="naems_persons"):
        Kind(**parts(FLATS), naems_persons=True)


@pytest.mark.parametrize("target", ["tenant", "national_id", "name"])
def test_a_column_that_identifies_a_person_cannot_be_declared_as_nobodys(target: str) -> None:
    columns = (*FLATS.columns, Column(target, "Hvem", "optional"))
    with pytest.raises(ValidationError, match=f"column '{target}' identifies a person"):
        dataclasses.replace(FLATS, columns=columns)


def test_a_column_of_names_cannot_be_declared_without_searching_for_them() -> None:
    columns = (*FLATS.columns, Column("name", "Navn", "optional"))
    with pytest.raises(ValidationError, match="names_persons is False"):
        dataclasses.replace(FLATS, columns=columns, row_is_person=True)


def test_a_workbook_cannot_have_a_column_that_is_never_read() -> None:
    workbook = dataclasses.replace(FLATS.workbook, entries=(Entry("flatt", "flat", "Nummeret."),))
    with pytest.raises(ValidationError, match="workbook: no column 'flatt'"):
        dataclasses.replace(FLATS, workbook=workbook)


def test_only_a_column_can_stand_in_for_a_column() -> None:
    with pytest.raises(ValidationError, match="instead names no column 'monht'"):
        dataclasses.replace(FLATS, instead={"flat": "monht"})


def test_a_table_is_unique_by_columns_it_has() -> None:
    with pytest.raises(ValidationError, match="unique names no column of it: moneth"):
        dataclasses.replace(FLATS.table, unique=("address", "moneth"))


def test_a_kind_that_is_not_declared_is_refused_with_those_that_are() -> None:
    with pytest.raises(
        KindError, match="'tenancis' is no kind of export; declared are survey, flats"
    ) as caught:
        kind_of("tenancis")
    assert isinstance(caught.value, AnalysisError)
    with pytest.raises(ValueError, match="'tenancis' is no kind of export"):
        Source.model_validate({"id": "l", "kind": "tenancis", "file": "l.csv"})


def declared_with(monkeypatch: pytest.MonkeyPatch, **modules: Any) -> Any:
    """Discover the kinds once more, with these modules beside the others."""
    found = {**room.modules_of("analysis.source_kinds"), **modules}
    monkeypatch.setattr(room, "modules_of", lambda package: found)
    return room._declared()


def module(kind: Any) -> types.SimpleNamespace:
    return types.SimpleNamespace(KIND=kind)


def test_a_new_module_is_a_new_kind_in_its_order(monkeypatch: pytest.MonkeyPatch) -> None:
    planted = dataclasses.replace(FLATS, id="planted", order=1000, called="plantet")
    assert [*declared_with(monkeypatch, planted=module(planted))] == [*KINDS, "planted"]


def test_a_module_without_a_declaration_of_its_name_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    for wrong in (types.SimpleNamespace(), module(FLATS)):
        with pytest.raises(KindError, match=r"source_kinds/planted\.py must declare KIND"):
            declared_with(monkeypatch, planted=wrong)


@pytest.mark.parametrize("what", ["order", "called"])
def test_two_kinds_share_neither_place_nor_name(monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    said = {"order": 1000, "called": "plantet"} | {what: getattr(FLATS, what)}
    with pytest.raises(KindError, match=f"flats and planted have the same '{what}'"):
        declared_with(monkeypatch, planted=module(dataclasses.replace(FLATS, id="planted", **said)))


def test_the_tables_that_are_read_back_are_declared() -> None:
    assert {field.name for field in dataclasses.fields(Tables)} <= set(TYPES)


def test_a_declared_kind_that_nothing_cleans_stops_every_run(
    monkeypatch: pytest.MonkeyPatch, study: Any
) -> None:
    planted = dataclasses.replace(FLATS, id="planted", order=1000, called="plantet")
    monkeypatch.setattr(cleaning, "KINDS", {**KINDS, "planted": planted})
    with pytest.raises(KindError, match="nothing cleans the declared kind of export planted"):
        cleaning.check(study)


def test_a_kind_the_sample_does_not_make_is_said(study: Any) -> None:
    whole = load_period(ROOT / "params/leie/periods/sluttrapport.yml")
    odd = whole.project.sources[0].model_copy(update={"kind": "planted"})
    project = whole.project.model_copy(update={"sources": (odd,)})
    world = dataclasses.replace(generate(whole), study=dataclasses.replace(whole, project=project))
    with pytest.raises(ParamsError, match="the sample makes no exports of kind 'planted'"):
        write_exports(world, study.build_dir)
