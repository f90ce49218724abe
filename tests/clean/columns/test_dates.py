from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.clean.columns.dates import FIRST_SERIAL, LAST_SERIAL, Writing, read_dates, read_month

MONTH_NAMES = [
    "januar",
    "februar",
    "mars",
    "april",
    "mai",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "desember",
]
WEEKDAYS = ["mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag"]
STYLES = {
    "dotted": lambda d: f"{d.day:02d}.{d.month:02d}.{d.year}",
    "bare": lambda d: f"{d.day}.{d.month}.{d.year}",
    "spaced": lambda d: f"{d.day}. {d.month}. {d.year}",
    "slashed": lambda d: f"{d.day}/{d.month}/{d.year}",
    "dashed": lambda d: f"{d.day:02d}-{d.month:02d}-{d.year}",
    "short year": lambda d: f"{d.day:02d}.{d.month:02d}.{d.year % 100:02d}",
    "apostrophe": lambda d: f"{d.day}.{d.month}.'{d.year % 100:02d}",
    "iso": lambda d: d.isoformat(),
    "iso with time": lambda d: f"{d.isoformat()} 14:03:59",
    "iso t z": lambda d: f"{d.isoformat()}T14:03:59Z",
    "digits": lambda d: d.strftime("%Y%m%d"),
    "named month": lambda d: f"{d.day}. {MONTH_NAMES[d.month - 1]} {d.year}",
    "capital month": lambda d: f"{d.day} {MONTH_NAMES[d.month - 1].upper()} {d.year}",
    "short month": lambda d: f"{d.day}. {MONTH_NAMES[d.month - 1][:3]}. {d.year}",
    "weekday": lambda d: f"{WEEKDAYS[d.weekday()]} {d.day}. {MONTH_NAMES[d.month - 1]} {d.year}",
    "short weekday": lambda d: f"{WEEKDAYS[d.weekday()][:3]}. {d.day:02d}.{d.month:02d}.{d.year}",
    "time": lambda d: f"{d.day:02d}.{d.month:02d}.{d.year} kl. 09:30",
    "serial": lambda d: str((d - date(1899, 12, 30)).days),
    "serial with time": lambda d: f"{(d - date(1899, 12, 30)).days},604",
}


@given(
    st.dates(date(1970, 1, 1), date(2069, 12, 31)),
    st.sampled_from(sorted(STYLES)),
    st.sampled_from(["", " ", "\u00a0", "."]),
)
def test_a_date_reads_the_same_however_it_is_written(day: date, style: str, edge: str) -> None:
    edge = edge.replace(".", "") if "serial" in style else edge
    read = read_dates(edge.replace(".", "") + STYLES[style](day) + edge)
    assert (read.days, read.problem, read.approximate) == ((day,), None, False)


