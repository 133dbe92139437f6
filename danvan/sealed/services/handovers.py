"""An envelope moves with its case to another unit. The server cannot read it: a recipient of the giving side seals it for the other."""

from django.db import transaction

from danvan.audit import services as audit
from danvan.audit.doer import Doer
from danvan.lib import clock
from danvan.sealed import selectors
from danvan.sealed.models import Envelope, Handover
from danvan.sealed.opened import Opened
from danvan.sealed.services import sealing
from danvan.units.models import Unit


@transaction.atomic
def hand_over(*, by: Doer, envelope: Envelope, to_unit: Unit) -> Handover:
    """The case went to another unit: mark that its envelope is to follow. Out: the handover, done at once where the same recipients
    keep both units, otherwise waiting for one of them. An earlier one that waits is dropped. Refused if the content is gone.
    """
    envelope = sealing.locked(envelope)
    envelope.handovers.filter(state=Handover.State.WAITING).update(state=Handover.State.DROPPED, settled_at=clock.now())
    handover = Handover.objects.create(envelope=envelope, from_unit=envelope.unit, to_unit=to_unit, asked_at=clock.now())
    audit.record("sealed.envelope.moving", by=by, subject=envelope, unit_id=envelope.unit_id, data={"to": to_unit.pk})
    there = selectors.nearest(to_unit, clock.today(), sealing.barred(envelope))
    if there is not None and there.seat == envelope.kept_by:
        _arrive(by, envelope, handover)
    return handover


@transaction.atomic
def complete_handover(*, by: Doer, handover: Handover, opened: Opened) -> Envelope:
    """Seal the envelope for the recipients of the unit it goes to; those of the giving unit lose it.

    In: a waiting handover, and the opened key of a recipient who keeps it now. Refused for anybody else, if it no longer waits, or
    if the other side has nobody to receive it. Requests and grants of the giving side end.
    """
    envelope = sealing.locked(handover.envelope)
    handover = sealing.waiting(handover)
    sealing.must_keep(by, envelope.kept_by)
    sealing.must_own(by, opened)
    sealing.must_not_be_barred(by, envelope)
    keepers = selectors.recipients_of(handover.to_unit, clock.today(), sealing.barred(envelope))
    sealing.put(envelope, sealing.read(envelope, opened), keepers)
    _arrive(by, envelope, handover)
    return envelope


def _arrive(by: Doer, envelope: Envelope, handover: Handover) -> None:
    ended = sealing.end_openings(envelope)
    handover.state, handover.settled_at = Handover.State.DONE, clock.now()
    handover.save(update_fields=["state", "settled_at"])
    envelope.unit = handover.to_unit
    envelope.save(update_fields=["unit"])
    data = {"from": handover.from_unit_id, "to": handover.to_unit_id, "kept_by": envelope.kept_by_id, "openings_ended": ended}
    audit.record("sealed.envelope.moved", by=by, subject=envelope, unit_id=handover.to_unit_id, data=data)
