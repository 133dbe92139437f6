"""Pages about limits, days, and a calculator for both."""

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from danvan.audit.selectors import trail
from danvan.documents import selectors, services, words
from danvan.documents.forms import AmendForm, CalculatorForm, ConfirmForm, DayForm, LimitFilter
from danvan.documents.models import DayRule, Matter, Sense, Step, TimeLimit
from danvan.lib import clock
from danvan.lib.refusal import Refused
from danvan.lib.workdays import Due
from danvan.ui.forms import show_refusal
from danvan.units.access import acting, acting_with
from danvan.units.models import Duty


@dataclass(frozen=True)
class Shown:
    """A limit with its words."""

    limit: TimeLimit
    terms: str
    extension: str
    remote: str
    state: tuple[str, str]
    source: str
    confidence: str


def shown(limit: TimeLimit) -> Shown:
    """What a template needs of a limit."""
    return Shown(
        limit,
        words.terms(limit),
        words.extension(limit),
        words.remote(limit),
        words.standing(limit),
        words.source(limit),
        words.confidence(limit),
    )


@require_GET
def limits(request: HttpRequest) -> HttpResponse:
    """The limits in force on a day, by matter and by how far they are verified."""
    who = acting(request)
    asked = LimitFilter(request.GET or None)
    day = asked.day()
    rows = [shown(row) for row in sorted(_chosen(asked, TimeLimit.objects.on(day)), key=_as_in_procedure)]
    unverified = sum(not row.limit.verified and not row.limit.local for row in rows)
    context = {"asked": asked, "day": day, "rows": rows, "unverified": unverified, "may_edit": who.may(Duty.KEEP_CALENDAR)}
    return render(request, "documents/limits.html", context)


def _as_in_procedure(row: TimeLimit) -> tuple[int, int, str]:
    """By matter, then in the order in which the steps are taken."""
    return Matter.values.index(row.matter), Step.values.index(row.step), row.code


def _chosen(asked: LimitFilter, rows: "QuerySet[TimeLimit]") -> "QuerySet[TimeLimit]":
    if not asked.is_valid():
        return rows
    if matter := asked.cleaned_data["matter"]:
        rows = rows.filter(matter=matter)
    match asked.cleaned_data["state"]:
        case "yes":
            return rows.filter(verified=True, local=False)
        case "no":
            return rows.filter(verified=False, local=False)
        case "local":
            return rows.filter(local=True)
    return rows


@require_GET
def limit(request: HttpRequest, pk: int) -> HttpResponse:
    """One limit: its versions, where it comes from, what was done to it."""
    who = acting(request)
    row = get_object_or_404(TimeLimit, pk=pk)
    versions = [shown(version) for version in TimeLimit.objects.of_code(row.code).reverse()]
    context = {"row": shown(row), "versions": versions, "trail": trail(row), "may_edit": who.may(Duty.KEEP_CALENDAR)}
    return render(request, "documents/limit.html", context)


@require_http_methods(["GET", "POST"])
def amend(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter a new version of a limit."""
    who = acting_with(request, Duty.KEEP_CALENDAR)
    row = get_object_or_404(TimeLimit, pk=pk)
    initial = {"valid_from": clock.today(), "verified": False}
    form = AmendForm(request.POST or None, initial=initial, instance=row)
    if request.method == "POST" and form.is_valid():
        try:
            version = services.amend_limit(by=who, limit=row, valid_from=form.cleaned_data["valid_from"], terms=form.terms())
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Đã ghi bản mới của thời hạn %(code)s.") % {"code": version.code})
            return redirect("documents:limit", pk=version.pk)
    return render(request, "documents/amend.html", {"form": form, "row": shown(get_object_or_404(TimeLimit, pk=pk))})


@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that a limit was compared with the published text."""
    who = acting_with(request, Duty.KEEP_CALENDAR)
    row = get_object_or_404(TimeLimit, pk=pk)
    form = ConfirmForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.confirm_limit(by=who, limit=row, source=form.cleaned_data["source"])
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Đã ghi nhận việc đối chiếu thời hạn %(code)s.") % {"code": row.code})
            return redirect("documents:limit", pk=row.pk)
    return render(request, "documents/confirm.html", {"form": form, "row": shown(row)})


@require_GET
def days(request: HttpRequest) -> HttpResponse:
    """The days of one year that are not what the week says."""
    who = acting(request)
    known = selectors.years_known()
    asked = request.GET.get("nam", "")
    year = int(asked) if asked.isdecimal() and 1900 < int(asked) < 2200 else clock.today().year
    rules = DayRule.objects.filter(day__year=year)
    years = sorted({*known[-6:], year})
    context = {"year": year, "years": years, "rules": rules, "may_edit": who.may(Duty.KEEP_CALENDAR), "known": year in known}
    return render(request, "documents/days.html", context)


@require_http_methods(["GET", "POST"])
def add_day(request: HttpRequest) -> HttpResponse:
    """Enter a day off or a worked weekend day."""
    who = acting_with(request, Duty.KEEP_CALENDAR)
    form = DayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            rule = services.set_day(by=who, **form.cleaned_data)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Đã ghi ngày %(day)s.") % {"day": f"{rule.day:%d/%m/%Y}"})
            return _to_year(rule.day)
    return render(request, "documents/add_day.html", {"form": form})


@require_POST
def remove_day(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back what was said of a day."""
    who = acting_with(request, Duty.KEEP_CALENDAR)
    rule = get_object_or_404(DayRule, pk=pk)
    services.remove_day(by=who, rule=rule)
    messages.success(request, _("Đã bỏ quy định riêng của ngày %(day)s.") % {"day": f"{rule.day:%d/%m/%Y}"})
    return _to_year(rule.day)


def _to_year(day: date) -> HttpResponse:
    answer = redirect("documents:days")
    answer["Location"] += f"?nam={day.year}"
    return answer


@require_GET
def calculator(request: HttpRequest) -> HttpResponse:
    """When a limit ends, and the proof day by day."""
    acting(request)
    form = CalculatorForm(request.GET or None, initial={"start": clock.today()})
    context: dict[str, object] = {"form": form}
    if form.is_bound and form.is_valid():
        context |= _count(form)
    return render(request, "documents/calculator.html", context)


def _count(form: CalculatorForm) -> dict[str, object]:
    row: TimeLimit = form.cleaned_data["limit"]
    start: date = form.cleaned_data["start"]
    due = _due(row, start, form)
    calendar_known = {start.year, due.day.year} <= set(selectors.years_known())
    return {"row": shown(row), "due": due, "start": start, "backwards": row.sense == Sense.BEFORE, "calendar_known": calendar_known}


def _due(row: TimeLimit, start: date, form: CalculatorForm) -> Due:
    calendar = selectors.calendar([start.year, start.year + 1])
    if row.sense == Sense.BEFORE:
        return calendar.latest_before(start, row.days or 0, row.counting)
    return calendar.due(start, row.days or 0, row.counting, form.pauses())
