"""Reporting periods as plain values: a key people can type, a first and a last day (both included)."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

TERM_YEARS = 5


@dataclass(frozen=True)
class Period:
    """`kind`: month, quarter, half (6 months), nine (9 months), year, span (named years), days (any two days)."""

    key: str
    kind: str
    first: date
    last: date

    def __str__(self) -> str:
        return self.key


def parse(key: str) -> Period:
    """A period from its key: 2026-09, 2026-Q3, 2026-6M, 2023-9M, 2023, 2021..2023, 2026-06-15..2026-09-14.

    Raises ValueError, saying what is accepted, for anything else.
    """
    text = key.strip().upper()
    for pattern, build in _SHAPES:
        found = re.fullmatch(pattern, text)
        if found:
            return build(text, *found.groups())
    raise ValueError(f"{key!r} is not a period: write 2026-09, 2026-Q3, 2026-6M, 2023-9M, 2023, 2021..2023 or 2026-06-15..2026-09-14")


def label(period: Period) -> str:
    """The period as it reads inside a sentence or a title: "Quý III năm 2026", "9 tháng đầu năm 2023", "các năm 2021-2023"."""
    return _LABELS[period.kind](period)


def previous(period: Period) -> Period:
    """The period to compare with.

    The one just before; for 6 and 9 months the same months of the year before. A run of whole months steps back by whole months,
    any other run of days by as many days. Raises ValueError where there is no such year.
    """
    return _PREVIOUS[period.kind](period)


def year_before(period: Period) -> Period | None:
    """The same days one year earlier ("cùng kỳ năm trước"). None where there is no such thing: a run of years, or a run of days from 29 February."""
    if period.kind == "span" or period.first.year <= 1:
        return None
    if period.kind == "days":
        try:
            return parse(f"{_year_less(period.first)}..{_year_less(period.last)}")
        except ValueError:
            return None
    return parse(f"{period.first.year - 1:04}{period.key[4:]}")


def is_term(period: Period) -> bool:
    """A term of office (nhiệm kỳ): it runs from the year of one congress to that of the next, five years on (2020..2025)."""
    return period.kind == "span" and period.last.year - period.first.year == TERM_YEARS


def contains(period: Period, other: "Period | date") -> bool:
    """Does the day, or the whole of the other period, lie within this one?"""
    first, last = (other, other) if isinstance(other, date) else (other.first, other.last)
    return period.first <= first and last <= period.last


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


def _days(key: str, first: str, last: str) -> Period:
    period = Period(key, "days", date.fromisoformat(first), date.fromisoformat(last))
    if period.last < period.first:
        raise ValueError(f"{key!r}: ends before it begins")
    return period


_SHAPES: list[tuple[str, Callable[..., Period]]] = [
    (r"(\d{4})-(\d{2})", lambda key, year, month: _months(key, "month", year, int(month), int(month))),
    (r"(\d{4})-Q([1-4])", lambda key, year, q: _months(key, "quarter", year, 3 * int(q) - 2, 3 * int(q))),
    (r"(\d{4})-6M", lambda key, year: _months(key, "half", year, 1, 6)),
    (r"(\d{4})-9M", lambda key, year: _months(key, "nine", year, 1, 9)),
    (r"(\d{4})", lambda key, year: _months(key, "year", year, 1, 12)),
    (r"(\d{4})\.\.(\d{4})", _span),
    (r"(\d{4}-\d{2}-\d{2})\.\.(\d{4}-\d{2}-\d{2})", _days),
]


ROMAN = {1: "I", 2: "II", 3: "III", 4: "IV"}


def _quarter_of(day: date) -> int:
    return (day.month + 2) // 3


def _span_label(period: Period) -> str:
    if is_term(period):
        return _("nhiệm kỳ %(first)s-%(last)s") % {"first": period.first.year, "last": period.last.year}
    if period.first.year == period.last.year:
        return _("năm %(year)s") % {"year": period.first.year}
    return _("các năm %(first)s-%(last)s") % {"first": period.first.year, "last": period.last.year}


def _days_label(period: Period) -> str:
    words = {"first": f"{period.first:%d/%m/%Y}", "last": f"{period.last:%d/%m/%Y}"}
    return _("từ ngày %(first)s đến ngày %(last)s") % words


_LABELS: dict[str, Callable[[Period], str]] = {
    "month": lambda p: _("tháng %(month)s năm %(year)s") % {"month": p.first.month, "year": p.first.year},
    "quarter": lambda p: _("Quý %(quarter)s năm %(year)s") % {"quarter": ROMAN[_quarter_of(p.first)], "year": p.first.year},
    "half": lambda p: _("6 tháng đầu năm %(year)s") % {"year": p.first.year},
    "nine": lambda p: _("9 tháng đầu năm %(year)s") % {"year": p.first.year},
    "year": lambda p: _("năm %(year)s") % {"year": p.first.year},
    "span": _span_label,
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


def _year_less(day: date) -> date:
    return day.replace(year=day.year - 1)


def _previous_quarter(period: Period) -> Period:
    before = period.first - timedelta(days=1)
    return parse(f"{before.year:04}-Q{_quarter_of(before)}")


_PREVIOUS: dict[str, Callable[[Period], Period]] = {
    "month": lambda p: parse(f"{p.first - timedelta(days=1):%Y-%m}"),
    "quarter": _previous_quarter,
    "half": lambda p: parse(f"{p.first.year - 1:04}-6M"),
    "nine": lambda p: parse(f"{p.first.year - 1:04}-9M"),
    "year": lambda p: parse(f"{p.first.year - 1:04}"),
    "span": _previous_span,
    "days": _previous_days,
}
