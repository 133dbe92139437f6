"""The superior's pages: what goes wrong below, each number with its list; and the unit's list of what superiors asked."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from danvan.lib import clock
from danvan.lib.charts import ChartSpec, Point
from danvan.petitions import access
from danvan.petitions.models import Petition
from danvan.petitions.selectors import superior as watching
from danvan.petitions.selectors import worklist
from danvan.petitions.selectors.superior import LABELS, MEANINGS, Late, Watch
from danvan.ui.paging import page
from danvan.ui.tables import read, send

ORDER = ("watch_on", "id")
CHARTED = 8
TONES = {Watch.OVERDUE: "danger", Watch.DENUNCIATIONS: "danger", Watch.UNANSWERED: "danger"}


def overview(request: HttpRequest) -> HttpResponse:
    """The numbers, and the units with something overdue, the longest late first."""
    who = access.superior(request)
    today = clock.today()
    below = watching.below(who)
    late = watching.late_units(who, today, petitions=below)
    tiles = [
        (what, LABELS[what], number, TONES.get(what, "warm") if number else "neutral")
        for what, number in watching.numbers(who, today, below)
    ]
    context = {
        "who": who,
        "today": today,
        "tiles": tiles,
        "late": late,
        "chart": _chart(late) if len(late) > 1 else None,
        "most": watching.UNITS,
    }
    return render(request, "petitions/superior.html", context)


def _chart(late: list[Late]) -> ChartSpec:
    points = tuple(Point(one.unit.full_name, one.days, str(one.days)) for one in late[:CHARTED])
    return ChartSpec(
        title=_("Đơn quá hạn lâu nhất của từng đơn vị (ngày)"),
        unit=_("ngày"),
        points=points,
        alt=_("Đơn vị chậm lâu nhất: %(unit)s, %(days)s.") % {"unit": points[0].label, "days": _days(late[0].days)},
    )


def _days(number: int) -> str:
    return ngettext("%(days)d ngày", "%(days)d ngày", number) % {"days": number}


def watch(request: HttpRequest, what: str) -> HttpResponse:
    """The petitions behind one number, of one unit where asked, the earliest first."""
    who = access.superior(request)
    chosen, today = _chosen(what), clock.today()
    found = watching.watched(who, chosen, today)
    unit = request.GET.get("don-vi", "")
    if unit.isdigit():
        found = found.filter(unit=int(unit[:15]))
    context = {
        "who": who,
        "today": today,
        "what": chosen,
        "label": LABELS[chosen],
        "meaning": MEANINGS[chosen],
        "unit": unit,
        "page": page(worklist.for_list(found), request, order=ORDER),
    }
    return render(request, "petitions/watch.html", context)


def _chosen(what: str) -> Watch:
    if what not in set(Watch):
        raise Http404
    return Watch(what)


def export_watch(request: HttpRequest, what: str, form: str) -> HttpResponseBase:
    """The same as a file, without anything of the senders."""
    who = access.superior(request)
    chosen, today = _chosen(what), clock.today()
    found = watching.watched(who, chosen, today)
    unit = request.GET.get("don-vi", "")
    if unit.isdigit():
        found = found.filter(unit=int(unit[:15]))
    rows = (_row(one, today) for one in read(worklist.for_list(found).order_by(*ORDER)))
    heads = [_("Mã đơn"), _("Đơn vị"), _("Loại đơn"), _("Lĩnh vực"), _("Trạng thái"), _("Ngày nhận"), _("Hạn"), _("Số ngày quá hạn")]
    return send(form, what, str(LABELS[chosen]), who.unit.full_name, heads, rows)


def _row(one: Petition, today: date) -> list[str]:
    late = max(0, (today - one.due_on).days) if one.due_on else 0
    return [
        one.reference,
        one.unit.full_name,
        one.get_kind_display(),
        one.get_topic_display(),
        one.get_state_display(),
        f"{one.received_on:%d/%m/%Y}",
        f"{one.due_on:%d/%m/%Y}" if one.due_on else "",
        str(late) if late else "",
    ]


def export_units(request: HttpRequest, form: str) -> HttpResponseBase:
    """Every unit below with something overdue, as a file."""
    who = access.superior(request)
    late = watching.late_units(who, clock.today(), limit=None)
    heads = [_("Đơn vị"), _("Số đơn quá hạn"), _("Quá hạn lâu nhất (ngày)"), _("Người ký trả lời")]
    rows = ([one.unit.full_name, str(one.count), str(one.days), one.who] for one in late)
    return send(form, "cap-duoi-qua-han", _("Quá hạn theo đơn vị cấp dưới"), who.unit.full_name, heads, rows)


def asked(request: HttpRequest) -> HttpResponse:
    """What superiors wait for from this unit, by due date."""
    who = access.reading(request)
    waiting = watching.asked_of(who)
    return render(
        request, "petitions/asked.html", {"who": who, "today": clock.today(), "page": page(waiting, request, order=("due_on", "id"))}
    )
