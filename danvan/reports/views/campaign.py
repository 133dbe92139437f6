"""A campaign of collecting: how reports come in day by day, who was reminded, more time for a unit."""

from typing import Any

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from danvan.lib import periods
from danvan.lib.charts import ChartSpec, Point
from danvan.lib.refusal import Refused
from danvan.reports import services
from danvan.reports.access import awaited, files_for, readable, run
from danvan.reports.forms.filling import ExtendForm, RulesForm, TakeBackForm
from danvan.reports.models import Campaign, Obligation, ReminderRule
from danvan.reports.selectors.consolidators import consolidates
from danvan.reports.selectors.days import ByDay, by_day
from danvan.reports.selectors.names import names_on, until
from danvan.reports.views.receive import HEAVY, STANDING, dress, heirs_of, others_body
from danvan.reports.views.several import Chosen, of_report
from danvan.ui.forms import show_refusal
from danvan.ui.paging import page
from danvan.units.access import Acting
from danvan.units.models import Lineage

# A chart shows so many days; the table below it has all.
COLUMNS = 31


def campaign(request: HttpRequest, unit: str, period: str) -> HttpResponse:
    """Who owes, until when, who was reminded, and how many had filed by each day."""
    who, found, row = readable(request, unit, period)
    asked = Chosen(request, found, row)
    owed = Obligation.objects.filter(receiver=found, period=row, form=asked.form).select_related(*STANDING)
    told = owed.prefetch_related("reminders", "extensions", Prefetch("unit__predecessor_edges", _whole_before(), to_attr="went_in"))
    rows = page(told.defer(*HEAVY), request, order=("unit__sort_key", "pk"), size=100)
    dress(rows.rows, row)
    for one in rows.rows:
        one.changed = one.held_by or _new(one)
        one.reminded = list(one.reminders.all())
    curve = by_day(found, row, form=asked.form)
    campaigns = (
        Campaign.objects.filter(period=row, form=asked.form, obligations__receiver=found)
        .select_related("form", "unit")
        .prefetch_related("rules")
    )
    context = {
        "who": who,
        "unit": found,
        "name": names_on([found.pk], row.last_day)[found.pk],
        "period": row,
        "period_label": periods.label(row.period),
        "page": rows,
        "waiting": [one for one in rows.rows if not one.filed_on],
        "came": [one for one in rows.rows if one.filed_on],
        "heirs": heirs_of(found, row),
        "curve": curve,
        "returned": (returned := _returned(curve)),
        "chart": _chart(curve, returned),
        "campaigns": [_ruled(one, who) for one in campaigns.distinct().order_by("form__name", "pk")],
        "may": asked.form is not None and files_for(who, found) and consolidates(who, asked.form),
        "others": others_body(who, found, asked.form),
    }
    return render(request, "reports/campaign.html", context | asked.context)


def _whole_before() -> Any:
    return Lineage.objects.filter(whole=True).select_related("predecessor")


def _new(one: Obligation) -> str:
    """Of a unit that began within the period: when, and whose figures its report holds too; empty for most."""
    if one.unit.valid_from <= one.period.first_day:
        return ""
    before = [until(row.predecessor.full_name, row.predecessor.valid_to) for row in getattr(one.unit, "went_in", ())]
    words = {"day": f"{one.unit.valid_from:%d/%m/%Y}", "before": ", ".join(before) or "–"}
    return _("Lập từ ngày %(day)s trong kỳ; báo cáo gồm cả số liệu của: %(before)s.") % words


def _ruled(one: Campaign, who: Acting) -> dict[str, Any]:
    """A campaign with its rules in words, and the form to change them where the reader's unit opened it."""
    days = [rule.days for rule in one.rules.all()]
    mine = files_for(who, one.unit) and consolidates(who, one.form)
    form = RulesForm(initial={"days": ", ".join(map(str, days))}, prefix=str(one.pk)) if mine else None
    return {"campaign": one, "rules": [in_words(day) for day in days], "form": form}


