"""Reading cells: totals where they are kept, facts elsewhere, put together over the units asked about."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import Exists, FilteredRelation, IntegerField, OuterRef, Q, QuerySet, Value

from danvan.reports import formulas, rules
from danvan.reports.coverage import Share
from danvan.reports.models import FILED, Fact, Form, Indicator, IndicatorKind, Obligation, OverTime, PeriodRow, Report, Tally, Total
from danvan.reports.rules import KEPT
from danvan.reports.selectors.answers import Cell, Certainty
from danvan.reports.selectors.lineage import Maker
from danvan.units.models import Level, Unit

Values = dict[tuple[int, int], dict[int, Cell]]  # period, indicator -> unit -> its cell
# Of what is owed: the main heir, or who reports for it in its turn, has filed.
REPLACED = Q(succeeded_by__covered_by__report__state__in=FILED) | Q(
    succeeded_by__covered_by__isnull=True, succeeded_by__report__state__in=FILED
)
# More indicators than this are read whole and chosen from in memory.
MANY = 20


def kept(makers: Iterable[Maker]) -> list[int]:
    """The units among them that keep totals."""
    return [one.unit_id for one in makers if one.level in KEPT]


def plain(makers: Iterable[Maker]) -> list[int]:
    """The units among them whose facts are their totals."""
    return [one.unit_id for one in makers if one.level not in KEPT]


def read(makers: Sequence[Maker], periods: Sequence[int], indicators: Sequence[Indicator]) -> Values:
    """Every cell of the units, periods and indicators (and of the parts of formulas among them) that has a value. One query; another where some units
    ended.
    """
    ids = with_parts(indicators)
    above, below = kept(makers), plain(makers)
    own = {one.pk for one in indicators if one.kind == IndicatorKind.OWN}
    rows: list[QuerySet[Any, Any]] = []
    if above:
        rows.append(_of_totals(_among(Total.objects.filter(unit__in=above, period__in=periods), ids)))
    if above and own:
        rows.append(_of_facts(_facts(above, periods).filter(indicator__in=own)))
    if below:
        rows.append(_of_facts(_among(_facts(below, periods), ids)))
    values = _sorted(rows, ids, {one.unit_id for one in makers if one.level == Level.CENTRE})
    if below and any(one.valid_to for one in makers):
        without_replaced(values, below)
    return values


def of_offices(units: Sequence[Unit], period: PeriodRow, indicators: set[int]) -> Values:
    """What units reported of themselves, whatever their level. One query; another where one of them ended."""
    ids = [unit.pk for unit in units]
    values = _sorted([_of_facts(_among(_facts(ids, [period.pk]), indicators))], indicators)
    if any(unit.valid_to for unit in units):
        without_replaced(values, ids)
    return values


def without_replaced(values: Values, units: Sequence[int]) -> None:
    """What units that ended had at the end goes where the main heir has filed its own; in the kept totals they are gone already. One query."""
    periods, indicators = {period for period, _pk in values}, {pk for _period, pk in values}
    owed = Obligation.objects.filter(
        unit__in=units, period__in=periods, succeeded_by__isnull=False, report__facts__indicator__in=indicators
    )
    gone = owed.filter(REPLACED, report__facts__indicator__over_time=OverTime.LAST)
    for period, indicator, unit in gone.values_list("period_id", "report__facts__indicator_id", "unit_id"):
        values.get((period, indicator), {}).pop(unit, None)


def _among(rows: QuerySet[Any], wanted: set[int]) -> QuerySet[Any]:
    """Those of the wanted indicators; of many the database gives all of the unit and period, which is one walk along its index."""
    return rows if len(wanted) > MANY else rows.filter(indicator__in=wanted)


# What a cell is put together from; how many adjustments and how many reports there are in it stands behind.
_CELL = ("unit_id", "period_id", "indicator_id", "value", "qualifier", "origin", "adjusted")


def _of_totals(rows: QuerySet[Any]) -> QuerySet[Any, Any]:
    return rows.order_by().values_list(*_CELL, "adjustments", "reported", "below", "stood")


def _of_facts(rows: QuerySet[Any]) -> QuerySet[Any, Any]:
    one, none = Value(1, output_field=IntegerField()), Value(0, output_field=IntegerField())
    return rows.order_by().values_list(*_CELL, "adjusted_parts", one, none.copy(), none.copy())


def provinces_in(total: int, stood: int) -> Share | None:
    """Of how many provinces a total of the country is; None where none is in it: it is the centre's own words."""
    return (total, stood) if total else None


