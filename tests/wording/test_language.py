"""Generated text says what was different, never what it came of."""

import pytest

from analysis.wording.language import LanguageError, checked, refused


@pytest.mark.parametrize(
    "sentence",
    [
        "Prosjektet førte til færre klager.",
        "Dette fører til ro.",
        "Tallene beviser at det virker.",
        "Det er bevist.",
        "Resultatet påviser en bedring.",
        "Vi ser en effekt av dugnadene.",
        "Effekten av tiltaket er stor.",
        "Endringen er statistisk signifikant.",
        "Forskjellen er ikke-signifikant.",
        "Tiltaket hadde ingen effekt.",
        "Nedgangen skyldes prosjektet.",
        "Det er roligere takket være besøkene.",
        "Besøkene bidro til ro.",
        "EFFEKTEN AV MEDVIRKNING",
    ],
)
def test_wording_of_cause_or_proof_is_refused(sentence: str) -> None:
    assert refused(sentence)
    with pytest.raises(LanguageError, match="claims cause or proof"):
        checked(sentence, "kapittel 9")


@pytest.mark.parametrize(
    "sentence",
    [
        "Det var færre klager etter at prosjektet startet.",
        "Beboerne kan bevege seg fritt.",
        "Vi vet ikke hvordan det ville gått uten prosjektet.",
        "Bevisstheten om naboer er til stede.",
        "Se [kapitlet](#sec-effekt-av) og {{< meta verdier.effekt av >}}.",
        "Tallene viser en bedring.",
    ],
)
def test_plain_description_passes_unchanged(sentence: str) -> None:
    assert checked(sentence, "kapittel 9") == sentence


def test_message_names_the_place_the_wording_and_what_to_write() -> None:
    with pytest.raises(LanguageError) as error:
        checked("Prosjektet førte til ro.", "_generert/konklusjon.qmd")
    message = str(error.value)
    assert message.startswith("_generert/konklusjon.qmd:")
    assert "«førte til»" in message
    assert "write instead" in message


def test_every_wording_of_a_text_is_named_at_once() -> None:
    assert [found for found, _ in refused("Det førte til ro og bidro til trivsel.")] == [
        "førte til",
        "bidro til",
    ]
