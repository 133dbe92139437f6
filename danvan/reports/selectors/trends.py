"""An indicator over time."""

from django.db.models import FilteredRelation, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from danvan.reports.models import Indicator, IndicatorKind, PeriodRow, Tally
from danvan.reports.rules import KEPT
from danvan.reports.selectors import cells
from danvan.reports.selectors.answers import THEN, TODAY, Cell, Point, Row, Trend
from danvan.reports.selectors.asked import Asked, asked, grouped, row_of
from danvan.reports.selectors.cells import Values
from danvan.reports.selectors.meaning import in_each
from danvan.reports.selectors.names import names_on
from danvan.units.models import Level, Unit


def trend(
    unit: Unit, indicator: Indicator, *, kind: str = "quarter", until: PeriodRow | None = None, count: int = 20, borders: str = TODAY
) -> Trend:
    """The last `count` periods of a kind up to `until` (or the newest), oldest first.

    Six queries at most, however many periods; three more where its formula changed.

    One, for a unit that keeps totals, as it was: that is the line on every page. One more for the country.
    """
    question = asked([unit], borders)
    alike = indicator.kind != IndicatorKind.FORMULA or indicator.meaning_from is None
    kept = borders == THEN and unit.level in KEPT and alike
    periods, meant, values, owed = (_kept if kept else _read)(question, indicator, _until(kind, until), count)
    settled = [question.settled(meant[one.pk], one, values) for one in periods]
    common = grouped(settled)
    names = names_on(common, periods[-1].last_day) if common else {}
    found = zip(periods, settled, strict=True)
    points = tuple(_point(one, row_of(meant[one.pk], cell, unit.pk, owed.get(one.pk, 0), names)) for one, cell in found)
    return Trend(unit, indicator, borders, points)


# Oldest first; period -> the indicator as it read then; what there is; period -> how many units owe a report.
Line = tuple[list[PeriodRow], dict[int, Indicator], Values, dict[int, int]]


def _until(kind: str, until: PeriodRow | None) -> QuerySet[PeriodRow]:
    known = PeriodRow.objects.filter(kind=kind)
    return (known.filter(last_day__lte=until.last_day) if until else known).order_by("-last_day", "first_day")


def _read(question: Asked, indicator: Indicator, known: QuerySet[PeriodRow], count: int) -> Line:
    [unit] = question.units
    periods = list(known[:count])[::-1]
    owed = {period: number for (period, _pk), number in cells.expected_of(question.lineage.makers[unit.pk], periods, [indicator]).items()}
    meant = {period: one for period, [one] in in_each([indicator], periods).items()} if periods else {}
    return periods, meant, question.read(periods, cells.with_operands(meant.values())), owed


def _kept(question: Asked, indicator: Indicator, known: QuerySet[PeriodRow], count: int) -> Line:
    """Periods, totals and what is owed in one statement; a period without a total is there too."""
    [unit] = question.units
    wanted = cells.with_parts([indicator])
    total = FilteredRelation("totals", condition=Q(totals__unit=unit, totals__indicator__in=wanted))
    tallies = Tally.objects.filter(unit=unit, period=OuterRef("pk")).order_by("-expected").values("expected")
    # On the forms that ask it; of what none asks, as many as on any form.
    most = Coalesce(Subquery(tallies.filter(form__lines__indicator=indicator)[:1]), Subquery(tallies[:1]))
    names = [
        f"total__{name}"
        for name in ("indicator_id", "value", "reported", "qualifier", "origin", "adjusted", "adjustments", "below", "stood")
    ]
    rows = known.annotate(total=total, owed=most).values_list("pk", "key", "kind", "first_day", "last_day", "owed", *names)
    periods: dict[int, PeriodRow] = {}
    values: Values = {}
    owed: dict[int, int] = {}
    for pk, key, span, first, last, number, at, value, reported, *said in rows[: count * len(wanted)]:
        if pk not in periods and len(periods) == count:
            break
        periods[pk] = PeriodRow(pk, key, span, first, last)
        owed[pk] = number or 0
        if value is not None and question.makers(unit, periods[pk], {unit.pk}):
            share = cells.provinces_in(said[4], said[5]) if unit.level == Level.CENTRE else None
            values[pk, at] = {unit.pk: Cell(value, reported, said[0], said[1], adjusted=said[2], adjustments=said[3], provinces=share)}
    return list(periods.values())[::-1], dict.fromkeys(periods, indicator), values, owed


def _point(period: PeriodRow, row: Row) -> Point:
    return Point(period, row.value, row.marked, row.state, row.reported, row.expected, row.certainty, row.common, row.counted)
