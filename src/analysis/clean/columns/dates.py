"""Dates as people write them. The one reader of dates: every table uses it.

Norwegian order (day, month, year) unless the year stands first. What cannot be read for certain is a
problem with a name, never a guess.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise

from analysis.clean.wording import fold, tidy

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januar jan",
            "februar feb febr",
            "mars mar",
            "april apr",
            "mai",
            "juni jun",
            "juli jul",
            "august aug",
            "september sep sept",
            "oktober okt",
            "november nov",
            "desember des",
        ),
        start=1,
    )
    for name in names.split()
}
ENGLISH = {
    "january": 1,
    "february": 2,
    "march": 3,
    "may": 5,
    "june": 6,
    "july": 7,
    "october": 10,
    "oct": 10,
    "december": 12,
    "dec": 12,
}
WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            "mandag man ma",
            "tirsdag tirs tir ti",
            "onsdag ons on",
            "torsdag tors tor to",
            "fredag fre fr",
            "lørdag lør lø",
            "søndag søn sø",
        )
    )
    for name in names.split()
}
FIRST_SERIAL, LAST_SERIAL = 14_611, 73_415
"""Excel serials read as dates: 01.01.1940 to 31.12.2100."""
_EPOCH = date(1899, 12, 30)

_MONTH = "|".join(sorted({*MONTHS, *ENGLISH}, key=len, reverse=True))
_WEEKDAY = "|".join(sorted(WEEKDAYS, key=len, reverse=True))
_TIME = (
    r"(?:\s*,?\s*(?:kl\.?|klokka|klokken)\s*\d{1,2}\b(?![:.]\d)|[T,]?\s*(?:kl\.?|klokka|klokken)?\s*"
    r"(?:\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?|\d{1,2}\.\d{2}(?![\d/-]|\s?\.\s?\d))"
    r"\s*(?:Z|[+-]\d{2}:?\d{2}|am\b|pm\b)?)?"
)
_FULL = re.compile(
    rf"""(?:\b(?P<weekday>{_WEEKDAY})\b\.?\s*,?\s*(?:den\s+)?)?
    (?:
      (?P<y1>(?:19|20)\d\d)\s*[-./]\s*(?P<m1>\d{{1,2}})\s*[-./]\s*(?P<d1>\d{{1,2}})(?!\d|\.\d)
    | (?<!\d)(?P<y4>(?:19|20)\d\d)(?P<m4>\d\d)(?P<d4>\d\d)(?!\d)
    | (?<!\d)(?<!\bo)(?P<d2>\d{{1,2}})\s*(?P<sep>[./-])\s*(?P<m2>\d{{1,2}})
      (?:\s*[./-]\s*(?P<y2>(?:19|20)\d\d|'?\d\d)|\s+(?P<y5>(?:19|20)\d\d))(?!\d|\.\d)
    | (?<!\d)(?<!\bo)(?P<d3>\d{{1,2}})\s*[.-]?\s*(?P<m3>{_MONTH})\b\.?\s*[,-]?\s*
      (?P<y3>(?:19|20)\d\d|'?\d\d)(?!\d|\.\d)
    )(?P<time>{_TIME})""",
    re.IGNORECASE | re.VERBOSE,
)
_SHARED = re.compile(
    rf"(?<![\d.])(?P<day>\d{{1,2}})\.?\s*(?:(?P<month>\d{{1,2}})\.?|(?P<name>{_MONTH})\b\.?)?"
    r"\s*(?P<join>og|,|&|\+|/|-|–|—|til)\s*$",
    re.IGNORECASE,
)
_JOIN = re.compile(r"^(?:\s*(?:og|,|&|\+|;|/|samt)\s*|\s+)(?:og\s+)?(?:den\s+)?$", re.IGNORECASE)
_CLOCK = re.compile(r"^[ ,]*(?P<said>kl\.?|klokka|klokken)? *$", re.IGNORECASE)
_TO = re.compile(r"^\s*(?:-|–|—|til|t\.?o\.?m\.?|til og med)\s*$", re.IGNORECASE)
_ABOUT = re.compile(
    r"^(?:fom|f\.\s?o\.\s?m|fra og med|fra|ca|cirka|omkring|rundt|start|startet|oppstart|etter|før|innen"
    r"|medio|primo|ultimo|begynnelsen av|slutten av)?[\s.:]*$",
    re.IGNORECASE,
)
_ONGOING = {
    "løpende",
    "fortløpende",
    "pågår",
    "pågående",
    "kontinuerlig",
    "jevnlig",
    "hele perioden",
    "ved behov",
}
_NONE = {
    "",
    "ukjent",
    "vet ikke",
    "ikke avtalt",
    "ikke fastsatt",
    "ikke bestemt",
    "ubestemt",
    "n/a",
    "na",
    "ingen",
    "ingen dato",
    "?",
    "??",
    "nan",
    "null",
    "none",
    "nat",
}
_DAYTIME = {
    "kveld",
    "kvelden",
    "natt",
    "natten",
    "morgen",
    "formiddag",
    "formiddagen",
    "ettermiddag",
    "ettermiddagen",
    "dag",
    "på kvelden",
    "på natten",
    "på dagen",
    "om natten",
    "om kvelden",
    "den",
    "dato",
}
_CANCELLED = re.compile(
    r"\b(?:avlyst|avlyses|utsatt|utsettes|utgår|utgikk|ikke (?:gjennomført|avholdt|holdt))\b"
)
_WEEK = re.compile(r"^(?:i\s+)?uke\s*(?P<week>\d{1,2})\s*[-,/ ]\s*(?P<year>20\d\d)$", re.IGNORECASE)


@dataclass(frozen=True)
class Dates:
    """What one cell says about when.

    Attributes
    ----------
    days
        The dates named, in the order written; empty when none.
    approximate
        «Fom», «ca.», «løpende», a week: the date is a beginning or a round figure.
    remarks
        Peculiarities met, by name: ``weekday`` (named a weekday that is not that date's), ``two_digit_year``,
        ``serial``, ``cancelled`` («avlyst», «utsatt»: it has no date), ``range`` (from–to: both ends are in
        `days`), ``text`` (other words beside the date, not read).
    problem
        Why the cell could not be read; None when it could. ``unreadable``, ``impossible`` (31.02.),
        ``no_year``, ``no_day``.
    """

    days: tuple[date, ...] = ()
    approximate: bool = False
    remarks: frozenset[str] = field(default_factory=frozenset)
    problem: str | None = None


def read_dates(text: str) -> Dates:
    """Read every date in one cell.

    Parameters
    ----------
    text
        The cell as text; Excel dates as ISO dates, Excel numbers as digits.

    Returns
    -------
    Dates
        Never raises: what cannot be read has a `problem`.

    Examples
    --------
    >>> read_dates("21.11.23 og 24.11.23").days
    (datetime.date(2023, 11, 21), datetime.date(2023, 11, 24))
    >>> read_dates("Fom 08.01.24").approximate, read_dates("Løpende").days
    (True, ())
    >>> read_dates("31.02.2024").problem
    'impossible'
    """
    text = tidy(text)
    folded = fold(text)
    if folded in _NONE or folded in _ONGOING:
        return Dates(approximate=folded in _ONGOING)
    if _CANCELLED.search(folded):
        return Dates(remarks=frozenset({"cancelled"}))
    text = text.removeprefix("(").removesuffix(")") if text.count("(") == text.count(")") == 1 else text
    serial = _serial(text)
    if serial is not None:
        return Dates((serial,), remarks=frozenset({"serial"}))
    week = _WEEK.match(folded)
    if week:
        return _of_week(int(week["year"]), int(week["week"]))
    found = list(_FULL.finditer(text))
    if not found:
        return Dates(problem=_why_not(folded))
    return _assemble(text, found)


def _assemble(text: str, found: list[re.Match[str]]) -> Dates:
    """Put the dates of one cell together: which belong to it, and what the words between them mean."""
    first = _one(found[0])
    if first.problem:
        return first
    before = text[: found[0].start()]
    shared, before = _shared_days(before, first.days[0])
    if shared.problem:
        return shared
    days, remarks = [*shared.days, *first.days], {*first.remarks, *shared.remarks}
    end = found[0].end()
    for previous, match in pairwise(found):
        between = text[end : match.start()]
        if _is_clock(previous, between, match):
            end = match.end()
            continue
        if not (_JOIN.match(between) or _TO.match(between)):
            remarks.add("text")
            return _judged(before, text[end:], days, remarks)
        nxt = _one(match)
        if nxt.problem:
            return nxt
        if _TO.match(between):
            remarks.add("range")
        days += nxt.days
        remarks |= nxt.remarks
        end = match.end()
    return _judged(before, text[end:], days, remarks)


def _judged(before: str, after: str, days: list[date], remarks: set[str]) -> Dates:
    """Add what the words before and after the dates say."""
    words_before, words_after = fold(before), fold(after).removeprefix("og ")
    about = bool(words_before and _ABOUT.match(words_before))
    open_ended = (
        bool(re.match(r"^\s*[-–—]\s*$", after)) or words_after in _ONGOING or words_after in ("ca", "cirka")
    )
    if (words_before and not about and words_before not in _DAYTIME) or (
        words_after and not open_ended and words_after not in _DAYTIME
    ):
        remarks = {*remarks, "text"}
    return Dates(tuple(days), about or open_ended, frozenset(remarks))


def _one(match: re.Match[str]) -> Dates:
    g = match.groupdict()
    remarks: set[str] = set()
    if g["y1"] or g["y4"]:
        n = "1" if g["y1"] else "4"
        year, month, day = int(g[f"y{n}"]), int(g[f"m{n}"]), int(g[f"d{n}"])
    elif g["d2"]:
        year, short = _year(g["y2"] or g["y5"])
        month, day = int(g["m2"]), int(g["d2"])
        if re.search(r"[ap]m\b", g["time"] or "", re.IGNORECASE) and g["sep"] == "/":
            month, day = day, month
        remarks |= {"two_digit_year"} if short else set()
    else:
        year, short = _year(g["y3"])
        name = g["m3"].casefold()
        month, day = MONTHS.get(name) or ENGLISH[name], int(g["d3"])
        remarks |= {"two_digit_year"} if short else set()
    made = _made(year, month, day)
    if made is None:
        return Dates(problem="impossible")
    if g["weekday"] and WEEKDAYS[g["weekday"].casefold()] != made.weekday():
        remarks.add("weekday")
    return Dates((made,), remarks=frozenset(remarks))


def _is_clock(previous: re.Match[str], between: str, match: re.Match[str]) -> bool:
    """Whether three numbers with points after a date are hours, minutes and seconds.

    They are after «kl.», where they are no date, and on the line of a date whose year has four digits,
    since one writer does not give the next year two. Otherwise («05.02.24 06.02.24») they are a date.
    """
    numbers = re.fullmatch(r"(\d\d?)\.(\d\d)\.(\d\d)", match.group())
    clock = _CLOCK.match(between)
    if (
        not numbers
        or not clock
        or any(int(n) >= top for n, top in zip(numbers.groups(), (24, 60, 60), strict=True))
    ):
        return False
    return bool(clock["said"]) or bool(_one(match).problem) or "two_digit_year" not in _one(previous).remarks


def _shared_days(before: str, last: date) -> tuple[Dates, str]:
    """Read days that borrow month and year from the date after them («21. og 24.11.23»), and what is left.

    A borrowed year that would put a day after the one it stands before («30.12–2.1.24») is not known.
    """
    days, remarks = [last], set()
    while match := _SHARED.search(before):
        if match["name"]:
            name = match["name"].casefold()
            month = MONTHS.get(name) or ENGLISH[name]
        else:
            month = int(match["month"] or days[0].month)
        made = _made(last.year, month, int(match["day"]))
        if made is None or made > days[0]:
            return Dates(problem="no_year" if made else "impossible"), before
        if _TO.match(match["join"]):
            remarks.add("range")
        days.insert(0, made)
        before = before[: match.start()]
    return Dates(tuple(days[:-1]), remarks=frozenset(remarks)), before


def _year(text: str) -> tuple[int, bool]:
    digits = text.lstrip("'")
    if len(digits) == 4:
        return int(digits), False
    return (1900 if int(digits) >= 70 else 2000) + int(digits), True


def _made(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _serial(text: str) -> date | None:
    match = re.fullmatch(r"(\d{5})(?:[.,]\d*)?", text)
    if match and FIRST_SERIAL <= int(match[1]) <= LAST_SERIAL:
        return _EPOCH + timedelta(days=int(match[1]))
    return None


def _of_week(year: int, week: int) -> Dates:
    try:
        return Dates((date.fromisocalendar(year, week, 1),), approximate=True)
    except ValueError:
        return Dates(problem="impossible")


def _why_not(folded: str) -> str:
    if re.fullmatch(rf"(?:{_WEEKDAY})?\.?\s*\d{{1,2}}[./ ]+(?:\d{{1,2}}|{_MONTH})\.?", folded):
        return "no_year"
    if re.fullmatch(rf"(?:{_MONTH})\.?\s*'?(?:\d{{2}}|\d{{4}})", folded) or re.fullmatch(
        r"\d{1,2}[./]20\d\d", folded
    ):
        return "no_day"
    return "unreadable"


def read_month(text: str) -> date | None:
    """Read a calendar month; a full date stands for its month. None when the cell names none for certain.

    Examples
    --------
    >>> read_month("okt. 2023"), read_month("2023-10"), read_month("202310")
    (datetime.date(2023, 10, 1), datetime.date(2023, 10, 1), datetime.date(2023, 10, 1))
    """
    folded = fold(text)
    patterns = (
        (rf"(?P<n>{_MONTH})[\s.,/-]*'?(?P<y>(?:19|20)\d\d|\d\d)", False),
        (rf"(?P<y>(?:19|20)\d\d)[\s.,/-]*(?P<n>{_MONTH})", False),
        (r"(?P<y>(?:19|20)\d\d)(?:\s*[-./ m]\s*(?P<m>\d{1,2})|(?P<mm>\d\d))", True),
        (r"(?P<m>\d{1,2})(?P<mm>)\s*[-./ ]\s*(?P<y>(?:19|20)\d\d)", True),
    )
    for pattern, numeric in patterns:
        match = re.fullmatch(pattern, folded)
        if match:
            named = match.groupdict()
            month = (
                int(named["m"] or named["mm"]) if numeric else (MONTHS.get(named["n"]) or ENGLISH[named["n"]])
            )
            return _made(_year(match["y"])[0], month, 1)
    whole = Dates() if re.fullmatch(r"(?:19|20)\d{3}", folded) else read_dates(text)
    if whole.problem or whole.approximate or len(whole.days) != 1 or "text" in whole.remarks:
        return None
    return whole.days[0].replace(day=1)
