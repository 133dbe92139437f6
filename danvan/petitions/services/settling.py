"""From acceptance to the answer: who does it, until when, what is said, what everybody may read."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from danvan.audit.doer import Doer
from danvan.documents.models import Step as LawStep
from danvan.files.models import File
from danvan.lib import clock
from danvan.lib.refusal import Refused
from danvan.lib.text import fold
from danvan.petitions.models import Answer, Attachment, Clock, Extension, MayPublish, Pause, Petition, State
from danvan.petitions.rules import DECIDE, Act, Known, leaks, longest
from danvan.petitions.services import clocks
from danvan.petitions.services.process import begin, close, current_stay, finish, need, need_ground, running_clock
from danvan.petitions.services.wording import lint_reply
from danvan.units.models import Duty, Post

# Grounds to take longer with the decision on acceptance; all others are for the settlement (L25/2018 Art. 24, 30).
OF_DECIDING = {"checks_elsewhere"}


@transaction.atomic
def accept(
    *, by: Doer, petition: Petition, remote: bool = False, remote_reason: str = "", public_note: str = "", note: str = ""
) -> Petition:
    """Take it on: the notice clock stops, the clock of settling starts with the version of the limit in force today.

    `remote` (hard-to-reach area) gives the longer term where the law has one; there is no official list, so it needs a reason.
    """
    petition = begin(petition, Act.ACCEPT)
    lint_reply(petition, public_note, "public_note")
    if remote:
        need(remote_reason, _("Hãy ghi lý do áp dụng thời hạn vùng sâu, vùng xa."), "remote_reason")
    petition.remote, petition.remote_reason = remote, remote_reason.strip() if remote else ""
    petition.accepted_on = clock.today()
    clocks.stop(petition)
    started = clocks.start(petition, clocks.limit_for(petition.kind, Act.ACCEPT, clock.today()), clock.today())
    clocks.start_sides(petition, Act.ACCEPT)
    data = {"limit": started.limit.code, "due": started.due_on.isoformat()} if started else {}
    fields = ["remote", "remote_reason", "accepted_on", "due_on"]
    return finish(petition, Act.ACCEPT, by=by, save=fields, note=note, public_note=public_note, data=data)


@transaction.atomic
def assign(*, by: Doer, petition: Petition, post: Post, note: str = "") -> Petition:
    """Give it to a post of the unit that may handle petitions."""
    petition = begin(petition, Act.ASSIGN)
    today = clock.today()
    stands = post.valid_from <= today and (post.valid_to is None or post.valid_to > today)
    if post.body.unit_id != petition.unit_id or not stands or not {Duty.HANDLE, Duty.ANSWER} & set(post.duties):
        raise Refused(_("Chọn một chức danh của đơn vị được giao giải quyết đơn."), field="post")
    petition.holder = post
    return finish(petition, Act.ASSIGN, by=by, save=["holder"], note=note, data={"post": post.pk, "to": post.title})


@transaction.atomic
def extend(*, by: Doer, petition: Petition, ground: str, reason: str, days: int) -> Petition:
    """More time within the law. `days` = the term in all, counted from the day the clock began. Both dates stay visible."""
    petition = begin(petition, Act.EXTEND)
    chosen = need_ground(Act.EXTEND, ground, petition.kind)
    need(reason, _("Hãy ghi lý do gia hạn."), "reason")
    lint_reply(petition, reason, "reason")
    running = _running(petition)
    if (chosen.code in OF_DECIDING) != (running.limit.step == DECIDE):
        raise Refused(_("Căn cứ này không dùng cho thời hạn đang tính."), field="ground")
    already = running.extensions.count()
    most = longest(running.limit, remote=petition.remote, now=running.days, already=already)
    if chosen.times is not None and already >= chosen.times:
        raise Refused(_("Căn cứ này chỉ cho gia hạn %(times)d lần.") % {"times": chosen.times}, field="ground")
    if most is None:
        raise Refused(
            _("Thời hạn này không được gia hạn thêm (%(article)s).") % {"article": f"{running.limit.instrument} {running.limit.article}"}
        )
    if not running.days < days <= most:
        raise Refused(_("Tổng số ngày phải hơn %(now)d và không quá %(most)d.") % {"now": running.days, "most": most}, field="days")
    old, running.days = running.due_on, days
    clocks.move(running)
    Extension.objects.create(clock=running, old_due_on=old, new_due_on=running.due_on, reason=reason.strip(), decided_on=clock.today())
    data = {"ground": chosen.code, "days": days, "old": old.isoformat(), "new": running.due_on.isoformat()}
    return finish(petition, Act.EXTEND, by=by, save=["due_on"], public_note=reason, data=data)


@transaction.atomic
def pause(*, by: Doer, petition: Petition, ground: str, note: str) -> Petition:
    """Stop the clock for a ground of the law; from today on no day counts."""
    petition = begin(petition, Act.PAUSE)
    chosen = need_ground(Act.PAUSE, ground, petition.kind)
    need(note, _("Hãy ghi lý do tạm đình chỉ."), "note")
    lint_reply(petition, note, "note")
    running = _running(petition)
    Pause.objects.create(clock=running, ground=chosen.code, note=note.strip(), from_on=clock.today())
    clocks.start_sides(petition, Act.PAUSE)
    return finish(petition, Act.PAUSE, by=by, public_note=note, data={"ground": chosen.code})


@transaction.atomic
def resume(*, by: Doer, petition: Petition, note: str = "") -> Petition:
    """Let the clock run again from today; the days between are not counted."""
    petition = begin(petition, Act.RESUME)
    running = _running(petition)
    old = running.due_on
    clocks.resume(running)
    data = {"old": old.isoformat(), "new": running.due_on.isoformat()}
    return finish(petition, Act.RESUME, by=by, save=["due_on"], note=note, data=data)


@transaction.atomic
def answer(*, by: Doer, petition: Petition, text: str, number: str = "", files: Sequence[File] = ()) -> Answer:
    """The office's answer: the clock stops, the sender reads it with their code."""
    petition = begin(petition, Act.ANSWER)
    need(text, _("Hãy viết nội dung trả lời."), "text")
    lint_reply(petition, text, "text")
    if by.post_id is None:
        raise Refused(_("Trả lời phải do một chức danh ký."))
    today = clock.today()
    made = Answer.objects.create(petition=petition, number=number.strip(), text=text.strip(), signed_by_id=by.post_id, answered_on=today)
    Attachment.objects.bulk_create(
        Attachment(petition=petition, file=file, from_sender=False, added_at=clock.now(), answer=made) for file in files
    )
    stay = current_stay(petition)
    clocks.stop(petition)
    clocks.start_sides(petition, Act.ANSWER)
    petition.answered_on = today
    finish(
        petition, Act.ANSWER, by=by, save=["answered_on", *close(petition, State.ANSWERED, by=by)], stay=stay, data={"number": made.number}
    )
    return made


