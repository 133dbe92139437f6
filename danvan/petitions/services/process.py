"""What every act shares: lock the petition, ask the rules, write the step and the audit entry."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils.translation import gettext as _

from danvan.audit import services as audit
from danvan.audit.doer import CITIZEN, Doer
from danvan.lib import clock
from danvan.lib.asking import compiled_once
from danvan.lib.inserting import insert
from danvan.lib.refusal import Refused
from danvan.petitions.models import (
    DENUNCIATIONS,
    OPEN_STATES,
    Answer,
    Attachment,
    Clock,
    Counter,
    Instruction,
    Message,
    Pause,
    Petition,
    State,
    Stay,
    Step,
)
from danvan.petitions.rules import ACTS, Act, Case, Ground, Rule, follows, longest, purge_day
from danvan.petitions.rules import ground as lawful_ground
from danvan.petitions.services.sealing import forget_on
from danvan.petitions.services.telling import tell


def locked_counter(series: str) -> Counter:
    """The counter of a series, its row locked until the transaction ends: whoever comes second waits here."""
    counters = Counter.objects.select_for_update().filter(series=series)
    for counter in counters:
        return counter
    Counter.objects.get_or_create(series=series)
    return counters.get()


def next_number(series: str) -> int:
    """The next number of a series; its counter is locked until the transaction ends, and whoever comes second waits here. One statement.

    A transaction that fails gives the number back, so there is no gap and no number twice.
    """
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [series])
        number: int = cursor.fetchone()[0]
        return number


def put_back(series: str) -> None:
    """The number that this transaction just took is not needed after all."""
    Counter.objects.filter(series=series).update(last=F("last") - 1)


_NEXT = """INSERT INTO petitions_counter (series, last) VALUES (%s, 1)
    ON CONFLICT (series) DO UPDATE SET last = petitions_counter.last + 1 RETURNING last"""


def running_clock(petition: Petition) -> Clock | None:
    """The clock that carries the petition forward now, with its limit; the duties beside it are not meant."""
    return Clock.objects.select_related("limit").filter(petition=petition, stopped_on__isnull=True, main=True).first()


def current_stay(petition: Petition) -> Stay:
    """Where the petition lies, or lay last."""
    return _stays(petition.pk)[0]


@compiled_once
def _stays(petition: int) -> QuerySet[Stay, Stay]:
    """Where it lies or lay last, alone."""
    return Stay.objects.filter(petition=petition).order_by("-id")[:1]


# What is known of a petition by a step that it has.
DONE_ONCE = {"met": Act.DIALOGUE, "reviewed": Act.REVIEW}


def case_of(
    petition: Petition, on: date | None = None, clocks: Iterable[Clock] | None = None, known: Mapping[str, bool] | None = None
) -> Case:
    """The petition as the rules see it on the day (today). `clocks`: those it has, with their extensions, and `known`: the facts that rows elsewhere
    tell, where they were read already (`selectors.held.facts_of`).
    """
    if clocks is None:
        clocks = Clock.objects.filter(petition=petition, stopped_on__isnull=True).select_related("limit").prefetch_related("extensions")
    running = [one for one in clocks if one.stopped_on is None]
    main = next((one for one in running if one.main), None)
    known = known or facts_of(petition)
    return Case(
        state=petition.state,
        kind=petition.kind,
        eligible=petition.eligible,
        within_authority=petition.within_authority,
        running=main.limit.step if main else "",
        extendable=main is not None
        and longest(main.limit, remote=petition.remote, now=main.days, already=len(main.extensions.all())) is not None,
        late=main is not None and main.due_on < (on or clock.today()) and not known["paused"],
        side=tuple(one.limit.step for one in running if not one.main),
        archived=petition.archived_on is not None,
        bundled=petition.bundle_id is not None,
        book_number=petition.book_number,
        **known,
    )


def facts_of(petition: Petition) -> dict[str, bool]:
    """What is known of a petition by rows elsewhere; one query."""
    (known,) = _facts(petition.pk)
    return known


@compiled_once
def _facts(petition: int) -> QuerySet[Petition, dict[str, bool]]:
    here = {"petition": OuterRef("pk")}
    facts = {
        "paused": Exists(Pause.objects.filter(clock__petition=OuterRef("pk"), clock__stopped_on__isnull=True, to_on__isnull=True)),
        "answered": Exists(Answer.objects.filter(**here)),
        "filed": Exists(Attachment.objects.filter(**here)),
        "written": Exists(Message.objects.filter(**here)),
        "published": Exists(Answer.objects.filter(**here, published_on__isnull=False)),
        "gone_up": Exists(Petition.objects.filter(previous=OuterRef("pk"))),
        "instructed": Exists(Instruction.objects.filter(**here, replied_on__isnull=True)),
        **{name: Exists(Step.objects.filter(**here, act=act)) for name, act in DONE_ONCE.items()},
    }
    found: QuerySet[Petition, dict[str, bool]] = Petition.objects.filter(pk=petition).annotate(**facts).values(*facts)
    return found


def keep_due(petition: Petition) -> None:
    """Set what lists read of its clocks: the earliest day something is due, and whether anything is owed at all. The caller saves both."""
    paused = Exists(Pause.objects.filter(clock=OuterRef("pk"), to_on__isnull=True))
    running = list(Clock.objects.filter(petition=petition, stopped_on__isnull=True).values_list("due_on", paused))
    petition.due_on = min((due for due, still in running if not still), default=None)
    petition.owed = petition.state in OPEN_STATES or bool(running)


@compiled_once
def _locked(petition: int) -> QuerySet[Petition, Petition]:
    return Petition.objects.select_for_update(of=("self",)).select_related("unit").filter(pk=petition)


def begin(petition: Petition, act: Act) -> Petition:
    """Lock the petition's row and read it afresh. Raises Refused where the act does not fit its present state."""
    (locked,) = _locked(petition.pk)
    if not follows(case_of(locked), act, clock.today()):
        raise Refused(_refusal(locked, ACTS[act]))
    return locked


