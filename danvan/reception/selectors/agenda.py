"""The calendar as people read it: officers a month, everybody what was posted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy as _

from danvan.documents.models import Matter, Sense, Step, TimeLimit
from danvan.documents.selectors import calendar
from danvan.lib.workdays import Calendar
from danvan.reception.models import Session, SessionState
from danvan.reception.selectors.standing import is_lawful
from danvan.units.models import Unit

LABELS = {
    "planned": (_("theo lịch"), "neutral"),
    "today": (_("hôm nay"), "info"),
    "held": (_("đã tiếp"), "success"),
    "delegated": (_("ủy quyền, không tính"), "warning"),
    "uncounted": (_("không tính"), "warning"),
    "postponed": (_("hoãn"), "warm"),
    "missed": (_("không tiếp"), "danger"),
}


@dataclass(frozen=True)
class Line:
    """A session as a list shows it on a day: how it stands in words and tone, and by when it had to be posted."""

    session: Session
    standing: str
    post_by: date | None
    posted_late: bool

    @property
    def label(self) -> str:
        """In words."""
        return str(LABELS[self.standing][0])

    @property
    def tone(self) -> str:
        """The colour that goes with it."""
        return LABELS[self.standing][1]


def sessions_of(unit: Unit, first: date, last: date) -> QuerySet[Session]:
    """The unit's sessions of these days, with how many lines of the book each has (`came`)."""
    found = Session.objects.filter(unit=unit).between(first, last).select_related("leader__body", "received_by", "moved_from", "moved_to")
    return found.annotate(came=Count("visits")).order_by("day", "starts", "id")


def open_planned(unit: Unit, on: date) -> QuerySet[Session]:
    """Planned sessions whose day has come and of which nothing was recorded yet."""
    return Session.objects.filter(unit=unit, state=SessionState.PLANNED, day__lte=on)


def lines(sessions: Sequence[Session], on: date) -> list[Line]:
    """How each stands on the day. Two queries for all."""
    if not sessions:
        return []
    limits = list(_announcing())
    days = calendar({session.day.year for session in sessions})
    return [_line(session, on, _in_force(limits, session.day), days) for session in sessions]


def announce_limit(day: date) -> TimeLimit | None:
    """How long before a session its calendar must be posted (L42/2013 Art. 24)."""
    return _in_force(list(_announcing()), day)


def standing_of(session: Session, on: date) -> str:
    """How it stands on the day. Missed is nobody's word: the day passed and nothing was recorded."""
    if session.state == SessionState.POSTPONED:
        return "postponed"
    if session.state == SessionState.HELD:
        if session.delegated:
            return "delegated"
        return "held" if is_lawful(session) or session.ground else "uncounted"
    if session.day == on:
        return "today"
    return "planned" if session.day > on else "missed"


def public_calendar(unit: Unit, first: date, last: date) -> list[Session]:
    """What the unit has posted for these days, postponed sessions included: safe for everybody, it holds posts and places only.

    Each has `leader.title`, `day`, `starts`, `ends`, `mode`, `place`, `link`, `state`, `reason`, and for a postponed one `moved_to.day`.
    """
    posted = Session.objects.filter(unit=unit, posted_on__isnull=False).between(first, last)
    return list(posted.select_related("leader__body", "moved_to").order_by("day", "starts", "id"))


def _announcing() -> QuerySet[TimeLimit]:
    return TimeLimit.objects.filter(matter=Matter.RECEPTION, step=Step.ANNOUNCE, sense=Sense.BEFORE)


def _in_force(limits: list[TimeLimit], day: date) -> TimeLimit | None:
    there = [row for row in limits if row.valid_from <= day and (row.valid_to is None or day < row.valid_to)]
    return min(there, key=lambda row: (row.days is None, not row.local, -row.valid_from.toordinal()), default=None)


def _line(session: Session, on: date, limit: TimeLimit | None, days: Calendar) -> Line:
    post_by = None
    # A session out of turn, or one moved to another day, cannot be posted so early.
    if limit and limit.days and not session.ground and session.moved_from_id is None:
        post_by = days.latest_before(session.day, limit.days, limit.counting).day
    late = post_by is not None and session.state != SessionState.POSTPONED and (session.posted_on or on) > post_by
    return Line(session, standing_of(session, on), post_by, late)
