from __future__ import annotations

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from analysis.present.figures import drawing


@given(st.lists(st.text(alphabet="abcæøå ", min_size=1, max_size=200), max_size=40))
def test_alternative_text_stays_within_its_limit_and_says_when_something_is_left_out(parts):
    text = drawing.alternative("Søyler:", parts)
    assert len(text) <= drawing.ALT_LIMIT
    complete = text == f"Søyler: {'; '.join(parts)}."
    assert complete or text.endswith("Resten står i tabellene i rapporten.")


def test_visible_leaves_out_hidden_rows_and_copies_the_rest():
    frame = pd.DataFrame({"n": [1, 2], "hidden": [True, False]})
    shown = drawing.visible(frame)
    shown["n"] = 9
    assert len(shown) == 1 and frame["n"].tolist() == [1, 2]
