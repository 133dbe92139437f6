"""The month, planning it, posting it."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from danvan.documents.selectors import calendar
from danvan.lib import clock, periods
from danvan.lib.periods import Period
from danvan.lib.refusal import Refused
from danvan.reception import access, selectors, services
from danvan.reception.forms import PlanForm
from danvan.reception.forms.calendars import usual
from danvan.reception.models import Conclusion, Session, SessionState
from danvan.ui.forms import show_refusal
from danvan.units.access import Acting

MOST_LAPSED, MOST_ORDERED = 20, 6


def month(request: HttpRequest) -> HttpResponse:
    """The sessions of a month, how the leaders stand in it, and what waits to be done."""
    who, unit = access.reading_unit(request)
    today = clock.today()
    span = month_of(request.GET.get("thang", ""), today)
    acts = access.acts_here(who, unit)
    found = selectors.lines(list(selectors.sessions_of(unit, span.first, span.last)), today)
    waiting = [one for one in found if one.session.posted_on is None and one.standing in {"planned", "today"}]
    context = {
        "who": who,
        "unit": unit,
        "today": today,
        "span": span,
        "label": periods.label(span),
        "before": key_of(span.first - timedelta(days=1)),
        "after": key_of(span.last + timedelta(days=1)),
        "lines": found,
        "leaders": selectors.leaders([unit.pk], span.first, span.last, today),
        "acts": acts,
        "keeps": access.reads_words(who, unit),
        "ordered": _ordered(who, unit.pk) if access.reads_words(who, unit) else [],
        "waiting": len(waiting) if acts else 0,
        "lapsed": _lapsed(unit.pk, today) if acts else [],
    }
    return render(request, "reception/calendar.html", context)


def _lapsed(unit: int, today: date) -> list[Session]:
    """Planned sessions of the last weeks whose day has come and of which nothing was recorded."""
    found = Session.objects.filter(unit=unit, state=SessionState.PLANNED, day__range=(today - timedelta(days=92), today))
    return list(found.select_related("leader").order_by("day", "id")[:MOST_LAPSED])


def _ordered(who: Acting, unit: int) -> list[Conclusion]:
    """What the leaders ordered and is not done, the most urgent first."""
    found = Conclusion.objects.filter(session__unit=unit, done_on__isnull=True).select_related("session", "owner")
    return list(access.not_about(who, found, "visit__petition").order_by("due_on", "id")[:MOST_ORDERED])


def month_of(key: str, today: date) -> Period:
    """The month asked for; this one for nonsense."""
    try:
        span = periods.parse(key)
    except ValueError:
        return periods.parse(key_of(today))
    return span if span.kind == "month" and 2000 <= span.first.year <= 2100 else periods.parse(key_of(today))


def key_of(day: date) -> str:
    """The key of the day's month."""
    return f"{day:%Y-%m}"


def plan(request: HttpRequest) -> HttpResponse:
    """Ask for a lawful calendar, look at the proposal, enter what is left ticked."""
    who = access.working(request)
    if request.method == "POST":
        return _enter(request, PlanForm(request.POST, who=who))
    form = PlanForm(request.GET, who=who) if "period" in request.GET else PlanForm(who=who, initial=usual(who.unit))
    return render(request, "reception/plan.html", _preview(form) if form.is_bound and form.is_valid() else {"form": form, "who": who})


def _preview(form: PlanForm) -> dict[str, Any]:
    """The proposal, each day with the last day on which it can still be posted in time."""
    today, rows = clock.today(), []
    for one in form.proposed():
        limit = selectors.announce_limit(one.day)
        working = calendar([one.day.year])
        post_by = working.latest_before(one.day, limit.days, limit.counting).day if limit and limit.days else None
        rows.append((one, post_by, post_by is not None and post_by < today))
    norms = selectors.norms_of(form.chosen, selectors.limits())
    span = form.span
    binding = [norm for norm in norms if norm.first <= span.last and (norm.until is None or norm.until > span.first)]
    return {"form": form, "who": form.who, "rows": rows, "norms": binding, "label": periods.label(span), "asked": True}


def _enter(request: HttpRequest, form: PlanForm) -> HttpResponse:
    if form.is_valid():
        try:
            made = form.perform(_days(request.POST.getlist("days")))
        except Refused as refused:
            show_refusal(form, refused)
        else:
            words = ngettext("Đã lập %(count)d buổi tiếp.", "Đã lập %(count)d buổi tiếp.", len(made)) % {"count": len(made)}
            messages.success(request, _("%(made)s Hãy công khai lịch.") % {"made": words})
            return redirect(f"{reverse('reception:calendar')}?thang={key_of(made[0].day)}")
        return render(request, "reception/plan.html", _preview(form))
    return render(request, "reception/plan.html", {"form": form, "who": form.who})


def _days(texts: list[str]) -> list[date]:
    """The days that were left ticked; what is no day was typed by nobody."""
    found = []
    for text in texts:
        try:
            found.append(date.fromisoformat(text))
        except ValueError:
            continue
    return found


def post(request: HttpRequest) -> HttpResponse:
    """Make the month's calendar public."""
    who = access.working(request)
    span = month_of(request.POST.get("thang", ""), clock.today())
    if request.method != "POST":
        raise PermissionDenied
    try:
        posted = services.post_calendar(by=who, unit=who.unit, first=span.first, last=span.last)
    except Refused as refused:
        messages.warning(request, refused.message)
    else:
        messages.success(request, _("Đã công khai %(count)d buổi tiếp.") % {"count": posted})
    return redirect(f"{reverse('reception:calendar')}?thang={key_of(span.first)}")


def hold_many(request: HttpRequest) -> HttpResponse:
    """Record several past sessions as held by the leader."""
    who = access.working(request)
    if request.method != "POST":
        raise PermissionDenied
    chosen = [int(text) for text in request.POST.getlist("sessions") if text.isdecimal() and len(text) < 19]
    try:
        held = services.hold_many(by=who, sessions=list(Session.objects.filter(unit=who.unit, pk__in=chosen)))
    except Refused as refused:
        messages.warning(request, refused.message)
    else:
        messages.success(request, _("Đã ghi nhận %(count)d buổi lãnh đạo trực tiếp tiếp.") % {"count": held})
    return redirect("reception:calendar")
