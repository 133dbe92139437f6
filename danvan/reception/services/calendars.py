"""The calendar: planned in one act, changed while nobody has read it, posted."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, time

from django.db import transaction
from django.utils.translation import gettext as _

from danvan.audit import services as audit
from danvan.audit.doer import Doer
from danvan.documents.selectors import calendar
from danvan.lib import clock
from danvan.lib.refusal import Refused
from danvan.reception.models import Mode, ReceptionDuty, Session, SessionKind, SessionState
from danvan.reception.rules import ad_hoc_ground
from danvan.units.models import Unit


@dataclass(frozen=True)
class Slot:
    """When and where: hours of one day, a place for those who come, a link for those who do not."""

    day: date
    starts: time = time(8)
    ends: time = time(11, 30)
    mode: str = Mode.IN_PERSON
    place: str = ""
    link: str = ""


@transaction.atomic
def plan(*, by: Doer, duty: ReceptionDuty, days: Sequence[date], slot: Slot) -> list[Session]:
    """Regular sessions on several days, all or none. In: `slot` gives hours, mode and place for every day (its own day is not used).

    Raises Refused for a day off, a day outside the duty, or one that has its session already.
    """
    duty = _locked(duty)
    if not days:
        raise Refused(_("Chọn ít nhất một ngày."), field="days")
    slots = [replace(slot, day=day) for day in sorted(set(days))]
    for one in slots:
        _check(duty, one, SessionKind.REGULAR)
    _check_regular(duty, [one.day for one in slots])
    made = Session.objects.bulk_create(_session(duty, one, SessionKind.REGULAR) for one in slots)
    data = {"leader": duty.post_id, "days": [one.day.isoformat() for one in slots]}
    audit.record("reception.calendar.plan", by=by, subject=duty, unit_id=duty.unit_id, data=data)
    return made


@transaction.atomic
def add(*, by: Doer, duty: ReceptionDuty, slot: Slot, kind: str = SessionKind.REGULAR, ground: str = "") -> Session:
    """One session. Ad hoc needs a ground of the law (L42/2013 Art. 18.3) and may lie on any day."""
    duty = _locked(duty)
    must_be_free(duty, slot, kind)
    if kind == SessionKind.AD_HOC and ad_hoc_ground(ground) is None:
        raise Refused(_("Chọn một căn cứ tiếp đột xuất."), field="ground")
    session = _session(duty, slot, kind, ground if kind == SessionKind.AD_HOC else "")
    session.save(force_insert=True)
    data = {"day": slot.day.isoformat(), "kind": str(kind), "leader": duty.post_id}
    audit.record("reception.session.add", by=by, subject=session, unit_id=session.unit_id, data=data)
    return session


@transaction.atomic
def change(*, by: Doer, session: Session, slot: Slot) -> Session:
    """Change day, hours, mode or place of a planned session. One that was posted keeps its day (that is a postponement) and must be posted anew."""
    session = lock_session(session)
    must_be_planned(session)
    if slot.day != session.day and session.posted_on is not None:
        raise Refused(_("Buổi này đã công khai: muốn đổi ngày thì hoãn buổi tiếp và nêu lý do."), field="day")
    must_be_free(session.duty, slot, session.kind, but=session)
    for name in SLOT_FIELDS:
        setattr(session, name, getattr(slot, name))
    session.posted_on = None
    session.save(update_fields=[*SLOT_FIELDS, "posted_on"])
    audit.record("reception.session.change", by=by, subject=session, unit_id=session.unit_id, data={"day": slot.day.isoformat()})
    return session


@transaction.atomic
def drop(*, by: Doer, session: Session) -> None:
    """Take a session that nobody has read out of the calendar. What was posted, held or postponed stays."""
    session = lock_session(session)
    must_be_planned(session)
    if session.posted_on is not None or session.moved_from_id is not None:
        raise Refused(_("Buổi tiếp đã công khai hoặc dời từ buổi khác thì không xóa; hãy hoãn và nêu lý do."))
    audit.record("reception.session.drop", by=by, subject=session, unit_id=session.unit_id, data={"day": session.day.isoformat()})
    session.delete()


@transaction.atomic
def post_calendar(*, by: Doer, unit: Unit, first: date, last: date) -> int:
    """Make the unit's planned sessions of these days public as of today (L42/2013 Art. 24). Out: how many were newly posted."""
    waiting = Session.objects.select_for_update(of=("self",)).filter(unit=unit, state=SessionState.PLANNED, posted_on__isnull=True)
    found = list(waiting.between(max(first, clock.today()), last))
    if not found:
        raise Refused(_("Không có buổi nào chờ công khai trong thời gian này."))
    Session.objects.filter(pk__in=[one.pk for one in found]).update(posted_on=clock.today())
    data = {"from": first.isoformat(), "to": last.isoformat(), "sessions": len(found)}
    audit.record("reception.calendar.post", by=by, subject=unit, unit_id=unit.pk, data=data)
    return len(found)


