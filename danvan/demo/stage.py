"""A stage on which lives are told in the order of time: every act happens at its own moment, through the services, in one chronology."""

import heapq
from collections.abc import Callable, Generator
from datetime import date, datetime, timedelta
from itertools import count

from danvan.lib import clock
from danvan.lib.workdays import Calendar

# A life acts, then yields how many working days it waits before its next act.
Life = Generator[int, None, None]

# How many acts lie between two lines of progress.
CHAPTER = 1000


class Stage:
    """Runs many lives, one act at a time, earliest first, up to and including the last day."""

    def __init__(self, calendar: Calendar, last_day: date) -> None:
        self._calendar = calendar
        self._end = clock.moment(last_day, 23, 59)
        self._queue: list[tuple[datetime, int, Life]] = []
        self._order = count()

    def begin(self, when: datetime, life: Life) -> None:
        """Let a life start at a moment."""
        heapq.heappush(self._queue, (when, next(self._order), life))

    def run(self, progress: Callable[[datetime, int], None]) -> int:
        """Tell everything up to the last day; what would come later is left untold. Out: the number of acts."""
        told = 0
        while self._queue and self._queue[0][0] <= self._end:
            when, _, life = heapq.heappop(self._queue)
            self._act(when, life)
            told += 1
            if told % CHAPTER == 0:
                progress(when, told)
        return told

    def _act(self, when: datetime, life: Life) -> None:
        with clock.standing_at(when):
            wait = next(life, None)
        if wait is not None:
            self.begin(self._later(when, wait), life)

    def _later(self, when: datetime, working_days: int) -> datetime:
        """The same day a little later, or so many working days on."""
        if working_days <= 0:
            return when + timedelta(minutes=20)
        day = self.later_day(when.astimezone(clock.VIETNAM).date(), working_days)
        return clock.moment(day, 8 + when.minute % 8, when.minute)

    def later_day(self, day: date, working_days: int) -> date:
        """The day so many working days after."""
        while working_days > 0:
            day += timedelta(days=1)
            working_days -= self._calendar.is_working(day)
        return day
