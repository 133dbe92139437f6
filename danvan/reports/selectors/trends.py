"""An indicator over time."""

from collections.abc import Sequence

from danvan.reports.models import Indicator, IndicatorKind, PeriodRow
from danvan.reports.selectors import cells
from danvan.reports.selectors.answers import TODAY, Point, Row, Trend
from danvan.reports.selectors.lineage import Maker, makers, on_the_day
from danvan.reports.selectors.tables import cell_of, made_of, row_of
from danvan.units.models import Unit


def trend(
    unit: Unit, indicator: Indicator, *, kind: str = "quarter", until: PeriodRow | None = None, count: int = 20, borders: str = TODAY
) -> Trend:
    """The last `count` periods of a kind up to `until` (or the newest), oldest first. Five queries at most, however many periods."""
    known = PeriodRow.objects.filter(kind=kind)
    if until:
        known = known.filter(last_day__lte=until.last_day)
    periods = list(known.order_by("-last_day", "first_day")[:count])[::-1]
    behind = makers([unit])[unit.pk] if borders == TODAY else made_of(unit, unit.valid_from, borders)
    ids = [one.pk for one in periods]
    values, owed = cells.read(behind, ids, [indicator]), cells.expected(behind, ids)
    return Trend(unit, indicator, borders, tuple(_point(indicator, one, behind, values, owed) for one in periods))


def _point(
    indicator: Indicator, period: PeriodRow, behind: Sequence[Maker], values: dict[cells.Key, cells.Cell], owed: dict[int, int]
) -> Point:
    row: Row = row_of(indicator, cell_of(indicator, values, on_the_day(behind, period.last_day), period.pk), owed.get(period.pk, 0))
    expected = row.expected if indicator.kind == IndicatorKind.OWN else owed.get(period.pk, 0)
    return Point(period, row.value, row.text, row.state, row.reported, expected, row.certainty)