@pytest.mark.parametrize(
    ("text", "days", "approximate"),
    [
        # every form in the progress plan of the project
        ("24.11.23", [date(2023, 11, 24)], False),
        ("15.11.2023", [date(2023, 11, 15)], False),
        ("21.11.23 og 24.11.23", [date(2023, 11, 21), date(2023, 11, 24)], False),
        ("21.11.23 og \n24.11.23", [date(2023, 11, 21), date(2023, 11, 24)], False),
        ("Fom \n08.01.24", [date(2024, 1, 8)], True),
        ("Fom 08.01.24", [date(2024, 1, 8)], True),
        ("Løpende ", [], True),
        ("", [], False),
        ("19.03.2024 \nReferat \nsendt : \n26.03.2024", [date(2024, 3, 19)], False),
        ("30.04.2024 Referat sendt: 30.04.24", [date(2024, 4, 30)], False),
        # and others people write
        ("f.o.m. 8. januar 2024", [date(2024, 1, 8)], True),
        ("ca. 8.1.24", [date(2024, 1, 8)], True),
        ("21. og 24.11.23", [date(2023, 11, 21), date(2023, 11, 24)], False),
        ("21.11 og 24.11.23", [date(2023, 11, 21), date(2023, 11, 24)], False),
        ("8.–9. mai 2024", [date(2024, 5, 8), date(2024, 5, 9)], False),
        ("1.3.24, 8.3.24 og 15.3.24", [date(2024, 3, 1), date(2024, 3, 8), date(2024, 3, 15)], False),
        ("01.02.2024 - 03.02.2024", [date(2024, 2, 1), date(2024, 2, 3)], False),
        ("08.01.24 -", [date(2024, 1, 8)], True),
        ("uke 12 2024", [date(2024, 3, 18)], True),
        ("pågår", [], True),
        ("ukjent", [], False),
        ("31.12.9999", [], False),
        ("9999-12-31 00:00:00", [], False),
        ("ubestemt tid", [], False),
        ("1/8/2024 2:30:00 PM", [date(2024, 8, 1)], False),
        ("15.03.98", [date(1998, 3, 15)], False),
        ("5.2.24, 6.2.24, 7.2.24", [date(2024, 2, 5), date(2024, 2, 6), date(2024, 2, 7)], False),
        ("05.02.24\n06.02.24", [date(2024, 2, 5), date(2024, 2, 6)], False),
        ("05.02.24 06.02.24", [date(2024, 2, 5), date(2024, 2, 6)], False),
        ("24/11 2023", [date(2023, 11, 24)], False),
        ("24.11 2023", [date(2023, 11, 24)], False),
        ("24-nov-2023", [date(2023, 11, 24)], False),
        (
            "15. januar, 16. februar og 20. mars 2024",
            [date(2024, n, d) for n, d in ((1, 15), (2, 16), (3, 20))],
            False,
        ),
        ("5. mai, 12. mai 2024", [date(2024, 5, 5), date(2024, 5, 12)], False),
        ("24. november, 2023", [date(2023, 11, 24)], False),
        # a day and month after a date have its year
        ("05.02.24, 06.02", [date(2024, 2, 5), date(2024, 2, 6)], False),
        ("05.02.2024, 06.02.24", [date(2024, 2, 5), date(2024, 2, 6)], False),
        ("05.02.24 og 06.02", [date(2024, 2, 5), date(2024, 2, 6)], False),
        ("05.02.24, 06.02, 7. mars", [date(2024, 2, 5), date(2024, 2, 6), date(2024, 3, 7)], False),
        ("05.02.24\n06.02", [date(2024, 2, 5), date(2024, 2, 6)], False),
        ("1. januar\n2024-01-02", [date(2024, 1, 1), date(2024, 1, 2)], False),
        ("1.1.\n02-01-2024", [date(2024, 1, 1), date(2024, 1, 2)], False),
        ("05.02.24–06.02", [date(2024, 2, 5), date(2024, 2, 6)], False),
        ("5/2-24 og 6/2", [date(2024, 2, 5), date(2024, 2, 6)], False),
        ("05.02.24 25.02", [date(2024, 2, 5), date(2024, 2, 25)], False),
    ],
)
def test_every_form_of_the_progress_plan_reads(text: str, days: list[date], approximate: bool) -> None:
    read = read_dates(text)
    assert (list(read.days), read.approximate, read.problem) == (days, approximate, None)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("31.02.2024", "impossible"),
        ("31.09.2022", "impossible"),
        ("12.13.2024", "impossible"),
        ("00.01.2024", "impossible"),
        ("2024-02-30", "impossible"),
        ("24.11.23 og 31.11.23", "impossible"),
        ("31. og 24.11.23", "impossible"),
        ("08.01", "no_year"),
        ("8. januar", "no_year"),
        ("mandag 8.1.", "no_year"),
        ("januar 2024", "no_day"),
        ("01.2024", "no_day"),
        ("i fjor sommer", "unreadable"),
        ("1234", "unreadable"),
        ("999999", "unreadable"),
        ("20240108123", "unreadable"),
        ("8.1.2024.5", "unreadable"),
        ("=A1", "unreadable"),
        ("O5.02.2024", "unreadable"),
        # whose year is borrowed cannot be known
        ("30.12–2.1.24", "no_year"),
        ("31.12 og 1.1.24", "no_year"),
        ("30.12.23, 02.01", "no_year"),
        ("05.02.24, 31.02", "impossible"),
        ("uke 6-7 2024", "unreadable"),
        ("24. november, 23", "unreadable"),
    ],
)
def test_what_is_no_date_has_a_named_problem_and_no_day(text: str, problem: str) -> None:
    read = read_dates(text)
    assert (read.problem, read.days) == (problem, ())


def test_a_weekday_that_is_another_day_is_remarked_and_the_date_kept() -> None:
    read = read_dates("tirsdag 08.01.2024")
    assert read.days == (date(2024, 1, 8),)
    assert "weekday" in read.remarks
    assert "weekday" not in read_dates("mandag 08.01.2024").remarks


