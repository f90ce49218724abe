from __future__ import annotations

from typing import Any

import pytest

from analysis.params import Source, Study
from analysis.source_kinds import KINDS
from analysis.templates import column_map, columns, understood


def test_headers_are_those_the_clean_room_expects(sample: Study) -> None:
    differ = {
        (kind, target)
        for kind, known in KINDS.items()
        for target, header in column_map(kind, sample).items()
        if target in known.by_target and known.by_target[target].header != header
    }
    assert differ == set()


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_column_the_clean_room_requires_is_in_the_workbook(sample: Study, kind: Any) -> None:
    known = KINDS[kind].by_target
    required = {target for target, column in known.items() if column.need != "optional"}
    assert required <= set(column_map(kind, sample))
    assert not any(
        c.required and known[c.target].need == "optional"
        for c in columns(kind, sample)
        if c.target in known and c.target not in ("tenant", "name")
    )


def test_what_the_source_states_itself_comes_first(own: Study) -> None:
    stated = Source.model_validate(
        {
            "id": "logg",
            "kind": "incidents",
            "file": "logg.xlsx",
            "reader": {"format": "template"},
            "columns": {"kind": "Hendelse"},
            "values": {"kind": {"Bråk": "naboklage"}},
            "ignore": ("Merknad",),
        }
    )
    read = understood(stated, own)
    assert read.columns["kind"] == "Hendelse"
    assert read.columns["date"] == "Dato"
    assert read.values["kind"]["Bråk"] == "naboklage"
    assert read.values["kind"]["Politibesøk"] == "politi"
    assert read.ignore == ("Merknad", "Løpenr.")


def test_a_source_of_another_format_is_left_as_it_is(sample: Study) -> None:
    for source in sample.project.sources:
        assert understood(source, sample) is source


def test_items_a_wave_left_out_are_not_looked_for(own: Study) -> None:
    source = own.project.sources[0].model_copy(update={"not_asked": ("q14",)})
    assert "q14" in column_map("survey", own)
    assert "q14" not in understood(source, own).columns
