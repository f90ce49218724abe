from __future__ import annotations

import pandas as pd

from analysis.present.figures import goals as figure_goals
from analysis.present.figures import style

VERDICTS = (
    "bedring",
    "forverring",
    "uendret",
    "usikkert_grunnlag",
    "for_lite_data",
    "beskrivelse",
    "ikke_maalt",
)


def goals(*rows):
    return pd.DataFrame(rows, columns=["goal", "verdict", *VERDICTS]).assign(hidden=False)


TWO = goals(("1", "blandet", 2, 1, 0, 0, 4, 0, 0), ("3", "beskrivelse", 0, 0, 0, 0, 0, 4, 0))


def test_tiles_show_the_counts_and_conclusions_always_have_a_column(study, make_disclosed):
    content = figure_goals.prepare(make_disclosed(study, goals=TWO), study)
    assert content.columns == ("bedring", "forverring", "uendret", "for_lite_data", "beskrivelse")
    with style.apply():
        texts = [t.get_text() for t in figure_goals.draw(content).axes[0].texts]
    assert [text for text in texts if text.isdigit()] == ["2", "1", "0", "4", "0", "0", "0", "0", "0", "4"]


def test_message_counts_what_decides_only(study, make_disclosed):
    words = figure_goals.words(figure_goals.prepare(make_disclosed(study, goals=TWO), study))
    assert words.message == "2 av 7 utfall viser bedring, og 1 viser forverring."


def test_reservations_of_the_tables_stand_in_the_figure_too(study, make_disclosed):
    frame = goals(("1", "bedring", 1, 0, 0, 0, 4, 0, 0), ("2", "blandet", 1, 1, 0, 0, 0, 0, 0))
    content = figure_goals.prepare(make_disclosed(study, goals=frame.assign(sensitive=[True, False])), study)
    words = figure_goals.words(content)
    assert "Følsom for valg: Delmål 1: Bo godt og trygt." in words.caption
    assert "Bo godt og trygt – bedring, følsom for valg (" in words.alt
    with style.apply():
        texts = [t.get_text() for t in figure_goals.draw(content).axes[0].texts]
    assert {"Bedring – forbehold", "Blandet"} <= set(texts)
    plain = figure_goals.prepare(make_disclosed(study, goals=frame), study)
    assert "Forbehold" not in figure_goals.words(plain).caption


def test_none_better_is_said_in_a_word(study, make_disclosed):
    none = goals(("1", "for_lite_data", 0, 0, 0, 0, 1, 0, 0))
    words = figure_goals.words(figure_goals.prepare(make_disclosed(study, goals=none), study))
    assert words.message == "Ingen av 1 utfall viser bedring, og ingen viser forverring."


def test_alternative_text_names_each_goal_its_verdict_and_counts(study, make_disclosed):
    alt = figure_goals.words(figure_goals.prepare(make_disclosed(study, goals=TWO), study)).alt
    assert "Delmål 1: Bo godt og trygt – blandet (2 bedring, 1 forverring og 4 for lite data)" in alt
