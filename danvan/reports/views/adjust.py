"""Adjusting a counted figure of a report in the making: both numbers stay."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from danvan.files import responses
from danvan.files import services as file_services
from danvan.lib.refusal import Refused
from danvan.reports import services
from danvan.reports.access import adjustment_file, own_report
from danvan.reports.checks import printed
from danvan.reports.forms.adjusting import AdjustForm
from danvan.reports.models import Fact, Report
from danvan.reports.selectors.adjusting import history, is_counted
from danvan.reports.selectors.cells import natural
from danvan.reports.selectors.groups import group_titles
from danvan.reports.services.drafts import EDITABLE
from danvan.reports.views.entry import common
from danvan.reports.wording import measure_after, name_of
from danvan.ui.forms import show_refusal
from danvan.units.access import Acting


def adjust(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """The form; or, while an adjustment stands, that one with the way to withdraw it."""
    who, report = own_report(request, pk)
    fact = _fact(report, code)
    if report.state not in EDITABLE:
        return redirect("reports:number", report.unit.key, report.period.key, code)
    form = AdjustForm(request.POST if request.method == "POST" else None, request.FILES or None, initial={"seen": fact.value})
    if request.method == "POST" and form.is_valid() and _adjusted(request, who, report, fact, form):
        return redirect("reports:group", report.pk, fact.indicator.group)
    known = history(fact)
    standing = next((one for one in known if not one.one.withdrawn_at), None)
    context = common(report) | {
        "form": form,
        "indicator": fact.indicator,
        "name": name_of(fact.indicator),
        "group_title": group_titles().of(fact.indicator.group),
        "counted": printed(fact.value or 0, fact.indicator.scale),
        "measure": measure_after(fact.indicator, natural(fact.value or 0, fact.indicator.scale)),
        "standing": standing,
        "withdrawn": [one for one in reversed(known) if one.one.withdrawn_at],
    }
    return render(request, "reports/adjust.html", context)


@require_safe
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """The document on which an adjustment stands, for who may see the figure and what is behind it."""
    return responses.send(adjustment_file(request, pk).file)


@require_POST
def withdraw(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Take the adjustment back."""
    who, report = own_report(request, pk)
    fact = _fact(report, code)
    try:
        services.withdraw_adjustment(by=who, report=report, indicator=fact.indicator)
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("Đã rút điều chỉnh; số báo cáo là số đếm được."))
    return redirect("reports:group", report.pk, fact.indicator.group)


def _fact(report: Report, code: str) -> Fact:
    fact = report.facts.filter(indicator__code=code).select_related("indicator").first()
    if fact is None or not is_counted(fact):
        raise Http404
    return fact


def _adjusted(request: HttpRequest, who: Acting, report: Report, fact: Fact, form: AdjustForm) -> bool:
    said = form.cleaned_data
    try:
        with transaction.atomic():
            stored = [file_services.store(one, by=who) for one in said["files"]]
            services.adjust(by=who, report=report, indicator=fact.indicator, change=form.change(), seen=said["seen"], files=stored)
    except Refused as refused:
        # What was typed stays; the count that the page now shows is the one it is about.
        form.data = {**dict(form.data.items()), "seen": fact.value}
        show_refusal(form, refused)
        return False
    messages.success(request, _("Đã ghi điều chỉnh; cả hai số được in trong báo cáo."))
    return True
