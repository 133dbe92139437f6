"""The clocks of petitions: start, stop, pause, recompute. Everything that moves a due date goes through here."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from danvan.audit import services as audit
from danvan.audit.doer import Doer
from danvan.documents import selectors as documents
from danvan.documents.models import Matter, TimeLimit
from danvan.documents.models import Step as LawStep
from danvan.lib import clock
from danvan.lib.inserting import insert
from danvan.lib.workdays import Calendar, Due
from danvan.petitions.models import COMPLAINTS, DENUNCIATIONS, Clock, Pause, Petition, PetitionKind
from danvan.petitions.rules import Act, Run, days_of, sides, which_limit
from danvan.petitions.services.process import keep_due, running_clock

FORMAL = (*COMPLAINTS, *DENUNCIATIONS)
# A proof may run over this many years from the start; longer cases read more calendars.
YEARS_AHEAD = 3
# So much longer than its days a period rarely gets by days off; one that does is counted with the whole calendar.
HOLIDAYS = timedelta(days=30)


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
    """Start the main clock, counted from the day. None where there is no limit."""
    started = _start(petition, limit, from_day, main=True)
    petition.due_on = started.due_on if started else None
    return started


def _start(petition: Petition, limit: TimeLimit | None, from_day: date, *, main: bool) -> Clock | None:
    planned = plan(petition, limit, from_day, main=main)
    if planned is not None:
        insert(planned)
    return planned


def plan(petition: Petition, limit: TimeLimit | None, from_day: date, *, main: bool = True) -> Clock | None:
    """The clock that the limit starts, not saved yet: a new petition is written once, with its due day. None where there is no limit."""
    days = days_of(limit, remote=petition.remote and main) if limit else None
    if limit is None or days is None:
        return None
    due = _due(Run(from_day, days, limit.counting)).day
    return Clock(
        petition=petition,
        limit=limit,
        days=days,
        counting=limit.counting,
        started_on=from_day,
        first_due_on=due,
        due_on=due,
        main=main,
    )


def start_sides(petition: Petition, act: Act, since: date | None = None) -> list[Clock]:
    """Start the duties of the law that begin with the act, today or from the day given. One that runs already goes on."""
    today = since or clock.today()
    running = set(Clock.objects.filter(petition=petition, stopped_on__isnull=True).values_list("limit__step", flat=True))
    wanted = [side for side in sides(act, petition.kind) if side.step not in running]
    limits = [(side, documents.limit(side.matter, side.step, clock.today())) for side in wanted]
    made = [_start(petition, limit, _effect(petition) if side.from_effect else today, main=False) for side, limit in limits]
    return [one for one in made if one is not None]


def _effect(petition: Petition) -> date:
    """The day a decision made today takes effect: a second one at once, a first one if it is not taken further (L02/2011 Art. 44)."""
    today = clock.today()
    if petition.kind == PetitionKind.COMPLAINT_SECOND:
        return today
    limit = documents.limit(Matter.COMPLAINT, LawStep.EFFECT, today)
    days = days_of(limit, remote=petition.remote) if limit else None
    return _due(Run(today, days, limit.counting)).day if limit and days else today


def posted_until(petition: Petition) -> date | None:
    """Until when what is made public today must at least stay posted (Decree 124/2020; L25/2018 Art. 40); None where the law says nothing."""
    matter = Matter.DENUNCIATION if petition.kind in DENUNCIATIONS else Matter.COMPLAINT
    limit = documents.least(matter, LawStep.POSTING, clock.today()) if petition.kind in FORMAL else None
    return _due(Run(clock.today(), limit.days, limit.counting)).day if limit and limit.days else None


def stop(petition: Petition) -> None:
    """Stop the main clock today, if one runs; an open pause ends with it."""
    running = running_clock(petition)
    if running is not None:
        _stop(running)


def stop_all(petition: Petition) -> None:
    """Stop every clock today: nothing more is owed here."""
    for running in Clock.objects.filter(petition=petition, stopped_on__isnull=True):
        _stop(running)


def stop_sides(petition: Petition, steps: Iterable[str]) -> list[Clock]:
    """Stop the running duties of these steps. Out: those that were stopped."""
    running = Clock.objects.filter(petition=petition, stopped_on__isnull=True, main=False, limit__step__in=list(steps))
    stopped = list(running.select_related("limit"))
    for one in stopped:
        _stop(one)
    return stopped


def _stop(running: Clock) -> None:
    if running.pauses.filter(to_on__isnull=True).exists():
        resume(running)
    running.stopped_on = clock.today()
    running.save(update_fields=["stopped_on"])


def resume(running: Clock) -> None:
    """End the open pause today and move the due date by what was not counted."""
    running.pauses.filter(to_on__isnull=True).update(to_on=clock.today())
    move(running)


def move(running: Clock) -> None:
    """Set the due date anew from the clock's days and pauses."""
    due = run_of(running).due(calendar_from(running.started_on))
    if due:
        running.due_on = due.day
    running.save(update_fields=["due_on", "days"])


def _due(run: Run) -> Due:
    end = run.started_on + timedelta(days=2 * run.days) + HOLIDAYS
    due = run.due(documents.calendar_within(run.started_on, end))
    if due is not None and due.day > end:
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
    moved = [_moved(running) for running in _counting(petition)]
    if not any(moved):
        return False
    keep_due(petition)
    petition.save(update_fields=["due_on", "owed"])
    for data in filter(None, moved):
        told = {"reference": petition.reference, **data}
        audit.record("petitions.clock.recompute", by=by, subject=petition, unit_id=petition.unit_id, data=told)
    return True


def _counting(petition: Petition) -> list[Clock]:
    """Its clocks that count days now."""
    open_pause = Pause.objects.filter(clock=OuterRef("pk"), to_on__isnull=True)
    return list(Clock.objects.filter(~Exists(open_pause), petition=petition, stopped_on__isnull=True).order_by("id"))


def _moved(running: Clock) -> dict[str, object]:
    """Count the clock again. Out: what changed, for the log; empty if nothing did."""
    old = running.due_on
    move(running)
    if running.due_on == old:
        return {}
    return {"clock": running.pk, "old": old.isoformat(), "new": running.due_on.isoformat()}
