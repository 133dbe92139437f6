"""The clocks of petitions: start, stop, pause, recompute. Everything that moves a due date goes through here."""

from datetime import date

from django.db import transaction

from danvan.audit import services as audit
from danvan.audit.doer import Doer
from danvan.documents import selectors as documents
from danvan.documents.models import TimeLimit
from danvan.lib import clock
from danvan.lib.workdays import Calendar, Due
from danvan.petitions.models import Clock, Petition
from danvan.petitions.rules import Act, Run, days_of, which_limit
from danvan.petitions.services.process import running_clock

# A proof may run over this many years from the start; longer cases read more calendars.
YEARS_AHEAD = 3


def calendar_from(day: date) -> Calendar:
    """The working calendar that a clock started on the day can need."""
    last = max(day.year, clock.today().year) + YEARS_AHEAD
    return documents.calendar(range(day.year, last))


def run_of(one: Clock) -> Run:
    """The clock as plain values."""
    pauses = tuple((pause.from_on, pause.to_on) for pause in sorted(one.pauses.all(), key=lambda pause: pause.from_on))
    return Run(one.started_on, one.days, one.counting, pauses)


def limit_for(kind: str, act: Act, on: date) -> TimeLimit | None:
    """The limit that the act starts, in the version in force; None where the law sets none or it is not known."""
    wanted = which_limit(kind, act)
    return documents.limit(wanted[0], wanted[1], on) if wanted else None


def start(petition: Petition, limit: TimeLimit | None, from_day: date) -> Clock | None:
    """Start a clock, counted from the day. None where there is no limit; the petition then has no due date."""
    days = days_of(limit, remote=petition.remote) if limit else None
    if limit is None or days is None:
        petition.due_on = None
        return None
    due = _due(Run(from_day, days, limit.counting))
    petition.due_on = due.day
    return Clock.objects.create(
        petition=petition, limit=limit, days=days, counting=limit.counting, started_on=from_day, first_due_on=due.day, due_on=due.day
    )


def stop(petition: Petition) -> None:
    """Stop the running clock today, if one runs; an open pause ends with it."""
    running = running_clock(petition)
    petition.due_on = None
    if running is None:
        return
    if running.pauses.filter(to_on__isnull=True).exists():
        resume(petition, running)
    running.stopped_on = clock.today()
    running.save(update_fields=["stopped_on"])
    petition.due_on = None


def resume(petition: Petition, running: Clock) -> None:
    """End the open pause today and move the due date by what was not counted."""
    running.pauses.filter(to_on__isnull=True).update(to_on=clock.today())
    move(petition, running)


def move(petition: Petition, running: Clock) -> None:
    """Set the due date anew from the clock's days and pauses. The caller saves the petition."""
    due = run_of(running).due(calendar_from(running.started_on))
    petition.due_on = due.day if due else None
    if due:
        running.due_on = due.day
    running.save(update_fields=["due_on", "days"])


def _due(run: Run) -> Due:
    due = run.due(calendar_from(run.started_on))
    if due is None:
        raise AssertionError("a clock without pauses has a last day")
    return due


@transaction.atomic
def recompute_clocks(*, by: Doer, day: date | None = None) -> int:
    """Count running clocks again after the calendar changed: those that count `day`, or all. The old result stays in the audit log.

    Every petition is locked before the first is written: an act holds its petition and then waits for the log. Out: how many moved.
    """
    running = Clock.objects.filter(stopped_on__isnull=True)
    if day is not None:
        running = running.filter(started_on__lt=day, due_on__gte=day)
    touched = Petition.objects.select_for_update().filter(pk__in=running.values("petition")).defer("text", "folded").order_by("pk")
    return sum(_recompute(petition, by=by) for petition in list(touched))


def _recompute(petition: Petition, *, by: Doer) -> bool:
    running = running_clock(petition)
    if running is None or running.pauses.filter(to_on__isnull=True).exists():
        return False
    old = running.due_on
    move(petition, running)
    if running.due_on == old:
        return False
    petition.save(update_fields=["due_on"])
    data = {"reference": petition.reference, "clock": running.pk, "old": old.isoformat(), "new": running.due_on.isoformat()}
    audit.record("petitions.clock.recompute", by=by, subject=petition, unit_id=petition.unit_id, data=data)
    return True
