"""The arithmetic of clocks: plain dates in, plain dates out."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Protocol

from django.utils.translation import gettext_lazy as _

from danvan.lib.workdays import Calendar, Due, NeverEnds
from danvan.petitions.rules.grounds import Words

# Steps of `documents.TimeLimit` that run as clocks here.
NOTIFY = "notify"  # tell the sender what becomes of it (L42/2013 Art. 28; Circular 05/2021)
DECIDE = "accept"  # decide on acceptance (complaint: L02/2011 Art. 27; denunciation: L25/2018 Art. 24)
SETTLE = "settle"  # settle what was accepted (complaint: L02/2011 Art. 28; denunciation: L25/2018 Art. 30)
REVIEW = "review"  # look again where the sender did not agree (the office's own term)

# Contact data goes a year after the matter ended; two years after reception if it never ends it is looked at again by `purge`.
KEEP_CONTACT_DAYS = 365
KEEP_OPEN_CONTACT_DAYS = 730


class Limit(Protocol):
    """The numbers of a `documents.TimeLimit`."""

    days: int | None
    extended_days: int | None
    extensions_allowed: int
    remote_days: int | None
    remote_extended_days: int | None


def days_of(limit: Limit, *, remote: bool) -> int | None:
    """How many days the limit gives; None where it gives none."""
    return limit.remote_days if remote and limit.remote_days else limit.days


def longest(limit: Limit, *, remote: bool, now: int, already: int = 0) -> int | None:
    """The most days in all after one more extension of a clock that stands at `now` days; None where the law allows none, or no further one.

    Where several are allowed each adds an equal part at most, so a short first one makes the second no longer (denunciations: twice, each
    time 30 days at most, L25/2018 Art. 30).
    """
    most = limit.remote_extended_days if remote and limit.remote_extended_days else limit.extended_days
    base = days_of(limit, remote=remote)
    if most is None or base is None or already >= limit.extensions_allowed:
        return None
    return min(most, now + (most - base) // limit.extensions_allowed)


@dataclass(frozen=True)
class Run:
    """A clock as plain values: `pauses` are half-open spans, the last may have no end."""

    started_on: date
    days: int
    counting: str
    pauses: tuple[tuple[date, date | None], ...] = ()

    def due(self, calendar: Calendar) -> Due | None:
        """The last day and its proof; None while the clock stands still with no end."""
        try:
            return calendar.due(self.started_on, self.days, self.counting, self.pauses)
        except NeverEnds:
            return None


class Group(StrEnum):
    """How soon something is due."""

    OVERDUE = "overdue"
    TODAY = "today"
    SOON = "soon"
    WEEK = "week"
    LATER = "later"
    PAUSED = "paused"
    UNTIMED = "untimed"


# A group of at least five people names one or two representatives, from ten on up to five (Decree 124/2020, recalled).
GROUP_OF_FIVE, GROUP_OF_TEN = 5, 10


def most_representatives(people: int) -> int | None:
    """How many representatives a group may have; None where the rule does not speak."""
    if people < GROUP_OF_FIVE:
        return None
    return 2 if people < GROUP_OF_TEN else 5


GROUP_LABELS: dict[Group, Words] = {
    Group.OVERDUE: _("Quá hạn"),
    Group.TODAY: _("Hôm nay"),
    Group.SOON: _("Còn 1–3 ngày"),
    Group.WEEK: _("Còn 4–7 ngày"),
    Group.LATER: _("Còn hơn 7 ngày"),
    Group.PAUSED: _("Tạm đình chỉ"),
    Group.UNTIMED: _("Không có thời hạn"),
}


def due_range(group: Group, on: date) -> tuple[date | None, date | None] | None:
    """First and last due date of a group (None = open end); None for groups that have no due date."""
    day = timedelta(days=1)
    return {
        Group.OVERDUE: (None, on - day),
        Group.TODAY: (on, on),
        Group.SOON: (on + day, on + 3 * day),
        Group.WEEK: (on + 4 * day, on + 7 * day),
        Group.LATER: (on + 8 * day, None),
    }.get(group)


def purge_day(received_on: date, closed_on: date | None) -> date:
    """When contact data goes."""
    return closed_on + timedelta(days=KEEP_CONTACT_DAYS) if closed_on else received_on + timedelta(days=KEEP_OPEN_CONTACT_DAYS)
