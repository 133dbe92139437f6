"""One session: its page, what becomes of it, what the leader ordered."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from danvan.documents.models import Matter, Step
from danvan.documents.selectors import calendar, limit
from danvan.lib import clock
from danvan.lib.refusal import Refused
from danvan.reception import access, selectors, services
from danvan.reception.forms import ChangeForm, ConcludeForm, DoneForm, EntryForm, HoldForm, PostponeForm, SessionForm
from danvan.reception.forms.calendars import usual
from danvan.reception.models import Session, SessionState
from danvan.reception.rules import ad_hoc_ground
from danvan.reception.views.book import write
from danvan.ui.forms import show_refusal
from danvan.units.access import Acting
from danvan.units.models import Duty

FORMS: dict[str, type[ChangeForm] | type[PostponeForm] | type[HoldForm]] = {
    "da-tiep": HoldForm,
    "sua": ChangeForm,
    "hoan": PostponeForm,
}
SLOT = ("day", "starts", "ends", "mode", "place", "link")
MOST_LINES = 60


def new(request: HttpRequest) -> HttpResponse:
    """Add one session, ad hoc or regular."""
    who = access.working(request)
    form = SessionForm(request.POST or None, who=who, initial=usual(who.unit))
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(form.perform())
        except Refused as refused:
            show_refusal(form, refused)
    return render(request, "reception/session_form.html", {"who": who, "form": form})


def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """What the session is, who came, what was ordered; while it is held, the form that writes the book."""
    who, session = access.open_session(request, pk)
    words, acts = access.reads_words(who, session.unit), access.acts_here(who, session.unit)
    writes = acts and session.state == SessionState.HELD
    form = EntryForm(request.POST or None, who=who, session=session, eager="tiep" in request.GET) if writes else None
    if request.method == "POST":
        if form is None:
            raise PermissionDenied
        answer = write(request, form, f"{session.get_absolute_url()}?tiep=1#ghi-so")
        if answer is not None:
            return answer
    now_or_next = session.day == clock.today() or "tiep" in request.GET or request.method == "POST"
    context = _context(who, session, words=words, acts=acts) | {"form": form, "open_form": now_or_next}
    return render(request, "reception/session.html", context)


def _context(who: Acting, session: Session, *, words: bool, acts: bool) -> dict[str, Any]:
    today = clock.today()
    open_day = session.state == SessionState.PLANNED
    ordered = access.not_about(who, session.conclusions.select_related("owner", "visit"), "visit__petition")
    conclusions = list(ordered) if words else []
    here = access.not_about(who, selectors.book(session.unit).filter(session=session))
    return {
        "who": who,
        "session": session,
        "today": today,
        "line": selectors.lines([session], today)[0],
        "ground": ad_hoc_ground(session.ground),
        "visits": list(here.order_by("-number")[:MOST_LINES]),
        "came": session.visits.count(),
        "words": words,
        "acts": acts,
        "may_hold": acts and session.state != SessionState.POSTPONED and session.day <= today,
        "may_change": acts and open_day,
        "may_drop": acts and open_day and session.posted_on is None and session.moved_from_id is None,
        "may_conclude": words and session.state == SessionState.HELD,
        "conclusions": [(one, one.is_late(today)) for one in conclusions],
    }


def act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """Held, changed or postponed."""
    who, session = access.open_session(request, pk, Duty.RECEIVE)
    if act not in FORMS:
        raise Http404
    form = FORMS[act](request.POST or None, who=who, session=session, initial=_initial(session, act))
    if request.method == "POST" and form.is_valid():
        try:
            result = form.perform()
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Đã lưu."))
            return redirect(result)
    return render(request, "reception/session_act.html", {"who": who, "session": session, "form": form})


def _initial(session: Session, act: str) -> dict[str, Any]:
    slot = {name: getattr(session, name) for name in SLOT}
    if act == "hoan":
        slot["day"] = None
    return slot | {"received_by": str(session.received_by_id or session.leader_id)}


def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a session that nobody has read out of the calendar."""
    who, session = access.open_session(request, pk, Duty.RECEIVE)
    if request.method != "POST":
        raise PermissionDenied
    try:
        services.drop(by=who, session=session)
    except Refused as refused:
        messages.warning(request, refused.message)
        return redirect(session)
    messages.success(request, _("Đã xóa buổi tiếp khỏi lịch."))
    return redirect(f"{reverse('reception:calendar')}?thang={session.day:%Y-%m}")


def conclude(request: HttpRequest, pk: int) -> HttpResponse:
    """What the leader orders: who does what by when."""
    who, session = access.open_session(request, pk)
    if not access.reads_words(who, session.unit):
        raise PermissionDenied
    form = ConcludeForm(request.POST or None, who=who, session=session, initial=_due(session))
    if request.method == "POST" and form.is_valid():
        try:
            form.perform()
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Đã ghi kết luận."))
            return redirect(f"{session.get_absolute_url()}#ket-luan")
    return render(request, "reception/conclude.html", {"who": who, "session": session, "form": form})


def _due(session: Session) -> dict[str, Any]:
    """The due day that the law or the office has set for the follow-up (PAR-05); empty while nobody has."""
    found = limit(Matter.RECEPTION, Step.FOLLOW_UP, session.day)
    if found is None or not found.days:
        return {}
    return {"due_on": calendar([session.day.year]).due(session.day, found.days, found.counting).day}


def done(request: HttpRequest, pk: int) -> HttpResponse:
    """What came of a conclusion."""
    who, conclusion = access.open_conclusion(request, pk)
    form = DoneForm(request.POST or None, who=who, conclusion=conclusion, initial={"done_on": clock.today()})
    if request.method == "POST" and form.is_valid():
        try:
            form.perform()
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Đã ghi kết quả."))
            return redirect(f"{conclusion.session.get_absolute_url()}#ket-luan")
    return render(request, "reception/done.html", {"who": who, "conclusion": conclusion, "form": form})
