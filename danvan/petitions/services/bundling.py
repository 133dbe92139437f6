"""One matter, many letters: tie them, untie them, answer them together. Each keeps its own sender, receipt, clocks and rights."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from danvan.audit.doer import Doer
from danvan.lib import clock
from danvan.lib.refusal import Refused
from danvan.lib.text import shorten
from danvan.petitions.models import Answer, Bundle, Petition
from danvan.petitions.rules import Act
from danvan.petitions.rules.wording import fill, unknown
from danvan.petitions.services.once import KEY, last_step, lock, was_done
from danvan.petitions.services.process import begin, finish, need
from danvan.petitions.services.settling import answer
from danvan.petitions.services.wording import filling_of

MOST_AT_ONCE = 100
TITLE = 160


@transaction.atomic
def join(*, by: Doer, petition: Petition, other: Petition, title: str = "") -> Bundle:
    """The petition and the other are one matter: it enters the other's bundle, or both found one at the petition's unit.

    Nothing else of either changes. Denunciations are settled alone. Raises Refused (field `other`).
    """
    lock([petition.pk, other.pk])
    if petition.pk == other.pk:
        raise Refused(_("Hãy chọn một đơn khác."), field="other")
    entering = begin(petition, Act.JOIN)
    there = Petition.objects.select_related("unit", "bundle").get(pk=other.pk)
    if entering.is_protected or there.is_protected:
        raise Refused(_("Đơn tố cáo được giải quyết riêng, không gộp với đơn khác."), field="other")
    bundle = there.bundle
    if bundle is None:
        named = shorten(title or there.title, TITLE)
        bundle = Bundle.objects.create(unit=entering.unit, title=named, made_at=clock.now())
        _enter(begin(there, Act.JOIN), bundle, by=by, beside=entering)
    _enter(entering, bundle, by=by, beside=there)
    return bundle


def _enter(petition: Petition, bundle: Bundle, *, by: Doer, beside: Petition) -> None:
    petition.bundle = bundle
    finish(petition, Act.JOIN, by=by, save=["bundle"], data={"bundle": bundle.pk, "with": beside.reference})


@transaction.atomic
def leave(*, by: Doer, petition: Petition, note: str = "") -> Petition:
    """The petition goes its own way again: same receipt, same clocks, what was answered stays answered."""
    petition = begin(petition, Act.LEAVE)
    left, petition.bundle = petition.bundle_id, None
    return finish(petition, Act.LEAVE, by=by, save=["bundle"], note=note, data={"bundle": left})


@transaction.atomic
def answer_together(
    *, by: Doer, bundle: Bundle, letters: Sequence[int], text: str, number: str = "", once: UUID | None = None
) -> list[Answer]:
    """One answer for many letters of a bundle: each gets a row of its own, filled with its own reference and days; its clock stops by itself.

    All or none: the first letter that may not be answered, or whose sender the text would name, refuses the whole with its reference.
    `once` is the page's own number: sent again it does nothing more. Only letters of the bundle, at most `MOST_AT_ONCE`.
    """
    text = need(text, _("Hãy viết nội dung trả lời."), "text")
    if strange := unknown(text):
        raise Refused(_("Không có mục điền nào tên %(names)s.") % {"names": ", ".join(strange)}, field="text")
    if not letters or len(letters) > MOST_AT_ONCE:
        raise Refused(_("Chọn từ 1 đến %(most)d đơn.") % {"most": MOST_AT_ONCE}, field="letters")
    lock(letters)
    chosen = list(Petition.objects.select_related("unit").filter(pk__in=letters, bundle=bundle).order_by("pk"))
    if len(chosen) != len(set(letters)):
        raise Refused(_("Có đơn vừa được tách khỏi vụ việc. Hãy xem lại danh sách."), field="letters")
    if was_done(chosen[0], once):
        return []
    return [_answer_one(one, by=by, text=text, number=number, once=once) for one in chosen]


def _answer_one(petition: Petition, *, by: Doer, text: str, number: str, once: UUID | None) -> Answer:
    try:
        made = answer(by=by, petition=petition, text=fill(text, filling_of(petition)), number=number)
    except Refused as refused:
        told = {"reference": petition.reference, "why": refused.message}
        raise Refused(_("Chưa gửi cho đơn nào. %(reference)s: %(why)s") % told, field="text") from refused
    step = last_step(petition)
    if once is not None and step is not None:
        step.data = {**step.data, KEY: str(once)}
        step.save(update_fields=["data"])
    return made
