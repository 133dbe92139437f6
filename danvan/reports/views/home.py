"""The room's first page: what the unit owes, what it receives, every period; and opening one."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from danvan.lib import clock
from danvan.lib.refusal import Refused
from danvan.reports import services
from danvan.reports.access import must_consolidate
from danvan.reports.forms.filling import OpenPeriodForm, suggestions
from danvan.reports.models import FILED, Obligation, PeriodRow, ReportState
from danvan.reports.rules import KEPT
from danvan.reports.selectors.consolidators import kinds_for, sums_up
from danvan.reports.selectors.desk import owed_by
from danvan.reports.selectors.filing import STATE
from danvan.reports.selectors.names import of_ended, office
from danvan.reports.selectors.templates import in_order
from danvan.reports.services import Opening
from danvan.reports.views.narrowing import Narrowed, narrowed
from danvan.reports.wording import STATES, state_of
from danvan.ui.forms import show_refusal
from danvan.ui.paging import Page, page
from danvan.units.access import Acting, acting, acting_with
from danvan.units.models import Duty

OWN, RECEIVED, ALL = "cua-don-vi", "cap-duoi", "cac-ky"
LATEST = ("-last_day", "-first_day", "pk")


def home(request: HttpRequest) -> HttpResponse:
    """Three lists behind tabs: reports to make, reports received, all periods."""
    who = acting(request)
    tabs = _tabs(who)
    shown = request.GET.get("xem", "")
    shown = shown if shown in dict(tabs) else tabs[0][0]
    narrow = None if shown == OWN else narrowed(_periods(who, shown), request)
    rows = _own(request, who) if narrow is None else _received(request, who, narrow) if shown == RECEIVED else _every(request, narrow)
    context = {
        "narrow": narrow,
        "who": who,
        "tabs": tabs,
        "shown": shown,
        "page": rows,
        "may_open": _may_open(who),
        "signs": who.may(Duty.FILE_REPORT),
        "keeps": who.unit.level in KEPT,
        "receives": RECEIVED in dict(tabs),
        "publishes": who.unit.level in KEPT and who.may(Duty.PUBLISH),
        "today": clock.today(),
    }
    return render(request, "reports/list.html", context)


def _tabs(who: Acting) -> list[tuple[str, str]]:
    tabs = [(OWN, _("Phải lập")), (ALL, _("Xem theo kỳ"))]
    if _receives(who):
        tabs.insert(0 if who.unit.level in KEPT else 1, (RECEIVED, _("Cấp dưới gửi")))
    return tabs


def _receives(who: Acting) -> bool:
    """Does anybody report to the unit? Above the communes always; to a commune where its hamlets owe a report."""
    return who.unit.level in KEPT or Obligation.objects.filter(receiver=who.unit).exists()


def _may_open(who: Acting) -> bool:
    return who.unit.level in KEPT and who.may(Duty.CONSOLIDATE)


def _own(request: HttpRequest, who: Acting) -> Page:
    """What the unit owes, and those that ended and that it stands for; the latest period first."""
    found = page(
        owed_by(who.unit).select_related("form", "period", "unit", "report", "receiver").defer("report__frozen"),
        request,
        order=("-period__last_day", "-pk"),
        size=20,
    )
    kinds = kinds_for(who)
    for one in found.rows:
        state = one.report.state if hasattr(one, "report") else "none"
        one.words, one.tone = state_of(one.report) if state != "none" else STATES[state]
        one.filed_on = one.report.filed_on if state in FILED else None
        one.to = office(one.receiver) if one.receiver else ""
        one.of = of_ended(one, who.unit)
        one.mine = who.may(Duty.FILE_REPORT) and (one.form.consolidator in kinds or not sums_up(one.form, one.unit))
    return found


def _periods(who: Acting, shown: str) -> QuerySet[PeriodRow]:
    """All periods there are, to read; or those for which others report to the unit."""
    every = PeriodRow.objects.all()
    return every.filter(pk__in=Obligation.objects.filter(receiver=who.unit).values("period")) if shown == RECEIVED else every


def _received(request: HttpRequest, who: Acting, narrow: Narrowed) -> Page:
    """Periods for which others report to the unit: on each form how many did, how many of these wait to be received, and how many are late."""
    mine = Obligation.objects.filter(receiver=who.unit)
    rows = page(narrow.rows, request, order=LATEST, size=12)
    filed = Q(stands__in=FILED)
    late = (~filed | Q(stands__isnull=True)) & Q(due_on__lt=clock.today())
    counts = mine.filter(period__in=[one.pk for one in rows.rows]).annotate(stands=STATE).order_by().values("period_id", "form_id")
    counted: dict[int, dict[int, Any]] = {}
    for one in counts.annotate(
        expected=Count("id"),
        filed=Count("id", filter=filed),
        waiting=Count("id", filter=Q(report__state=ReportState.SUBMITTED)),
        late=Count("id", filter=late),
    ):
        counted.setdefault(one["period_id"], {})[one["form_id"]] = one
    forms = in_order({form for some in counted.values() for form in some})
    for period in rows.rows:
        of_period = counted.get(period.pk, {})
        period.forms = [(form, of_period[form.pk]) for form in forms if form.pk in of_period]
    return rows


def _every(request: HttpRequest, narrow: Narrowed) -> Page:
    """Periods to read."""
    return page(narrow.rows, request, order=LATEST, size=40)


def open_period(request: HttpRequest) -> HttpResponse:
    """Fix who owes a report for a period."""
    who = acting_with(request, Duty.CONSOLIDATE)
    form, seen = OpenPeriodForm(request.POST or None, who=who), request.POST.get("da-xem", "")
    planned: Opening | None = None
    if request.method == "POST" and form.is_valid():
        must_consolidate(who, form.cleaned_data["form"])
        asked = {"form": form.cleaned_data["form"], "period_key": form.cleaned_data["period"], "root": who.unit}
        try:
            planned = services.plan_opening(**asked)  # shown also where another day is refused
            own = form.own_day()
            planned = services.plan_opening(**asked, own=own) if own else planned
            if seen == _seen(planned):
                owed = services.open_period(by=who, **asked, own=own)
                messages.success(request, _("Đã mở kỳ: %(count)s đơn vị phải gửi báo cáo.") % {"count": len(owed)})
                return redirect("reports:list")
        except Refused as refused:
            show_refusal(form, refused)
    context = {"form": form, "who": who, "suggestions": suggestions(), "planned": planned}
    if planned:
        context |= {"seen": _seen(planned), "new": len(planned.owing) - planned.known, "again": bool(seen)}
    return render(request, "reports/open.html", context)


def _seen(planned: Opening) -> str:
    """What was looked at: opening anything else asks for another look."""
    return f"{planned.form.pk}/{planned.period.key}/{len(planned.owing)}/{min(planned.due.values())}"