SLOT_FIELDS = ("day", "starts", "ends", "mode", "place", "link")


def lock_session(session: Session) -> Session:
    """The session's row, ours until the transaction ends, read afresh."""
    return Session.objects.select_for_update(of=("self",)).select_related("duty", "leader", "unit").get(pk=session.pk)


def must_be_planned(session: Session) -> None:
    """Refuse what happened or was called off."""
    if session.state != SessionState.PLANNED:
        raise Refused(_("Buổi tiếp này đã tiếp hoặc đã hoãn, nên không sửa được nữa."))


def must_be_free(duty: ReceptionDuty, slot: Slot, kind: str, but: Session | None = None) -> None:
    """Refuse a day, hours or place that cannot be: the same checks for a new session, a changed and a postponed one."""
    _check(duty, slot, kind)
    if kind == SessionKind.REGULAR:
        _check_regular(duty, [slot.day], but)


def _locked(duty: ReceptionDuty) -> ReceptionDuty:
    return ReceptionDuty.objects.select_for_update(of=("self",)).select_related("post", "unit").get(pk=duty.pk)


def _session(duty: ReceptionDuty, slot: Slot, kind: str, ground: str = "") -> Session:
    fields = {name: getattr(slot, name) for name in SLOT_FIELDS}
    return Session(unit=duty.unit, duty=duty, leader=duty.post, kind=kind, ground=ground, **fields)


def _check(duty: ReceptionDuty, slot: Slot, kind: str) -> None:
    day = f"{slot.day:%d/%m/%Y}"
    if kind not in SessionKind.values or slot.mode not in Mode.values:
        raise Refused(_("Chọn loại và hình thức trong danh sách."), field="mode")
    if not duty.holds_on(slot.day):
        raise Refused(_("Ngày %(day)s nằm ngoài thời gian chức danh này có nghĩa vụ tiếp công dân.") % {"day": day}, field="day")
    if slot.ends <= slot.starts:
        raise Refused(_("Giờ kết thúc phải sau giờ bắt đầu."), field="ends")
    if slot.mode != Mode.ONLINE and not slot.place.strip():
        raise Refused(_("Ghi địa điểm tiếp công dân."), field="place")
    if slot.mode != Mode.IN_PERSON and not slot.link.strip():
        raise Refused(_("Ghi đường dẫn để người dân vào buổi tiếp trực tuyến."), field="link")


def _check_regular(duty: ReceptionDuty, days: Sequence[date], but: Session | None = None) -> None:
    """No day off, one session a day. Two queries, however many days."""
    working = calendar({day.year for day in days})
    there = Session.objects.filter(leader=duty.post_id, day__in=days, kind=SessionKind.REGULAR).exclude(state=SessionState.POSTPONED)
    taken = set((there.exclude(pk=but.pk) if but else there).values_list("day", flat=True))
    for day in days:
        words = {"day": f"{day:%d/%m/%Y}", "why": working.why(day)}
        if not working.is_working(day):
            raise Refused(_("Ngày %(day)s là ngày nghỉ (%(why)s).") % words, field="day")
        if day in taken:
            raise Refused(_("Ngày %(day)s đã có buổi tiếp định kỳ của chức danh này.") % words, field="day")
