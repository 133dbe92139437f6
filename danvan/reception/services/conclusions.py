"""What the leader ordered at a session, and that it was done (Regulation 11-QĐi/TW Art. 5 to 7)."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from danvan.audit import services as audit
from danvan.audit.doer import Doer
from danvan.lib import clock
from danvan.lib.refusal import Refused
from danvan.reception.models import Conclusion, Session, SessionState, Visit
from danvan.reception.services.calendars import lock_session
from danvan.units.models import Post


@transaction.atomic
def conclude(*, by: Doer, session: Session, text: str, owner: Post, due_on: date, visit: Visit | None = None) -> Conclusion:
    """Order something at a session that was held: what, who, by when. Of a denunciation no conclusion stands in the book."""
    session = lock_session(session)
    if session.state != SessionState.HELD:
        raise Refused(_("Chỉ ghi kết luận của buổi đã tiếp."))
    if not text.strip():
        raise Refused(_("Ghi việc phải làm."), field="text")
    if due_on < session.day:
        raise Refused(_("Hạn không thể trước ngày tiếp."), field="due_on")
    if owner.body.unit_id != session.unit_id or not owner.holds_on(clock.today()):
        raise Refused(_("Chọn một chức danh của đơn vị."), field="owner")
    if visit is not None and (visit.session_id != session.pk or visit.closed):
        raise Refused(_("Chọn một lượt tiếp của buổi này; việc tố cáo không ghi kết luận ở đây."), field="visit")
    made = Conclusion.objects.create(session=session, visit=visit, text=text.strip(), owner=owner, due_on=due_on)
    data = {"session": session.pk, "owner": owner.pk, "due": due_on.isoformat()}
    audit.record("reception.conclusion.add", by=by, subject=made, unit_id=session.unit_id, data=data)
    return made


@transaction.atomic
def complete(*, by: Doer, conclusion: Conclusion, result: str, done_on: date) -> Conclusion:
    """It was done: what came of it, and when. Cannot be taken back."""
    conclusion = Conclusion.objects.select_for_update(of=("self",)).select_related("session").get(pk=conclusion.pk)
    if conclusion.done_on is not None:
        raise Refused(_("Việc này đã ghi xong."))
    if not result.strip():
        raise Refused(_("Ghi kết quả."), field="result")
    if not conclusion.session.day <= done_on <= clock.today():
        raise Refused(_("Ngày xong phải từ ngày tiếp đến hôm nay."), field="done_on")
    conclusion.done_on, conclusion.result = done_on, result.strip()
    conclusion.save(update_fields=["done_on", "result"])
    data = {"done": done_on.isoformat(), "late": conclusion.is_late(done_on)}
    audit.record("reception.conclusion.done", by=by, subject=conclusion, unit_id=conclusion.session.unit_id, data=data)
    return conclusion
