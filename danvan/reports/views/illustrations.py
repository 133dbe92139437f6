"""The drawings of a form, chosen without code: which indicator, drawn how, under which heading."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from danvan.reports.access import draft_in_book
from danvan.reports.contents import FormContent, form_content
from danvan.reports.forms.illustrations import IllustrationForms, illustrations_of, initial_of
from danvan.reports.models import Indicator
from danvan.reports.services.forms import Part, token
from danvan.reports.spoken import spoken
from danvan.reports.views.forms import stopped


def illustrations(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose, save, look at them with made-up numbers."""
    who, found = draft_in_book(request, pk)
    before = form_content(found)
    asked = IllustrationForms(request.POST or None, initial=initial_of(before), form_kwargs=_choices(before))
    refused = None
    if request.method == "POST" and asked.is_valid():
        wanted = illustrations_of([row for row in asked.cleaned_data if row])
        refused = stopped(request, who, found, lambda now: replace(now, illustrations=wanted), Part.ILLUSTRATIONS)
        if refused is None:
            return redirect("reports:form_look" if "look" in request.POST else "reports:form", found.pk)
    said = {
        "asked": asked,
        "form": found,
        "seen": token(form_content(found), Part.ILLUSTRATIONS),
        "refused": refused.message if refused else "",
    }
    return render(request, "reports/form_illustrations.html", said)


def _choices(content: FormContent) -> dict[str, list[tuple[str, str]]]:
    """The indicators of the form, in its order, and its headings."""
    known = Indicator.objects.in_bulk(content.codes, field_name="code")
    return {
        "indicators": [(code, known[code].label) for code in content.codes],
        "headings": [(one.code, f"{one.number} {spoken(one, 'title')}".strip()) for one in content.headings],
    }
