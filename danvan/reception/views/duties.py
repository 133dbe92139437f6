"""Who owes reception: proposed by title and level, entered by the office."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from danvan.lib import clock
from danvan.lib.refusal import Refused
from danvan.reception import access, selectors
from danvan.reception.forms import DutyForm, EndForm
from danvan.reception.models import ReceptionDuty
from danvan.ui.forms import show_refusal


def page(request: HttpRequest) -> HttpResponse:
    """The leaders with the law that binds them, those proposed, and a form for any other."""
    who = access.working(request)
    form = DutyForm(request.POST or None, who=who, initial={"valid_from": clock.today().replace(day=1)})
    if request.method == "POST" and form.is_valid():
        try:
            form.perform()
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Đã ghi nhận nghĩa vụ tiếp công dân."))
            return redirect("reception:duties")
    rows, today = selectors.limits(), clock.today()
    duties = ReceptionDuty.objects.filter(unit=who.unit).select_related("unit", "post__body").order_by("valid_to", "id")
    context = {
        "who": who,
        "unit": who.unit,
        "form": form,
        "today": today,
        "duties": [(one, selectors.norms_of(one, rows), one.holds_on(today)) for one in duties],
        "candidates": selectors.candidates(who.unit, today),
    }
    return render(request, "reception/duties.html", context)


def end(request: HttpRequest, pk: int) -> HttpResponse:
    """A duty ends: another head, another body."""
    who, duty = access.open_duty(request, pk)
    form = EndForm(request.POST or None, who=who, duty=duty)
    if request.method == "POST" and form.is_valid():
        try:
            form.perform()
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Đã kết thúc nghĩa vụ."))
            return redirect("reception:duties")
    return render(request, "reception/end_duty.html", {"who": who, "duty": duty, "form": form})
