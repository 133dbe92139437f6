"""What a reader chose for a table, as the address holds it: kept as a link, it gives the same question again."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from danvan.lib import clock
from danvan.lib.refusal import Refused
from danvan.reports.models import Indicator, PeriodRow
from danvan.reports.selectors import THEN, TODAY
from danvan.reports.selectors.crosstab import MOST_CELLS, Choice
from danvan.reports.selectors.meaning import as_of, linked
from danvan.reports.selectors.names import until
from danvan.reports.selectors.tables import children, under_on
from danvan.reports.tables import latest
from danvan.reports.tables.latest import quoted
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


@dataclass(frozen=True)
class Found:
    """What of the address there is: the table's choice (None while something lacks), and in words what was left out and what was worked out today."""

    choice: Choice | None
    said: tuple[str, ...] = ()


def chosen(asked: Asking, reached: QuerySet[Unit]) -> Found:
    """The rows of the database. A unit that is not there for this reader is left out in the words of one that is nowhere: nobody learns that it exists.
    Raises Refused for what is too large.
    """
    found, said = latest.rows(asked.lists.get(PERIOD, ()))
    indicators, unknown = _indicators(asked.lists.get(INDICATOR, ()), found)
    said += unknown
    if not asked.lists.get(UNIT) and not asked.lists.get(BELOW):
        return Found(None, tuple(said))
    units, absent = _units(asked, reached, found)
    said += absent
    complete = found and indicators and units
    return Found(Choice(tuple(units), tuple(indicators), tuple(found), asked.borders) if complete else None, tuple(said))


def _indicators(codes: Sequence[str], found: Sequence[PeriodRow]) -> tuple[list[Indicator], list[str]]:
    rows = list(Indicator.objects.filter(code__in=codes).order_by("group", "number", "code"))
    unknown = sorted(set(codes) - {one.code for one in rows})
    said = [_("Bỏ qua chỉ tiêu %(codes)s: không có trong sổ chỉ tiêu.") % {"codes": quoted(unknown)}] if unknown else []
    return as_of(rows, found[-1].last_day) if found else linked(rows), said


def _units(asked: Asking, reached: QuerySet[Unit], periods: Sequence[PeriodRow]) -> tuple[list[Unit], list[str]]:
    named, absent = _in_reach(asked.lists.get(UNIT, ()), reached)
    parents, absent_too = _in_reach(asked.lists.get(BELOW, ()), reached)
    found = [list(under_on(one, [clock.today()])) if asked.borders == TODAY else children(one, periods) for one in parents]
    below = [unit for some in found for unit in sorted(some, key=lambda unit: (unit.sort_key, unit.pk))]
    if len(below) > MOST_CELLS:
        raise Refused(_("Có quá nhiều đơn vị; hãy chọn ít hơn."))
    units = list({unit.pk: unit for unit in (*named, *below)}.values())
    absent = list(dict.fromkeys((*absent, *absent_too)))
    said = [_("Bỏ qua đơn vị %(keys)s: không có, hoặc ngoài phạm vi được xem.") % {"keys": quoted(absent)}] if absent else []
    if asked.borders != TODAY:
        return units, said
    ended = ", ".join(until(one.full_name, one.valid_to) for one in units if not one.holds_on(clock.today()))
    said += [_("Bỏ qua %(names)s: không còn trong địa giới hiện nay; hãy chọn đơn vị nay kế thừa.") % {"names": ended}] if ended else []
    return [one for one in units if one.holds_on(clock.today())], said


def _in_reach(keys: Sequence[str], reached: QuerySet[Unit]) -> tuple[list[Unit], list[str]]:
    """In the order of the address; and the keys of those that are not there for this reader."""
    found = {unit.key: unit for unit in reached.filter(key__in=keys)} if keys else {}
    return [found[key] for key in keys if key in found], [key for key in keys if key not in found]


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
