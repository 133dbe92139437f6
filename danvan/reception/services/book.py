"""The reception book: one line for whoever came, numbered without gap, and what became of it."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from danvan.audit import services as audit
from danvan.audit.doer import Doer
from danvan.lib import clock
from danvan.lib.refusal import Refused
from danvan.lib.text import fold
from danvan.petitions import services as petitions
from danvan.petitions.models import PROTECTED_KINDS, Channel, Petition
from danvan.petitions.services import Receipt, SenderData
from danvan.petitions.services.process import locked_counter, next_number
from danvan.reception.models import Brought, Outcome, Session, SessionState, Visit, Visitor
from danvan.reception.rules import GROUP, MOST_REPRESENTATIVES, purge_day, refusal_ground
from danvan.units.models import Post, Unit


@dataclass(frozen=True)
class Came:
    """Who came; everything may be empty, and is for a denunciation."""

    name: str = ""
    address: str = ""
    representatives: str = ""

    @property
    def is_empty(self) -> bool:
        """Nobody named."""
        return not any(part.strip() for part in (self.name, self.address, self.representatives))


NOBODY = Came()


@dataclass(frozen=True)
class Entry:
    """What is written into the book. `summary` of a denunciation that is taken in goes into the petition and not into the book.

    `topic`, `place` and `may_publish` are the petition's, `petition` the one that is followed up, `refusal` the code of the ground.
    """

    kind: str
    outcome: str
    summary: str = ""
    told: str = ""
    people: int = 1
    online: bool = False
    again: bool = False
    earlier_body: str = ""
    came: Came = field(default=NOBODY, repr=False)
    topic: str = "other"
    place: str = ""
    petition: Petition | None = None
    refusal: str = ""


@transaction.atomic
def enter(
    *, by: Doer, submission: UUID, unit: Unit, received_by: Post, entry: Entry, session: Session | None = None
) -> tuple[Visit, Receipt | None]:
    """Write a line of the book: at a session that is being held, or on an ordinary day.

    In: `submission` is the form's own number: the same one again gives the same line. Out: the line, and the receipt of the petition that was
    taken in (its secret is told once), else None. Raises Refused with the field's name. Two at once wait at the counter of the book.
    """
    day = _day(session, unit)
    _check(entry)
    book = f"reception:{unit.pk}:{day.year}"
    locked_counter(book)
    earlier = Visit.objects.filter(submission=submission).select_related("petition").first()
    if earlier is not None:
        return earlier, Receipt(earlier.petition, None) if earlier.petition and earlier.outcome == Outcome.TAKEN_IN else None
    receipt = _take_in(by, submission, unit, received_by, entry) if entry.outcome == Outcome.TAKEN_IN else None
    visit = _visit(entry, day, receipt.petition if receipt else entry.petition)
    visit.unit, visit.submission, visit.session, visit.received_by = unit, submission, session, received_by
    visit.number = next_number(book)
    visit.save(force_insert=True)
    Visitor.objects.create(
        visit=visit,
        name=entry.came.name.strip(),
        address=entry.came.address.strip(),
        representatives=entry.came.representatives.strip(),
        purge_on=purge_day(day),
    )
    data = {"number": visit.number, "year": visit.book_year, "kind": entry.kind, "outcome": entry.outcome}
    audit.record("reception.visit.enter", by=by, subject=visit, unit_id=unit.pk, data=data)
    return visit, receipt


@transaction.atomic
def issue_notice(*, by: Doer, visit: Visit, signed_by: Post) -> Visit:
    """The head tells in writing that whoever comes again about a settled matter is not received (L42/2013 Art. 9.3).

    Its number is given by room `papers` when it is printed.
    """
    visit = Visit.objects.select_for_update(of=("self",)).get(pk=visit.pk)
    ground = refusal_ground(visit.refusal)
    if ground is None or not ground.needs_notice:
        raise Refused(_("Chỉ việc từ chối do vụ việc đã giải quyết mới cần thông báo của người đứng đầu."))
    if visit.notice_on is not None:
        raise Refused(_("Thông báo từ chối của lượt này đã ban hành."))
    visit.notice_on, visit.notice_by = clock.today(), signed_by
    visit.save(update_fields=["notice_on", "notice_by"])
    audit.record("reception.visit.notice", by=by, subject=visit, unit_id=visit.unit_id, data={"line": str(visit)})
    return visit


@transaction.atomic
def purge(*, by: Doer) -> int:
    """Forget who came where the day has come. Out: how many lines."""
    return _forget(Visitor.objects.filter(purge_on__lte=clock.today()), by=by)


@transaction.atomic
def forget_visitors(*, by: Doer, petition: Petition) -> int:
    """The petition turned out to be a denunciation, and who brought it is sealed: the book forgets who came. Out: how many lines."""
    return _forget(Visitor.objects.filter(visit__petition=petition), by=by)


def _forget(found: QuerySet[Visitor], *, by: Doer) -> int:
    visitors = list(found.filter(purged_at__isnull=True).select_for_update(of=("self",)).select_related("visit").order_by("id"))
    for visitor in visitors:
        visitor.name = visitor.address = visitor.representatives = ""
        visitor.purged_at = clock.now()
        visitor.save(update_fields=["name", "address", "representatives", "purged_at"])
        audit.record("reception.visitor.purge", by=by, subject=visitor.visit, unit_id=visitor.visit.unit_id)
    return len(visitors)


def _day(session: Session | None, unit: Unit) -> date:
    """The day of the line. Raises Refused where the session is not held, or not the unit's."""
    if session is None:
        return clock.today()
    session = Session.objects.select_for_update(of=("self",)).get(pk=session.pk)
    if session.state != SessionState.HELD or session.unit_id != unit.pk:
        raise Refused(_("Hãy ghi nhận buổi tiếp đã diễn ra và ai tiếp, rồi mới ghi sổ."))
    return session.day


