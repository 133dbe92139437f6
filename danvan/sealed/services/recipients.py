"""Who keeps the seal of a unit, from when to when."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from danvan.audit import services as audit
from danvan.audit.doer import Doer
from danvan.lib.refusal import Refused
from danvan.sealed.models import Recipient
from danvan.units.models import Duty, Holding


@transaction.atomic
def name_recipient(*, by: Doer, holding: Holding, valid_from: date, valid_to: date | None = None) -> Recipient:
    """Name the holder of a post to keep the seal of the post's unit. Refused for oneself, a post without that duty, a time outside the
    holding, or if the person keeps it already then. It gives the envelopes of later; earlier ones when a recipient seals them again.
    """
    holding = Holding.objects.select_for_update(of=("self",)).select_related("post__body__unit", "user").get(pk=holding.pk)
    if by.user_id == holding.user_id:
        raise Refused(_("Không tự cử chính mình; việc này phải do người khác làm."), field="holding")
    if Duty.KEEP_SEAL.value not in holding.post.duties:
        raise Refused(_("Chức danh này chưa được giao việc: %(duty)s.") % {"duty": Duty.KEEP_SEAL.label}, field="holding")
    if not holding.holds_on(valid_from):
        raise Refused(_("Người này không giữ chức danh vào ngày đó."), field="valid_from")
    if valid_to is not None and valid_to <= valid_from:
        raise Refused(_("Ngày kết thúc phải sau ngày bắt đầu."), field="valid_to")
    unit = holding.post.body.unit
    for row in Recipient.objects.filter(unit=unit, user=holding.user):
        if (row.valid_to is None or row.valid_to > valid_from) and (valid_to is None or row.valid_from < valid_to):
            raise Refused(_("%(user)s đã là người giữ niêm phong trong thời gian đó.") % {"user": holding.user.full_name}, field="holding")
    found = Recipient.objects.create(unit=unit, post=holding.post, user=holding.user, valid_from=valid_from, valid_to=valid_to)
    audit.record(
        "sealed.recipient.named", by=by, subject=unit, unit_id=unit.pk, data={"user": holding.user_id, "from": valid_from.isoformat()}
    )
    return found


@transaction.atomic
def end_recipient(*, by: Doer, recipient: Recipient, on: date) -> None:
    """The person keeps it no more: `on` is the first day without. Envelopes are sealed anew for the rest by one of them; what was read
    or copied before cannot be taken back. Refused if it is over by then.
    """
    recipient = Recipient.objects.select_for_update(of=("self",)).select_related("unit").get(pk=recipient.pk)
    if not recipient.holds_on(on):
        raise Refused(_("Người này không giữ niêm phong vào ngày đó."), field="on")
    recipient.valid_to = on
    recipient.save(update_fields=["valid_to"])
    data = {"user": recipient.user_id, "from": on.isoformat()}
    audit.record("sealed.recipient.left", by=by, subject=recipient.unit, unit_id=recipient.unit_id, data=data)
