"""Into what a figure is divided: by the parts that the book names, and by every sum that is declared of it. One figure may be divided in several ways."""

from collections.abc import Iterable, Mapping
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
    """One way: the parts with their figures; `rest`, what of the figure may be in none of them (None: nothing, or not known).

    `total`: what the parts that are known come to; `whole`: the figure; `complete`: is every part known?
    """

    rows: tuple[Row, ...]
    rest: Decimal | None
    total: Decimal
    whole: Decimal | None
    complete: bool

    @property
    def adds_up(self) -> bool:
        """Do the parts, with what is in none of them, come to the figure?"""
        return self.whole is None or self.total + (self.rest or 0) == self.whole


def splits_of(whole: Row, unit: Unit, period: PeriodRow, borders: str, drafted: Mapping[str, Row]) -> tuple[Split, ...]:
    """Those with a figure in them. Two queries where there are none, those of a table more where there are."""
    indicator = whole.indicator
    if indicator.kind in (IndicatorKind.FORMULA, IndicatorKind.OWN):
        return ()
    known = list(Indicator.objects.filter(valid_on(period.last_day), whole=indicator.pk).order_by("number", "code"))
    # The parts of the book may leave something over, unless it says that they do not; both sides of a declared sum are the same.
    named = ([one.code for one in known], indicator.exhaustive)
    ways = _each_once([named, *((way, True) for way in _declared(indicator, unit, period))])
    codes = {code for way, _exact in ways for code in way}
    if not codes:
        return ()
    parts = as_of(
        [*known, *Indicator.objects.filter(valid_on(period.last_day), code__in=codes - {one.code for one in known})], period.last_day
    )
    rows = {row.indicator.code: drafted.get(row.indicator.code, row) for row in read_table(unit, period, parts, borders=borders).rows}
    found = [([rows[code] for code in way if code in rows], exact) for way, exact in ways]
    return tuple(_split(whole, some, exact) for some, exact in found if any(row.value is not None for row in some))


def _declared(indicator: Indicator, unit: Unit, period: PeriodRow) -> list[list[str]]:
    """The other side of each declared sum in which the figure stands alone: those of everybody, and of the offices above the unit."""
    above = UnitPath.objects.filter(valid_on(period.last_day), unit=unit).values("ancestor")
    sums = Relation.objects.filter(valid_on(period.last_day), Q(owner__isnull=True) | Q(owner__in=above), sign=Sign.EQUAL)
    sides = [pair for one in sums.order_by("code") for pair in ((one.left, one.right), (one.right, one.left))]
    return [other for own, other in sides if own == [indicator.code]]


def _each_once(ways: Iterable[tuple[list[str], bool]]) -> list[tuple[list[str], bool]]:
    """A sum that is declared of the very parts which the book names is no other way: it says that they leave nothing over."""
    found: dict[frozenset[str], tuple[list[str], bool]] = {}
    for way, exact in ways:
        first, before = found.get(frozenset(way), (way, False))
        found[frozenset(way)] = (first, exact or before)
    return list(found.values())


def _split(whole: Row, parts: list[Row], exact: bool) -> Split:
    values = [row.value for row in parts if row.value is not None]
    total, complete = sum(values, Decimal(0)), len(values) == len(parts)
    left = whole.value - total if whole.value is not None and complete and not exact else Decimal(0)
    return Split(tuple(parts), left if left > 0 else None, total, whole.value, complete)
