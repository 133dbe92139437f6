"""The worklist: by due date, filtered, exported."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import F
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from danvan.lib import clock
from danvan.petitions import access
from danvan.petitions.forms.bulk import MANY
from danvan.petitions.forms.filters import filter_form, kept_query
from danvan.petitions.models import Petition
from danvan.petitions.rules import ACTS, GROUP_LABELS, Act, Group
from danvan.petitions.selectors import worklist as lists
from danvan.petitions.selectors.kept import saved_views, uses_keys
from danvan.petitions.selectors.worklist import Found, Wanted
from danvan.ui.paging import SIZE, Page, page
from danvan.ui.tables import read, send
from danvan.units.access import Acting
from danvan.units.models import Duty


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
    context = _counted(numbers, wanted, found, shown) | {
        "who": who,
        "form": form,
        "wanted": wanted,
        "today": today,
        "may_enter": who.may(Duty.RECEIVE),
        "page": shown,
        "filtered": bool(query),
        "query": query,
        "views": saved_views(who.user.pk),
        "many": _many(who),
        "keys": uses_keys(who),
    }
    return render(request, "petitions/list.html", context)


def _counted(numbers: dict[Group, int], wanted: Wanted, found: Found, shown: Page) -> dict[str, Any]:
    """The tabs with their bounded counts; of words how many hold them, bounded too, and no tabs.

    What fits on the page is counted already; where filters narrow the words, to find out more would walk far more than the page did.
    """
    if not wanted.words:
        tabs = [group for group in Group if numbers[group] or wanted.group == group]
        return {"groups": [(group.value, GROUP_LABELS[group], lists.told(numbers[group])) for group in tabs]}
    if not (shown.next or shown.previous):
        return {"groups": [], "number": len(shown.rows), "more": False}
    if wanted.narrows:
        return {"groups": [], "more": True, "bound": SIZE}
    [number] = lists.several([found.petitions], lists.MOST_FOUND)
    return {"groups": [], "number": number, "more": number >= lists.MOST_FOUND, "bound": lists.MOST_FOUND - 1}


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
    title = _("Danh sách đơn ngày %(day)s") % {"day": f"{today:%d/%m/%Y}"}
    return send(form, "don", title, who.unit.full_name, _heads(), (_row(one, today) for one in read(rows)))


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