def _sorted(some: Sequence[QuerySet[Any, Any]], wanted: set[int], country: Collection[int] = ()) -> Values:
    """The rows, asked for in one question, where they are looked for."""
    values: Values = {}
    if not some:
        return values
    first, *others = some
    for unit, period, indicator, value, qualifier, origin, adjusted, adjustments, reported, gave, stood in (
        first.union(*others, all=True) if others else first
    ):
        if indicator in wanted:
            share = provinces_in(gave, stood) if unit in country else None
            cell = Cell(value, reported, qualifier, origin, adjusted=adjusted, adjustments=adjustments, provinces=share)
            values.setdefault((period, indicator), {})[unit] = cell
    return values


def _facts(units: Sequence[int], periods: Sequence[int]) -> QuerySet[Fact]:
    return Fact.objects.filter(unit__in=units, period__in=periods, live=True, value__isnull=False)


def with_parts(indicators: Iterable[Indicator]) -> set[int]:
    """The ids of the indicators and of the parts of formulas among them."""
    return {one.pk for one in with_operands(indicators)}


def with_operands(indicators: Iterable[Indicator]) -> list[Indicator]:
    """The indicators and the parts of formulas among them, each once."""
    return list({one.pk: one for each in indicators for one in (each, *each.operands.values())}.values())


def whole(indicator: Indicator, parts: Mapping[int, Cell]) -> bool:
    """Has every part of the formula its sum among these (by id)?"""
    return bool(indicator.operands) and all(one.pk in parts for one in indicator.operands.values())


def worked_out(indicator: Indicator, parts: Mapping[int, Cell]) -> Cell | None:
    """A formula from the sums of its parts (by id); None while one is missing or there is nothing to divide by."""
    if not whole(indicator, parts):
        return None
    known = {one.code: parts[one.pk] for one in indicator.operands.values()}
    value = _worked_out(indicator, {code: cell.value for code, cell in known.items()})
    if value is None:
        return None
    word = rules.qualifier_of(cell.qualifier for cell in known.values())
    # Of "over" less or divided by anything is neither over nor under: only "about" can be said of it.
    worst = max((cell.certainty for cell in known.values()), key=list(Certainty).index)
    adjustments = sum(cell.adjustments for cell in known.values())
    counted = _worked_out(indicator, {code: cell.value - cell.adjusted for code, cell in known.items()}) if adjustments else value
    return Cell(
        value=value,
        reported=min(cell.reported for cell in known.values()),
        qualifier="about" if word else "",
        origin="computed",
        certainty=worst,
        adjusted=0 if counted is None else value - counted,
        adjustments=adjustments,
        provinces=min((one.provinces for one in known.values() if one.provinces), key=lambda one: Fraction(*one), default=None),
    )


def _worked_out(indicator: Indicator, raw: Mapping[str, int]) -> int | None:
    """The formula with the numbers (by code, as they are stored) in it."""
    numbers = {code: natural(value, indicator.operands[code].scale) for code, value in raw.items()}
    return formulas.worked_out(indicator.numerator, indicator.denominator, numbers, scale=indicator.scale, percent=indicator.percent)


def natural(value: int, scale: int) -> Decimal:
    """A stored whole number in the indicator's own measure."""
    return Decimal(value).scaleb(-scale)


def expected(makers: Sequence[Maker], periods: Sequence[PeriodRow], forms: Sequence[int] | None = None) -> dict[int, int]:
    """Period -> how many units at or below the makers owe a report: of each the most that any one form asks. One query, or two.

    Of several makers one that nothing was opened for counts as one that lacks: what they come to together is not whole without it.
    """
    owed = _owed(makers, [one.pk for one in periods], forms)
    found = {
        period.pk: _together(makers, period, {pk: number for (pk, at), number in owed.items() if at == period.pk}) for period in periods
    }
    return {period: total for period, total in found.items() if total}


