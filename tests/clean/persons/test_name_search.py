import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.clean.persons.name_search import EVERYDAY, Names, comparable

NAMES = Names.of(
    ["Kari Nordmann", "Åsa Bø-Lillehagen", "Bo Li", "Bjørn Haugen", "O'Brien, Siobhán", "Le Ng", "Dag Berg"]
)


@pytest.mark.parametrize(
    "text",
    ["Kari sa det", "kari sa det", "KARI", "Karis møte", "karis", "hos Nordmanns", "nordmann klaget",
     "Kari_Nordmann", "svar-kari-nordmann-1", "Kari2", "KariNordmann", "med Åsa", "med åsa", "A\u030asa",
     "Aasa", "Asa", "Lillehagens dør", "lillehagen", "Bo-Lillehagen", "Bjørns", "Bjorn Haugen", "bjoern",
     "haugen, bjørn", "O’Brien", "O'Briens", "obrien", "Siobhan", "SIOBHÁN'S", "Ng ringte",
     "K\u200bari", "Ka\u00adri"],
)  # fmt: skip
def test_a_name_is_found_in_any_case_inflection_joining_and_spelling(text: str) -> None:
    assert NAMES.in_text(comparable(text))


@pytest.mark.parametrize(
    "text", ["Bo Li", "bo li ringte", "Li, Bo", "BO LI", "Le Ng", "dag berg", "Bo Lis dør"]
)
def test_short_and_everyday_names_are_found_where_two_of_one_person_stand_together(text: str) -> None:
    assert NAMES.in_text(comparable(text))


@pytest.mark.parametrize(
    "text",
    ["bo trygt", "De som vil bo her", "li", "dag 1", "berg", "bergveien", "Karin sa", "karikatur", "bjørn",
     "haugen", "Haugesund", "Lillehagenbakken", "bodene", "Nordmannsveien", "IT og NAV", "le", ""],
)  # fmt: skip
def test_everyday_words_and_longer_words_are_no_names(text: str) -> None:
    assert not NAMES.in_text(comparable(text))


@pytest.mark.parametrize("text", ["K.N.", "K. N. var her", "samtale med Å.B.L.", "K.N"])
def test_initials_with_full_stops_are_a_name(text: str) -> None:
    assert NAMES.in_text(comparable(text))


SAMI = Names.of(
    ["Ánne-Márjá Bieđđar", "Čállit Ŋurggá", "D'Artagnan Ødegård", "Łukasz O´Doul", "Nils Johan Æsbø"]
)


@pytest.mark.parametrize(
    "text",
    ["Anne-Marja", "ánne-marjas", "annemarja", "ANNEMARJA", "Bieddar", "bieđđárs", "Cállit", "nurgga",
     "Lukasz", "O´Doul", "O&#39;Doul", "o doul", "Doul", "artagnan", "Nils´", "Níls", "nilsjohan",
     "nils johanæsbø", "NILSJOHANS", "Odegard"],
)  # fmt: skip
def test_accents_bars_apostrophes_and_spaces_left_out_hide_no_name(text: str) -> None:
    assert SAMI.in_text(comparable(text))


@pytest.mark.parametrize("text", ["dagberg", "boli", "BOLI"])
def test_everyday_names_of_one_person_written_as_one_word_are_found(text: str) -> None:
    assert NAMES.in_text(text)


@pytest.mark.parametrize("text", ["dagli", "Kristiansand", "bergli", "Bjørnberg", "haugenberg"])
def test_a_word_that_ends_in_an_everyday_word_is_no_two_names(text: str) -> None:
    assert not Names.of(["Kristian Nordmann", "Bjørn Sand", "Dag Berg", "Bo Li", "Haugen"]).in_text(text)


def test_capitals_alone_may_be_initials() -> None:
    assert NAMES.may_be_initials("samtale med KN")
    assert not NAMES.may_be_initials("KNUST rute, NAV, kn")
    assert not NAMES.in_text("samtale med KN")


def test_words_written_where_a_name_is_asked_for_are_not_searched_for() -> None:
    names = Names.of(["Beboer i annen etasje", "Anonym Leietaker", "Ludwig van der Berg"])
    assert not names.in_text("Møte med beboer")
    assert not names.in_text("Anonym undersøkelse av leietakere")
    assert not names.in_text("den store")


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_name_and_any_text_are_searched_without_a_fault(name: str, text: str) -> None:
    Names.of([name]).in_text(comparable(text))


@given(
    st.sampled_from(["Kari", "Nordmann", "Åsa", "Lillehagen", "Bjørn"]), st.text("abc .,:;()\n", max_size=20)
)
def test_a_name_is_found_wherever_it_stands(name: str, around: str) -> None:
    assert NAMES.in_text(comparable(f"{around} {name} {around}"))


