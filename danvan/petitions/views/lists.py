"""The worklist: by due date, filtered, exported."""

import csv
from collections.abc import Iterator
from datetime import date
from io import StringIO

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from danvan.lib import clock
from danvan.lib.papers import xlsx
from danvan.lib.papers.model import Column, Sheet, Table
from danvan.petitions import access
from danvan.petitions.forms import FilterForm
from danvan.petitions.models import Petition
from danvan.petitions.rules import GROUP_LABELS
from danvan.petitions.selectors import worklist as lists
from danvan.ui.paging import page
from danvan.units.access import Acting
from danvan.units.models import Duty

MOST_EXPORTED = 20000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def worklist(request: HttpRequest) -> HttpResponse:
    """Petitions within reach, most urgent first."""
    who = access.reading(request)
    today = clock.today()
    form = FilterForm(request.GET, who=who, on=today)
    wanted = form.wanted()
    scope = lists.scoped(who, wanted, today)
    found = lists.find(scope, wanted, today)
    numbers = {} if wanted.words else lists.counts(scope.petitions, today)
    shown = page(lists.for_list(found.petitions), request, order=found.order)
    lists.with_duties(shown.rows)
    context = {
        "who": who,
        "form": form,
        "wanted": wanted,
        "today": today,
        "may_enter": who.may(Duty.RECEIVE),
        "groups": [(group.value, GROUP_LABELS[group], lists.told(number)) for group, number in numbers.items() if number],
        "page": shown,
        "filtered": any(request.GET.get(name) for name in form.fields),
    }
    return render(request, "petitions/list.html", context)


def export(request: HttpRequest, form: str) -> HttpResponseBase:
    """The filtered list as CSV or XLSX, without anything of the sender. At most `MOST_EXPORTED` rows."""
    who = access.reading(request)
    today = clock.today()
    wanted = FilterForm(request.GET, who=who, on=today).wanted()
    found = lists.for_list(lists.find(lists.scoped(who, wanted, today), wanted, today).petitions).order_by("due_on", "id")[:MOST_EXPORTED]
    if form == "csv":
        return _file(StreamingHttpResponse(_csv(found, today), content_type="text/csv; charset=utf-8"), "csv", today)
    if form == "xlsx":
        return _file(HttpResponse(_workbook(found, today, who), content_type=XLSX), "xlsx", today)
    raise Http404


def _file(response: HttpResponseBase, form: str, today: date) -> HttpResponseBase:
    response["Content-Disposition"] = f'attachment; filename="danvan-don-{today.isoformat()}.{form}"'
    return response


def _heads() -> list[str]:
    return [
        _("Mã đơn"),
        _("Số vào sổ"),
        _("Ngày nhận"),
        _("Đơn vị"),
        _("Loại đơn"),
        _("Lĩnh vực"),
        _("Số người"),
        _("Trạng thái"),
        _("Hạn"),
        _("Số ngày quá hạn"),
        _("Người giữ"),
        _("Ý kiến người gửi"),
    ]


def _row(one: Petition, today: date) -> list[str]:
    late = max(0, (today - one.due_on).days) if one.due_on else 0
    return [
        one.reference,
        f"{one.book_number}/{one.book_year}" if one.book_number else "",
        f"{one.received_on:%d/%m/%Y}",
        one.unit.full_name,
        one.get_kind_display(),
        one.get_topic_display(),
        str(one.people),
        one.get_state_display(),
        f"{one.due_on:%d/%m/%Y}" if one.due_on else "",
        str(late) if late else "",
        one.holder.title if one.holder else "",
        one.get_verdict_display(),
    ]


def _csv(found: QuerySet[Petition], today: date) -> Iterator[str]:
    yield "\ufeff"
    for values in [_heads(), *([_safe(cell) for cell in _row(one, today)] for one in found)]:
        line = StringIO()
        csv.writer(line).writerow(values)
        yield line.getvalue()


def _safe(cell: str) -> str:
    """A cell that a spreadsheet would take for a formula is shown as text."""
    return f"'{cell}" if cell[:1] in {"=", "+", "-", "@", "\t", "\r"} else cell


def _workbook(found: QuerySet[Petition], today: date, who: Acting) -> bytes:
    title = _("Danh sách đơn ngày %(day)s") % {"day": f"{today:%d/%m/%Y}"}
    columns = tuple(Column(head) for head in _heads())
    table = Table(title, columns, tuple(tuple(_row(one, today)) for one in found), marks=False)
    return xlsx.render([Sheet(_("Danh sách đơn"), table)], title=title, issuer=who.unit.full_name)
