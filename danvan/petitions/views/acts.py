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
from danvan.petitions.models import Petition, ReplyTemplate
from danvan.petitions.rules import ACTS, Act, Rule, follows, named
from danvan.petitions.rules.wording import REPLY_FIELDS, fill
from danvan.petitions.selectors.wording import templates_for
from danvan.petitions.services.once import do_once, last_step, was_done
from danvan.petitions.services.process import case_of
from danvan.petitions.services.wording import filling_of
from danvan.ui.forms import show_refusal
from danvan.units.access import Acting


def act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """Ask what the act needs, do it, go back to the petition."""
    rule = _rule(act)
    who, petition = access.open_for_act(request, pk, rule)
    rule = named(rule, petition.kind)
    templates = templates_for(petition.unit, rule.act, petition.kind) if rule.act in REPLY_FIELDS else []
    form = _form(request, rule.act, petition, who, templates)
    if request.method == "POST":
        if not form.is_bound:  # only a template was asked for
            pass
        elif was_done(petition, _key(form)) or (form.is_valid() and _perform(form, petition)):
            messages.success(request, _("Đã ghi nhận: %(act)s.") % {"act": rule.label})
            return redirect(petition)
    elif not follows(case_of(petition), rule.act, clock.today()):
        messages.warning(request, _("Việc này không còn phù hợp với trạng thái của đơn."))
        return redirect(petition)
    context = {"who": who, "petition": petition, "rule": rule, "form": form, "standing": selectors.standing(petition, clock.today())}
    shown = {"templates": templates, "reads_whole": access.reads_whole(who, petition)}
    return render(request, "petitions/act.html", context | shown)


TEMPLATE, USE_TEMPLATE = "mau", "dung_mau"


def _form(request: HttpRequest, act: Act, petition: Petition, who: Acting, templates: list[ReplyTemplate]) -> ActForm:
    """The form as sent; or a fresh one, with what was typed so far and the template that was chosen put into its field."""
    last = last_step(petition)
    fresh: dict[str, object] = {"seen": last.pk if last else 0, "once": uuid4(), **FORMS[act].prefill(request.GET)}
    asked = request.POST if USE_TEMPLATE in request.POST else request.GET
    if request.method == "POST" and asked is not request.POST:
        return FORMS[act](request.POST, request.FILES, petition=petition, who=who, initial=fresh)
    if asked is request.POST:
        fresh |= request.POST.dict()
    picked = next((one for one in templates if str(one.pk) == asked.get(TEMPLATE)), None)
    if picked is not None:
        field = REPLY_FIELDS[act]
        typed = str(fresh.get(field, "")).strip()
        fresh[field] = "\n\n".join(part for part in (typed, fill(picked.text, filling_of(petition))) if part)
    return FORMS[act](petition=petition, who=who, initial=fresh)


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
        do_once(petition=petition, key=_key(form), seen=form.cleaned_data["seen"], perform=form.perform, also=form.also())
    except Refused as refused:
        show_refusal(form, refused)
        return False
    return True
