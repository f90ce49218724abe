"""Dates as people write them. The one reader of dates: every table uses it.

Norwegian order (day, month, year) unless the year stands first. What cannot be read for certain is a
problem with a name, never a guess.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, timedelta

from analysis.clean.columns.clocks import norwegian_day
from analysis.comparing import fold, tidy

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januar jan january",
            "februar feb febr february",
            "mars mar march",
            "april apr",
            "mai may",
            "juni jun june",
            "juli jul july",
            "august aug",
            "september sep sept",
            "oktober okt october oct",
            "november nov",
            "desember des december dec",
        ),
        start=1,
    )
    for name in names.split()
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
_EPOCH = date(1899, 12, 30)
"""Day 0 of Excel's serials."""
FIRST_SERIAL, LAST_SERIAL = 14_611, 73_415
"""Excel serials read as dates: 01.01.1940 to 31.12.2100."""

_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_WEEKDAY = "|".join(sorted(WEEKDAYS, key=len, reverse=True))
_TIME = (
    r"(?:\s*,?\s*(?:kl\.?|klokka|klokken)\s*\d{1,2}(?:[.:]?\d{2}){0,2}(?![:.]?\d)"
    r"|[T,]?\s*\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:\s*[ap]m\b)?"
    r"(?:\s*(?:Z\b|CES?T\b|(?:UTC|GMT)(?:[+-]\d{1,2}(?::?\d\d)?)?\b|[+-]\d{2}:?\d{2}"
    r"|(?<=:\d\d:\d\d)[+-]\d\d(?![\d:.])))?)?"
)
"""A time that can be nothing else: after «kl.», or with colons."""
_YEAR = r"(?:19|20)\d\d(?!-\d\d?-\d)"
"""A year that does not begin a date of its own."""
_FULL = re.compile(
    rf"""(?:\b(?P<weekday>{_WEEKDAY})\b\.?\s*,?\s*(?:den\s+)?)?
    (?:
      (?P<y1>(?:19|20)\d\d)\s*[-./]\s*(?P<m1>\d{{1,2}})\s*[-./]\s*(?P<d1>\d{{1,2}})(?!\d|\.\d)
    | (?<!\d)(?P<y4>(?:19|20)\d\d)(?P<m4>\d\d)(?P<d4>\d\d)(?!\d)
    | (?<!\d)(?<!\bo)(?P<d2>\d{{1,2}})[^\S\n]*(?P<sep>[./-])[^\S\n]*(?P<m2>\d{{1,2}})
      (?:\s*(?P<sep2>[./-])\s*|\s+(?=\d{{4}}))(?P<y2>{_YEAR}|(?<!\n)'?\d\d)(?!\d|\.\d)
    | (?<!\d)(?<!\bo)(?P<d3>\d{{1,2}})\s*[.-]?\s*(?P<m3>{_MONTH})\b\.?\s*(?:-|,\s*(?=\d{{4}}))?\s*
      (?P<y3>{_YEAR}|(?<!\n)'?\d\d)(?!\d|[./]\d|\.?\s*(?:{_MONTH})\b)
    )(?P<time>{_TIME})""",
    re.IGNORECASE | re.VERBOSE,
)
_SHARED = re.compile(
    rf"(?<![\d.])(?P<day>\d{{1,2}})(?:(?:\s?\.\s?|/(?=\d\d?\b(?!\s*/))|\.?\s*(?={_MONTH}))"
    rf"(?P<month>\d{{1,2}}|(?:{_MONTH})\b))?\.?\s*(?:og|samt|,|;|&|\+|/|\n|(?P<to>-|–|—|til))\s*$",
    re.IGNORECASE,
)
"""A day, and perhaps its month, that borrow the rest from the date after them."""
_SHORT = re.compile(
    rf"(?P<day>\d{{1,2}})(?:\s?[./]\s?|\.?\s*(?={_MONTH}))(?P<month>\d{{1,2}}|{_MONTH})\b\.?(?![.:/]?\d)",
    re.IGNORECASE,
)
"""A day and month that borrow the year of the date before them."""
_CLOCK = re.compile(r"(?:[01]?\d|2[0-3])\.[0-5]\d(?:\.[0-5]\d)?")
_GAP = re.compile(
    r"(?:\s*(?P<to>til og med|til|t\.?o\.?m\.?|[-–—])\s*"
    r"|\s*(?P<list>,\s*og\b|og\b|samt\b|[,&+;/]|\n)\s*|\s+)(?:den\s+)?",
    re.IGNORECASE,
)
"""What stands between two dates of a cell."""
_ABOUT = re.compile(
    r"^(?:fom|f\.\s?o\.\s?m|fra og med|fra|ca|cirka|omkring|rundt|start|startet|oppstart|etter|før|innen"
    r"|medio|primo|ultimo|begynnelsen av|slutten av)?[\s.:]*$",
    re.IGNORECASE,
)
_ONGOING = re.compile("løpende|fortløpende|pågår|pågående|kontinuerlig|jevnlig|hele perioden|ved behov")
_NONE = re.compile(
    r"|ukjent|vet ikke|ikke avtalt|ikke fastsatt|ikke bestemt|ubestemt(?: tid)?|ingen|ingen dato|\?\??"
    r"|n/a|na|nan|null|none|nat|31\.12\.[29]999(?: 00:00:00)?|[29]999-12-31(?:[t ]00:00:00)?"
)
"""No date; the last day of 9999 is how systems write that there is no end."""
_DAYTIME = re.compile("(?:(?:på|om) )?(?:kveld|natt|dag|morgen|formiddag|ettermiddag)(?:en)?|den|dato|")
_CANCELLED = re.compile(
    r"\b(?:avlyst|avlyses|utsatt|utsettes|utgår|utgikk|ikke (?:gjennomført|avholdt|holdt))\b"
)
_WEEK = re.compile(r"^(?:i\s+)?uke\s*(?P<week>\d{1,2})\s*[-,/ ]\s*(?P<year>20\d\d)$", re.IGNORECASE)
_MONTH_OF_YEAR = tuple(
    map(
        re.compile,
        (
            rf"(?P<month>{_MONTH})[\s.,/-]*'?(?P<year>(?:19|20)\d\d|\d\d)",
            rf"(?P<year>(?:19|20)\d\d)[\s.,/-]*(?P<month>{_MONTH})",
            r"(?P<year>(?:19|20)\d\d)(?:\s*[-/ m]\s*|\s*\.\s*(?=\d\d)|(?=\d\d$))(?P<month>\d{1,2})",
            r"(?P<month>\d{1,2})\s*[-./ ]\s*(?P<year>(?:19|20)\d\d)",
        ),
    )
)
_IN_WEEKS = re.compile(r"\buke(?:ne|r)?\s*$", re.IGNORECASE)


