from __future__ import annotations

import pandas as pd
import pytest
from matplotlib.colors import to_hex

from analysis.present.figures import power as figure_power
from analysis.present.figures import style
from analysis.wording.labels import LabelError

NBSP = "\u00a0"


def planning(**changes):
    row = {
        "indicator": "naboklager",
        "name": "Naboklager",
        "decides": True,
        "could_show": True,
        "power_important": 0.13,
        "detectable": 0.41,
        "detectable_unit": "ratio",
        "note": "",
        "hidden": False,
    }
    return pd.DataFrame([row | changes])


def prepared(study, make_disclosed, *frames, **more):
    return figure_power.prepare(make_disclosed(study, planning=pd.concat(frames), **more), study)


@pytest.mark.parametrize(
    ("changes", "needed"),
    [
        ({}, f"fall på 59{NBSP}%"),
        ({"detectable": 1.6}, f"økning på 60{NBSP}%"),
        ({"detectable": None}, "kan ikke vises med disse dataene"),
        ({"could_show": False}, "kan ikke vises"),
        ({"detectable_unit": "points", "detectable": 0.75}, "0,8 poeng"),
        ({"detectable_unit": "fraction", "detectable": 0.4}, "40 prosentpoeng"),
        (
            {"detectable_unit": "fraction", "detectable": 0.9, "note": "no_room"},
            "kan ikke vises med disse dataene",
        ),
        ({"detectable_unit": "sd", "detectable": 1.2}, "1,2 standardavvik"),
    ],
)
def test_the_change_needed_is_said_in_the_indicators_own_unit(study, make_disclosed, changes, needed):
    assert prepared(study, make_disclosed, planning(**changes)).rows[0].needed == needed


def test_message_counts_indicators_with_a_fair_chance(study, make_disclosed):
    strong = planning(
        indicator="trygghet", name="Opplevd trygghet", detectable_unit="points", power_important=0.8
    )
    words = figure_power.words(prepared(study, make_disclosed, planning(), strong))
    assert words.message.startswith(f"For 1 av 2 indikatorer er sjansen minst 80{NBSP}% for å oppdage")
    assert f"Naboklager 13{NBSP}% (fall på 59{NBSP}%)" in words.alt


def test_rows_stand_by_chance_and_the_unknown_last(study, make_disclosed):
    unknown = planning(name="Skyldig husleie", detectable_unit="sd", power_important=None)
    strong = planning(name="Opplevd trygghet", power_important=0.5)
    content = prepared(study, make_disclosed, unknown, planning(), strong)
    assert [row.name for row in content.rows] == ["Opplevd trygghet", "Naboklager", "Skyldig husleie"]
    with style.apply():
        texts = [t.get_text() for t in figure_power.draw(content).axes[0].texts]
    assert "ikke beregnet" in texts


def test_a_chance_that_rounds_to_nothing_is_not_called_nothing(study, make_disclosed):
    assert (
        f"under 1{NBSP}%"
        in figure_power.words(prepared(study, make_disclosed, planning(power_important=0.004))).alt
    )


def test_an_indicator_the_period_does_not_measure_is_left_out(study, make_disclosed):
    results = make_disclosed(study).results
    unmeasured = results["verdict"].mask(results["indicator"].eq("trygghet"), "ikke_maalt")
    content = prepared(
        study,
        make_disclosed,
        planning(),
        planning(indicator="trygghet", name="Opplevd trygghet"),
        results=results.assign(verdict=unmeasured),
    )
    assert [row.name for row in content.rows] == ["Naboklager"]


def test_an_indicator_whose_result_is_hidden_is_left_out(study, make_disclosed):
    results = make_disclosed(study).results
    hidden = results.assign(hidden=results["indicator"].eq("naboklager"))
    assert prepared(study, make_disclosed, planning(), results=hidden) is None


def test_only_what_decides_is_drawn(study, make_disclosed):
    assert prepared(study, make_disclosed, planning(decides=False)) is None


def test_a_unit_without_words_is_refused(study, make_disclosed):
    with pytest.raises(LabelError, match="nights"):
        prepared(study, make_disclosed, planning(detectable_unit="nights"))


@pytest.mark.parametrize(("power", "colour"), [(0.8, style.AFTER), (0.79, style.BEFORE)])
def test_a_bar_that_reaches_the_line_has_the_colour_of_enough(study, make_disclosed, power, colour):
    with style.apply():
        axes = figure_power.draw(prepared(study, make_disclosed, planning(power_important=power))).axes[0]
    assert to_hex(axes.patches[0].get_facecolor()) == to_hex(colour)
