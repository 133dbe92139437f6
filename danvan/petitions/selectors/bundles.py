"""A bundle read: its letters within reach, and which of them an answer may reach now."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from danvan.lib import clock
from danvan.petitions.models import OPEN_STATES, Bundle, Pause, Petition, Sender, State, Step
from danvan.petitions.rules import Act, Case, follows
from danvan.petitions.rules.wording import fill
from danvan.petitions.selectors.worklist import for_officer
from danvan.petitions.services.bundling import MOST_AT_ONCE
from danvan.petitions.services.wording import filling_of, pieces_in
from danvan.units.access import Acting
from danvan.units.models import Unit

# Fewer people than this are never told to be many: a small number beside a place may point to somebody (participation.md 6.3).
FEWEST_TOLD = 10


def letters_of(who: Acting, bundle: Bundle) -> QuerySet[Petition]:
    """The letters of the bundle within the officer's reach."""
    return for_officer(who).filter(bundle=bundle)


def people_told(petition: Petition) -> int | None:
    """How many people brought the same matter, for its sender to read; None below ten, and for what is in no bundle. One query."""
    if petition.bundle_id is None:
        return None
    found = Petition.objects.filter(bundle=petition.bundle_id).aggregate(people=Sum("people"))["people"] or 0
    return found if found >= FEWEST_TOLD else None


@dataclass(frozen=True)
class Draft:
    """One letter under an answer for all: the text as its sender would read it, or why it cannot be answered now."""

    petition: Petition
    text: str = ""
    problem: str = ""


def answerable(who: Acting, bundle: Bundle) -> list[Petition]:
    """The letters an answer is prepared for, open ones by due date first, at most as many as one act takes; with `paused` and `met`."""
    paused = Pause.objects.filter(clock__petition=OuterRef("pk"), clock__stopped_on__isnull=True, to_on__isnull=True)
    known = {"paused": Exists(paused), "met": Exists(Step.objects.filter(petition=OuterRef("pk"), act=Act.DIALOGUE))}
    ordered = (
        letters_of(who, bundle).annotate(**known).order_by(F("closed_on").asc(nulls_first=True), F("due_on").asc(nulls_last=True), "pk")
    )
    return list(ordered.select_related("unit")[:MOST_AT_ONCE])


def drafts(unit: Unit, letters: Iterable[Petition], text: str) -> list[Draft]:
    """Each letter with its text or its problem, in the order given; one query for all senders."""
    listed = list(letters)
    senders = {one.petition_id: one for one in Sender.objects.filter(petition__in=[one.parent_id or one.pk for one in listed])}
    return [_draft(unit, one, senders.get(one.parent_id or one.pk), text) for one in listed]


def _draft(unit: Unit, petition: Petition, sender: Sender | None, text: str) -> Draft:
    if problem := _problem(unit, petition):
        return Draft(petition, problem=problem)
    filled = fill(text, filling_of(petition))
    found = pieces_in(petition, sender, filled)
    return Draft(petition, filled, _("Trả lời in thông tin của người gửi: %(found)s.") % {"found": "; ".join(found)} if found else "")


def _problem(unit: Unit, petition: Petition) -> str:
    """Why its state does not allow an answer; empty if it does."""
    if petition.is_protected:
        return _("Tố cáo được giải quyết riêng.")
    if petition.unit_id != unit.pk:
        return _("Đơn đang ở %(unit)s.") % {"unit": petition.unit.full_name}
    paused, met = bool(getattr(petition, "paused", False)), bool(getattr(petition, "met", False))
    if follows(Case(state=petition.state, kind=petition.kind, paused=paused, met=met), Act.ANSWER, clock.today()):
        return ""
    if paused:
        return _("Đang tạm đình chỉ.")
    if petition.state in {State.ACCEPTED, State.VERIFYING, State.VERIFIED}:
        return _("Khiếu nại lần hai phải đối thoại trước.")
    return _("Đang ở trạng thái “%(state)s”.") % {"state": petition.get_state_display()}


def totals(letters: QuerySet[Petition]) -> dict[str, int]:
    """How many letters, how many people, how many are still open: one query."""
    return letters.aggregate(letters=Count("pk"), people=Sum("people", default=0), open=Count("pk", filter=Q(state__in=OPEN_STATES)))
