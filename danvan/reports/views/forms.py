"""Forms made without code: settings, headings, indicators, a look as a filing unit sees it and as it prints; published, retired, copied."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from danvan.lib.refusal import Refused
from danvan.reports import due, services
from danvan.reports.access import draft_in_book, form_in_book, keeper, keeps
from danvan.reports.contents import FormContent, form_content
from danvan.reports.entries import entry
from danvan.reports.forms.book import CopyForm, DueForm, HeadingForms, ReasonForm, SettingsForm, headings_of, kind_words
from danvan.reports.forms.columns import in_words
from danvan.reports.models import Form, FormState, Frequency, Indicator
from danvan.reports.preview import TYPES, preview, printed
from danvan.reports.rules_book import completed, lacking, needs_words
from danvan.reports.selectors import chosen
from danvan.reports.selectors.book import needs, usable
from danvan.reports.selectors.due import upcoming
from danvan.reports.selectors.groups import group_titles
from danvan.reports.services.forms import Change, Part, stands_on, token
from danvan.reports.spoken import spoken
from danvan.ui.forms import show_refusal
from danvan.units.access import acting
from danvan.units.models import Duty, Level

STATES = {"draft": "warning", "published": "success", "retired": "neutral"}
ANNEX = "*"


def forms(request: HttpRequest) -> HttpResponse:
    """Every form: those in use, drafts of the keeper, those out of use."""
    who = acting(request)
    rows = [one for one in Form.objects.select_related("owner").order_by("name", "-version") if _seen(who, one)]
    shown = [(one, one.label, STATES[one.state], _frequencies(one)) for one in rows]
    return render(request, "reports/forms.html", {"rows": shown, "may": who.may(Duty.KEEP_BOOK)})


def _seen(who: Any, form: Form) -> bool:
    return form.state != FormState.DRAFT or keeps(who, form.owner_id)


def _frequencies(form: Form) -> str:
    return "; ".join(str(Frequency(kind).label) for kind in form.frequencies)


def form(request: HttpRequest, pk: int) -> HttpResponse:
    """One version of a form, with what may be done with it."""
    who, found = form_in_book(request, pk)
    content = form_content(found)
    names = {one.code: entry(one) for one in Indicator.objects.filter(code__in=content.codes)}
    context = {
        "form": found,
        "name": found.label,
        "tone": STATES[found.state],
        "frequencies": _frequencies(found),
        "due": due_words(content),
        "next": upcoming(content.due, content.levels, content.frequencies, content.first_day),
        "levels": [Level(level).label for level in content.levels],
        "named": chosen.named(content),
        "headings": [
            (one, spoken(one, "title"), [names[code] for code in one.indicators], in_words(one.comparisons)) for one in content.headings
        ],
        "columns": in_words(content.comparisons),
        "annex": [names[code] for code in content.annex],
        "drawings": found.illustrations.select_related("indicator", "heading"),
        "versions": [one for one in Form.objects.filter(code=found.code).order_by("-version") if _seen(who, one)],
        "may": keeps(who, found.owner_id),
        "copies": who.may(Duty.KEEP_BOOK),
        "used": stands_on(found),
        "draft": found.state == FormState.DRAFT,
        "lacking": _lacking(content) if found.state == FormState.DRAFT else {},
        "in_use": found.state == FormState.PUBLISHED,
    }
    return render(request, "reports/form.html", context)


def new(request: HttpRequest) -> HttpResponse:
    """Begin a form."""
    who, owner = keeper(request)
    asked = SettingsForm(request.POST or None)
    if request.method == "POST" and asked.is_valid():
        try:
            made = services.new_form(by=who, code=asked.cleaned_data["code"], content=asked.content(), owner=owner)
        except Refused as refused:
            show_refusal(asked, refused)
        else:
            messages.success(request, _("Đã lập bản nháp. Đặt hạn nộp, thêm đề mục, rồi chọn chỉ tiêu."))
            return redirect("reports:form_due", made.pk)
    return render(request, "reports/form_settings.html", {"asked": asked, "form": None})


def copy(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin a form as a copy of this one."""
    who, owner = keeper(request)
    _who, found = form_in_book(request, pk)
    asked = CopyForm(request.POST or None, initial={"name": _("Bản sao: %(name)s") % {"name": found.name}})
    if request.method == "POST" and asked.is_valid():
        try:
            made = services.copy_form(by=who, form=found, owner=owner, **asked.cleaned_data)
        except Refused as refused:
            show_refusal(asked, refused)
        else:
            return redirect("reports:form", made.pk)
    title = _("Chép mẫu: %(name)s") % {"name": found.label}
    return render(request, "reports/form_act.html", {"asked": asked, "form": found, "title": title, "button": _("Chép thành bản nháp")})


