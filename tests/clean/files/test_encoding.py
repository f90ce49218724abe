import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.clean.files.encoding import foreign_part, looks_misread, recognise

NORWEGIAN = st.text("abcæøåÆØÅ éüß;,\n0123456789", min_size=1)


@given(NORWEGIAN, st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "iso-8859-1", "utf-16"]))
def test_norwegian_text_survives_every_encoding(text: str, codec: str) -> None:
    data = text.encode(codec)
    if codec in ("cp1252", "iso-8859-1"):
        # two-letter sequences that happen to be valid UTF-8 cannot be told apart by anybody
        try:
            data.decode("utf-8")
        except UnicodeDecodeError:
            assert data.decode(recognise(data).codec) == text
        return
    assert data.decode(recognise(data).codec) == text


@pytest.mark.parametrize(
    ("data", "label"),
    [
        ("blåbær".encode(), "UTF-8"),
        ("blåbær".encode("utf-8-sig"), "UTF-8 med BOM"),
        ("«blåbær» – 5 €".encode("cp1252"), "Windows-1252"),
        ("blåbær".encode("cp1252"), "ISO-8859-1 (her samme tekst som Windows-1252)"),
        ("blåbær\x81".encode("iso-8859-1"), "ISO-8859-1"),
        (b"ren ascii", "UTF-8 (bare ASCII-tegn)"),
        ("blåbær".encode("utf-16"), "UTF-16"),
        ("Dato;Adresse\n".encode("utf-16-le"), "UTF-16 uten BOM"),
    ],
)
def test_the_encoding_is_named(data: bytes, label: str) -> None:
    assert recognise(data).label == label


def test_text_saved_with_the_wrong_encoding_is_noticed() -> None:
    assert looks_misread("fÃ¸dselsnummer")
    assert looks_misread("Ã¥r")
    assert not looks_misread("fødselsnummer i år, æ")


def test_a_part_whose_bytes_have_changed_places_is_foreign() -> None:
    head = "Dato;Hva\n1.1.24;x\n"
    assert foreign_part((head * 2).encode("utf-16-le"), "utf-16-le") is None
    assert foreign_part(head.encode("utf-16-le") + head.encode("utf-16-be"), "utf-16-le") == 3
