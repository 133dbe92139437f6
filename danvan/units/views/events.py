"""Changes of units: what happened, and entering one: what is asked, what it would do, apply, undo."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from danvan.lib import clock
from danvan.lib.refusal import Refused
from danvan.ui.paging import page
from danvan.units import access, answers, plans, preview, selectors, services
from danvan.units.access import Acting
from danvan.units.forms import FORMS, EventForm, PlacingForm
from danvan.units.models import Duty, Event, Unit
from danvan.units.views.asking import performed

LEADS = {
    Event.Kind.MERGE: gettext_lazy("Hai đơn vị trở lên thành một đơn vị mới."),
    Event.Kind.SPLIT: gettext_lazy("Một đơn vị thành hai đơn vị mới trở lên."),
    Event.Kind.RENAME: gettext_lazy("Giữ nguyên địa giới; đổi tên, loại hoặc mã."),
    Event.Kind.TRANSFER: gettext_lazy("Giữ nguyên địa giới; thuộc cấp trên khác."),
}
EDGES_SHOWN = 200


def timeline(request: HttpRequest) -> HttpResponse:
    """All changes, latest first."""
    who = access.acting(request)
    listed = page(Event.objects.all(), request, order=("-effective_on", "-id"), size=25)
    rows = [{"event": event, "about": _about(event), "tone": _tone(event)} for event in listed.rows]
    return render(request, "units/events.html", {"who": who, "page": listed, "rows": rows, "may_arrange": who.may(Duty.ARRANGE_UNITS)})


def kinds(request: HttpRequest) -> HttpResponse:
    """What kind of change?"""
    who = access.acting_with(request, Duty.ARRANGE_UNITS)
    rows = [(kind, Event.Kind(kind).label, lead) for kind, lead in LEADS.items()]
    return render(request, "units/event_kinds.html", {"who": who, "kinds": rows, "unit": request.GET.get("unit", "")})


def enter(request: HttpRequest, kind: str) -> HttpResponse:
    """Ask for the change; it is kept as a draft and shown with what it would do."""
    who = access.acting_with(request, Duty.ARRANGE_UNITS)
    if kind not in FORMS:
        raise Http404
    form = FORMS[kind](request.POST or None, initial=_first(request))
    if request.method == "POST" and form.is_valid():
        made: list[Event] = []
        if performed(form, lambda _values: made.append(_enter(who, form))):
            return redirect("units:event", pk=made[0].pk)
    return render(
        request, "units/event_new.html", {"who": who, "form": form, "kind": Event.Kind(kind).label, "lead": LEADS[Event.Kind(kind)]}
    )


def event(request: HttpRequest, pk: int) -> HttpResponse:
    """One change: a draft with its preview, an applied one with its lineage."""
    who = access.acting(request)
    found = get_object_or_404(Event, pk=pk)
    context: dict[str, Any] = {
        "who": who,
        "event": found,
        "tone": _tone(found),
        "may_arrange": access.may_arrange(who, found),
        "today": clock.today(),
    }
    if found.state == Event.State.DRAFT:
        plan, seen = plans.read(found.plan), services.preview_event(found)
        context |= {"seen": seen, "labels": preview.labels(seen)}
        if plan.kind == Event.Kind.SPLIT and seen.following:
            context |= {"placing": PlacingForm(None, seen=seen, plan=plan)}
    else:
        context |= _lineage(found)
    return render(request, "units/event.html", context)


@require_POST
def place(request: HttpRequest, pk: int) -> HttpResponse:
    """Into which new unit each child goes."""
    who, found = access.open_event(request, pk, Duty.ARRANGE_UNITS)
    form = PlacingForm(request.POST, seen=services.preview_event(found), plan=plans.read(found.plan))
    if form.is_valid():
        return _do(request, found, lambda: services.place_children(by=who, event=found, placing=form.placing()), _("Đã ghi nơi đến."))
    messages.error(request, _("Chưa chọn nơi đến cho đủ."))
    return redirect("units:event", pk=pk)


@require_POST
def apply(request: HttpRequest, pk: int) -> HttpResponse:
    """Write it."""
    who, found = access.open_event(request, pk, Duty.ARRANGE_UNITS)
    return _do(request, found, lambda: services.apply_event(by=who, event=found), _("Đã ghi nhận thay đổi."))


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it back, before its day."""
    who, found = access.open_event(request, pk, Duty.ARRANGE_UNITS)
    return _do(request, found, lambda: services.undo_event(by=who, event=found), _("Đã hủy. Mọi đơn vị trở lại như trước."))


@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw a draft away."""
    who, found = access.open_event(request, pk, Duty.ARRANGE_UNITS)
    try:
        services.drop_event(by=who, event=found)
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect("units:event", pk=pk)
    messages.success(request, _("Đã bỏ bản soạn."))
    return redirect("units:events")


def _do(request: HttpRequest, found: Event, act: Any, done: str) -> HttpResponse:
    try:
        act()
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, done)
    return redirect("units:event", pk=found.pk)


def _enter(who: Acting, form: EventForm) -> Event:
    access.must_act_in(who, form.touched)
    values = form.cleaned_data
    return services.enter_event(
        by=who, plan=form.plan, effective_on=values["effective_on"], instrument=values["instrument"], note=values["note"]
    )


def _first(request: HttpRequest) -> dict[str, str]:
    """Coming from a unit's page, that unit stands in the first field."""
    unit = Unit.objects.filter(key=request.GET.get("unit", "")).first()
    return {"unit_1": selectors.path_label(unit, clock.today())} if unit else {}


def _lineage(found: Event) -> dict[str, Any]:
    edges = found.lineage.select_related("predecessor", "successor").order_by("successor__level", "successor__sort_key", "id")
    rows = [{"edge": edge, "part": answers.part(edge)} for edge in edges[:EDGES_SHOWN]]
    return {"rows": rows, "edges": edges.count(), "shown": EDGES_SHOWN, "may_undo": bool(found.made) and clock.today() < found.effective_on}


def _about(found: Event) -> str:
    """One line on what it concerns, from its plan alone."""
    if not found.plan:
        return found.note
    return ", ".join([*(row["name"] for row in found.plan["openings"]), *(row["name"] for row in found.plan["renamings"])])


def _tone(found: Event) -> str:
    return {Event.State.DRAFT: "warning", Event.State.APPLIED: "success"}.get(Event.State(found.state), "neutral")
