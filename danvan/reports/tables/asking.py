"""What a reader chose for a table, as the address holds it: kept as a link, it gives the same question again."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import Http404, QueryDict
from django.utils.translation import gettext as _

from danvan.lib import clock
from danvan.lib.refusal import Refused
from danvan.reports.models import Indicator, PeriodRow
from danvan.reports.selectors import THEN, TODAY
from danvan.reports.selectors.crosstab import MOST_CELLS, Choice
from danvan.reports.selectors.meaning import as_of, linked
from danvan.reports.selectors.tables import children, under_on
from danvan.reports.tables.layout import AXES, INDICATORS, PERIODS, UNITS
from danvan.units.models import Unit

UNIT, BELOW, INDICATOR, PERIOD, BORDERS, DOWN, ACROSS = "dv", "duoi", "ct", "ky", "dia-gioi", "hang", "cot"
LISTS, SINGLE = (UNIT, BELOW, INDICATOR, PERIOD), (BORDERS, DOWN, ACROSS)
MOST_TEXT = 12_000


@dataclass(frozen=True)
class Asking:
    """The words of the address, checked as far as they can be without the database."""

    lists: Mapping[str, Sequence[str]] = field(default_factory=dict)
    borders: str = TODAY
    down: str = UNITS
    across: str = PERIODS

    @property
    def query(self) -> str:
        """The address again, in one order: the same choice is the same link."""
        pairs = [(name, value) for name in LISTS for value in self.lists.get(name, ())]
        return urlencode([*pairs, (BORDERS, self.borders), (DOWN, self.down), (ACROSS, self.across)])

    def has(self, name: str, value: str) -> bool:
        """Was it ticked?"""
        return value in self.lists.get(name, ())

    def turned(self) -> "Asking":
        """Rows for columns."""
        return Asking(self.lists, self.borders, self.across, self.down)


def asking(data: QueryDict) -> Asking:
    """Read the address. What is not one of the choices falls back to the usual one."""
    lists = {name: tuple(dict.fromkeys(value.strip() for value in data.getlist(name) if value.strip())) for name in LISTS}
    down = data.get(DOWN, "") if data.get(DOWN) in AXES else UNITS
    across = data.get(ACROSS, "") if data.get(ACROSS) in AXES else PERIODS
    if across == down:
        across = PERIODS if down != PERIODS else INDICATORS
    return Asking(lists, data.get(BORDERS, "") if data.get(BORDERS) in (THEN, TODAY) else TODAY, down, across)


def chosen(asked: Asking, reached: QuerySet[Unit]) -> Choice | None:
    """The rows of the database; None while something is not chosen yet. 404 for a unit out of reach. Raises Refused for what is too large."""
    periods = list(
        PeriodRow.objects.filter(key__in=[key.upper() for key in asked.lists.get(PERIOD, ())]).order_by("last_day", "-first_day")
    )
    indicators = _indicators(asked.lists.get(INDICATOR, ()), periods)
    if not periods or not indicators:
        return None
    units = _units(asked, reached, periods)
    return Choice(tuple(units), tuple(indicators), tuple(periods), asked.borders) if units else None


def _indicators(codes: Sequence[str], periods: Sequence[PeriodRow]) -> list[Indicator]:
    found = Indicator.objects.filter(code__in=codes).order_by("group", "number", "code")
    return as_of(found, periods[-1].last_day) if periods else linked(found)


def _units(asked: Asking, reached: QuerySet[Unit], periods: Sequence[PeriodRow]) -> list[Unit]:
    named = _in_reach(asked.lists.get(UNIT, ()), reached)
    parents = _in_reach(asked.lists.get(BELOW, ()), reached)
    found = [list(under_on(one, [clock.today()])) if asked.borders == TODAY else children(one, periods) for one in parents]
    below = [unit for some in found for unit in sorted(some, key=lambda unit: (unit.sort_key, unit.pk))]
    if len(below) > MOST_CELLS:
        raise Refused(_("Có quá nhiều đơn vị; hãy chọn ít hơn."))
    units = list({unit.pk: unit for unit in (*named, *below)}.values())
    return [one for one in units if one.holds_on(clock.today())] if asked.borders == TODAY else units


def _in_reach(keys: Sequence[str], reached: QuerySet[Unit]) -> list[Unit]:
    """In the order of the address. 404 if one of them is not there for this reader: nobody learns that it exists."""
    found = {unit.key: unit for unit in reached.filter(key__in=keys)} if keys else {}
    if len(found) < len(set(keys)):
        raise Http404
    return [found[key] for key in keys]


def kept(query: str) -> str:
    """The same question in its own order, for keeping. Raises Refused for none, or one that no address should hold."""
    read = asking(QueryDict(query.lstrip("?")[: MOST_TEXT + 1]))
    if len(read.query) > MOST_TEXT:
        raise Refused(_("Lựa chọn quá dài để giữ thành liên kết; hãy chọn “cấp dưới của …” thay cho từng đơn vị."))
    if not all(read.lists.get(name) for name in (INDICATOR, PERIOD)):
        raise Refused(_("Hãy chọn chỉ tiêu và kỳ trước khi giữ bảng."))
    return read.query


def groups_of(rows: Iterable[Any], by: Any) -> list[tuple[str, list[Any]]]:
    """Rows under what they have in common, in the order they come."""
    found: dict[str, list[Any]] = {}
    for row in rows:
        found.setdefault(by(row), []).append(row)
    return list(found.items())
