"""Setting the seal, sealing again, the day of deletion."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from danvan.accounts.models import User
from danvan.audit import services as audit
from danvan.audit.doer import Doer
from danvan.lib import clock
from danvan.lib.refusal import Refused
from danvan.sealed import packing, rules, selectors
from danvan.sealed.models import Barred, Envelope, Handover, Part, Slot
from danvan.sealed.opened import Opened
from danvan.sealed.services import sealing
from danvan.units.models import Unit

# So many are sealed again in one go: each is read and written, with its files.
AT_ONCE = 50


@transaction.atomic
def deposit(
    *,
    by: Doer,
    unit: Unit,
    about: str,
    identity: Mapping[str, str],
    files: Sequence[tuple[str, bytes]] = (),
    barred: Collection[User] = (),
) -> Envelope:
    """Seal an identity for the recipients of the unit.

    In: the unit that handles the case; `about`, the caller's own key of the case, which must tell nothing of the person; what was given
    of the person (`name`, `address`, `phone`, `mail`, `representatives`, or any other part), and files that would give the person away
    (name, bytes); `barred`, people of the office whom the case is about. Out: the envelope; from here on only its recipients' keys read it,
    and where barring leaves fewer than two of them it lies with the next unit above. Law on Denunciations 25/2018/QH14, Art. 56.
    Raises Refused if nothing is given, if it is too large (field "files"), or if nobody up to the centre could open it.
    """
    given = {part: value for part, value in identity.items() if value.strip()}
    if not given and not files:
        raise Refused(_("Không có gì để niêm phong."))
    keepers = selectors.recipients_of(unit, clock.today(), [user.pk for user in barred])
    content = {Part.IDENTITY.value: packing.pack_identity(given)}
    if files:
        content[Part.FILES.value] = packing.pack_files(files)
    envelope = Envelope.objects.create(unit=unit, kept_by=keepers.seat, about=about, made_at=clock.now(), has_files=bool(files))
    _bar(envelope, barred)
    sealing.put(envelope, content, keepers)
    audit.record("sealed.envelope.deposited", by=by, subject=envelope, unit_id=unit.pk, data={"about": about, "kept_by": keepers.seat.pk})
    return envelope


@transaction.atomic
def reseal(*, by: Doer, seat: Unit, opened: Opened, limit: int = AT_ONCE) -> int:
    """Seal what the unit keeps to the keys of today: for those who were added, without those who left. Out: how many were done.

    At most `limit` in one go; those that this key does not open stay for another recipient. Refused while the unit has not two
    recipients with a key. What a removed person copied before cannot be taken back.
    """
    sealing.must_keep(by, seat)
    sealing.must_own(by, opened)
    keepers = _enough(seat)
    waiting = selectors.stale(seat, clock.today()).filter(pk__in=Slot.objects.filter(key=opened.key).values("envelope"))
    waiting = waiting.exclude(barred__user=by.user_id)
    done = 0
    for found in waiting[:limit]:
        envelope = sealing.locked(found)
        sealing.put(envelope, sealing.read(envelope, opened), keepers)
        audit.record("sealed.envelope.resealed", by=by, subject=envelope, unit_id=envelope.unit_id, data={"keys": len(keepers.keys)})
        done += 1
    return done


@transaction.atomic
def bar(*, by: Doer, envelope: Envelope, users: Collection[User]) -> Envelope:
    """The case turned out to be about these people of the office: their requests end, and the envelope waits to be sealed without them.

    The log keeps that it happened, not who: whoever reads it shall not learn who was named.
    """
    envelope = sealing.locked(envelope)
    _bar(envelope, users)
    sealing.end_openings(envelope, by=users)
    if envelope.slots.filter(key__user__in=users).exists():
        envelope.sealed_for = ""
        envelope.save(update_fields=["sealed_for"])
    audit.record("sealed.envelope.barred", by=by, subject=envelope, unit_id=envelope.unit_id)
    return envelope


@transaction.atomic
def schedule_deletion(*, by: Doer, envelope: Envelope, on: date | None) -> Envelope:
    """Say on which day what is sealed is deleted (None: not yet known). `danvan sealed purge` does it. Refused if it is gone already."""
    envelope = sealing.locked(envelope)
    envelope.delete_on = on
    envelope.save(update_fields=["delete_on"])
    day = on.isoformat() if on else ""
    audit.record("sealed.envelope.scheduled", by=by, subject=envelope, unit_id=envelope.unit_id, data={"delete_on": day})
    return envelope


@transaction.atomic
def wipe(*, by: Doer, envelope: Envelope) -> None:
    """Delete everything sealed, copies and files included; the row and its history stay. Refused if it is gone already."""
    envelope = sealing.locked(envelope)
    ended = sealing.end_openings(envelope)
    envelope.contents.all().delete()
    envelope.slots.all().delete()
    Handover.objects.filter(envelope=envelope, state=Handover.State.WAITING).update(state=Handover.State.DROPPED, settled_at=clock.now())
    envelope.wiped_at, envelope.sealed_for = clock.now(), ""
    envelope.save(update_fields=["wiped_at", "sealed_for"])
    audit.record("sealed.envelope.wiped", by=by, subject=envelope, unit_id=envelope.unit_id, data={"openings_ended": ended})


def _bar(envelope: Envelope, users: Iterable[User]) -> None:
    Barred.objects.bulk_create((Barred(envelope=envelope, user=user) for user in users), ignore_conflicts=True)


def _enough(seat: Unit) -> selectors.Keepers:
    keepers = selectors.keepers_at(seat, clock.today())
    if len(keepers.keys) < rules.LEAST_KEEPERS:
        raise Refused(_("%(unit)s cần ít nhất hai người giữ niêm phong đã tạo khóa.") % {"unit": seat.full_name})
    return keepers
