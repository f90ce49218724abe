from __future__ import annotations

import pandas as pd

from analysis.present.figures import backlog as figure_backlog
from analysis.present.figures import style


def cases(first="2022-10-01", months=24, before=120, after=90):
    starts = pd.date_range(first, periods=months, freq="MS")
    held = [before if start < pd.Timestamp("2023-10-01") else after for start in starts]
    return pd.DataFrame({"month": starts, "open": held, "hidden": False})


def prepared(study, make_disclosed, frame):
    return figure_backlog.prepare(
        make_disclosed(study, cases=frame), study, study.plan.indicator("saksmengde")
    )


def test_message_compares_the_means_of_the_windows(study, make_disclosed):
    words = figure_backlog.words(prepared(study, make_disclosed, cases()))
    assert words.message == (
        "I snitt var 90 saker ubehandlet ved månedsslutt i perioden etter, mot 120 i perioden før."
    )
    assert "24 måneder" in words.caption


def test_months_outside_the_windows_are_left_out(study, make_disclosed):
    content = prepared(study, make_disclosed, cases("2022-01-01", 48))
    assert (min(content.open).isoformat(), max(content.open).isoformat()) == ("2022-10-31", "2024-09-30")


def test_one_side_alone_is_described_without_comparison(study, make_disclosed):
    words = figure_backlog.words(prepared(study, make_disclosed, cases(months=12)))
    assert words.message == "I snitt var 120 saker ubehandlet ved månedsslutt i perioden før."


def test_missing_months_are_skipped_and_no_month_gives_no_figure(study, make_disclosed):
    some = cases().astype({"open": "Int64"})
    some.loc[3, "open"] = pd.NA
    assert len(prepared(study, make_disclosed, some).open) == 23
    assert prepared(study, make_disclosed, some.assign(open=pd.NA)) is None


def test_the_axis_starts_at_zero_and_the_start_of_the_project_is_marked(study, make_disclosed):
    with style.apply():
        axes = figure_backlog.draw(prepared(study, make_disclosed, cases())).axes[0]
    assert axes.get_ylim()[0] == 0
    assert study.project.start.toordinal() in [line.get_xdata()[0] for line in axes.lines]


def test_each_mean_is_drawn_and_named_over_its_own_window(study, make_disclosed):
    with style.apply():
        axes = figure_backlog.draw(prepared(study, make_disclosed, cases())).axes[0]
    flat = {line.get_ydata()[0]: line.get_xdata() for line in axes.lines if line.get_linewidth() > 2}
    days = [pd.Timestamp(day).toordinal() for day in ("2022-10-31", "2023-09-30", "2023-10-31", "2024-09-30")]
    assert {mean: list(span) for mean, span in flat.items()} == {120: days[:2], 90: days[2:]}
    named = {text.get_text(): text.get_position()[0] for text in axes.texts if "snitt" in text.get_text()}
    assert named == {"Før: 120 i snitt": sum(days[:2]) / 2, "Etter: 90 i snitt": sum(days[2:]) / 2}


def test_alternative_text_names_the_highest_and_the_lowest_month(study, make_disclosed):
    frame = cases()
    frame.loc[3, "open"], frame.loc[20, "open"] = 150, 60
    alt = figure_backlog.words(prepared(study, make_disclosed, frame)).alt
    assert (
        "Først 120 (oktober 2022); høyest 150 (januar 2023); lavest 60 (juni 2024); sist 90 (september 2024)"
        in alt
    )
