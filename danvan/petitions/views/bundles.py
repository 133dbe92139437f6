"""One matter, many letters: two side by side, the bundle, one answer for all."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from danvan.lib import clock
from danvan.lib.refusal import Refused
from danvan.petitions import access
from danvan.petitions.forms.bundles import TogetherForm
from danvan.petitions.models import OPEN_STATES, Bundle, Petition
from danvan.petitions.rules import ACTS, Act, follows
from danvan.petitions.rules.likeness import compare as likeness_of
from danvan.petitions.rules.likeness import marked
from danvan.petitions.selectors import bundles, worklist
from danvan.petitions.selectors.likeness import letter_of, why
from danvan.petitions.services.bundling import MOST_AT_ONCE
from danvan.petitions.services.process import case_of
from danvan.ui.forms import show_refusal
from danvan.ui.paging import page
from danvan.units.access import Acting
from danvan.units.models import Duty


def compare(request: HttpRequest, pk: int, other: int) -> HttpResponse:
    """Two letters side by side, what only one of them says marked."""
    who, petition, beside = access.open_two(request, pk, other)
    context = {
        "who": who,
        "petition": petition,
        "beside": beside,
        "why": why(likeness_of(letter_of(petition), letter_of(beside))),
        "sides": [(one, marked(one.text, against.text)) for one, against in ((petition, beside), (beside, petition))],
        "joining": next((pair for pair in ((petition, beside), (beside, petition)) if _may_join(who, pair[0])), None),
        "together": petition.bundle_id is not None and petition.bundle_id == beside.bundle_id,
    }
    return render(request, "petitions/compare.html", context)


def _may_join(who: Acting, petition: Petition) -> bool:
    """May the officer tie it to another now? What is in a matter already is not tied again: the other is tied to it."""
    joins = ACTS[Act.JOIN]
    able = access.acts_here(who, petition) and any(who.may(duty) for duty in joins.duties)
    return able and petition.bundle_id is None and follows(case_of(petition), Act.JOIN, clock.today())


def bundle(request: HttpRequest, pk: int) -> HttpResponse:
    """The letters of one matter within reach, each with its state and its clock."""
    who, found = access.open_bundle(request, pk)
    letters = bundles.letters_of(who, found)
    shown = page(worklist.for_list(letters), request, order=("due_on", "id"))
    worklist.with_duties(shown.rows)
    context = {
        "who": who,
        "bundle": found,
        "totals": bundles.totals(letters),
        "page": shown,
        "may_answer": who.may(Duty.ANSWER) and letters.filter(unit=who.unit, state__in=OPEN_STATES).exists(),
    }
    return render(request, "petitions/bundle.html", context)


CHECK, SEND = "xem", "gui"


def together(request: HttpRequest, pk: int) -> HttpResponse:
    """One answer for many letters: written, looked at letter by letter, then sent to all that are ticked, or to none."""
    who, found = access.open_bundle(request, pk, Duty.ANSWER)
    listed = bundles.answerable(who, found)
    form = TogetherForm(request.POST or None, listed=listed)
    stage = request.POST.get("viec", "")
    if stage == SEND and form.is_valid() and _send(request, form, who, found):
        return redirect("petitions:bundle", found.pk)
    looked = stage == CHECK and form.is_valid()
    context = {"who": who, "bundle": found, "form": form, "looked": looked, "most": MOST_AT_ONCE}
    return render(request, "petitions/together.html", context | _drafts(form, who, listed, first=stage in {CHECK, ""}))


def _drafts(form: TogetherForm, who: Acting, listed: list[Petition], *, first: bool) -> dict[str, Any]:
    """The letters with their texts. Ticked are all that can be answered, or, once the page was sent, those that were."""
    made = bundles.drafts(who.unit, listed, str(form["text"].value() or ""))
    chosen = {int(key) for key in form["letters"].value() or [] if str(key).isdigit()}
    ticked = {one.petition.pk for one in made if not one.problem} if first else chosen
    return {"drafts": [(one, one.petition.pk in ticked) for one in made], "able": sum(not one.problem for one in made)}


def _send(request: HttpRequest, form: TogetherForm, who: Acting, found: Bundle) -> bool:
    """Answer them; False with the message on the form where one of them refuses."""
    try:
        sent = form.perform(who, found)
    except Refused as refused:
        show_refusal(form, refused)
        return False
    if sent:
        messages.success(request, _("Đã trả lời %(count)d đơn.") % {"count": len(sent)})
    return True
