"""One page per act: its form, sent once."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from danvan.lib import clock
from danvan.lib.refusal import Refused
from danvan.petitions import access, selectors
from danvan.petitions.forms import FORMS, ActForm
from danvan.petitions.models import Petition, Step
from danvan.petitions.rules import ACTS, Act, Rule, follows
from danvan.petitions.services.process import case_of, running_clock
from danvan.ui.forms import show_refusal
from danvan.units.access import Acting


def act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """Ask what the act needs, do it, go back to the petition."""
    rule = _rule(act)
    who, petition = access.open_for_act(request, pk, rule)
    last = _last_step(petition)
    form = FORMS[rule.act](
        request.POST or None, request.FILES or None, petition=petition, who=who, initial={"seen": last.pk if last else 0}
    )
    if request.method == "POST":
        if _was_done(who, rule, last, form):
            return _done(request, petition, rule)
        if form.is_valid() and _perform(form, petition):
            return _done(request, petition, rule)
    elif not follows(case_of(petition, running_clock(petition)), rule.act, clock.today()):
        messages.warning(request, _("Việc này không còn phù hợp với trạng thái của đơn."))
        return redirect(petition)
    context = {"who": who, "petition": petition, "rule": rule, "form": form, "standing": selectors.standing(petition, clock.today())}
    return render(request, "petitions/act.html", context)


def _rule(name: str) -> Rule:
    if name not in FORMS:
        raise Http404
    return ACTS[Act(name)]


def _last_step(petition: Petition) -> Step | None:
    return Step.objects.filter(petition=petition).order_by("-id").first()


def _was_done(who: Acting, rule: Rule, last: Step | None, form: ActForm) -> bool:
    """The same click came twice: since the page was made, this very act was done from this very post."""
    seen = form["seen"].value()
    return last is not None and str(seen).isdigit() and int(seen) < last.pk and last.act == rule.act and last.post_id == who.post_id


def _perform(form: ActForm, petition: Petition) -> bool:
    """Do it unless somebody else did something since the page was made. False with the message on the form."""
    try:
        with transaction.atomic():
            Petition.objects.select_for_update().get(pk=petition.pk)
            last, seen = _last_step(petition), form.cleaned_data["seen"]
            if seen is not None and last is not None and last.pk != seen:
                raise Refused(_("Đơn vừa có thay đổi khác. Hãy xem lại trang đơn trước khi làm tiếp; những gì đã gõ vẫn còn ở đây."))
            form.perform()
    except Refused as refused:
        show_refusal(form, refused)
        return False
    return True


def _done(request: HttpRequest, petition: Petition, rule: Rule) -> HttpResponse:
    messages.success(request, _("Đã ghi nhận: %(act)s.") % {"act": rule.label})
    return redirect(petition)
