"""The names repeated on units and bodies are those in force today."""

from django.db import transaction
from django.db.models import F, Q

from danvan.audit import services as audit
from danvan.audit.doer import Doer
from danvan.lib import clock
from danvan.units.models import Body, BodyName, Unit, UnitName


@transaction.atomic
def settle_names(*, by: Doer) -> int:
    """Let units and bodies repeat the name in force today. Needed on the day a change of name takes effect (`danvan units settle`).

    Out: how many changed. Two queries when there is nothing to do.
    """
    settled: list[Unit | Body] = [*_units(), *_bodies()]
    for row in settled:
        unit_id = row.pk if isinstance(row, Unit) else row.unit_id
        audit.record("units.name.settled", by=by, subject=row, unit_id=unit_id, data={"name": row.name})
    return len(settled)


def _units() -> list[Unit]:
    unlike = ~Q(name=F("unit__name")) | ~Q(sort_key=F("unit__sort_key")) | ~Q(kind=F("unit__kind")) | ~Q(code=F("unit__code"))
    units = []
    for row in UnitName.objects.on(clock.today()).filter(unlike).select_related("unit"):
        row.unit.name, row.unit.sort_key, row.unit.kind, row.unit.code = row.name, row.sort_key, row.kind, row.code
        units.append(row.unit)
    Unit.objects.bulk_update(units, ["name", "sort_key", "kind", "code"], batch_size=200)
    return units


def _bodies() -> list[Body]:
    unlike = ~Q(name=F("body__name")) | ~Q(symbol=F("body__symbol"))
    bodies = []
    for row in BodyName.objects.on(clock.today()).filter(unlike).select_related("body"):
        row.body.name, row.body.symbol = row.name, row.symbol
        bodies.append(row.body)
    Body.objects.bulk_update(bodies, ["name", "symbol"], batch_size=200)
    return bodies
