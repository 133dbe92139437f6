"""When keys are lost: making a recovery key in shares, and using it. No code of our own over finite fields: for every group of `needed`
custodians the secret is split by XOR into as many parts, each sealed to one custodian (at most ten groups of three).
"""

import base64
import json
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from danvan.accounts.models import User
from danvan.audit import services as audit
from danvan.audit.doer import Doer
from danvan.lib import clock
from danvan.lib.refusal import Refused
from danvan.sealed import crypto, rules, selectors
from danvan.sealed.models import Contribution, Envelope, Key, Recovery, Rescue, Share
from danvan.sealed.opened import Opened
from danvan.sealed.services import sealing
from danvan.units.models import Unit

AT_ONCE = 200


@transaction.atomic
def set_recovery(*, by: Doer, unit: Unit, custodians: Sequence[User], needed: int) -> Recovery:
    """Make a new recovery key for the unit: any `needed` (two or three) of the custodians (at most five) together have it, fewer nothing.

    By a recipient of the unit. Refused if the numbers do not fit or a custodian has no key (field "custodians"). The earlier recovery key
    is retired; envelopes come under the new one when they are sealed again.
    """
    Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
    sealing.must_keep(by, unit)
    people = [one.pk for one in custodians]
    if not rules.recovery_fits(people, needed):
        raise Refused(_("Cần hai hoặc ba người trong số nhiều nhất năm người khác nhau."), field="custodians")
    keys = {key.user_id: key for key in Key.objects.working().filter(user__in=people)}
    missing = [one.full_name for one in custodians if one.pk not in keys]
    if missing:
        raise Refused(_("Chưa tạo khóa: %(names)s.") % {"names": ", ".join(missing)}, field="custodians")
    Recovery.objects.filter(unit=unit, retired_at=None).update(retired_at=clock.now())
    pair = crypto.new_pair()
    recovery = Recovery.objects.create(unit=unit, public=pair.public, needed=needed, made_at=clock.now())
    Share.objects.bulk_create(_shares(recovery, pair.private, keys))
    data = {"custodians": sorted(people), "needed": needed}
    audit.record("sealed.recovery.made", by=by, subject=recovery, unit_id=unit.pk, data=data)
    return recovery


@transaction.atomic
def start_rescue(*, by: Doer, recovery: Recovery, reason: str) -> Rescue:
    """Begin to use a recovery key: custodians have a day to contribute to the doer, a recipient of the unit with a key.

    Refused for anybody else, without a reason, or while another rescue with this key goes on.
    """
    recovery = Recovery.objects.select_for_update(of=("self",)).select_related("unit").get(pk=recovery.pk)
    sealing.must_keep(by, recovery.unit)
    key = selectors.working_key(by.user_id)
    if key is None:
        raise Refused(_("Hãy tạo khóa mới của bạn trước: phong bì được niêm phong lại cho khóa đó."))
    if not reason.strip():
        raise Refused(_("Hãy ghi lý do khôi phục."), field="reason")
    _end_if_over(by, recovery)
    if Rescue.objects.filter(recovery=recovery, state=Rescue.State.OPEN).exists():
        raise Refused(_("Đang có một lần khôi phục khác."))
    now = clock.now()
    rescue = Rescue.objects.create(
        recovery=recovery,
        performer_id=key.user_id,
        key=key,
        reason=reason.strip(),
        asked_at=now,
        expires_at=now + rules.RESCUE_LASTS,
    )
    _log("started", by, rescue, {"rescue": rescue.pk})
    return rescue


@transaction.atomic
def contribute(*, by: Doer, rescue: Rescue, opened: Opened) -> Contribution:
    """A custodian, unlocked, opens their shares and seals them to the performer of the rescue. Refused for who holds no share that this
    key opens, a second time, or when it is over.
    """
    rescue = _going_on(rescue)
    sealing.must_own(by, opened)
    shares = Share.objects.filter(recovery=rescue.recovery, custodian=by.user_id, key=opened.key)
    if not shares:
        raise Refused(_("Bạn không giữ mảnh khóa nào mà khóa hiện dùng của bạn mở được."))
    if rescue.contributions.filter(custodian=by.user_id).exists():
        raise Refused(_("Bạn đã góp mảnh khóa của mình."))
    given = {share.group: base64.b64encode(opened.reads(share.sealed)).decode() for share in shares}
    sealed = crypto.seal(json.dumps(given).encode(), [rescue.key.public])
    contribution = Contribution.objects.create(rescue=rescue, custodian_id=opened.key.user_id, sealed=sealed, given_at=clock.now())
    _log("contributed", by, rescue, {"rescue": rescue.pk})
    return contribution


