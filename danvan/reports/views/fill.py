"""Filling in the figures of a report: one table of all of them, or of one group; the whole page sent at once, or the cells that changed as one types."""

import json
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from danvan.lib import clock
from danvan.lib.refusal import Refused
from danvan.reports import rules, services
from danvan.reports.access import own_report
from danvan.reports.models import Report
from danvan.reports.papers.figures import of_groups
from danvan.reports.selectors import Row, own_rows
from danvan.reports.selectors.groups import group_titles
from danvan.reports.selectors.past import beside
from danvan.reports.services.drafts import EDITABLE
from danvan.reports.views.block import undoable
from danvan.reports.views.entry import common
from danvan.reports.views.rows import Group, Line, dressed, grouped, lines_of, of_codes, save
from danvan.units.access import Acting

# What the open page says of a cell, and of all of them. %s: the hour, %d: how many.
WORDS = {
    "typed": gettext_lazy("chưa lưu"),
    "saving": gettext_lazy("đang lưu"),
    "saved": gettext_lazy("đã lưu %s"),
    "wrong": gettext_lazy("không nhận"),
    "met": gettext_lazy("chờ chọn số"),
    "offline": gettext_lazy("chưa lưu: mất mạng"),
    "server": gettext_lazy("chưa lưu: máy chủ chưa nhận"),
    "session": gettext_lazy("chưa lưu: hết phiên làm việc"),
    "closed": gettext_lazy("chưa lưu: báo cáo đã gửi"),
    "gone": gettext_lazy("chưa lưu: kỳ đã bị hủy mở"),
    "kept": gettext_lazy("chưa gửi từ lần trước"),
}
PAGE_WORDS = {
    "typed": gettext_lazy("Còn %d ô chưa lưu."),
    "saving": gettext_lazy("Đang lưu…"),
    "saved": gettext_lazy("Đã lưu %s."),
    "offline": gettext_lazy(
        "Mất mạng: %d ô chưa lưu, giữ trong trình duyệt này. Trang còn mở thì tự gửi khi có mạng; mở lại trang thì bấm Gửi lại."
    ),
    "server": gettext_lazy("Máy chủ chưa nhận: %d ô chưa lưu, giữ trong trình duyệt này và sẽ tự gửi lại."),
    "session": gettext_lazy("Hết phiên làm việc: %d ô chưa lưu, giữ trong trình duyệt này."),
    "closed": "%s",
    "gone": "%s",
    "kept": gettext_lazy("%d ô của lần trước chưa gửi được, đã đặt lại vào bảng."),
}

# In place of a code: every empty cell of the page.
EVERY = "*"
# A batch of the open page holds at most so many rows; it sends the rest in the next.
MOST_ROWS = 200


def fill(request: HttpRequest, pk: int) -> HttpResponse:
    """Every figure of the report in one table."""
    who, report = own_report(request, pk)
    return _page(request, who, report, "")


def group(request: HttpRequest, pk: int, group: str) -> HttpResponse:
    """The same table, of one group."""
    who, report = own_report(request, pk)
    return _page(request, who, report, group)


def _page(request: HttpRequest, who: Acting, report: Report, group: str) -> HttpResponse:
    """What can be saved is saved; the rest stays as typed, with what is wrong beside it."""
    rows = _rows(report, group)
    wrong: dict[str, Line] = {}
    if request.method == "POST" and report.state in EDITABLE:
        sent = save(who, report, rows, request.POST)
        wrong = {code: line for code, line in sent.items() if line.wrong}
        written = sum(line.written for line in sent.values())
        if not wrong:
            return _saved(request, who, report, group, written)
        messages.warning(request, _("Đã lưu %(count)s số liệu; còn ô phải sửa.") % {"count": written})
        rows = _rows(report, group)
    past = beside(report, [row.indicator for row in rows])
    lines = [line.having(wrong.get(line.code)) for line in dressed(report, rows, past)]
    return render(request, "reports/fill.html", common(report) | _context(request, report, lines, group) | {"past": past})


def _rows(report: Report, group: str) -> list[Row]:
    rows = grouped(own_rows(report))
    rows = of_groups(rows, group) if group else rows
    if not rows:
        raise Http404
    return rows


