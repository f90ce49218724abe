from __future__ import annotations

import pandas as pd
import pytest

from analysis.present.figures import repairs as figure_repairs
from analysis.present.figures import style


def repairs(before, after, n=20):
    parts = []
    for side, steps in (("before", before), ("after", after)):
        days, share = zip(*[(0, 1.0), *steps], strict=True)
        parts.append(pd.DataFrame({"side": side, "days": days, "share_open": share, "at_risk": n}))
    return pd.concat(parts).assign(indicator="reparasjonstid", hidden=False)


def prepared(study, make_disclosed, frame):
    indicator = study.plan.indicator("reparasjonstid")
    return figure_repairs.prepare(make_disclosed(study, repairs=frame), study, indicator)


SLOW, FAST = [(10, 0.8), (20, 0.5), (40, 0.0)], [(5, 0.6), (12, 0.4)]


def test_the_median_is_the_first_day_with_at_most_half_open(study, make_disclosed):
    content = prepared(study, make_disclosed, repairs(SLOW, FAST))
    assert {side: curve.median for side, curve in content.curves.items()} == {"before": 20, "after": 12}


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (SLOW, FAST, "var kortere etter enn før: 12 dager mot 20."),
        (FAST, SLOW, "var lengre etter enn før: 20 dager mot 12."),
        (FAST, FAST, "var like lang etter som før: 12 dager mot 12."),
    ],
)
def test_message_compares_the_medians(study, make_disclosed, before, after, said):
    words = figure_repairs.words(prepared(study, make_disclosed, repairs(before, after)))
    assert words.message.endswith(said)
    assert "ikke testet" in words.caption


def test_a_median_never_reached_is_said(study, make_disclosed):
    content = prepared(study, make_disclosed, repairs(SLOW, [(30, 0.7)]))
    assert "etter over halvparten er åpne" in figure_repairs.words(content).message


def test_few_faults_give_no_shares(study, make_disclosed):
    assert prepared(study, make_disclosed, repairs(SLOW, FAST, n=9)) is None


def test_lines_differ_in_dash_as_well_as_colour(study, make_disclosed):
    with style.apply():
        axes = figure_repairs.draw(prepared(study, make_disclosed, repairs(SLOW, FAST))).axes[0]
    assert axes.lines[0].get_linestyle() != axes.lines[1].get_linestyle()


def test_shares_after_some_days_are_read_off_the_stair(study, make_disclosed):
    alt = figure_repairs.words(prepared(study, make_disclosed, repairs(SLOW, FAST))).alt
    assert "80\u00a0% etter 14 dager" in alt


def test_each_line_is_the_stair_of_its_own_side_and_named_so(study, make_disclosed):
    with style.apply():
        axes = figure_repairs.draw(prepared(study, make_disclosed, repairs(SLOW, FAST))).axes[0]
    before, after = (
        next(line for line in axes.lines if line.get_color() == c) for c in (style.SOFT, style.AFTER)
    )
    assert 40 in list(before.get_xdata()) and 40 not in [
        x for x, y in zip(*after.get_data(), strict=True) if y == 0
    ]
    named = [text.get_text() for text in axes.texts if "n =" in text.get_text()]
    assert any(t.startswith("Før: ") and "20" in t for t in named)
    assert any(t.startswith("Etter: ") and "12" in t for t in named)


def test_ten_faults_are_enough_for_a_line_and_nine_are_not(study, make_disclosed):
    assert prepared(study, make_disclosed, repairs(SLOW, FAST, n=10)) is not None
    assert prepared(study, make_disclosed, repairs(SLOW, FAST, n=9)) is None
