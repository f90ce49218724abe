"""Tables that both engines read, whatever the data hold."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.present.tables import Cell, Table, table_or_sentence


def _table(rows: list[tuple[str | Cell, ...]], **changes: object) -> Table:
    parts: dict[str, object] = {"id": "x", "caption": "Tabell", "head": ("Navn", "n"), "align": "lr"}
    return Table(rows=rows, **(parts | changes))  # type: ignore[arg-type]


def test_caption_and_label_stand_below_the_table() -> None:
    assert _table([("a", "1")]).source().rstrip().endswith(": Tabell {#tbl-x}")


def test_numbers_are_aligned_as_asked() -> None:
    assert "|:---|---:|" in _table([("a", "1")]).source()


def test_wide_table_stands_in_a_block_of_its_class() -> None:
    source = _table([("a", "1")], wide=True).source()
    assert source.startswith("::: {.bred}\n")
    assert source.endswith(":::\n")


def test_text_is_escaped_and_source_is_not() -> None:
    source = _table([("a|b", Cell("**1**"))]).source()
    assert "a&#124;b" in source
    assert "| **1** |" in source


def test_cell_that_starts_like_a_list_does_not_become_one() -> None:
    assert "1&#46;&nbsp;Bo godt" in _table([("1. Bo godt", "1")]).source()


@given(st.text(min_size=1), st.text(min_size=1))
def test_every_row_keeps_its_cells_whatever_they_hold(first: str, second: str) -> None:
    row = _table([(first, second)]).source().splitlines()[2]
    assert len(re.findall(r"(?<!\\)\|", row)) == 3


def test_table_without_rows_is_refused() -> None:
    with pytest.raises(ValueError, match="table 'x' has no rows"):
        _table([])


def test_row_with_too_few_cells_is_refused() -> None:
    with pytest.raises(ValueError, match="row 1 has 1 cells, not 2"):
        _table([("a", "1"), ("b",)])


def test_alignment_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="2 headings need as many alignments, not 1"):
        _table([("a", "1")], align="l")


def test_sentence_stands_where_there_is_nothing_to_tabulate() -> None:
    sentence = table_or_sentence("x", [], "Ingen funn.", caption="T", head=("A",), align="l")
    assert sentence == "Ingen funn.\n"
