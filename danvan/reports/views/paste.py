"""A block from a spreadsheet put into the table of a report: shown first, then entered as one act that can be undone at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from danvan.lib import clock
from danvan.lib.numbers import qualified
from danvan.lib.refusal import Refused
from danvan.reports import pasted, rules, services
from danvan.reports.access import own_report
from danvan.reports.checks import printed
from danvan.reports.models import Indicator, Report, Source
from danvan.reports.pasted import MOST_LETTERS, Placed
from danvan.reports.selectors import own_rows, typable
from danvan.reports.selectors.versions import EMPTY, Version, versions
from danvan.reports.services import Cell, SourceData, Typed
from danvan.reports.services.drafts import EDITABLE
from danvan.reports.sheets import SheetLine
from danvan.reports.views.entry import common
from danvan.reports.views.rows import grouped
from danvan.reports.wording import name_of
from danvan.ui.forms import show_refusal
from danvan.units.access import Acting

SALT = "danvan.reports.paste"
SHOWN_FOR, UNDO_FOR = 24 * 3600, 15 * 60  # seconds


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
    lines = [SheetLine(row, typable(row, report)) for row in grouped(own_rows(report))]
    form = PasteForm(request.POST if request.method == "POST" else None, lines)
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        try:
            placed = pasted.read(form.cleaned_data["text"][: MOST_LETTERS + 1], lines, form.cleaned_data["start"])
        except Refused as refused:
            show_refusal(form, refused)
        else:
            context |= _preview(report, placed)
    return render(request, "reports/paste.html", common(report) | context)


def _preview(report: Report, placed: Sequence[Placed]) -> dict[str, Any]:
    standing = versions(report, [one.line.row.indicator.pk for one in placed if one.line])
    checked = [_sourced(report, one, standing) for one in placed]
    return {
        "shown": [_shown(one) for one in checked],
        "taken": sum(one.entry is not None for one in checked),
        "refused": sum(bool(one.message) for one in checked),
        "payload": _packed(report, [_cell(one, standing) for one in checked if one.line and one.entry]),
    }


def _sourced(report: Report, one: Placed, standing: dict[int, Version]) -> Placed:
    """A number that must name its source and has none is not taken."""
    if one.line is None or one.entry is None or one.entry.value is None or one.entry.source:
        return one
    indicator = one.line.row.indicator
    fact = standing.get(indicator.pk, EMPTY).fact
    must = rules.must_name_source(report.period.last_day, clock.today(), counted=bool(indicator.figure))
    if not must or (fact and fact.source_id):
        return one
    return replace(one, entry=None, message=_("Số liệu nhập tay cho kỳ đã qua phải ghi rõ nguồn."))


def _shown(one: Placed) -> Shown:
    if one.line is None:
        return Shown(one, "", "", one.said, over=False)
    row = one.line.row
    new = one.said
    if one.entry and one.entry.value is not None:
        new = qualified(printed(one.entry.value, row.indicator.scale), one.entry.qualifier)
    return Shown(one, name_of(row.indicator), row.text, new, over=one.entry is not None and row.value is not None)


def _cell(one: Placed, standing: dict[int, Version]) -> Cell:
    """What would be entered: without a source of its own the number keeps the one the row has."""
    assert one.line
    assert one.entry
    indicator = one.line.row.indicator
    now = standing.get(indicator.pk, EMPTY)
    kept = now.fact.source if now.fact else None
    value = "" if one.entry.value is None else rules.plain(one.entry.value, indicator.scale)
    return Cell(Typed(indicator, value, one.entry.qualifier, SourceData(one.entry.source) if one.entry.source else kept), now.key)


# ---- carried, signed, from the preview to the act, and from the act to its undoing -------------------------------------------------------


def _packed(report: Report, cells: Iterable[Cell]) -> str:
    """The cells, signed, so that what is confirmed is what was shown. Numbers whole: the reader may change the language meanwhile."""
    return signing.dumps([report.pk, report.revision, [_flat(one) for one in cells]], salt=SALT, compress=True)


def _flat(one: Cell) -> list[Any]:
    typed = one.typed
    number = rules.parse_number(typed.value, scale=typed.indicator.scale, language=get_language() or "vi", signed=True)
    known, title = (typed.source.pk, "") if isinstance(typed.source, Source) else (0, typed.source.title if typed.source else "")
    return [typed.indicator.code, number, typed.qualifier, title, known, one.seen]


def _unpacked(report: Report, payload: str, seconds: int) -> list[Cell] | None:
    """None for what was not signed here, is of another round, or too old."""
    try:
        pk, revision, flat = signing.loads(payload, salt=SALT, max_age=seconds)
    except signing.BadSignature:
        return None
    if (pk, revision) != (report.pk, report.revision):
        return None
    known = Indicator.objects.in_bulk([one[0] for one in flat], field_name="code")
    sources = Source.objects.in_bulk({one[4] for one in flat if one[4]})
    cells = []
    for code, number, qualifier, title, source, seen in flat:
        value = "" if number is None else rules.plain(number, known[code].scale)
        cells.append(Cell(Typed(known[code], value, qualifier, SourceData(title) if title else sources.get(source)), seen))
    return cells


def _enter(request: HttpRequest, who: Acting, report: Report) -> HttpResponse:
    cells = _unpacked(report, request.POST.get("payload", ""), SHOWN_FOR)
    if cells is None:
        messages.error(request, _("Bản xem trước này không còn dùng được. Hãy dán lại."))
        return redirect("reports:paste", report.pk)
    try:
        back = services.paste(by=who, report=report, cells=cells)
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect("reports:paste", report.pk)
    request.session[undo_key(report)] = _packed(report, back)
    messages.success(request, _("Đã ghi %(count)s số liệu từ khối dán.") % {"count": len(back)})
    return redirect("reports:fill", report.pk)


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Put back what stood in the cells before the latest block, unless one was changed since."""
    who, report = own_report(request, pk)
    cells = undoable(request, report)
    request.session.pop(undo_key(report), None)
    if not cells:
        messages.error(request, _("Không còn gì để hoàn tác."))
        return redirect("reports:fill", report.pk)
    try:
        services.paste(by=who, report=report, cells=cells, undo=True)
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("Đã lấy lại %(count)s số liệu trước khi dán.") % {"count": len(cells)})
    return redirect("reports:fill", report.pk)


def undo_key(report: Report) -> str:
    """Where the session keeps how the latest block of the report is undone."""
    return f"undo:{report.pk}"


def undoable(request: HttpRequest, report: Report) -> list[Cell]:
    """The cells that undo the person's latest block of the report, for a quarter of an hour."""
    return _unpacked(report, str(request.session.get(undo_key(report), "")), UNDO_FOR) or []
