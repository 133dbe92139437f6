"""An indicator over time."""

from collections.abc import Sequence

from django.db.models import FilteredRelation, OuterRef, Q, QuerySet, Subquery

from danvan.reports.models import Indicator, IndicatorKind, PeriodRow, Tally
from danvan.reports.rules import KEPT
from danvan.reports.selectors import cells
from danvan.reports.selectors.answers import THEN, TODAY, Cell, Point, Row, Trend
from danvan.reports.selectors.asked import Asked, asked, grouped, row_of
from danvan.reports.selectors.cells import Values
from danvan.reports.selectors.meaning import in_each
from danvan.reports.selectors.names import names_on
from danvan.units.models import Unit


def trend(
    unit: Unit, indicator: Indicator, *, kind: str = "quarter", until: PeriodRow | None = None, count: int = 20, borders: str = TODAY
) -> Trend:
    """The last `count` periods of a kind up to `until` (or the newest), oldest first.

    Six queries at most, however many periods; three more where its formula changed.

    One, for a unit that keeps totals, as it was: that is the line on every page.
    """
    question = asked([unit], borders)
    alike = indicator.kind != IndicatorKind.FORMULA or indicator.meaning_from is None
    kept = borders == THEN and unit.level in KEPT and alike
    periods, values, owed = (_kept if kept else _read)(question, indicator, _until(kind, until), count)
    meant = {period.pk: indicator for period in periods} if alike else _meant(indicator, periods)
    settled = [question.settled(meant[one.pk], one, values) for one in periods]
    common = grouped(settled)
    names = names_on(common, periods[-1].last_day) if common else {}
    found = zip(periods, settled, strict=True)
    points = tuple(_point(one, row_of(meant[one.pk], cell, unit.pk, owed.get(one.pk, 0), names)) for one, cell in found)
    return Trend(unit, indicator, borders, points)


Line = tuple[list[PeriodRow], Values, dict[int, int]]  # oldest first; what there is; period -> how many units owe a report


def _until(kind: str, until: PeriodRow | None) -> QuerySet[PeriodRow]:
    known = PeriodRow.objects.filter(kind=kind)
    return (known.filter(last_day__lte=until.last_day) if until else known).order_by("-last_day", "first_day")


def _read(question: Asked, indicator: Indicator, known: QuerySet[PeriodRow], count: int) -> Line:
    [unit] = question.units
    periods = list(known[:count])[::-1]
    owed = cells.expected(question.lineage.makers[unit.pk], [one.pk for one in periods])
    wanted = cells.with_operands(_meant(indicator, periods).values())
    return periods, question.read(periods, wanted), owed


def _meant(indicator: Indicator, periods: Sequence[PeriodRow]) -> dict[int, Indicator]:
    """Period -> the indicator as it read then."""
    return {period: one for period, [one] in in_each([indicator], periods).items()} if periods else {}


def _kept(question: Asked, indicator: Indicator, known: QuerySet[PeriodRow], count: int) -> Line:
    """Periods, totals and what is owed in one statement; a period without a total is there too."""
    [unit] = question.units
    wanted = cells.with_parts([indicator])
    total = FilteredRelation("totals", condition=Q(totals__unit=unit, totals__indicator__in=wanted))
    most = Tally.objects.filter(unit=unit, period=OuterRef("pk")).order_by("-expected").values("expected")[:1]
    names = [f"total__{name}" for name in ("indicator_id", "value", "reported", "qualifier", "origin")]
    rows = known.annotate(total=total, owed=Subquery(most)).values_list("pk", "key", "kind", "first_day", "last_day", "owed", *names)
    periods: dict[int, PeriodRow] = {}
    values: Values = {}
    owed: dict[int, int] = {}
    for pk, key, span, first, last, number, at, value, reported, qualifier, origin in rows[: count * len(wanted)]:
        if pk not in periods and len(periods) == count:
            break
        periods[pk] = PeriodRow(pk, key, span, first, last)
        owed[pk] = number or 0
        if value is not None and question.makers(unit, periods[pk], {unit.pk}):
            values[pk, at] = {unit.pk: Cell(value, reported, qualifier, origin)}
    return list(periods.values())[::-1], values, owed


def _point(period: PeriodRow, row: Row) -> Point:
    return Point(period, row.value, row.text, row.state, row.reported, row.expected, row.certainty, row.common)
