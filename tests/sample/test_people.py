import numpy as np

from analysis.sample.people import invented_names, synthetic_ids


def check_digits_hold(number: str) -> bool:
    """Both checks as the rule states them: weighted digits and check digit sum to 0 modulo 11."""
    digits = [int(d) for d in number]
    first = sum(w * d for w, d in zip((3, 7, 6, 1, 8, 9, 4, 5, 2, 1), digits, strict=False))
    second = sum(w * d for w, d in zip((5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1), digits, strict=True))
    return first % 11 == 0 and second % 11 == 0


def test_identity_numbers_have_valid_check_digits() -> None:
    assert all(check_digits_hold(n) for n in synthetic_ids(np.random.default_rng(1), 5000))


def test_identity_numbers_are_of_the_synthetic_series() -> None:
    for number in synthetic_ids(np.random.default_rng(2), 2000):
        assert 81 <= int(number[2:4]) <= 92
        assert 1 <= int(number[:2]) <= 31


def test_identity_numbers_belong_to_one_person_each() -> None:
    assert len(set(synthetic_ids(np.random.default_rng(3), 20_000))) == 20_000


def test_serial_numbers_fit_people_born_before_2000() -> None:
    assert all(int(n[6:9]) < 500 and int(n[4:6]) >= 50 for n in synthetic_ids(np.random.default_rng(4), 500))


def test_names_are_different_at_any_size() -> None:
    for n in (13, 440, 441, 30_000):
        assert len(set(invented_names(np.random.default_rng(5), n))) == n


def test_names_have_first_and_last_name() -> None:
    assert all(" " in name for name in invented_names(np.random.default_rng(6), 900))