def test_what_was_called_off_has_no_date() -> None:
    assert read_dates("24.11.2023 (avlyst)").days == ()
    assert "postponed" in read_dates("Utsatt fra 24.11.2023").remarks
    assert read_dates("utsatt").remarks == read_dates("Avlyst 24.11.2023").remarks == {"cancelled"}


def test_words_beside_the_date_are_remarked() -> None:
    assert "text" in read_dates("08.01.2024 hos politiet").remarks
    assert "text" not in read_dates("08.01.2024 om kvelden").remarks


@given(
    st.lists(st.dates(date(2001, 1, 1), date(2049, 12, 31)), min_size=2, max_size=5),
    st.sampled_from(["%d.%m.%y", "%d.%m.%Y", "%d/%m-%y", "%Y-%m-%d"]),
    st.sampled_from([", ", ",", "; ", " og ", "\n", " ", " & ", " og den "]),
)
def test_no_date_of_several_in_a_cell_is_lost(days: list[date], style: str, between: str) -> None:
    read = read_dates(between.join(f"{day:{style}}" for day in days))
    assert (list(read.days), read.problem) == (days, None)


SHORT_STYLES = {
    "dotted": lambda d: f"{d.day:02d}.{d.month:02d}",
    "point after": lambda d: f"{d.day}.{d.month}.",
    "slashed": lambda d: f"{d.day}/{d.month}",
    "named month": lambda d: f"{d.day}. {MONTH_NAMES[d.month - 1]}",
}
A_LIST = st.sampled_from([", ", " og ", "; ", "\n", " & ", " samt "])


@given(
    st.lists(st.dates(date(2024, 1, 1), date(2024, 12, 31)), min_size=2, max_size=4).map(sorted),
    st.sampled_from(sorted(SHORT_STYLES)),
    st.sampled_from(["dotted", "short year", "slashed", "named month", "iso", "dashed"]),
    A_LIST,
    st.booleans(),
)
def test_days_without_a_year_have_that_of_the_date_beside_them(
    days: list[date], short: str, whole: str, between: str, first: bool
) -> None:
    texts = [SHORT_STYLES[short](day) for day in days]
    at = 0 if first else -1
    texts[at] = STYLES[whole](days[at])
    read = read_dates(between.join(texts))
    assert (list(read.days), read.problem) == (days, None)
    assert "text" not in read.remarks


@given(
    st.lists(st.dates(date(2024, 1, 1), date(2024, 12, 31)), min_size=2, max_size=4).map(sorted),
    st.sampled_from(["dotted", "short year", "named month", "iso"]),
    st.sampled_from([" kl. 06.02", " 06:02", ", kl 6", " kl. 0602", " 14.30"]),
    A_LIST,
)
def test_times_beside_dates_are_no_dates(days: list[date], style: str, time: str, between: str) -> None:
    read = read_dates(between.join(STYLES[style](day) + time for day in days))
    assert (list(read.days), read.problem) == (days, None)
    assert not read.remarks & {"text", "clock"}


@pytest.mark.parametrize("clock", ["10.11.12", "kl. 10.11.12", ", 10.11.12", "10:11:12", "14.30", "23.59.00"])
def test_a_time_of_day_with_points_is_no_second_date(clock: str) -> None:
    assert read_dates(f"05.02.2024 {clock}").days == (date(2024, 2, 5),)
    assert read_dates("05.02.24 23.59.00").days == (date(2024, 2, 5),)
    assert read_dates("05.02.24 kl. 10.11.12").days == (date(2024, 2, 5),)


@pytest.mark.parametrize(
    ("text", "doubtful"),
    [
        ("05.02.24, kl. 06.02", False),
        ("05.02.24 kl 0602", False),
        ("05.02.24, 06:02", False),
        ("05.02.24, 14.30", False),
        ("05.02.24\n14.30", False),
        ("05.02.24 06.02", True),
        ("05.02.24 kl. 06.02-07.03", True),
        ("05.02.24 01.30-03.15", False),
        ("05.02.2024 10.11.12", True),
        ("05.02.2024 10.31.12", False),
    ],
)
def test_a_time_that_may_be_a_date_is_remarked(text: str, doubtful: bool) -> None:
    read = read_dates(text)
    assert (read.days, "clock" in read.remarks) == ((date(2024, 2, 5),), doubtful)


