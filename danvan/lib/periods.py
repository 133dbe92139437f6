"""Reporting periods as plain values: a key people can type, a first and a last day (both included).

A regime may close its figures before the month ends: with `@15` at its end a key means the same period begun on the 15th of the month before
and ended on the 14th (2025-Q3@15 = 15 June to 14 September 2025). A term of office runs from day to day: T before two days
(T2021-07-06..2026-04-05, from the first session to the day before the next council's). A key means the same days for ever.
"""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

TERM_YEARS = 5
# What is shorter or longer is no term of office.
SHORTEST_TERM, LONGEST_TERM = 1, 10
# Regular kinds: those of one kind and one first day follow each other without gap or overlap.
MONTH, QUARTER, HALF, YEAR = "month", "quarter", "half", "year"
# From any day to any day: these begin on no day of the month.
TERM, DAYS = "term", "days"
FREE = (TERM, DAYS)
# Every month has this day.
LATEST_FIRST_DAY = 28


@dataclass(frozen=True)
class Period:
    """`kind`: month, quarter, half (6 months), nine (9 months), year, span (named years), term (of office, from day to day), days (any two days);
    with the day it begins on where that is not the first (quarter@15), so that a series of one kind never mixes two regimes. `length` is the kind
    without it.
    """

    key: str
    kind: str
    first: date
    last: date

    def __str__(self) -> str:
        return self.key

    @property
    def length(self) -> str:
        """Month, quarter and so on, whatever day it begins on."""
        return self.kind.partition("@")[0]


def parse(key: str) -> Period:
    """A period from its key: 2026-09, 2026-Q3, 2026-6M, 2026-6M2, 2023-9M, 2023, 2021..2023, 2026-06-15..2026-09-14; 2026-Q3@15; T2021-07-06..2026-04-05.

    Raises ValueError, saying what is accepted, for anything else.
    """
    text = key.strip().upper()
    name, shifted, day = text.partition("@")
    for pattern, build in _SHAPES:
        found = re.fullmatch(pattern, name, re.ASCII)
        if found:
            return _begun_on(build(name, *found.groups()), day) if shifted else build(name, *found.groups())
    raise ValueError(
        f"{key!r} is not a period: write 2026-09, 2026-Q3, 2026-6M, 2023-9M, 2023, 2021..2023, 2026-06-15..2026-09-14, 2026-Q3@15 or T2021-07-06..2026-04-05"
    )


def first_day(period: Period) -> int:
    """The day of the month on which such periods begin: 1, or what stands after @. Any two days have none: 0."""
    if period.kind in FREE:
        return 0
    return int(period.key.partition("@")[2] or 1)


def nominal(period: Period) -> Period:
    """The calendar period it is named after: of 2025-Q3@15, 2025-Q3."""
    return parse(period.key.partition("@")[0])


def begun_on(period: Period, day: int) -> Period:
    """The calendar period as a regime has it whose periods begin on that day of the month (1: as it is)."""
    return period if day == 1 else parse(f"{period.key}@{day}")


def containing(kind: str, day: date, *, first: int = 1) -> Period:
    """The month, quarter, half or year, of a regime whose periods begin on the day `first` of the month, in which the day lies."""
    later = (day.replace(day=1) + timedelta(days=31)).replace(day=1) if day.day >= first > 1 else day
    return begun_on(parse(_KEYS[kind](later)), first)


def of_year(kinds: Collection[str], year: int, *, first: int = 1) -> list[Period]:
    """The periods of these kinds named after the year, in their order: months, quarters, halves, nine months, the year."""
    return [begun_on(parse(f"{year:04}{ending}"), first) for kind in _ENDINGS if kind in kinds for ending in _ENDINGS[kind]]


def of_days(first: date, last: date) -> Period:
    """The period from the one day to the other: by the name of its month, quarter, half, year or years where it is one of those, else by its two days."""
    day = first.day if first.day <= LATEST_FIRST_DAY else 1
    named = (one for year in {first.year, last.year} for one in of_year((MONTH, QUARTER, HALF, "nine", YEAR), year, first=day))
    if found := next((one for one in named if (one.first, one.last) == (first, last)), None):
        return found
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return parse(f"{first.year:04}..{last.year:04}")
    return parse(f"{first}..{last}")


def label(period: Period) -> str:
    """The period as it reads inside a sentence or a title: "Quý III năm 2026", "9 tháng đầu năm 2023", "các năm 2021-2023".

    One that is closed before its month ends also says its days: two regimes may both have a third quarter.
    """
    if first_day(period) <= 1:
        return _LABELS[period.kind](period)
    named = nominal(period)
    words = {"period": _LABELS[named.kind](named), "first": f"{period.first:%d/%m/%Y}", "last": f"{period.last:%d/%m/%Y}"}
    return _("%(period)s (từ %(first)s đến %(last)s)") % words


