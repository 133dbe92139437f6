"""The columns of a form's tables, chosen without code: which earlier periods stand beside the figures, under each heading and in the annex."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from danvan.reports.access import draft_in_book
from danvan.reports.contents import form_content
from danvan.reports.forms.columns import ColumnsForm
from danvan.reports.services.forms import Part, token
from danvan.reports.views.forms import stopped


def columns(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose, save, look at the tables with noughts in them."""
    who, found = draft_in_book(request, pk)
    asked, refused = ColumnsForm(request.POST or None, content=form_content(found)), None
    if request.method == "POST" and asked.is_valid():
        refused = stopped(request, who, found, asked.put, Part.COLUMNS)
        if refused is None:
            return redirect("reports:form_look" if "look" in request.POST else "reports:form", found.pk)
    said = {"asked": asked, "form": found, "seen": token(form_content(found), Part.COLUMNS), "refused": refused.message if refused else ""}
    return render(request, "reports/form_columns.html", said)
