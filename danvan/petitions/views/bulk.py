"""One act done to many: choose in the list, look at what will happen to each, do it, undo it."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from danvan.lib import clock
from danvan.lib.refusal import Refused
from danvan.petitions import access, services
from danvan.petitions.forms.bulk import MANY, ManyForm
from danvan.petitions.forms.filters import kept_query
from danvan.petitions.models import BulkAct, Petition
from danvan.petitions.rules import ACTS, Act
from danvan.petitions.selectors.worklist import for_list, for_officer
from danvan.petitions.services.bulk import MOST, UNDO, UNDONE, last_steps, matter_of_all, why_not
from danvan.ui.forms import show_refusal
from danvan.units.access import Acting

CHOSEN, WHAT, BACK = "don", "viec", "tu"


def many(request: HttpRequest) -> HttpResponse:
    """GET: what will happen to each that was chosen (`don`), and what the act (`viec`) asks for. POST: do it."""
    who = access.reading(request)
    asked = request.POST if request.method == "POST" else request.GET
    act = _act(asked)
    rule = ACTS[act]
    access.must_do(who, rule)
    chosen = list(for_list(for_officer(who).filter(pk__in=_numbers(asked))).order_by("due_on", "pk")[:MOST])
    form = MANY[act](request.POST or None, who=who)
    if request.method == "POST" and form.is_valid():
        made = _do(form, who, chosen, asked)
        if made is not None:
            return _to_done(made, _back(asked))
    return render(request, "petitions/many.html", _context(who, act, chosen, form, asked))


def _back(asked: QueryDict) -> str:
    """The filters of the list that the officer came from."""
    return kept_query(QueryDict(asked.get(BACK, "")[:1000]))


def _to_done(made: BulkAct, back: str) -> HttpResponse:
    address = reverse("petitions:many_done", args=[made.pk])
    return redirect(f"{address}?{urlencode({BACK: back})}" if back else address)


def _act(asked: QueryDict) -> Act:
    name = str(asked.get(WHAT, ""))
    if name not in MANY:
        raise Http404
    return Act(name)


def _numbers(asked: QueryDict) -> list[int]:
    """The petitions that were ticked; what is no number is nobody's."""
    return [int(text) for text in asked.getlist(CHOSEN)[:MOST] if text.isascii() and text.isdigit() and len(text) < 19]


def _do(form: ManyForm, who: Acting, chosen: Sequence[Petition], asked: QueryDict) -> BulkAct | None:
    """Do it; None with the message on the form if it is refused."""
    seen = {one.pk: _seen(asked, one.pk) for one in chosen}
    try:
        return services.do_many(by=who, unit=who.unit, plan=form.plan(), letters=seen, once=form.cleaned_data["once"])
    except Refused as refused:
        show_refusal(form, refused)
        return None


def _seen(asked: QueryDict, pk: int) -> int:
    text = asked.get(f"thay-{pk}", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def _context(who: Acting, act: Act, chosen: Sequence[Petition], form: ManyForm, asked: QueryDict) -> dict[str, Any]:
    bundle, steps = matter_of_all(chosen), last_steps([one.pk for one in chosen])
    lines = [(one, why_not(one, act, who.unit.pk, bundle=bundle), steps.get(one.pk, 0)) for one in chosen]
    fit = sum(not why for _one, why, _step in lines)
    return {
        "who": who,
        "act": act,
        "rule": ACTS[act],
        "form": form,
        "lines": lines,
        "fit": fit,
        "enough": fit >= (2 if act == Act.JOIN else 1),
        "undoable": act in UNDONE,
        "back": _back(asked),
        "most": MOST,
    }


def done(request: HttpRequest, pk: int) -> HttpResponse:
    """What was done to which, what was not and why; for half a minute the way back."""
    who = access.reading(request)
    made = get_object_or_404(BulkAct, pk=pk, user=who.user)
    fresh = made.act in UNDONE and made.undone_at is None and clock.now() - made.at <= UNDO
    context = {
        "who": who,
        "made": made,
        "rule": ACTS[Act(made.act)],
        "may_undo": fresh,
        "seconds": int(UNDO.total_seconds()),
        "back": _back(request.GET),
    }
    return render(request, "petitions/many_done.html", context)


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Put everything back."""
    who = access.reading(request)
    made = get_object_or_404(BulkAct, pk=pk, user=who.user)
    try:
        services.undo_many(by=who, act=made)
    except Refused as refused:
        context = {
            "who": who,
            "made": made,
            "rule": ACTS[Act(made.act)],
            "may_undo": False,
            "refused": refused.message,
            "back": _back(request.POST),
        }
        return render(request, "petitions/many_done.html", context)
    return _to_done(made, _back(request.POST))
