"""The worklist: by due date, filtered, exported."""

import csv
from collections.abc import Iterator
from datetime import date
from io import StringIO
from typing import Any

from django.contrib import messages
from django.db.models import F, QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from danvan.lib import clock
from danvan.lib.papers import xlsx
from danvan.petitions import access
from danvan.petitions.forms.bulk import MANY
from danvan.petitions.forms.filters import filter_form, kept_query
from danvan.petitions.models import Petition, SavedView
from danvan.petitions.rules import ACTS, GROUP_LABELS, Act, Group
from danvan.petitions.selectors import worklist as lists
from danvan.petitions.selectors.worklist import Found, Wanted
from danvan.ui.paging import page
from danvan.units.access import Acting
from danvan.units.models import Duty

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CHUNK = 2000


def worklist(request: HttpRequest) -> HttpResponse:
    """Petitions within reach, most urgent first."""
    who = access.reading(request)
    today = clock.today()
    form = filter_form(request.GET, who=who, on=today)
    wanted = form.wanted()
    scope = lists.scoped(who, wanted, today)
    numbers = {} if wanted.words else lists.counts(scope.petitions, today)
    found = lists.find(scope, wanted, today, much=sum(numbers.values()) >= lists.MOST)
    shown = page(lists.for_page(found.petitions), request, order=found.order)
    lists.with_duties(shown.rows, {who.unit.pk: who.unit})
    query = kept_query(request.GET)
    context = _counted(numbers, wanted, found) | {
        "who": who,
        "form": form,
        "wanted": wanted,
        "today": today,
        "may_enter": who.may(Duty.RECEIVE),
        "page": shown,
        "filtered": bool(query),
        "query": query,
        "views": list(SavedView.objects.filter(user=who.user)),
        "many": _many(who),
        "keys": lists.uses_keys(who),
    }
    return render(request, "petitions/list.html", context)


def _counted(numbers: dict[Group, int], wanted: Wanted, found: Found) -> dict[str, Any]:
    """The tabs with their bounded counts; of words how many hold them, bounded too, and no tabs."""
    if wanted.words:
        [number] = lists.several([found.petitions], lists.MOST_FOUND)
        return {"groups": [], "number": number, "more": number >= lists.MOST_FOUND, "bound": lists.MOST_FOUND - 1}
    shown = [group for group in Group if numbers[group] or wanted.group == group]
    return {"groups": [(group.value, GROUP_LABELS[group], lists.told(numbers[group])) for group in shown]}


def _many(who: Acting) -> list[tuple[str, Any, str]]:
    """What may be done to many at once: act, its name, its shortcut."""
    allowed = [act for act in MANY if any(who.may(duty) for duty in ACTS[Act(act)].duties)]
    return [(act, ACTS[Act(act)].label, "a" if act == Act.ASSIGN else "") for act in allowed]


def next_due(request: HttpRequest) -> HttpResponse:
    """To the petition of the own unit that is due next, after the one given (`?sau=`): what the key n does."""
    who = access.reading(request)
    found = lists.next_due(who, request.GET.get("sau", ""))
    if found is None:
        messages.info(request, _("Không còn đơn nào đến hạn sau đơn này."))
        return redirect("petitions:list")
    return redirect(found)


def export(request: HttpRequest, form: str) -> HttpResponseBase:
    """The whole filtered list as CSV or XLSX, row by row, without anything of the sender."""
    who = access.reading(request)
    today = clock.today()
    wanted = filter_form(request.GET, who=who, on=today).wanted()
    found = lists.find(lists.scoped(who, wanted, today), wanted, today).petitions.select_related("unit", "holder").defer("text", "folded")
    rows = found.order_by("-pk") if wanted.words else found.order_by(F("due_on").asc(nulls_last=True), "pk")
    if form == "csv":
        return _file(StreamingHttpResponse(_csv(rows, today), content_type="text/csv; charset=utf-8"), "csv", today)
    if form == "xlsx":
        title = _("Danh sách đơn ngày %(day)s") % {"day": f"{today:%d/%m/%Y}"}
        book = xlsx.stream(_heads(), _rows(rows, today), name=_("Danh sách đơn"), title=title, issuer=who.unit.full_name)
        return _file(FileResponse(book, content_type=XLSX), "xlsx", today)
    raise Http404


def _file(response: HttpResponseBase, form: str, today: date) -> HttpResponseBase:
    response["Content-Disposition"] = f'attachment; filename="danvan-don-{today.isoformat()}.{form}"'
    response["Cache-Control"] = "no-store"
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


def _rows(found: QuerySet[Petition], today: date) -> Iterator[list[str]]:
    """Row by row, so that the longest list takes no more memory than a short one."""
    for one in found.iterator(chunk_size=CHUNK):
        yield _row(one, today)


def _csv(found: QuerySet[Petition], today: date) -> Iterator[str]:
    yield "\ufeff" + _line(_heads())
    for values in _rows(found, today):
        yield _line([_safe(cell) for cell in values])


def _line(values: list[str]) -> str:
    line = StringIO()
    csv.writer(line).writerow(values)
    return line.getvalue()


def _safe(cell: str) -> str:
    """A cell that a spreadsheet would take for a formula is shown as text."""
    return f"'{cell}" if cell[:1] in {"=", "+", "-", "@", "\t", "\r"} else cell
