"""The words a unit keeps for its replies: list, make, change, look at, no longer use."""

from itertools import groupby

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from danvan.lib import clock
from danvan.lib.refusal import Refused
from danvan.petitions import access, services
from danvan.petitions.forms.wording import TemplateForm
from danvan.petitions.models import ReplyTemplate
from danvan.petitions.rules import ACTS, Act
from danvan.petitions.rules.wording import Filling, fill
from danvan.petitions.selectors.wording import templates_for
from danvan.ui.forms import show_refusal
from danvan.units.access import Acting

LOOK = "xem"


def templates(request: HttpRequest) -> HttpResponse:
    """The templates in use here, by act: the unit's own, those from above, the product's."""
    who = access.keeping_words(request)
    groups = [(ACTS[Act(act)].label, list(rows)) for act, rows in groupby(templates_for(who.unit), key=lambda row: row.act)]
    return render(request, "petitions/templates.html", {"who": who, "groups": groups})


def make(request: HttpRequest) -> HttpResponse:
    """A new template of the unit."""
    who = access.keeping_words(request)
    return _edit(request, who, TemplateForm(request.POST or None), None)


def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Other words for a template: what comes from above becomes one of the unit's own."""
    who = access.keeping_words(request)
    template = _used(who, pk)
    return _edit(request, who, TemplateForm(request.POST or None, template=template), template)


@require_POST
def hide(request: HttpRequest, pk: int) -> HttpResponse:
    """The unit no longer uses it; where it comes from above, it stays there."""
    who = access.keeping_words(request)
    template = services.hide_template(by=who, template=_used(who, pk), unit=who.unit)
    messages.success(request, _("Đơn vị thôi dùng lời mẫu “%(name)s”.") % {"name": template.name})
    return redirect("petitions:templates")


def _used(who: Acting, pk: int) -> ReplyTemplate:
    found = next((one for one in templates_for(who.unit) if one.pk == pk), None)
    if found is None:
        raise Http404
    return found


def _edit(request: HttpRequest, who: Acting, form: TemplateForm, template: ReplyTemplate | None) -> HttpResponse:
    preview = ""
    if request.method == "POST" and form.is_valid():
        if LOOK in request.POST:
            preview = fill(form.cleaned_data["text"], _sample(who))
        elif _saved(form, who):
            messages.success(request, _("Đã lưu lời mẫu."))
            return redirect("petitions:templates")
    elif template is not None:
        preview = fill(template.text, _sample(who))
    return render(request, "petitions/template.html", {"who": who, "form": form, "template": template, "preview": preview})


def _saved(form: TemplateForm, who: Acting) -> bool:
    try:
        form.perform(who)
    except Refused as refused:
        show_refusal(form, refused)
        return False
    return True


def _sample(who: Acting) -> Filling:
    """A letter that is none, for the preview."""
    today = date_format(clock.today(), "d/m/Y")
    return Filling(f"KN{clock.today().year % 100:02d}-00123", today, who.unit.full_name, today)
