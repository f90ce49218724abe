from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.evaluate.basis.exposure import let_days, let_flat_months, occupied_blocks
from analysis.evaluate.basis.windows import month_pieces
from analysis.params import Study

from ..conftest import spells, window, with_period

PLACES = pd.Index(["a", "b"], dtype="str")


def exposure(*rows: tuple[str, str, int]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["address", "month", "let_flat_days"])
    return frame.assign(month=pd.to_datetime(frame["month"]))


def pieces_of(study: Study, before: tuple[str, str], after: tuple[str, str]) -> pd.DataFrame:
    period = with_period(study, before=window(*before), after=window(*after)).period
    return month_pieces(period, pd.Series([], dtype="datetime64[us]"))


def test_a_flat_let_all_month_counts_one_whatever_the_month(study: Study) -> None:
    pieces = pieces_of(study, ("2023-01-01", "2023-01-31"), ("2023-02-01", "2023-02-28"))
    table = exposure(("a", "2023-01-01", 31), ("a", "2023-02-01", 56), ("b", "2023-01-01", 0))
    result = let_flat_months(table, spells(), pieces, PLACES)
    assert result[0].tolist() == [1.0, 2.0]
    assert result[1, 0] == 0.0
    assert np.isnan(result[1, 1]), "a month nobody reported is unknown, not empty"


def test_a_cut_month_is_divided_by_the_let_days_of_the_spells(study: Study) -> None:
    pieces = pieces_of(study, ("2023-03-01", "2023-03-20"), ("2023-03-21", "2023-03-31"))
    moved_out = spells(("p1", "a", "f1", "2020-01-01", "2023-03-10"))
    result = let_flat_months(exposure(("a", "2023-03-01", 10)), moved_out, pieces, PLACES)
    assert result[0].tolist() == [10 / 31, 0.0]


def test_a_cut_month_without_spells_is_divided_by_days(study: Study) -> None:
    pieces = pieces_of(study, ("2023-03-01", "2023-03-20"), ("2023-03-21", "2023-03-31"))
    result = let_flat_months(exposure(("a", "2023-03-01", 31)), spells(), pieces, PLACES)
    assert result[0] == pytest.approx([20 / 31, 11 / 31])


def test_cutting_a_month_loses_no_exposure(study: Study) -> None:
    whole = pieces_of(study, ("2023-01-01", "2023-02-28"), ("2023-03-01", "2023-04-30"))
    cut = pieces_of(study, ("2023-01-01", "2023-02-09"), ("2023-02-10", "2023-04-30"))
    table = exposure(*[("a", f"2023-0{m}-01", 40) for m in range(1, 5)])
    tenants = spells(("p1", "a", "f1", "2020-01-01", None), ("p2", "a", "f2", "2023-02-04", "2023-03-15"))
    sums = [let_flat_months(table, tenants, pieces, PLACES)[0].sum() for pieces in (whole, cut)]
    assert sums[0] == pytest.approx(sums[1])


def test_two_contracts_on_one_flat_count_each_day_once(study: Study) -> None:
    pieces = pieces_of(study, ("2023-01-01", "2023-01-31"), ("2023-02-01", "2023-02-28"))
    overlapping = spells(
        ("p1", "a", "f1", "2022-01-01", "2023-01-20"),
        ("p2", "a", "f1", "2023-01-10", "2023-02-05"),
        ("p3", "b", "f1", "2023-02-01", None),
    )
    assert let_days(overlapping, pieces, PLACES).tolist() == [[31.0, 5.0], [0.0, 28.0]]


def test_spells_that_touch_become_one_block() -> None:
    touching = spells(("p1", "a", "f1", "2023-01-01", "2023-01-31"), ("p2", "a", "f1", "2023-02-01", None))
    assert len(occupied_blocks(touching)) == 1
    apart = spells(("p1", "a", "f1", "2023-01-01", "2023-01-31"), ("p2", "a", "f1", "2023-02-02", None))
    assert len(occupied_blocks(apart)) == 2
