"""What leaders owed, held and missed: for one unit, or for all units below another, in a bounded number of queries."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from danvan.documents.selectors import calendar
from danvan.lib.workdays import Calendar
from danvan.reception.models import Mode, ReceptionDuty, Session, SessionKind, SessionState
from danvan.reception.rules import ONLINE_FROM, Norm, Owed, owed
from danvan.reception.selectors.duties import limits, norms_of
from danvan.units.models import Level, Unit

# A week may begin or end so many days outside the period it belongs to.
MARGIN = timedelta(days=7)


@dataclass(frozen=True)
class Leader:
    """How one leader stands in a stretch of days. `delegated`: regular days on which somebody else received; they count for nobody."""

    duty: ReceptionDuty
    norms: list[Norm]
    owed: Owed
    on: date
    held: list[date] = field(default_factory=list)
    delegated: list[date] = field(default_factory=list)
    planned: list[date] = field(default_factory=list)
    lapsed: list[date] = field(default_factory=list)
    ad_hoc: int = 0

    @property
    def missed(self) -> int:
        """Days that can no longer be made up."""
        return self.owed.missed(self.on)

    @property
    def to_come(self) -> int:
        """Days still to be held, and possible."""
        return self.owed.to_come(self.on)

    @property
    def unplanned(self) -> int:
        """Days still to be held for which no session stands in the calendar."""
        return max(0, self.to_come - len(self.planned))


def leaders(units: Iterable[int], first: date, last: date, on: date) -> list[Leader]:
    """Every leader of these units who owes reception within the days, as seen on a day. Four queries, however many units.

    First and last day included; they should be the ends of months, since windows belong to months (rules.owed).
    """
    duties = ReceptionDuty.objects.filter(unit__in=list(units), valid_from__lte=last).exclude(valid_to__lte=first)
    found = list(duties.select_related("unit", "post__body").order_by("post__body__kind", "id"))
    sessions = _sessions([duty.pk for duty in found], first - MARGIN, last + MARGIN)
    rows, days = limits(), calendar(range(first.year, last.year + 1))
    return [_leader(duty, norms_of(duty, rows), sessions[duty.pk], (first, last), on, days) for duty in found]


def _sessions(duties: list[int], first: date, last: date) -> dict[int, list[Session]]:
    grouped: dict[int, list[Session]] = defaultdict(list)
    for session in Session.objects.filter(duty__in=duties).between(first, last).exclude(state=SessionState.POSTPONED).order_by("day"):
        grouped[session.duty_id].append(session)
    return grouped


def _leader(duty: ReceptionDuty, norms: list[Norm], sessions: list[Session], span: tuple[date, date], on: date, days: Calendar) -> Leader:
    lawful = [one.day for one in sessions if is_lawful(one)]
    standing = owed(norms, lawful, *span, days)
    inside = [one for one in sessions if span[0] <= one.day <= span[1]]
    regular = [one for one in inside if one.kind == SessionKind.REGULAR]
    return Leader(
        duty,
        norms,
        standing,
        on,
        held=[day for window in standing.windows for day in window.held],
        delegated=[one.day for one in regular if one.delegated],
        planned=[one.day for one in regular if one.state == SessionState.PLANNED and one.day >= on],
        lapsed=[one.day for one in regular if one.state == SessionState.PLANNED and one.day < on],
        ad_hoc=sum(one.kind == SessionKind.AD_HOC and one.state == SessionState.HELD for one in inside),
    )


def is_lawful(session: Session) -> bool:
    """The same as `SessionQuerySet.lawful_days`, for a row in hand."""
    by_the_leader = session.state == SessionState.HELD and not session.delegated
    online_too_early = session.mode == Mode.ONLINE and session.day < ONLINE_FROM
    return by_the_leader and session.kind == SessionKind.REGULAR and not online_too_early


def months_of(unit: Unit, year: int, on: date) -> list[tuple[date, int, int]]:
    """Each month of the year up to the day: its first day, days owed, days counted, all leaders of the unit together."""
    months = [date(year, month, 1) for month in range(1, 13) if date(year, month, 1) <= on]
    if not months:
        return []
    whole = leaders([unit.pk], months[0], date(year, 12, 31), on)
    days = calendar([year])
    return [(first, *_month(whole, first, days)) for first in months]


def _month(whole: list[Leader], first: date, days: Calendar) -> tuple[int, int]:
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    parts = [owed(one.norms, one.held, first, last, days) for one in whole]
    return sum(part.required for part in parts), sum(part.counted for part in parts)


def units_below(unit: Unit, on: date) -> list[Unit]:
    """The units directly under it on the day, in the order of their names."""
    return list(Unit.objects.children_of(unit, on).exclude(level=Level.HAMLET).order_by("sort_key", "id"))
