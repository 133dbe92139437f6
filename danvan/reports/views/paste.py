"""A block from a spreadsheet put into the table of a report: shown first, then entered as one act that can be undone at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from danvan.lib.numbers import qualified
from danvan.lib.refusal import Refused
from danvan.reports import pasted
from danvan.reports.access import own_report
from danvan.reports.checks import printed
from danvan.reports.models import Report
from danvan.reports.pasted import MOST_LETTERS, Placed
from danvan.reports.selectors import own_rows
from danvan.reports.selectors.versions import Version, versions
from danvan.reports.services import Way
from danvan.reports.services.drafts import EDITABLE
from danvan.reports.sheets import SheetLine
from danvan.reports.views import block
from danvan.reports.views.block import cell_of, line_of
from danvan.reports.views.entry import common
from danvan.reports.views.rows import grouped
from danvan.reports.wording import name_of
from danvan.ui.forms import show_refusal
from danvan.units.access import Acting


class PasteForm(forms.Form):
    """The block and the row it begins at."""

    start = forms.ChoiceField(
        label=gettext_lazy("Dán từ chỉ tiêu"),
        help_text=gettext_lazy("Khối có cột mã ở đầu thì từng dòng tự về đúng chỉ tiêu của nó."),
    )
    text = forms.CharField(
        label=gettext_lazy("Khối chép từ bảng tính"),
        strip=False,
        help_text=gettext_lazy("Các cột: số liệu, mức độ, nguồn; có thể thêm cột mã ở đầu. Ô trống giữ nguyên số đang có."),
        widget=forms.Textarea(attrs={"rows": 8}),
    )

    def __init__(self, data: Any, lines: Sequence[SheetLine]) -> None:
        super().__init__(data)
        choices = [(line.row.indicator.code, f"{line.row.indicator.code} {name_of(line.row.indicator)}") for line in lines]
        self.fields["start"].choices = choices  # type: ignore[attr-defined] # the field's own property


@dataclass(frozen=True)
class Shown:
    """A row of the preview."""

    placed: Placed
    name: str
    old: str
    new: str
    over: bool


def paste(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a block; see which row gets which number, which are not taken and why, what would be replaced; then enter it."""
    who, report = own_report(request, pk)
    if report.state not in EDITABLE:
        return redirect("reports:edit", report.pk)
    if "confirm" in request.POST:
        return _enter(request, who, report)
    standing = versions(report)  # before the rows: what changes in between is met, not missed
    lines = [line_of(row, report, standing) for row in grouped(own_rows(report))]
    if not any(line.typed for line in lines):
        return redirect("reports:fill", report.pk)  # which says why there is nothing to put in
    form = PasteForm(request.POST if request.method == "POST" else None, lines)
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        try:
            placed = pasted.read(form.cleaned_data["text"][: MOST_LETTERS + 1], lines, form.cleaned_data["start"])
        except Refused as refused:
            show_refusal(form, refused)
        else:
            context |= _preview(report, placed, standing)
    return render(request, "reports/paste.html", common(report) | context)


def _preview(report: Report, placed: Sequence[Placed], standing: dict[int, Version]) -> dict[str, Any]:
    return {
        "shown": [_shown(one) for one in placed],
        "taken": sum(one.entry is not None for one in placed),
        "refused": sum(bool(one.message) for one in placed),
        "payload": block.packed(report, [cell_of(one.line.row.indicator, one.entry, standing) for one in placed if one.line and one.entry]),
    }


def _shown(one: Placed) -> Shown:
    if one.line is None:
        return Shown(one, "", "", one.said, over=False)
    row = one.line.row
    new = one.said
    if one.entry and one.entry.value is not None:
        new = qualified(printed(one.entry.value, row.indicator.scale), one.entry.qualifier)
    return Shown(one, name_of(row.indicator), row.text, new, over=one.entry is not None and row.value is not None)


def _enter(request: HttpRequest, who: Acting, report: Report) -> HttpResponse:
    said = _("Đã ghi %(count)s số liệu từ khối dán.")
    return block.entered(request, who, report, Way.PASTE, said, done="reports:fill", back="reports:paste")


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Put back what stood in the cells before the latest block or workbook, unless one was changed since."""
    who, report = own_report(request, pk)
    try:
        count = block.undo(request, who, report)
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        if count:
            messages.success(request, _("Đã lấy lại %(count)s số liệu trước đó.") % {"count": count})
        else:
            messages.error(request, _("Không còn gì để hoàn tác."))
    return redirect("reports:fill", report.pk)
