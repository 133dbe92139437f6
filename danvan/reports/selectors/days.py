"""How reports came in, day by day: of the units directly below one, or of what lies below each of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, QuerySet

from danvan.lib import clock
from danvan.reports.models import FILED, Form, Obligation, PeriodRow
from danvan.reports.selectors.filing import FILED_ON, STATE
from danvan.reports.selectors.names import listed_in
from danvan.units.models import Unit, UnitParent, stood_by

# A page is so many days wide; what came before stands in its first column.
MOST_DAYS = 31


@dataclass(frozen=True, slots=True)
class Day:
    """One day: how many filed on it and until its end. `rate` in whole per cent, never over 100."""

    day: date
    filed: int
    total: int
    expected: int

    @property
    def rate(self) -> int:
        """Whole per cent, rounded down: 100 only when everybody filed."""
        return 100 * self.total // self.expected if self.expected else 0


@dataclass(frozen=True, slots=True)
class Row:
    """One unit: how many reports are owed at (or below) it and how many had come by the end of each day of the matrix."""

    unit_id: int
    name: str
    expected: int
    totals: tuple[int, ...]


@dataclass(frozen=True)
class ByDay:
    """The curve and the matrix over the same days."""

    expected: int
    days: tuple[Day, ...]
    rows: tuple[Row, ...]

    @property
    def filed(self) -> int:
        """How many have filed."""
        return self.days[-1].total if self.days else 0


Came = tuple[int, date | None, int]  # unit, day of filing (None: has not), how many


def by_day(unit: Unit, period: PeriodRow, *, form: Form | None = None) -> ByDay:
    """Who had filed to the unit by each day; where those directly below themselves receive, a row sums what they received. Three queries."""
    owed = Obligation.objects.filter(period=period)
    owed = owed.filter(form=form) if form else owed
    below = UnitParent.objects.filter(stood_by(period.last_day), parent=unit).values("unit_id")
    came = _came(owed.filter(receiver__in=below), "receiver_id") or _came(owed.filter(receiver=unit), "unit_id")
    expected = sum(number for _unit, _day, number in came)
    days = _days([day for _unit, day, _number in came if day], period)
    names = listed_in({one for one, _day, _number in came}, period) if came else {}
    rows = [_row(pk, names[pk], [one for one in came if one[0] == pk], days) for pk in names]
    return ByDay(expected, tuple(_day(came, days, number, expected) for number in range(len(days))), tuple(rows))


def _came(owed: QuerySet[Obligation], who: str) -> list[Came]:
    """Unit, day, number. A unit whose heir reports for it filed when the heir did."""
    counted = owed.order_by().annotate(stands=STATE, came=FILED_ON).values_list(who, "stands", "came").annotate(number=Count("id"))
    return [(unit, day if stands in FILED else None, number) for unit, stands, day, number in counted]


def _days(filed: Sequence[date], period: PeriodRow) -> list[date]:
    """Every day from the first filing after the period (at most `MOST_DAYS` back from the last) until the last filing, or today while they come."""
    if not filed:
        return []
    last = max(filed)
    first = max(min(filed), last - timedelta(days=MOST_DAYS - 1))
    until = min(clock.today(), first + timedelta(days=MOST_DAYS - 1), max(last, period.last_day + timedelta(days=1)))
    return [first + timedelta(days=number) for number in range((max(until, last) - first).days + 1)]


def _day(came: Sequence[Came], days: Sequence[date], number: int, expected: int) -> Day:
    total = _until(came, days[number])
    return Day(days[number], total - (_until(came, days[number - 1]) if number else 0), total, expected)


def _row(unit: int, name: str, came: Sequence[Came], days: Sequence[date]) -> Row:
    return Row(unit, name, sum(number for _unit, _day, number in came), tuple(_until(came, day) for day in days))


def _until(came: Sequence[Came], day: date) -> int:
    return sum(number for _unit, on, number in came if on and on <= day)
