"""Receiving reports: who has filed, who is missing or late; accept, send back."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from danvan.lib import clock, periods
from danvan.lib.refusal import Refused
from danvan.reports import services
from danvan.reports.access import files_for, must_consolidate, readable, received
from danvan.reports.forms.filling import ReturnForm
from danvan.reports.models import FILED, Form, Obligation, PeriodRow, Report, ReportState
from danvan.reports.rules import KEPT
from danvan.reports.selectors import completeness, completeness_below
from danvan.reports.selectors.consolidators import consolidates, makes, named
from danvan.reports.selectors.covering import filed_before
from danvan.reports.selectors.filing import FILED_ON, STATE
from danvan.reports.selectors.filing import late as days_late
from danvan.reports.selectors.hamlets import without_account
from danvan.reports.selectors.names import names_in, names_on
from danvan.reports.selectors.passages import Passage, moved, passages
from danvan.reports.selectors.review import open_remarks
from danvan.reports.services.drafts import EDITABLE
from danvan.reports.views.several import Chosen, of_report
from danvan.reports.wording import STATES
from danvan.ui.forms import show_refusal
from danvan.ui.paging import page
from danvan.units.access import Acting
from danvan.units.models import Duty, Level, Unit
from danvan.units.selectors import today

NOT_FILED = Q(stands__isnull=True) | ~Q(stands__in=FILED)
# What a row of a list of obligations is read with.
STANDING = ("report", "unit", "form", "period", "covered_by__unit", "covered_by__report")
HEAVY = ("report__frozen", "covered_by__report__frozen")
# Of a unit that ended: whether the report that stands for it was filed before it did.
_HELD_BY = {
    False: gettext_lazy("Kết thúc trong kỳ; số liệu nằm trong báo cáo của %(heir)s."),
    True: gettext_lazy("Kết thúc trong kỳ; báo cáo của %(heir)s gửi trước khi thay cho đơn vị này, chưa gồm số liệu của đơn vị."),
}
LONGEST_KEY = 18  # digits; a longer number is no row's
# Filters of the list: word in the address, label.
FILTERS = {
    "": gettext_lazy("Tất cả"),
    "cho-nhan": gettext_lazy("Chờ nhận"),
    "con-thieu": gettext_lazy("Còn thiếu"),
    "muon": gettext_lazy("Muộn"),
    "tra-lai": gettext_lazy("Bị trả lại"),
    "da-nhan": gettext_lazy("Đã nhận"),
}


def below(request: HttpRequest, unit: str, period: str) -> HttpResponse:
    """Who owes a report to the unit for the period, and how each stands."""
    who, found, row = readable(request, unit, period)
    shown = request.GET.get("xem", "")
    shown = shown if shown in FILTERS else ""
    asked = Chosen(request, found, row)
    owed = Obligation.objects.filter(receiver=found, period=row, form=asked.form)
    rows = page(
        _filtered(owed, shown).select_related(*STANDING).defer(*HEAVY),
        request,
        order=("unit__sort_key", "pk"),
        size=100,
    )
    dress(rows.rows, row)
    _enterable(who, rows.rows)
    mine = Obligation.objects.filter(unit=found, period=row, form=asked.form).select_related("form", "report").defer("report__frozen")
    own = mine.first() if found.pk == who.unit.pk else None
    context = {
        "who": who,
        "unit": found,
        "name": names_on([found.pk], row.last_day)[found.pk],
        "period": row,
        "period_label": periods.label(row.period),
        "filing": completeness(found, row, form=asked.form),
        "heirs": heirs_of(found, row),
        "page": rows,
        "shown": shown,
        "filters": FILTERS.items(),
        "may": _may(who, found) and (asked.form is None or consolidates(who, asked.form)),
        "kept": found.level in KEPT,
        "others": others_body(who, found, asked.form),
        "provinces": completeness_below(found, row, form=asked.form) if found.level == Level.CENTRE else [],
        "own": own if own and makes(who, own.form, found) else None,
    }
    return render(request, "reports/below.html", context | asked.context)


def _enterable(who: Acting, rows: Sequence[Any]) -> None:
    """Marks hamlets that nobody of their own can file for: the commune enters in their place."""
    hamlets = [one.unit_id for one in rows if one.unit.level == Level.HAMLET and one.receiver_id == who.unit.pk]
    silent = without_account(hamlets) if hamlets and who.may(Duty.FILE_REPORT) else set[int]()
    for one in rows:
        one.entered = one.unit_id in silent
        report = getattr(one, "report", None)
        one.enters = one.entered and (report is None or report.state in EDITABLE)


def others_body(who: Acting, unit: Unit, form: Form | None) -> str:
    """The body that the form names, where the reader's post carries the duty and is of another: it is told why it cannot act. Else empty."""
    return named(form, who.unit) if form and _may(who, unit) and not consolidates(who, form) else ""


def _may(who: Acting, unit: Unit) -> bool:
    return who.may(Duty.CONSOLIDATE) and files_for(who, unit)


def _filtered(owed: QuerySet[Obligation], shown: str) -> QuerySet[Obligation]:
    late = (NOT_FILED & Q(due_on__lt=clock.today())) | Q(stands__in=FILED, came__gt=F("due_on"))
    wanted = {
        "cho-nhan": Q(report__state=ReportState.SUBMITTED),
        "con-thieu": NOT_FILED,
        "muon": late,
        "tra-lai": Q(report__state=ReportState.RETURNED),
        "da-nhan": Q(stands=ReportState.ACCEPTED),
    }
    return owed.annotate(stands=STATE, came=FILED_ON).filter(wanted[shown]) if shown else owed


def _names_of(rows: Iterable[Obligation], period: PeriodRow) -> dict[int, str]:
    return names_in({one.unit_id for one in rows} | {one.covered_by.unit_id for one in rows if one.covered_by}, period)


