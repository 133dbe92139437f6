"""The columns of a form's tables, chosen without code: which earlier periods stand beside the figures, under each heading and in the annex."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from danvan.lib.refusal import Refused
from danvan.reports import services
from danvan.reports.access import draft_in_book
from danvan.reports.contents import form_content
from danvan.reports.forms.columns import ColumnsForm
from danvan.reports.services.forms import Part, token


def columns(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose, save, look at the tables with noughts in them."""
    who, found = draft_in_book(request, pk)
    asked, refused = ColumnsForm(request.POST or None, content=form_content(found)), ""
    if request.method == "POST" and asked.is_valid():
        try:
            services.save_draft(by=who, form=found, change=asked.put, part=Part.COLUMNS, seen=request.POST.get("seen", ""))
        except Refused as stopped:
            refused = stopped.message
        else:
            messages.success(request, _("Đã lưu bản nháp."))
            return redirect("reports:form_look" if "look" in request.POST else "reports:form", found.pk)
    seen = token(form_content(found), Part.COLUMNS)
    return render(request, "reports/form_columns.html", {"asked": asked, "form": found, "seen": seen, "refused": refused})