def _visit(entry: Entry, day: date, petition: Petition | None) -> Visit:
    denunciation = entry.kind == Brought.DENUNCIATION
    summary = "" if denunciation else entry.summary.strip()
    return Visit(
        book_year=day.year,
        received_on=day,
        online=entry.online,
        people=entry.people,
        kind=entry.kind,
        summary=summary,
        folded=fold(summary),
        again=entry.again or entry.outcome == Outcome.FOLLOWED,
        earlier_body=entry.earlier_body.strip(),
        outcome=entry.outcome,
        told="" if denunciation else entry.told.strip(),
        petition=petition,
        refusal=entry.refusal if entry.outcome == Outcome.REFUSED else "",
    )


def _take_in(by: Doer, submission: UUID, unit: Unit, received_by: Post, entry: Entry) -> Receipt:
    """What was brought becomes a petition like any other: clock, slip, look-up code."""
    came = entry.came
    return petitions.receive(
        by=by,
        submission=submission,
        unit=unit,
        channel=Channel.DESK,
        topic=entry.topic,
        text=entry.summary,
        place=entry.place,
        sender=SenderData(name=came.name, address=came.address, representatives=came.representatives),
        people=entry.people,
        entered_by=received_by,
        kind=Brought.DENUNCIATION if entry.kind == Brought.DENUNCIATION else "",
    )


def _check(entry: Entry) -> None:
    if entry.kind not in Brought.values:
        raise Refused(_("Chọn phân loại trong danh sách."), field="kind")
    if entry.outcome not in Outcome.values:
        raise Refused(_("Chọn hướng xử lý trong danh sách."), field="outcome")
    if entry.kind == Brought.DENUNCIATION:
        _check_denunciation(entry)
    else:
        _check_words(entry)
    _check_people(entry)
    if entry.outcome == Outcome.FOLLOWED:
        _check_followed(entry)
    if entry.outcome == Outcome.REFUSED and refusal_ground(entry.refusal) is None:
        raise Refused(_("Chọn căn cứ từ chối."), field="refusal")


def _check_denunciation(entry: Entry) -> None:
    """The line shows no name and no content (L25/2018 Ch. VI)."""
    if not entry.came.is_empty:
        raise Refused(
            _("Không ghi danh tính người tố cáo vào sổ tiếp công dân. Hãy để trống họ tên, địa chỉ, người đại diện."), field="name"
        )
    if entry.outcome == Outcome.TAKEN_IN and not entry.summary.strip():
        raise Refused(_("Ghi nội dung: nội dung chỉ nằm trong đơn, không vào sổ."), field="summary")
    if entry.outcome != Outcome.TAKEN_IN and entry.summary.strip():
        raise Refused(_("Không ghi nội dung tố cáo vào sổ. Nội dung chỉ ghi khi tiếp nhận đơn, và chỉ nằm trong đơn."), field="summary")
    if entry.told.strip() or entry.earlier_body.strip():
        raise Refused(_("Với tố cáo, sổ chỉ ghi phân loại và hướng xử lý."), field="told" if entry.told.strip() else "earlier_body")


def _check_words(entry: Entry) -> None:
    if not entry.summary.strip():
        raise Refused(_("Ghi tóm tắt nội dung."), field="summary")
    if not entry.came.name.strip() and entry.outcome != Outcome.REFUSED:
        raise Refused(_("Ghi họ tên người đến."), field="name")
    if entry.outcome in {Outcome.ANSWERED, Outcome.GUIDED} and not entry.told.strip():
        raise Refused(_("Ghi đã trả lời, hướng dẫn thế nào."), field="told")
    if entry.outcome == Outcome.REFUSED and not entry.told.strip():
        raise Refused(_("Ghi đã giải thích với người đến thế nào."), field="told")


def _check_people(entry: Entry) -> None:
    if entry.people < 1:
        raise Refused(_("Số người phải từ 1 trở lên."), field="people")
    if entry.kind == Brought.DENUNCIATION:
        return
    named = [line for line in entry.came.representatives.splitlines() if line.strip()]
    if (entry.people >= GROUP or (entry.people > 1 and entry.outcome == Outcome.TAKEN_IN)) and not named:
        raise Refused(_("Nhiều người cùng đến thì ghi người đại diện."), field="representatives")
    if len(named) > min(entry.people, MOST_REPRESENTATIVES):
        raise Refused(_("Người đại diện từ một đến năm người, không quá số người đến."), field="representatives")


def _check_followed(entry: Entry) -> None:
    if entry.petition is None:
        raise Refused(_("Ghi mã của đơn đang theo dõi."), field="reference")
    if entry.petition.kind in PROTECTED_KINDS and entry.kind != Brought.DENUNCIATION:
        raise Refused(_("Đơn này là tố cáo: chọn phân loại tố cáo và để trống danh tính, nội dung."), field="kind")