def previous(period: Period) -> Period:
    """The period to compare with.

    The one just before; for 9 months, which follow no other, the same months of the year before. A run of whole months steps back by whole months,
    any other run of days by as many days. Raises ValueError where there is no such year.
    """
    if first_day(period) > 1:
        return begun_on(previous(nominal(period)), first_day(period))
    return _PREVIOUS[period.kind](period)


def year_before(period: Period) -> Period | None:
    """The same days one year earlier ("cùng kỳ năm trước"). None where there is no such thing: a term, a run of years, or a run of days from 29 February."""
    if period.length in ("span", TERM):
        return None
    try:
        if period.kind == DAYS:
            return parse(f"{_year_less(period.first)}..{_year_less(period.last)}")
        # By its name: what begins on the 15th of December is of the year in which it ends.
        return parse(f"{int(period.key[:4]) - 1:04}{period.key[4:]}")
    except ValueError:
        return None


def is_term(period: Period) -> bool:
    """A term of office (nhiệm kỳ): from day to day, or from the year of one congress to that of the next, five years on (2020..2025)."""
    return period.kind == TERM or (period.kind == "span" and period.last.year - period.first.year == TERM_YEARS)


def is_second_half(period: Period) -> bool:
    """6 tháng cuối năm, of whatever regime."""
    return period.length == HALF and nominal(period).first.month == JULY


def contains(period: Period, other: "Period | date") -> bool:
    """Does the day, or the whole of the other period, lie within this one?"""
    first, last = (other, other) if isinstance(other, date) else (other.first, other.last)
    return period.first <= first and last <= period.last


def _begun_on(period: Period, day: str) -> Period:
    """The same, begun on the day of the month before its first, and ended the day before that day of its last month."""
    if period.kind in FREE or not re.fullmatch(r"[2-9]|1\d|2[0-8]", day, re.ASCII):
        raise ValueError(f"{period.key}@{day}: periods begin on the 2nd to the {LATEST_FIRST_DAY}th; two named days have no such beginning")
    try:
        before = period.first - timedelta(days=1)
    except OverflowError as error:
        raise ValueError(f"{period.key}@{day}: begins before any year") from error
    last = period.last.replace(day=int(day)) - timedelta(days=1)
    return Period(f"{period.key}@{day}", f"{period.kind}@{day}", before.replace(day=int(day)), last)