@transaction.atomic
def publish(*, by: Doer, petition: Petition, title: str, question: str, text: str, consent: bool = False) -> Answer:
    """Let everybody read the answer, in words that name nobody. Refuses a text that points to the sender, saying what was found where."""
    petition = begin(petition, Act.PUBLISH)
    if petition.may_publish == MayPublish.NO:
        raise Refused(_("Người gửi không đồng ý công khai."))
    if petition.may_publish == MayPublish.ASK and not consent:
        raise Refused(_("Người gửi muốn được hỏi lại. Hãy hỏi và đánh dấu đã được đồng ý."), field="consent")
    for field, words in (("title", title), ("question", question), ("text", text)):
        need(words, _("Hãy điền nội dung này."), field)
        lint(petition, words, field)
    made = Answer.objects.filter(petition=petition).order_by("-id")[0]
    made.public_title, made.public_question, made.public_text = title.strip(), question.strip(), text.strip()
    made.public_folded = fold(f"{made.public_title} {made.public_question} {made.public_text}")
    made.published_on = clock.today()
    made.save(update_fields=["public_title", "public_question", "public_text", "public_folded", "published_on"])
    clocks.stop_sides(petition, (LawStep.PUBLISH,))
    posted = clocks.posted_until(petition)
    finish(petition, Act.PUBLISH, by=by, data={"answer": made.pk} | ({"posted_until": posted.isoformat()} if posted else {}))
    return made


def lint(petition: Petition, text: str, field: str) -> None:
    """Raises Refused where a text for the public points to the sender."""
    sender = getattr(petition, "sender", None)
    names = [sender.name, *sender.representatives.replace(";", "\n").replace(",", "\n").splitlines()] if sender else []
    known = Known(names, sender.address if sender else "", sender.phone if sender else "", petition.reference)
    found = leaks(text, known)
    if found:
        raise Refused(_("Đoạn này có thể làm lộ người gửi: %(found)s. Hãy bỏ hoặc viết khác.") % {"found": "; ".join(found)}, field=field)


def _running(petition: Petition) -> Clock:
    running = running_clock(petition)
    if running is None:
        raise Refused(_("Không có thời hạn nào đang tính."))
    return running
