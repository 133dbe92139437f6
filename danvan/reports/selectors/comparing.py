"""One number beside others: its own earlier periods, and where it stands among the units of its kind. Never a ranking."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import quantiles

from django.utils.translation import gettext as _

from danvan.lib.numbers import local
from danvan.reports.models import Indicator, IndicatorKind, PeriodRow
from danvan.reports.selectors.asked import asked
from danvan.reports.selectors.borders import Settled
from danvan.reports.selectors.cells import natural
from danvan.units.models import Unit, UnitParent, valid_on

# Fewer units than this have no middle worth naming.
FEWEST = 5


@dataclass(frozen=True)
class Sisters:
    """The middle half of the units of one level under the same unit: from the lower to the upper quartile, and the median."""

    count: int
    lower: Decimal
    median: Decimal
    upper: Decimal
    own: Decimal
    decimals: int

    @property
    def words(self) -> str:
        """ "Trong 69 đơn vị cùng cấp có số liệu: ở giữa là 4 (một nửa số đơn vị từ 2 đến 7)." and where this one lies."""
        said = {
            "count": self.count,
            "median": local(self.median, self.decimals),
            "lower": local(self.lower, self.decimals),
            "upper": local(self.upper, self.decimals),
        }
        middle = _("Trong %(count)s đơn vị cùng cấp có số liệu, mức giữa là %(median)s; một nửa số đơn vị từ %(lower)s đến %(upper)s.")
        return f"{middle % said} {self.place}"

    @property
    def place(self) -> str:
        """Below, within or above the middle half."""
        if self.own < self.lower:
            return _("Đơn vị này thấp hơn khoảng đó.")
        return _("Đơn vị này cao hơn khoảng đó.") if self.own > self.upper else _("Đơn vị này nằm trong khoảng đó.")


def sisters(unit: Unit, period: PeriodRow, indicator: Indicator, borders: str) -> Sisters | None:
    """Where the unit's number stands; None without a number of its own or with too few others. Four queries."""
    return sisters_of(unit, period, [indicator], borders).get(indicator.code)


def sisters_of(unit: Unit, period: PeriodRow, indicators: Sequence[Indicator], borders: str) -> dict[str, Sisters]:
    """The same for several indicators, by their codes; those without an answer are left out. Four queries."""
    wanted = [one for one in indicators if one.kind != IndicatorKind.OWN]
    if not wanted:
        return {}
    day = period.last_day if unit.holds_on(period.last_day) else unit.valid_from
    parents = UnitParent.objects.filter(valid_on(day), unit=unit).values("parent_id")
    beside = Unit.objects.filter(valid_on(day, "parents__"), parents__parent__in=parents, level=unit.level).order_by("pk").distinct()
    question = asked(beside, borders)
    values = question.read([period], wanted)
    found = {one.code: _sisters(unit, one, question.settled(one, period, values)) for one in wanted}
    return {code: one for code, one in found.items() if one}


def _sisters(unit: Unit, indicator: Indicator, found: Settled) -> Sisters | None:
    values = {pk: natural(cell.value, indicator.scale) for pk, cell in found.cells.items()}
    if unit.pk not in values or len(values) < FEWEST:
        return None
    lower, median, upper = quantiles(sorted(values.values()), n=4, method="inclusive")
    return Sisters(len(values), lower, median, upper, values[unit.pk], indicator.scale)
