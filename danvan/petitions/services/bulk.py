"""One act done to many petitions: each is done, or refused with its reason, by the service of the single act; for half a minute it can be undone.

Only what decides nothing: to give to a colleague, to ask the senders, to tie into one matter. Nothing is ever answered or closed here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from danvan.audit import services as audit
from danvan.audit.doer import Doer
from danvan.lib import clock
from danvan.lib.refusal import Refused
from danvan.petitions.models import BulkAct, Petition, Step
from danvan.petitions.rules import ACTS, Act, Case, follows
from danvan.petitions.services.bundling import join, leave
from danvan.petitions.services.letters import ask
from danvan.petitions.services.once import lock
from danvan.petitions.services.process import begin, finish
from danvan.petitions.services.settling import assign
from danvan.units.models import Post, Unit

MOST = 100
UNDO = timedelta(seconds=30)
KEPT = timedelta(days=1)
BULK = (Act.ASSIGN, Act.ASK, Act.JOIN)
# A letter that was sent may have been read: it cannot be taken back.
UNDONE = (Act.ASSIGN, Act.JOIN)


@dataclass(frozen=True)
class Plan:
    """What is to be done to all of them. `post` to assign, `text` to ask, `title` of a new matter."""

    act: Act
    post: Post | None = None
    text: str = ""
    note: str = ""
    title: str = ""


def why_not(petition: Petition, act: Act, unit_id: int, *, bundle: int | None = None) -> str:
    """Why the act cannot be done to this one; empty if it can, as far as its row tells. `bundle`: the matter that the others are in."""
    if petition.unit_id != unit_id:
        return _("Đơn không ở đơn vị của bạn.")
    if act == Act.JOIN and petition.bundle_id is not None:
        return "" if petition.bundle_id == bundle else _("Đơn đã thuộc một vụ việc khác.")
    case = Case(petition.state, petition.kind)
    if follows(case, act, clock.today()):
        return ""
    if act == Act.JOIN and petition.is_protected:
        return _("Đơn tố cáo được giải quyết riêng, không gộp với đơn khác.")
    words = {"state": petition.get_state_display(), "act": ACTS[act].label}
    return _("Ở trạng thái “%(state)s” không làm được việc “%(act)s”.") % words


def matter_of_all(petitions: Sequence[Petition]) -> int | None:
    """The matter that the chosen ones are tied into: the first that one of them is in already; None if a new one is to be made."""
    return next((one.bundle_id for one in petitions if one.bundle_id is not None), None)


def last_steps(letters: Sequence[int]) -> dict[int, int]:
    """The number of the last line of each timeline: what a page has seen."""
    return dict(Step.objects.filter(petition__in=letters).order_by().values_list("petition").annotate(Max("pk")))


@transaction.atomic
def do_many(*, by: Doer, unit: Unit, plan: Plan, letters: Mapping[int, int], once: UUID) -> BulkAct:
    """Do it to each of them. In: `letters`, each with the last step that the page showed; `once`, the page's own number: sent again it does nothing more.

    Out: what was done and what was not, and why. Raises Refused where it could be done to none of them.
    """
    earlier = BulkAct.objects.filter(user=by.user_id, items__once=str(once)).first()
    if earlier is not None:
        return earlier
    if plan.act not in BULK or not letters or len(letters) > MOST:
        raise Refused(_("Chọn từ 1 đến %(most)d đơn.") % {"most": MOST})
    lock(list(letters))
    chosen = list(Petition.objects.select_related("unit").filter(pk__in=letters).order_by("pk"))
    done, left = _each(chosen, plan, by=by, unit=unit, seen=letters)
    if not done:
        raise Refused(_("Không đơn nào làm được việc này: %(why)s") % {"why": " ".join(dict.fromkeys(one["why"] for one in left))})
    after = last_steps([one["pk"] for one in done])
    items = {"once": str(once), "done": [{**one, "step": after[one["pk"]]} for one in done], "left": left}
    BulkAct.objects.filter(at__lt=clock.now() - KEPT).delete()
    if by.user_id is None:
        raise AssertionError("many at once is done by an officer")
    made = BulkAct.objects.create(user_id=by.user_id, unit=unit, act=plan.act, at=clock.now(), items=items)
    _record("do", made, by=by, references=[one["reference"] for one in done])
    return made


Line = dict[str, Any]


def _each(chosen: Sequence[Petition], plan: Plan, *, by: Doer, unit: Unit, seen: Mapping[int, int]) -> tuple[list[Line], list[Line]]:
    """Those that were done, with what they were before, and those that were not, with the reason."""
    now, bundle = last_steps([one.pk for one in chosen]), matter_of_all(chosen)
    done: list[Line] = []
    left: list[Line] = []
    ready: list[Petition] = []
    for one in chosen:
        told = {"pk": one.pk, "reference": one.reference}
        moved = _("Đơn vừa có thay đổi khác; hãy xem lại.") if seen[one.pk] != now.get(one.pk, 0) else ""
        why = moved or why_not(one, plan.act, unit.pk, bundle=bundle)
        if why:
            left.append({**told, "why": why})
        else:
            ready.append(one)
    anchor = next((one for one in ready if one.bundle_id is not None), ready[0] if ready else None)
    for one in sorted(ready, key=lambda one: one is not anchor):
        before = {"holder": one.holder_id, "bundle": one.bundle_id}
        try:
            with transaction.atomic():
                changed = _one(one, plan, by=by, anchor=anchor, alone=len(ready) == 1)
        except Refused as refused:
            left.append({"pk": one.pk, "reference": one.reference, "why": refused.message})
        else:
            done += [{"pk": one.pk, "reference": one.reference, "before": before}] if changed else []
    if plan.act == Act.JOIN:  # the first one is tied when another one joins it, or not at all
        tied = set(Petition.objects.filter(pk__in=[one["pk"] for one in done], bundle__isnull=False).values_list("pk", flat=True))
        done = [one for one in done if one["pk"] in tied]
    return done, left


def _one(petition: Petition, plan: Plan, *, by: Doer, anchor: Petition | None, alone: bool) -> bool:
    """Do it to one. Out: whether it changed: what is in the matter already stays as it is."""
    if plan.act == Act.ASSIGN:
        if plan.post is None:
            raise Refused(_("Chọn một chức danh của đơn vị được giao giải quyết đơn."), field="post")
        if petition.holder_id == plan.post.pk:
            raise Refused(_("Người này đang giữ đơn."))
        assign(by=by, petition=petition, post=plan.post, note=plan.note)
        return True
    if plan.act == Act.ASK:
        ask(by=by, petition=petition, text=plan.text)
        return True
    if alone or anchor is None:
        raise Refused(_("Cần ít nhất hai đơn để gộp."))
    if petition.bundle_id is not None:
        return False
    if petition.pk != anchor.pk:
        join(by=by, petition=petition, other=anchor, title=plan.title)
    return True


@transaction.atomic
def undo_many(*, by: Doer, act: BulkAct) -> BulkAct:
    """Put back what each was before, within half a minute; one that something else happened to since stays as it is, and that is told.

    Raises Refused for what is too late, was undone already, or cannot be undone.
    """
    locked = BulkAct.objects.select_for_update().get(pk=act.pk)
    if locked.undone_at is not None:
        return locked
    if locked.user_id != by.user_id or locked.act not in UNDONE:
        raise Refused(_("Việc này không hoàn tác được."))
    if clock.now() - locked.at > UNDO:
        raise Refused(_("Đã quá 30 giây nên không hoàn tác được nữa. Hãy sửa ở từng đơn."))
    lines = locked.items["done"]
    lock([line["pk"] for line in lines])
    now = last_steps([line["pk"] for line in lines])
    kept = [line for line in lines if now.get(line["pk"]) != line["step"]]
    for line in lines:
        if line not in kept:
            _put_back(line, Act(locked.act), by=by)
    locked.undone_at = clock.now()
    locked.items = {**locked.items, "kept": kept}
    locked.save(update_fields=["undone_at", "items"])
    _record("undo", locked, by=by, references=[line["reference"] for line in lines if line not in kept])
    return locked


def _put_back(line: Line, act: Act, *, by: Doer) -> None:
    petition = Petition.objects.get(pk=line["pk"])
    if act == Act.JOIN:
        leave(by=by, petition=petition, note=_("Hoàn tác việc gộp hàng loạt."))
        return
    petition = begin(petition, act)
    before = Post.objects.filter(pk=line["before"]["holder"]).first()
    petition.holder = before
    data = {"to": before.title if before else _("chưa giao ai"), "undone": True}
    finish(petition, act, by=by, save=["holder"], data=data, note=_("Hoàn tác việc giao hàng loạt."))


def _record(verb: str, act: BulkAct, *, by: Doer, references: list[str]) -> None:
    data = {"act": act.act, "references": references}
    audit.record(f"petitions.bulk.{verb}", by=by, subject=act, unit_id=act.unit_id, data=data)
