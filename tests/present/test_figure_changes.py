from __future__ import annotations

import math

import pytest

from analysis.present.figures import changes as figure_changes
from analysis.present.figures import style
from analysis.wording import labels

TESTED = ("bedring", "forverring", "uendret", "for_lite_data", "usikkert_grunnlag")
INFINITE = float("inf")


def changed(make_disclosed, study, indicator, **values):
    """The hand-made tables with one indicator alone, some of its figures replaced."""
    disclosed = make_disclosed(study)
    results = disclosed.results[
        disclosed.results["indicator"].eq(indicator) & disclosed.results["place"].eq("all")
    ]
    return make_disclosed(study, results=results.assign(**values))


def row(make_disclosed, study, indicator, **values):
    return figure_changes.prepare(changed(make_disclosed, study, indicator, **values), study).panels[0][0]


def drawn(make_disclosed, study, indicator, **values):
    with style.apply():
        return figure_changes.draw(
            figure_changes.prepare(changed(make_disclosed, study, indicator, **values), study)
        )


def message(make_disclosed, study, verdict):
    disclosed = changed(make_disclosed, study, "trygghet", verdict=verdict)
    return figure_changes.words(figure_changes.prepare(disclosed, study)).message


def test_panels_stand_by_measure_and_rows_by_goal(study, make_disclosed):
    content = figure_changes.prepare(make_disclosed(study), study)
    titles = [panel[0].declared.panel.title.split(",")[0] for panel in content.panels]
    assert list(dict.fromkeys(titles)) == ["Opplevelse", "Hendelser", "Andel av leietakerne", "Beløp"]
    order = [goal.id for goal in study.plan.goals]
    goal_of = {i.name: order.index(i.goal) for i in study.plan.indicators}
    for panel in content.panels:
        assert len({(r.declared.panel, r.direction) for r in panel}) == 1
        assert [goal_of[r.name] for r in panel] == sorted(goal_of[r.name] for r in panel)


def test_reservations_of_the_tables_stand_in_the_figure_too(study, make_disclosed):
    sensitive = {"verdict": "forverring", "sensitive": True}
    content = figure_changes.prepare(changed(make_disclosed, study, "naboklager", **sensitive), study)
    words = figure_changes.words(content)
    assert words.caption.endswith("Forbehold: Følsom for valg: holder i 12 av 14: Naboklager.")
    assert "forverring – forbehold" in words.alt
    texts = [t.get_text() for t in drawn(make_disclosed, study, "naboklager", **sensitive).axes[0].texts]
    assert "Forverring – forbehold" in texts
    firm = changed(make_disclosed, study, "naboklager", verdict="bedring", sensitive=False)
    said = figure_changes.words(figure_changes.prepare(firm, study))
    assert "orbehold" not in said.caption + said.alt + said.message
    unsure = changed(make_disclosed, study, "naboklager", verdict="for_lite_data", sensitive=True)
    assert "orbehold" not in figure_changes.words(figure_changes.prepare(unsure, study)).caption


def test_caption_says_how_many_events_the_rates_rest_on(study, make_disclosed):
    caption = figure_changes.words(figure_changes.prepare(make_disclosed(study), study)).caption
    assert "Ratene bygger på 68 hendelser eller leieforhold, før og etter til sammen." in caption
    items = figure_changes.words(figure_changes.prepare_items(make_disclosed(study), study)).caption
    assert "Svarene bygger på 12 leietakere" in items and "Ratene" not in items


def test_single_questions_have_a_figure_of_their_own(study, make_disclosed):
    content = figure_changes.prepare_items(make_disclosed(study), study)
    assert content.items and len(content.rows) == 14
    questions = {i.name for i in study.plan.explored}
    assert {r.name for r in content.rows} == questions


def test_a_ratio_without_upper_limit_is_an_arrow_and_words(study, make_disclosed):
    change = row(make_disclosed, study, "naboklager", low=0.4, high=INFINITE)
    assert change.figures == "0,59 (0,40 eller mer)"
    figure = drawn(make_disclosed, study, "naboklager", low=0.4, high=INFINITE)
    markers = [line.get_marker() for line in figure.axes[0].lines]
    assert markers.count(">") == 1 and markers.count("<") == 0


def test_a_ratio_down_to_zero_is_an_arrow_to_the_left(study, make_disclosed):
    figure = drawn(make_disclosed, study, "naboklager", estimate=0.0, low=0.0, high=1.5, events_after=0)
    lines = figure.axes[0].lines
    assert [line.get_marker() for line in lines].count("<") == 1
    assert all(math.isfinite(x) for line in lines for x in line.get_xdata())


def test_an_estimate_without_bound_is_drawn_at_the_end_of_the_axis(study, make_disclosed):
    values = {"estimate": INFINITE, "low": 0.6, "high": INFINITE, "events_before": 0}
    assert row(make_disclosed, study, "naboklager", **values).figures == "ubegrenset (0,60 eller mer)"
    axes = drawn(make_disclosed, study, "naboklager", **values).axes[0]
    marker = axes.lines[-1].get_xdata()[0]
    arrow = next(line for line in axes.lines if line.get_marker() == ">").get_xdata()[0]
    assert 0 < marker < arrow < INFINITE


def test_what_was_done_is_left_out_and_what_supports_is_drawn_without_a_word(study, make_disclosed):
    done = changed(make_disclosed, study, "naboklager", verdict="beskrivelse", role="activity")
    assert figure_changes.prepare(done, study) is None
    supports = changed(make_disclosed, study, "naboklager", verdict="beskrivelse", role="supports")
    assert figure_changes.prepare(supports, study).rows[0].verdict_name == "Støtter"


