"""Who may read calendars and the book, who may act, who may see who came."""

from typing import TypeVar

from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from danvan.petitions.access import about
from danvan.reception.models import Conclusion, ReceptionDuty, Session, Visit
from danvan.units.access import Acting, acting, reach
from danvan.units.models import Duty, Unit

Row = TypeVar("Row", bound=Model)
WORKERS = (Duty.RECEIVE, Duty.HANDLE, Duty.ANSWER)
# Who makes or checks reports opens a number down to its lines, without words and names.
READERS = (*WORKERS, Duty.FILE_REPORT, Duty.CONSOLIDATE)


def reading(request: HttpRequest) -> Acting:
    """Who reads calendars and counts; PermissionDenied for posts that have nothing to do with reception."""
    who = acting(request)
    if not any(who.may(duty) for duty in READERS):
        raise PermissionDenied(_("Chức danh của bạn không được giao công việc tiếp công dân."))
    return who


def reading_unit(request: HttpRequest) -> tuple[Acting, Unit]:
    """Who reads, and the unit asked for (`?don_vi=`), or their own. Raises Http404 for a unit out of reach."""
    who = reading(request)
    key = request.GET.get("don_vi", "")
    if not key or key == who.unit.key:
        return who, who.unit
    unit = reach(who).filter(key=key).first()
    if unit is None:
        raise Http404
    return who, unit


def working(request: HttpRequest, duty: Duty = Duty.RECEIVE) -> Acting:
    """Who acts in their own unit: a unit keeps its own calendar and book."""
    who = reading(request)
    if not who.may(duty) or not who.acts_in(who.unit):
        raise PermissionDenied(_("Chức danh của bạn không được làm việc này."))
    return who


def book_keeping(request: HttpRequest) -> Acting:
    """Who reads the words of the unit's own book."""
    who = reading(request)
    if not reads_words(who, who.unit):
        raise PermissionDenied(_("Sổ tiếp công dân chỉ mở cho người tiếp nhận, giải quyết đơn của đơn vị."))
    return who


def open_session(request: HttpRequest, pk: int, duty: Duty | None = None) -> tuple[Acting, Session]:
    """The session, for whoever may read it; with a duty only for its own unit's officers. Raises Http404, PermissionDenied."""
    who = reading(request)
    wanted = Session.objects.select_related("unit", "duty__post__body", "leader__body", "received_by__body", "moved_from", "moved_to")
    found = wanted.filter(pk=pk, unit__in=reach(who).values("pk")).first()
    if found is None:
        raise Http404
    if duty is not None:
        _must_act(who, found.unit, duty)
    return who, found


def open_visit(request: HttpRequest, pk: int, duty: Duty | None = None) -> tuple[Acting, Visit]:
    """The line of a book, likewise."""
    who = reading(request)
    wanted = Visit.objects.select_related("unit", "session__leader", "received_by__body", "petition", "notice_by__body")
    found = not_about(who, wanted.filter(pk=pk, unit__in=reach(who).values("pk"))).first()
    if found is None:
        raise Http404
    if duty is not None:
        _must_act(who, found.unit, duty)
    return who, found


def not_about(who: Acting, rows: QuerySet[Row], petition: str = "petition") -> QuerySet[Row]:
    """Without those of a petition in which the officer, or their body, is named: who came about them, and what they said, they do not read.

    In: `petition`, the way from a row to its petition.
    """
    return rows.exclude(**{f"{petition}__in": about(who)})


def open_conclusion(request: HttpRequest, pk: int) -> tuple[Acting, Conclusion]:
    """What the leader ordered, for the unit's own officers."""
    who = reading(request)
    wanted = Conclusion.objects.select_related("session__unit", "owner__body", "visit")
    found = not_about(who, wanted.filter(pk=pk, session__unit=who.unit), "visit__petition").first()
    if found is None or not reads_words(who, who.unit):
        raise Http404
    return who, found


def open_duty(request: HttpRequest, pk: int) -> tuple[Acting, ReceptionDuty]:
    """A duty of the officer's own unit, to act on."""
    who = working(request)
    found = ReceptionDuty.objects.select_related("unit", "post__body").filter(pk=pk, unit=who.unit).first()
    if found is None:
        raise Http404
    return who, found


def acts_here(who: Acting, unit: Unit, duty: Duty = Duty.RECEIVE) -> bool:
    """A unit keeps its own calendar and book: what is above it reads and asks."""
    return unit.pk == who.unit.pk and who.may(duty) and who.acts_in(unit)


def reads_words(who: Acting, unit: Unit) -> bool:
    """What was said and who came is read only by those of the unit who receive, handle or answer."""
    return unit.pk == who.unit.pk and any(who.may(duty) for duty in WORKERS)


def _must_act(who: Acting, unit: Unit, duty: Duty) -> None:
    if not acts_here(who, unit, duty):
        raise PermissionDenied(_("Chức danh của bạn không được làm việc này."))
