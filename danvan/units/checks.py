"""What a new place in the tree must satisfy."""

from datetime import date

from django.utils.translation import gettext as _

from danvan.lib.refusal import Refused
from danvan.units.models import Level, Unit, UnitName

# Whom a level may stand under: the next level up, or further while the next one does not exist (no districts since 1 July 2025).
ABOVE: dict[str, tuple[str, ...]] = {
    Level.CENTRE: (),
    Level.PROVINCE: (Level.CENTRE,),
    Level.DISTRICT: (Level.PROVINCE,),
    Level.COMMUNE: (Level.DISTRICT, Level.PROVINCE),
    Level.HAMLET: (Level.COMMUNE,),
}


def check_parent(level: str, parent: Unit | None, on: date) -> None:
    """Refuses a parent of the wrong level, or one that is not there on the day."""
    if parent is None:
        if level != Level.CENTRE:
            raise Refused(_("Hãy chọn đơn vị cấp trên."), field="parent")
        return
    if parent.level not in ABOVE[level]:
        raise Refused(_("%(parent)s không thể là cấp trên trực tiếp của đơn vị này.") % {"parent": parent.full_name}, field="parent")
    if not parent.holds_on(on):
        raise Refused(
            _("%(parent)s không tồn tại vào ngày %(day)s.") % {"parent": parent.full_name, "day": on.strftime("%d/%m/%Y")}, field="parent"
        )


def check_code(level: str, code: str, first: date, after: date | None, leaving: tuple[int, ...] = ()) -> None:
    """Refuses an official code that another unit of the level bears during that time; `leaving` are units that give theirs up."""
    if not code:
        return
    rows = UnitName.objects.filter(code=code, unit__level=level).exclude(unit__in=leaving).select_related("unit")
    for row in rows:
        overlaps = (row.valid_to is None or row.valid_to > first) and (after is None or row.valid_from < after)
        if overlaps:
            raise Refused(_("Mã %(code)s đang thuộc %(unit)s.") % {"code": code, "unit": row.unit.full_name}, field="code")