def test_a_first_name_that_is_also_a_small_word_is_found_with_a_capital() -> None:
    names = Names.of(["Ben Ali", "Ahmed ben Salah"])
    assert names.in_text("Samtale med Ben")
    assert not names.in_text("Brakk et ben")


@pytest.mark.parametrize(
    "text",
    [
        "status per adresse",
        "avtale per telefon",
        "hans nabo",
        "en tom bolig",
        "finn ut",
        "siste august",
    ],
)
def test_first_names_that_are_common_words_stop_no_plan(text: str) -> None:
    names = Names.of(["Per Nordmann", "Hans Vik", "Tom Lund", "Finn Moen", "Jan August Haugen"])
    assert not names.in_text(text)
    assert names.in_text(text.title())


COMMON = Names.of(
    ["Jan Hagen", "Mai Lund", "Tor Olsen", "Per Berg", "Dag Haugen", "Liv Sand", "Olav Ho", "Kari Lier",
     "Hans Hus", "Bo Strøm"]
)  # fmt: skip


@pytest.mark.parametrize(
    "text",
    ["Jan. 2024", "Jan.–mars 2024", "Mai 2024: dugnad", "husleie_Mai_2024", "«Mai»)", "Tor. 24.11.23: møte",
     "Per 12.02.2024 mangler én", "Per dags dato", "Dag 1: befaring", "Olavs gate 3", "befaring olavs gate",
     "Hagens vei 12", "Lier kommune", "Lund borettslag", "Lund distrikt", "St. Hans-fest", "Hos leietaker",
     "ny lås hos leietaker", "Hus B og hus 3"],
)  # fmt: skip
def test_months_days_streets_and_districts_are_no_names(text: str) -> None:
    assert COMMON.told_by(comparable(text)) == (False, False)


@pytest.mark.parametrize(
    "text",
    ["Hagen ryddes", "Sand strøs", "Fest på Haugen", "Befaring i Lund", "Møte med NAV Lund"],
)
def test_a_name_where_a_place_or_a_thing_is_likelier_is_a_doubt(text: str) -> None:
    assert COMMON.told_by(comparable(text)) == (False, True)


@pytest.mark.parametrize(
    "text",
    ["Samtale med Jan 2024", "Samtale med Mai", "Samtale med Tor 24.11.23", "Per ringte", "Dag klaget",
     "Samtale med Dag 12. mars", "Karis vei til egen bolig", "Hos Kari Olavs gate 3", "Olav, Hagens vei 12",
     "Hagen ringte", "Sand og Lund krangler", "Lås i Lunds leilighet", "Lås på Haugen sin dør",
     "Nøkkel til Hagen", "på Olav", "i Per Berg", "Samtale med Jan-Erik 2024", "Samtale Jan Hagen 2024",
     "Bos nøkkel", "Dag flyttes", "Berg og nabo i konflikt", "Kari Lier kommune"],
)  # fmt: skip
def test_the_same_names_are_found_where_a_person_is_meant(text: str) -> None:
    assert COMMON.in_text(comparable(text))


@pytest.mark.parametrize(
    "text", ["lange køer", "brede dører", "stig forsiktig", "skår ryddes", "slette data", "brekke opp"]
)
def test_surnames_and_first_names_that_are_words_of_a_plan_need_a_capital(text: str) -> None:
    names = Names.of(["Stig Lange", "Brede Skår", "Kari Slette", "Ola Brekke"])
    assert not names.in_text(text)
    assert names.in_text(f"Samtale med {text.title()}")


def test_common_abbreviations_are_nobodys_initials() -> None:
    names = Names.of(["Anne Solberg", "Kari Nordmann", "Kåre Sand"])
    assert not names.may_be_initials("Bygg AS, KS og NAV")
    assert names.may_be_initials("KN")
    assert names.in_text("A.S. ringte")


def test_without_names_nothing_is_found() -> None:
    assert not Names.of([]).in_text("Kari Nordmann K.N.")


def test_everyday_words_are_lower_case_and_sorted_out_once() -> None:
    assert all(word == word.casefold() for word in EVERYDAY)
    assert "kari" not in EVERYDAY
    assert "haugen" in EVERYDAY


@pytest.mark.parametrize(
    "text",
    ["Mellom anna rydding", "noko anna enn støy", "Det skal vera ute", "å vera heime", "Bråk i helga"],
)
def test_turns_of_nynorsk_name_nobody(text: str) -> None:
    assert not Names.of(["Anna Vera Helga Kladdesen"]).in_text(comparable(text))


@pytest.mark.parametrize(
    "text", ["Ring Anna", "møte med anna", "Anna enn", "Vera ringte", "til Helga", "MELLOM ANNA"]
)
def test_the_same_words_alone_are_names(text: str) -> None:
    assert Names.of(["Anna Vera Helga Kladdesen"]).in_text(comparable(text))
