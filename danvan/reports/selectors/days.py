"""How reports came in, day by day: of the units directly below one, or of what lies below each of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, QuerySet

from danvan.lib import clock
from danvan.reports.models import FILED, Form, Obligation, PeriodRow
from danvan.reports.selectors.filing import FILED_ON, STATE
from danvan.reports.selectors.names import listed_in
from danvan.reports.selectors.passages import MOVED, Passage, passages
from danvan.units.models import Unit, UnitParent, stood_by

# A page is so many days wide; what came before stands in its first column.
MOST_DAYS = 31


@dataclass(frozen=True, slots=True)
class Day:
    """One day: how many came on it, how many were sent back on it, and how many stood filed at its end. `rate` in whole per cent, never over 100.

    `gathers`: the first of the page tells with it what came and went before.
    """

    day: date
    filed: int
    returned: int
    total: int
    expected: int
    gathers: bool = False

    @property
    def rate(self) -> int:
        """Whole per cent, rounded down: 100 only when everybody filed."""
        return 100 * self.total // self.expected if self.expected else 0


@dataclass(frozen=True, slots=True)
class Row:
    """One unit: how many reports are owed at (or below) it; for each day of the matrix how many stood filed at its end and how many were sent back on it."""

    unit_id: int
    name: str
    expected: int
    cells: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class ByDay:
    """The curve and the matrix over the same days; `returned`: every day on which any was sent back, with how many, before them too."""

    expected: int
    days: tuple[Day, ...]
    rows: tuple[Row, ...]
    returned: tuple[tuple[date, int], ...] = ()

    @property
    def filed(self) -> int:
        """How many have filed."""
        return self.days[-1].total if self.days else 0


@dataclass(frozen=True, slots=True)
class Came:
    """So many reports of a unit, when they went in and when they came back; never of those that never came."""

    unit: int
    passages: tuple[Passage, ...]
    number: int


def by_day(unit: Unit, period: PeriodRow, *, form: Form | None = None) -> ByDay:
    """Who stood filed to the unit at the end of each day; where those directly below themselves receive, a row sums what they received.

    A report that was sent back stops counting on that day, not before, and counts again from the day it comes back. Five queries at most.
    """
    owed = Obligation.objects.filter(period=period)
    owed = owed.filter(form=form) if form else owed
    below = UnitParent.objects.filter(stood_by(period.last_day), parent=unit).values("unit_id")
    came = _came(owed.filter(receiver__in=below), "receiver_id") or _came(owed.filter(receiver=unit), "unit_id")
    days = _days([passage.day for one in came for passage in one.passages], period)
    by_unit: dict[int, list[Came]] = {}
    for one in came:
        by_unit.setdefault(one.unit, []).append(one)
    names = listed_in(by_unit, period) if came else {}
    rows = [_row(pk, names[pk], by_unit[pk], days) for pk in names]
    told = tuple(_day(came, day, first=day == days[0]) for day in days)
    back = sorted({passage.day for one in came for passage in one.passages if passage.back})
    return ByDay(sum(one.number for one in came), told, tuple(rows), tuple((day, _sum(came, day, back=True)) for day in back))


def _came(owed: QuerySet[Obligation], who: str) -> list[Came]:
    """By unit. A unit whose heir reports for it filed when the heir did."""
    counted = owed.order_by().annotate(stands=STATE, came=FILED_ON, held=MOVED)
    rows = list(counted.values_list(who, "stands", "came", "held").annotate(number=Count("id")))
    back = passages({held for *_rest, held, _number in rows if held})
    return [
        Came(unit, back.get(held) or ((Passage(day),) if stands in FILED and day else ()), number)
        for unit, stands, day, held, number in rows
    ]


def _days(moved: Sequence[date], period: PeriodRow) -> list[date]:
    """Every day from the first filing after the period (at most `MOST_DAYS` back from the last) until the last filing or return, or today while they come."""
    if not moved:
        return []
    last = max(moved)
    first = max(min(moved), last - timedelta(days=MOST_DAYS - 1))
    until = min(clock.today(), first + timedelta(days=MOST_DAYS - 1), max(last, period.last_day + timedelta(days=1)))
    return [first + timedelta(days=number) for number in range((max(until, last) - first).days + 1)]


def _day(came: Sequence[Came], day: date, *, first: bool) -> Day:
    """What came before the first day of the page is told with it."""
    sent = _sum(came, day, back=False, until=first)
    before = first and any(passage.day < day for one in came for passage in one.passages)
    return Day(day, sent, _sum(came, day, back=True, until=first), _until(came, day), sum(one.number for one in came), gathers=before)


def _row(unit: int, name: str, came: Sequence[Came], days: Sequence[date]) -> Row:
    cells = tuple((_until(came, day), _sum(came, day, back=True)) for day in days)
    return Row(unit, name, sum(one.number for one in came), cells)


def _until(came: Iterable[Came], day: date) -> int:
    """Sendings less returns until the end of the day."""
    return sum(one.number * (-1 if passage.back else 1) for one in came for passage in one.passages if passage.day <= day)


def _sum(came: Iterable[Came], day: date, *, back: bool, until: bool = False) -> int:
    """Those that went in (`back`: came back) on the day; `until`: or before it."""
    return sum(
        one.number
        for one in came
        for passage in one.passages
        if passage.back == back and (passage.day == day or (until and passage.day < day))
    )
