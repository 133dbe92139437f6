"""In how many of the reports that owe it a figure of a table is: what the page of one unit says of each number, for all the cells of many units."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from danvan.reports.coverage import Share
from danvan.reports.models import FormLine, Indicator, PeriodRow, Tally
from danvan.reports.over_time import behind
from danvan.reports.selectors import cells
from danvan.reports.selectors.cells import Values
from danvan.reports.selectors.lineage import Maker
from danvan.units.models import Unit


@dataclass(frozen=True)
class Shares:
    """`owed[unit, period, indicator]`: the most that any one form that asks the indicator is owed at or below a unit that keeps totals."""

    values: Values
    owed: Mapping[tuple[int, int, int], int]

    def of(self, makers: Iterable[Maker], period: PeriodRow, indicator: Indicator) -> Share:
        """What units of then have of an indicator between them. One that nobody asked owes its figure all the same: the sum lacks it."""
        gave = self.values.get((period.pk, indicator.pk), {})
        told = [(gave[one.unit_id].reported or 1 if one.unit_id in gave else 0, self._owed(one, period, indicator)) for one in makers]
        return sum(has for has, _owed in told), sum(max(pair) for pair in told)

    def _owed(self, maker: Maker, period: PeriodRow, indicator: Indicator) -> int:
        return self.owed.get((maker.unit_id, period.pk, indicator.pk), 0) or 1


def shares_of(makers: Sequence[Maker], periods: Sequence[PeriodRow], indicators: Collection[Indicator], values: Values) -> Shares:
    """Read what is owed. Two queries; none where no unit keeps totals: then each owes one."""
    above = cells.kept(makers)
    if not above:
        return Shares(values, {})
    tallies = Tally.objects.filter(unit__in=above, period__in=[one.pk for one in periods])
    rows = list(tallies.values_list("unit_id", "period_id", "form_id", "expected"))
    asks: dict[int, list[int]] = {}
    lines = FormLine.objects.filter(form__in={form for _unit, _period, form, _owed in rows}, indicator__in=[one.pk for one in indicators])
    for form, indicator in lines.values_list("form_id", "indicator_id"):
        asks.setdefault(form, []).append(indicator)
    owed: dict[tuple[int, int, int], int] = {}
    for unit, period, form, expected in rows:
        for indicator in asks.get(form, ()):
            owed[unit, period, indicator] = max(owed.get((unit, period, indicator), 0), expected)
    return Shares(values, owed)


def weakest(shares: Sequence[Share]) -> Share:
    """The share of the part of a formula of which least is known: one counts all periods, another the first of them alone."""
    return min(shares, key=lambda one: (Fraction(one[0], one[1] or 1), -one[1]))


def provinces_of(values: Values, indicator: Indicator, units: Sequence[Unit], periods: Sequence[PeriodRow]) -> Share | None:
    """Of how many provinces a figure of the country is, over the periods that count for it; None for other units, and where no province is in it."""
    if len(units) > 1:
        return None
    ordered = sorted(periods, key=lambda one: one.last_day)
    shares = [share for one in indicator.addends if (share := _provinces_of(values, one, units[0], behind(one.over_time, ordered)))]
    return weakest(shares) if shares else None


def _provinces_of(values: Values, part: Indicator, unit: Unit, periods: Sequence[PeriodRow]) -> Share | None:
    found = [values.get((one.pk, part.pk), {}).get(unit.pk) for one in periods]
    told = [cell.provinces for cell in found if cell and cell.provinces]
    lacking = sum(cell is None for cell in found) * max((stood for _gave, stood in told), default=0)
    return (sum(gave for gave, _stood in told), sum(stood for _gave, stood in told) + lacking) if told else None
