"""What every act shares: lock the petition, ask the rules, write the step and the audit entry."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from danvan.audit import services as audit
from danvan.audit.doer import Doer
from danvan.lib import clock
from danvan.lib.refusal import Refused
from danvan.petitions.models import Answer, Clock, Counter, Petition, State, Stay, Step
from danvan.petitions.rules import ACTS, Act, Case, Ground, Rule, follows, purge_day
from danvan.petitions.rules import ground as lawful_ground


def locked_counter(series: str) -> Counter:
    """The counter of a series, its row locked until the transaction ends: whoever comes second waits here."""
    Counter.objects.get_or_create(series=series)
    return Counter.objects.select_for_update().get(series=series)


def next_number(counter: Counter) -> int:
    """The next number of a locked counter. A transaction that fails gives it back, so there is no gap and no number twice."""
    counter.last += 1
    counter.save(update_fields=["last"])
    return counter.last


def running_clock(petition: Petition) -> Clock | None:
    """The clock that runs for the petition now, with its limit."""
    return Clock.objects.select_related("limit").filter(petition=petition, stopped_on__isnull=True).first()


def current_stay(petition: Petition) -> Stay:
    """Where the petition lies, or lay last."""
    return Stay.objects.filter(petition=petition).order_by("-id")[0]


def case_of(petition: Petition, running: Clock | None) -> Case:
    """The petition as the rules see it."""
    return Case(
        state=petition.state,
        kind=petition.kind,
        eligible=petition.eligible,
        within_authority=petition.within_authority,
        running=running.limit.step if running else "",
        paused=running is not None and running.pauses.filter(to_on__isnull=True).exists(),
        published=petition.state == State.ANSWERED and Answer.objects.filter(petition=petition, published_on__isnull=False).exists(),
        book_number=petition.book_number,
    )


def begin(petition: Petition, act: Act) -> Petition:
    """Lock the petition's row and read it afresh. Raises Refused where the act does not fit its present state."""
    locked = Petition.objects.select_for_update(of=("self",)).select_related("unit").get(pk=petition.pk)
    if not follows(case_of(locked, running_clock(locked)), act, clock.today()):
        raise Refused(_refusal(locked, ACTS[act]))
    return locked


def _refusal(petition: Petition, rule: Rule) -> str:
    words = {"reference": petition.reference, "state": petition.get_state_display(), "act": rule.label}
    if rule.act == Act.ACCEPT and petition.state == State.CLASSIFIED:
        return _("Chỉ thụ lý đơn đã được xác định đủ điều kiện và thuộc thẩm quyền. Hãy xem xét điều kiện trước.")
    return _("Đơn %(reference)s đang ở trạng thái “%(state)s”, nên không thực hiện được việc “%(act)s”.") % words


def need(text: str, message: str, field: str) -> str:
    """The text without outer blanks. Raises Refused beside the field if nothing is left."""
    if not text.strip():
        raise Refused(message, field=field)
    return text.strip()


def need_ground(act: Act, code: str, kind: str) -> Ground:
    """The ground of that code. Raises Refused if the law gives no such ground for this act, kind and day."""
    found = lawful_ground(act, code, kind, clock.today())
    if found is None:
        raise Refused(_("Chọn một căn cứ trong danh sách."), field="ground")
    return found


def close_stay(petition: Petition, stay: Stay, outcome: State) -> None:
    """The petition ends here (or leaves)."""
    stay.left_on, stay.outcome = clock.today(), outcome
    stay.save(update_fields=["left_on", "outcome"])


def close(petition: Petition, state: State) -> list[str]:
    """The petition ends; contact data gets its last day. Out: the fields to save."""
    petition.closed_on, petition.due_on = clock.today(), None
    close_stay(petition, current_stay(petition), state)
    sender = getattr(petition, "sender", None)
    if sender is not None:
        sender.purge_on = purge_day(petition.received_on, petition.closed_on)
        sender.save(update_fields=["purge_on"])
    return ["closed_on", "due_on"]


def finish(
    petition: Petition,
    act: Act,
    *,
    by: Doer,
    save: Iterable[str] = (),
    stay: Stay | None = None,
    note: str = "",
    public_note: str = "",
    data: dict[str, Any] | None = None,
    keep_state: bool = False,
) -> Petition:
    """Move to the state after the act, save the named fields, write the step and the audit entry. Notes never reach the audit log."""
    rule = ACTS[act]
    if rule.after is not None and not keep_state:
        petition.state = rule.after
    petition.save(update_fields=["state", *save])
    write_step(petition, act, by=by, stay=stay, note=note, public_note=public_note, data=data)
    audit.record(
        f"petitions.petition.{act}",
        by=by,
        subject=petition,
        unit_id=petition.unit_id,
        data={"reference": petition.reference, "state": str(petition.state), **(data or {})},
    )
    return petition


def write_step(
    petition: Petition,
    act: Act,
    *,
    by: Doer,
    stay: Stay | None = None,
    note: str = "",
    public_note: str = "",
    data: dict[str, Any] | None = None,
) -> Step:
    """One line of the timeline, at the unit where the petition lies."""
    return Step.objects.create(
        petition=petition,
        stay=stay or current_stay(petition),
        at=clock.now(),
        act=act,
        state=petition.state,
        by_label=by.label,
        post_id=by.post_id,
        note=note.strip(),
        public_note=public_note.strip(),
        is_public=bool(ACTS[act].says),
        data=data or {},
    )