def _together(makers: Sequence[Maker], period: PeriodRow, owed: Mapping[int, int]) -> int:
    several = sum(one.held_on(period.last_day) for one in makers) > 1
    return sum(max(1 if several and one.held_on(period.last_day) else 0, owed.get(one.unit_id, 0)) for one in makers)


def expected_of(makers: Sequence[Maker], periods: Sequence[PeriodRow], indicators: Sequence[Indicator]) -> dict[tuple[int, int], int]:
    """Period, indicator -> the same of the forms that ask the indicator: what another form is owed lacks nothing of it. Of one that no form asks, as many
    as of any form. One query, or two.
    """
    rows: list[tuple[int, int, int, int | None]] = []
    if above := kept(makers):
        asks = FilteredRelation("form__lines", condition=Q(form__lines__indicator__in=[one.pk for one in indicators]))
        tallies = Tally.objects.filter(unit__in=above, period__in=[one.pk for one in periods]).annotate(asks=asks)
        rows += tallies.values_list("unit_id", "period_id", "expected", "asks__indicator_id")
    if below := plain(makers):
        owed = Obligation.objects.filter(unit__in=below, period__in=[one.pk for one in periods])
        rows += [(unit, period, 1, None) for unit, period in owed.values_list("unit_id", "period_id")]
    return {(period.pk, one.pk): _together(makers, period, _asking(rows, period.pk, one.pk)) for period in periods for one in indicators}


def _asking(rows: Iterable[tuple[int, int, int, int | None]], period: int, indicator: int) -> dict[int, int]:
    """Unit -> the most that one of the forms that ask the indicator, else any form, is owed."""
    most: dict[bool, dict[int, int]] = {True: {}, False: {}}
    for unit, at, number, asked in rows:
        if at == period:
            of = most[asked == indicator]
            of[unit] = max(of.get(unit, 0), number)
    return most[False] | most[True]


def _owed(makers: Sequence[Maker], periods: Sequence[int], forms: Sequence[int] | None) -> dict[tuple[int, int], int]:
    """Unit, period -> the most that any one form asks at or below the unit."""
    most: dict[tuple[int, int], int] = {}
    if above := kept(makers):
        tallies = Tally.objects.filter(unit__in=above, period__in=periods)
        asked = tallies if forms is None else tallies.filter(form__in=forms)
        for unit, period, number in asked.values_list("unit_id", "period_id", "expected"):
            most[unit, period] = max(most.get((unit, period), 0), number)
    if below := plain(makers):
        most |= dict.fromkeys(Obligation.objects.filter(unit__in=below, period__in=periods).values_list("unit_id", "period_id"), 1)
    return most


def own_reports(unit: Unit, period: PeriodRow) -> list[Report]:
    """The unit's own reports of the period, whole, by form, with what a page says of them; `covers`: do they stand for a unit that ended? One query."""
    joined = ("form", "unit", "period", "submitted_by__body", "obligation__receiver")
    own = Report.objects.filter(unit=unit, period=period).annotate(
        covers=Exists(Obligation.objects.filter(covered_by=OuterRef("obligation")))
    )
    return list(own.select_related(*joined).order_by("form_id"))


def own_states(unit: Unit, period: PeriodRow) -> list[Report]:
    """The same for a table alone: their states and what they froze. One query that joins nothing."""
    return list(Report.objects.filter(unit=unit, period=period).only("state", "frozen", "form").order_by("form_id"))


def frozen_values(own: Iterable[Report], form: Form | None = None) -> dict[str, list[tuple[int, Decimal]]]:
    """What the unit's own submitted reports (that on the form) said in their tables: code of an indicator -> by which form, and the number."""
    said: dict[str, list[tuple[int, Decimal]]] = {}
    for one in own:
        if one.state in FILED and (form is None or one.form_id == form.pk):
            for code, line in ((one.frozen or {}).get("table") or {}).items():
                said.setdefault(code, []).append((one.form_id, Decimal(line["value"])))
    return said
