"""Who has filed, over time: every unit directly below by period, from the kept tallies."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, Sum

from danvan.reports.models import Obligation, PeriodRow, Tally
from danvan.reports.rules import KEPT
from danvan.reports.selectors.filing import FILED
from danvan.units.models import Unit, UnitParent, valid_on

Counted = dict[tuple[int, int], tuple[int, int]]


@dataclass(frozen=True)
class FilingMatrix:
    """`cells[unit_id, period_id]` = (expected, filed) at and below the unit; absent where nothing was owed. Units as they stood in any of the periods."""

    units: tuple[Unit, ...]
    periods: tuple[PeriodRow, ...]
    cells: Counted

    def over(self, period: PeriodRow) -> tuple[int, int]:
        """All units together: (expected, filed)."""
        some = [self.cells[unit.pk, period.pk] for unit in self.units if (unit.pk, period.pk) in self.cells]
        return sum(one[0] for one in some), sum(one[1] for one in some)


def filing_matrix(unit: Unit, periods: Sequence[PeriodRow]) -> FilingMatrix:
    """The units directly below by period. Three queries, whatever the size."""
    ids = [one.pk for one in periods]
    ever = Q()
    for day in {one.last_day for one in periods}:
        ever |= valid_on(day)
    below = UnitParent.objects.filter(ever, parent=unit).values("unit_id")
    cells: Counted = {}
    kept = Tally.objects.filter(unit__in=below, period__in=ids).order_by().values_list("unit_id", "period_id")
    owed = Obligation.objects.filter(unit__in=below, period__in=ids).exclude(unit__level__in=KEPT).order_by()
    counted = owed.values_list("unit_id", "period_id").annotate(e=Count("id"), f=Count("id", filter=Q(report__state__in=FILED)))
    for rows in (kept.annotate(e=Sum("expected"), f=Sum("filed")), counted):
        for pk, period, expected, filed in rows:
            cells[pk, period] = (expected, filed)
    units = Unit.objects.filter(pk__in={pk for pk, _period in cells}).order_by("name", "id")
    return FilingMatrix(tuple(units), tuple(periods), cells)
