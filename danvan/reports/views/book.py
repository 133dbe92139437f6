"""The book of indicators: read by every officer, changed by who keeps it, with a look at what a change reaches before it is saved."""

from dataclasses import fields
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from danvan.audit.doer import known_as
from danvan.lib import clock
from danvan.lib.refusal import Refused
from danvan.reports import services
from danvan.reports.access import indicator_in_book, keeper, keeps
from danvan.reports.contents import IndicatorContent, indicator_content
from danvan.reports.counting import figure_of
from danvan.reports.dictionary import Term, parts_rule
from danvan.reports.entries import entry
from danvan.reports.forms.book import ChangeForm, DisclosureForm, IndicatorForm
from danvan.reports.models import Form, FormState
from danvan.reports.selectors.book import affected, book_of, differences, history, linkable, resting_on
from danvan.reports.selectors.disclosed import outlook
from danvan.reports.selectors.groups import group_titles, groups_of_book
from danvan.reports.selectors.meaning import linked
from danvan.reports.wording import name_of, way_of
from danvan.ui.forms import show_refusal
from danvan.units.access import acting
from danvan.units.models import Duty


def book(request: HttpRequest) -> HttpResponse:
    """All indicators by group, parts under their whole."""
    who = acting(request)
    titles = group_titles()
    groups = [(letter, titles.of(letter), [entry(one) for one in rows]) for letter, rows in book_of().items()]
    context = {"groups": groups, "today": clock.today(), "count": sum(len(rows) for _l, _t, rows in groups), "may": who.may(Duty.KEEP_BOOK)}
    return render(request, "reports/book.html", context)


def indicator(request: HttpRequest, code: str) -> HttpResponse:
    """One indicator: what it means, how it comes about, where it stands, and what changed when."""
    who, found = indicator_in_book(request, code)
    linked([found])
    context: dict[str, Any] = {
        "one": entry(found),
        "indicator": found,
        "term": Term(found).said(),
        "rule": parts_rule(found),
        "figure": figure_of(found.figure),
        "group": group_titles().of(found.group),
        "parts": [entry(one) for one in found.parts.all()],
        "forms": Form.objects.filter(lines__indicator=found, state=FormState.PUBLISHED).order_by("name"),
        "history": [(version, known_as(version.by_label), changes) for version, changes in history(found)],
        "may": keeps(who, found.owner_id),
        "way": way_of(found),
        "disclosures": [(one, known_as(one.by_label)) for one in found.disclosures.order_by("-at", "-pk")],
        "operands": list(found.operands.values()),
        "resting": resting_on(found),
    }
    return render(request, "reports/indicator.html", context)


def add(request: HttpRequest) -> HttpResponse:
    """A new indicator of the keeper's book."""
    who, owner = keeper(request)
    form = IndicatorForm(
        request.POST or None,
        links=linkable(owner.pk if owner else None),
        groups=groups_of_book(owner.pk if owner else None),
        initial={"valid_from": clock.today().replace(month=1, day=1), "scale": 0},
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = services.add_indicator(by=who, code=form.cleaned_data["code"], content=form.content(), owner=owner)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Đã thêm chỉ tiêu %(code)s vào sổ.") % {"code": made.code})
            return redirect("reports:indicator", made.code)
    return render(request, "reports/indicator_new.html", {"form": form, "owner": owner})


def change(request: HttpRequest, code: str) -> HttpResponse:
    """A new meaning from a day on. "Look" shows what it changes and reaches, and saves nothing."""
    who, found = indicator_in_book(request, code, change=True)
    before = indicator_content(found)
    form = ChangeForm(request.POST or None, links=linkable(found.owner_id), groups=groups_of_book(found.owner_id), content=before)
    context: dict[str, Any] = {"form": form, "indicator": found, "name": name_of(found)}
    if request.method == "POST" and form.is_valid():
        said = _unchanged_names(form.content(), before)
        day = form.cleaned_data["applies_from"]
        try:
            if "look" in request.POST:
                services.judge_change(indicator=found, content=said, valid_from=day)
                context |= {"looking": True, "changes": differences(before, said), "reach": affected(found, day)}
                return render(request, "reports/indicator_change.html", context)
            services.change_indicator(by=who, indicator=found, content=said, valid_from=day, reason=form.cleaned_data["reason"])
        except Refused as refused:
            show_refusal(form, _beside(refused))
        else:
            messages.success(request, _("Đã lưu bản mới của chỉ tiêu. Báo cáo đã gửi giữ nghĩa cũ."))
            return redirect("reports:indicator", found.code)
    return render(request, "reports/indicator_change.html", context)


def disclosure(request: HttpRequest, code: str) -> HttpResponse:
    """How the indicator is published from now on. "Look" says what that changes for the public, and saves nothing."""
    who, found = indicator_in_book(request, code, change=True)
    form = DisclosureForm(request.POST or None, initial={"disclosure": found.disclosure, "seen": found.disclosure})
    context: dict[str, Any] = {"form": form, "indicator": found, "name": name_of(found), "way": way_of(found)}
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        if "look" in request.POST:
            return render(
                request, "reports/indicator_disclosure.html", context | {"outlook": outlook(found, said["disclosure"]), "asked": said}
            )
        try:
            services.set_disclosure(by=who, indicator=found, **said)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Đã lưu cách công bố. Bản đã công bố giữ nguyên."))
            return redirect("reports:indicator", found.code)
    return render(request, "reports/indicator_disclosure.html", context)


def _beside(refused: Refused) -> Refused:
    """The day of the new meaning has its own field on this form."""
    first, *more = [Refused(one.message, field="applies_from" if one.field == "valid_from" else one.field) for one in refused.every]
    return Refused(first.message, field=first.field, more=more)


def _unchanged_names(said: IndicatorContent, before: IndicatorContent) -> IndicatorContent:
    """Text areas come back with other line ends: what only differs in them is not changed."""
    row = {one.name: getattr(said, one.name) for one in fields(said)}
    for name, value in row.items():
        if isinstance(value, str):
            row[name] = value.replace("\r\n", "\n").strip()
    return IndicatorContent(**row) if row != before.as_json() else before
