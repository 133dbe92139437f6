"""Up and down the tree on a day. Every answer is one query: the paths are kept, nothing walks."""

from datetime import date

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from danvan.lib.refusal import Refused
from danvan.units.models import Level, Unit, UnitPath, valid_on


def centre() -> Unit:
    """The root. Raises Refused before the units are loaded."""
    found = Unit.objects.filter(level=Level.CENTRE).order_by("id").first()
    if found is None:
        raise Refused(_("Chưa nạp danh mục đơn vị. Hãy chạy lệnh: danvan units load."))
    return found


def parent_of(unit: Unit, on: date) -> Unit | None:
    """The unit directly above on the day; None for the centre and for a unit that is not there on that day."""
    return Unit.objects.filter(valid_on(on, "children__"), children__unit=unit).first()


def ancestors(unit: Unit, on: date) -> list[Unit]:
    """Everything above on the day, nearest first, the centre last."""
    rows = UnitPath.objects.filter(valid_on(on), unit=unit, depth__gt=0).select_related("ancestor").order_by("depth")
    return [row.ancestor for row in rows]


def children(unit: Unit, on: date, level: str | None = None) -> QuerySet[Unit]:
    """The units directly under it on the day, by name."""
    below = Unit.objects.children_of(unit, on)
    return below.filter(level=level) if level else below


def province_of(unit: Unit, on: date) -> Unit | None:
    """The province it belongs to on the day: itself if it is one; None for the centre."""
    return Unit.objects.filter(valid_on(on, "descendant_paths__"), descendant_paths__unit=unit, level=Level.PROVINCE).first()


def census(on: date, below: Unit | None = None) -> dict[str, int]:
    """How many units of each level stand on the day, from the top level down; `below` counts one branch."""
    rows = Unit.objects.below(below, on) if below else Unit.objects.on(on)
    counted = dict(rows.order_by().values_list("level").annotate(n=Count("id")))
    return {level: counted[level] for level in Level.values if level in counted}