@dataclass(frozen=True)
class Writing:
    """How the dates of one column are written.

    Attributes
    ----------
    month_first
        «05/03/2024» is of May; dates with points have the day first whatever the column.
    swapped
        A spreadsheet has swapped day and month of its date cells.
    """

    month_first: bool = False
    swapped: bool = False


NORWEGIAN = Writing()


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
        ``serial``, ``zone`` (a time of another zone, on another day there), ``clock`` (numbers read as a
        time may be a date), ``cancelled`` («avlyst», «utsatt»: it
        has no date), ``postponed`` (the same, but a date is there), ``range`` (from–to: both ends are in
        `days`), ``text`` (other words beside the date, not read).
    problem
        Why the cell could not be read; None when it could. ``unreadable``, ``impossible`` (31.02.),
        ``no_year``, ``no_day``, ``digits`` (numbers beside the date that belong to nothing).
    """

    days: tuple[date, ...] = ()
    approximate: bool = False
    remarks: frozenset[str] = field(default_factory=frozenset)
    problem: str | None = None


def read_dates(text: str, writing: Writing = NORWEGIAN) -> Dates:
    """Read every date in one cell.

    Parameters
    ----------
    text
        The cell as text; Excel dates as ISO dates, Excel numbers as digits.
    writing
        How the dates of the column are written.

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
    if _NONE.fullmatch(folded) or _ONGOING.fullmatch(folded):
        return Dates(approximate=bool(_ONGOING.fullmatch(folded)))
    if called_off := _CANCELLED.search(folded):
        moved = called_off.group().startswith("uts") and _FULL.search(text)
        return Dates(remarks=frozenset({"cancelled", "postponed"} if moved else {"cancelled"}))
    text = text.removeprefix("(").removesuffix(")") if text.count("(") == text.count(")") == 1 else text
    serial = _serial(text)
    if serial is not None:
        return Dates((serial,), remarks=frozenset({"serial"}))
    week = _WEEK.match(folded)
    if week:
        return _of_week(int(week["year"]), int(week["week"]))
    found = _FULL.search(text)
    if not found or _IN_WEEKS.search(text[: found.start()]):
        return Dates(problem=_why_not(folded))
    return _assemble(text, found, writing)


def _assemble(text: str, match: re.Match[str], writing: Writing) -> Dates:
    """Put the dates of one cell together, from its first: what else belongs to it, and what the words mean.

    Numbers with points after a date may be a time of day. Three are, where they are no date, or one in
    another year of one who writes years in full («05.02.2024 10.11.12»). Two are, where they are no date,
    or nothing but spaces or another time stands before them («05.02.24 06.02»); a comma or «og» lists a
    second date («05.02.24, 06.02»). Where both could be, that is a remark.
    """
    first = _one(match, writing)
    if first.problem:
        return first
    before = text[: match.start()]
    shared, before = _shared_days(before, first.days[0])
    if shared.problem:
        return shared
    days, remarks = [*shared.days, *first.days], {*first.remarks, *shared.remarks}
    end, after_clock, short = match.end(), match["time"], "two_digit_year" in first.remarks
    while gap := _GAP.match(text, end):
        found = _FULL.match(text, gap.end()) or _SHORT.match(text, gap.end())
        if not found:
            break
        nxt = _one(found, writing) if found.re is _FULL else _borrowing(found, days[-1])
        clock = _CLOCK.fullmatch(found.group()) and (
            nxt.problem == "impossible"
            or (found.re is _SHORT and (after_clock or not (gap["list"] or gap["to"])))
            or (found.re is _FULL and not short and abs(nxt.days[0].year - days[-1].year) > 1)
        )
        if clock and not nxt.problem:
            remarks.add("clock")
        elif nxt.problem and not clock:
            return nxt
        elif not clock:
            days += nxt.days
            remarks |= nxt.remarks | ({"range"} if gap["to"] else set())
        end, after_clock = found.end(), clock or (found.re is _FULL and found["time"])
    return _judged(before, text[end:], days, remarks)


