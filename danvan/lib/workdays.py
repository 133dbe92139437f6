"""Counting days as the law counts them, with the proof day by day. Pure: the days off and worked come as arguments."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils.translation import gettext as _

WORKING = "working"
CALENDAR = "calendar"
SATURDAY = 5

# (first paused day, day the clock runs again): half-open like every validity; an open end means still paused.
Pause = tuple[date, date | None]


class NeverEnds(ValueError):
    """The clock is paused with no end, so the period has no last day."""


@dataclass(frozen=True)
class Line:
    """One day of the proof: was it counted, as which day of the period (0 if not), and why."""

    day: date
    counted: bool
    number: int
    why: str


@dataclass(frozen=True)
class Due:
    """The last day of a period, and how it was found."""

    day: date
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Calendar:
    """Days that are not what the week says, each with its name: weekdays off, and weekend days worked."""

    off: Mapping[date, str] = field(default_factory=dict)
    worked: Mapping[date, str] = field(default_factory=dict)

    def is_working(self, day: date) -> bool:
        """Is the office at work that day?"""
        return day in self.worked or (day.weekday() < SATURDAY and day not in self.off)

    def why(self, day: date) -> str:
        """What kind of day it is, in words."""
        if day in self.worked:
            return _("làm việc: %(name)s") % {"name": self.worked[day]}
        if day in self.off:
            return _("nghỉ: %(name)s") % {"name": self.off[day]}
        if day.weekday() == SATURDAY:
            return _("thứ bảy")
        return _("ngày làm việc") if day.weekday() < SATURDAY else _("chủ nhật")

    def due(self, start: date, days: int, counting: str, paused: Sequence[Pause] = ()) -> Due:
        """The last day of `days` days counted from `start`, which itself is not counted.

        In: days >= 0; counting "working" or "calendar"; paused spans, whose days are not counted.
        A calendar period that ends on a day off ends on the next working day (Civil Code 2015, Articles 147 and 148).
        Raises ValueError for another counting or a negative number, `NeverEnds` where an open pause stops the count.
        """
        if counting not in {WORKING, CALENDAR} or days < 0:
            raise ValueError(f"cannot count {days} {counting!r} days")
        lines = [Line(start, False, 0, _("ngày bắt đầu, không tính"))]
        number = 0
        for day in _days_after(start):
            if number >= days and (counting == WORKING or self._may_end(lines[-1].day, paused, bare=not days)):
                break
            line = self._line(day, number, days, counting, paused)
            number += line.counted
            lines.append(line)
        return Due(lines[-1].day, tuple(lines))

    def working_days_between(self, start: date, end: date) -> int:
        """How many working days lie after `start` up to and including `end`; negative if `end` is earlier."""
        if end < start:
            return -self.working_days_between(end, start)
        return sum(self.is_working(start + timedelta(days=step)) for step in range(1, (end - start).days + 1))

    def latest_before(self, event: date, days: int, counting: str) -> Due:
        """The last day on which something may be done "at least `days` days before" `event`, with the proof walking back."""
        if counting not in {WORKING, CALENDAR} or days < 0:
            raise ValueError(f"cannot count {days} {counting!r} days")
        lines = [Line(event, False, 0, _("ngày diễn ra, không tính"))]
        number = 0
        while number < days:
            day = lines[-1].day - timedelta(days=1)
            counted = counting == CALENDAR or self.is_working(day)
            number += counted
            lines.append(Line(day, counted, number if counted else 0, self.why(day)))
        return Due(lines[-1].day, tuple(lines))

    def _may_end(self, day: date, paused: Sequence[Pause], *, bare: bool) -> bool:
        return bare or (self.is_working(day) and not _within(day, paused))

    def _line(self, day: date, number: int, days: int, counting: str, paused: Sequence[Pause]) -> Line:
        if _within(day, paused):
            return Line(day, False, 0, _("tạm dừng, không tính"))
        if number >= days:
            return Line(day, False, 0, self._why_moved(day))
        if counting == WORKING and not self.is_working(day):
            return Line(day, False, 0, self.why(day))
        return Line(day, True, number + 1, self.why(day))

    def _why_moved(self, day: date) -> str:
        if self.is_working(day):
            return _("ngày làm việc tiếp theo, hạn chuyển đến đây")
        return _("hạn rơi vào ngày nghỉ nên chuyển tiếp (%(why)s)") % {"why": self.why(day)}


def _days_after(start: date) -> Iterator[date]:
    day = start
    while True:
        day += timedelta(days=1)
        yield day


def _within(day: date, paused: Iterable[Pause]) -> bool:
    """Is the clock stopped that day? Raises `NeverEnds` if it was stopped with no end."""
    for first, again in paused:
        if first <= day and again is None:
            raise NeverEnds(f"paused since {first} with no end")
        if again is not None and first <= day < again:
            return True
    return False
