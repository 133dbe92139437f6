"""Opening a unit: identity, name, parent and paths together."""

from dataclasses import dataclass
from datetime import date
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from danvan.audit import services as audit
from danvan.audit.doer import Doer
from danvan.lib.refusal import Refused
from danvan.lib.text import alphabetical, fold
from danvan.units import paths
from danvan.units.checks import check_code, check_parent
from danvan.units.models import Unit, UnitName, UnitParent


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
        sort_key=alphabetical(name),
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
        sort_key=alphabetical(name),
        instrument=new.instrument,
        valid_from=valid_from,
        valid_to=valid_to,
    )
    if parent is not None:
        UnitParent.objects.create(unit=unit, parent=parent, valid_from=valid_from, valid_to=valid_to)
    return unit