@pytest.mark.parametrize("text", ["5.–7.2.2024", "5.2-7.2.2024", "05.02.2024 til 07.02.2024"])
def test_from_and_to_is_remarked_also_where_the_year_is_shared(text: str) -> None:
    read = read_dates(text)
    assert read.days == (date(2024, 2, 5), date(2024, 2, 7))
    assert "range" in read.remarks


@given(st.text(max_size=80))
def test_no_text_makes_the_reader_fail(text: str) -> None:
    read = read_dates(text)
    assert read.problem is None or read.days == ()
    assert read_month(text) is None or read_month(text).day == 1


@given(st.text("0123456789./- oghfomTZ:ukejanr", max_size=40))
def test_near_dates_neither_fail_nor_give_a_day_with_a_problem(text: str) -> None:
    read = read_dates(text)
    assert read.problem is None or not read.days


@given(st.integers(FIRST_SERIAL, LAST_SERIAL))
def test_excel_serials_count_days_from_the_end_of_1899(serial: int) -> None:
    assert read_dates(str(serial)).days == (date(1899, 12, 30) + timedelta(days=serial),)


@given(st.dates(date(1990, 1, 1), date(2060, 12, 31)), st.integers(0, 8))
def test_a_month_reads_the_same_however_it_is_written(day: date, style: int) -> None:
    name = MONTH_NAMES[day.month - 1]
    written = [
        f"{day.year}-{day.month:02d}",
        f"{day.month:02d}.{day.year}",
        f"{day.month}/{day.year}",
        f"{day.year}{day.month:02d}",
        f"{name} {day.year}",
        f"{name[:3].capitalize()}. {day.year}",
        f"{day.year} {name}",
        day.isoformat(),
        f"{day.year}M{day.month:02d}",
    ][style]
    assert read_month(written) == day.replace(day=1)


@pytest.mark.parametrize(
    "text",
    [
        "13.2024",
        "2024-00",
        "våren 2024",
        "5",
        "",
        "01.02.2024 og 01.03.2024",
        "20241",
        "2023.1",  # what a spreadsheet makes of 2023.10
        "uke 1 2025",
        "ca. 01.02.2024",
        "fom 01.02.2024",
    ],
)
def test_what_names_no_single_month_is_none(text: str) -> None:
    assert read_month(text) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2023-12-31T23:00:00Z", date(2024, 1, 1)),
        ("2024-06-30T22:00:00.000Z", date(2024, 7, 1)),
        ("2024-06-30T21:59:00Z", date(2024, 6, 30)),
        ("2023-12-31 23:00:00+00", date(2024, 1, 1)),
        ("2023-12-31 23:00:00+0000", date(2024, 1, 1)),
        ("31.12.2023 23:00 UTC", date(2024, 1, 1)),
        ("31.12.2023 11:00 PM GMT", date(2024, 1, 1)),
        ("2024-01-01T00:30:00+05:30", date(2023, 12, 31)),
        ("2023-12-31T23:30:00+01:00", date(2023, 12, 31)),
        ("2023-12-31 23:00:00", date(2023, 12, 31)),
        ("31.12.2023 22:00-23:59", date(2023, 12, 31)),
        ("31.12.2023 23:00-01:00", date(2023, 12, 31)),
    ],
)
def test_a_time_with_a_zone_is_its_norwegian_day(text: str, day: date) -> None:
    read = read_dates(text)
    assert (read.days, read.problem) == ((day,), None)
    assert read_month(text) == day.replace(day=1)


@pytest.mark.parametrize("text", ["05.03.20 24", "5.3.2024 7", "24 05.03.2024"])
def test_numbers_left_over_beside_a_date_are_a_problem(text: str) -> None:
    assert read_dates(text).problem == "digits"


def test_only_dates_with_one_slash_or_dash_twice_may_have_the_month_first() -> None:
    american = Writing(month_first=True)
    for text in ("02/03/2024", "02-03-24"):
        assert read_dates(text, american).days == (date(2024, 2, 3),)
    for text in ("02.03.2024", "2/3-24", "2024/03/02", "2. mars 2024", "2024-03-02"):
        assert read_dates(text, american).days == (date(2024, 3, 2),)
    assert read_dates("25/03/2024", american).problem == "impossible"


def test_swapped_cells_are_swapped_back_and_texts_left() -> None:
    swapped = Writing(swapped=True)
    assert read_dates("2024-09-03 10:15:00", swapped).days == (date(2024, 3, 9),)
    assert read_dates("18/10/2024", swapped).days == (date(2024, 10, 18),)
