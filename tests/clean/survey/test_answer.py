import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.clean.survey.answer import AnswerReader
from analysis.params import Item, Questionnaire, Scale

LABELS = ("Veldig uenig", "Uenig", "Litt uenig", "Både enig og uenig", "Litt enig", "Enig", "Veldig enig")
FORM = Questionnaire(
    title="t",
    scale=Scale(low=1, high=7, labels=LABELS),
    items=(Item(id="q01", number=1, text="Jeg trives", short="Trives"),),
    dont_know=("Vet ikke", "Ikke aktuelt"),
    declined=("Ønsker ikke å svare",),
)
READ = AnswerReader(FORM)


@given(
    st.integers(1, 7),
    st.sampled_from(
        [
            "{n}",
            "{l}",
            "{n} - {l}",
            "{n} – {l}",
            "{n}. {l}",
            "{n}: {l}",
            "{n}={l}",
            "{l} ({n})",
            "{n} {l}",
            "{n},0",
            "{n}.0",
        ]
    ),
    st.sampled_from([str, str.upper, str.lower, str.title]),
    st.sampled_from(["", " ", "\u00a0", "."]),
)
def test_an_answer_reads_the_same_however_it_is_exported(
    point: int, style: str, case: object, edge: str
) -> None:
    text = case(style.format(n=point, l=LABELS[point - 1]))  # type: ignore[operator]
    answer = READ(text + ("" if style[-1].isdigit() and edge == "." else edge))
    assert (answer.value, answer.status, answer.problem) == (point, "answered", None)


@pytest.mark.parametrize("text", ["0", "8", "-3", "77", "8 - Veldig enig", "1000000"])
def test_a_number_off_the_scale_is_a_problem_not_a_missing_answer(text: str) -> None:
    assert READ(text).problem in ("outside", "contradiction")


def test_number_and_label_must_agree() -> None:
    assert READ("6 - Veldig enig").problem == "contradiction"


def test_dont_know_declined_and_missing_are_kept_apart() -> None:
    assert [READ(t).status for t in ("VET IKKE", "ikke aktuelt", "Ønsker ikke å svare", "", "-")] == [
        "dont_know",
        "dont_know",
        "declined",
        "missing",
        "missing",
    ]
    assert [READ(t).value for t in ("VET IKKE", "Ønsker ikke å svare", "")] == [None] * 3


def test_a_slip_is_read_only_where_one_answer_is_nearest() -> None:
    assert READ("Veldig eniig").value == 7
    assert READ("Vedlig uenig").value == 1
    assert READ("Både enig og uening").value == 4
    assert READ("Veldig eniig").respelled
    # one letter from both «enig» and «uenig»
    assert READ("veldig unig").problem == "unreadable"
    assert READ("venig").problem == "unreadable"


@pytest.mark.parametrize("text", ["kanskje", "=1+1", "5-6", "5, 6", "fem", "Veldig", "enig uenig"])
def test_what_is_no_answer_is_a_problem(text: str) -> None:
    assert READ(text).problem == "unreadable"


def test_other_codes_by_configuration() -> None:
    read = AnswerReader(FORM, {"Helt enig": "7", "99": "Vet ikke"})
    assert (read("helt enig").value, read("99").status) == (7, "dont_know")


def test_another_scale_by_configuration() -> None:
    read = AnswerReader(FORM.model_copy(update={"scale": Scale(low=0, high=2, labels=("Nei", "Litt", "Ja"))}))
    assert [read(t).value for t in ("0", "Nei", "2 - Ja")] == [0, 0, 2]
    assert read("3").problem == "outside"


@given(st.text(max_size=60))
def test_no_text_makes_the_reader_fail_or_leave_the_scale(text: str) -> None:
    answer = READ(text)
    assert (answer.value is not None) == (answer.status == "answered")
    assert answer.value is None or 1 <= answer.value <= 7


def test_a_number_between_two_points_is_told_from_one_off_the_scale() -> None:
    assert [READ(t).problem for t in ("3,5", "6.9", "7,5")] == ["between", "between", "outside"]


@pytest.mark.parametrize(
    "text", ["Enig 5", "Enig5", "Enig (5)", "Veldig enig 1", "5 Vet ikke", "Vet ikke - 5"]
)
def test_a_digit_beside_a_label_is_never_taken_for_a_slip_of_the_pen(text: str) -> None:
    assert READ(text).problem == "contradiction"


@pytest.mark.parametrize("text", ["Enig 6", "Enig6", "Enig. 6", "6/Enig"])
def test_label_and_number_need_no_particular_sign_between_them(text: str) -> None:
    assert (READ(text).value, READ(text).respelled) == (6, False)


