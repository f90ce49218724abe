from __future__ import annotations

import pandas as pd

from analysis.present.figures import backlog as figure_backlog
from analysis.present.figures import style


def cases(first="2022-10-01", months=24, before=120, after=90):
    starts = pd.date_range(first, periods=months, freq="MS")
    held = [before if start < pd.Timestamp("2023-10-01") else after for start in starts]
    return pd.DataFrame({"month": starts, "open": held, "hidden": False})


def prepared(study, make_disclosed, frame):
    return figure_backlog.prepare(make_disclosed(study, cases=frame), study)


def test_message_compares_the_means_of_the_windows(study, make_disclosed):
    words = figure_backlog.words(prepared(study, make_disclosed, cases()))
    assert words.message == (
        "I snitt var 90 saker ubehandlet ved månedsslutt i perioden etter, mot 120 i perioden før."
    )
    assert "24 måneder" in words.caption


def test_months_outside_the_windows_are_left_out(study, make_disclosed):
    content = figure_backlog.prepare(make_disclosed(study, cases=cases("2022-01-01", 48)), study)
    assert (min(content.open).isoformat(), max(content.open).isoformat()) == ("2022-10-31", "2024-09-30")


def test_one_side_alone_is_described_without_comparison(study, make_disclosed):
    words = figure_backlog.words(prepared(study, make_disclosed, cases(months=12)))
    assert words.message == "I snitt var 120 saker ubehandlet ved månedsslutt i perioden før."


def test_missing_months_are_skipped_and_no_month_gives_no_figure(study, make_disclosed):
    some = cases().astype({"open": "Int64"})
    some.loc[3, "open"] = pd.NA
    assert len(figure_backlog.prepare(make_disclosed(study, cases=some), study).open) == 23
    assert figure_backlog.prepare(make_disclosed(study, cases=some.assign(open=pd.NA)), study) is None


def test_the_axis_starts_at_zero_and_the_start_of_the_project_is_marked(study, make_disclosed):
    with style.apply():
        axes = figure_backlog.draw(prepared(study, make_disclosed, cases())).axes[0]
    assert axes.get_ylim()[0] == 0
    assert study.project.start.toordinal() in [line.get_xdata()[0] for line in axes.lines]
