"""One petition: its page, its printed sheet, its files."""

from dataclasses import replace
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from danvan.files import responses
from danvan.lib import clock
from danvan.notices import selectors as notices
from danvan.petitions import access, selectors
from danvan.petitions.models import Attachment, Clock, Petition, Sender, Stay, Step
from danvan.petitions.papers import CaseFile
from danvan.petitions.rules import Act, Case, allowed, any_ground, suggested
from danvan.petitions.selectors.kept import uses_keys
from danvan.petitions.selectors.papers import own_papers
from danvan.petitions.services.presence import open_now
from danvan.petitions.services.process import case_of
from danvan.petitions.views.ties import ties
from danvan.sealed import selectors as sealed
from danvan.units.access import Acting, reach


def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything about a petition that this officer may read, and the next lawful acts."""
    who, petition = access.open_petition(request, pk)
    others = open_now(who=who, petition=petition)
    return render(request, "petitions/detail.html", _context(who, petition) | {"others": others, "keys": uses_keys(who)})


def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The case sheet for printing."""
    who, petition = access.open_petition(request, pk)
    return render(request, "petitions/sheet.html", _context(who, petition))


def attachment(request: HttpRequest, pk: int, attachment: int) -> HttpResponse:
    """A file of the petition, as a download."""
    who, petition = access.open_petition(request, pk)
    found = Attachment.objects.select_related("file").filter(petition=petition, pk=attachment).first()
    if found is None or not access.reads_whole(who, petition):
        raise Http404
    return responses.send(found.file)


def _context(who: Acting, petition: Petition) -> dict[str, Any]:
    """What the page shows. A unit that passed the petition on reads its own steps only, no text, no answer."""
    whole, today = access.reads_whole(who, petition), clock.today()
    acts_here = access.acts_here(who, petition)
    clocks, steps = selectors.clocks_of(petition), list(selectors.steps_of(petition))
    case = case_of(petition, today, clocks)
    acts = allowed(case, who, today) if acts_here else []
    first = suggested(case)
    common = ties(who, petition, case, whole=whole) | {
        "who": who,
        "petition": petition,
        "today": today,
        "reads_whole": whole,
        "moved_on": not access.reads_now(who, petition),
        "acts_here": acts_here,
        "papers": own_papers(who, CaseFile(petition, who.unit, named=False, read=steps)) if acts_here else [],
        "first": next((rule for rule in acts if rule.act == first), None),
        "acts": [rule for rule in acts if rule.act != first],
        "ground": any_ground(petition.ground),
        "stays": list(Stay.objects.filter(petition=petition).select_related("unit")) if _moved(petition, steps) else [],
    }
    if not whole:
        own = set(Stay.objects.filter(petition=petition, unit__in=reach(who).values("pk")).values_list("pk", flat=True))
        lines = selectors.timeline(step for step in steps if step.stay_id in own)
        return common | {"lines": [_bare(line, petition) for line in lines]}
    return common | {"lines": selectors.timeline(steps)} | _whole(who, petition, case, clocks)


def _moved(petition: Petition, steps: list[Step]) -> bool:
    """Did it lie anywhere else before? Wherever it lay something was done with it."""
    return any(step.stay.unit_id != petition.unit_id for step in steps)


def _bare(line: selectors.Line, petition: Petition) -> selectors.Line:
    """The step without its words where it is a denunciation's: they may tell what it says."""
    return replace(line, note="", public_note="") if petition.is_protected else line


def _whole(who: Acting, petition: Petition, case: Case, clocks: list[Clock]) -> dict[str, Any]:
    """What is read only where it may be read whole. What `case` knows not to be there is not asked for."""
    standing = selectors.standing_of(clocks, clock.today())
    tied = access.not_about(who, Petition.objects.filter(Q(parent=petition) | Q(previous=petition))).select_related("unit").order_by("id")
    family = list(tied) if case.followed else []
    sender = Sender.objects.filter(petition=petition).first()
    return {
        "sender": sender if access.sees_sender(who, petition) else None,
        "standing": standing,
        "proof": standing.proof if standing else [],
        "past_clocks": [one for one in clocks if one.stopped_on],
        "sides": selectors.sides_of(clocks),
        "attachments": list(petition.attachments.select_related("file")) if case.filed else [],
        "answers": list(petition.answers.select_related("signed_by__body")) if case.answered else [],
        "feedback": list(petition.feedback.all()) if case.answered else [],
        "parts": [one for one in family if one.parent_id == petition.pk],
        "following": [one for one in family if one.previous_id == petition.pk],
        "letters": list(petition.messages.select_related("post")) if case.written else [],
        "told": notices.ledger(petition) if sender is not None and sender.notify_by else [],
        "bar": selectors.time_bar(petition),
        "envelopes": list(sealed.envelopes_about(petition.reference)) if petition.hides_sender else [],
        "unsealed": petition.hides_sender and sender is not None and bool(sender.name or sender.address or sender.phone),
        "act_names": Act,
    }
