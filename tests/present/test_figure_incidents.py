from __future__ import annotations

from types import SimpleNamespace

import pandas as pd
import pytest
from matplotlib.colors import to_hex

from analysis.present.figures import incidents as figure_incidents
from analysis.present.figures import style


def series(indicator="naboklager", events=None, months=1, hidden=()):
    starts = pd.date_range("2022-10-01", "2024-09-01", freq="MS")[::months]
    events = events or [4] * (len(starts) // 2) + [2] * (len(starts) // 2)
    frame = pd.DataFrame({"month": starts, "events": events, "exposure": 10.0 * months, "months": months})
    side = ["before" if month < pd.Timestamp("2023-10-01") else "after" for month in starts]
    concealed = [row in hidden for row in range(len(starts))]
    return frame.assign(indicator=indicator, place="all", side=side, hidden=concealed)


def result(indicator="naboklager", before=40.0, after=20.0, verdict="bedring", hidden=False):
    return {
        "indicator": indicator,
        "place": "all",
        "before": before,
        "after": after,
        "verdict": verdict,
        "hidden": hidden,
    }


def disclosed(monthly, *results):
    columns = ["indicator", "place", "before", "after", "verdict", "hidden"]
    return SimpleNamespace(monthly=monthly, results=pd.DataFrame(list(results), columns=columns))


def test_rates_are_events_per_hundred_let_flat_months(study):
    content = figure_incidents.prepare(disclosed(series(), result()), study)
    assert {bar.rate for bar in content.panels[0].bars if bar.side == "before"} == {40.0}
    with style.apply():
        figure = figure_incidents.draw(content)
    bars = [patch.get_height() for patch in figure.axes[1].patches]
    assert bars == [40.0] * 12 + [20.0] * 12


def test_the_start_of_the_project_is_marked_in_every_panel(study):
    monthly = pd.concat([series(), series("innbrudd")])
    with style.apply():
        figure = figure_incidents.draw(figure_incidents.prepare(disclosed(monthly, result()), study))
    starts = [
        line.get_xdata()[0] for axes in figure.axes[1:] for line in axes.lines if line.get_linestyle() == "--"
    ]
    assert starts == [study.project.start.toordinal()] * 2


def test_message_names_what_is_clear_and_counts_the_rest(study):
    monthly = pd.concat([series(), series("innbrudd"), series("politi")])
    results = [result(), result("innbrudd", 10, 20, "for_lite_data"), result("politi", 10, 30, "forverring")]
    words = figure_incidents.words(figure_incidents.prepare(disclosed(monthly, *results), study))
    assert words.message == (
        "Av 3 hendelsestyper er tallene klare nok til å si bedring for naboklager og forverring for "
        "politibesøk."
    )


def test_message_says_so_when_nothing_is_clear(study):
    words = figure_incidents.words(
        figure_incidents.prepare(disclosed(series(), result(verdict="for_lite_data")), study)
    )
    assert "ingen der tallene er klare nok" in words.message


def test_hidden_quarters_are_colons_not_bars(study):
    content = figure_incidents.prepare(disclosed(series(months=3, hidden=(0, 5)), result()), study)
    with style.apply():
        axes = figure_incidents.draw(content).axes[1]
    assert [t.get_text() for t in axes.texts].count(":") == 2
    assert len(axes.patches) == 6
    assert "Kolon (:) er et kvartal" in figure_incidents.words(content).caption


def test_an_indicator_wholly_hidden_has_no_panel(study):
    monthly = pd.concat([series(hidden=range(24)), series("innbrudd")])
    content = figure_incidents.prepare(disclosed(monthly, result("innbrudd")), study)
    assert [panel.name for panel in content.panels] == ["Innbrudd"]


def test_a_hidden_result_gives_no_mean_and_no_rate_in_words(study):
    content = figure_incidents.prepare(disclosed(series(), result(hidden=True)), study)
    assert (content.panels[0].before, content.panels[0].after) == (None, None)
    assert "→" not in figure_incidents.words(content).alt.split(":", 1)[1]


def test_months_without_let_flats_have_no_rate(study):
    monthly = series().assign(exposure=[0.0] + [10.0] * 23)
    content = figure_incidents.prepare(disclosed(monthly, result()), study)
    assert content.panels[0].bars[0].rate is None


def test_no_event_at_all_is_said_in_words(study):
    content = figure_incidents.prepare(disclosed(series(events=[0] * 24), result(before=0, after=0)), study)
    assert "ingen hendelser" in figure_incidents.words(content).alt
    with style.apply():
        texts = [t.get_text() for t in figure_incidents.draw(content).axes[1].texts]
    assert "ingen hendelser" in texts


@pytest.mark.parametrize("indicator", ["oppsigelser", "flyttinger"])
def test_ends_of_tenancies_are_not_drawn_by_month(study, indicator):
    assert figure_incidents.prepare(disclosed(series(indicator), result(indicator)), study) is None


def test_each_mean_lies_over_its_own_window(study):
    content = figure_incidents.prepare(disclosed(series(), result(before=40.0, after=20.0)), study)
    with style.apply():
        axes = figure_incidents.draw(content).axes[1]
    flat = {
        tuple(line.get_ydata()): tuple(line.get_xdata())
        for line in axes.lines
        if len(set(line.get_ydata())) == 1
    }
    start, middle, end = (pd.Timestamp(day).toordinal() for day in ("2022-10-01", "2023-10-01", "2024-10-01"))
    assert flat == {(40.0, 40.0): (start, middle), (20.0, 20.0): (middle, end)}
    assert "før 40,0 · etter 20,0" in [text.get_text() for text in axes.texts]


def test_bars_have_the_colour_of_their_side(study):
    with style.apply():
        axes = figure_incidents.draw(figure_incidents.prepare(disclosed(series(), result()), study)).axes[1]
    colours = [to_hex(patch.get_facecolor()) for patch in axes.patches]
    assert colours == [to_hex(style.BEFORE)] * 12 + [to_hex(style.AFTER)] * 12


def test_alternative_text_gives_before_then_after_and_the_highest_month(study):
    events = [4] * 12 + [2] * 12
    events[5] = 9
    content = figure_incidents.prepare(
        disclosed(series(events=events), result(before=44.2, after=20.0)), study
    )
    assert figure_incidents.words(content).alt.endswith("Naboklager 44,2 → 20,0, 90,0 i mars 2023.")