def _refusal(petition: Petition, rule: Rule) -> str:
    words = {"reference": petition.reference, "state": petition.get_state_display(), "act": rule.label}
    if rule.act == Act.ACCEPT and petition.state == State.CLASSIFIED:
        return _("Chỉ thụ lý đơn đã được xác định đủ điều kiện và thuộc thẩm quyền. Hãy xem xét điều kiện trước.")
    if rule.act == Act.ANSWER and petition.kind in DENUNCIATIONS and petition.state != State.VERIFIED:
        return _("Kết luận tố cáo phải dựa trên báo cáo kết quả xác minh (Luật Tố cáo, Điều 28). Hãy xác minh trước.")
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


def close(petition: Petition, state: State, *, by: Doer) -> list[str]:
    """The petition ends; contact data gets its last day. Out: the fields to save."""
    petition.closed_on = clock.today()
    close_stay(petition, current_stay(petition), state)
    sender = getattr(petition, "sender", None)
    if sender is not None:
        sender.purge_on = purge_day(petition.received_on, petition.closed_on)
        sender.save(update_fields=["purge_on"])
    forget_on(by=by, petition=petition, day=purge_day(petition.received_on, petition.closed_on))
    return ["closed_on"]


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
    fields = list(save)
    if act != Act.RECEIVE:  # then it was just written as it is, with the one clock it has
        keep_due(petition)
        fields = ["state", "due_on", "owed", *fields]
    if fields:
        petition.save(update_fields=fields)
    write_step(petition, act, by=by, stay=stay, note=note, public_note=public_note, data=data)
    audit.record(
        f"petitions.petition.{act}",
        by=by,
        subject=petition,
        unit_id=petition.unit_id,
        data={"reference": petition.reference, "state": str(petition.state), **(data or {})},
    )
    if rule.says and act != Act.RECEIVE and by is not CITIZEN:
        tell(petition, act, by=by)
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
    return insert(
        Step(
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
    )
