"""Reorganisations: entered, previewed, applied; undone before their date."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from danvan.audit import services as audit
from danvan.audit.doer import Doer
from danvan.lib import clock
from danvan.lib.refusal import Refused
from danvan.lib.text import alphabetical, fold
from danvan.units import paths, plans, preview, usual
from danvan.units.models import Body, BodyName, Event, Holding, Lineage, Portion, Post, Unit, UnitName, UnitParent
from danvan.units.plans import Plan, Renaming
from danvan.units.preview import Preview
from danvan.units.redrawing import given_back, redrawn
from danvan.units.selectors import name_on
from danvan.units.selectors.names import kind_on
from danvan.units.services.bodies import establish
from danvan.units.services.ledger import Ledger, take_back
from danvan.units.services.settling import settle_names
from danvan.units.services.units import NewUnit, write_unit


@transaction.atomic
def enter_event(*, by: Doer, plan: Plan, effective_on: date, instrument: str, note: str = "") -> Event:
    """A decided change, as a draft. `effective_on` is the first day on which it holds, past or future.

    Raises Refused without an instrument or for units that do not exist; what else stands against it is told by `preview_event`.
    """
    if not instrument.strip():
        raise Refused(_("Hãy ghi số, ký hiệu nghị quyết hoặc quyết định."), field="instrument")
    preview.of_plan(plan, effective_on)
    event = Event.objects.create(
        kind=plan.kind, effective_on=effective_on, instrument=instrument.strip(), note=note.strip(), plan=plan.stored()
    )
    audit.record("units.event.entered", by=by, subject=event, data={"kind": plan.kind, "on": effective_on.isoformat()})
    return event


def preview_event(event: Event) -> Preview:
    """What it would do, and what stands against it, as things are now."""
    return preview.of_event(event)


@transaction.atomic
def apply_event(*, by: Doer, event: Event) -> Event:
    """Write the change: new units with names, parents and paths; lineage; children follow; bodies and posts of ending units end, new units
    get the usual bodies. Nothing is deleted, so all that was reported and received stays where it was. Raises Refused on any clash.
    """
    event = Event.objects.select_for_update().get(pk=event.pk)
    if event.state != Event.State.DRAFT:
        raise Refused(_("Thay đổi này không còn ở bước soạn."))
    plan = plans.read(event.plan)
    list(Unit.objects.select_for_update().filter(pk__in=plan.predecessors).order_by("pk"))
    seen = preview.of_plan(plan, event.effective_on)
    if seen.clashes:
        raise Refused(" ".join(seen.clashes))
    ledger = Ledger()
    touched = _write(plan, seen, event, ledger, by)
    paths.rebuild(touched)
    redrawn(by=by, day=event.effective_on)
    event.state, event.made = Event.State.APPLIED, ledger.stored()
    event.save(update_fields=["state", "made"])
    settle_names(by=by)
    audit.record("units.event.applied", by=by, subject=event, data={"kind": event.kind, "rows": len(ledger.created) + len(ledger.changed)})
    return event


@transaction.atomic
def undo_event(*, by: Doer, event: Event) -> Event:
    """Take an applied change back before its date: every row is again as it was. Raises Refused from its date on, or if it was built on.

    What other rooms hold on the ground of the change, without anybody having worked there, goes back first (`redrawing.holds_ground`).
    """
    event = Event.objects.select_for_update().get(pk=event.pk)
    if event.state != Event.State.APPLIED or not event.made:
        raise Refused(_("Chỉ hủy được thay đổi đã ghi nhận trong hệ thống."))
    if clock.today() >= event.effective_on:
        raise Refused(_("Thay đổi đã có hiệu lực nên không hủy được; hãy nhập một thay đổi mới."))
    touched = {pk for label, pk, *_rest in event.made["changed"] if label == "units.unit"}
    touched |= set(UnitParent.objects.filter(pk__in=_ids(event, "units.unitparent")).values_list("unit_id", flat=True))
    created = {pk for label, pk in event.made["created"] if label == "units.unit"}
    given_back(by=by, units=created)
    take_back(event.made)
    paths.rebuild(touched - created)
    redrawn(by=by, day=event.effective_on)
    event.state, event.made = Event.State.UNDONE, {}
    event.save(update_fields=["state", "made"])
    audit.record("units.event.undone", by=by, subject=event, data={"kind": event.kind})
    return event


@transaction.atomic
def place_children(*, by: Doer, event: Event, placing: dict[int, int]) -> Event:
    """Say into which new unit each child of a divided unit goes. Raises Refused for a place that the plan does not have."""
    event = Event.objects.select_for_update().get(pk=event.pk)
    if event.state != Event.State.DRAFT:
        raise Refused(_("Thay đổi này không còn ở bước soạn."))
    plan = replace(plans.read(event.plan), placing=placing)
    preview.of_plan(plan, event.effective_on)
    event.plan = plan.stored()
    event.save(update_fields=["plan"])
    audit.record("units.event.placed", by=by, subject=event, data={"children": len(placing)})
    return event


@transaction.atomic
def drop_event(*, by: Doer, event: Event) -> None:
    """Throw away a draft."""
    event = Event.objects.select_for_update().get(pk=event.pk)
    if event.state != Event.State.DRAFT:
        raise Refused(_("Thay đổi này không còn ở bước soạn."))
    audit.record("units.event.dropped", by=by, subject=event, data={"kind": event.kind})
    event.delete()


def _ids(event: Event, label: str) -> list[int]:
    created = [pk for name, pk in event.made["created"] if name == label]
    return created + [pk for name, pk, *_rest in event.made["changed"] if name == label]


def _write(plan: Plan, seen: Preview, event: Event, ledger: Ledger, by: Doer) -> list[int]:
    """All rows but the paths. Out: the units whose paths change."""
    day = event.effective_on
    new = [_open(plan, place, seen, event, ledger) for place in range(len(plan.openings))]
    _lineage(plan, new, event, ledger)
    followed = _follow(plan, seen, new, ledger)
    for unit in seen.closing:
        _end_unit(unit, day, ledger)
    for renaming in plan.renamings:
        _rename(renaming, event, ledger)
    for unit in new:
        for body in establish(by=by, unit=unit, on=day):
            ledger.made(body)
            for name in body.names.all():
                ledger.made(name)
    return [*(unit.pk for unit in new), *followed, *(unit.pk for unit in seen.closing)]


def _open(plan: Plan, place: int, seen: Preview, event: Event, ledger: Ledger) -> Unit:
    opening, row = plan.openings[place], seen.opened[place]
    new = NewUnit(level=row.level, kind=opening.kind, name=opening.name, code=opening.code, instrument=event.instrument[:120])
    unit = write_unit(new, row.parent, event.effective_on, None)
    for made in (unit, *unit.names.all(), *unit.parents.all()):
        ledger.made(made)
    return unit


def _lineage(plan: Plan, new: list[Unit], event: Event, ledger: Ledger) -> None:
    for part in plan.parts:
        edge = Lineage.objects.create(
            event=event,
            predecessor_id=part.predecessor,
            successor=new[part.opening],
            whole=part.whole,
            main=plan.main_part(part.predecessor) == part,
        )
        ledger.made(edge)
        if part.basis and part.share_ppm is not None and not part.whole:
            ledger.made(Portion.objects.create(edge=edge, basis=part.basis, ppm=part.share_ppm, source=event.instrument[:160]))


def _follow(plan: Plan, seen: Preview, new: list[Unit], ledger: Ledger) -> list[int]:
    """Children of ending units, and units that are transferred, get another parent from the day on."""
    moves = {row.unit: row.parent for row in plan.moves}
    followed = []
    for row in seen.following:
        parent_id = moves.get(row.unit.pk) or new[plan.place_of(row.unit.pk, row.before.pk)].pk
        _cut(UnitParent.objects.filter(unit=row.unit), seen.day, ledger)
        ledger.made(UnitParent.objects.create(unit=row.unit, parent_id=parent_id, valid_from=seen.day))
        followed.append(row.unit.pk)
    return followed


def _end_unit(unit: Unit, day: date, ledger: Ledger) -> None:
    """It ends, and with it its name, its place, its bodies, their posts and whoever holds them."""
    ledger.change(unit, valid_to=day)
    bodies = Body.objects.filter(unit=unit)
    for rows in (
        UnitName.objects.filter(unit=unit),
        UnitParent.objects.filter(unit=unit),
        bodies,
        BodyName.objects.filter(body__in=bodies),
        Post.objects.filter(body__in=bodies),
        Holding.objects.filter(post__body__in=bodies),
    ):
        _cut(rows, day, ledger)


def _rename(renaming: Renaming, event: Event, ledger: Ledger) -> None:
    unit, day = Unit.objects.get(pk=renaming.unit), event.effective_on
    last = day - timedelta(days=1)
    before = usual.bodies(unit.level, kind_on(unit, last), name_on(unit, last), last, None)
    after = usual.bodies(unit.level, renaming.kind, renaming.name, day, None)
    _cut(UnitName.objects.filter(unit=unit), day, ledger)
    ledger.made(
        UnitName.objects.create(
            unit=unit,
            kind=renaming.kind,
            name=renaming.name,
            code=renaming.code,
            folded=fold(renaming.name),
            sort_key=alphabetical(renaming.name),
            instrument=event.instrument[:120],
            valid_from=day,
        )
    )
    called = {old.now.name: new.now for old, new in zip(before, after, strict=True)}
    for body in Body.objects.on(day).filter(unit=unit, name__in=called):
        _rename_body(body, called[body.name], event, ledger)


def _rename_body(body: Body, named: usual.Named, event: Event, ledger: Ledger) -> None:
    """Bodies that bear the unit's name take the new one."""
    if named.name == body.name:
        return
    day = event.effective_on
    _cut(BodyName.objects.filter(body=body), day, ledger)
    ledger.made(
        BodyName.objects.create(
            body=body, name=named.name, symbol=named.symbol, instrument=event.instrument[:120], valid_from=day, valid_to=body.valid_to
        )
    )
    if day <= clock.today():
        ledger.change(body, name=named.name, symbol=named.symbol)


def _cut(rows: QuerySet[Any], day: date, ledger: Ledger) -> None:
    """Rows that would go on end on the day; those that begin later hold for no day at all."""
    for row in rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day)).order_by("pk"):
        ledger.change(row, valid_to=max(day, row.valid_from))
