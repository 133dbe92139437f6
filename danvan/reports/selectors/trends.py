"""An indicator over time."""

from danvan.reports.models import Indicator, PeriodRow
from danvan.reports.selectors import cells
from danvan.reports.selectors.answers import TODAY, Point, Row, Trend
from danvan.reports.selectors.asked import asked, grouped, row_of
from danvan.reports.selectors.names import names_on
from danvan.units.models import Unit


def trend(
    unit: Unit, indicator: Indicator, *, kind: str = "quarter", until: PeriodRow | None = None, count: int = 20, borders: str = TODAY
) -> Trend:
    """The last `count` periods of a kind up to `until` (or the newest), oldest first. Six queries at most, however many periods."""
    known = PeriodRow.objects.filter(kind=kind)
    if until:
        known = known.filter(last_day__lte=until.last_day)
    periods = list(known.order_by("-last_day", "first_day")[:count])[::-1]
    question = asked([unit], borders)
    values = question.read(periods, [indicator])
    settled = [question.settled(indicator, one, values) for one in periods]
    owed = cells.expected(question.lineage.makers[unit.pk], [one.pk for one in periods])
    common = grouped(settled)
    names = names_on(common, periods[-1].last_day) if common else {}
    found = zip(periods, settled, strict=True)
    return Trend(
        unit, indicator, borders, tuple(_point(one, row_of(indicator, cell, unit.pk, owed.get(one.pk, 0), names)) for one, cell in found)
    )


def _point(period: PeriodRow, row: Row) -> Point:
    return Point(period, row.value, row.text, row.state, row.reported, row.expected, row.certainty, row.common)
