"""What units were called on a day, many in one query."""

from collections.abc import Callable, Iterable
from datetime import date

from django.utils.translation import gettext as _

from danvan.lib.text import alphabetical
from danvan.reports.models import Obligation, PeriodRow
from danvan.units.models import Level, Unit, UnitName, valid_on
from danvan.units.models.territory import titled


def names_on(units: Iterable[int], day: date) -> dict[int, str]:
    """Unit id -> kind and name as on the day; a unit that had no name then (not yet, or no longer there) by its latest."""
    return {unit: printed for unit, (_name, printed) in _named(units, day, lambda unit: unit.full_name).items()}


def names_in(units: Iterable[int], period: PeriodRow) -> dict[int, str]:
    """The same on the last day of a period, for lists of what was owed in it: who ended before with its own last day."""
    return {unit: printed for unit, (_name, printed) in _in(units, period).items()}


def listed_in(units: Iterable[int], period: PeriodRow) -> dict[int, str]:
    """The same in the order in which lists have them: by the name alone, whatever kind of unit it is of (decision 0046)."""
    named = _in(units, period)
    return {unit: named[unit][1] for unit in sorted(named, key=lambda unit: (alphabetical(named[unit][0]), unit))}


def _in(units: Iterable[int], period: PeriodRow) -> dict[int, tuple[str, str]]:
    return _named(units, period.last_day, lambda unit: ended_by(unit.full_name, unit.valid_to, period))


def _named(units: Iterable[int], day: date, otherwise: Callable[[Unit], str]) -> dict[int, tuple[str, str]]:
    """Unit id -> the name alone, and as it is printed."""
    wanted = set(units)
    rows = UnitName.objects.filter(valid_on(day), unit__in=wanted).order_by().values_list("unit_id", "kind", "name")
    names = {unit: (name, titled(kind, name)) for unit, kind, name in rows}
    for unit in Unit.objects.filter(pk__in=wanted - names.keys()) if wanted - names.keys() else ():
        names[unit.pk] = unit.name, otherwise(unit)
    return names


def office(unit: Unit) -> str:
    """A unit as the one who receives reports: the centre is called that, not by the country's name."""
    return str(Level.CENTRE.label) if unit.level == Level.CENTRE else unit.full_name


def ended_by(name: str, ended: date | None, period: PeriodRow) -> str:
    """The same name with its last day, if that came before the period was over."""
    return until(name, ended if ended and ended <= period.last_day else None)


def until(name: str, ended: date | None) -> str:
    """The name of a unit that is no more, with its last day: "Tỉnh Ninh Bình (đến 30/06/2025)"."""
    if ended is None:
        return name
    last = date.fromordinal(ended.toordinal() - 1)
    return _("%(name)s (đến %(day)s)") % {"name": name, "day": f"{last:%d/%m/%Y}"}


def since(unit: Unit, former: Unit) -> str:
    """The name of a unit in which a former one lives on; where both have one name, with its first day: "Tỉnh Ninh Bình (từ 01/07/2025)"."""
    if unit.full_name != former.full_name:
        return unit.full_name
    return _("%(name)s (từ %(day)s)") % {"name": unit.full_name, "day": f"{unit.valid_from:%d/%m/%Y}"}


def of_ended(owed: Obligation, unit: Unit) -> str:
    """The name and last day of the unit that owes, where another one, which stands for it, files; nothing for what the unit owes itself."""
    return "" if owed.unit_id == unit.pk else until(owed.unit.full_name, owed.unit.valid_to)
