"""Reporting periods as plain values: a key people can type, a first and a last day (both included)."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta


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
