"""An officer's own mark of when they last looked at a page. It leaves no line in the log: that would be a record of who read what."""

from datetime import datetime, timedelta

from django.db import transaction

from danvan.lib import clock
from danvan.reports.models import Look, PeriodRow
from danvan.units.access import Acting
from danvan.units.models import Unit

# A page that is opened again within a minute writes nothing; within half an hour it is still the same visit.
FRESH, VISIT = timedelta(minutes=1), timedelta(minutes=30)
# Marks older than this are swept with anybody's next visit.
KEPT = timedelta(days=180)


def look(*, by: Acting, unit: Unit, period: PeriodRow) -> datetime | None:
    """Note that the officer looks at the page now. Out: when their visit before this one ended; None on the first.

    Two requests at once: the later one changes only the mark it saw, and both answer the same. One statement, in its own transaction.
    """
    now = clock.now()
    mark = Look.objects.filter(user=by.user, unit=unit, period=period).first()
    if mark is None:
        _first_look(Look(user=by.user, unit=unit, period=period, at=now))
        return None
    if now - mark.at < FRESH:
        return mark.before
    goes_on = now - mark.at < VISIT
    seen = mark.before if goes_on else mark.at
    Look.objects.filter(pk=mark.pk, at=mark.at).update(at=now, before=seen)
    return seen


@transaction.atomic
def _first_look(mark: Look) -> None:
    """The first visit; and what is old goes."""
    Look.objects.bulk_create([mark], ignore_conflicts=True)
    Look.objects.filter(at__lt=mark.at - KEPT).delete()
