"""One page per act: its form, sent once."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from danvan.lib import clock
from danvan.lib.refusal import Refused
from danvan.petitions import access, selectors
from danvan.petitions.forms import FORMS, ActForm
from danvan.petitions.models import Petition
from danvan.petitions.rules import ACTS, Act, Rule, follows, named
from danvan.petitions.services.once import do_once, last_step, was_done
from danvan.petitions.services.process import case_of
from danvan.ui.forms import show_refusal


def act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """Ask what the act needs, do it, go back to the petition."""
    rule = _rule(act)
    who, petition = access.open_for_act(request, pk, rule)
    rule = named(rule, petition.kind)
    last = last_step(petition)
    fresh = {"seen": last.pk if last else 0, "once": uuid4()}
    form = FORMS[rule.act](request.POST or None, request.FILES or None, petition=petition, who=who, initial=fresh)
    if request.method == "POST":
        if was_done(petition, _key(form)) or (form.is_valid() and _perform(form, petition)):
            messages.success(request, _("Đã ghi nhận: %(act)s.") % {"act": rule.label})
            return redirect(petition)
    elif not follows(case_of(petition), rule.act, clock.today()):
        messages.warning(request, _("Việc này không còn phù hợp với trạng thái của đơn."))
        return redirect(petition)
    context = {"who": who, "petition": petition, "rule": rule, "form": form, "standing": selectors.standing(petition, clock.today())}
    return render(request, "petitions/act.html", context)


def _rule(name: str) -> Rule:
    if name not in FORMS:
        raise Http404
    return ACTS[Act(name)]


def _key(form: ActForm) -> UUID | None:
    """The page's own number; None if somebody made one up."""
    try:
        return UUID(str(form["once"].value()))
    except ValueError:
        return None


def _perform(form: ActForm, petition: Petition) -> bool:
    """Do it; False with the message on the form if it is refused."""
    try:
        do_once(petition=petition, key=_key(form), seen=form.cleaned_data["seen"], perform=form.perform)
    except Refused as refused:
        show_refusal(form, refused)
        return False
    return True
