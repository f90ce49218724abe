"""The form of a public mean is looked up; what the table does not hold is refused."""

from __future__ import annotations

import pytest

from analysis.disclose.forms import DisclosureError, _table, safe_form
from analysis.disclose.proof import MOST, OPEN, SCALES, Form


@pytest.mark.parametrize(
    ("n", "form"),
    [(0, None), (6, None), (7, Form(5)), (8, Form(5)), (9, Form(4)), (10, Form(4)), (11, Form(3)),
     (14, Form(3)), (15, Form(2)), (25, Form(1)), (MOST, Form(1))],
)  # fmt: skip
def test_on_seven_points_the_form_is_finer_the_more_people_there_are(n: int, form: Form | None) -> None:
    assert safe_form(7, n) == form


def test_a_class_is_a_half_rounded_up_at_a_quarter_and_merged_at_the_ends() -> None:
    form = Form(3)
    means = [0, 1.74, 1.75, 2.24, 2.25, 4.24, 4.25, 6]
    assert [form.of_mean(mean, 7) for mean in means] == [3, 3, 4, 4, 5, 8, 9, 9]


@pytest.mark.parametrize("n", [7, 11, 13])
def test_the_class_of_a_mean_is_the_class_the_proof_is_about(n: int) -> None:
    form = Form(2)
    for low, high in form.ends(n, 7):
        assert len({form.of_mean(total / n, 7) for total in range(low, high + 1)}) == 1
    assert len({form.of_mean(low / n, 7) for low, _ in form.ends(n, 7)}) == 12 - 2 * 2 + 1


def test_a_scale_or_a_number_of_people_that_the_table_lacks_is_refused_in_one_message() -> None:
    with pytest.raises(DisclosureError, match="a scale of 8 points: no form is proven safe") as error:
        safe_form(8, 13)
    assert "The table holds 3, 4, 5, 6, 7, 10, 11 points" in str(error.value)
    assert "offentlig" in str(error.value)
    with pytest.raises(DisclosureError, match=f"{MOST + 1} people on 7 points"):
        safe_form(7, MOST + 1)
    with pytest.raises(DisclosureError, match="a scale of 2 points"):
        safe_form(2, 4)


def test_every_row_of_the_table_keeps_the_width_and_has_no_gap() -> None:
    for steps in SCALES:
        rows = [row for row in _table() if row["steps"] == steps]
        assert all(min(row["outsider"], row["insider"]) >= OPEN for row in rows)
        assert [row["n_from"] for row in rows[1:]] == [row["n_to"] + 1 for row in rows[:-1]]
        assert rows[-1]["n_to"] == MOST
