"""What several services of this room do to an envelope: lock it, read it with a key in hand, seal it to keepers, wipe it."""

from collections.abc import Collection, Mapping

from django.utils.translation import gettext as _

from danvan.accounts.models import User
from danvan.audit.doer import Doer
from danvan.lib import clock
from danvan.lib.refusal import Refused
from danvan.sealed import crypto, rules, selectors
from danvan.sealed.models import Content, Envelope, Handover, Opening, Slot
from danvan.sealed.opened import Opened
from danvan.sealed.selectors import Keepers
from danvan.units.models import Unit


def held(pk: int) -> Envelope:
    """The row as it is now, ours until the transaction ends, whole or wiped.

    Locked first, read after: a join would lose the row if its unit changes while we wait for the lock.
    """
    Envelope.objects.select_for_update().get(pk=pk)
    return Envelope.objects.select_related("unit", "kept_by", "recovery").get(pk=pk)


def locked(envelope: Envelope) -> Envelope:
    """The row as it is now, ours until the transaction ends. Refused if what it held is gone."""
    found = held(envelope.pk)
    if found.wiped_at is not None:
        raise Refused(_("Nội dung niêm phong này đã được xóa khi hết hạn lưu giữ."))
    return found


def barred(envelope: Envelope) -> set[int]:
    """User ids of those whom the case is about."""
    return set(envelope.barred.values_list("user_id", flat=True))


def must_not_be_barred(by: Doer, envelope: Envelope) -> None:
    """Refused, without saying why, for somebody whom the case is about."""
    if by.user_id in barred(envelope):
        raise Refused(_("Bạn không làm được việc này với phong bì này."))


def must_keep(by: Doer, seat: Unit) -> None:
    """Refused unless the doer keeps the seal of the unit today."""
    if not selectors.keeps(by.user_id, seat, clock.today()):
        raise Refused(_("Chỉ người giữ niêm phong của %(unit)s làm được việc này.") % {"unit": seat.full_name})


def must_own(by: Doer, opened: Opened) -> None:
    """Refused for a key that is another's, or no longer used."""
    if opened.key.user_id != by.user_id or selectors.working_key(by.user_id) != opened.key:
        raise Refused(_("Khóa đang mở không phải là khóa hiện dùng của bạn. Hãy mở lại khóa."))


def read(envelope: Envelope, opened: Opened) -> dict[str, bytes]:
    """What the envelope holds, by part. Refused if this key is none of those it is sealed to."""
    try:
        return {content.part: opened.reads(content.sealed) for content in envelope.contents.all()}
    except crypto.Unreadable:
        raise Refused(_("Khóa của bạn không mở được phong bì này: phong bì chưa được niêm phong lại cho khóa đó.")) from None


def put(envelope: Envelope, content: Mapping[str, bytes], keepers: Keepers) -> None:
    """Seal the content to the keepers and their unit's recovery key, in place of what was there, and say so on the envelope.

    Left out is whom the case is about. `sealed_for` tells the keepers as they stood, so that the envelope waits when they change.
    """
    recovery = selectors.working_recovery(keepers.seat)
    mark = rules.fingerprint(selectors.publics(keepers, recovery))
    keepers = keepers.but(barred(envelope))
    publics = selectors.publics(keepers, recovery)
    for part, plain in content.items():
        Content.objects.update_or_create(envelope=envelope, part=part, defaults={"sealed": crypto.seal(plain, publics)})
    envelope.slots.exclude(key__in=keepers.keys).delete()
    Slot.objects.bulk_create((Slot(envelope=envelope, key=key) for key in keepers.keys), ignore_conflicts=True)
    envelope.kept_by, envelope.recovery, envelope.sealed_for = keepers.seat, recovery, mark
    envelope.save(update_fields=["kept_by", "recovery", "sealed_for"])


def end_openings(envelope: Envelope, *, by: Collection[User] | None = None) -> list[int]:
    """Every request and grant of the envelope (or those of some people) ends here, its copies wiped: their ids."""
    ended = []
    found = Opening.objects.select_for_update().filter(envelope=envelope, state__in=(Opening.State.ASKED, Opening.State.GRANTED))
    for opening in found if by is None else found.filter(asker__in=by):
        end(opening)
        ended.append(opening.pk)
    return ended


def end(opening: Opening) -> None:
    """Wipe the copies and close."""
    opening.copies.all().delete()
    opening.state, opening.ended_at = Opening.State.ENDED, clock.now()
    opening.save(update_fields=["state", "ended_at"])


def waiting(handover: Handover) -> Handover:
    """The handover as it is now. Refused if it no longer waits."""
    found = Handover.objects.select_for_update(of=("self",)).select_related("from_unit", "to_unit").get(pk=handover.pk)
    if found.state != Handover.State.WAITING:
        raise Refused(_("Lần bàn giao này không còn chờ nữa."))
    return found
