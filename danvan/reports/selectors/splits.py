"""Into what a figure is divided: by the parts that the book names, and by every sum that is declared of it. One figure may be divided in several ways."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q

from danvan.reports.checks import Sign
from danvan.reports.models import Indicator, IndicatorKind, PeriodRow, Relation
from danvan.reports.selectors.answers import Row
from danvan.reports.selectors.meaning import as_of
from danvan.reports.selectors.tables import read_table
from danvan.units.models import Unit, UnitPath, valid_on


@dataclass(frozen=True)
class Split:
    """One way: the parts with their figures; `rest`, what of the figure is in none of them (None: nothing, or not known)."""

    rows: tuple[Row, ...]
    rest: Decimal | None = None


def splits_of(whole: Row, unit: Unit, period: PeriodRow, borders: str, drafted: Mapping[str, Row]) -> tuple[Split, ...]:
    """Those with a figure in them. Two queries where there are none, those of a table more where there are."""
    indicator = whole.indicator
    if indicator.kind in (IndicatorKind.FORMULA, IndicatorKind.OWN):
        return ()
    known = list(Indicator.objects.filter(valid_on(period.last_day), whole=indicator.pk).order_by("number", "code"))
    ways = [[one.code for one in known], *_declared(indicator, unit, period)]
    codes = {code for way in ways for code in way}
    if not codes:
        return ()
    parts = as_of(
        [*known, *Indicator.objects.filter(valid_on(period.last_day), code__in=codes - {one.code for one in known})], period.last_day
    )
    rows = {row.indicator.code: drafted.get(row.indicator.code, row) for row in read_table(unit, period, parts, borders=borders).rows}
    found = [[rows[code] for code in way if code in rows] for way in ways]
    return tuple(Split(tuple(some), _rest(whole, some)) for some in found if any(row.value is not None for row in some))


def _declared(indicator: Indicator, unit: Unit, period: PeriodRow) -> list[list[str]]:
    """The other side of each declared sum in which the figure stands alone: those of everybody, and of the offices above the unit."""
    above = UnitPath.objects.filter(valid_on(period.last_day), unit=unit).values("ancestor")
    sums = Relation.objects.filter(valid_on(period.last_day), Q(owner__isnull=True) | Q(owner__in=above), sign=Sign.EQUAL)
    sides = [pair for one in sums.order_by("code") for pair in ((one.left, one.right), (one.right, one.left))]
    return [other for own, other in sides if own == [indicator.code]]


def _rest(whole: Row, parts: list[Row]) -> Decimal | None:
    values = [row.value for row in parts if row.value is not None]
    if whole.value is None or len(values) < len(parts):
        return None
    left = whole.value - sum(values, Decimal(0))
    return left if left > 0 else None
