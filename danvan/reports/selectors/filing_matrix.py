"""Who has filed, over time: every unit directly below by period; totals from the kept tallies, states from what is owed."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import reduce

from django.db.models import Count, Q, QuerySet, Sum

from danvan.lib import clock
from danvan.reports.models import FILED, Obligation, PeriodRow, ReportState, Tally
from danvan.reports.rules import KEPT
from danvan.reports.selectors.filing import FILED_ON, STATE
from danvan.reports.selectors.filing import late as days_late
from danvan.units.models import Unit, UnitParent, stood_by


class Standing(StrEnum):
    """How a unit stands with what it owes for a period, by what has to be done about it first."""

    OVERDUE = "overdue"
    RETURNED = "returned"
    PART = "part"
    WAITING = "waiting"  # nothing yet, and not due yet
    LATE = "late"  # filed after its day, not received yet
    LATE_ACCEPTED = "late_accepted"  # filed after its day, and received
    SENT = "sent"
    ACCEPTED = "accepted"


@dataclass(frozen=True, slots=True)
class Filed:
    """What was owed at and below a unit for a period and how much of it came. The other counts are known for units whose own reports are read."""

    expected: int
    filed: int
    accepted: int = 0
    returned: int = 0
    late: int = 0
    overdue: int = 0
    summed: bool = False

    @property
    def standing(self) -> Standing:
        """One word for it; the worst first."""
        if self.filed < self.expected:
            if self.returned or self.overdue:
                return Standing.RETURNED if self.returned else Standing.OVERDUE
            return Standing.PART if self.filed else Standing.WAITING
        received = self.accepted == self.expected
        if self.late:
            return Standing.LATE_ACCEPTED if received else Standing.LATE
        return Standing.ACCEPTED if received else Standing.SENT

    def plus(self, other: "Filed") -> "Filed":
        """Two forms of one unit and period together."""
        names = ("expected", "filed", "accepted", "returned", "late", "overdue")
        return replace(self, **{name: getattr(self, name) + getattr(other, name) for name in names})


Cells = dict[tuple[int, int], Filed]
ByForm = dict[tuple[int, int], dict[int, Filed]]


@dataclass(frozen=True)
class FilingMatrix:
    """`cells[unit_id, period_id]`; absent where nothing was owed. Units as they stood in any of the periods."""

    units: tuple[Unit, ...]
    periods: tuple[PeriodRow, ...]
    cells: Cells

    def over(self, period: PeriodRow) -> tuple[int, int]:
        """All units together: (expected, filed)."""
        some = [self.cells[unit.pk, period.pk] for unit in self.units if (unit.pk, period.pk) in self.cells]
        return sum(one.expected for one in some), sum(one.filed for one in some)


def filing_matrix(unit: Unit, periods: Sequence[PeriodRow]) -> FilingMatrix:
    """The units directly below by period (one at least), all of them. Three queries at most, whatever the size."""
    units = list(units_below(unit, periods).order_by("sort_key", "id"))
    return FilingMatrix(tuple(units), tuple(periods), cells_of(units, [one.pk for one in periods]))


def units_below(unit: Unit, periods: Sequence[PeriodRow]) -> QuerySet[Unit]:
    """Who owed the unit anything for any of the periods, and the units directly below it that others owed to."""
    ids, days = [one.pk for one in periods], [one.last_day for one in periods]
    ever = stood_by(max(days), min(days))
    below = UnitParent.objects.filter(ever, parent=unit, unit__level__in=KEPT).values("unit_id")
    tallied = Tally.objects.filter(unit__in=below, period__in=ids).values("unit_id")
    owing = Obligation.objects.filter(receiver=unit, period__in=ids).values("unit_id")
    # One list of both: asked for the one or the other, PostgreSQL would read every unit there is.
    return Unit.objects.filter(pk__in=tallied.union(owing))


def cells_of(units: Collection[Unit], periods: Collection[int]) -> Cells:
    """How each unit stands in each period with all its forms together. Two queries at most."""
    return {key: together(forms.values()) for key, forms in by_form(units, periods).items()}


def together(some: Iterable[Filed]) -> Filed:
    """Several forms of one unit and period, at least one, together."""
    return reduce(Filed.plus, some)


def by_form(units: Collection[Unit], periods: Collection[int]) -> ByForm:
    """How each unit stands in each period with each form: kept units by the tallies of all below them, others by their own reports. Two queries at most."""
    above = [one.pk for one in units if one.level in KEPT]
    return (_tallied(above, periods) if above else {}) | _owed([one.pk for one in units if one.level not in KEPT], periods)


def _tallied(units: Collection[int], periods: Collection[int]) -> ByForm:
    cells: ByForm = {}
    kept = Tally.objects.filter(unit__in=units, period__in=periods).order_by()
    for unit, period, form, expected, filed in kept.values_list("unit_id", "period_id", "form_id", "expected", "filed"):
        cells.setdefault((unit, period), {})[form] = Filed(expected, filed, summed=True)
    return cells


def _owed(units: Collection[int], periods: Collection[int]) -> ByForm:
    """Nothing is asked of the database where there are no units."""
    cells: ByForm = {}
    owed = Obligation.objects.filter(unit__in=units, period__in=periods).order_by()
    today = clock.today()
    for unit, period, form, due, state, came in owed.values_list("unit_id", "period_id", "form_id", "due_on", STATE, FILED_ON):
        cells.setdefault((unit, period), {})[form] = _one(due, state, came, today)
    return cells


def _one(due: date, state: str | None, came: date | None, today: date) -> Filed:
    """One report that is owed."""
    filed = state in FILED
    after = bool(days_late(due, came if filed else None, today))
    return Filed(
        expected=1,
        filed=int(filed),
        accepted=int(state == ReportState.ACCEPTED),
        returned=int(state == ReportState.RETURNED),
        late=int(filed and after),
        overdue=int(not filed and after),
    )


def over(unit: Unit, periods: Iterable[PeriodRow]) -> dict[int, tuple[int, int]]:
    """Period -> (expected, filed) of everything below the unit: its kept tallies without what it owes itself. Two queries."""
    ids = [one.pk for one in periods]
    rows = Tally.objects.filter(unit=unit, period__in=ids).order_by().values_list("period_id")
    sums = {period: (expected, filed) for period, expected, filed in rows.annotate(e=Sum("expected"), f=Sum("filed"))}
    own = Obligation.objects.filter(unit=unit, period__in=ids).order_by().annotate(stands=STATE).values_list("period_id")
    for period, owed, filed in own.annotate(o=Count("id"), f=Count("id", filter=Q(stands__in=FILED))):
        expected, came = sums.get(period, (owed, filed))
        sums[period] = expected - owed, came - filed
    return sums


def periods_of(unit: Unit, kind: str, until: PeriodRow, most: int) -> list[PeriodRow]:
    """The last periods of a kind for which anything was owed at or below the unit, the newest first."""
    opened = Tally.objects.filter(unit=unit).values("period_id")
    rows = PeriodRow.objects.filter(pk__in=opened, kind=kind, last_day__lte=until.last_day)
    return list(rows.order_by("-last_day", "first_day")[:most])


def newest_of_each_kind(unit: Unit) -> list[PeriodRow]:
    """For each kind of period the last one for which anything was owed at or below the unit; the newest kind first."""
    opened = Tally.objects.filter(unit=unit).values("period_id")
    newest: dict[str, PeriodRow] = {}
    for row in PeriodRow.objects.filter(pk__in=opened).order_by("-last_day", "-first_day", "key"):
        newest.setdefault(row.kind, row)
    return list(newest.values())
