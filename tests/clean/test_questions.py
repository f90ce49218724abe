import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.clean.questions import QuestionMatcher
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