def dress(rows: Sequence[Any], period: PeriodRow) -> None:
    """What the rows show: name then, state in words, the day it was first filed, its returns; of a unit that ended, how its heir's report stands,
    and whether that one was filed too early to hold its figures.
    """
    names, late = _names_of(rows, period), {one.pk for one in filed_before(rows)}
    held = {one.pk: _held(one) for one in rows}
    back = passages({report.pk for report in held.values() if report and moved(report)})
    for one in rows:
        report = held[one.pk]
        _dress(one, report, names, late=one.pk in late)
        one.passages = _in_words(back[report.pk], one.due_on) if report and report.pk in back else ""


def _held(one: Any) -> Report | None:
    """The report that stands for what is owed: the unit's, or its heir's."""
    found: Report | None = getattr(one.covered_by or one, "report", None)
    return found


def _in_words(some: Sequence[Passage], due: date) -> str:
    """Of a report that came back: when it was first sent, in time or not, and every return and sending since."""
    first, late = some[0], days_late(due, some[0].day, some[0].day)
    said = ngettext("muộn %(days)s ngày", "muộn %(days)s ngày", late) % {"days": late} if late else _("đúng hạn")
    words = [_("gửi lần đầu ngày %(day)s, %(said)s") % {"day": f"{first.day:%d/%m/%Y}", "said": said}]
    later = {True: _("trả lại ngày %(day)s"), False: _("gửi lại ngày %(day)s")}
    words += [later[one.back] % {"day": f"{one.day:%d/%m/%Y}"} for one in some[1:]]
    told = "; ".join(words)
    return f"{told[0].upper()}{told[1:]}."


def _dress(one: Any, report: Report | None, names: dict[int, str], *, late: bool) -> None:
    own: Report | None = getattr(one, "report", None)
    state = report.state if report else "none"
    one.name, one.held_by = names[one.unit_id], ""
    if one.covered_by:
        one.held_by = _HELD_BY[late] % {"heir": names[one.covered_by.unit_id]}
    one.words, one.tone = STATES[state]
    one.filed_on = report.filed_on if report and state in FILED else None
    one.readable = own is not None and own.state in FILED
    one.acceptable = own is not None and own.state == ReportState.SUBMITTED


def heirs_of(unit: Unit, period: PeriodRow) -> list[Unit]:
    """Who receives what was owed to a unit that ended within the period; nobody else while it stands."""
    day = min(period.last_day, clock.today())
    return today(unit, day) if unit.valid_to and unit.valid_to <= day else []


def _back(report: Report) -> HttpResponse:
    assert report.obligation.receiver is not None
    return redirect(of_report("reports:below", report, report.obligation.receiver))


@require_POST
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one report."""
    who, report = received(request, pk)
    name = names_on([report.unit_id], report.period.last_day)[report.unit_id]
    try:
        services.accept(by=who, report=report)
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("Đã nhận báo cáo của %(name)s.") % {"name": name})
    return _back(report)


def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Return one report with the reason."""
    who, report = received(request, pk)
    form = ReturnForm(request.POST if request.method == "POST" else None)
    name = names_on([report.unit_id], report.period.last_day)[report.unit_id]
    if request.method == "POST" and form.is_valid():
        try:
            services.send_back(by=who, report=report, reason=form.cleaned_data["reason"])
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Đã trả lại báo cáo của %(name)s.") % {"name": name})
            return _back(report)
    remarks = open_remarks([report]).get(report.pk, 0)
    context = {"form": form, "report": report, "name": name, "remarks": remarks, "period_label": periods.label(report.period.period)}
    return render(request, "reports/send_back.html", context)


@require_POST
def accept_many(request: HttpRequest, unit: str, period: str) -> HttpResponse:
    """Take several reports: first the list of what will happen, then, confirmed, the act."""
    who, found, row = readable(request, unit, period)
    if not _may(who, found):
        raise PermissionDenied(_("Chức danh của bạn không được giao việc nhận báo cáo của đơn vị này."))
    chosen = _chosen(request, found, row)
    if not chosen:
        messages.warning(request, _("Chọn ít nhất một báo cáo đang chờ nhận."))
        return redirect("reports:below", found.key, row.key)
    for form in {report.form for report in chosen}:
        must_consolidate(who, form)
    if "confirm" in request.POST:
        taken = sum(_accepted(request, who, report) for report in chosen)
        messages.success(request, _("Đã nhận %(count)s báo cáo.") % {"count": taken})
        return redirect(of_report("reports:below", chosen[0], found))
    names = names_on([report.unit_id for report in chosen], row.last_day)
    remarks = open_remarks(chosen)
    lines = [(report, names[report.unit_id], remarks.get(report.pk, 0)) for report in chosen]
    context = {"unit": found, "period": row, "period_label": periods.label(row.period), "lines": lines}
    return render(request, "reports/accept_many.html", context)


def _accepted(request: HttpRequest, who: Acting, report: Report) -> bool:
    """Take one of several; one that somebody sent back meanwhile does not stop the others."""
    try:
        services.accept(by=who, report=report)
    except Refused as refused:
        messages.error(request, f"{report.unit}: {refused.message}")
        return False
    return True


def _chosen(request: HttpRequest, unit: Unit, period: PeriodRow) -> list[Report]:
    keys = [int(key) for key in request.POST.getlist("report") if key.isdecimal() and len(key) <= LONGEST_KEY]
    waiting = Report.objects.filter(pk__in=keys, period=period, obligation__receiver=unit, state=ReportState.SUBMITTED)
    return list(waiting.select_related("unit", "form", "period").defer("frozen").order_by("unit__sort_key", "pk"))
