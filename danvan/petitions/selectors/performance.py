"""How units answered: counted once for a whole period over all units, and read back as it was published."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import Case, CharField, Count, Exists, F, Min, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from danvan.lib import clock, periods
from danvan.lib.periods import Period
from danvan.petitions.models import (
    COMPLAINTS,
    PROTECTED_KINDS,
    RECOMMENDATIONS,
    Clock,
    Extension,
    Pause,
    Release,
    State,
    Stay,
    Step,
    Verdict,
)
from danvan.petitions.rules import REFERRED, REVIEW, SETTLE, Act
from danvan.petitions.rules.performance import BEYOND_PARTS, KINDS, Measure, days
from danvan.units.models import Level, Unit, valid_on

Counts = dict[int, dict[str, int]]
KIND_OF = dict.fromkeys(COMPLAINTS, Measure.COMPLAINTS) | dict.fromkeys(RECOMMENDATIONS, Measure.RECOMMENDATIONS)


def public_stays() -> QuerySet[Stay]:
    """Everything but denunciations: they are in no public figure."""
    return Stay.objects.filter(~Q(kind__in=PROTECTED_KINDS), ~Q(petition__kind__in=PROTECTED_KINDS)).order_by()


def settled(period: Period) -> QuerySet[Any]:
    """What was settled in the period, each with `how`: exactly one of in time, extended, paused, late, untimed.

    The clock is that of settling, or of looking again, which stopped on the day the stay ended.
    """
    ended = Clock.objects.filter(petition=OuterRef("petition"), main=True, limit__step__in=(SETTLE, REVIEW), stopped_on=OuterRef("left_on"))
    how = Case(
        When(~Exists(ended), then=Value(Measure.UNTIMED)),
        When(Exists(ended.filter(stopped_on__gt=F("due_on"))), then=Value(Measure.LATE)),
        When(Exists(ended.filter(stopped_on__lte=F("first_due_on"))), then=Value(Measure.IN_TIME)),
        When(Exists(ended.filter(extensions__isnull=False)), then=Value(Measure.EXTENDED)),
        When(Exists(ended.filter(pauses__isnull=False)), then=Value(Measure.PAUSED)),
        default=Value(Measure.IN_TIME),  # a day off entered later moved the due date
        output_field=CharField(),
    )
    return public_stays().filter(outcome=State.ANSWERED, left_on__range=(period.first, period.last)).annotate(how=how)


def open_on(day: date) -> QuerySet[Stay]:
    """What lay at a unit at the end of the day."""
    return public_stays().filter(Q(left_on__isnull=True) | Q(left_on__gt=day), arrived_on__lte=day)


def paused_on(day: date) -> QuerySet[Stay]:
    """Of these, those whose main clock stood still."""
    return open_on(day).filter(Exists(_pauses(day).filter(clock__petition=OuterRef("petition"), clock__main=True)))


def late_on(day: date) -> QuerySet[Stay]:
    """Of these, those whose main clock ran and had passed its due date; the due date as it was then, not as extended since."""
    longer = Extension.objects.filter(clock=OuterRef("pk"), decided_on__gt=day).order_by("decided_on", "id")
    running = Clock.objects.filter(Q(stopped_on__isnull=True) | Q(stopped_on__gt=day), main=True, started_on__lte=day)
    due = running.annotate(due_then=Coalesce(Subquery(longer.values("old_due_on")[:1]), F("due_on"))).filter(due_then__lte=day)
    return open_on(day).filter(Exists(due.filter(~Exists(_pauses(day).filter(clock=OuterRef("pk"))), petition=OuterRef("petition"))))


def _pauses(day: date) -> QuerySet[Pause]:
    return Pause.objects.filter(Q(to_on__isnull=True) | Q(to_on__gt=day), from_on__lte=day)


def _steps(acts: Iterable[str], period: Period, **more: object) -> QuerySet[Step]:
    start, end = clock.moment(period.first, 0), clock.moment(period.last + timedelta(days=1), 0)
    open_kinds = ~Q(stay__kind__in=PROTECTED_KINDS) & ~Q(petition__kind__in=PROTECTED_KINDS)
    return Step.objects.filter(open_kinds, act__in=list(acts), at__gte=start, at__lt=end, **more).order_by()


def count(period: Period) -> Counts:
    """Every count of every unit that has any, by its id: a fixed number of queries, whatever there is."""
    found: Counts = defaultdict(lambda: dict.fromkeys(Measure, 0))
    received = public_stays().filter(letter=True, arrived_on__range=(period.first, period.last))
    for unit, kind, number in received.values_list("unit", "kind").annotate(n=Count("pk")):
        found[unit][Measure.RECEIVED] += number
        if kind in KIND_OF:
            found[unit][KIND_OF[kind]] += number
    for unit, how, number in settled(period).values_list("unit", "how").annotate(n=Count("pk")):
        found[unit][how] += number
    _add(found, Measure.OPEN_LATE, late_on(period.last).values_list("unit").annotate(n=Count("pk")))
    _add(found, Measure.OPEN_PAUSED, paused_on(period.last).values_list("unit").annotate(n=Count("pk")))
    disagreed = _steps([Act.SAY], period, data__verdict=Verdict.DISAGREED)
    _add(found, Measure.DISAGREED, disagreed.values_list("stay__unit").annotate(n=Count("stay", distinct=True)))
    _add(found, Measure.REOPENED, _steps([Act.REVIEW, Act.REOPEN], period).values_list("stay__unit").annotate(n=Count("pk")))
    referred = public_stays().filter(outcome__in=REFERRED, left_on__range=(period.first, period.last))
    _add(found, Measure.REFERRED, referred.values_list("unit").annotate(n=Count("pk")))
    _add(found, Measure.SECOND, _steps([Act.GO_UP], period).values_list("stay__unit").annotate(n=Count("pk")))
    for counts in found.values():
        counts[Measure.BEYOND] = sum(counts[part] for part in BEYOND_PARTS)
    return found


def _add(found: Counts, measure: Measure, rows: Iterable[Any]) -> None:
    for unit, number in rows:
        found[unit][measure] += number


class Times:
    """How long settling took, and how old what is open is, of any set of units: read once for all."""

    def __init__(self, period: Period) -> None:
        self.last = period.last
        self.took: dict[int, list[int]] = defaultdict(list)
        for unit, came, left in settled(period).values_list("unit", "arrived_on", "left_on").iterator():
            self.took[unit].append((left - came).days)
        waiting = open_on(period.last).values_list("unit").annotate(n=Count("pk"), first=Min("arrived_on"))
        self.waiting: dict[int, tuple[int, date]] = {unit: (number, first) for unit, number, first in waiting}

    def of(self, units: Iterable[int]) -> dict[str, int | None]:
        """Median and oldest days of the units together."""
        units = list(units)
        took = [one for unit in units for one in self.took.get(unit, ())]
        waiting = [self.waiting[unit] for unit in units if unit in self.waiting]
        oldest = max(((self.last - first).days for _number, first in waiting), default=0)
        found = days(took, sum(number for number, _first in waiting), oldest)
        return {"median_days": found.median, "oldest_days": found.oldest}


def published(unit: Unit | None = None) -> QuerySet[Release]:
    """What stands published, in its latest revision."""
    rows = Release.objects.filter(current=True)
    return rows if unit is None else rows.filter(unit=unit)


def latest_period() -> str:
    """The quarter published last; empty if none is."""
    return published().filter(period__contains="-Q").order_by("-period").values_list("period", flat=True).first() or ""


def periods_published() -> list[str]:
    """Every period that was published, the latest first: by year, a year before its quarters."""
    return sorted(
        published().order_by().values_list("period", flat=True).distinct(), key=lambda key: (key[:4], "-" not in key, key), reverse=True
    )


def provinces_published(period: str) -> QuerySet[Release]:
    """Every province with all its communes, for the period."""
    return published().filter(period=period, whole=True).select_related("unit")


def within(unit: Unit, period: Period) -> list[Release]:
    """The releases that together are the period, of a commune, of a province with its communes, or of every province. None where one is missing.

    One query.
    """
    year = period.first.year
    quarters = [periods.parse(f"{year}-Q{number}") for number in range(1, 5)]
    parts = [one for one in quarters if periods.contains(period, one)]
    whole = period.first == parts[0].first and period.last == parts[-1].last if parts else False
    keys = [period.key] if period.kind in KINDS else [one.key for one in parts]
    if not whole:
        return []
    rows = published().filter(period__in=keys, whole=unit.level != Level.COMMUNE)
    found = list(rows if unit.level == Level.CENTRE else rows.filter(unit=unit))
    return found if {one.period for one in found} == set(keys) else []


def communes_published(province: Unit, period: Period) -> QuerySet[Release]:
    """The communes that lay below the province on the last day of the period, for that period."""
    below = Unit.objects.below(province, period.last).filter(valid_on(period.last), level=Level.COMMUNE)
    return published().filter(period=period.key, whole=False, unit__in=below.values("pk")).select_related("unit")
