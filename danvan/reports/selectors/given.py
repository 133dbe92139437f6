"""What one unit gives for one period, read once for its table and for the checks of its report."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from danvan.reports.models import Fact, PeriodRow, Total
from danvan.reports.rules import KEPT
from danvan.reports.selectors import cells
from danvan.reports.selectors.answers import Cell, own_cell
from danvan.reports.selectors.cells import Values
from danvan.units.models import Level, Unit


@dataclass(frozen=True)
class Given:
    """Its own figures (`facts`), sent or not, whichever of its reports they stand in; above the communes also the totals, by indicator."""

    unit: Unit
    period: PeriodRow
    facts: Sequence[Fact]
    totals: Mapping[int, Cell]

    def sent(self, wanted: set[int], own: set[int]) -> Values:
        """The cells of the wanted indicators as everybody above sees them. `own`: those among them that do not add up. One query where the unit ended."""
        above = self.unit.level in KEPT
        found = {pk: cell for pk, cell in self.totals.items() if pk in wanted}
        found |= {fact.indicator_id: own_cell(fact) for fact in self.facts if fact.live and fact.indicator_id in (own if above else wanted)}
        values = {(self.period.pk, pk): {self.unit.pk: cell} for pk, cell in found.items()}
        if self.unit.valid_to and not above:
            cells.without_replaced(values, [self.unit.pk])
        return values


def facts_of(unit: Unit, period: PeriodRow) -> list[Fact]:
    """The unit's own figures, sent or not."""
    return list(Fact.objects.filter(unit=unit, period=period, value__isnull=False))


def given(unit: Unit, period: PeriodRow) -> Given:
    """Read it. One query; two above the communes."""
    totals = Total.objects.filter(unit=unit, period=period) if unit.level in KEPT else ()
    return Given(unit, period, facts_of(unit, period), {one.indicator_id: _cell(one, unit.level) for one in totals})


def _cell(total: Total, level: str) -> Cell:
    """What a unit comes to with all below it."""
    share = cells.provinces_in(total.below, total.stood) if level == Level.CENTRE else None
    said = (total.value, total.reported, total.qualifier, total.origin)
    return Cell(*said, adjusted=total.adjusted, adjustments=total.adjustments, provinces=share)
