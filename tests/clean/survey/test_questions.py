import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.clean.survey.questions import QuestionMatcher
from analysis.params import Study

EDGES = [
    "{}",
    "{}?",
    " {} ",
    "{n}. {}",
    "{n}) {}",
    "Spørsmål {n}: {}",
    "q{n:02d}_{}",
    "<b>{}</b>",
    "{}\u00a0",
    "Påstander [{}]",
    "Hvor enig er du i dette?: {}",
    "{n}.1 {}",
]


@pytest.fixture(scope="module")
def matcher(sample: Study) -> QuestionMatcher:
    return QuestionMatcher(sample.questionnaire)


@given(style=st.sampled_from(EDGES), upper=st.booleans(), order=st.randoms())
def test_every_statement_is_found_however_its_header_is_dressed(
    sample: Study, style: str, upper: bool, order
) -> None:  # type: ignore[no-untyped-def]
    items = list(sample.questionnaire.items)
    order.shuffle(items)
    headers = [style.format(item.text, n=item.number) for item in items]
    headers = [header.upper() if upper else header for header in headers]
    result = QuestionMatcher(sample.questionnaire).match(headers)
    assert {m.item: m.column for m in result.matches.values()} == {item.id: n for n, item in enumerate(items)}
    assert not result.ambiguous
    assert not result.doubled


def test_line_breaks_entities_and_hard_spaces_in_headers(matcher: QuestionMatcher) -> None:
    result = matcher.match(
        ["Jeg er forn&oslash;yd\nmed  boligen&nbsp;min &#63;", "Jeg\u00a0f\u00f8ler meg trygg\r\ni boligen"]
    )
    assert list(result.matches) == ["q01", "q03"]


def test_a_truncated_header_is_matched_when_only_one_statement_begins_so(matcher: QuestionMatcher) -> None:
    result = matcher.match(["Jeg føler meg trygg i b…", "Jeg er trygg på at tin...", "Jeg vet hvor b"])
    assert [(m.item, m.how) for m in result.matches.values()] == [
        ("q03", "truncated"),
        ("q11", "truncated"),
        ("q10", "truncated"),
    ]


def test_a_truncated_header_two_statements_begin_with_is_ambiguous(matcher: QuestionMatcher) -> None:
    result = matcher.match(["Jeg er fornøyd med …"])
    assert result.ambiguous == {0: ["q01", "q04", "q07"]}
    assert not result.matches


def test_a_number_settles_what_truncation_left_open(matcher: QuestionMatcher) -> None:
    result = matcher.match(["1. Jeg er fornøyd med …", "4. Jeg er fornøyd med …", "7. Jeg er fornøyd med …"])
    assert list(result.matches) == ["q01", "q04", "q07"]


def test_the_statement_cut_off_in_the_form_does_not_take_the_longer_ones_column(
    matcher: QuestionMatcher,
) -> None:
    thirteen = "Jeg opplever å kunne påvirke hvordan fellesarealet i oppgangen min ser ut"
    result = matcher.match(["Jeg opplever å kunne påvirke hvordan …", thirteen])
    assert {m.item: m.column for m in result.matches.values()} == {"q14": 0, "q13": 1}
    longer = matcher.match([thirteen, "Jeg opplever å kunne påvirke hvordan hjelpen blir gitt"])
    assert {m.item: m.column for m in longer.matches.values()} == {"q13": 0, "q14": 1}


def test_two_columns_with_the_same_statement_are_doubled_not_overwritten(matcher: QuestionMatcher) -> None:
    result = matcher.match(["Jeg føler meg trygg i boligen", "Jeg føler meg trygg i boligen?"])
    assert result.doubled == {"q03": [0, 1]}


def test_a_comment_column_beside_a_statement_does_not_take_its_place(matcher: QuestionMatcher) -> None:
    result = matcher.match(["Jeg føler meg trygg i boligen – kommentar", "Jeg føler meg trygg i boligen"])
    assert result.matches["q03"].column == 1
    assert not result.doubled


def test_open_questions_are_recognised_and_kept_out(matcher: QuestionMatcher) -> None:
    result = matcher.match(["Hva er et hjem for deg?", "Hva gjør at du ikke ønsker å motta tj…"])
    assert result.open_columns == [0, 1]
    assert not result.matches


def test_open_questions_cut_off_alike_need_not_be_told_apart(matcher: QuestionMatcher) -> None:
    result = matcher.match(
        ["Jeg ser på boligen min som et hjem", "Hva skal til for at du …", "Hva gjør at du ikke"]
    )
    assert result.open_columns == [1, 2]
    assert not result.ambiguous


def test_a_spelling_slip_in_a_header_is_matched_and_said_so(matcher: QuestionMatcher) -> None:
    result = matcher.match(["Jeg opplever felesarealet som ok"])
    assert (result.matches["q12"].how) == "spelling"


@pytest.mark.parametrize("code", ["q{:02d}", "Q{}", "s_{}", "Spørsmål {}", "{}"])
def test_codebook_ids_are_matched_by_number_when_no_header_has_words(
    matcher: QuestionMatcher, code: str
) -> None:
    result = matcher.match(["Navn", *(code.format(n) for n in range(1, 15))])
    assert len(result.matches) == 14
    assert result.matches["q09"].column == 9


