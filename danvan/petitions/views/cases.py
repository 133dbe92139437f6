"""One petition: its page, its printed sheet, its files."""

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from danvan.files import responses
from danvan.lib import clock
from danvan.petitions import access, selectors
from danvan.petitions.models import Attachment, Petition, Sender, Stay
from danvan.petitions.papers import CaseFile
from danvan.petitions.rules import Act, allowed, any_ground, suggested
from danvan.petitions.selectors.papers import own_papers
from danvan.petitions.services.process import case_of
from danvan.petitions.views.ties import ties
from danvan.units.access import Acting, reach


def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything about a petition that this officer may read, and the next lawful acts."""
    who, petition = access.open_petition(request, pk)
    return render(request, "petitions/detail.html", _context(who, petition))


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
    case = case_of(petition)
    acts = allowed(case, who, today) if acts_here else []
    first = suggested(case)
    common = ties(who, petition, whole=whole) | {
        "who": who,
        "petition": petition,
        "today": today,
        "reads_whole": whole,
        "moved_on": not access.reads_now(who, petition),
        "acts_here": acts_here,
        "papers": own_papers(who, CaseFile(petition, who.unit, named=False)) if acts_here else [],
        "first": next((rule for rule in acts if rule.act == first), None),
        "acts": [rule for rule in acts if rule.act != first],
        "ground": any_ground(petition.ground),
        "stays": list(Stay.objects.filter(petition=petition).select_related("unit")),
    }
    if not whole:
        own = Stay.objects.filter(petition=petition, unit__in=reach(who).values("pk")).values_list("pk", flat=True)
        return common | {"lines": [_bare(line, petition) for line in selectors.timeline(petition, stays=list(own))]}
    return common | _whole(who, petition)


def _bare(line: selectors.Line, petition: Petition) -> selectors.Line:
    """The step without its words where it is a denunciation's: they may tell what it says."""
    return replace(line, note="", public_note="") if petition.is_protected else line


def _whole(who: Acting, petition: Petition) -> dict[str, Any]:
    past = [one for one in selectors.clocks_of(petition) if one.stopped_on]
    standing = selectors.standing(petition, clock.today())
    return {
        "lines": selectors.timeline(petition),
        "sender": Sender.objects.filter(petition=petition).first() if access.sees_sender(who, petition) else None,
        "standing": standing,
        "proof": selectors.due_proof(standing.clock) if standing else [],
        "past_clocks": past,
        "attachments": list(petition.attachments.select_related("file")),
        "answers": list(petition.answers.select_related("signed_by__body")),
        "feedback": list(petition.feedback.all()),
        "parts": list(petition.parts.order_by("id")),
        "act_names": Act,
    }
