"""What became of a session: held, by whom; or postponed, and to when."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from danvan.audit import services as audit
from danvan.audit.doer import Doer
from danvan.lib import clock
from danvan.lib.refusal import Refused
from danvan.reception.models import Session, SessionState
from danvan.reception.services.calendars import Slot, lock_session, must_be_free, must_be_planned
from danvan.units.models import Post


@transaction.atomic
def hold(*, by: Doer, session: Session, received_by: Post) -> Session:
    """The session takes place today, or took place: `received_by` received. Another post than the leader's is a delegation, which counts for
    nobody (L42/2013 as the two-tier rules say: no delegation to deputies). May be said again to correct who it was.
    """
    session = lock_session(session)
    if session.state == SessionState.POSTPONED:
        raise Refused(_("Buổi tiếp này đã hoãn."))
    if session.day > clock.today():
        raise Refused(_("Chưa đến ngày tiếp."))
    if not received_by.holds_on(session.day) or received_by.body.unit_id != session.unit_id:
        raise Refused(_("Người tiếp phải giữ một chức danh của đơn vị vào ngày đó."), field="received_by")
    before = session.received_by_id
    session.state, session.received_by = SessionState.HELD, received_by
    session.save(update_fields=["state", "received_by"])
    data = {"day": session.day.isoformat(), "received_by": received_by.pk, "before": before, "delegated": session.delegated}
    audit.record("reception.session.hold", by=by, subject=session, unit_id=session.unit_id, data=data)
    return session


@transaction.atomic
def hold_many(*, by: Doer, sessions: Sequence[Session]) -> int:
    """The leaders themselves received at these planned sessions. One act, all or none. Out: how many."""
    found = list(Session.objects.select_for_update(of=("self",)).filter(pk__in=[one.pk for one in sessions]).order_by("pk"))
    if not found:
        raise Refused(_("Chọn ít nhất một buổi."), field="sessions")
    if any(one.state != SessionState.PLANNED or one.day > clock.today() for one in found):
        raise Refused(_("Chỉ ghi nhận được những buổi theo lịch đã đến ngày."), field="sessions")
    for one in found:
        one.state, one.received_by_id = SessionState.HELD, one.leader_id
    Session.objects.bulk_update(found, ["state", "received_by"])
    for unit_id in sorted({one.unit_id for one in found}):
        own = [one for one in found if one.unit_id == unit_id]
        data = {"sessions": [one.pk for one in own], "days": [one.day.isoformat() for one in own]}
        audit.record("reception.session.hold_many", by=by, subject=own[0].duty, unit_id=unit_id, data=data)
    return len(found)


@transaction.atomic
def postpone(*, by: Doer, session: Session, reason: str, slot: Slot) -> Session:
    """Call a planned session off for force majeure, with the reason and a new day (L42/2013 Art. 24). Out: the new session.

    The new session is public at once where the old one was: people must hear of both.
    """
    session = lock_session(session)
    must_be_planned(session)
    if not reason.strip():
        raise Refused(_("Ghi lý do bất khả kháng."), field="reason")
    if slot.day <= max(session.day, clock.today()):
        raise Refused(_("Ngày mới phải sau ngày hoãn và sau hôm nay."), field="day")
    must_be_free(session.duty, slot, session.kind)
    session.state, session.reason, session.postponed_on = SessionState.POSTPONED, reason.strip(), clock.today()
    session.save(update_fields=["state", "reason", "postponed_on"])
    later = Session.objects.create(
        unit=session.unit,
        duty=session.duty,
        leader=session.leader,
        kind=session.kind,
        ground=session.ground,
        moved_from=session,
        posted_on=clock.today() if session.posted_on else None,
        day=slot.day,
        starts=slot.starts,
        ends=slot.ends,
        mode=slot.mode,
        place=slot.place,
        link=slot.link,
    )
    data = {"from": session.day.isoformat(), "to": later.day.isoformat(), "later": later.pk}
    audit.record("reception.session.postpone", by=by, subject=session, unit_id=session.unit_id, data=data)
    return later