@transaction.atomic
def perform_rescue(*, by: Doer, rescue: Rescue, opened: Opened) -> tuple[int, int]:
    """Put the shares together and seal the envelopes to the keys of today. Out: how many were done, how many are left for another go.

    By the performer, unlocked, who still keeps the seal; as long as the rescue lasts. Refused before enough custodians contributed, or
    while the unit has not two recipients with a key. When nothing is left the contributions are wiped.
    """
    rescue = _going_on(rescue)
    seat = rescue.recovery.unit
    if rescue.performer_id != by.user_id:
        raise Refused(_("Chỉ người bắt đầu lần khôi phục này thực hiện được."))
    sealing.must_keep(by, seat)
    sealing.must_own(by, opened)
    keepers = selectors.keepers_at(seat, clock.today())
    if len(keepers.keys) < rules.LEAST_KEEPERS:
        raise Refused(_("%(unit)s cần ít nhất hai người giữ niêm phong đã tạo khóa.") % {"unit": seat.full_name})
    recovered = Opened(opened.key, _put_together(rescue, opened))
    waiting = selectors.stale(seat, clock.today()).filter(recovery=rescue.recovery)
    done = [_reseal(by, envelope, recovered, keepers) for envelope in waiting[:AT_ONCE]]
    left = waiting.count()
    if not left:
        _settle(rescue, Rescue.State.DONE)
    _log("performed", by, rescue, {"rescue": rescue.pk, "envelopes": len(done), "left": left})
    return len(done), left


@transaction.atomic
def end_rescue(*, by: Doer, rescue: Rescue) -> None:
    """Stop a rescue: a recipient of the unit, or the system when its day is over. Contributions are wiped."""
    rescue = _locked(rescue)
    if by.user_id is not None:
        sealing.must_keep(by, rescue.recovery.unit)
    if rescue.state != Rescue.State.OPEN:
        raise Refused(_("Lần khôi phục này đã kết thúc."))
    _settle(rescue, Rescue.State.ENDED)
    _log("ended", by, rescue, {"rescue": rescue.pk})


def _shares(recovery: Recovery, secret: str, keys: dict[int, Key]) -> Iterable[Share]:
    for people in rules.subsets(list(keys), recovery.needed):
        group = ",".join(str(person) for person in people)
        for person, part in zip(people, crypto.split(secret.encode("ascii"), len(people)), strict=True):
            sealed = crypto.seal(part, [keys[person].public])
            yield Share(recovery=recovery, custodian_id=person, key=keys[person], group=group, sealed=sealed)


def _put_together(rescue: Rescue, opened: Opened) -> str:
    """The recovery key's private half, out of what was contributed."""
    given: dict[int, dict[str, str]] = {}
    try:
        for one in rescue.contributions.all():
            given[one.custodian_id] = json.loads(opened.reads(one.sealed))
    except crypto.Unreadable:
        raise Refused(_("Khóa đang mở không đọc được các mảnh đã góp.")) from None
    for people in rules.subsets(list(given), rescue.recovery.needed):
        group = ",".join(str(person) for person in people)
        if all(group in given[person] for person in people):
            private = crypto.join([base64.b64decode(given[person][group]) for person in people]).decode("ascii")
            if crypto.public_of(private) == rescue.recovery.public:
                return private
    raise Refused(
        _("Chưa đủ người góp mảnh khóa: cần %(needed)d, mới có %(given)d.") % {"needed": rescue.recovery.needed, "given": len(given)}
    )


def _reseal(by: Doer, found: Envelope, recovered: Opened, keepers: selectors.Keepers) -> int:
    envelope = sealing.locked(found)
    sealing.put(envelope, sealing.read(envelope, recovered), keepers)
    audit.record("sealed.envelope.rescued", by=by, subject=envelope, unit_id=envelope.unit_id, data={"keys": len(keepers.keys)})
    return envelope.pk


def _end_if_over(by: Doer, recovery: Recovery) -> None:
    for rescue in Rescue.objects.select_for_update().filter(recovery=recovery, state=Rescue.State.OPEN, expires_at__lte=clock.now()):
        _settle(rescue, Rescue.State.ENDED)
        _log("ended", by, rescue, {"rescue": rescue.pk})


def _settle(rescue: Rescue, state: Rescue.State) -> None:
    rescue.contributions.all().delete()
    rescue.state, rescue.settled_at = state, clock.now()
    rescue.save(update_fields=["state", "settled_at"])


def _locked(rescue: Rescue) -> Rescue:
    return Rescue.objects.select_for_update(of=("self",)).select_related("recovery__unit", "key").get(pk=rescue.pk)


def _going_on(rescue: Rescue) -> Rescue:
    rescue = _locked(rescue)
    if rescue.state != Rescue.State.OPEN or rescue.expires_at <= clock.now():
        raise Refused(_("Lần khôi phục này đã kết thúc."))
    return rescue


def _log(verb: str, by: Doer, rescue: Rescue, data: dict[str, object]) -> None:
    audit.record(f"sealed.recovery.{verb}", by=by, subject=rescue.recovery, unit_id=rescue.recovery.unit_id, data=data)
