"""Who may enter the room, see an envelope, decide a request, read a copy. Whom a case is about sees nothing of it."""

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from danvan.lib import clock
from danvan.sealed import selectors
from danvan.sealed.models import Envelope, Handover, Opening, Recipient, Rescue
from danvan.units.access import Acting, acting, must_act_in
from danvan.units.models import Duty, Unit

# Who works on a case may have to know who wrote; who keeps the seal decides; who arranges posts names those who keep it.
CASEWORK = (Duty.HANDLE, Duty.ANSWER)
ROOM = (Duty.KEEP_SEAL, *CASEWORK, Duty.ARRANGE_UNITS)


def entering(request: HttpRequest) -> Acting:
    """Anybody with something to do in this room; PermissionDenied for others."""
    who = acting(request)
    if not concerns(who):
        raise PermissionDenied(_("Chức danh của bạn không được giao công việc về niêm phong danh tính."))
    return who


def concerns(who: Acting) -> bool:
    """Has the post something to do in this room? Who holds shares of a recovery key does too, whatever the post."""
    return any(who.may(duty) for duty in ROOM) or selectors.holds_shares(who.user_id)


def visible(who: Acting) -> QuerySet[Envelope]:
    """Envelopes whose being there the person may know: of the units whose seal they keep, and of the unit where they work on cases."""
    mine = Q(kept_by__in=selectors.seats_of(who.user_id, clock.today()))
    if works_on_cases(who):
        mine |= Q(unit=who.unit)
    return Envelope.objects.filter(mine).exclude(barred__user=who.user_id).select_related("unit", "kept_by")


def works_on_cases(who: Acting) -> bool:
    """Settles or answers petitions in a unit that stands today."""
    return any(who.may(duty) for duty in CASEWORK) and who.acts_in(who.unit)


def may_ask(who: Acting, envelope: Envelope) -> bool:
    """Only where the case lies: who handles it there, or keeps the seal for it."""
    handles = works_on_cases(who) and envelope.unit_id == who.unit.pk
    return handles or selectors.keeps(who.user_id, envelope.kept_by, clock.today())


def open_envelope(request: HttpRequest, pk: int) -> tuple[Acting, Envelope]:
    """The envelope, for whoever may know of it; Http404 otherwise."""
    who = entering(request)
    return who, get_object_or_404(visible(who), pk=pk)


def open_for_asking(request: HttpRequest, pk: int) -> tuple[Acting, Envelope]:
    """The envelope, for whoever may ask to open it."""
    who, envelope = open_envelope(request, pk)
    if not may_ask(who, envelope):
        raise PermissionDenied(_("Chỉ người đang giải quyết vụ việc được đề nghị mở niêm phong."))
    return who, envelope


def open_opening(request: HttpRequest, pk: int) -> tuple[Acting, Opening]:
    """The request: for its asker, while the envelope is theirs to know of, and for the recipients."""
    who = entering(request)
    found = get_object_or_404(Opening.objects.select_related("envelope__unit", "envelope__kept_by", "asker", "decider", "asker_key"), pk=pk)
    known = visible(who).filter(pk=found.envelope_id).exists()
    if not known or not (found.asker_id == who.user_id or selectors.keeps(who.user_id, found.envelope.kept_by, clock.today())):
        raise Http404
    return who, found


def open_own_opening(request: HttpRequest, pk: int) -> tuple[Acting, Opening]:
    """The request, for its asker only, and only while they still have to do with the case."""
    who, found = open_opening(request, pk)
    if found.asker_id != who.user_id or not may_ask(who, found.envelope):
        raise Http404
    return who, found


def open_seat(request: HttpRequest, key: str) -> tuple[Acting, Unit]:
    """A unit whose seal the person keeps; Http404 for any other."""
    who = entering(request)
    unit = get_object_or_404(Unit, key=key)
    if not selectors.keeps(who.user_id, unit, clock.today()):
        raise Http404
    return who, unit


def open_keeping(request: HttpRequest, key: str) -> tuple[Acting, Unit]:
    """A unit whose recipients may be read: by who keeps its seal, and by who arranges posts there."""
    who = entering(request)
    unit = get_object_or_404(Unit, key=key)
    if not selectors.keeps(who.user_id, unit, clock.today()) and not may_name(who, unit):
        raise Http404
    return who, unit


def open_for_naming(request: HttpRequest, key: str) -> tuple[Acting, Unit]:
    """A unit for whose seal the person may name recipients."""
    who = entering(request)
    unit = get_object_or_404(Unit, key=key)
    must_name(who, unit)
    return who, unit


def open_recipient(request: HttpRequest, pk: int) -> tuple[Acting, Recipient]:
    """A named recipient, for who may end it."""
    who = entering(request)
    found = get_object_or_404(Recipient.objects.select_related("unit", "user", "post"), pk=pk)
    must_name(who, found.unit)
    return who, found


def may_name(who: Acting, unit: Unit) -> bool:
    """Arranges posts in the unit."""
    return who.may(Duty.ARRANGE_UNITS) and who.acts_in(unit)


def must_name(who: Acting, unit: Unit) -> None:
    """PermissionDenied for who does not."""
    if not who.may(Duty.ARRANGE_UNITS):
        raise PermissionDenied(_("Người giữ niêm phong do người quản trị chức danh của đơn vị cử."))
    must_act_in(who, [unit])


def open_handover(request: HttpRequest, pk: int) -> tuple[Acting, Handover]:
    """A handover that the person is to complete; Http404 for others."""
    who = entering(request)
    seats = selectors.seats_of(who.user_id, clock.today())
    return who, get_object_or_404(selectors.waiting_handovers(who.user_id, seats), pk=pk)


def open_rescue(request: HttpRequest, pk: int) -> tuple[Acting, Rescue]:
    """A rescue: for its performer, custodians, and the recipients of its unit."""
    who = entering(request)
    found = get_object_or_404(Rescue.objects.select_related("recovery__unit", "performer"), pk=pk)
    mine = selectors.open_rescues(who.user_id).filter(pk=pk).exists()
    if not mine and not selectors.keeps(who.user_id, found.recovery.unit, clock.today()):
        raise Http404
    return who, found
