"""A lawful calendar, proposed: as many days as the law asks, on the weekday the office keeps, never on a day off."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from danvan.lib.workdays import Calendar
from danvan.reception.rules.owed import Norm, days_of, owed


@dataclass(frozen=True)
class Proposed:
    """A day proposed. `wanted` is the weekday's own day, where the proposal had to leave it; `why` says what stood in the way."""

    day: date
    wanted: date | None = None
    why: str = ""


def propose(
    norms: Sequence[Norm], taken: Collection[date], first: date, last: date, calendar: Calendar, *, weekday: int, not_before: date
) -> list[Proposed]:
    """The days that are still lacking in the windows of `first` to `last`, spread evenly.

    In: norms and calendar as for `owed`; `taken`, regular days planned or held already; weekday 0 (Monday) to 4; `not_before`, the first
    day that can be planned. Out: in order of days. Where too few working days are left, fewer.
    """
    found: list[Proposed] = []
    for window in owed(norms, taken, first, last, calendar).windows:
        span = (window.first, window.last)
        free = [
            day
            for day in days_of(span)
            if day >= not_before and day not in taken and calendar.is_working(day) and any(norm.binds(day) for norm in norms)
        ]
        wanted = [day for day in days_of(span) if day.weekday() == weekday]
        found += _fill(window.shortfall, window.required, free, wanted, set(taken), calendar)
    return sorted(found, key=lambda one: one.day)


def _fill(lacking: int, required: int, free: list[date], wanted: list[date], taken: set[date], calendar: Calendar) -> list[Proposed]:
    """The targets farthest from what is taken first; each target that cannot be kept gives way to the nearest free day."""
    targets = [wanted[place * len(wanted) // required] for place in range(required)]
    targets.sort(key=lambda day: (-min((abs((day - other).days) for other in taken), default=0), day))
    made: list[Proposed] = []
    for target in sorted(targets[:lacking]):
        left = [day for day in free if day not in {one.day for one in made}]
        if not left:
            break
        day = min(left, key=lambda one: (abs((one - target).days), one))
        made.append(Proposed(day) if day == target else Proposed(day, target, calendar.why(target)))
    return made
