"""Opening a unit: identity, name, parent and paths together."""

from dataclasses import dataclass
from datetime import date
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from danvan.audit import services as audit
from danvan.audit.doer import Doer
from danvan.lib.refusal import Refused
from danvan.lib.text import fold
from danvan.units import paths
from danvan.units.models import Level, Unit, UnitName, UnitParent

# Whom a level may stand under: the next level up, or further while the next one does not exist (no districts since 1 July 2025).
ABOVE: dict[str, tuple[str, ...]] = {
    Level.CENTRE: (),
    Level.PROVINCE: (Level.CENTRE,),
    Level.DISTRICT: (Level.PROVINCE,),
    Level.COMMUNE: (Level.DISTRICT, Level.PROVINCE),
    Level.HAMLET: (Level.COMMUNE,),
}


@dataclass(frozen=True)
class NewUnit:
    """What a unit opens with. `key` empty: one is made."""

    level: str
    kind: str
    name: str
    code: str = ""
    key: str = ""
    instrument: str = ""


@transaction.atomic
def open_unit(*, by: Doer, new: NewUnit, parent: Unit | None, valid_from: date, valid_to: date | None = None) -> Unit:
    """One more unit in the tree from a day on. Raises Refused if its parent cannot stand above it for all that time."""
    name = " ".join(new.name.split())
    if not name:
        raise Refused(_("Hãy ghi tên đơn vị."), field="name")
    check_parent(new.level, parent, valid_from)
    check_code(new.level, new.code, valid_from, valid_to)
    unit = write_unit(new, parent, valid_from, valid_to)
    paths.rebuild([unit.pk])
    audit.record("units.unit.opened", by=by, subject=unit, unit_id=unit.pk, data={"name": unit.full_name, "from": valid_from.isoformat()})
    return unit


def write_unit(new: NewUnit, parent: Unit | None, valid_from: date, valid_to: date | None) -> Unit:
    """The rows of a new unit, without its paths. For services of this room, inside their transaction."""
    name = " ".join(new.name.split())
    unit = Unit.objects.create(
        key=new.key or f"u:{uuid4().hex}",
        level=new.level,
        kind=new.kind,
        name=name,
        code=new.code,
        valid_from=valid_from,
        valid_to=valid_to,
    )
    UnitName.objects.create(
        unit=unit,
        kind=new.kind,
        name=name,
        code=new.code,
        folded=fold(name),
        instrument=new.instrument,
        valid_from=valid_from,
        valid_to=valid_to,
    )
    if parent is not None:
        UnitParent.objects.create(unit=unit, parent=parent, valid_from=valid_from, valid_to=valid_to)
    return unit


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