POSITIONS = {str(n): str(8 - n) for n in range(1, 8)} | {"8": "Vet ikke", "99": "-"}


@pytest.mark.parametrize(("text", "value"), [("1", 7), ("1,0", 7), ("01", 7), ("7.0", 1), ("4", 4)])
def test_codes_are_numbers_however_many_zeros_they_are_written_with(text: str, value: int) -> None:
    assert AnswerReader(FORM, POSITIONS)(text).value == value


def test_a_point_left_out_of_a_recoding_is_a_problem_not_taken_as_it_stands() -> None:
    half = {code: value for code, value in POSITIONS.items() if code != "2"}
    read = AnswerReader(FORM, half)
    assert read("2").problem == "unmapped"
    assert read("2 - Uenig").problem == "unmapped"
    assert read("Veldig enig").value == 7
    assert [read("8").status, read("99").status, read("99").problem] == ["dont_know", "missing", None]


def test_codes_off_the_scale_leave_the_scale_as_it_is() -> None:
    read = AnswerReader(FORM, {"8": "Vet ikke", "0": "", "-": "Ønsker ikke å svare"})
    assert [read(t).value for t in ("1", "7", "7 - Veldig enig")] == [1, 7, 7]
    assert [read(t).status for t in ("8", "0", "-", ".", "")] == [
        "dont_know",
        "missing",
        "declined",
        "missing",
        "missing",
    ]


def _scale(low: int, *labels: str) -> AnswerReader:
    scale = Scale(low=low, high=low + len(labels) - 1, labels=labels)
    return AnswerReader(FORM.model_copy(update={"scale": scale}))


SMILEYS, STARS = ("😡", "🙁", "😐", "🙂", "😀"), ("★", "★★", "★★★", "★★★★", "★★★★★")


@pytest.mark.parametrize("labels", [SMILEYS, STARS])
@pytest.mark.parametrize("style", ["{l}", " {l} ", "{n} {l}", "{n}: {l}", "{l} ({n})"])
def test_labels_of_signs_are_read_as_they_stand(labels: tuple[str, ...], style: str) -> None:
    read = _scale(1, *labels)
    texts = [style.format(l=label, n=n) for n, label in enumerate(labels, start=1)]
    assert [read(text).value for text in texts] == list(range(1, len(labels) + 1))


def test_signs_that_also_mean_nothing_are_answers_where_the_scale_has_them() -> None:
    read = _scale(1, "--", "-", "+", "++")
    assert [read(text).value for text in ("--", "-", "+", "++")] == [1, 2, 3, 4]
    assert READ("-").status == "missing"


def test_another_sign_is_no_answer() -> None:
    read = _scale(1, *STARS)
    assert {read(text).problem for text in ("★★★★★★", "☆", "☆☆☆☆", "😀")} == {"unreadable"}


@pytest.mark.parametrize(
    "style", ["{n}", "{n} {l}", "{n} - {l}", "{l} ({n})", "{l} [{n}]", "{l} = {n}", "{l}: {n}"]
)
def test_numbers_with_labels_are_read_on_scales_through_zero(style: str) -> None:
    labels = ("Svært dårlig", "Dårlig", "Verken eller", "Bra", "Svært bra")
    read = _scale(-2, *labels)
    for point, label in enumerate(labels, start=-2):
        assert read(style.format(n=point, l=label)).value == point
        assert read(style.format(n=f"−{-point}" if point < 0 else point, l=label)).value == point


def test_steps_may_be_called_by_their_numbers() -> None:
    read = _scale(-2, "Svært dårlig", "-1", "0", "1", "Svært bra")
    assert [read(text).value for text in ("−2", "-1", "0", "1", "Svært bra")] == [-2, -1, 0, 1, 2]


def test_a_number_behind_a_dash_is_not_negative() -> None:
    read = _scale(-1, "Nei", "Vet vel", "Ja")
    assert read("Ja -1").value == 1
    assert read("Nei -1").problem == "contradiction"


@pytest.mark.parametrize(
    "labels",
    [
        ("0 ganger", "1 gang", "2 ganger", "3 ganger eller mer"),
        ("Under 25 %", "25-50 %", "50-75 %", "Over 75 %"),
    ],
)
def test_labels_that_begin_with_a_number_are_read_whole(labels: tuple[str, ...]) -> None:
    read = _scale(1, *labels)
    assert [read(label).value for label in labels] == [1, 2, 3, 4]
    assert [read(f"{n} - {label}").value for n, label in enumerate(labels, 1)] == [1, 2, 3, 4]
