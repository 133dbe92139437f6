"""Hamlets and street groups of a commune: added one by one or from a file."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from danvan.lib.refusal import Refused
from danvan.ui.forms import show_refusal
from danvan.units import access, services
from danvan.units.forms import HamletForm, ImportForm
from danvan.units.models import Duty, Unit
from danvan.units.services.hamlets import LinesRefused
from danvan.units.views.asking import Question, ask


def hamlets(request: HttpRequest, key: str) -> HttpResponse:
    """Add one."""
    who, unit = access.open_unit(request, key, Duty.ARRANGE_UNITS)
    form = HamletForm(request.POST or None, initial={"valid_from": unit.valid_from})
    place = reverse("units:detail", args=[unit.key])
    question = Question(
        title=_("Thêm thôn, tổ dân phố"),
        lead=str(unit),
        button=_("Thêm"),
        back=place,
        back_label=str(unit),
        done=_("Đã thêm. Có thể thêm tiếp."),
        to=reverse("units:hamlets", args=[unit.key]),
        more={"other": (reverse("units:hamlets_import", args=[unit.key]), _("Nhập nhiều từ tệp CSV"))},
    )

    def perform(values: dict[str, Any]) -> object:
        return services.add_hamlet(by=who, parent=unit, **values)

    return ask(request, form, question, perform)


def upload(request: HttpRequest, key: str) -> HttpResponse:
    """Add many: all lines or none."""
    who, unit = access.open_unit(request, key, Duty.ARRANGE_UNITS)
    form = ImportForm(request.POST or None, request.FILES or None, initial={"valid_from": unit.valid_from})
    place = reverse("units:detail", args=[unit.key])
    if request.method == "POST" and form.is_valid() and (added := _added(form, who, unit)):
        messages.success(
            request, ngettext("Đã nhập %(count)s thôn, tổ dân phố.", "Đã nhập %(count)s thôn, tổ dân phố.", added) % {"count": added}
        )
        return redirect(place)
    question = Question(
        title=_("Nhập thôn, tổ dân phố từ tệp"), lead=str(unit), button=_("Nhập"), back=place, back_label=str(unit), done="", to=place
    )
    return render(request, "units/form.html", {"form": form, "question": question, "upload": True})


def _added(form: ImportForm, who: access.Acting, unit: Unit) -> int:
    try:
        return len(services.import_hamlets(by=who, parent=unit, text=form.text, valid_from=form.cleaned_data["valid_from"]))
    except LinesRefused as refused:
        form.refused_lines(refused.errors)
    except Refused as refused:
        show_refusal(form, refused)
    return 0