def in_words(days: int) -> str:
    """A rule as people say it."""
    if days == 0:
        return _("đúng ngày hết hạn")
    words = {"days": abs(days)}
    return _("trước hạn %(days)s ngày") % words if days < 0 else _("quá hạn %(days)s ngày") % words


def _returned(curve: ByDay) -> str:
    """When reports were sent back, so that a column lower than the one before it is no riddle; empty where none was."""
    days = ", ".join(f"{day:%d/%m} ({number})" for day, number in curve.returned)
    return _("Trả lại để sửa: %(days)s. Báo cáo trả lại không tính là đã gửi từ ngày đó đến khi gửi lại.") % {"days": days} if days else ""


def _chart(curve: ByDay, returned: str) -> ChartSpec | None:
    """The last days as columns: how many stood filed at the end of each."""
    if not curve.days:
        return None
    points = tuple(Point(f"{one.day:%d/%m}", one.total, str(one.total)) for one in curve.days[-COLUMNS:])
    words = {"filed": curve.filed, "expected": curve.expected, "day": f"{curve.days[-1].day:%d/%m/%Y}"}
    alt = _("Đến ngày %(day)s có %(filed)s trong %(expected)s báo cáo đã gửi.") % words
    alt = f"{alt} {returned}".strip()
    return ChartSpec(_("Số báo cáo đã gửi đến cuối mỗi ngày"), _("báo cáo"), points, alt, kind="columns")


def set_rules(request: HttpRequest, pk: int) -> HttpResponse:
    """Change when the campaign reminds."""
    who, one = run(request, pk)
    form = RulesForm(request.POST if request.method == "POST" else None, prefix=str(one.pk))
    if request.method == "POST" and form.is_valid():
        try:
            services.set_rules(by=who, campaign=one, **form.cleaned_data)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Đã lưu lịch nhắc."))
            return redirect(of_report("reports:campaign", one))
    if request.method != "POST":
        days = ReminderRule.objects.filter(campaign=one).values_list("days", flat=True)
        form = RulesForm(initial={"days": ", ".join(map(str, days)), "also": one.also}, prefix=str(one.pk))
    context = {"form": form, "campaign": one, "period_label": periods.label(one.period.period)}
    return render(request, "reports/campaign_rules.html", context)


def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back a period that was opened by mistake, while nobody has begun."""
    who, one = run(request, pk)
    form = TakeBackForm(request.POST if request.method == "POST" else None)
    label = periods.label(one.period.period)
    if request.method == "POST" and form.is_valid():
        try:
            gone = services.take_back(by=who, campaign=one, reason=form.cleaned_data["reason"])
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Đã hủy mở kỳ %(period)s: %(count)s đơn vị không còn phải gửi.") % {"period": label, "count": gone})
            return redirect("reports:list")
    owed = one.obligations.count()
    context = {"form": form, "campaign": one, "period_label": label, "owed": owed}
    return render(request, "reports/campaign_take_back.html", context)


def extend(request: HttpRequest, pk: int) -> HttpResponse:
    """Give one unit more time, with the reason."""
    who, owed = awaited(request, pk)
    form = ExtendForm(request.POST if request.method == "POST" else None)
    assert owed.receiver is not None
    if request.method == "POST" and form.is_valid():
        try:
            given = services.extend(by=who, obligation=owed, due_on=form.cleaned_data["due_on"], reason=form.cleaned_data["reason"])
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Đã gia hạn đến ngày %(day)s.") % {"day": f"{given.due_on:%d/%m/%Y}"})
            return redirect(of_report("reports:campaign", owed, owed.receiver))
    name = names_on([owed.unit_id], owed.period.last_day)[owed.unit_id]
    context = {"form": form, "owed": owed, "name": name, "period_label": periods.label(owed.period.period)}
    return render(request, "reports/extend.html", context)
