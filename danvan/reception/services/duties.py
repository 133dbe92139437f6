"""Who owes reception, from when to when."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from danvan.audit import services as audit
from danvan.audit.doer import Doer
from danvan.lib.refusal import Refused
from danvan.reception.models import ReceptionDuty, Session, SessionState
from danvan.units.models import Body, Post


@transaction.atomic
def enter_duty(*, by: Doer, post: Post, step: str, valid_from: date) -> ReceptionDuty:
    """The post owes reception as the law of `step` says, counted here from a day on.

    Raises Refused where the post does not stand that day, or another post of its body has the same duty at that time: a body has one head.
    """
    if step not in dict(ReceptionDuty._meta.get_field("step").flatchoices):
        raise Refused(_("Chọn quy định trong danh sách."), field="step")
    body = Body.objects.select_for_update(of=("self",)).select_related("unit").get(pk=post.body_id)
    if not post.holds_on(valid_from) or not body.holds_on(valid_from):
        raise Refused(_("Chức danh này không có vào ngày đó."), field="valid_from")
    others = ReceptionDuty.objects.filter(post__body=body, step=step)
    if any(other.valid_to is None or other.valid_to > valid_from for other in others):
        raise Refused(
            _("Cơ quan này đã có người đứng đầu được giao tiếp công dân vào thời gian đó. Hãy kết thúc nghĩa vụ cũ trước."), field="post"
        )
    duty = ReceptionDuty.objects.create(unit=body.unit, post=post, step=step, valid_from=valid_from, valid_to=post.valid_to)
    data = {"post": post.pk, "step": step, "from": valid_from.isoformat()}
    audit.record("reception.duty.enter", by=by, subject=duty, unit_id=body.unit_id, data=data)
    return duty


@transaction.atomic
def end_duty(*, by: Doer, duty: ReceptionDuty, on: date) -> ReceptionDuty:
    """The post owes reception no longer: `on` is the first day without it. Refused while its calendar goes on after that day."""
    duty = ReceptionDuty.objects.select_for_update().get(pk=duty.pk)
    if not duty.holds_on(on):
        raise Refused(_("Nghĩa vụ này không còn vào ngày đó."), field="on")
    if Session.objects.filter(duty=duty, day__gte=on).exclude(state=SessionState.POSTPONED).exists():
        raise Refused(_("Lịch của chức danh này còn buổi tiếp từ ngày đó. Hãy hoãn hoặc xóa các buổi đó trước."), field="on")
    duty.valid_to = on
    duty.save(update_fields=["valid_to"])
    audit.record("reception.duty.end", by=by, subject=duty, unit_id=duty.unit_id, data={"on": on.isoformat()})
    return duty
