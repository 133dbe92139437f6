"""A report's figures through a workbook: taken away as a template, brought back with a preview, all of it or nothing."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danvan.lib.numbers import qualified
from danvan.lib.refusal import Refused
from danvan.reports import sheets
from danvan.reports.access import own_report
from danvan.reports.checks import printed
from danvan.reports.models import Report
from danvan.reports.papers.files import TYPES
from danvan.reports.selectors import own_rows, takes_typing
from danvan.reports.selectors.adjusting import shown, standing
from danvan.reports.selectors.versions import Version, versions
from danvan.reports.services import Way
from danvan.reports.services.drafts import EDITABLE
from danvan.reports.sheets import Entry, SheetLine
from danvan.reports.views import block
from danvan.reports.views.block import cell_of, line_of
from danvan.reports.views.entry import common
from danvan.reports.wording import name_of
from danvan.ui.forms import show_refusal
from danvan.units.access import Acting


class SheetForm(forms.Form):
    """The filled workbook."""

    file = forms.FileField(label=gettext_lazy("Tệp Excel đã điền"), widget=forms.FileInput(attrs={"accept": TYPES["xlsx"]}))


def _lines(report: Report, known: dict[int, Version]) -> list[SheetLine]:
    adjusted = standing(report)
    rows = own_rows(report)
    notes = {pk: shown(one).words for pk, one in adjusted.items()}
    return [line_of(row, report, known, notes.get(row.indicator.pk, "")) for row in rows]


def template(request: HttpRequest, pk: int) -> HttpResponse:
    """The workbook of this report, to fill in."""
    _who, report = own_report(request, pk)
    if report.state not in EDITABLE:
        return redirect("reports:edit", report.pk)
    name = f"mau-nhap-{report.unit.key}-{report.period.key}.xlsx"
    response = HttpResponse(sheets.template(report, _lines(report, versions(report))), content_type=TYPES["xlsx"])
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def bring(request: HttpRequest, pk: int) -> HttpResponse:
    """Upload the workbook; see what would change, or which cells are wrong; then take all of it."""
    who, report = own_report(request, pk)
    if report.state not in EDITABLE:
        return redirect("reports:edit", report.pk)
    if not takes_typing(own_rows(report), report):
        return redirect("reports:fill", report.pk)  # which says why there is nothing to fill in
    if "confirm" in request.POST:
        return _take(request, who, report)
    form = SheetForm(request.POST, request.FILES) if request.method == "POST" else SheetForm()
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        standing = versions(report)  # before the rows: what changes in between is met, not missed
        lines = _lines(report, standing)
        try:
            filled = sheets.read(report, lines, form.cleaned_data["file"].read(sheets.LARGEST + 1))
        except Refused as refused:
            show_refusal(form, refused)
        else:
            known = {line.row.indicator.code: line.row.indicator for line in lines}
            cells = [cell_of(known[one.code], one, standing) for one in filled.entries]
            context |= {"filled": filled, "changes": _changes(filled.entries, lines), "payload": block.packed(report, cells)}
    return render(request, "reports/sheet.html", common(report) | context)


def _changes(entries: Iterable[Entry], lines: Iterable[SheetLine]) -> list[dict[str, str]]:
    known = {line.row.indicator.code: line.row for line in lines}
    return [
        {
            "code": one.code,
            "name": name_of(known[one.code].indicator),
            "old": known[one.code].text,
            "new": "–" if one.value is None else qualified(printed(one.value, known[one.code].indicator.scale), one.qualifier),
            "source": one.source,
        }
        for one in entries
    ]


def _take(request: HttpRequest, who: Acting, report: Report) -> HttpResponse:
    said = _("Đã lưu %(count)s số liệu từ tệp.")
    return block.entered(request, who, report, Way.IMPORT, said, done="reports:edit", back="reports:sheet")
