"""The next days on which a form is due, to look at before it is published."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from danvan.documents.selectors import calendar
from danvan.lib import clock, periods
from danvan.lib.workdays import Calendar
from danvan.reports import due
from danvan.reports.models import Frequency
from danvan.units.models import Level

# Terms and named days follow no calendar: when the next one is, nobody knows.
REGULAR = (Frequency.MONTH, Frequency.QUARTER, Frequency.HALF, Frequency.NINE, Frequency.YEAR)


@dataclass(frozen=True, slots=True)
class Next:
    """The next period of a kind, and until when each level, by its name, files for it."""

    label: str
    days: dict[str, date]


def upcoming(rules: due.Rules, levels: Sequence[str], frequencies: Iterable[str], first_day: int) -> list[Next]:
    """For each regular kind the first period that is not past its due day today on some level. One query."""
    today = clock.today()
    known = calendar([today.year - 1, today.year, today.year + 1])
    return [_next([kind], rules, levels, first_day, known, today) for kind in REGULAR if kind in frequencies and levels]


def _next(kind: Sequence[str], rules: due.Rules, levels: Sequence[str], first_day: int, known: Calendar, today: date) -> Next:
    near = (one for year in range(today.year - 1, today.year + 2) for one in periods.of_year(kind, year, first=first_day))
    told = (
        Next(
            periods.label(one),
            {str(Level(level).label): due.day(due.rule_for(rules, level, one.length), one.last, known) for level in levels},
        )
        for one in near
    )
    return next(one for one in told if max(one.days.values()) >= today)
