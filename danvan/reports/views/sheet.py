"""A report's figures through a workbook: taken away as a template, brought back with a preview, all of it or nothing."""

from typing import Any
from urllib.parse import quote

from django import forms
from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danvan.lib.refusal import Refused
from danvan.reports import services, sheets
from danvan.reports.access import own_report
from danvan.reports.models import Indicator, Report
from danvan.reports.papers.files import TYPES
from danvan.reports.rules import plain
from danvan.reports.selectors import own_rows, typable
from danvan.reports.services.drafts import EDITABLE
from danvan.reports.sheets import Entry, SheetLine
from danvan.reports.views.entry import common
from danvan.reports.wording import name_of
from danvan.ui.forms import show_refusal
from danvan.units.access import Acting

SALT = "danvan.reports.sheet"


class SheetForm(forms.Form):
    """The filled workbook."""

    file = forms.FileField(label=gettext_lazy("Tệp Excel đã điền"), widget=forms.FileInput(attrs={"accept": TYPES["xlsx"]}))


def _lines(report: Report) -> list[SheetLine]:
    return [SheetLine(row, typable(row, report)) for row in own_rows(report)]


def template(request: HttpRequest, pk: int) -> HttpResponse:
    """The workbook of this report, to fill in."""
    _who, report = own_report(request, pk)
    if report.state not in EDITABLE:
        return redirect("reports:edit", report.pk)
    name = f"mau-nhap-{report.unit.key}-{report.period.key}.xlsx"
    response = HttpResponse(sheets.template(report, _lines(report)), content_type=TYPES["xlsx"])
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def bring(request: HttpRequest, pk: int) -> HttpResponse:
    """Upload the workbook; see what would change, or which cells are wrong; then take all of it."""
    who, report = own_report(request, pk)
    if report.state not in EDITABLE:
        return redirect("reports:edit", report.pk)
    if "confirm" in request.POST:
        return _take(request, who, report)
    form = SheetForm(request.POST, request.FILES) if request.method == "POST" else SheetForm()
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        try:
            filled = sheets.read(report, _lines(report), form.cleaned_data["file"].read(sheets.LARGEST + 1))
        except Refused as refused:
            show_refusal(form, refused)
        else:
            context |= {"filled": filled, "changes": _shown(filled.entries), "payload": _packed(report, filled.entries)}
    return render(request, "reports/sheet.html", common(report) | context)


def _packed(report: Report, entries: tuple[Entry, ...]) -> str:
    """The change, signed, so that what is confirmed is what was shown."""
    cells = [[one.code, one.value, one.qualifier, one.source, one.seen] for one in entries]
    return signing.dumps([report.pk, report.revision, cells], salt=SALT, compress=True)


def _shown(entries: tuple[Entry, ...]) -> list[dict[str, str]]:
    known = Indicator.objects.in_bulk([one.code for one in entries], field_name="code")
    return [
        {
            "code": one.code,
            "name": name_of(known[one.code]),
            "old": "–" if one.seen is None else plain(one.seen, known[one.code].scale),
            "new": "–" if one.value is None else plain(one.value, known[one.code].scale),
            "source": one.source,
        }
        for one in entries
    ]


def _take(request: HttpRequest, who: Acting, report: Report) -> HttpResponse:
    try:
        pk, revision, cells = signing.loads(request.POST.get("payload", ""), salt=SALT, max_age=24 * 3600)
    except signing.BadSignature:
        pk, revision, cells = 0, 0, []
    if (pk, revision) != (report.pk, report.revision):
        messages.error(request, _("Bản xem trước này không còn dùng được. Hãy chọn lại tệp."))
        return redirect("reports:sheet", report.pk)
    try:
        taken = services.take_sheet(by=who, report=report, entries=[Entry(*cell) for cell in cells])
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect("reports:sheet", report.pk)
    messages.success(request, _("Đã lưu %(count)s số liệu từ tệp.") % {"count": taken})
    return redirect("reports:edit", report.pk)
