"""Events month by month: what is drawn where, and what is hidden stays so."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pandas as pd
import pytest

from analysis.params import numbers
from analysis.present.figures import run_chart, style

START, TURN, END = (pd.Timestamp(day) for day in ("2022-10-01", "2023-10-01", "2024-10-01"))
EVENTS = [4] * 5 + [9] + [4] * 5 + [8] + [2] * 12


def monthly(events=EVENTS, months=1, hidden=()):
    starts = pd.date_range(START, END, freq="MS", inclusive="left")[::months]
    sides = ["before" if start < TURN else "after" for start in starts]
    frame = pd.DataFrame({"month": starts, "events": events[: len(starts)], "side": sides, "months": months})
    return frame.assign(
        indicator="naboklager", place="all", hidden=[row in hidden for row in range(len(starts))]
    )


def disclosed(frame, before=57.0, after=24.0, held=("2024-03-12", "2024-03-30", "2021-05-01"), hidden=False):
    counts = {"events_before": before, "events_after": after}
    result = {"indicator": "naboklager", "place": "all", "hidden": hidden, **counts}
    kinds = ["cleanup"] * len(held) + ["meeting"]
    dates = pd.to_datetime([*held, "2024-01-08"])
    return SimpleNamespace(
        monthly=frame,
        results=pd.DataFrame([result]),
        activities=pd.DataFrame({"kind": kinds, "date": dates}),
    )


def prepared(study, frame=None, **more):
    frame = monthly() if frame is None else frame
    return run_chart.prepare(disclosed(frame, **more), study, study.plan.indicator("naboklager"))


def drawn(chart, wide=style.WIDTH):
    with style.apply():
        return run_chart.draw(chart, wide).axes[0]


def test_a_point_stands_in_the_middle_of_its_month_at_its_number_filled_by_its_side(study):
    axes = drawn(prepared(study))
    points = [line for line in axes.lines if line.get_marker() == "o"]
    assert [line.get_ydata()[0] for line in points] == EVENTS
    middle = (START.toordinal() + pd.Timestamp("2022-11-01").toordinal()) / 2
    assert points[0].get_xdata()[0] == middle
    assert [line.get_markerfacecolor() for line in points] == [style.BEFORE] * 12 + [style.AFTER] * 12


def test_the_median_before_is_a_line_over_its_window_and_dotted_after_it(study):
    flat = [
        (line.get_ydata()[0], *line.get_xdata(), line.get_linestyle())
        for line in drawn(prepared(study)).lines
        if len(set(line.get_ydata())) == 1 and len(line.get_ydata()) == 2
    ]
    end = study.period.before.end.toordinal()
    assert flat == [(4.0, START.toordinal(), end, "-"), (4.0, end, END.toordinal(), "--")]


def test_each_window_is_shaded_with_the_number_the_finding_counts(study):
    axes = drawn(prepared(study))
    spans = [(patch.get_x(), patch.get_x() + patch.get_width()) for patch in axes.patches]
    windows = (study.period.before, study.period.after)
    assert spans == [(w.start.toordinal(), w.end.toordinal()) for w in windows]
    texts = [text.get_text() for text in axes.texts]
    assert {"Før: 57 i alt", "Etter: 24 i alt"} <= set(texts)
    hidden = [text.get_text() for text in drawn(prepared(study, hidden=True)).texts]
    assert {"Før", "Etter"} <= set(hidden) and not [text for text in hidden if "i alt" in text]


def test_the_start_and_the_months_of_cleaning_up_are_marked(study):
    axes = drawn(prepared(study))
    assert study.project.start.toordinal() in [
        line.get_xdata()[0]
        for line in axes.lines
        if line.get_linestyle() == "--" and line.get_linewidth() == 1.2
    ]
    marks = [line.get_xdata()[0] for line in axes.lines if line.get_marker() == "^"]
    assert marks == [pd.Timestamp("2024-03-15").toordinal()]  # two of one month; one before the first point
    assert "stiplet: prosjektstart · trekant: dugnad" in [text.get_text() for text in axes.texts]
    without = drawn(prepared(study, held=()))
    assert "stiplet: prosjektstart" in [text.get_text() for text in without.texts]


def test_a_hidden_quarter_is_a_colon_and_never_a_point_and_takes_the_median_away(study):
    chart = prepared(study, monthly(months=3, hidden=(1, 6)))
    axes = drawn(chart)
    assert [text.get_text() for text in axes.texts].count(numbers.HIDDEN) == 2
    assert sum(line.get_marker() == "o" for line in axes.lines) == 6
    words = run_chart.words(chart)
    assert chart.centre is None and "median" not in words.caption + words.alt
    assert words.caption.startswith("En prikk er antallet i et kvartal.") and "Kolon (:)" in words.caption
    assert chart.name + ", antall per kvartal" == axes.get_title(loc="left")
    kept = prepared(study, monthly(months=3, hidden=(6,)))
    assert kept.centre == 4.0 and "median" in run_chart.words(kept).caption


@pytest.mark.parametrize("frame", [monthly([0] * 24), monthly(hidden=range(24)), monthly().iloc[:0]])
def test_nothing_to_show_gives_no_chart(study, frame):
    assert prepared(study, frame) is None


def test_words_give_the_totals_the_median_the_highest_and_the_last(study):
    words = run_chart.words(prepared(study))
    assert words.message == "Naboklager: 57 i tidsrommet før, 24 etter."
    assert words.alt.endswith("median før 4, høyest 9 (mars 2023), sist 2.")
    assert words.caption.endswith("Figuren beskriver og avgjør ingenting.")
    hidden = run_chart.words(prepared(study, hidden=True))
    assert hidden.message == "Figuren viser naboklager per måned."


def test_a_finding_that_counts_fewer_events_than_are_drawn_says_which_months_it_counts(study):
    told = "bare kalendermånedene som er i begge tidsrommene"
    assert told not in run_chart.words(prepared(study)).caption
    assert told in run_chart.words(prepared(study, before=56.0)).caption


def test_on_a_phone_the_months_below_are_fewer(study):
    chart = prepared(study)
    assert [len(drawn(chart, wide).get_xticks()) for wide in (style.WIDTH, style.NARROW)] == [4, 2]


def test_months_outside_the_windows_are_open_points(study):
    chart = prepared(study)
    points = (replace(chart.points[0], side="outside"), *chart.points[1:])
    first = next(line for line in drawn(replace(chart, points=points)).lines if line.get_marker() == "o")
    assert first.get_markerfacecolor() == style.PAPER