def _judged(before: str, after: str, days: list[date], remarks: set[str]) -> Dates:
    """Add what the words before and after the dates say."""
    words_before, words_after = fold(before), fold(after).removeprefix("og ")
    about = bool(words_before and _ABOUT.match(words_before))
    open_ended = bool(re.fullmatch(r"\s*[-–—]\s*", after)) or bool(
        words_after and (_ONGOING.fullmatch(words_after) or words_after in ("ca", "cirka"))
    )
    if re.match(r"\s*\d", after) or re.search(r"\d\s*$", before):
        return Dates(problem="digits")
    if not (about or _DAYTIME.fullmatch(words_before)) or not (open_ended or _DAYTIME.fullmatch(words_after)):
        remarks = {*remarks, "text"}
    return Dates(tuple(days), about or open_ended, frozenset(remarks))


def _one(match: re.Match[str], writing: Writing) -> Dates:
    g = match.groupdict()
    year, month, day = (next(text for n in "1234" if (text := g[f"{part}{n}"])) for part in "ymd")
    numbers = g["sep"] in ("/", "-") and g["sep"] == g["sep2"]
    if (numbers and writing.month_first) or (g["y1"] and writing.swapped):
        month, day = day, month
    made = _made(year_of(year), month, day)
    if made is None:
        return Dates(problem="impossible")
    remarks = {"two_digit_year"} if len(year.lstrip("'")) < 4 else set()
    there, made = made, norwegian_day(made, g["time"] or "")
    remarks |= {"zone"} if made != there else set()
    if g["weekday"] and WEEKDAYS[g["weekday"].casefold()] != there.weekday():
        remarks.add("weekday")
    return Dates((made,), remarks=frozenset(remarks))


def _borrowing(match: re.Match[str], last: date) -> Dates:
    """Read a day and month in the year of the date before them; one before that date has another year."""
    made = _made(last.year, match["month"], match["day"])
    if made is None or made < last:
        return Dates(problem="no_year" if made else "impossible")
    return Dates((made,))


def _shared_days(before: str, last: date) -> tuple[Dates, str]:
    """Read days that borrow month and year from the date after them («21. og 24.11.23»), and what is left.

    A borrowed year that would put a day after the one it stands before («30.12–2.1.24») is not known.
    """
    days, remarks = [last], set()
    while match := _SHARED.search(before):
        made = _made(last.year, match["month"] or str(days[0].month), match["day"])
        if made is None or made > days[0]:
            return Dates(problem="no_year" if made else "impossible"), before
        if match["to"]:
            remarks.add("range")
        days.insert(0, made)
        before = before[: match.start()]
    return Dates(tuple(days[:-1]), remarks=frozenset(remarks)), before


def year_of(text: str) -> int:
    """Return a year written with four digits or two, which are 1970–2069."""
    digits = text.lstrip("'")
    return int(digits) + (0 if len(digits) == 4 else 1900 if int(digits) >= 70 else 2000)


def _made(year: int, month: str, day: str) -> date | None:
    number = MONTHS.get(month.casefold()) or int(month)
    try:
        return date(year, number, int(day))
    except ValueError:
        return None


def is_serial(text: str) -> bool:
    """Whether a cell is a bare number that is read as one of Excel's days."""
    return _serial(text) is not None


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


def read_month(text: str, writing: Writing = NORWEGIAN) -> date | None:
    """Read a calendar month; a full date stands for its month. None when the cell names none for certain.

    Examples
    --------
    >>> read_month("okt. 2023"), read_month("2023-10"), read_month("202310")
    (datetime.date(2023, 10, 1), datetime.date(2023, 10, 1), datetime.date(2023, 10, 1))
    """
    folded = fold(text)
    for pattern in _MONTH_OF_YEAR:
        if match := pattern.fullmatch(folded):
            return _made(year_of(match["year"]), match["month"], "1")
    whole = Dates() if re.fullmatch(r"(?:19|20)\d{3}", folded) else read_dates(text, writing)
    if whole.problem or whole.approximate or len(whole.days) != 1 or "text" in whole.remarks:
        return None
    return whole.days[0].replace(day=1)