def _months(key: str, kind: str, year: str, first_month: int, last_month: int) -> Period:
    if not (1 <= first_month <= last_month <= 12):
        raise ValueError(f"{key!r}: no such month")
    first = date(int(year), first_month, 1)
    after = date(int(year) + last_month // 12, last_month % 12 + 1, 1)
    return Period(key, kind, first, after - timedelta(days=1))


def _span(key: str, first_year: str, last_year: str) -> Period:
    if int(last_year) < int(first_year):
        raise ValueError(f"{key!r}: ends before it begins")
    return Period(key, "span", date(int(first_year), 1, 1), date(int(last_year), 12, 31))


def _term(key: str, first: str, last: str) -> Period:
    period = Period(key, TERM, date.fromisoformat(first), date.fromisoformat(last))
    if not SHORTEST_TERM * 365 <= (period.last - period.first).days <= LONGEST_TERM * 366:
        raise ValueError(f"{key!r}: a term of office lasts from {SHORTEST_TERM} to {LONGEST_TERM} years")
    return period


def _days(key: str, first: str, last: str) -> Period:
    period = Period(key, "days", date.fromisoformat(first), date.fromisoformat(last))
    if period.last < period.first:
        raise ValueError(f"{key!r}: ends before it begins")
    return period


_SHAPES: list[tuple[str, Callable[..., Period]]] = [
    (r"(\d{4})-(\d{2})", lambda key, year, month: _months(key, MONTH, year, int(month), int(month))),
    (r"(\d{4})-Q([1-4])", lambda key, year, q: _months(key, QUARTER, year, 3 * int(q) - 2, 3 * int(q))),
    (r"(\d{4})-6M", lambda key, year: _months(key, HALF, year, 1, 6)),
    (r"(\d{4})-6M2", lambda key, year: _months(key, HALF, year, 7, 12)),
    (r"(\d{4})-9M", lambda key, year: _months(key, "nine", year, 1, 9)),
    (r"(\d{4})", lambda key, year: _months(key, YEAR, year, 1, 12)),
    (r"(\d{4})\.\.(\d{4})", _span),
    (r"(\d{4}-\d{2}-\d{2})\.\.(\d{4}-\d{2}-\d{2})", _days),
    (r"T(\d{4}-\d{2}-\d{2})\.\.(\d{4}-\d{2}-\d{2})", _term),
]
# What follows the year in the keys of each kind.
_ENDINGS: dict[str, tuple[str, ...]] = {
    MONTH: tuple(f"-{month:02}" for month in range(1, 13)),
    QUARTER: tuple(f"-Q{quarter}" for quarter in range(1, 5)),
    HALF: ("-6M", "-6M2"),
    "nine": ("-9M",),
    YEAR: ("",),
}

ROMAN = {1: "I", 2: "II", 3: "III", 4: "IV"}
JULY = 7


def _quarter_of(day: date) -> int:
    return (day.month + 2) // 3


_KEYS: dict[str, Callable[[date], str]] = {
    MONTH: lambda day: f"{day:%Y-%m}",
    QUARTER: lambda day: f"{day.year:04}-Q{_quarter_of(day)}",
    HALF: lambda day: f"{day.year:04}-6M{'2' if day.month >= JULY else ''}",
    YEAR: lambda day: f"{day.year:04}",
}


def _half_label(period: Period) -> str:
    words = _("6 tháng cuối năm %(year)s") if period.first.month == JULY else _("6 tháng đầu năm %(year)s")
    return words % {"year": period.first.year}


def _span_label(period: Period) -> str:
    if is_term(period):
        return _("nhiệm kỳ %(first)s-%(last)s") % {"first": period.first.year, "last": period.last.year}
    if period.first.year == period.last.year:
        return _("năm %(year)s") % {"year": period.first.year}
    return _("các năm %(first)s-%(last)s") % {"first": period.first.year, "last": period.last.year}


def _term_label(period: Period) -> str:
    words = {"start": period.first.year, "end": period.last.year, "first": f"{period.first:%d/%m/%Y}", "last": f"{period.last:%d/%m/%Y}"}
    return _("nhiệm kỳ %(start)s-%(end)s (từ %(first)s đến %(last)s)") % words


def _days_label(period: Period) -> str:
    words = {"first": f"{period.first:%d/%m/%Y}", "last": f"{period.last:%d/%m/%Y}"}
    return _("từ ngày %(first)s đến ngày %(last)s") % words


_LABELS: dict[str, Callable[[Period], str]] = {
    MONTH: lambda p: _("tháng %(month)s năm %(year)s") % {"month": p.first.month, "year": p.first.year},
    QUARTER: lambda p: _("Quý %(quarter)s năm %(year)s") % {"quarter": ROMAN[_quarter_of(p.first)], "year": p.first.year},
    HALF: _half_label,
    "nine": lambda p: _("9 tháng đầu năm %(year)s") % {"year": p.first.year},
    YEAR: lambda p: _("năm %(year)s") % {"year": p.first.year},
    "span": _span_label,
    TERM: _term_label,
    "days": _days_label,
}


def _previous_days(period: Period) -> Period:
    after = period.last + timedelta(days=1)
    last = period.first - timedelta(days=1)
    if after.day == period.first.day:
        first = _months_back(period.first, 12 * (after.year - period.first.year) + after.month - period.first.month)
    else:
        first = period.first - (after - period.first)
    return parse(f"{first}..{last}")


def _months_back(day: date, months: int) -> date:
    """The same day of the month, that many months earlier (callers have days that every month has, or take the month's last)."""
    count = 12 * day.year + day.month - 1 - months
    year, month = divmod(count, 12)
    after = date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    return date(year, month + 1, min(day.day, (after - timedelta(days=1)).day))


def _previous_span(period: Period) -> Period:
    # A term begins in the year in which the one before it ended.
    years = TERM_YEARS if is_term(period) else period.last.year - period.first.year + 1
    return parse(f"{period.first.year - years:04}..{period.last.year - years:04}")


def _previous_term(period: Period) -> Period:
    """Five years that end on the eve: when the one before began is only known from its own report."""
    return parse(f"T{_months_back(period.first, 12 * TERM_YEARS)}..{period.first - timedelta(days=1)}")


def _year_less(day: date) -> date:
    return day.replace(year=day.year - 1)


def _previous_quarter(period: Period) -> Period:
    before = period.first - timedelta(days=1)
    return parse(f"{before.year:04}-Q{_quarter_of(before)}")


_PREVIOUS: dict[str, Callable[[Period], Period]] = {
    MONTH: lambda p: parse(f"{p.first - timedelta(days=1):%Y-%m}"),
    QUARTER: _previous_quarter,
    HALF: lambda p: parse(f"{p.first.year:04}-6M" if p.first.month == JULY else f"{p.first.year - 1:04}-6M2"),
    "nine": lambda p: parse(f"{p.first.year - 1:04}-9M"),
    YEAR: lambda p: parse(f"{p.first.year - 1:04}"),
    "span": _previous_span,
    TERM: _previous_term,
    "days": _previous_days,
}
