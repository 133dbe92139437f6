"""Which limit holds on a day, and the calendar it is counted in."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from django.db.models import QuerySet

from danvan.documents.models import DayRule, Matter, Sense, TimeLimit
from danvan.lib.asking import compiled_once
from danvan.lib.workdays import Calendar

DayRow = tuple[date, str, str]


def limit(matter: str, step: str, on: date) -> TimeLimit | None:
    """The limit for a step of a matter, in force on the day; None where neither law nor office has set one.

    A row for the matter itself goes before one for any matter, a row with a number before one without, the office's own before the law's
    (an office may only be stricter, or speak where the law is silent: `services.amend_limit` sees to it).
    """
    return min((row for row in _versions(matter, step) if _holds(row, on)), key=_precedence, default=None)


@compiled_once
def _versions(matter: str, step: str) -> QuerySet[TimeLimit]:
    """Every version of a step's limit for the matter and for any matter."""
    return TimeLimit.objects.filter(matter__in=(matter, Matter.ANY), step=step, sense=Sense.WITHIN).order_by()


def _holds(row: TimeLimit, day: date) -> bool:
    """Of one step there are few versions: asked of the rows, the question to the database stays short."""
    return row.valid_from <= day and (row.valid_to is None or day < row.valid_to)


def least(matter: str, step: str, on: date) -> TimeLimit | None:
    """How long a step of a matter must at least last, by what is in force on the day; chosen as `limit` chooses."""
    return min(TimeLimit.objects.on(on).filter(matter=matter, step=step, sense=Sense.MINIMUM), key=_precedence, default=None)


def _precedence(row: TimeLimit) -> tuple[bool, bool, bool, int]:
    return row.matter == Matter.ANY, row.days is None, not row.local, -row.valid_from.toordinal()


def limits(on: date) -> dict[tuple[str, str], TimeLimit]:
    """Every limit in force on the day by its own matter and step, chosen as `limit` chooses; one question for all of them."""
    rows = sorted(TimeLimit.objects.on(on).filter(sense=Sense.WITHIN), key=_precedence, reverse=True)
    return {(row.matter, row.step): row for row in rows}


def calendar(years: Iterable[int]) -> Calendar:
    """The working calendar of those years (a year before and after is added, since periods run over New Year)."""
    wanted = sorted(set(years))
    return calendar_within(date(wanted[0] - 1, 1, 1), date(wanted[-1] + 1, 12, 31))


def calendar_within(first: date, last: date) -> Calendar:
    """The working calendar of those days, both included. Outside them it knows no holiday: ask again for more if a count ran over an end."""
    return _build(tuple(_rules(first, last)))


@compiled_once
def _rules(first: date, last: date) -> QuerySet[DayRule, DayRow]:
    """The days off and the worked weekend days between two days, in order."""
    return DayRule.objects.filter(day__range=(first, last)).order_by("day").values_list("day", "kind", "name")


@lru_cache(maxsize=64)
def _build(rows: tuple[DayRow, ...]) -> Calendar:
    """Kept per content of the table, so that an edit is seen at once and a hundred due dates build one calendar."""
    off = {day: name for day, kind, name in rows if kind == DayRule.Kind.OFF}
    worked = {day: name for day, kind, name in rows if kind == DayRule.Kind.WORKED}
    return Calendar(off=off, worked=worked)


def years_known() -> list[int]:
    """The years for which days off were loaded or entered. A due date in another year is counted without its holidays."""
    return sorted(moment.year for moment in DayRule.objects.dates("day", "year"))
