import dataclasses
from pathlib import Path

import pytest

from analysis.clean import CleanError, Pseudonyms, clean_records, find_key
from analysis.clean.pseudonyms import FILE_VARIABLE, KEY_VARIABLE, SAMPLE_KEY
from analysis.params import Study

KEY = "0123456789abcdef0123456789abcdef"


@pytest.fixture
def real(copied: Study) -> Study:
    return dataclasses.replace(copied, project=copied.project.model_copy(update={"synthetic": False}))


def test_the_pseudonym_is_hmac_sha256_of_what_and_who() -> None:
    # echo -n -e 'person\x00nr:1' | openssl dgst -sha256 -hmac 0123456789abcdef
    import hashlib
    import hmac

    expected = hmac.new(b"0123456789abcdef", b"person\x00nr:1", hashlib.sha256).hexdigest()[:16]
    assert Pseudonyms(b"0123456789abcdef").of("person", "nr:1") == expected


def test_keys_and_kinds_of_thing_give_different_pseudonyms() -> None:
    one, other = Pseudonyms(b"a" * 16), Pseudonyms(b"b" * 16)
    assert len({one.of("person", "1"), one.of("flat", "1"), other.of("person", "1")}) == 3


def test_real_data_without_a_key_are_refused(real: Study) -> None:
    with pytest.raises(CleanError, match=KEY_VARIABLE):
        find_key(real, {})


def test_the_public_sample_key_is_refused_for_real_data(real: Study) -> None:
    with pytest.raises(CleanError, match="public"):
        find_key(real, {KEY_VARIABLE: SAMPLE_KEY.decode()})


def test_a_short_key_is_refused_and_no_message_holds_a_key(real: Study) -> None:
    with pytest.raises(CleanError) as caught:
        find_key(real, {KEY_VARIABLE: "hemmelig"})
    assert "hemmelig" not in str(caught.value)
    assert KEY not in repr(find_key(real, {KEY_VARIABLE: KEY}))


def test_a_key_file_inside_the_repository_is_refused(
    real: Study, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    inside = tmp_path / "nokkel.txt"
    inside.write_text(KEY)
    with pytest.raises(CleanError, match="inside"):
        find_key(real, {FILE_VARIABLE: str(inside)})
    outside = tmp_path_factory.mktemp("utenfor")
    (outside / "lenke").symlink_to(inside)
    with pytest.raises(CleanError, match="inside"):
        find_key(real, {FILE_VARIABLE: str(outside / "lenke")})


def test_a_key_file_outside_gives_what_the_key_itself_gives(
    real: Study, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("utenfor") / "nokkel"
    path.write_text(KEY + "\n")
    assert find_key(real, {FILE_VARIABLE: str(path)}).of("person", "1") == find_key(
        real, {KEY_VARIABLE: KEY}
    ).of("person", "1")
    with pytest.raises(CleanError, match="cannot be read"):
        find_key(real, {FILE_VARIABLE: str(path) + "x"})


def test_the_sample_needs_no_key(copied: Study) -> None:
    assert find_key(copied, {}) == Pseudonyms(SAMPLE_KEY)


def test_cleaning_real_data_without_a_key_reads_nothing(real: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(KEY_VARIABLE, raising=False)
    monkeypatch.delenv(FILE_VARIABLE, raising=False)
    with pytest.raises(CleanError, match="no pseudonym key"):
        clean_records(real)