def test_no_event_at_all_is_said_in_words_and_not_drawn(study, make_disclosed):
    nothing = {"estimate": float("nan"), "low": 0.0, "high": INFINITE, "events_before": 0, "events_after": 0}
    assert row_words(make_disclosed, study, **nothing) == "ingen hendelser"


def row_words(make_disclosed, study, **values):
    disclosed = make_disclosed(study)
    mask = disclosed.results["indicator"].eq("naboklager") & disclosed.results["place"].eq("all")
    results = disclosed.results.copy()
    for column, value in values.items():
        results.loc[mask, column] = value
    content = figure_changes.prepare(make_disclosed(study, results=results), study)
    found = next(r for r in content.rows if r.name == "Naboklager")
    assert not found.drawn
    return found.figures


def test_a_change_without_interval_is_drawn_and_said(study, make_disclosed):
    change = row(make_disclosed, study, "trygghet", low=float("nan"), high=float("nan"))
    assert change.figures == "+0,8 (uten intervall)"
    assert change.drawn


def test_shares_are_percentage_points_and_need_ten_people(study, make_disclosed):
    assert row(make_disclosed, study, "i-restanse").figures == "−25 (−50 til 5)"
    results = make_disclosed(study).results.copy()
    results.loc[results["indicator"].eq("i-restanse"), "n_pairs"] = 9
    content = figure_changes.prepare(make_disclosed(study, results=results), study)
    found = next(r for r in content.rows if r.name == "Leietakere med husleierestanse")
    assert found.figures == "under 10 leietakere" and not found.drawn
    results.loc[results["indicator"].eq("i-restanse"), "n_pairs"] = 10
    content = figure_changes.prepare(make_disclosed(study, results=results), study)
    assert next(r for r in content.rows if r.name == found.name).figures == "−25 (−50 til 5)"


@pytest.mark.parametrize(
    "verdict", ["bedring", "forverring", "uendret", "for_lite_data", "usikkert_grunnlag"]
)
def test_the_verdict_stands_in_words_and_in_the_marker(study, make_disclosed, verdict):
    figure = drawn(make_disclosed, study, "trygghet", verdict=verdict)
    axes = figure.axes[0]
    assert labels.verdict(verdict) in [t.get_text() for t in axes.texts]
    assert axes.lines[-1].get_marker() == style.MARKERS[verdict]


@pytest.mark.parametrize(
    ("indicator", "side"), [("trygghet", "til høyre er bedre"), ("naboklager", "til venstre er bedre")]
)
def test_the_better_side_is_named(study, make_disclosed, indicator, side):
    assert side in [t.get_text() for t in drawn(make_disclosed, study, indicator).axes[0].texts]


def test_message_gives_worse_the_same_place_as_better(study, make_disclosed):
    better, worse = (message(make_disclosed, study, verdict) for verdict in ("bedring", "forverring"))
    assert better == "Det ene utfallet som avgjør, viser bedring, ikke forverring."
    assert worse == "Det ene utfallet som avgjør, viser forverring, ikke bedring."


def test_message_when_nothing_can_be_concluded(study, make_disclosed):
    results = make_disclosed(study).results.assign(verdict="for_lite_data")
    words = figure_changes.words(figure_changes.prepare_items(make_disclosed(study, results=results), study))
    assert words.message == "Figuren viser endringen på 14 spørsmål, uten konklusjon."


def test_hidden_indicators_are_counted_not_drawn(study, make_disclosed):
    results = make_disclosed(study).results.copy()
    results.loc[results["indicator"].isin(["naboklager", "haerverk"]), "hidden"] = True
    content = figure_changes.prepare(make_disclosed(study, results=results), study)
    assert content.n_hidden == 2
    assert not {"Naboklager", "Hærverk"} & {r.name for r in content.rows}
    assert "2 indikatorer er skjult i denne utgaven." in figure_changes.words(content).caption


def test_the_band_of_unimportant_changes_is_the_plans(study, make_disclosed):
    band = drawn(make_disclosed, study, "naboklager").axes[0].patches[0]
    assert 2 ** band.get_x() == pytest.approx(0.7)
    assert 2 ** (band.get_x() + band.get_width()) == pytest.approx(1.3)


def test_the_mark_stands_at_the_estimate_and_the_line_from_limit_to_limit(study, make_disclosed):
    axes = drawn(make_disclosed, study, "trygghet", estimate=0.8, low=0.2, high=1.4).axes[0]
    assert axes.lines[-1].get_xdata()[0] == 0.8
    assert [0.2, 1.4] in [list(line.get_xdata()) for line in axes.lines]
    field = axes.patches[0]
    important = next(i.important_change for i in study.plan.indicators if i.id == "trygghet")
    assert (field.get_x(), field.get_x() + field.get_width()) == (-important, important)


def test_a_ratio_is_drawn_in_doublings_with_no_change_in_the_middle(study, make_disclosed):
    axes = drawn(make_disclosed, study, "naboklager", estimate=0.5, low=0.25, high=1.0).axes[0]
    assert axes.lines[-1].get_xdata()[0] == -1.0
    assert [-2.0, 0.0] in [list(line.get_xdata()) for line in axes.lines]
    low, high = axes.patches[0].get_x(), axes.patches[0].get_x() + axes.patches[0].get_width()
    assert (low, high) == (math.log2(0.7), pytest.approx(math.log2(1.3)))


def test_alternative_text_gives_estimate_then_low_then_high(study, make_disclosed):
    disclosed = changed(make_disclosed, study, "trygghet", estimate=0.8, low=0.2, high=1.4)
    assert (
        "Poeng: Opplevd trygghet +0,8 (0,2 til 1,4)"
        in figure_changes.words(figure_changes.prepare(disclosed, study)).alt
    )
