"""What units were called on a day, many in one query."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from danvan.reports.models import PeriodRow
from danvan.units.models import Level, Unit, UnitName, valid_on
from danvan.units.models.territory import titled


def names_on(units: Iterable[int], day: date) -> dict[int, str]:
    """Unit id -> kind and name as on the day; a unit that had no name then (not yet, or no longer there) by its latest."""
    wanted = set(units)
    rows = UnitName.objects.filter(valid_on(day), unit__in=wanted).order_by().values_list("unit_id", "kind", "name")
    names = {unit: titled(kind, name) for unit, kind, name in rows}
    for unit in Unit.objects.filter(pk__in=wanted - names.keys()) if wanted - names.keys() else ():
        names[unit.pk] = unit.full_name
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
