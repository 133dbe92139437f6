"""Of how many provinces of its time a figure of the country is: those with any figure in it, of all that stood, whether they were asked or not."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from django.db.models import Count, F, Q

from danvan.reports.models import Total
from danvan.reports.selectors.answers import Cell
from danvan.reports.selectors.lineage import Maker
from danvan.units.models import Level, UnitParent

Values = dict[tuple[int, int], dict[int, Cell]]


def count_provinces(values: Values, makers: Iterable[Maker], periods: Sequence[int]) -> None:
    """Put it into the country's cells, where at least one province is in them: else they are the centre's own words. Two queries; none without the country."""
    country = next((one.unit_id for one in makers if one.level == Level.CENTRE), None)
    if country is None or not values:
        return
    found = _gave(country, periods, {indicator for _period, indicator in values})
    stood = _standing(country, {day for day, _number in found.values()})
    for key, (day, number) in found.items():
        figures = values.get(key, {})
        if country in figures:
            figures[country] = replace(figures[country], provinces=(number, stood[day]))


def _gave(country: int, periods: Sequence[int], indicators: set[int]) -> dict[tuple[int, int], tuple[date, int]]:
    """Period, indicator -> the last day, and how many of the units directly below on that day have a figure."""
    stood = Q(unit__parents__valid_to__isnull=True) | Q(unit__parents__valid_to__gt=F("period__last_day"))
    totals = Total.objects.filter(
        stood,
        unit__parents__parent=country,
        unit__parents__valid_from__lte=F("period__last_day"),
        period__in=periods,
        indicator__in=indicators,
    )
    rows = totals.order_by().values_list("period_id", "indicator_id", "period__last_day").annotate(number=Count("unit", distinct=True))
    return {(period, indicator): (day, number) for period, indicator, day, number in rows}


def _standing(country: int, days: set[date]) -> dict[date, int]:
    rows = list(UnitParent.objects.filter(parent=country).values_list("valid_from", "valid_to")) if days else []
    return {day: sum(first <= day and (end is None or day < end) for first, end in rows) for day in days}
