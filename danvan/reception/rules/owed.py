"""What a leader owes in a stretch of days and what was held: plain dates in, plain numbers out (decision 0015).

The law's number is owed in each of its own windows: a week (Monday to Sunday), a month, a year. A window belongs to the month of its anchor day
(a week: its Thursday), so months add up to years and no day is counted twice. Of a window that the law or the leader's duty covers in part only,
that part of the number is owed that its working days make up, rounded down.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from danvan.documents.models import Counting
from danvan.lib.workdays import Calendar

# L42/2013 Art. 3a, added by L136/2025: reception in person or online.
ONLINE_FROM = date(2026, 7, 1)
DAY = timedelta(days=1)
THURSDAY = timedelta(days=3)


@dataclass(frozen=True)
class Norm:
    """The law as it binds one leader: at least `number` days per week, month or year, from `first` up to before `until` (empty = still so).

    `says` is the article, for people. Norms of one leader never overlap.
    """

    number: int
    counting: str
    first: date
    until: date | None = None
    says: str = ""

    def binds(self, day: date) -> bool:
        """Is it in force that day?"""
        return self.first <= day and (self.until is None or day < self.until)


@dataclass(frozen=True)
class Window:
    """A week, month or year of the law: how many days it owes, and the distinct lawful days held in it."""

    first: date
    last: date
    required: int
    held: tuple[date, ...]

    @property
    def shortfall(self) -> int:
        """Days still lacking; more than required in one window makes up for no other."""
        return max(0, self.required - len(self.held))


@dataclass(frozen=True)
class Owed:
    """The windows of a stretch of days, added up."""

    windows: tuple[Window, ...] = ()

    @property
    def required(self) -> int:
        """Days owed."""
        return sum(window.required for window in self.windows)

    @property
    def held(self) -> int:
        """Lawful days held, more than required included."""
        return sum(len(window.held) for window in self.windows)

    @property
    def counted(self) -> int:
        """Lawful days that fulfil something owed."""
        return self.required - self.shortfall

    @property
    def shortfall(self) -> int:
        """Days lacking in all windows."""
        return sum(window.shortfall for window in self.windows)

    def missed(self, on: date) -> int:
        """Days lacking in windows that ended before the day: nothing can be made up any more."""
        return sum(window.shortfall for window in self.windows if window.last < on)

    def to_come(self, on: date) -> int:
        """Days lacking in windows that still run on the day or come later."""
        return self.shortfall - self.missed(on)


def owed(norms: Sequence[Norm], held: Collection[date], first: date, last: date, calendar: Calendar) -> Owed:
    """What is owed in the windows that belong to `first` to `last` (both included).

    In: norms that do not overlap; the lawful days held (regular, by the leader); the calendar of working days.
    """
    days = sorted(set(held))
    found = (
        _window(span, [norm for norm in norms if norm.counting == counting], days, calendar)
        for counting in sorted({norm.counting for norm in norms})
        for span in _spans(counting, first, last)
    )
    return Owed(tuple(window for window in sorted(found, key=lambda one: one.first) if window.required or window.held))


def span_of(day: date, counting: str) -> tuple[date, date]:
    """The law's window that holds the day, first and last day. Raises ValueError for what is no frequency."""
    if counting == Counting.PER_WEEK:
        monday = day - timedelta(days=day.weekday())
        return monday, monday + 6 * DAY
    if counting == Counting.PER_MONTH:
        return day.replace(day=1), _month_after(day) - DAY
    if counting == Counting.PER_YEAR:
        return date(day.year, 1, 1), date(day.year, 12, 31)
    raise ValueError(f"{counting!r} is no frequency")


def days_of(span: tuple[date, date]) -> Iterator[date]:
    """Each day of the span."""
    day, last = span
    while day <= last:
        yield day
        day += DAY


def _spans(counting: str, first: date, last: date) -> Iterator[tuple[date, date]]:
    """The windows whose anchor lies in the days."""
    span = span_of(first, counting)
    while span[0] <= last:
        if first <= _anchor(span, counting) <= last:
            yield span
        span = span_of(span[1] + DAY, counting)


def _anchor(span: tuple[date, date], counting: str) -> date:
    """The day that says to which month a window belongs: a week where most of its working days lie, a year to its end."""
    if counting == Counting.PER_WEEK:
        return span[0] + THURSDAY
    return span[1]


def _window(span: tuple[date, date], norms: Sequence[Norm], held: Sequence[date], calendar: Calendar) -> Window:
    lawful = tuple(day for day in held if span[0] <= day <= span[1] and any(norm.binds(day) for norm in norms))
    return Window(*span, required_in(span, norms, calendar), lawful)


def required_in(span: tuple[date, date], norms: Iterable[Norm], calendar: Calendar) -> int:
    """How many days the window owes: each norm's number in the share of the window's working days it binds, summed, rounded down."""
    near = [norm for norm in norms if norm.first <= span[1] and (norm.until is None or norm.until > span[0])]
    if not near:
        return 0
    working = [day for day in days_of(span) if calendar.is_working(day)]
    if not working:
        return 0
    parts = sum((Fraction(norm.number * sum(norm.binds(day) for day in working), len(working)) for norm in near), Fraction(0))
    return int(parts)


def _month_after(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)
