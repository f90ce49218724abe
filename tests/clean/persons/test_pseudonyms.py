import dataclasses
from pathlib import Path

import pytest

from analysis.clean import CleanError, Pseudonyms, clean_records, find_key
from analysis.clean.persons.pseudonyms import FILE_VARIABLE, KEY_VARIABLE, SAMPLE_KEY, open_key_file
from analysis.params import Study

KEY = "0123456789abcdef0123456789abcdeg"


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


@pytest.mark.parametrize("key", ["a" * 40, "abcd" * 8, " " * 20])
def test_a_key_of_a_few_different_characters_is_refused(real: Study, key: str) -> None:
    with pytest.raises(CleanError, match=r"different characters|shorter"):
        find_key(real, {KEY_VARIABLE: key})


@pytest.mark.parametrize("key", ["passordpassord", "hemmelig" * 3, "0123456789" * 4])
def test_a_key_that_is_a_shorter_one_repeated_is_refused(real: Study, key: str) -> None:
    with pytest.raises(CleanError, match=r"over again|shorter") as caught:
        find_key(real, {KEY_VARIABLE: key})
    assert key not in str(caught.value)


def test_a_key_that_is_no_text_is_taken_as_its_bytes(real: Study) -> None:
    assert find_key(real, {KEY_VARIABLE: KEY + "\udcff"}) != find_key(real, {KEY_VARIABLE: KEY})


def test_a_key_file_anywhere_in_the_repository_around_the_project_is_refused(
    real: Study, tmp_path: Path
) -> None:
    (tmp_path / ".git").mkdir()
    project = tmp_path / "evaluering"
    project.mkdir()
    (tmp_path / "nokkel").write_text(KEY)
    with pytest.raises(CleanError, match="inside"):
        find_key(dataclasses.replace(real, root=project), {FILE_VARIABLE: str(tmp_path / "nokkel")})


@pytest.mark.parametrize("name", ["nokkel", "../nokkel", "~ingen-slik-bruker/nokkel", "/dev/null", "/"])
def test_a_relative_path_a_folder_and_a_device_are_refused_without_quoting_them(
    real: Study, name: str
) -> None:
    with pytest.raises(CleanError) as caught:
        find_key(real, {FILE_VARIABLE: name})
    assert "nokkel" not in str(caught.value)


def test_a_loop_of_links_is_no_key_file(real: Study, tmp_path_factory: pytest.TempPathFactory) -> None:
    loop = tmp_path_factory.mktemp("utenfor") / "lenke"
    loop.symlink_to(loop)
    with pytest.raises(CleanError):
        find_key(real, {FILE_VARIABLE: str(loop)})


def test_a_key_file_others_may_read_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "nokkel"
    path.write_text(KEY)
    path.chmod(0o644)
    assert open_key_file({FILE_VARIABLE: str(path)})
    path.chmod(0o600)
    assert not open_key_file({FILE_VARIABLE: str(path)})
    assert not open_key_file({FILE_VARIABLE: str(path) + "x"})
    assert not open_key_file({})


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
    assert find_key(copied, {}) == find_key(copied, {KEY_VARIABLE: SAMPLE_KEY.decode()})


def test_a_project_has_a_key_of_its_own_drawn_slowly_from_the_secret(real: Study) -> None:
    import hashlib

    other = dataclasses.replace(real, project=real.project.model_copy(update={"id": "byen"}))
    secret = {KEY_VARIABLE: KEY}
    one, two = find_key(real, secret), find_key(other, secret)
    assert one.of("person", "nr:1") != two.of("person", "nr:1")
    assert one.mark != two.mark
    drawn = hashlib.pbkdf2_hmac("sha256", KEY.encode(), b"leie", 100_000)
    assert one.of("person", "nr:1") == Pseudonyms(drawn).of("person", "nr:1")


def test_cleaning_real_data_without_a_key_reads_nothing(real: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(KEY_VARIABLE, raising=False)
    monkeypatch.delenv(FILE_VARIABLE, raising=False)
    with pytest.raises(CleanError, match="no pseudonym key"):
        clean_records(real)


def test_another_key_has_another_mark_that_does_not_hold_it() -> None:
    one, other = Pseudonyms(KEY.encode()), Pseudonyms(b"another key of some length")
    assert one.mark != other.mark
    assert one.mark == Pseudonyms(KEY.encode()).mark
    assert one.mark not in KEY