@require_POST
def revise(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin the next version."""
    who, found = form_in_book(request, pk, change=True)
    return redirect("reports:form", services.revise(by=who, form=found).pk)


@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw a draft away."""
    who, found = form_in_book(request, pk, change=True)
    try:
        services.drop_draft(by=who, form=found)
    except Refused as refused:
        messages.error(request, refused.message)
    return redirect("reports:forms")


def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a draft into use; one that lacks something goes back to its page, which says what."""
    who, found = form_in_book(request, pk, change=True)
    if found.state == FormState.DRAFT and _lacking(form_content(found)):
        return redirect("reports:form", found.pk)
    told = [
        _("Ban hành rồi thì mẫu không sửa được nữa; muốn sửa thì lập bản mới."),
        _("Kỳ mở từ nay đứng trên bản này; kỳ đã mở giữ bản của nó."),
        _("Người nhận báo cáo mở kỳ thì các đơn vị thấy mẫu và hạn nộp."),
    ]
    return _with_reason(request, found, services.publish_form, who, _("Ban hành mẫu: %(name)s"), _("Ban hành"), told)


def retire(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a form out of use."""
    who, found = form_in_book(request, pk, change=True)
    return _with_reason(request, found, services.retire_form, who, _("Thôi dùng mẫu: %(name)s"), _("Thôi dùng"))


def _with_reason(request: HttpRequest, found: Form, act: Any, who: Any, title: str, button: str, told: Sequence[str] = ()) -> HttpResponse:
    asked = ReasonForm(request.POST or None)
    if request.method == "POST" and asked.is_valid():
        try:
            act(by=who, form=found, reason=asked.cleaned_data["reason"])
        except Refused as refused:
            show_refusal(asked, refused)
        else:
            messages.success(request, _("Đã lưu."))
            return redirect("reports:form", found.pk)
    context = {"asked": asked, "form": found, "title": title % {"name": found.label}, "button": button, "told": told}
    return render(request, "reports/form_act.html", context)


def settings(request: HttpRequest, pk: int) -> HttpResponse:
    """Who files, how often, by when."""
    who, found = draft_in_book(request, pk)
    before = form_content(found)
    asked = SettingsForm(request.POST or None, content=before)
    if request.method == "POST" and asked.is_valid() and _saved(request, who, found, asked.content, Part.SETTINGS, asked):
        return redirect("reports:form", found.pk)
    seen = token(form_content(found), Part.SETTINGS)
    return render(request, "reports/form_settings.html", {"asked": asked, "form": found, "seen": seen})


def due_words(content: FormContent) -> list[tuple[str, list[tuple[str, str]]]]:
    """Each level with its rules in words, the one for every kind of period first."""
    return [
        (str(Level(level).label), [(kind_words(kind) if kind else "", due.in_words(rule)) for kind, rule in sorted(rules.items())])
        for level, rules in content.due.items()
    ]


def due_rules(request: HttpRequest, pk: int) -> HttpResponse:
    """Until when each level files, by kind of period. "Look" shows the next due days and saves nothing."""
    who, found = draft_in_book(request, pk)
    before = form_content(found)
    asked = DueForm(request.POST or None, content=before)
    rules = asked.rules() if request.method == "POST" and asked.is_valid() else None
    looks = rules is None or "look" in request.POST

    def put(now: FormContent) -> FormContent:
        return replace(now, due={level: (rules or {}).get(level) or now.due[level] for level in now.levels})

    if not looks and _saved(request, who, found, put, Part.DUE):
        return redirect("reports:form", found.pk)
    context = {
        "asked": asked,
        "form": found,
        "seen": request.POST.get("seen") or token(before, Part.DUE),
        "next": upcoming(before.due if rules is None else rules, before.levels, before.frequencies, before.first_day),
        "levels": [Level(level).label for level in before.levels],
    }
    return render(request, "reports/form_due.html", context)


def units(request: HttpRequest, pk: int) -> HttpResponse:
    """Which units file: all of the levels, or only those chosen; the centre chooses province by province (`?o=`)."""
    who, found = draft_in_book(request, pk)
    before = form_content(found)
    provinces = chosen.provinces(who.unit)
    above = next((one for one in provinces if one.key == request.GET.get("o", "")), who.unit)
    shown = chosen.offered(before, above)
    if request.method == "POST":
        picked = request.POST.getlist("unit")
        if _saved(request, who, found, lambda now: replace(now, units=chosen.rechosen(now, shown, picked)), Part.UNITS):
            return redirect("reports:form", found.pk)
    context = {
        "form": found,
        "above": above,
        "provinces": provinces,
        "shown": [(one, one.key in before.units) for one in shown],
        "elsewhere": [one for one in chosen.named(before) if one not in shown],
        "seen": token(before, Part.UNITS),
    }
    return render(request, "reports/form_units.html", context)


def headings(request: HttpRequest, pk: int) -> HttpResponse:
    """The headings with their guidance, in order."""
    who, found = draft_in_book(request, pk)
    before = form_content(found)
    initial = [{**vars(one), "place": place} for place, one in enumerate(before.headings, start=1)]
    asked = HeadingForms(request.POST or None, initial=initial)
    if request.method == "POST" and asked.is_valid():
        rows = [row for row in asked.cleaned_data if row]
        if _saved(request, who, found, lambda now: replace(now, headings=headings_of(rows, now.headings)), Part.HEADINGS):
            return redirect("reports:form_indicators" if "next" in request.POST else "reports:form", found.pk)
    seen = token(form_content(found), Part.HEADINGS)
    return render(request, "reports/form_headings.html", {"asked": asked, "form": found, "seen": seen})


def indicators(request: HttpRequest, pk: int) -> HttpResponse:
    """Where each indicator of the book stands: under a heading, in the annex only, or not on the form."""
    who, found = draft_in_book(request, pk)
    before = form_content(found)
    book = usable(found.owner_id)
    at = {code: heading.code for heading in before.headings for code in heading.indicators} | dict.fromkeys(before.annex, ANNEX)
    if "complete" in request.POST:
        _saved(request, who, found, lambda now: completed(now, needs(now.codes)), Part.PLACES)
        return redirect("reports:form", found.pk)
    if request.method == "POST":
        at = {one.code: request.POST.get(f"at-{one.code}", "") for one in book}
        if _saved(request, who, found, lambda now: placed(now, at), Part.PLACES):
            return redirect("reports:form", found.pk)
    titles, lacks = group_titles(), _lacking(before)
    groups: dict[str, list[tuple[Indicator, str, bool, str]]] = {}
    for one in book:
        groups.setdefault(one.group, []).append((one, at.get(one.code, ""), one.owner_id is not None, lacks.get(one.code, "")))
    context = {
        "form": found,
        "groups": [(titles.full(group), rows, sum(bool(where) for _one, where, *_rest in rows)) for group, rows in groups.items()],
        "places": [(one.code, f"{one.number} {spoken(one, 'title')}".strip()) for one in before.headings],
        "annex": ANNEX,
        "seen": token(form_content(found), Part.PLACES),
    }
    return render(request, "reports/form_indicators.html", context)


def _lacking(content: FormContent) -> dict[str, str]:
    """Indicators of the form that cannot be worked out, each with what it lacks, in words. Two queries at most."""
    return {code: needs_words(code, missing) for code, missing in lacking(content, needs(content.codes)).items()}


def placed(before: FormContent, at: dict[str, str]) -> FormContent:
    """The form with each indicator where it was put; those that stay under a heading keep their order, new ones follow in the book's.

    Refused for a heading that somebody took away meanwhile.
    """
    if not set(at.values()) <= {"", ANNEX, *(one.code for one in before.headings)}:
        raise Refused(_("Đề mục đã chọn không còn trong mẫu. Hãy chọn lại."))

    def of(place: str, held: tuple[str, ...]) -> tuple[str, ...]:
        stay = [code for code in held if at.get(code) == place]
        return (*stay, *(code for code, where in at.items() if where == place and code not in stay))

    under = tuple(replace(one, indicators=of(one.code, one.indicators)) for one in before.headings)
    return replace(before, headings=under, annex=of(ANNEX, before.annex))


def _saved(request: HttpRequest, who: Any, found: Form, change: Change, part: Part, asked: SettingsForm | None = None) -> bool:
    refused = stopped(request, who, found, change, part)
    if refused and asked is None:
        messages.error(request, refused.message)
    elif refused and asked is not None:
        show_refusal(asked, refused)
    return refused is None


def stopped(request: HttpRequest, who: Any, found: Form, change: Change, part: Part) -> Refused | None:
    """Save a part of a draft as it was sent, and say so; or what stopped it."""
    try:
        services.save_draft(by=who, form=found, change=change, part=part, seen=request.POST.get("seen", ""))
    except Refused as refused:
        return refused
    messages.success(request, _("Đã lưu bản nháp."))
    return None


def look(request: HttpRequest, pk: int) -> HttpResponse:
    """The form as a filing unit sees it, and as it prints: DOCX and PDF with `?tep=`."""
    who, found = form_in_book(request, pk)
    kind = request.GET.get("tep", "")
    if kind in TYPES:
        file, name = printed(found, who.unit, kind)
        response = HttpResponse(file, content_type=TYPES[kind])
        response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
        return response
    return render(
        request, "reports/form_look.html", {"form": found, "name": found.label, "seen": preview(found, who.unit), "kinds": list(TYPES)}
    )