def _context(request: HttpRequest, report: Report, lines: list[Line], group: str) -> dict[str, Any]:
    titles = group_titles()
    codes = dict.fromkeys(line.row.indicator.group for line in lines)
    return {
        "groups": [Group(code, titles.of(code), [one for one in lines if one.row.indicator.group == code]) for code in codes],
        "group": group,
        "title": titles.full(group) if group else _("Bảng số liệu"),
        "wrong": [(text, f"id_{line.code}-{name}", line.name) for line in lines for name, text in line.errors],
        "next": _next(report, group),
        "proposed": sum(1 for line in lines if line.proposed),
        "typed": any(line.form for line in lines),
        "adjustable": any(line.adjustable for line in lines),
        "needs_source": rules.needs_source(report.period.last_day, clock.today()),
        "words": json.dumps(
            {state: str(said) for state, said in WORDS.items()} | {"page": {state: str(said) for state, said in PAGE_WORDS.items()}}
        ),
        "undo": len(undoable(request, report)) if report.state in EDITABLE else 0,
        "keep": f"{request.user.pk}:{report.pk}:{report.revision}",
    }


def _saved(request: HttpRequest, who: Acting, report: Report, group: str, written: int) -> HttpResponse:
    if wanted := request.POST.get("nothing"):
        try:
            filled = services.nothing_happened(by=who, report=report, group=wanted)
        except Refused as refused:
            messages.error(request, refused.message)
        else:
            messages.success(request, _("Đã ghi “không phát sinh” cho %(count)s chỉ tiêu.") % {"count": filled})
            return redirect(f"{_here(report, group)}#nhom-{wanted}")
    if wanted := request.POST.get("accept"):
        return _accepted(request, who, report, group, wanted)
    messages.success(request, _("Đã lưu %(count)s số liệu.") % {"count": written} if written else _("Không có gì thay đổi."))
    following = _next(report, group)
    if "next" in request.POST and following:
        return redirect("reports:group", report.pk, following)
    return redirect("reports:edit", report.pk)


def _accepted(request: HttpRequest, who: Acting, report: Report, group: str, wanted: str) -> HttpResponse:
    """What is proposed beside one cell, or beside every empty one of the page, is entered."""
    codes = {wanted} if wanted != EVERY else {row.indicator.code for row in _rows(report, group)}
    here = _here(report, group)
    try:
        taken = services.accept_proposals(by=who, report=report, codes=codes)
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect(here)
    messages.success(request, _("Đã nhận %(count)s số đề nghị.") % {"count": len(taken)})
    return redirect(f"{here}#dong-{wanted}" if wanted in taken else here)


def _here(report: Report, group: str) -> str:
    return reverse("reports:group", args=[report.pk, group]) if group else reverse("reports:fill", args=[report.pk])


def _next(report: Report, group: str) -> str:
    groups = list(dict.fromkeys(row.indicator.group for row in own_rows(report))) if group else []
    after = groups[groups.index(group) + 1 :] if group in groups else []
    return after[0] if after else ""


# ---- as one types -----------------------------------------------------------------------------------------------------------------------


@require_POST
def cells(request: HttpRequest, pk: int) -> HttpResponse:
    """The rows that changed on an open page, as they stand there: what became of each. Sending them again changes nothing.

    409 with a message when the report is closed, or was sent and came back since the page was opened.
    """
    who, report = own_report(request, pk)
    if report.state not in EDITABLE or request.POST.get("revision") != str(report.revision):
        words = _("Báo cáo đã gửi, hoặc đã sang lần gửi khác. Tải lại trang để xem; những ô chưa lưu vẫn còn trong trình duyệt này.")
        return JsonResponse({"message": words}, status=409)
    codes = set(request.POST.getlist("row")[:MOST_ROWS])
    sent = save(who, report, of_codes(own_rows(report), codes), request.POST)
    rows = own_rows(report)
    now = {line.code: line for line in lines_of(report, of_codes(rows, codes))}
    answers = {code: _answer(now[code].having(line)) for code, line in sent.items() if code in now}
    computed = {row.indicator.code: row.text for row in rows if row.indicator.computed}
    return JsonResponse({"at": f"{clock.now().astimezone(clock.VIETNAM):%H:%M}", "rows": answers, "computed": computed})


def _answer(line: Line) -> dict[str, Any]:
    """What the page does with a row: its state, what to say beside it, and, once it is saved, the version it stands at and what its fields hold."""
    said = render_to_string("reports/parts/cell_said.html", {"line": line}).strip()
    if line.wrong or line.form is None:
        return {"state": "met" if line.met else "wrong", "said": said}
    day = line.form.initial.get("source_on")
    fields = {**line.form.initial, "source_on": f"{day:%d/%m/%Y}" if day else ""}
    return {"state": "saved", "said": said, "fields": {f"{line.code}-{name}": str(value) for name, value in fields.items()}}