def test_a_declared_header_decides(sample: Study) -> None:
    matcher = QuestionMatcher(sample.questionnaire, {"q03": "Trygghet (1–7)"})
    assert matcher.match(["Trygghet (1–7)"]).matches["q03"].how == "declared"


@given(st.lists(st.text(max_size=60), max_size=20))
def test_no_headers_make_the_matcher_fail_or_share_a_column(sample: Study, headers: list[str]) -> None:
    result = QuestionMatcher(sample.questionnaire).match(headers)
    columns = [m.column for m in result.matches.values()]
    assert len(columns) == len(set(columns))


@pytest.mark.parametrize(
    "header",
    [
        "Jeg føler meg utrygg i boligen",
        "Jeg føler meg ikke trygg i boligen",
        "Jeg er misfornøyd med boligen min",
        "Jeg føler meg trygg i boligen om natten",
        "Jeg føler meg trygg i boligene til de andre",
        "Jeg føler meg trygg i boligen2",
        "Hvor uenig er du i at jeg føler meg trygg i boligen",
        "Jeg kan besøk etter eget ønske",
        "Jeg har kan besøk etter eget ønske",
        "Jeg opplever fellesarealet som okkupert",
        "Naboen min/jeg føler meg trygg i boligen",
    ],
)
def test_another_statement_is_never_taken_for_one_of_ours(matcher: QuestionMatcher, header: str) -> None:
    assert not matcher.match([header]).matches


@pytest.mark.parametrize(
    ("header", "how"),
    [
        ("Hvor enig er du?: Jeg føler meg trygg i boligen", "contained"),
        ("Hvor enig er du i dette\nJeg føler meg trygg i boligen", "contained"),
        ("3 a) Jeg føler meg trygg i boligen", "contained"),
        ("Ta stilling til dette / Jeg føler meg trygg i boligen", "contained"),
        ("Ta stilling til dette / Jeg føler meg trygg i bol", "truncated"),
        ("Jeg føler meg trygg i boligen (1 = Veldig uenig, 7 = Veldig enig)", "contained"),
        ("Jeg føler meg trygg i boligen (før flytting)", "framed"),
        ("Jeg føler meg trygg i boligen: utdyp gjerne", "framed"),
    ],
)
def test_what_stands_around_a_statement_is_parted_from_it_by_a_sign(
    matcher: QuestionMatcher, header: str, how: str
) -> None:
    assert matcher.match([header]).matches["q03"].how == how


def test_numbers_settle_nothing_where_the_tool_counts_otherwise(matcher: QuestionMatcher) -> None:
    result = matcher.match(
        ["2. Jeg er fornøyd med …", "4. Jeg føler meg trygg i boligen", "5. Jeg er fornøyd med …"]
    )
    assert result.ambiguous == {0: ["q01", "q04", "q07"], 2: ["q01", "q04", "q07"]}
    shifted = matcher.match(["4. Jeg er fornøyd med …", "4. Jeg føler meg trygg i boligen"])
    assert shifted.ambiguous == {0: ["q01", "q04", "q07"]}


def test_bare_numbers_are_questions_only_where_all_are_there(matcher: QuestionMatcher) -> None:
    assert not matcher.match(["Kari", "4", "1", "7"]).matches
    assert len(matcher.match([str(n) for n in range(1, 15)]).matches) == 14


def test_ids_of_the_questionnaire_are_known_from_numbers_alone(matcher: QuestionMatcher) -> None:
    assert matcher.match(["q03"]).matches["q03"].how == "id"
    assert matcher.match(["s_3"]).matches["q03"].how == "number"


def test_a_column_may_be_declared_by_its_letter_where_headers_are_alike(sample: Study) -> None:
    matcher = QuestionMatcher(sample.questionnaire, {"q01": "kolonne B", "q04": "kolonne A"})
    result = matcher.match(
        ["Jeg er fornøyd med …", "Jeg er fornøyd med …", "Jeg er fornøyd med den hjelpen …"]
    )
    assert {m.item: (m.column, m.how) for m in result.matches.values()} == {
        "q01": (1, "declared"),
        "q04": (0, "declared"),
        "q07": (2, "truncated"),
    }
    assert not result.ambiguous


def test_a_declared_column_goes_before_one_with_the_same_words(sample: Study) -> None:
    matcher = QuestionMatcher(sample.questionnaire, {"q03": "kolonne B"})
    result = matcher.match(["Jeg føler meg trygg i boligen", "Jeg føler meg trygg i boligen"])
    assert result.matches["q03"].column == 1
    assert not result.doubled


@pytest.mark.parametrize("header", ["Trives", "1. Trives?", "Hvor enig er du? [Trives]", "Påstander: Trives"])
def test_a_short_statement_is_found_where_signs_part_it(sample: Study, header: str) -> None:
    item = sample.questionnaire.items[0].model_copy(update={"text": "Trives"})
    matcher = QuestionMatcher(sample.questionnaire.model_copy(update={"items": (item,)}))
    assert matcher.match([header]).matches["q01"].column == 0
    assert matcher.recognises("Trives")
    for other in ("Trives du her?", "Om du trives", "Trives ikke", "Kommentar: trives fordi"):
        assert not matcher.match([other]).matches
