"""Of how many provinces of its time a figure of the country is: those with any figure in it, of all that stood, whether they were asked or not."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from django.db.models import Count, F, OuterRef, Q, Subquery

from danvan.reports.coverage import Share
from danvan.reports.models import Total
from danvan.reports.selectors.answers import Cell
from danvan.reports.selectors.lineage import Maker
from danvan.units.models import Level, UnitParent

Values = dict[tuple[int, int], dict[int, Cell]]


def count_provinces(values: Values, makers: Iterable[Maker], periods: Sequence[int]) -> None:
    """Put it into the country's cells, where at least one province is in them: else they are the centre's own words. One query; none without the country."""
    country = next((one.unit_id for one in makers if one.level == Level.CENTRE), None)
    if country is None or not values:
        return
    for key, share in _shares(country, periods, {indicator for _period, indicator in values}).items():
        figures = values.get(key, {})
        if country in figures:
            figures[country] = replace(figures[country], provinces=share)


def _shares(country: int, periods: Sequence[int], indicators: set[int]) -> dict[tuple[int, int], Share]:
    """Period, indicator -> how many of the units directly below on the period's last day have a figure, and how many there were."""
    still = Q(valid_to__isnull=True) | Q(valid_to__gt=OuterRef("period__last_day"))
    stood = UnitParent.objects.filter(still, parent=country, valid_from__lte=OuterRef("period__last_day"))
    number = stood.order_by().values("parent").annotate(number=Count("pk")).values("number")
    gave = Total.objects.filter(
        Q(unit__parents__valid_to__isnull=True) | Q(unit__parents__valid_to__gt=F("period__last_day")),
        unit__parents__parent=country,
        unit__parents__valid_from__lte=F("period__last_day"),
        period__in=periods,
        indicator__in=indicators,
    )
    rows = gave.order_by().values_list("period_id", "indicator_id").annotate(gave=Count("unit", distinct=True), stood=Subquery(number))
    return {(period, indicator): (some, every) for period, indicator, some, every in rows}
